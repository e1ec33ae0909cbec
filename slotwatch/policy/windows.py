"""When are slots released?  Hot windows, learnt from the releases that were seen.  Pure.

Many offices publish at a fixed hour: every Monday at half past eight, every day at midnight.  Releases that agree
within ten minutes of their middle make a window, if chance alone would hardly have put them together.  The
releases are read as local wall-clock time, so that a window keeps its hour across summer time.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil, exp, floor
from zoneinfo import ZoneInfo

from slotwatch.model import PARIS, HotHours, Window

#: Older releases say nothing any more about when the next one comes.
MEMORY = timedelta(weeks=8)
#: A slot first seen longer after the answer before it says too little about when it was released.
SEEN_WITHIN = timedelta(minutes=20)
#: Releases agree when the first and the last of them are so many minutes apart at most: ten around their middle.
AGREEMENT = 20.0
#: A pattern needs so many releases that agree.
WEEKLY, DAILY = 3, 4
#: A window opens so many minutes before its earliest release (a slot is first seen up to a pace late) and closes
#: so many after the latest.
LEAD, LAG = 8, 5
#: No day has more than this.
MOST_WINDOWS, MOST_MINUTES = 3, 90
#: As many clusters as good as this one may be expected of chance alone.
CHANCE = 0.02

_DAY, _WEEK = 1440, 10080
_MONDAY = datetime(1970, 1, 5)  # noqa: DTZ001 - counts local minutes, which have no zone
_SETTLED = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class HotWindow:
    """Hours, on weekdays (of their beginning; empty = every day), and the releases it was learnt from.

    ``releases`` is empty where the owner has set the window.
    """

    hours: Window
    weekdays: frozenset[int] = frozenset()
    releases: tuple[datetime, ...] = ()

    @property
    def own(self) -> bool:
        """Whether its owner has set it."""
        return not self.releases

    @property
    def minutes(self) -> int:
        """How long it is."""
        begin, end = (60 * t.hour + t.minute for t in (self.hours.start, self.hours.end))
        return (end - begin) % _DAY or _DAY

    def __str__(self) -> str:
        """For logs and people: ``mon, thu 08:25-08:45``."""
        names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        days = "" if len(self.weekdays) in (0, 7) else ", ".join(names[d] for d in sorted(self.weekdays)) + " "
        return f"{days}{self.hours.start:%H:%M}-{self.hours.end:%H:%M}"


def set_by_owner(hours: Iterable[HotHours]) -> tuple[HotWindow, ...]:
    """The windows of the configuration."""
    return tuple(HotWindow(h.hours, h.weekdays) for h in hours)


def learn(releases: Iterable[datetime], now: datetime, timezone: ZoneInfo = PARIS) -> tuple[HotWindow, ...]:
    """The windows that these releases show at this instant, the best proven first.

    ``releases`` are aware instants in any order.  One at midnight to the second is a day alone, as some sites
    print it, and says nothing of the hour.
    """
    points = _points(releases, now, timezone)
    found: list[HotWindow] = []
    for period, least in ((_DAY, DAILY), (_WEEK, WEEKLY)):
        while cluster := _best(points, period, least):
            found.append(_window(cluster, period))
            points = [point for point in points if point not in cluster]
    found.sort(key=lambda window: (-len(window.releases), str(window)))
    return _affordable(found)


@dataclass(frozen=True, slots=True)
class _Point:
    """A release, and its local minute counted from a Monday long ago."""

    minute: float
    release: datetime


def _points(releases: Iterable[datetime], now: datetime, timezone: ZoneInfo) -> list[_Point]:
    """The releases that count, in order; those close together are one, seen several times."""
    points: list[_Point] = []
    for release in sorted(releases):
        local = release.astimezone(timezone).replace(tzinfo=None)
        if not now - MEMORY <= release <= now or local.time() == time():
            continue
        minute = (local - _MONDAY).total_seconds() / 60
        if not points or minute - points[-1].minute > AGREEMENT:
            points.append(_Point(minute, release))
    return points


def _best(points: Sequence[_Point], period: int, least: int) -> list[_Point]:
    """The largest cluster on the circle of a day or a week, empty if it may be chance."""
    circle = sorted(points, key=lambda point: point.minute % period)
    places = [point.minute % period for point in circle]
    places += [place + period for place in places]
    best: tuple[int, float, int] = (0, 0.0, 0)
    last = 0
    for first in range(len(circle)):
        while last < first + len(circle) and places[last] - places[first] <= AGREEMENT:
            last += 1
        best = max(best, (last - first, -(places[last - 1] - places[first]), first))
    count, _, first = best
    if count < least or len(circle) * _tail(len(circle) * AGREEMENT / period, count - 1) > CHANCE:
        return []
    return [circle[n % len(circle)] for n in range(first, first + count)]


def _tail(expected: float, count: int) -> float:
    """How likely so many or more of rare, unrelated things are, where so many are expected (Poisson)."""
    term = below = exp(-expected)
    for n in range(1, count):
        term *= expected / n
        below += term
    return max(0.0, 1 - below)


def _window(cluster: Sequence[_Point], period: int) -> HotWindow:
    """The window around a cluster, whose members are in the order of the circle."""
    first = cluster[0].minute % period
    opens = floor(first - LEAD)
    closes = ceil(first + (cluster[-1].minute - cluster[0].minute) % period + LAG)
    days = Counter(floor((point.minute - (point.minute - opens) % period) / _DAY) % 7 for point in cluster)
    releases = tuple(sorted(point.release for point in cluster))
    if releases[-1] - releases[0] < _SETTLED and period == _DAY:
        weekdays = frozenset[int]()  # too early to say which days it leaves out
    else:
        # a release on a day that has no other like it is not a habit
        weekdays = frozenset(day for day, count in days.items() if count > 1) or frozenset(days)
    return HotWindow(Window(_clock(opens), _clock(closes)), weekdays, releases)


def _clock(minute: int) -> time:
    return time(minute % _DAY // 60, minute % 60)


def _affordable(windows: Iterable[HotWindow]) -> tuple[HotWindow, ...]:
    """Those that leave no weekday with too many."""
    kept: list[HotWindow] = []
    count: Counter[int] = Counter()
    minutes: Counter[int] = Counter()
    for window in windows:
        days = window.weekdays or range(7)
        if all(count[d] < MOST_WINDOWS and minutes[d] + window.minutes <= MOST_MINUTES for d in days):
            kept.append(window)
            count.update(days)
            minutes.update(dict.fromkeys(days, window.minutes))
    return tuple(kept)
