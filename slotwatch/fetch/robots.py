"""robots.txt: fetched once a day for each site, kept, and obeyed by every request of every session.

RFC 9309 has a crawler keep away altogether while a robots.txt cannot be had (5xx, no answer).  slotwatch does
not: it is no crawler but one person's visit to one page, and a broken robots.txt would make it blind for as long
as nobody mends a file that nobody looks at.  The last one that was read goes on holding, for 30 days; without one
the page is asked for, and answers for itself: a site in trouble says so there, and the ladder of that trouble
spares it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from yarl import URL

from slotwatch.clock import Clock
from slotwatch.contract import LookFailed, Page
from slotwatch.fetch.request import Request
from slotwatch.fetch.robots_rules import EVERYTHING, Rules, parse
from slotwatch.model import Blocked
from slotwatch.policy import standing

#: The name that robots.txt knows us under.
AGENT = "slotwatch"

#: Seconds for which an answer holds: a robots.txt or its absence, an error of the server's, no answer at all.
FRESH, AFTER_ERROR, AFTER_SILENCE = 86_400.0, 3600.0, 600.0
#: Seconds for which the last robots.txt holds while none can be had (RFC 9309 §2.3.1.4).
LAST_HOLDS = 30 * 86_400.0

#: Bytes that are read of one; RFC 9309 §2.5 asks for 500 KiB.
_READ = 512 * 1024
#: Sites whose rules are kept: redirects may lead to ever new ones.
_MANY = 256

_SCHEMES = {"ws": "http", "wss": "https"}


@dataclass(slots=True)
class _Known:
    rules: Rules = EVERYTHING
    until: float = float("-inf")
    read_at: float = float("-inf")
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


class Robots:
    """The rules of all sites.  ``get`` fetches a page, in the lane and on the budget of its host.

    ``slow_down`` is told the host and the seconds of a Crawl-delay that was just read: it holds from then on.
    """

    def __init__(
        self, clock: Clock, get: Callable[[str], Awaitable[Page]], slow_down: Callable[[str, float], None]
    ) -> None:
        self._clock = clock
        self._get = get
        self._slow_down = slow_down
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._delays: dict[str, float] = {}

    async def admit(self, request: Request) -> None:
        """Raise `LookFailed` when the site's robots.txt forbids this address."""
        url = request.url
        rules = await self._rules(url, request.lane)
        if not rules.allows(url.raw_path_qs):
            # without the query: tokens may stand there
            shown = str(URL(request.shown).with_query(None))
            raise LookFailed(standing.disallowed(request.lane, url.raw_path, shown))

    def delay(self, host: str) -> float:
        """Seconds that the host's robots.txt asks for between two requests; 0 when it asks nothing."""
        return self._delays.get(host, 0.0)

    async def _rules(self, url: URL, host: str) -> Rules:
        site = f"{_SCHEMES.get(url.scheme, url.scheme)}://{host}"
        known = self._known.setdefault(site, _Known())
        self._known.move_to_end(site)
        if len(self._known) > _MANY:
            self._known.popitem(last=False)
        async with known.asking:  # motives that start together read it once
            if self._clock.monotonic() >= known.until:
                await self._read(known, site, host)
        return known.rules

    async def _read(self, known: _Known, site: str, host: str) -> None:
        try:
            page = await self._get(f"{site}/robots.txt")
        except LookFailed as failed:
            if isinstance(failed.outcome, Blocked):  # our own budget is spent: there is nothing left to ask with
                raise
            self._keep_last(known, AFTER_SILENCE)
            return
        if page.status >= 500 or page.status == 429:
            self._keep_last(known, max(AFTER_ERROR, page.retry_after or 0.0))
            return
        now = self._clock.monotonic()
        found = 200 <= page.status < 300
        known.rules = parse(page.text[:_READ], AGENT) if found else EVERYTHING
        known.read_at, known.until = now, now + FRESH
        self._delays[host] = known.rules.delay
        if known.rules.delay:
            self._slow_down(host, known.rules.delay)

    def _keep_last(self, known: _Known, seconds: float) -> None:
        now = self._clock.monotonic()
        known.until = now + min(seconds, FRESH)
        if now - known.read_at > LAST_HOLDS:
            known.rules = EVERYTHING
