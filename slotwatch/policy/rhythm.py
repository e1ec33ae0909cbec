"""One motive's hot windows as time goes by: what was released, what that teaches, how it bends today's pace.

Time is an argument.  What is learnt is kept for an hour and a day's plan for the day: asking costs nothing.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from slotwatch.model import Available, Check, NoSlot, Pace
from slotwatch.policy.cadence import Tempo
from slotwatch.policy.episodes import MotiveState
from slotwatch.policy.tempo import DayPlan, plan, tempo
from slotwatch.policy.windows import MEMORY, SEEN_WITHIN, HotWindow, learn, set_by_owner

#: What was learnt holds so long.
RELEARN = timedelta(hours=1)

_DAY = timedelta(days=1)


class Rhythm:
    """Learns when slots are released, and says at which tempo to look."""

    __slots__ = ("_learnt", "_pace", "_plans", "_releases", "_timezone", "_windows")

    def __init__(self, pace: Pace, timezone: ZoneInfo, releases: Iterable[datetime] = ()) -> None:
        """``releases`` as they are known so far, in any order."""
        self._pace = pace
        self._timezone = timezone
        self._releases = set(releases)
        self._windows = set_by_owner(pace.hot)
        self._learnt: datetime | None = None
        self._plans: dict[date, DayPlan] = {}

    def saw(self, check: Check, before: MotiveState, after: MotiveState) -> None:
        """Take a look into account: the releases that it shows, going by what was known before it."""
        self._releases.update(released_in(check, before, after))

    def recall(self, releases: Iterable[datetime]) -> None:
        """Learn from earlier releases too, at once."""
        self._releases.update(releases)
        self._learnt = None

    def windows(self, now: datetime) -> tuple[HotWindow, ...]:
        """The owner's windows, then the learnt ones, the best proven first."""
        if self._learnt is None or not timedelta() <= now - self._learnt < RELEARN:
            self._learnt = now
            self._releases = {release for release in self._releases if release >= now - MEMORY}
            windows = (*set_by_owner(self._pace.hot), *learn(self._releases, now, self._timezone))
            if windows != self._windows:
                self._windows, self._plans = windows, {}
        return self._windows

    def tempo(self, now: datetime) -> Tempo | None:
        """How the windows bend the pace at this instant; None: not at all."""
        windows = self.windows(now)
        if not windows:
            return None
        today = now.astimezone(self._timezone).date()
        self._plans = {
            day: self._plans[day] if day in self._plans else plan(self._pace, windows, day, self._timezone)
            for day in (today, today + _DAY)
        }
        return tempo(self._plans.values(), now, self._pace.floor)


def released_in(check: Check, before: MotiveState, after: MotiveState) -> tuple[datetime, ...]:
    """The instants at which this look says that slots were released.

    The site's own word where it gives one; the look itself when it shows a slot that a recent answer did not.
    """
    outcome = check.outcome
    if not isinstance(outcome, Available | NoSlot):
        return ()
    stated = (outcome.released,) if outcome.released is not None else ()
    recent = before.last_answer is not None and check.at - before.last_answer <= SEEN_WITHIN
    first_seen = recent and any(episode.since == check.at for episode in after.open)
    return (*stated, check.at) if first_seen else stated
