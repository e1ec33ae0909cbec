"""What a dossier is made of: plain, frozen data, in order of time, with nothing left out.

Instants (``at``, ``since``, ``until``) are aware UTC; ``local`` is the same instant with the offset that the
office's clock had then.  Hashes are lower-case hex SHA-256.  ``entry`` numbers are those of the chain
(`slotwatch.store.chain`); check numbers and entry numbers are two different series, both printed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from slotwatch.model import Motive, Slot


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One automatic look.

    ``outcome`` is the kind (`slotwatch.model`), ``sentence`` the reason in the site's or the network's own
    words, ``marker`` what decided, ``url`` where the look ended ("" without an answer), ``digest`` the SHA-256
    of the body as answered, "" without one.  ``capture`` is the number of the capture kept of it.
    ``synchronised``: whether the system said that its clock follows a time server; ``gap``: our clock minus the
    server's Date header, seconds; None where unknown.
    """

    number: int
    at: datetime
    local: datetime
    took: float
    outcome: str
    sentence: str
    marker: str
    url: str
    status: int | None
    digest: str
    slots: tuple[Slot, ...] = ()
    capture: int | None = None
    synchronised: bool | None = None
    gap: int | None = None
    entry: int | None = None
    seal: str = ""

    @property
    def answered(self) -> bool:
        """Whether the site answered the question (a slot or none)."""
        return self.outcome in {"available", "no_slot"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer.

    ``url`` was asked for, ``final`` answered after the hops of ``chain`` (address, status).  ``sha256`` names
    the stored body ("" without one); ``answered`` is the hash of the body as it came: it differs from
    ``sha256`` only where secrets were blotted out, in ``blotted`` places.  ``failure`` says why no answer came.
    """

    at: datetime
    method: str
    url: str
    final: str
    status: int | None
    chain: tuple[tuple[str, int], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""
    answered: str = ""
    length: int = 0
    blotted: int = 0
    truncated: bool = False
    failure: str = ""

    @property
    def media_type(self) -> str:
        """Such as ``text/html``; "" where the site did not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Capture:
    """What was kept of one look.  ``number`` is its entry in the chain; ``why``: change, daily, all.

    ``deleted``: the bodies are gone, by retention, budget or the owner's command; hashes and addresses stay.
    """

    number: int
    seal: str
    check: int
    at: datetime
    local: datetime
    why: str
    exchanges: tuple[Exchange, ...]
    deleted: bool = False

    @property
    def page(self) -> Exchange | None:
        """The exchange whose page decided, as far as we know: the last one with a body."""
        return next((e for e in reversed(self.exchanges) if e.sha256), None)


@dataclass(frozen=True, slots=True)
class Hole:
    """A time without any look at this motive, longer than three paces and an hour.

    ``days`` are the local days wholly inside it: «pas de relevé».  ``stopped``: slotwatch was not running for
    some of it, going by its starts and stops.  ``edge``: it lies at the beginning or the end of the period.
    """

    since: datetime
    until: datetime
    days: tuple[date, ...] = ()
    stopped: bool = False
    edge: bool = False

    @property
    def length(self) -> timedelta:
        """How long."""
        return self.until - self.since


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the person added.  ``name`` is safe to write; ``kind``: png, jpeg, pdf, eml, text."""

    name: str
    kind: str
    sha256: str
    length: int


@dataclass(frozen=True, slots=True)
class ByHand:
    """An attempt or a step that the person made themselves, and says so.  Printed as "by hand" everywhere.

    ``kind``: attempt or step; ``result``: none, slot, captcha, error… for an attempt; letter, e-mail, visit…
    for a step. ``tracking`` is a letter's number.  ``at`` is when they say it happened, ``recorded`` when they
    entered it. ``deleted``: the attached files were deleted on the person's own command.
    """

    number: int
    seal: str
    kind: str
    result: str
    at: datetime
    local: datetime
    recorded: datetime
    note: str = ""
    tracking: str = ""
    files: tuple[Attachment, ...] = ()
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class ClockJump:
    """The machine's clock moved by ``seconds`` against its steady one.  ``number`` is its entry in the chain."""

    number: int
    at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """slotwatch ran from ``since`` to ``until`` (None: it was not stopped in order, or still runs).

    ``facts`` are what it said of itself at its start: version, cadence of each motive.
    """

    since: datetime
    until: datetime | None
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sighting:
    """Slots on offer from look ``first`` to look ``last`` without a different answer in between.

    ``wanted``: at least one of them is within the person's wishes (their filter).
    """

    first: int
    last: int
    since: datetime
    until: datetime
    slots: tuple[Slot, ...]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Deletion:
    """Captures or files deleted, told openly: who decided (``why``), and which entries lost their bodies."""

    number: int
    at: datetime
    why: str
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A head of the chain as an authority (RFC 3161) has stamped it: entry ``number`` with hash ``head``
    existed at ``at``.

    ``token`` is the file of the authority's answer (DER), for `openssl ts -reply -in`.
    """

    number: int
    head: str
    at: datetime
    authority: str
    token: Path


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of the cover and the synthesis.  ``kinds`` counts automatic looks by outcome.

    ``days``, ``weeks`` (ISO) and ``hours`` (0 to 23) are the distinct local ones with at least one look;
    ``longest_hole`` is None without holes.
    """

    checks: int
    answered: int
    available: int
    kinds: Mapping[str, int]
    days: int
    weeks: int
    hours: int
    captures: int
    by_hand: int
    longest_hole: timedelta | None
    per_week: Mapping[str, int]
    per_hour: Mapping[int, int]

    @property
    def share(self) -> float | None:
        """Share of the answers that offered a slot, 0 to 1; None without answers."""
        return self.available / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class DossierData:
    """Everything known of one motive in [since, until).

    ``head`` (number, hash) is the chain's end when this was gathered, None for an empty chain; ``generated`` is
    the version of slotwatch.  ``body`` gives the bytes of a hash (a body or an attachment), None when they are
    not there. ``late`` is the number of checks of the period made before the chain existed: sealed later, which
    is to be said.
    """

    motive: Motive
    since: datetime
    until: datetime
    generated: str
    checks: tuple[CheckLine, ...]
    captures: tuple[Capture, ...]
    holes: tuple[Hole, ...]
    sightings: tuple[Sighting, ...]
    by_hand: tuple[ByHand, ...]
    jumps: tuple[ClockJump, ...]
    runs: tuple[Run, ...]
    deletions: tuple[Deletion, ...]
    stamps: tuple[Stamp, ...]
    head: tuple[int, str] | None
    totals: Totals
    late: int = 0
    body: Callable[[str], bytes | None] = field(default=lambda _: None, repr=False, compare=False)
    chain: "Callable[[], Iterator[ChainLine]]" = field(default=lambda: iter(()), repr=False, compare=False)

    @property
    def errors(self) -> tuple[CheckLine, ...]:
        """The looks that got no answer to the question."""
        return tuple(line for line in self.checks if not line.answered)


@dataclass(frozen=True, slots=True)
class ChainLine:
    """An entry of the chain as a dossier may show it: its canonical line, or None.

    None: the line belongs to another motive, holds what the person wrote, or is gone; its hash still links.
    """

    number: int
    hash: str
    line: bytes | None
