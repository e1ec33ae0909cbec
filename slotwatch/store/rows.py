"""What goes into the store and what comes out: plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from slotwatch.model import PARIS, Check, Delivery, DeliveryState, Event, Slot
from slotwatch.policy.cadence import Strain
from slotwatch.policy.episodes import MotiveState, Trouble, describe
from slotwatch.store.chain import Entry


@dataclass(frozen=True)
class ClockProof:
    """How right the clock was at a look.

    ``synchronised``: whether the system says that it follows a time server; ``gap``: our clock minus the Date
    header of the server, whole seconds.  None where unknown.
    """

    synchronised: bool | None = None
    gap: int | None = None


@dataclass(frozen=True)
class Record:
    """Everything that one look changed: one transaction.

    ``check`` is None when something happened without a look (the age alarm, a notice).  ``motive``
    "" is the installation itself: it has events and deliveries, no memory.  ``due`` is the instant of
    the next look.  ``host`` with ``host_until``: the whole host rests until then.  ``deliveries`` are new
    ones.  ``timezone`` is the motive's own, whose offset is kept with the check.  ``clock`` is kept with it too;
    ``entries`` are sealed in the chain, before the check.
    """

    motive: str
    check: Check | None
    state: MotiveState
    strain: Strain
    due: datetime | None
    host: str = ""
    host_until: datetime | None = None
    events: tuple[Event, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    timezone: ZoneInfo = PARIS
    clock: ClockProof = ClockProof()
    entries: tuple[Entry, ...] = ()

    @classmethod
    def of_installation(
        cls,
        *,
        events: tuple[Event, ...] = (),
        deliveries: tuple[Delivery, ...] = (),
        host: str = "",
        host_until: datetime | None = None,
        entries: tuple[Entry, ...] = (),
    ) -> Self:
        """What happened to the installation itself, and changes no motive's memory."""
        return cls("", None, MotiveState(), Strain(), None, host, host_until, events, deliveries, entries=entries)


@dataclass(frozen=True)
class Memory:
    """What a restart must know of a motive."""

    state: MotiveState = field(default_factory=MotiveState)
    strain: Strain = field(default_factory=Strain)
    due: datetime | None = None


@dataclass(frozen=True)
class Recorded:
    """A check with its number, the offset of the motive's local time from UTC when it was made, and its clock."""

    number: int
    check: Check
    offset: timedelta
    clock: ClockProof = ClockProof()

    @property
    def local(self) -> datetime:
        """The local time of the check; the two 02:30 of an October night differ by their offset."""
        return self.check.at.astimezone(timezone(self.offset))


class EventState(StrEnum):
    """How far the telling of an event has come.  `PARTIAL`: some channels have told it, not all."""

    SILENT = "silent"
    QUEUED = "queued"
    PARTIAL = "partial"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class MotiveStatus:
    """How a motive stands: its latest check, its memory, and the checks of the last 24 hours by kind."""

    motive: str
    last: Recorded | None
    memory: Memory
    counts: Mapping[str, int]

    @property
    def last_at(self) -> datetime | None:
        """When the latest look began."""
        return None if self.last is None else self.last.check.at

    @property
    def kind(self) -> str | None:
        """The kind of its outcome."""
        return None if self.last is None else self.last.check.outcome.kind

    @property
    def detail(self) -> str:
        """Its reason, in the site's or the network's own words."""
        return "" if self.last is None else describe(self.last.check.outcome)

    @property
    def url(self) -> str:
        """The address where it ended, "" when no answer came."""
        return "" if self.last is None else self.last.check.outcome.evidence.url

    @property
    def took(self) -> float | None:
        """Its seconds."""
        return None if self.last is None else self.last.check.took

    @property
    def last_answer(self) -> datetime | None:
        """When the site last answered the question."""
        return self.memory.state.last_answer

    @property
    def due(self) -> datetime | None:
        """When the next look is due."""
        return self.memory.due

    @property
    def open(self) -> tuple[Slot, ...]:
        """What was on offer at the last answer."""
        return tuple(episode.slot for episode in self.memory.state.open)

    @property
    def trouble(self) -> Trouble | None:
        """The current run of looks without an answer."""
        return self.memory.state.trouble

    @property
    def share(self) -> float | None:
        """Share of the last 24 hours' answers that offered a slot, 0 to 1; None without answers."""
        available, none = self.counts.get("available", 0), self.counts.get("no_slot", 0)
        return available / (available + none) if available + none else None


@dataclass(frozen=True)
class DeliveryRow:
    """A delivery for the eye: ``at`` and ``event`` are the instant and kind of what happened.

    ``sent_at`` is None until sent, or when the sender gave no instant.
    """

    id: str
    at: datetime
    motive: str
    event: str
    channel: str
    state: DeliveryState
    tries: int
    due: datetime
    expires: datetime
    gone_at: datetime | None
    sent_at: datetime | None
    error: str
