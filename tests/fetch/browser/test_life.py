"""Browsers begin with a look and end with it, one at a time, and leave nothing behind."""

import asyncio
import json
import os
import signal
import stat
import subprocess
import sys
from contextlib import suppress

import pytest
from aiohttp import web

from slotwatch.contract import LookFailed
from slotwatch.fetch.browser import Browsers, Patience, launch, measure
from slotwatch.fetch.browser.errors import NotStartedError
from slotwatch.model import Cause


async def detail_of(asking) -> str:
    with pytest.raises(LookFailed) as caught:
        await asking
    assert caught.value.outcome.cause is Cause.PROTOCOL
    return caught.value.outcome.detail


async def test_a_look_has_one_browser_in_a_private_folder_and_nothing_stays(
    web_site, browser_session, browsers, chromiums, profiles
):
    during = []

    async def page(_request):
        during.append((chromiums(), [stat.S_IMODE(folder.stat().st_mode) for folder in profiles.iterdir()]))
        return web.Response(text="<p>x</p>", content_type="text/html")

    web_site.route("/page", page)
    session = browser_session()
    async with session:
        assert chromiums() == []  # started on demand
        await session.get(web_site.url + "/page")
        first = session._running[0].pid
        await session.get(web_site.url + "/page")
        assert session._running[0].pid == first
        assert 20e6 < measure(first) < 2e9
    assert [modes for _, modes in during] == [[0o700], [0o700]]
    assert all(len(pids) >= 3 for pids, _ in during)
    assert chromiums() == []
    assert list(profiles.iterdir()) == []
    assert browsers.peak > 20e6


async def test_a_look_that_is_cancelled_takes_its_browser_along(web_site, browser_session, chromiums, profiles):
    asked = asyncio.Event()

    async def never(_request):
        asked.set()
        await asyncio.sleep(60)

    web_site.route("/never", never)
    looking = asyncio.create_task(browser_session().get(web_site.url + "/never"))
    await asked.wait()
    assert chromiums()
    looking.cancel()
    with suppress(asyncio.CancelledError):
        await looking
    assert looking.cancelled()
    assert chromiums() == []
    assert list(profiles.iterdir()) == []


@pytest.mark.parametrize("after", [0.0, 0.02, 0.1])
async def test_a_look_cancelled_while_its_browser_starts_leaves_none(
    after, web_site, browser_session, eventually_gone, profiles
):
    looking = asyncio.create_task(browser_session().get(web_site.url + "/"))
    await asyncio.sleep(after)
    looking.cancel()
    with suppress(asyncio.CancelledError):
        await looking
    assert await eventually_gone()
    assert list(profiles.iterdir()) == []


async def test_two_motives_look_one_after_the_other_each_with_its_own_cookies(
    web_site, browser_session, browsers, program, profiles
):
    at_once = []

    async def page(request):
        at_once.append(len(list(profiles.iterdir())))
        await asyncio.sleep(0.1)
        text = request.headers.get("Cookie", "none")
        return web.Response(text=text, headers={"Set-Cookie": f"who={request.query['who']}"})

    web_site.route("/page", page)
    one, two = browser_session("one"), browser_session("two")
    alone = Browsers("slotwatch/test", program=lambda: program, patience=browsers.patience)
    alone._known = browsers._known
    one._browsers = two._browsers = alone
    for expected in ({"none"}, {"who=1", "who=2"}):
        pages = await asyncio.gather(one.get(web_site.url + "/page?who=1"), two.get(web_site.url + "/page?who=2"))
        assert {page.text for page in pages} == expected
    assert at_once == [1, 1, 1, 1]


async def test_a_browser_that_dies_is_no_answer_and_the_next_look_has_a_new_one(
    web_site, browser_session, chromiums
):
    async def die(_request):
        for pid in chromiums():
            os.kill(pid, signal.SIGKILL)
        return web.Response()

    web_site.route("/die", die)
    web_site.page("/page", "<p>Aucun créneau</p><script>fetch('/die')</script>")
    web_site.page("/good", "<p>bon</p>")
    session = browser_session()
    assert "Chromium ended" in await detail_of(session.get(web_site.url + "/page"))
    assert "bon" in (await session.get(web_site.url + "/good")).text


async def test_a_missing_browser_is_said_with_what_to_type(browser_session, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SLOTWATCH_CHROMIUM", raising=False)
    detail = await detail_of(browser_session(using=Browsers("slotwatch/test")).get("http://127.0.0.1:9/"))
    assert "sudo apt install chromium" in detail
    assert "WITH_CHROMIUM=1" in detail


async def test_a_program_that_is_no_browser_is_said_in_its_own_words(browser_session, tmp_path, profiles):
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho 'cannot open display' >&2\nexit 3\n")
    broken.chmod(0o755)
    using = Browsers("slotwatch/test", program=lambda: str(broken))
    assert "cannot open display" in await detail_of(browser_session(using=using).get("http://127.0.0.1:9/"))
    broken.write_text("#!/bin/sh\necho 'FATAL: No usable sandbox!' >&2\nexit 3\n")
    assert "docs/browser.md" in await detail_of(browser_session(using=using).get("http://127.0.0.1:9/"))
    assert list(profiles.iterdir()) == []


async def test_a_browser_that_does_not_answer_is_given_up_and_ended(tmp_path, eventually_gone, profiles):
    mute = tmp_path / "chromium"
    mute.write_text("#!/bin/sh\nsleep 60 & exec sleep 60\n")
    mute.chmod(0o755)
    with pytest.raises(NotStartedError, match=r"within 0\.2 s"):
        async with launch(str(mute), patience=Patience(start=0.2)):
            pass
    assert await eventually_gone()
    assert list(profiles.iterdir()) == []


async def test_a_browser_that_was_updated_meanwhile_is_not_called_by_its_old_name(
    web_site, browser_session, program
):
    browsers = Browsers("slotwatch/test", program=lambda: program)
    browsers._known[program] = ("HeadlessChrome/1.2.3.4", "Mozilla/5.0 HeadlessChrome/1.2.3.4")
    web_site.page("/page", "x")
    await browser_session(using=browsers).get(web_site.url + "/page")
    assert "HeadlessChrome/1.2" not in web_site.requests[0].headers["User-Agent"]
    assert web_site.requests[0].headers["User-Agent"].endswith(" slotwatch/test")


async def test_one_session_looks_once_at_a_time(browser_session):
    session = browser_session()
    async with session:
        with pytest.raises(RuntimeError, match="once at a time"):
            async with session:
                pass


AS_SOMEBODY = """
import asyncio, concurrent.futures.thread, json, os, ssl, sys
from slotwatch.fetch.browser import launch, processes

async def main():
    async with launch(sys.argv[1]) as chromium:
        await chromium.connection.send("Target.createTarget", {"url": "about:blank"})
        pids = [p.pid for p in processes._table() if p.group == chromium.pid and not p.dead]
        flags = "".join(open(f"/proc/{pid}/cmdline").read() for pid in pids)
        print(json.dumps([len({os.readlink(f"/proc/{pid}/ns/user") for pid in pids}), "--no-sandbox" in flags]))
    assert not processes.alive(chromium.pid)

os.setgroups([])
os.setresgid(65534, 65534, 65534)
os.setresuid(65534, 65534, 65534)
asyncio.run(main())
"""


def test_an_ordinary_account_gets_its_pages_locked_in(program):
    if os.geteuid() != 0:
        pytest.skip("an ordinary account runs the suite: every other test here has the sandbox on")
    environ = {k: v for k, v in os.environ.items() if k not in ("TMPDIR", "SLOTWATCH_CHROMIUM_SANDBOX")}
    ran = subprocess.run(
        [sys.executable, "-c", AS_SOMEBODY, program], capture_output=True, text=True, timeout=40, env=environ
    )
    if "cannot lock its pages in here" in ran.stderr:
        pytest.skip("this machine gives ordinary accounts no user namespaces")
    assert ran.returncode == 0, ran.stderr
    namespaces, unlocked = json.loads(ran.stdout)
    assert namespaces > 1
    assert not unlocked
