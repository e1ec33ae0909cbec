"""The words of the trade: motive, slot, outcome, check, event, delivery.

Frozen data only; no I/O, no clock, nothing but the standard library.  Instants are aware UTC
datetimes; a slot's day and hour are the wall-clock time of the place that offers it, as the site
prints them; durations are `float` seconds unless the name says otherwise.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


# ── what is watched ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Window:
    """A span of the day in local time, such as 22:00-07:00; it may cross midnight.

    The end is outside.  ``start == end`` is the whole day.
    """

    start: time
    end: time

    def contains(self, moment: time) -> bool:
        """Whether a local wall-clock time lies inside."""
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


@dataclass(frozen=True, slots=True)
class Slot:
    """One bookable place in time, as far as the site lets us know.

    ``day`` is None when the site only says that something is free; ``at`` is None when it gives
    the day alone.  ``place`` is the site's own name of the counter or office, "" where there is one.
    Identity is (day, at, place).  ``onwards``: the site names its first day alone, others may follow unseen.
    """

    day: date | None = None
    at: time | None = None
    place: str = ""
    onwards: bool = field(default=False, compare=False)

    @property
    def order(self) -> tuple[date, time, str]:
        """Sort key: earliest first, unknown days and hours after the known ones."""
        return (self.day or date.max, self.at or time.max, self.place)

    def __str__(self) -> str:
        """The slot in ISO form for logs and tables: ``2027-01-14 09:20 guichet 1``."""
        known = (self.day and self.day.isoformat(), self.at and self.at.isoformat("minutes"), self.place)
        return " ".join(part for part in known if part) or "date unknown"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which slots their owner wants to hear of.  It decides who is told, never what is recorded.

    ``before`` and ``after`` are exclusive days; ``weekdays`` holds 0 (Monday) to 6, empty = any;
    ``hours`` empty = any.  What a site does not tell (a slot without a day or hour, the days after the
    first) is let through: a message too many is cheap, one too few is not.
    """

    before: date | None = None
    after: date | None = None
    weekdays: frozenset[int] = frozenset()
    hours: tuple[Window, ...] = ()

    def wants(self, slot: Slot) -> bool:
        """Whether the owner wants to hear of this slot."""
        if slot.day is not None:
            if self.before is not None and slot.day >= self.before:
                return False
            if slot.onwards:
                return True
            if self.after is not None and slot.day <= self.after:
                return False
            if self.weekdays and slot.day.weekday() not in self.weekdays:
                return False
        return slot.at is None or not self.hours or any(w.contains(slot.at) for w in self.hours)


@dataclass(frozen=True, slots=True)
class HotHours:
    """Hours, local to the office, in which slots are likely to be released.

    ``weekdays`` holds 0 (Monday) to 6, empty = every day.
    """

    hours: Window
    weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pace:
    """How often to look.  Seconds; ``jitter`` is a share of the wait (0.2 = ±20 %).

    ``floor`` is the least wait that any configuration can reach (policy: 60 s a motive, more
    where the provider says so); at ``night`` (local to Paris) ``night_every`` replaces ``every``.  In ``hot``
    hours the pace is faster, and slower in the rest of the day.
    """

    every: float = 300.0
    jitter: float = 0.2
    floor: float = 60.0
    night: Window | None = None
    night_every: float = 900.0
    hot: tuple[HotHours, ...] = ()


@dataclass(frozen=True, slots=True)
class Motive:
    """One thing to watch: a procedure at an office, through one booking system.

    ``options`` is the provider's own validated options object.  ``url`` is where the owner books.
    ``fetch`` is how its pages are had: "http", or "browser" for pages that need JavaScript.  ``robots`` "ignore":
    its owner has said to look although the site's robots.txt forbids it.
    """

    name: str
    provider: str
    url: str
    pace: Pace = field(default_factory=Pace)
    filter: Filter = field(default_factory=Filter)
    timezone: ZoneInfo = PARIS
    options: object = None
    fetch: str = "http"
    robots: str = "obey"

    @property
    def host(self) -> str:
        """Host (and port if given) of the booking page: politeness belongs to it."""
        return urlsplit(self.url).netloc.rpartition("@")[2].lower()


# ── what a look gives ──────────────────────────────────────────────────────────────────────────


class Change(StrEnum):
    """How a page is not the one that was configured."""

    RELABELLED = "relabelled"
    VANISHED = "vanished"
    DEAD_LINK = "dead_link"

    def marker(self, where: str) -> str:
        """The marker of an outcome that this decided: ``relabelled: name=planning``."""
        return f"{self.value}: {where}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an outcome was read from.

    ``marker`` is the sentence, selector or field that decided; ``digest`` the SHA-256 (hex) of the
    body, "" when no body came; ``status`` None when no answer came.
    """

    url: str = ""
    status: int | None = None
    marker: str = ""
    digest: str = ""

    @property
    def change(self) -> Change | None:
        """The change that its marker tells of, None when it tells of none."""
        return next((change for change in Change if self.marker.startswith(change.marker(""))), None)


class Human(StrEnum):
    """What the site wants a human for."""

    CAPTCHA = "captcha"
    SESSION = "session"
    LOGIN = "login"


class Cause(StrEnum):
    """Why no answer came."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    EMPTY = "empty reply"
    REDIRECTS = "redirects"
    PROTOCOL = "protocol"


@dataclass(frozen=True, slots=True)
class Available:
    """The site offers at least one slot.  ``slots`` is not empty, in order.

    ``released`` is when the site says that it last published slots (aware, UTC), None where it does not say.
    """

    kind: ClassVar[str] = "available"
    slots: tuple[Slot, ...]
    evidence: Evidence = Evidence()
    released: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse to exist without a slot, and sort."""
        if not self.slots:
            raise ValueError("Available needs at least one slot")
        object.__setattr__(self, "slots", tuple(sorted(set(self.slots), key=lambda s: s.order)))

    @property
    def days(self) -> tuple[date, ...]:
        """The distinct days offered, earliest first."""
        return tuple(sorted({s.day for s in self.slots if s.day is not None}))

    @property
    def first(self) -> date | None:
        """First day offered (the horizon), None where the site gives no date."""
        return self.days[0] if self.days else None

    @property
    def second(self) -> date | None:
        """Second distinct day offered, None where there is none."""
        return self.days[1] if len(self.days) > 1 else None


@dataclass(frozen=True, slots=True)
class NoSlot:
    """The site says there is none: ``sentence`` is its own words, or the structure that says so.

    ``released`` as in `Available`.
    """

    kind: ClassVar[str] = "no_slot"
    sentence: str
    evidence: Evidence = Evidence()
    released: datetime | None = None


@dataclass(frozen=True, slots=True)
class NotOpen:
    """A closed procedure, a dead link, no calendar: there is nothing to watch here."""

    kind: ClassVar[str] = "not_open"
    sentence: str
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class NeedsHuman:
    """The site wants its visitor to do something only a human should do."""

    kind: ClassVar[str] = "needs_human"
    want: Human
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Blocked:
    """The site refuses us for now.  ``retry_after`` in seconds from the answer, if it said."""

    kind: ClassVar[str] = "blocked"
    status: int | None
    retry_after: float | None = None
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Maintenance:
    """The site says that it is out of order or overloaded."""

    kind: ClassVar[str] = "maintenance"
    status: int | None
    retry_after: float | None = None
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer came.  ``detail`` adds the library's own words, cut short, never a secret."""

    kind: ClassVar[str] = "unreachable"
    cause: Cause
    detail: str = ""
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """An answer that is none of the known ones.  Never read as yes, never as no."""

    kind: ClassVar[str] = "unrecognised"
    why: str
    evidence: Evidence = Evidence()


Outcome = Available | NoSlot | NotOpen | NeedsHuman | Blocked | Maintenance | Unreachable | Unrecognised

#: Only these enter the statistics: the site answered the question that was asked.
Answer = Available | NoSlot


@dataclass(frozen=True, slots=True)
class Check:
    """One look at one motive: when it began, how long it took (seconds) and what came of it."""

    motive: str
    at: datetime
    took: float
    outcome: Outcome


# ── what is worth telling ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SlotsOpened:
    """Slots that their owner wants and has not been told of in this episode; ``total`` counts all on offer."""

    kind: ClassVar[str] = "slots_opened"
    slots: tuple[Slot, ...]
    total: int


@dataclass(frozen=True, slots=True)
class SlotsGone:
    """Slots that a positive answer no longer shows: their episodes are over."""

    kind: ClassVar[str] = "slots_gone"
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Capture:
    """The page that something was seen on, kept for its owner: the file's ``path``, or the ``error`` why not."""

    path: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class TroubleEntered:
    """We have not seen the answer since ``since``, for this reason, ``looks`` times in a row.

    ``trouble`` is the outcome's kind, ``detail`` its reason in the site's or the network's words; ``session``:
    its owner can let slotwatch in (`slotwatch session open`).  ``change`` says what of the page has changed,
    where that is known; ``capture`` is the page, None where it is not worth keeping.
    """

    kind: ClassVar[str] = "trouble_entered"
    trouble: str
    detail: str
    since: datetime
    looks: int
    retry_after: float | None = None
    session: bool = False
    change: Change | None = None
    capture: Capture | None = None


@dataclass(frozen=True, slots=True)
class TroubleLeft:
    """A good look again, after trouble that was told."""

    kind: ClassVar[str] = "trouble_left"
    trouble: str
    since: datetime


@dataclass(frozen=True, slots=True)
class WentBlind:
    """No good look since ``since``, whatever the reasons: the age alarm."""

    kind: ClassVar[str] = "went_blind"
    since: datetime


@dataclass(frozen=True, slots=True)
class SiteChanged:
    """The site still answers, but not as it used to: ``what`` is suspected.

    No slot since ``since``, ``answers`` answers long; before, ``usually`` seconds lay between two openings.
    """

    kind: ClassVar[str] = "site_changed"
    what: str
    since: datetime
    answers: int
    usually: float
    capture: Capture | None = None


@dataclass(frozen=True, slots=True)
class SessionEnding:
    """The owner's session of ``opened`` will end soon, going by others: they last ``usually`` seconds."""

    kind: ClassVar[str] = "session_ending"
    opened: datetime
    usually: float


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The owner's session of ``opened`` is over: the site wants a human again."""

    kind: ClassVar[str] = "session_ended"
    opened: datetime


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something about this installation itself that its owner must know (a damaged database, a clock jump…)."""

    kind: ClassVar[str] = "noticed"
    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class WeekOf:
    """A motive's week in figures: looks, those that were answered, answers with a slot, slots seen first in it.

    ``longest_hole`` is the longest time between two looks, in seconds.
    """

    motive: str
    looks: int
    answered: int
    with_slot: int
    slots: int
    longest_hole: float

    @property
    def share(self) -> float | None:
        """Share of the answers that offered a slot, 0 to 1; None without answers."""
        return self.with_slot / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class WeekPassed:
    """The weekly all-clear: slotwatch lives, and this is what it did from ``since`` to ``until``."""

    kind: ClassVar[str] = "week_passed"
    since: datetime
    until: datetime
    motives: tuple[WeekOf, ...]


@dataclass(frozen=True, slots=True)
class TestMessage:
    """`slotwatch notify test`: takes the same road as an alert."""

    kind: ClassVar[str] = "test_message"
    __test__: ClassVar[bool] = False  # its name must not make pytest collect it


Happening = (
    SlotsOpened
    | SlotsGone
    | TroubleEntered
    | TroubleLeft
    | WentBlind
    | SiteChanged
    | SessionEnding
    | SessionEnded
    | Noticed
    | WeekPassed
    | TestMessage
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a motive, at an instant.  ``motive`` is "" for the installation itself."""

    id: str
    motive: str
    at: datetime
    what: Happening


# ── who is told ────────────────────────────────────────────────────────────────────────────────


class DeliveryState(StrEnum):
    """Where a delivery stands.  The last two are final."""

    QUEUED = "queued"
    RETRYING = "retrying"
    SENT = "sent"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one channel.  It lives in the outbox until sent or expired.

    ``due`` is the earliest instant for the next try (quiet hours, backoff); after ``expires`` it is
    given up.  ``gone_at`` is set when the slots it tells of are known to be gone: the text then says
    that they came and went.  ``error`` is the last failure, redacted.
    """

    id: str
    event: Event
    channel: str
    due: datetime
    expires: datetime
    state: DeliveryState = DeliveryState.QUEUED
    tries: int = 0
    gone_at: datetime | None = None
    error: str = ""
