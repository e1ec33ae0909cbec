"""The clock at boot: small machines have no battery for it, and begin in 1970 or at their last shutdown.

Instants are evidence, so we wait for a time server a little before we write any.  Not for long: a slot that is
seen with a wrong date is worth more than none, and the jump that follows is written down.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any

from slotwatch import systemd
from slotwatch.clock import Clock
from slotwatch.notify import waiting

#: No clock that is right can show less: this program was not yet written.
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
#: Seconds that the start waits for the clock at most.
PATIENCE = 120.0
#: Seconds between two glances at it.
GLANCE = 1.0


async def clock_is_set(clock: Clock, stop: asyncio.Event, log: Any, patience: float = PATIENCE) -> bool:
    """Wait until the wall clock can be right, or patience ends (False), or ``stop`` is set."""
    if clock.now() >= BUILT:
        return True
    log.warning("clock not set, waiting for it", now=clock.now().isoformat(), at_most_s=patience)
    # a start may take 90 seconds as a rule; systemd is told that this one takes longer
    systemd.notify(f"EXTEND_TIMEOUT_USEC={round((patience + 60) * 1e6)}", "STATUS=waiting for the clock to be set")
    end = clock.monotonic() + patience
    while clock.now() < BUILT and clock.monotonic() < end and not stop.is_set():
        await waiting.until(stop, GLANCE, clock)
    if clock.now() < BUILT:
        log.error("clock still not set, starting all the same", now=clock.now().isoformat())
        return False
    return True
