"""All that happened, in one order of time: looks, attempts by hand, holes, clock jumps, deletions.  Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge

from slotwatch.evidence.data import ByHand, CheckLine, ClockJump, Deletion, DossierData, Hole

Happened = CheckLine | ByHand | Hole | ClockJump | Deletion

#: What comes first of two things at one instant: a hole begins after the look before it.
_RANK = {CheckLine: 0, ByHand: 1, Hole: 2, ClockJump: 3, Deletion: 4}


def timeline(data: DossierData) -> Iterator[Happened]:
    """All of it, earliest first.  A hole stands where it begins."""

    def key(happened: Happened) -> tuple[datetime, int]:
        at = happened.since if isinstance(happened, Hole) else happened.at
        return at, _RANK[type(happened)]

    return merge(
        data.checks,
        *(sorted(each, key=key) for each in (data.by_hand, data.holes, data.jumps, data.deletions)),
        key=key,
    )


def local_of(happened: Happened, data: DossierData) -> datetime:
    """When it happened by the office's clock."""
    if isinstance(happened, CheckLine | ByHand):
        return happened.local
    at = happened.since if isinstance(happened, Hole) else happened.at
    return at.astimezone(data.motive.timezone)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Looks in a row that got no answer, for one reason."""

    first: CheckLine
    last: CheckLine
    count: int


def troubles(data: DossierData) -> Iterator[Trouble]:
    """Runs of looks without an answer; another kind begins another run."""
    run: list[CheckLine] = []
    for line in data.checks:
        if run and (line.answered or line.outcome != run[0].outcome):
            yield Trouble(run[0], run[-1], len(run))
            run = []
        if not line.answered:
            run.append(line)
    if run:
        yield Trouble(run[0], run[-1], len(run))


@dataclass(frozen=True, slots=True)
class Day:
    """One local day of the period: its looks by outcome, and what the person did."""

    day: date
    kinds: Counter[str]
    by_hand: int
    first: datetime | None
    last: datetime | None

    @property
    def looks(self) -> int:
        """All automatic looks."""
        return self.kinds.total()

    @property
    def answered(self) -> int:
        """Those that the site answered."""
        return self.kinds["available"] + self.kinds["no_slot"]


def days(data: DossierData) -> list[Day]:
    """Every local day of the period, those without a look too."""
    looks: dict[date, list[CheckLine]] = {}
    for line in data.checks:
        looks.setdefault(line.local.date(), []).append(line)
    hand = Counter(each.local.date() for each in data.by_hand if each.kind == "attempt")
    found = []
    for day in every_day(data):
        lines = looks.get(day, [])
        found.append(
            Day(
                day,
                Counter(line.outcome for line in lines),
                hand[day],
                lines[0].local if lines else None,
                lines[-1].local if lines else None,
            )
        )
    return found


def every_day(data: DossierData) -> list[date]:
    """The local days of the period."""
    first = data.since.astimezone(data.motive.timezone).date()
    last = last_day(data)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def last_day(data: DossierData) -> date:
    """The period's last local day: its end is the instant after it."""
    return (data.until - timedelta(microseconds=1)).astimezone(data.motive.timezone).date()


def last_instant(data: DossierData) -> datetime:
    """The last instant that the data know: what a file gives as its creation."""
    known = [line.at for line in data.checks[-1:]]
    known += [each.recorded for each in data.by_hand] + [each.at for each in data.deletions]
    known += [each.at for each in data.stamps]
    return max(known, default=data.until)
