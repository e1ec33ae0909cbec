"""The good guest, as the real program: robots.txt, the daily budget, refusals that survive a kill."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web
from process import Hook, eventually, running, slotwatch, write_config

from slotwatch.simulator import Simulator

FORBIDS = "User-agent: *\nDisallow: /booking/\n"


@pytest.fixture
async def site():
    async with Simulator("none") as simulator:
        yield simulator


@pytest.fixture
async def hook():
    async with Hook().serving() as server:
        yield server


def _paths(site):
    return [request.path for request in site.requests]


async def test_a_page_that_robots_txt_forbids_is_never_opened_and_told_once(tmp_path, site, hook):
    site.robots = FORBIDS
    config = write_config(tmp_path, site.single_url, hook.url)
    async with running(config) as daemon:
        await eventually(lambda: hook.got)
        assert '"outcome": "blocked"' in daemon.lines
        assert await daemon.stop() == 0
    async with running(config) as daemon:  # looks at once: its owner might have overridden it
        await eventually(lambda: '"outcome": "blocked"' in daemon.lines)
        await asyncio.sleep(0.5)
    assert set(_paths(site)) == {"/robots.txt"}
    [message] = hook.got
    words = json.dumps(message, ensure_ascii=False)
    assert "robots.txt" in words
    assert "disallows /booking/create/" in words
    assert "ignore" in words
    assert "refuse de répondre" not in words


async def test_its_owner_may_override_it_and_sees_the_slot(tmp_path, site, hook):
    site.robots = FORBIDS
    site.answer("slots 1")
    config = write_config(tmp_path, site.single_url, hook.url, options='robots = "ignore"')
    async with running(config):
        await eventually(lambda: hook.got)
    assert "/robots.txt" not in _paths(site)


async def test_a_single_look_obeys_too_and_says_why(tmp_path, site, hook):
    site.robots = FORBIDS
    config = write_config(tmp_path, site.single_url, hook.url)
    _, out, _ = await slotwatch("look", "renouvellement", "--config", str(config))
    assert "robots.txt of 127.0.0.1" in out
    assert _paths(site) == ["/robots.txt"]


async def test_a_robots_txt_that_fails_does_not_hide_a_slot(tmp_path, hook):
    async with Simulator("slots 1") as site:
        # the simulator answers 404 by itself; a server in front of it that breaks on robots.txt alone
        async def front(request):
            if request.path == "/robots.txt":
                return web.Response(status=500)
            raise web.HTTPTemporaryRedirect(f"{site.url}{request.path_qs}")

        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", front)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            port = runner.addresses[0][1]
            page = site.single_url.replace(site.url, f"http://127.0.0.1:{port}")
            async with running(write_config(tmp_path, page, hook.url)):
                await eventually(lambda: hook.got)
        finally:
            await runner.cleanup()


async def test_a_spent_budget_ends_the_day_is_told_once_and_survives_a_restart(tmp_path, site, hook):
    config = write_config(tmp_path, site.single_url, hook.url)
    text = config.read_text(encoding="utf-8").replace("[pace]", "[pace]\ndaily_requests = 40")
    config.write_text(text, encoding="utf-8")
    async with running(config) as daemon:
        await eventually(lambda: len(site.requests) >= 10)
        assert await daemon.stop() == 0
    before = len(site.requests)
    assert before < 40
    async with running(config) as daemon:
        await eventually(lambda: hook.got)
        await daemon.kill()
    async with running(config) as daemon:
        await asyncio.sleep(1.5)
    assert len(site.requests) == 40
    [message] = hook.got
    words = json.dumps(message, ensure_ascii=False)
    assert "the 40 requests for 127.0.0.1" in words
    assert "minuit" in words
    with closing(sqlite3.connect(tmp_path / "state" / "slotwatch.db")) as database:
        [(host, until)] = database.execute("SELECT host, until_ms FROM hosts").fetchall()
    assert host in site.url
    assert until / 1000 > datetime.now(UTC).timestamp()


@pytest.mark.parametrize("answer", ["429 retry 600", "403", "quota"])
async def test_after_a_refusal_and_a_kill_nobody_knocks_again(tmp_path, site, hook, answer):
    config = write_config(tmp_path, site.single_url, hook.url)
    config.write_text(
        config.read_text(encoding="utf-8") + f'\n[[motive]]\nname = "second"\nurl = "{site.booking_url}"\n',
        encoding="utf-8",
    )
    site.answer(answer)
    async with running(config) as daemon:
        await eventually(lambda: '"outcome": "blocked"' in daemon.lines)
        await asyncio.sleep(0.3)
        await daemon.kill()
    asked = len(site.requests)
    site.answer("none")
    async with running(config) as daemon:
        await eventually(lambda: '"event": "watching"' in daemon.lines)
        await asyncio.sleep(1.5)
    assert len(site.requests) == asked


@pytest.mark.parametrize("kind", ["seconds", "date"])
async def test_retry_after_is_obeyed_in_both_forms(tmp_path, hook, kind):
    moments = []

    async def busy(request):
        if request.path == "/robots.txt":
            return web.Response(status=404)
        moments.append(datetime.now(UTC))
        asked = str(2 * 3600)
        if kind == "date":
            asked = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
        return web.Response(status=503, headers={"Retry-After": asked}, text="Service surchargé")

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", busy)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        port = runner.addresses[0][1]
        config = write_config(tmp_path, f"http://127.0.0.1:{port}/booking/create/1", hook.url)
        async with running(config) as daemon:
            line = await eventually(
                lambda: next((row for row in daemon.lines.splitlines() if '"event": "look"' in row), None)
            )
            await asyncio.sleep(0.5)
    finally:
        await runner.cleanup()
    assert len(moments) == 1
    assert 7195 < json.loads(line)["next_s"] < 7200 * 1.06
