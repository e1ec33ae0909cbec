"""One request at a time per host, and a pause between two: pace belongs to the host, not to the motive."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from slotwatch.clock import Clock

#: Beyond so many hosts the rested lanes are forgotten: redirects may lead to ever new hosts.
_MANY = 256

#: Seconds; below this a wait is the rounding of floats and no wait.
_NOTHING = 1e-6


class Lane:
    """The queue before one host.  ``free_at`` is the monotonic second from which the next may go."""

    __slots__ = ("free_at", "turn")

    def __init__(self) -> None:
        self.free_at = float("-inf")
        #: asyncio's lock wakes its waiters in the order of their coming: the lane is fair
        self.turn = asyncio.Lock()

    def wait(self, now: float) -> float:
        """Seconds that the next request still has to wait; 0 when the host has rested long enough."""
        left = self.free_at - now
        return left if left > _NOTHING else 0.0

    def left(self, now: float, gap: float) -> None:
        """A request ended ``now``: the next begins ``gap`` seconds later at the earliest."""
        self.free_at = now + gap


class Lanes:
    """The lanes of all hosts, shared by every session of a client.

    ``gap`` gives the seconds between the end of one request to a host and the start of the next; ``take`` is told
    of each request before it goes, and may refuse it by raising.
    """

    def __init__(
        self, clock: Clock, gap: Callable[[str], float], take: Callable[[str], None] | None = None
    ) -> None:
        self._clock = clock
        self._gap = gap
        self._take = take
        self._lanes: dict[str, Lane] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Hold the host's lane while asking: waits for those who came before, then for the gap.

        A request that fails or is cancelled was a request all the same: the gap is kept after it.
        """
        lane = self._lane(host)
        async with lane.turn:
            while wait := lane.wait(self._clock.monotonic()):
                await self._clock.sleep(wait)
            if self._take is not None:
                self._take(host)
            try:
                yield
            finally:
                lane.left(self._clock.monotonic(), self._gap(host))

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody in for at least so long from now on."""
        lane = self._lane(host)
        lane.free_at = max(lane.free_at, self._clock.monotonic() + seconds)

    def __len__(self) -> int:
        return len(self._lanes)

    def _lane(self, host: str) -> Lane:
        lane = self._lanes.get(host)
        if lane is None:
            if len(self._lanes) >= _MANY:
                self._forget_rested()
            lane = self._lanes[host] = Lane()
        return lane

    def _forget_rested(self) -> None:
        now = self._clock.monotonic()
        self._lanes = {h: lane for h, lane in self._lanes.items() if lane.turn.locked() or lane.wait(now)}
