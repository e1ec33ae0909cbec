"""The evidence with the real program: a daemon that watches, commands beside it, and kill -9 at any instant."""

import asyncio
import re
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from process import eventually, running, slotwatch, write_config
from warcio.archiveiterator import ArchiveIterator

from slotwatch.evidence.bodies import Bodies
from slotwatch.evidence.tokens import Tokens
from slotwatch.evidence.verifying import verify
from slotwatch.simulator import Simulator, parse_script
from slotwatch.simulator.sessions import Sessions
from slotwatch.store import Store

CHANNEL = "json://127.0.0.1:9/hook"
#: Nobody listens there, and nobody asks.
NOWHERE = "http://127.0.0.1:9/booking/create/12345"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50) + b"IEND\xaeB`\x82"


def _config(folder: Path, page: str, evidence: str = 'keep = "all"\nkeep_free = "1MB"') -> Path:
    return write_config(folder, page, CHANNEL, extra=f"[evidence]\n{evidence}\n")


def _verdict(folder: Path):
    state = folder / "state"
    store = Store.open_readonly(state)
    try:
        return verify(store, Bodies(state), Tokens(state)), store.entries(), store.head()
    finally:
        store.close()


async def test_a_watch_leaves_a_chain_that_verifies_with_pages_starts_and_stops(tmp_path):
    async with Simulator(script=parse_script("none")) as site:
        config = _config(tmp_path, site.single_url)
        async with running(config) as daemon:
            await eventually(lambda: daemon.lines.count('"captured"') >= 2)
            site.answer("slots 2")
            await eventually(lambda: "available" in daemon.lines)
            assert await daemon.stop() == 0
        code, out, err = await slotwatch("evidence", "verify", "--config", str(config))
    assert (code, err) == (0, "")
    assert "All as it was sealed." in out
    verdict, known, head = _verdict(tmp_path)
    assert verdict.problems == []
    assert f"head {head[0]} {head[1]}" in out
    kinds = [s.entry.kind for s in known]
    assert (kinds[0], kinds[-1]) == ("start", "stop")
    captures = [s for s in known if s.entry.kind == "capture"]
    assert len(captures) >= 3
    bodies = Bodies(tmp_path / "state")
    # the page that showed the slots is there, whole, and its hash is the one that the check was read from
    with closing(sqlite3.connect(tmp_path / "state" / "slotwatch.db")) as reader:
        ((number, digest),) = reader.execute(
            "SELECT id, digest FROM checks WHERE kind = 'available' ORDER BY id LIMIT 1"
        )
    (shown,) = [s.entry.facts for s in captures if s.entry.facts["check"] == number]
    assert digest.hex() in {e.get("answered") or e.get("sha256") for e in shown["exchanges"]}
    assert all(bodies.get(e["sha256"]) for e in shown["exchanges"])
    # the clock: the simulator runs on this machine, so the two clocks agree
    with closing(sqlite3.connect(tmp_path / "state" / "slotwatch.db")) as reader:
        gaps = {gap for (gap,) in reader.execute("SELECT gap_s FROM checks WHERE gap_s IS NOT NULL")}
    assert gaps <= {-1, 0, 1, 2}
    assert gaps


async def test_no_session_of_any_visit_is_in_any_file(tmp_path, monkeypatch):
    idents = []
    begin = Sessions.begin

    def noted(self):
        session = begin(self)
        idents.append(session.ident)
        return session

    monkeypatch.setattr(Sessions, "begin", noted)
    async with Simulator(script=parse_script("none")) as site:
        config = _config(tmp_path, site.single_url)
        async with running(config) as daemon:
            await eventually(lambda: daemon.lines.count('"captured"') >= 2)
            await daemon.stop()
    assert idents
    state = tmp_path / "state"
    bodies = Bodies(state)
    content = b"".join(bodies.get(name) for name in bodies.names())
    content += b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())
    assert b"set-cookie" not in content.lower()
    assert [ident for ident in idents if ident.encode() in content] == []


async def test_without_a_wish_for_pages_none_is_kept_and_all_is_sealed(tmp_path):
    async with Simulator(script=parse_script("none")) as site:
        config = _config(tmp_path, site.single_url, 'keep = "none"')
        async with running(config) as daemon:
            await eventually(lambda: daemon.lines.count('"look"') >= 3)
            await daemon.stop()
    verdict, known, _ = _verdict(tmp_path)
    assert verdict.problems == []
    assert {s.entry.kind for s in known} == {"start", "stop"}
    assert not (tmp_path / "state" / "evidence").exists()


# ── kill -9 ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.timeout(240)
async def test_a_kill_at_any_instant_leaves_a_chain_that_verifies_and_goes_on(tmp_path):
    lanes = asyncio.Semaphore(2)

    async def one(number: int) -> int:
        folder = tmp_path / str(number)
        folder.mkdir()
        async with lanes, Simulator(script=parse_script("none")) as site:
            config = _config(folder, site.single_url)
            async with running(config, SLOTWATCH_TEST="1") as daemon:
                await eventually(lambda: '"captured"' in daemon.lines, seconds=60)
                await asyncio.sleep(0.007 * number)
                await daemon.kill()
            verdict, _, cut = _verdict(folder)
            assert verdict.problems == [], number
            async with running(config) as daemon:
                await eventually(lambda: '"captured"' in daemon.lines, seconds=60)
                await daemon.kill()
        verdict, known, head = _verdict(folder)
        assert verdict.problems == [], number
        assert head[0] > cut[0]
        assert [s.entry.kind for s in known].count("start") == 2
        return verdict.entries

    assert all(await asyncio.gather(*(one(n) for n in range(12))))


ATTESTER = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from slotwatch.evidence.attachments import Taken
from slotwatch.evidence.bodies import Bodies
from slotwatch.evidence.by_hand import attest, make
from slotwatch.evidence.data import Attachment
from slotwatch.evidence.opening import open_chain
from hashlib import sha256
state, now = Path(sys.argv[1]), datetime.now(UTC)
print("ready", flush=True)
while True:
    content = os.urandom(20_000)
    taken = Taken(Attachment("a.png", "png", sha256(content).hexdigest(), 20_000), content)
    with open_chain(state, now) as book:
        print(attest(book, Bodies(state), "renewal", make("attempt", "none", now), [taken], now), flush=True)
"""


async def test_a_kill_while_attempts_are_sealed_loses_none_that_was_confirmed(tmp_path):
    state = tmp_path / "state"
    for reading in (0, 2, 5, 9):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ATTESTER, str(state), stdout=asyncio.subprocess.PIPE
        )
        for _ in range(reading + 1):
            line = await process.stdout.readline()
        process.kill()
        rest = await process.stdout.read()
        await process.wait()
        numbers = [int(n) for n in re.findall(rb"^(\d+)\n", line + rest, re.MULTILINE)]
        database = state / "slotwatch.db"
        if not database.exists() or not database.stat().st_size:
            assert numbers == []  # killed before there was anything to lose
            continue
        verdict, known, _ = _verdict(tmp_path)
        assert verdict.problems == []
        assert max(numbers, default=0) <= len(known)


# ── the commands ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def watched(tmp_path):
    """A configuration whose daemon has watched for a moment."""
    async with Simulator(script=parse_script("none")) as site:
        config = _config(tmp_path, site.single_url)
        async with running(config) as daemon:
            await eventually(lambda: daemon.lines.count('"captured"') >= 2)
            await daemon.stop()
    return config


async def test_verify_names_what_was_changed_and_exits_1(watched, tmp_path):
    with closing(sqlite3.connect(tmp_path / "state" / "slotwatch.db", isolation_level=None)) as connection:
        connection.execute("UPDATE checks SET status = 404 WHERE id = 1")
    code, out, _ = await slotwatch("evidence", "verify", "renouvellement", "--config", str(watched))
    assert code == 1
    assert re.search(r"^WRONG: entry \d+ \(check 1, renouvellement, .* UTC\): was changed", out, re.MULTILINE)
    assert out.endswith("1 wrong.\n")


async def test_attest_keeps_an_attempt_beside_a_running_daemon(tmp_path):
    shot = tmp_path / "capture d'écran.png"
    shot.write_bytes(PNG)
    async with Simulator(script=parse_script("none")) as site:
        config = _config(tmp_path, site.single_url)
        async with running(config) as daemon:
            await eventually(lambda: '"look"' in daemon.lines)
            code, out, err = await slotwatch(
                *("attest", "renouvellement", "--config", str(config), "--at", "2026-01-07 09:30"),
                *("--result", "none", "--file", str(shot), "--note", "rien\navant février"),
            )
            assert (code, err) == (0, "")
            assert "attempt by hand (none), 2026-01-07 09:30 +0100 with 1 file. Sealed." in out
            looks = daemon.lines.count('"look"')
            await eventually(lambda: daemon.lines.count('"look"') > looks)
            await daemon.stop()
        code, out, _ = await slotwatch("attest", "--list", "--config", str(config))
    assert code == 0
    assert re.search(r"2026-01-07 09:30 \+0100  renouvellement  attempt by hand: none \(entry \d+\)", out)
    assert "    rien\n    avant février\n    capture_d_écran.png (png, 66 bytes)\n" in out
    assert _verdict(tmp_path)[0].problems == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody", "--result", "none"], "no motive named 'nobody'; there are: renouvellement"),
        ([], "name the motive"),
        (["renouvellement"], "say what came of it"),
        (["renouvellement", "--result", "maybe"], "is nothing that an attempt comes to"),
        (["renouvellement", "--result", "none", "--at", "soon"], "is no time"),
        (["renouvellement", "--result", "none", "--at", "2199-01-01 09:00"], "has not happened yet"),
        (["renouvellement", "--result", "none", "--file", "absent.png"], "absent.png"),
    ],
)
async def test_what_cannot_be_attested_is_refused_in_one_line_and_nothing_is_written(tmp_path, arguments, words):
    config = _config(tmp_path, NOWHERE)
    code, out, err = await slotwatch("attest", *arguments, "--config", str(config))
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err
    assert not (tmp_path / "state").exists()


async def test_export_writes_pages_that_a_web_archive_reads(watched, tmp_path):
    target = tmp_path / "pages.warc.gz"
    code, out, _ = await slotwatch("evidence", "export", "renouvellement", str(target), "--config", str(watched))
    assert code == 0
    assert "captures" in out
    with target.open("rb") as file:
        pages = [r.content_stream().read() for r in ArchiveIterator(file) if r.rec_type == "response"]
    assert pages
    kept = Bodies(tmp_path / "state")
    assert set(filter(None, pages)) <= {kept.get(name) for name in kept.names()}
    again = await slotwatch("evidence", "export", "renouvellement", str(target), "--config", str(watched))
    assert again[0] == 2
    assert "is there already" in again[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody", "x.warc.gz"], "no motive named"),
        (["renouvellement", "x.zip"], "ends in .warc.gz"),
        (["renouvellement", "x.warc.gz", "--from", "2026-02-01", "--to", "2026-01-01"], "turn them round"),
        (["renouvellement", "x.warc.gz", "--to", "2020-01-01"], "no page of renouvellement was kept"),
        (["renouvellement", "/nowhere/at/all/x.warc.gz"], "cannot be written"),
    ],
)
async def test_an_export_that_cannot_be_is_refused_in_one_line(watched, tmp_path, arguments, words):
    code, out, err = await slotwatch("evidence", "export", *arguments, "--config", str(watched))
    assert (code, out) == (2, "")
    assert words in err
    assert not list(tmp_path.glob("*.warc.gz"))


async def test_delete_leaves_a_tombstone_and_a_chain_that_verifies(watched, tmp_path):
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%d")
    arguments = ("evidence", "delete", "renouvellement", "--before", tomorrow, "--config", str(watched))
    code, out, _ = await slotwatch(*arguments)  # nobody answers the question
    assert code == 1
    assert list(Bodies(tmp_path / "state").names())
    code, out, _ = await slotwatch(*arguments, "--yes")
    assert code == 0
    assert re.fullmatch(r"Deleted\. Entry \d+ of the chain says so\.\n", out)
    assert list(Bodies(tmp_path / "state").names()) == []
    verdict, known, _ = _verdict(tmp_path)
    assert verdict.problems == []
    assert known[-1].entry.kind == "deleted"
    assert (await slotwatch(*arguments, "--yes"))[1] == "Nothing to delete.\n"


async def test_stamp_without_an_authority_says_what_to_write(watched):
    code, out, err = await slotwatch("evidence", "stamp", "--config", str(watched))
    assert (code, out) == (2, "")
    assert "write timestamp_url below [evidence]" in err


async def test_an_authority_that_is_not_there_is_told_in_one_line(tmp_path, watched):
    text = watched.read_text(encoding="utf-8").replace(
        "[evidence]", '[evidence]\ntimestamp_url = "http://127.0.0.1:9/"'
    )
    watched.write_text(text, encoding="utf-8")
    code, _, err = await slotwatch("evidence", "stamp", "--config", str(watched))
    assert code == 1
    assert err.startswith("slotwatch: not stamped: unreachable: connect")
    assert len(err.splitlines()) == 1


async def test_the_commands_need_a_database_and_say_so(tmp_path):
    config = _config(tmp_path, NOWHERE)
    for arguments in (
        ["evidence", "verify"],
        ["evidence", "export", "renouvellement", "x.warc.gz"],
        ["attest", "--list"],
    ):
        code, _, err = await slotwatch(*arguments, "--config", str(config))
        assert code == 2
        assert "no database yet" in err


def test_the_daemon_never_loads_the_libraries_of_the_commands():
    """They weigh more than the watch itself."""
    import subprocess

    code = "import sys; import slotwatch.daemon; print(*{m.partition('.')[0] for m in sys.modules})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"rfc3161_client", "cryptography", "warcio", "reportlab"} & set(said.stdout.split())
