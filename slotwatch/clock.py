"""Time and chance as arguments: the only place that asks the machine what time it is.

Everything that decides takes ``now``; everything that waits takes a `Clock`.  Tests hand in a
virtual one, so a month passes in seconds and nothing depends on when the suite is run.
"""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the daemon needs of time."""

    def now(self) -> datetime:
        """The wall clock, as an aware UTC instant.  It may jump, both ways."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go backwards and go on during suspend; the zero point means nothing."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait at least this long (a suspended machine may wait longer)."""
        ...


class Random(Protocol):
    """Chance, as far as slotwatch needs it; `random.Random` fits."""

    def random(self) -> float:
        """A number in [0, 1)."""
        ...


#: Linux counts suspend in BOOTTIME only; a laptop that slept 8 hours must look at once on waking.
_MONOTONIC = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """The wall clock in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since boot, suspend included."""
        return time.clock_gettime(_MONOTONIC)

    async def sleep(self, seconds: float) -> None:
        """Sleep on the event loop's timer."""
        await asyncio.sleep(seconds)
