"""What became of the deliveries, on its way to the store."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from slotwatch.clock import Clock
from slotwatch.model import Delivery
from slotwatch.notify.waiting import until

#: Seconds after which a write that failed is tried again, if nothing else is written before.
AGAIN = 60.0


class Journal(Protocol):
    """What the outbox needs of the store."""

    async def update(self, deliveries: Sequence[Delivery], /, *, at: datetime | None = None) -> None:
        """Write down where these deliveries stand; ``at`` is when those that are sent were sent."""
        ...


class Ledger:
    """Writes states down in the background, several at once, and keeps what could not be written.

    Sending never waits for the disk: a state that is lost by a crash only makes a message come twice.
    """

    def __init__(self, store: Journal, clock: Clock, log: Any) -> None:
        self._store = store
        self._clock = clock
        self._log = log
        self._unwritten: dict[str, tuple[datetime, Delivery]] = {}
        self._news = asyncio.Event()
        self._pen = asyncio.Lock()

    def note(self, delivery: Delivery) -> None:
        """Take note of where a delivery stands.  Immediate."""
        self._unwritten[delivery.id] = (self._clock.now(), delivery)
        self._news.set()

    async def run(self) -> None:
        """Write what is noted, for ever."""
        while True:
            await until(self._news, AGAIN if self._unwritten else None, self._clock)
            self._news.clear()
            await self.flush()

    async def flush(self) -> None:
        """Write what is noted, now.  A failure is logged, and the notes are kept for the next time."""
        async with self._pen:
            for at, batch in self._by_instant().items():
                try:
                    await self._store.update(tuple(batch.values()), at=at)
                except Exception as error:  # noqa: BLE001 - whatever ails the store, alerts go on
                    self._log.error("outbox not written down", reason=str(error), deliveries=len(self._unwritten))
                    return
                for key, delivery in batch.items():
                    if self._unwritten[key][1] is delivery:  # else it has moved on meanwhile
                        del self._unwritten[key]

    def _by_instant(self) -> dict[datetime, dict[str, Delivery]]:
        batches: dict[datetime, dict[str, Delivery]] = {}
        for key, (at, delivery) in self._unwritten.items():
            batches.setdefault(at, {})[key] = delivery
        return batches
