"""The owner's session through the real programs: daemon, command line, a site with a captcha."""

import asyncio
import json
import os
import re
import shlex
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from process import SLOTWATCH, Hook, eventually, running, slotwatch, write_config

from slotwatch import providers
from slotwatch.contract import Guarded
from slotwatch.simulator import Simulator

DOCUMENT = Path(__file__).parents[1] / "docs" / "sessions.md"


@pytest.fixture
async def site():
    async with Simulator("none") as simulator:
        yield simulator


@pytest.fixture
async def hook():
    async with Hook().serving() as server:
        yield server


@pytest.fixture
def config(tmp_path, site, hook):
    return write_config(tmp_path, site.rdv_prefecture_url, hook.url)


async def open_session(config, *answers, name="renouvellement"):
    """Type at `slotwatch session open`: words, or a function that is asked when the picture is shown."""
    process = await asyncio.create_subprocess_exec(
        *(*SLOTWATCH, "session", "open", name, "--config", str(config)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    shown, pictures = b"", []
    for answer in answers:
        shown += await process.stdout.readuntil(b"What does it say: ")
        pictures.append(_read(path := re.findall(rb"picture: (\S+)", shown)[-1]))
        process.stdin.write(f"{answer() if callable(answer) else answer}\n".encode())
    out, err = await process.communicate()
    assert not os.path.exists(path)  # noqa: ASYNC240, PTH110 - a test may wait for a file
    return process.returncode, (shown + out).decode(), err.decode(), pictures


def _read(path):
    return Path(os.fsdecode(path)).read_bytes()


def texts(hook):
    return [f"{message['title']}\n{message['message']}" for message in hook.got]


async def test_from_a_captcha_to_a_slot_with_the_owners_help(config, site, hook):
    async with running(config) as daemon:
        # no session: one message says what to do
        await eventually(lambda: hook.got)
        assert "slotwatch session open renouvellement" in texts(hook)[0]
        assert site.captcha_answers == []
        # the owner answers, and the daemon watches without a restart
        code, out, err, [picture] = await open_session(config, lambda: site.captcha.words)
        assert (code, err) == (0, "")
        assert picture.startswith(b"\x89PNG")
        assert "the session is open" in out
        assert "How long it lasts is not known yet" in out
        assert "within a minute" in out
        await eventually(lambda: '"outcome": "no_slot"' in daemon.lines, seconds=15)
        await eventually(lambda: len(hook.got) == 2)
        assert "voit de nouveau" in texts(hook)[1]
        # the session is lost: one message, not two
        site.forget_sessions()
        await eventually(lambda: len(hook.got) == 3)
        assert "la session est finie" in texts(hook)[2]
        assert "slotwatch session open renouvellement" in texts(hook)[2]
        # opened again, a slot is told
        assert (await open_session(config, lambda: site.captcha.words))[0] == 0
        await eventually(lambda: daemon.lines.count("session taken up") == 2, seconds=15)
        site.answer("slots 2")
        await eventually(lambda: any("✅" in text for text in texts(hook)), seconds=15)
        [alert] = [text for text in texts(hook) if "✅" in text]
        assert site.rdv_prefecture_url.rstrip("/") in alert
        await asyncio.sleep(0.5)
        assert len(hook.got) == 5
        assert await daemon.stop() == 0
        secrets = set(re.findall(r'"value":"([^"]+)"', _cookies(config)))
        assert secrets
        assert not [secret for secret in secrets if secret in daemon.lines or secret in json.dumps(hook.got)]
    assert len(site.captcha_answers) == 2
    assert site.trespasses == []


async def test_a_restarted_daemon_goes_on_in_the_same_session(config, site, hook):
    assert (await open_session(config, lambda: site.captcha.words))[0] == 0
    for _ in range(2):
        async with running(config) as daemon:
            await eventually(lambda: '"outcome": "no_slot"' in daemon.lines)
            assert "needs_human" not in daemon.lines
            await daemon.stop()
    assert len(site.captcha_answers) == 1
    code, out, _ = await slotwatch("status", "--config", str(config))
    assert code == 0
    assert re.search(r"session +opened 20", out)
    assert re.search(r"usual end +not known yet", out)
    code, out, _ = await slotwatch("status", "--json", "--config", str(config))
    assert json.loads(out)["motives"][0]["session"]["how"] == "opened"
    code, out, _ = await slotwatch("session", "list", "--config", str(config))
    assert code == 0
    assert re.search(r"let us in +20", out)


async def test_a_wrong_answer_is_told_and_asked_again_three_times_at_most(config, site):
    code, out, err, pictures = await open_session(config, "wrong", "wrong", "wrong")
    assert code == 1
    assert out.count("not right") == 3
    assert "slotwatch session open renouvellement" in err
    assert len(set(pictures)) == 3
    assert len(site.captcha_answers) == 3
    code, out, _ = await slotwatch("session", "list", "--config", str(config))
    assert "No session is open" in out


async def test_a_second_captcha_is_told_and_shown(config, site):
    site.answer("captcha chained")
    code, out, _, pictures = await open_session(config, lambda: site.captcha.words, lambda: site.captcha.words)
    assert code == 0
    assert "second captcha" in out
    assert len(set(pictures)) == 2


async def test_a_picture_that_is_too_old_is_told_and_shown_anew(config, site):
    def late():
        site.captcha.picture_lasts = -1.0
        return site.captcha.words

    def in_time():
        site.captcha.picture_lasts = None
        return site.captcha.words

    code, out, _, _ = await open_session(config, late, in_time)
    assert code == 0
    assert "too old" in out


async def test_an_owner_who_types_nothing_leaves_no_picture_and_no_session(config, site, tmp_path):
    environ = {"TMPDIR": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(
        *(*SLOTWATCH, "session", "open", "renouvellement", "--config", str(config)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path), **environ},
    )
    _, err = await process.communicate()
    assert process.returncode == 1
    assert b"Traceback" not in err
    assert not list(tmp_path.glob("slotwatch-*"))
    assert site.captcha_answers == []


async def test_a_site_that_refuses_shows_no_captcha(config, site):
    site.answer("403")
    code, _, err = await slotwatch("session", "open", "renouvellement", "--config", str(config))
    assert code == 3
    assert "blocked" in err
    assert len(err.strip().splitlines()) == 1


async def test_a_system_without_a_captcha_is_one_clear_line(tmp_path, site, hook):
    config = write_config(tmp_path, site.single_url, hook.url)
    cookies = tmp_path / "cookies.txt"
    cookies.write_text("a.example\tFALSE\t/\tFALSE\t0\tn\tv\n", encoding="utf-8")
    for arguments in (["open", "renouvellement"], ["import", "renouvellement", str(cookies)]):
        code, _, err = await slotwatch("session", *arguments, "--config", str(config))
        assert code == 2
        assert len(err.strip().splitlines()) == 1
        assert "booking pages ask for no session" in err
        assert "rdv_prefecture" in err


async def test_the_browsers_cookies_are_taken_over_and_the_daemon_uses_them(config, site, hook, tmp_path):
    # a browser that has passed the captcha, as far as its cookies are concerned
    assert (await open_session(config, lambda: site.captcha.words))[0] == 0
    [cookie] = json.loads(_cookies(config))
    assert (await slotwatch("session", "forget", "renouvellement", "--config", str(config)))[0] == 0
    file = tmp_path / "cookies.txt"
    line = ("127.0.0.1", "FALSE", cookie["path"], "FALSE", "0", cookie["name"], cookie["value"])
    foreign = ("elsewhere.example", "FALSE", "/", "FALSE", "0", "tracker", "s3cr3t")
    file.write_text(
        "# Netscape HTTP Cookie File\n#HttpOnly_" + "\n".join(map("\t".join, (line, foreign))), "utf-8"
    )
    async with running(config) as daemon:
        await eventually(lambda: hook.got)
        code, out, _ = await slotwatch("session", "import", "renouvellement", str(file), "--config", str(config))
        assert code == 0
        assert "1 cookie for 127.0.0.1" in out
        assert "1 cookie of other sites left" in out
        assert cookie["value"] not in out
        await eventually(lambda: '"outcome": "no_slot"' in daemon.lines, seconds=15)
    code, out, _ = await slotwatch("session", "list", "--config", str(config))
    assert re.search(r"session +imported", out)
    assert "s3cr3t" not in _cookies(config)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("odd\nodd\n", r"line 1: 1 field instead of 7; line 2: "),
        ("elsewhere.example\tFALSE\t/\tFALSE\t0\ttracker\ts3cr3t\n", "no cookie for 127.0.0.1"),
        (None, "No such file"),
        (b"\xff\xfe\x00", "not a text in UTF-8"),
    ],
)
async def test_a_file_that_cannot_be_used_is_one_line(config, tmp_path, content, said):
    file = tmp_path / "cookies.txt"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    code, _, err = await slotwatch("session", "import", "renouvellement", str(file), "--config", str(config))
    assert code == 2
    assert len(err.strip().splitlines()) == 1
    assert re.search(said, err)
    assert "s3cr3t" not in err


async def test_forgetting_what_is_not_there_is_no_mistake(config):
    code, out, _ = await slotwatch("session", "forget", "renouvellement", "--config", str(config))
    assert code == 0
    assert "no session to forget" in out


async def test_an_unknown_motive_is_named_with_the_known_ones(config):
    for command in ("open", "forget"):
        code, _, err = await slotwatch("session", command, "nobody", "--config", str(config))
        assert code == 2
        assert "renouvellement" in err


def test_the_document_names_the_guarded_systems_and_commands_that_exist():
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, provider in providers.registry().items():
        assert (f"`{name}`" in text) is isinstance(provider, Guarded), name
    commands = [
        shlex.split(line, comments=True) for line in re.findall(r"^.*slotwatch session .*$", text, re.MULTILINE)
    ]
    spoken = {words[words.index("session") + 1] for words in commands if "session" in words}
    assert {"open", "import", "list", "forget"} <= spoken
    for target in re.findall(r"\]\(([^)#\s]+)\)", text):
        assert (DOCUMENT.parent / target).exists(), target


def _cookies(config):
    with closing(sqlite3.connect(config.parent / "state" / "slotwatch.db")) as connection:
        rows = connection.execute("SELECT cookies FROM sessions WHERE ended_ms IS NULL").fetchall()
    return rows[0][0] if rows else ""
