"""How hot windows bend the pace of a day, without one look more.  Pure.

In a window the pace goes to the floor; every look that this costs is taken from the rest of the day, which is
slowed by one factor for all of it.  Where the day has too few looks for that, at most half of them go into
windows, and the worst proven windows are left out first.  The night pace is its owner's word: only windows that
the owner has set bend it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from slotwatch.model import PARIS, Pace
from slotwatch.policy.cadence import Tempo, at_night, mean_wait, steady_wait
from slotwatch.policy.windows import HotWindow

#: Share of a day's looks that may go into windows.
MOST = 0.5
#: A window that is not at least so much faster than the pace it replaces is none.
WORTH = 0.8

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A hot window on a certain day: [begins, ends), UTC."""

    begins: datetime
    ends: datetime
    window: HotWindow


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One local day: its spans in order, the factor on the floor inside them, and on the pace outside."""

    spans: tuple[Span, ...] = ()
    hot: float = 1.0
    slow: float = 1.0


def plan(pace: Pace, windows: Sequence[HotWindow], day: date, timezone: ZoneInfo = PARIS) -> DayPlan:
    """The plan of a local day; ``windows`` in the order of their worth."""
    for count in range(len(windows), 0, -1):
        spans = _spans(pace, windows[:count], day, timezone)
        if spans and (planned := _balanced(pace, spans, day, timezone)):
            return planned
    return DayPlan()


def tempo(plans: Iterable[DayPlan], now: datetime, floor: float) -> Tempo | None:
    """The tempo at an instant, from the plans of its day and those that follow; None: the steady pace."""
    today, *later = plans
    spans = [(span, each.hot) for each in (today, *later) for span in each.spans]
    near = now + timedelta(seconds=floor)  # too near for a look before it
    following = min((span for span, _ in spans if span.begins > near), key=lambda s: s.begins, default=None)
    opens = following.begins if following else None
    for span, factor in spans:
        if span.begins <= near and now < span.ends:
            return Tempo(hot=True, factor=factor, window=str(span.window), opens=opens)
    if following is None and today.slow == 1.0:
        return None
    return Tempo(hot=False, factor=today.slow, window=str(following.window) if following else "", opens=opens)


def _balanced(pace: Pace, spans: tuple[Span, ...], day: date, timezone: ZoneInfo) -> DayPlan | None:
    """The factors that keep the number of looks; None where these windows cost too much or bring nothing."""
    inside, replaced, outside = 0.0, 0.0, 0.0
    now, end = _midnight(day, timezone), _midnight(day + _DAY, timezone)
    while now < end:
        looks = 60 / mean_wait(steady_wait(pace, now), pace)
        if any(span.begins <= now < span.ends for span in spans):
            inside, replaced = inside + 60, replaced + looks
        else:
            outside += looks
        now += _MINUTE
    # the wait that a window's beginning cuts short costs a look as well
    landings = sum(span.begins >= _midnight(day, timezone) for span in spans)
    total = replaced + outside
    affordable = MOST * total - landings
    if affordable <= 0:
        return None
    fastest = mean_wait(pace.floor, pace)
    hot = max(1.0, inside / (fastest * affordable))
    spent = inside / (fastest * hot)
    if replaced >= WORTH * spent:
        return None
    return DayPlan(spans, hot, outside / (total - spent - landings))


def _spans(pace: Pace, windows: Iterable[HotWindow], day: date, timezone: ZoneInfo) -> tuple[Span, ...]:
    """When the windows are open on that day; one may have begun the day before.  Overlaps are one span."""
    begin, end = _midnight(day, timezone), _midnight(day + _DAY, timezone)
    spans: list[Span] = []
    for window in windows:
        for first in (day - _DAY, day):
            if window.weekdays and first.weekday() not in window.weekdays:
                continue
            begins = datetime.combine(first, window.hours.start, timezone).astimezone(UTC)
            spans += _awake(pace, Span(begins, begins + window.minutes * _MINUTE, window))
    spans = sorted((s for s in spans if s.begins < end and s.ends > begin), key=lambda s: s.begins)
    merged: list[Span] = []
    for span in spans:
        if merged and span.begins <= merged[-1].ends:
            last = merged[-1]
            merged[-1] = Span(last.begins, max(last.ends, span.ends), last.window)
        else:
            merged.append(span)
    return tuple(merged)


def _awake(pace: Pace, span: Span) -> list[Span]:
    """The parts of a span that lie outside the night; all of it where its owner has set it."""
    if pace.night is None or span.window.own:
        return [span]
    parts: list[Span] = []
    now = span.begins
    while now < span.ends:
        until = min(now + _MINUTE, span.ends)
        if not at_night(pace, now):
            if parts and parts[-1].ends == now:
                parts[-1] = Span(parts[-1].begins, until, span.window)
            else:
                parts.append(Span(now, until, span.window))
        now = until
    return parts


def _midnight(day: date, timezone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone).astimezone(UTC)
