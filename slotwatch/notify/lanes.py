"""One channel's deliveries, and which of them is next."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from slotwatch.model import Delivery, Slot, SlotsOpened, TestMessage
from slotwatch.notify.message import Message, Result, Shape


class Sender(Protocol):
    """What the outbox needs of a channel; `notify.channels.Channel` fits."""

    name: str
    shape: Shape

    async def send(self, message: Message) -> Result:
        """Send, bounded in time, without raising."""
        ...


@dataclass(slots=True)
class Entry:
    """A delivery at work.  ``ready`` and ``worth`` are its due and expiry on the monotonic clock.

    Both clocks are asked, because the wall clock may jump: what either holds to be due is tried, and
    only what both hold to be expired is given up.  ``gone`` are those of its slots known to be gone.
    """

    delivery: Delivery
    ready: float
    worth: float
    gone: set[Slot] = field(default_factory=set)

    @classmethod
    def of(cls, delivery: Delivery, now: datetime, ticks: float) -> "Entry":
        """A delivery as it is taken on."""
        ready = ticks + (delivery.due - now).total_seconds()
        worth = ticks + (delivery.expires - now).total_seconds()
        return cls(delivery, ready, worth)

    @property
    def urgency(self) -> tuple[int, datetime, str]:
        """Sort key: slots that may still be there before all else, then the oldest first."""
        what = self.delivery.event.what
        alert = isinstance(what, SlotsOpened) and self.delivery.gone_at is None
        return (0 if alert or isinstance(what, TestMessage) else 1, self.delivery.event.at, self.delivery.id)

    def until_due(self, now: datetime, ticks: float) -> float:
        """Seconds until the next try; 0 or less when it is due."""
        return min(self.ready - ticks, (self.delivery.due - now).total_seconds())

    def until_expired(self, now: datetime, ticks: float) -> float:
        """Seconds until it is no longer worth sending; below 0 when it is expired."""
        return max(self.worth - ticks, (self.delivery.expires - now).total_seconds())


class Lane:
    """One channel's entries by delivery id.  ``rest`` is when its server may be called again (monotonic)."""

    def __init__(self, channel: Sender) -> None:
        self.channel = channel
        self.entries: dict[str, Entry] = {}
        self.wake = asyncio.Event()
        self.rest = float("-inf")

    def next(self, now: datetime, ticks: float) -> Entry | None:
        """The most urgent entry that is due, None while there is none or the channel rests."""
        if ticks < self.rest:
            return None
        due = (e for e in self.entries.values() if e.until_due(now, ticks) <= 0)
        return min(due, key=lambda e: e.urgency, default=None)

    def expired(self, now: datetime, ticks: float) -> list[Entry]:
        """The entries that are no longer worth sending."""
        return [e for e in self.entries.values() if e.until_expired(now, ticks) < 0]

    def wait(self, now: datetime, ticks: float) -> float | None:
        """Seconds until there may be something to do; None when there is nothing at all."""
        waits = (
            # a hair past the expiry: at the very instant a delivery is still worth a try
            min(max(e.until_due(now, ticks), self.rest - ticks), e.until_expired(now, ticks) + 0.001)
            for e in self.entries.values()
        )
        return min(waits, default=None)
