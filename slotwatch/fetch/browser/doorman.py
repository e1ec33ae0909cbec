"""Stands between a page and the network: each of its requests is let out, made to wait its turn, or refused."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from yarl import URL

from slotwatch.contract import LookFailed
from slotwatch.fetch.bounds import Bounds, is_inside
from slotwatch.fetch.browser.cdp import Connection, Json
from slotwatch.fetch.browser.gatekeeper import FORBIDDEN, Gatekeeper
from slotwatch.fetch.browser.patience import Patience
from slotwatch.fetch.failures import failed
from slotwatch.fetch.lanes import Lanes
from slotwatch.fetch.limits import Limits
from slotwatch.fetch.redirects import is_private
from slotwatch.fetch.request import Request
from slotwatch.fetch.robots import Robots
from slotwatch.model import Cause


@dataclass(frozen=True, slots=True)
class Manners:
    """What holds for every visit of a session.  ``robots`` has a say in what is opened, None = nobody has."""

    lanes: Lanes
    limits: Limits
    patience: Patience
    bounds: Bounds
    robots: Robots | None = None


class Doorman:
    """For one visit.  An async context manager: inside, the host's lane is held, and the lanes of the hosts
    that the page itself was sent on to.

    ``refused`` is set once the page itself was sent where it must not go.
    """

    def __init__(self, connection: Connection, request: Request, manners: Manners) -> None:
        self.refused: LookFailed | None = None
        self._connection = connection
        self._request = request
        self._manners = manners
        self._gate = Gatekeeper(public=not manners.bounds.private or not is_private(request.url.raw_host or ""))
        self._lanes: dict[str, str] = {}
        self._held = AsyncExitStack()
        self._waiting: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Wait for the host's lane."""
        await self._hold(self._request)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of every lane."""
        try:
            for task in self._waiting:
                task.cancel()
            await asyncio.gather(*self._waiting, return_exceptions=True)
        finally:
            await self._held.aclose()

    async def stand(self) -> None:
        """Begin.

        At the browser's door, not at the page's: so it holds for frames and workers in processes of their
        own as well.
        """
        await self._connection.send(
            "Fetch.enable", {"patterns": [{"urlPattern": "*"}], "handleAuthRequests": True}
        )

    def hear(self, method: str, event: Json, frame: str) -> None:
        """Take an event of the browser; ``frame`` is the page's own."""
        if method == "Fetch.requestPaused":
            self._asked(event, own=event["resourceType"] == "Document" and event["frameId"] == frame)
        elif method == "Fetch.authRequired":
            # nobody is there to type a password: the page that refuses is the answer
            said = {"requestId": event["requestId"], "authChallengeResponse": {"response": "CancelAuth"}}
            self._connection.tell("Fetch.continueWithAuth", said)

    def answered_from(self, address: str) -> None:
        """Learn the numeric address that an answer came from: a name may lead into a private network."""
        if address and not self._manners.bounds.private and is_inside(address):
            self._refuse(failed(Cause.REDIRECTS, f"led to {address}, a private address", self._request.shown))

    def _asked(self, event: Json, *, own: bool) -> None:
        url = event["request"]["url"]
        reason = self._gate.refusal(url, event["resourceType"])
        if reason is not None:
            if own and reason == FORBIDDEN:
                words = f"sent on to {URL(url).raw_host or URL(url).scheme}, a private address"
                self._refuse(failed(Cause.REDIRECTS, words, self._request.shown))
            self._turn_away(event, reason)
        elif own:
            self._page_moves(event)
        else:
            self._let_out(event)

    def _page_moves(self, event: Json) -> None:
        """The page itself goes on: within the bounds, and to another host in that host's lane."""
        target = Request("GET", URL(event["request"]["url"], encoded=True))
        try:
            self._manners.bounds.check(self._request, target)
        except LookFailed as led:
            self._refuse(led)
            self._turn_away(event, FORBIDDEN)
            return
        self._waiting.add(asyncio.create_task(self._let_page_go(event, target)))

    async def _let_page_go(self, event: Json, target: Request) -> None:
        try:
            await self._ask_robots(target)
            if target.lane not in self._lanes:
                await self._hold(target)
        except LookFailed as refusal:
            self._refuse(refusal)
            self._turn_away(event, FORBIDDEN)
        else:
            self._let_out(event, headers=target.lane == self._request.lane)

    async def _ask_robots(self, target: Request) -> None:
        """Raise `LookFailed` where the site's robots.txt forbids it.

        A host whose lane we hold is asked by the scheme that we came in by: its rules have been read, and
        reading others would wait for that very lane.
        """
        if self._manners.robots is not None:
            scheme = self._lanes.get(target.lane, target.url.scheme)
            await self._manners.robots.admit(Request("GET", target.url.with_scheme(scheme)))

    async def _hold(self, request: Request) -> None:
        self._lanes[request.lane] = request.url.scheme
        await self._held.enter_async_context(self._manners.lanes.turn(request.lane))

    def _let_out(self, event: Json, *, headers: bool = False) -> None:
        go: Json = {"requestId": event["requestId"]}
        if headers and self._request.headers:
            sent = {name.lower(): value for name, value in event["request"]["headers"].items()}
            sent |= {name.lower(): value for name, value in self._request.headers.items()}
            go["headers"] = [{"name": name, "value": value} for name, value in sent.items()]
        self._connection.tell("Fetch.continueRequest", go)

    def _turn_away(self, event: Json, reason: str) -> None:
        self._connection.tell("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": reason})

    def _refuse(self, outcome: LookFailed) -> None:
        self.refused = self.refused or outcome
