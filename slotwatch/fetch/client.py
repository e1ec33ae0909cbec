"""The daemon's HTTP client: one pool of connections, one set of lanes, a session for each motive."""

import ssl as tls
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from types import TracebackType
from typing import Self

import aiohttp

from slotwatch.clock import Clock
from slotwatch.contract import Fetch, Page
from slotwatch.fetch.bounds import ANYWHERE, Bounds
from slotwatch.fetch.browser import Browsers, BrowserSession, Manners
from slotwatch.fetch.courtesy import NONE, Courtesy
from slotwatch.fetch.failures import look_failed
from slotwatch.fetch.jar import Jar
from slotwatch.fetch.lanes import Lanes
from slotwatch.fetch.limits import Limits
from slotwatch.fetch.robots import Robots
from slotwatch.fetch.session import Session
from slotwatch.fetch.shelf import Shelf
from slotwatch.model import Motive
from slotwatch.policy import cadence

#: Seconds that an idle connection is kept.  Longer than the gap between two steps of a look, so that a look
#: is one TLS handshake; shorter than the 5 s after which common servers hang up, so that no
#: request (a POST above all) goes into a connection that is just being closed.
_KEEP_ALIVE = 4.0

#: Content-Security-Policy and cookies of public sites outgrow aiohttp's 8 KiB.
_HEADER_BYTES = 32 * 1024

_HEADERS = {
    "Accept": "text/html,application/json;q=0.9,*/*;q=0.8",
    "Accept-Language": "fr",
    # what the standard library can undo within bounds, whatever else is installed
    "Accept-Encoding": "gzip, deflate",
}

#: The status that turns a connection into a WebSocket.
_SWITCHED = 101

_USUAL = Limits()

#: The session that reads robots.txt.  No motive's name holds a dot.
_READER = "robots.txt"


class Client:
    """An async context manager; one per process.

    ``gap`` gives the least seconds between two requests to a host; ``ssl`` replaces the system's trust (for
    a private authority; certificates are always checked); ``bounds`` keep it out of private networks and
    on the hosts it was sent to; ``courtesy`` is what it does for its hosts beyond the lanes.  No proxy is taken
    from the environment.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        clock: Clock,
        gap: Callable[[str], float] = cadence.gap_for,
        limits: Limits = _USUAL,
        ssl: tls.SSLContext | None = None,
        bounds: Bounds = ANYWHERE,
        courtesy: Courtesy = NONE,
    ) -> None:
        self._headers = {"User-Agent": user_agent, **_HEADERS}
        self._clock = clock
        self._limits = limits
        self._ssl = ssl
        self._bounds = bounds
        self._courtesy = courtesy
        self._gap = gap
        self._lanes = Lanes(clock, self._gap_of, courtesy.budgets.take if courtesy.budgets else None)
        self._robots = Robots(clock, self._read_robots, self._lanes.hold)
        self._shelf = Shelf(clock) if courtesy.conditional else None
        self._connector: aiohttp.TCPConnector | None = None
        self._sessions: dict[str, tuple[Session, aiohttp.ClientSession]] = {}
        self._browsers = Browsers(user_agent)
        self._in_browser: dict[str, BrowserSession] = {}

    async def __aenter__(self) -> Self:
        """Open the pool of connections.  Nothing is sent."""
        self._connector = aiohttp.TCPConnector(
            ssl=self._ssl or True, keepalive_timeout=_KEEP_ALIVE, socket_factory=self._bounds.sockets
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        await self.close()

    def session(self, name: str) -> Session:
        """The session of this name (a motive's), made at the first call and the same one ever after.

        Raises RuntimeError outside the client's context.
        """
        known = self._sessions.get(name)
        if known is None:
            known = self._sessions[name] = self._open(name, self._limits)
        return known[0]

    def way(self, motive: Motive) -> AbstractAsyncContextManager[Fetch]:
        """The motive's own way to the network, for the length of a look: its session, or a browser's."""
        if motive.fetch == "browser":
            return self.browser(motive.name, motive.timezone.key)
        return nullcontext(self.session(motive.name))

    def browser(self, name: str, zone: str = "") -> BrowserSession:
        """The session of this name in a browser, the same one ever after; it shares the lanes, not the cookies.

        Nothing is started before its first page.  ``zone`` is the time zone in which its pages write hours.
        """
        known = self._in_browser.get(name)
        if known is None:
            manners = Manners(
                self._lanes, self._limits, self._browsers.patience, self._bounds, self._robots_for(name)
            )
            known = self._in_browser[name] = BrowserSession(name, self._browsers, manners, self._clock, zone)
        return known

    async def close(self) -> None:
        """Close every session and connection.  A second call does nothing."""
        sessions, self._sessions = self._sessions, {}
        connector, self._connector = self._connector, None
        for _, http in sessions.values():
            await http.close()
        if connector is not None:
            await connector.close()

    def _gap_of(self, host: str) -> float:
        return max(self._gap(host), self._robots.delay(host))

    def _robots_for(self, name: str) -> Robots | None:
        obeys = self._courtesy.robots and name not in self._courtesy.ignoring and name != _READER
        return self._robots if obeys else None

    async def _read_robots(self, url: str) -> Page:
        """Get a robots.txt, in a session of its own: no motive's cookies go there."""
        if _READER not in self._sessions:
            limits = replace(self._limits, total=min(self._limits.total, 10.0), redirects=5)
            self._sessions[_READER] = self._open(_READER, limits)
        return await self._sessions[_READER][0].get(url)

    def _open(self, name: str, limits: Limits) -> tuple[Session, aiohttp.ClientSession]:
        if self._connector is None:
            raise RuntimeError("the client is not open: use it in `async with Client(…) as client`")
        http = aiohttp.ClientSession(
            connector=self._connector,
            connector_owner=False,
            cookie_jar=Jar(),
            headers=self._headers,
            timeout=aiohttp.ClientTimeout(total=limits.total, connect=limits.connect),
            trust_env=False,
            max_line_size=_HEADER_BYTES,
            max_field_size=_HEADER_BYTES,
            middlewares=(_once,),
        )
        robots, shelf = self._robots_for(name), self._shelf if name != _READER else None
        return Session(name, http, self._lanes, self._clock, limits, self._bounds, robots, shelf), http


async def _once(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Send once.

    aiohttp answers a lost connection by sending the GET again at once, past the lane's gap, and a site that
    hangs up on us is asking for the opposite.  It does so for its own exceptions only, so they end here.
    It would also follow the redirect of a WebSocket, into whatever lane and network: any answer but the
    upgrade refuses it.
    """
    upgrade = "Upgrade" in request.headers
    try:
        response = await send(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        shown = request.url.with_query(None) if upgrade else request.url
        raise look_failed(error, str(shown)) from None
    if upgrade and response.status != _SWITCHED:
        response.close()
        raise aiohttp.WSServerHandshakeError(
            response.request_info, (), status=response.status, headers=response.headers
        )
    return response
