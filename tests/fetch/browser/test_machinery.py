"""The line to the browser, its folder, its processes."""

import asyncio
import fcntl
import json
import subprocess
import sys
import time

import pytest

from slotwatch.fetch.browser import processes
from slotwatch.fetch.browser.cdp import Connection
from slotwatch.fetch.browser.errors import CrashedError, GoneError, RefusedError
from slotwatch.fetch.browser.profile import temporary_profile


class Browser:
    """The other end of a line: `script` gives the answers to one command."""

    def __init__(self, script) -> None:
        self.script = script
        self.got: list[dict] = []

    async def run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                message = json.loads((await reader.readuntil(b"\0"))[:-1])
            except asyncio.IncompleteReadError:
                break
            self.got.append(message)
            for answer in self.script(message):
                if answer is None:
                    writer.close()
                    return
                writer.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode() + b"\0")
            await writer.drain()
        writer.close()


@pytest.fixture
async def line():
    """`await line(script)`: a connection to a made-up browser."""
    opened = []

    async def made(script) -> tuple[Connection, Browser]:
        browser = Browser(script)
        server = await asyncio.start_server(browser.run, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname(), limit=1000)
        connection = Connection(reader, writer)
        opened.append((connection, server, writer))
        return connection, browser

    yield made
    for connection, server, writer in opened:
        await connection.close()
        writer.close()
        server.close()
        await server.wait_closed()


async def test_answers_find_their_commands_in_any_order_and_events_their_listener(line):
    waiting = []

    def script(message):
        waiting.append(message["id"])
        if len(waiting) == 1:
            return []
        event = {"method": "Page.loadEventFired", "params": {"timestamp": 1}, "sessionId": "S"}
        return [event, *({"id": n, "result": {"n": n}} for n in reversed(waiting))]

    connection, browser = await line(script)
    heard = []
    connection.listen("S", lambda method, event: heard.append((method, event)))
    answers = await asyncio.gather(connection.send("A", {"x": 1}, "S"), connection.send("B"))
    assert answers == [{"n": 1}, {"n": 2}]
    assert heard == [("Page.loadEventFired", {"timestamp": 1})]
    assert browser.got[0] == {"id": 1, "method": "A", "params": {"x": 1}, "sessionId": "S"}
    assert "sessionId" not in browser.got[1]


async def test_a_refusal_an_end_and_a_crash_are_told_apart(line):
    def script(message):
        match message["method"]:
            case "Refuse":
                return [{"id": message["id"], "error": {"code": -32000, "message": "No such thing"}}]
            case "End":
                return [None]
            case _:
                return []

    connection, _ = await line(script)
    with pytest.raises(RefusedError, match="Chromium refuses Refuse: No such thing"):
        await connection.send("Refuse")
    hanging = asyncio.create_task(connection.send("Hang", session="S"))
    await asyncio.sleep(0)
    connection.fail("S", CrashedError("crashed"))
    with pytest.raises(CrashedError):
        await hanging
    with pytest.raises(GoneError, match="Chromium ended"):
        await connection.send("End")
    with pytest.raises(GoneError):
        await connection.send("Anything")
    connection.tell("Anything")  # nobody is there, and nobody minds
    assert isinstance(connection.end, GoneError)


@pytest.mark.parametrize(("said", "words"), [(b"no json\0", "no message"), (b"x" * 5000, "too big")])
async def test_nonsense_and_floods_end_the_line(said, words, line):
    connection, _ = await line(lambda message: [said])
    with pytest.raises(GoneError, match=words):
        await connection.send("Anything")


def test_folders_of_killed_slotwatches_are_removed_and_those_in_use_are_not(tmp_path):
    left = tmp_path / "slotwatch-chromium-left"
    used = tmp_path / "slotwatch-chromium-used"
    foreign = tmp_path / "slotwatch-chromium-foreign"
    for folder in (left, used, foreign):
        folder.mkdir()
    (left / "in-use").touch()
    (foreign / "in-use").symlink_to("/etc/hostname")
    with (used / "in-use").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with temporary_profile(tmp_path) as mine:
            assert set(tmp_path.iterdir()) == {used, foreign, mine}
            assert mine.stat().st_mode & 0o777 == 0o700
            with temporary_profile(tmp_path) as other:
                assert mine.exists()
                assert other != mine
        assert set(tmp_path.iterdir()) == {used, foreign}


def test_memory_is_that_of_a_process_and_of_all_below_it():
    child = "import time; held = bytearray(40_000_000); print('ready', flush=True); time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        process.stdout.readline()
        assert 40_000_000 < processes.measure(process.pid) < 400_000_000
        assert processes.alive(process.pid)
        processes.kill(process.pid)
    for _ in range(100):
        if not processes.alive(process.pid):
            break
        time.sleep(0.01)
    assert not processes.alive(process.pid)
    assert processes.measure(process.pid) == 0


ADOPTED = """
import os, signal, time
from slotwatch.fetch.browser import processes

def child(group):
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, group)
        time.sleep(0 if group else 60)
        os._exit(0)
    return pid

leader = child(0)
time.sleep(0.1)
left = child(leader)
while processes._PROC.joinpath(str(left), "stat").read_bytes().split()[2] != b"Z":
    time.sleep(0.01)
processes.reap(leader)
assert not processes._PROC.joinpath(str(left)).exists()
os.kill(leader, signal.SIGKILL)
processes.reap(leader)
assert os.waitpid(leader, 0)[0] == leader
"""


def test_what_a_browser_leaves_to_us_is_taken_out_of_the_table_and_its_leader_left_to_who_waits_for_it():
    subprocess.run([sys.executable, "-c", ADOPTED], check=True, timeout=30)
