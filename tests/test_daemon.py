"""The real program: started, alerted, stopped, started again."""

import asyncio
import json
import socket
import time

import pytest
from process import Hook, Mailbox, eventually, running, slotwatch, write_config

from slotwatch.simulator import Simulator, parse_script


@pytest.fixture
async def site():
    async with Simulator(script=parse_script("none")) as simulator:
        yield simulator


@pytest.fixture
async def mailbox():
    async with Mailbox().serving() as box:
        yield box


@pytest.fixture
async def hook():
    async with Hook().serving() as server:
        yield server


async def test_a_slot_becomes_a_real_mail_with_dates_and_the_link(tmp_path, site, mailbox):
    config = write_config(tmp_path, site.single_url, mailbox.url)
    async with running(config) as daemon:
        await eventually(lambda: "no_slot" in daemon.lines)
        assert mailbox.mails == []
        site.answer("slots 2")
        [mail] = await eventually(lambda: mailbox.mails)
        body = mail.get_body(("plain",)).get_content()
        assert "renouvellement" in mail["Subject"]
        assert site.single_url in body
        assert "20" in body
        await asyncio.sleep(1)
        assert len(mailbox.mails) == 1
        assert await daemon.stop() == 0
    assert site.trespasses == []


async def test_a_slot_on_eappointment_is_told_too(tmp_path, site, hook):
    options = '[motive.options]\nsitekey = "P941"\nmotive = "20"'
    config = write_config(tmp_path, site.eappointment_url, hook.url, options=options)
    async with running(config) as daemon:
        await eventually(lambda: "no_slot" in daemon.lines)
        site.answer("slots 1")
        await eventually(lambda: hook.got)
    assert site.trespasses == []


async def test_a_restart_with_the_slot_still_open_is_silent_and_one_that_returns_is_told(tmp_path, site, hook):
    site.answer("slots 1")
    config = write_config(tmp_path, site.single_url, hook.url)
    async with running(config) as daemon:
        await eventually(lambda: hook.got)
        await daemon.stop()  # a kill in this instant may rightly make it come twice
    async with running(config) as daemon:
        await eventually(lambda: daemon.lines.count('"outcome": "available"') > 4)
        assert len(hook.got) == 1
        site.answer("none")
        await eventually(lambda: '"outcome": "no_slot"' in daemon.lines)
        site.answer("slots 1")
        await eventually(lambda: len(hook.got) == 2)


async def test_sigterm_ends_it_within_five_seconds_with_a_message_stuck_and_the_message_survives(
    tmp_path, site, hook
):
    hook.delay = 30.0
    site.answer("slots 1")
    config = write_config(tmp_path, site.single_url, hook.url)
    async with running(config) as daemon:
        await eventually(lambda: '"outcome": "available"' in daemon.lines)
        started = time.monotonic()
        assert await daemon.stop() == 0
        assert time.monotonic() - started < 5
    hook.delay = 0.0
    async with running(config):
        await eventually(lambda: hook.got)


async def test_without_network_it_starts_and_waits(tmp_path, hook):
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    config = write_config(tmp_path, f"http://127.0.0.1:{port}/booking/create/1", hook.url)
    async with running(config) as daemon:
        await eventually(lambda: '"outcome": "unreachable"' in daemon.lines)
        assert daemon.process.returncode is None
        assert await daemon.stop() == 0


async def test_a_second_daemon_on_the_same_state_folder_refuses_to_start(tmp_path, site, hook):
    config = write_config(tmp_path, site.single_url, hook.url)
    async with running(config) as daemon:
        await eventually(lambda: "no_slot" in daemon.lines)
        code, _, err = await slotwatch("run", "--config", str(config))
    assert code == 2
    assert len(err.strip().splitlines()) == 1
    assert str(daemon.process.pid) in err


async def test_a_damaged_database_is_moved_aside_told_and_the_alerts_go_on(tmp_path, site, hook):
    site.answer("slots 1")
    config = write_config(tmp_path, site.single_url, hook.url)
    state = tmp_path / "state"
    state.mkdir()
    (state / "slotwatch.db").write_bytes(b"not a database at all" * 1000)
    async with running(config):
        await eventually(lambda: len(hook.got) == 2)
    [kept] = state.glob("slotwatch.db.damaged-*")
    assert kept.read_bytes().startswith(b"not a database")
    assert any("damaged" in json.dumps(message) for message in hook.got)


async def test_systemd_is_told_when_it_is_ready_and_when_it_stops(tmp_path, site, hook):
    address = str(tmp_path / "notify")
    config = write_config(tmp_path, site.single_url, hook.url)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(address)
        sock.settimeout(20)
        async with running(config, NOTIFY_SOCKET=address, WATCHDOG_USEC="300000") as daemon:
            ready = (await asyncio.to_thread(sock.recv, 4096)).decode()
            assert "READY=1" in ready
            assert "STATUS=" in ready
            assert (await asyncio.to_thread(sock.recv, 4096)).decode() == "WATCHDOG=1"
            await daemon.stop()
        sock.settimeout(0.2)
        rest = []
        while True:
            try:
                rest.append(sock.recv(4096).decode())
            except TimeoutError:
                break
        assert any("STOPPING=1" in line for line in rest)


async def test_the_users_are_named_honestly_to_the_site(tmp_path, site, hook):
    config = write_config(tmp_path, site.single_url, hook.url)
    async with running(config):
        await eventually(lambda: site.requests)
    agent = site.requests[0].user_agent
    assert agent.startswith("slotwatch/")
    assert "tests@example.org" in agent


async def test_no_secret_reaches_the_log_even_when_the_channel_fails(tmp_path, site):
    secret = "s3cr3t-p@ss"
    config = write_config(
        tmp_path,
        site.single_url,
        "mailto://user:${PASSWORD}@127.0.0.1:9/?from=a@example.org&to=b@example.org",
        extra='level = "debug"',
    )
    site.answer("slots 1")
    async with running(config, PASSWORD=secret) as daemon:
        await eventually(lambda: "refused" in daemon.lines or "delivery" in daemon.lines)
        await asyncio.sleep(0.5)
        await daemon.stop()
        lines = daemon.lines
    for spelling in (secret, "s3cr3t-p%40ss", "s3cr3t"):
        assert spelling not in lines
