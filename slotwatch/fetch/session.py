"""One motive's way to the network: its own cookies, its host's lane, redirects followed by hand."""

from collections.abc import Callable, Mapping, Sequence

import aiohttp

from slotwatch.clock import Clock
from slotwatch.contract import Conversation, Hop, Page
from slotwatch.fetch.bounds import ANYWHERE, Bounds
from slotwatch.fetch.conversing import converse
from slotwatch.fetch.cookies import from_text, to_text
from slotwatch.fetch.failures import FAILURES, failed, look_failed
from slotwatch.fetch.jar import Jar
from slotwatch.fetch.lanes import Lanes
from slotwatch.fetch.limits import Limits
from slotwatch.fetch.reading import read_page
from slotwatch.fetch.redirects import onward
from slotwatch.fetch.request import Request, conversing, getting, heading, posting
from slotwatch.fetch.robots import Robots
from slotwatch.fetch.shelf import Kept, Shelf
from slotwatch.model import Cause

_NOT_MODIFIED = 304


class Session:
    """Implements `slotwatch.contract.Fetch`.  Made by `Client.session`, lives as long as its client.

    Nothing is ever sent twice: a request that fails is a look that failed, and the cadence decides when
    to knock again.  ``headers`` given to a call may replace any of the session's own but the User-Agent.
    ``robots`` has a say in every request, None = nobody has; ``shelf`` None = every page comes whole.
    """

    def __init__(
        self,
        name: str,
        http: aiohttp.ClientSession,
        lanes: Lanes,
        clock: Clock,
        limits: Limits,
        bounds: Bounds = ANYWHERE,
        robots: Robots | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        self._name = name
        self._http = http
        self._lanes = lanes
        self._clock = clock
        self._limits = limits
        self._bounds = bounds
        self._robots = robots
        self._shelf = shelf

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        """GET, redirects followed.  Raises `LookFailed` when no answer could be had."""
        return await self._fetch(getting(url, headers))

    async def head(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        """HEAD, redirects followed as HEAD.  Raises `LookFailed` when no answer could be had."""
        return await self._fetch(heading(url, headers))

    async def post(
        self,
        url: str,
        *,
        form: Sequence[tuple[str, str]] | None = None,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """POST a urlencoded ``form`` or a ``body`` as it stands, redirects followed.

        Raises `LookFailed` when no answer could be had, ValueError when both are given.
        """
        return await self._fetch(posting(url, form, body, headers))

    async def converse(self, url: str, message: str, *, until: Callable[[str], bool]) -> Conversation:
        """Open a WebSocket, send one text, listen until a message satisfies ``until``.  No redirect is followed.

        It takes the host's lane for as long as it lasts.  Raises `LookFailed` when it could not begin.
        """
        request = conversing(url)
        await self._ask_robots(request)
        async with self._lanes.turn(request.lane):
            return await converse(self._http, request, message, until, self._limits, self._clock)

    def forget(self) -> None:
        """Drop every cookie: the next request begins a new session."""
        self._http.cookie_jar.clear()
        self._clear_shelf()

    @property
    def cookies(self) -> Mapping[str, str]:
        """Names and values of the cookies now held.  Secret: never log them."""
        return {cookie.key: cookie.value for cookie in self._http.cookie_jar}

    def dump(self) -> str:
        """The cookies now held, as one opaque line for `load`; the same as long as they are.  Secret."""
        return to_text(self._jar.held())

    def load(self, text: str) -> None:
        """Hold the cookies of a `dump`, in the place of all others.

        Raises ValueError when the text is none; then the others are kept.
        """
        cookies = from_text(text)
        self._clear_shelf()
        self._jar.clear()
        self._jar.put(cookies)

    @property
    def _jar(self) -> Jar:
        jar = self._http.cookie_jar
        assert isinstance(jar, Jar)  # `Client` sees to it
        return jar

    def __repr__(self) -> str:
        return f"<Session {self._name!r}, cookies: {len(self._http.cookie_jar)}>"

    async def _fetch(self, request: Request) -> Page:
        chain: tuple[Hop, ...] = ()
        while True:
            answer = await self._ask(request, chain)
            if isinstance(answer, Page):
                return answer
            hop, request = answer
            chain += (hop,)
            if len(chain) > self._limits.redirects:
                raise failed(Cause.REDIRECTS, f"more than {self._limits.redirects} redirects", hop.url)

    async def _ask(self, request: Request, chain: tuple[Hop, ...]) -> Page | tuple[Hop, Request]:
        """One request in the host's lane: the page, or the hop and where it leads."""
        answered = False
        await self._ask_robots(request)
        async with self._lanes.turn(request.lane):
            kept = self._shelf.find(self._name, request) if self._shelf else None
            try:
                async with self._http.request(
                    request.method,
                    request.url,
                    data=request.body,
                    headers={**request.headers, **(kept.conditions if kept else {})},
                    allow_redirects=False,
                ) as response:
                    answered = True
                    target = onward(request, response.status, response.headers.get("Location"))
                    if target is not None:
                        self._bounds.check(request, target)
                        return Hop(request.shown, response.status), target
                    page = await read_page(response, request.shown, chain, self._limits.body, self._clock)
                    return self._shelved(request, page, kept)
            except FAILURES as error:
                # without the original: its text may hold cookies and passwords
                raise look_failed(error, request.shown, answered=answered) from None

    async def _ask_robots(self, request: Request) -> None:
        if self._robots is not None:
            await self._robots.admit(request)

    def _shelved(self, request: Request, page: Page, kept: Kept | None) -> Page:
        """The page that an answer means: itself, or the one that is not modified."""
        if self._shelf is None:
            return page
        if kept is not None and page.status == _NOT_MODIFIED:
            return kept.again(page.headers, page.chain)
        self._shelf.keep(self._name, request, page)
        return page

    def _clear_shelf(self) -> None:
        if self._shelf is not None:
            self._shelf.forget(self._name)
