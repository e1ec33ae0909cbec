"""A real Chromium that cannot leave this machine, and loopback sites for it."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import web

from slotwatch.fetch.bounds import ANYWHERE
from slotwatch.fetch.browser import BrowserError, Browsers, BrowserSession, Manners, Patience, find, profile
from slotwatch.fetch.lanes import Lanes
from slotwatch.fetch.limits import Limits

#: Names below .test are this machine's, all others do not exist.
LOOPBACK = "MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
QUICK = Patience(settle=1.0, quiet=0.15)
USUAL = Limits()


@pytest.fixture(scope="session")
def program() -> str:
    try:
        return find()
    except BrowserError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def browsers(program: str) -> Browsers:
    """Shared, because it learns Chromium's own name only once."""
    return Browsers("slotwatch/test (tests)", program=lambda: program, patience=QUICK, names=LOOPBACK)


@pytest.fixture
def browser_session(browsers: Browsers, clock) -> Callable[..., BrowserSession]:
    """`browser_session(name, limits=…, bounds=…, gap=…, using=…)`."""

    def made(name="titre", limits=USUAL, bounds=ANYWHERE, gap=0.0, using=None, patience=QUICK, zone=""):
        manners = Manners(Lanes(clock, lambda host: gap), limits, patience, bounds)
        return BrowserSession(name, using or browsers, manners, clock, zone)

    return made


class Site:
    """A server on loopback that remembers what it was asked; `page("/x", html)`, `route("/y", handler)`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.requests: list[web.Request] = []
        self.url = ""
        self.port = 0
        self._answers: dict[str, Callable] = {}

    def page(self, path: str, html: str, **more) -> str:
        async def answer(_request: web.Request) -> web.Response:
            return web.Response(text=html, **{"content_type": "text/html", "charset": "utf-8", **more})

        return self.route(path, answer)

    def route(self, path: str, answer: Callable) -> str:
        self._answers[path] = answer
        return self.url + path

    def on(self, name: str, path: str) -> str:
        """The same page under another name."""
        return f"http://{name}:{self.port}{path}"

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        self.requests.append(request)
        answer = self._answers.get(request.path)
        return await answer(request) if answer else web.Response(status=404, text="nothing here")


@pytest.fixture
async def web_site() -> AsyncIterator[Site]:
    site = Site()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", site.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
    async with AsyncExitStack() as stack:
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        site.port = runner.addresses[0][1]
        site.url = f"http://127.0.0.1:{site.port}"
        yield site


@pytest.fixture(autouse=True)
def profiles(monkeypatch) -> Iterator[Path]:
    """Where the profiles of this test are, and nobody else's; short, as Chromium wants it."""
    folder = Path(tempfile.mkdtemp(prefix="sw-", dir="/tmp"))
    monkeypatch.setattr(profile, "_place", lambda: folder)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def chromiums(profiles: Path) -> Callable[[], list[int]]:
    """The living processes of browsers with a profile of this test, and of the groups they were ever seen in."""
    groups: set[int] = set()
    home = f"HOME={profiles}/slotwatch-chromium-".encode()

    def found() -> list[int]:
        living = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    state, _, group, *_ = (folder / "stat").read_bytes().rpartition(b")")[2].split()
                    ours = home in (folder / "environ").read_bytes()
                except OSError:
                    continue
                if state not in (b"Z", b"X"):
                    living[int(folder.name)] = int(group)
                    groups.update({int(group)} if ours else ())
        return [pid for pid, group in living.items() if group in groups]

    return found


@pytest.fixture
def eventually_gone(chromiums):
    async def gone(seconds: float = 3.0) -> bool:
        for _ in range(int(seconds / 0.05)):
            if not chromiums():
                return True
            await asyncio.sleep(0.05)
        return False

    return gone
