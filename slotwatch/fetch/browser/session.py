"""A motive's way to the network through a browser, for pages that need JavaScript."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from hashlib import sha256
from types import TracebackType
from typing import Any, NoReturn, Self

import structlog

from slotwatch.clock import Clock
from slotwatch.contract import Conversation, Page
from slotwatch.fetch import retry_after
from slotwatch.fetch.browser import crumbs
from slotwatch.fetch.browser.browsers import Browsers
from slotwatch.fetch.browser.chromium import Chromium
from slotwatch.fetch.browser.doorman import Manners
from slotwatch.fetch.browser.errors import BrowserError
from slotwatch.fetch.browser.processes import measure
from slotwatch.fetch.browser.tab import open_context
from slotwatch.fetch.browser.visit import Sight, visit
from slotwatch.fetch.cookies import from_text, to_text
from slotwatch.fetch.failures import clean, failed
from slotwatch.fetch.request import Request, getting
from slotwatch.model import Cause

_SECRET_HEADERS = frozenset({"set-cookie", "set-cookie2"})
_MB = 1_000_000

log = structlog.get_logger()


class BrowserSession:
    """Implements `slotwatch.contract.Fetch` for pages that are opened and read, and refuses the rest.

    ``async with session:`` spans a look: the browser starts at its first page and ends with the look;
    outside, each page has a browser of its own.  Cookies are kept in memory from look to look.

    A page's text is its document's HTML as the scripts left it (of anything but HTML, the answer itself), its
    digest is that text's.  ``truncated`` also says that the page never came to rest: something may be missing.
    """

    def __init__(self, name: str, browsers: Browsers, manners: Manners, clock: Clock, zone: str = "") -> None:
        self._name = name
        self._browsers = browsers
        self._manners = manners
        self._clock = clock
        self._zone = zone
        self._look: AsyncExitStack | None = None
        self._running: tuple[Chromium, str] | None = None
        self._cookies: list[dict[str, Any]] = []
        self._changed = False

    async def __aenter__(self) -> Self:
        """A look begins.  Nothing is started yet."""
        if self._look is not None:
            raise RuntimeError("a motive looks once at a time")
        self._look = AsyncExitStack()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The look is over, and so is its browser."""
        look, self._look, running, self._running = self._look, None, self._running, None
        assert look is not None
        try:
            if running is not None and not isinstance(error, asyncio.CancelledError):
                await self._weigh(running[0])
        finally:
            await look.aclose()

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        """Open an address, let its scripts work until it comes to rest, and read it.

        Raises `LookFailed` when no page could be had, a missing or crashed browser included.
        """
        request = getting(url, headers)
        if self._manners.robots is not None:
            await self._manners.robots.admit(request)
        if self._look is None:
            async with self:
                return await self._open(request)
        return await self._open(request)

    async def head(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:  # noqa: ARG002 - contract
        """Refused: raises `LookFailed`."""
        self._refuse(url)

    async def post(
        self,
        url: str,
        *,
        form: Sequence[tuple[str, str]] | None = None,  # noqa: ARG002 - the contract's signature
        body: str | None = None,  # noqa: ARG002 - the same
        headers: Mapping[str, str] | None = None,  # noqa: ARG002 - the same
    ) -> Page:
        """Refused: raises `LookFailed`.  A browser opens pages; forms are for the plain sessions."""
        self._refuse(url)

    async def converse(self, url: str, message: str, *, until: Callable[[str], bool]) -> Conversation:  # noqa: ARG002
        """Refused: raises `LookFailed`."""
        self._refuse(url)

    def forget(self) -> None:
        """Drop every cookie: the next page begins a new session."""
        self._hold([])

    @property
    def cookies(self) -> Mapping[str, str]:
        """Names and values of the cookies now held.  Secret: never log them."""
        return {cookie["name"]: cookie["value"] for cookie in self._cookies}

    def dump(self) -> str:
        """The cookies now held, as `slotwatch.fetch.Session.dump` gives them.  Secret."""
        return to_text(crumbs.to_cookies(self._cookies, time.time()))

    def load(self, text: str) -> None:
        """Hold the cookies of a `dump`, a plain session's too, in the place of all others.

        Raises ValueError when the text is none; then the others are kept.
        """
        self._hold(crumbs.from_cookies(from_text(text)))

    def __repr__(self) -> str:
        return f"<BrowserSession {self._name!r}, cookies: {len(self._cookies)}>"

    def _hold(self, cookies: list[dict[str, Any]]) -> None:
        self._cookies = cookies
        self._changed = True

    async def _open(self, request: Request) -> Page:
        with _as_outcomes(request.shown, self._manners.limits.total):
            chromium, context = await self._browser()
            await self._hand_over_cookies(chromium, context)
            sight = await visit(chromium.connection, context, request, self._manners)
            held = await chromium.connection.send("Storage.getCookies", {"browserContextId": context})
            if not self._changed:
                self._cookies = held["cookies"]
            return self._page(sight)

    async def _weigh(self, chromium: Chromium) -> None:
        """Measure what the browser holds at the end of its look, when it holds most."""
        size = await asyncio.to_thread(measure, chromium.pid)
        self._browsers.weighed(size)
        log.debug("browser", motive=self._name, memory_mb=size // _MB, peak_mb=self._browsers.peak // _MB)

    async def _browser(self) -> tuple[Chromium, str]:
        assert self._look is not None
        if self._running is None:
            chromium = await self._look.enter_async_context(self._browsers.one(self._zone))
            # before anything can fail: no look may wait for a second browser while it holds the first
            self._running = chromium, ""
            self._running = chromium, await open_context(chromium.connection)
            self._changed = True
        return self._running

    async def _hand_over_cookies(self, chromium: Chromium, context: str) -> None:
        """What we hold is what the browser holds: ours survive it, and may have been dropped meanwhile."""
        if not self._changed:
            return
        self._changed = False
        where = {"browserContextId": context}
        await chromium.connection.send("Storage.clearCookies", where)
        if self._cookies:
            cookies = crumbs.to_set(self._cookies)
            await chromium.connection.send("Storage.setCookies", {"cookies": cookies, **where})

    def _page(self, sight: Sight) -> Page:
        limit = self._manners.limits.body
        # scripts may leave half characters, which no file and no database takes
        whole = sight.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
        body = whole[:limit]
        headers = {
            name.lower(): ", ".join(value.splitlines())
            for name, value in sight.document.headers.items()
            if name.lower() not in _SECRET_HEADERS
        }
        asked = headers.get("retry-after")
        return Page(
            url=sight.url,
            status=sight.document.status or 0,
            text=body.decode("utf-8", "ignore"),
            headers=headers,
            chain=sight.document.chain,
            digest=sha256(body).hexdigest(),
            retry_after=retry_after.seconds(asked, headers.get("date"), self._clock.now()) if asked else None,
            truncated=len(whole) > limit or not sight.whole,
            body=body,
        )

    def _refuse(self, url: str) -> NoReturn:
        shown = getting(url, None).shown if url.startswith("http") else ""
        words = 'fetch = "browser" only opens pages; this booking system needs fetch = "http"'
        raise failed(Cause.PROTOCOL, words, shown)


@contextmanager
def _as_outcomes(url: str, total: float) -> Iterator[None]:
    """What went wrong with the browser, as the outcome of a look."""
    try:
        yield
    except TimeoutError:
        raise failed(Cause.TIMEOUT, f"the page did not come within {total:g} s", url) from None
    except BrowserError as error:
        raise failed(Cause.PROTOCOL, clean(str(error)), url) from None
