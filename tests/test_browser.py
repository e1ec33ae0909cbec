"""A page that is empty without JavaScript, watched in a real browser by the real program, from end to end."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import web
from process import Hook, eventually, running, slotwatch, write_config

from slotwatch.fetch import why_no_browser

#: The shell that the server sends; what it says is only there once its script has asked.
SHELL = """<!doctype html><html lang="fr"><title>Rendez-vous</title><body><main id="root"></main>
<noscript>Activez JavaScript.</noscript><script src="/app.js"></script></body></html>"""
APP = """fetch("/api").then(answer => answer.json()).then(found => {
  const say = text => Object.assign(document.createElement("p"), { className: "s", textContent: text });
  document.getElementById("root").append(...(found.length ? found : ["Aucun créneau"]).map(say)); });"""

OPTIONS = """provider = "page"
fetch = "{fetch}"
[motive.options]
slot = [{{ css = "p.s", regex = '\\d{{4}}-\\d\\d-\\d\\d' }}]
no_slot = [{{ text = "Aucun créneau" }}]
dates = {{ css = "p.s" }}
"""


@pytest.fixture
def browser_place() -> Iterator[Path]:
    """A short folder for the profiles; the test is left out where there is no browser."""
    if why := why_no_browser():
        pytest.skip(why)
    folder = Path(tempfile.mkdtemp(prefix="sw-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


class Office:
    """The site: `found` are the days on offer; `hold` makes it keep its answer back."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.hold = False
        self.asked = 0
        self.url = ""

    async def page(self, request: web.Request) -> web.StreamResponse:
        match request.path:
            case "/app.js":
                return web.Response(text=APP, content_type="text/javascript")
            case "/api":
                return web.json_response(self.found)
            case "/robots.txt":
                return web.Response(status=404)
        self.asked += 1
        if self.hold:
            await asyncio.sleep(60)
        return web.Response(text=SHELL, content_type="text/html")


@pytest.fixture
async def office():
    office = Office()
    app = web.Application()
    app.router.add_get("/{path:.*}", office.page)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
    async with AsyncExitStack() as stack:
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        office.url = f"http://127.0.0.1:{runner.addresses[0][1]}/rdv"
        yield office


def profiles_in_use(place: Path) -> list[str]:
    """Command lines of living browsers with a home below this folder."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                environment = (folder / "environ").read_bytes()
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if command and f"HOME={place}/".encode() in environment:
                found.append(command.decode("utf-8", "replace"))
    return found


async def test_a_page_that_needs_javascript_goes_from_none_to_a_slot_to_an_alert(tmp_path, office, browser_place):
    async with Hook().serving() as hook:
        config = write_config(
            tmp_path, office.url, hook.url, extra='level = "debug"', options=OPTIONS.format(fetch="browser")
        )
        async with running(config, TMPDIR=str(browser_place)) as daemon:
            await eventually(lambda: '"outcome": "no_slot"' in daemon.lines, 40)
            assert not hook.got
            office.found = ["2027-01-14", "2027-02-03"]
            await eventually(lambda: hook.got, 40)
            assert "14 janvier" in hook.got[0]["message"]
            assert office.url in hook.got[0]["message"]
            assert await daemon.stop() == 0
            assert '"memory_mb": ' in daemon.lines
            assert "slotwatch/" not in daemon.lines.partition("memory_mb")[2].partition("}")[0]
    assert profiles_in_use(browser_place) == []
    assert list(browser_place.glob("slotwatch-*")) == []


async def test_without_a_browser_the_same_page_is_neither_a_yes_nor_a_no(tmp_path, office):
    config = write_config(tmp_path, office.url, "json://127.0.0.1/x", options=OPTIONS.format(fetch="http"))
    code, out, _ = await slotwatch("look", "renouvellement", "--config", str(config), "--json")
    assert code == 3
    assert '"outcome": "unrecognised"' in out


async def test_a_daemon_that_is_killed_takes_its_browser_along_and_the_next_one_cleans_up(
    tmp_path, office, browser_place
):
    office.hold = True
    config = write_config(tmp_path, office.url, "json://127.0.0.1/x", options=OPTIONS.format(fetch="browser"))
    async with running(config, TMPDIR=str(browser_place)) as daemon:
        await eventually(lambda: office.asked, 30)
        assert profiles_in_use(browser_place)
        [left] = browser_place.glob("slotwatch-*")
        await daemon.kill()
    await eventually(lambda: not profiles_in_use(browser_place), 5)
    office.hold = False
    async with running(config, TMPDIR=str(browser_place)) as daemon:
        await eventually(lambda: '"outcome": "no_slot"' in daemon.lines, 40)
        await daemon.stop()
    assert not left.exists()
    assert list(browser_place.glob("slotwatch-*")) == []


async def test_a_missing_browser_is_a_mistake_of_the_configuration_with_what_to_type(tmp_path, office):
    config = write_config(tmp_path, office.url, "json://127.0.0.1/x", options=OPTIONS.format(fetch="browser"))
    nothing = {"PATH": str(tmp_path), "SLOTWATCH_CHROMIUM": ""}
    for command in (["config", "check"], ["run"]):
        code, _, err = await slotwatch(*command, "--config", str(config), **nothing)
        assert code == 2
        assert 'motive[1].fetch (renouvellement): found "browser"; expected a Chromium on this machine.' in err
        assert "sudo apt install chromium" in err
        assert "Traceback" not in err
    assert office.asked == 0
