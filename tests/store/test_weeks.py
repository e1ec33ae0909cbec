"""The figures of a week, and when something was last told."""

from datetime import timedelta

import pytest

from slotwatch.model import Available, Blocked, Event, NoSlot, Slot, WeekOf, WeekPassed
from slotwatch.policy.episodes import Episode, MotiveState
from slotwatch.store import Record

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)


def test_the_figures_of_a_week_are_those_of_its_looks(store, make_record, now):
    a, b = Slot(place="a"), Slot(place="b")
    begin = now + HOUR
    store.record(make_record(now, NoSlot("none")))  # before the week
    looks = [
        (1, NoSlot("none"), ()),
        (2, Available((a, b)), (a, b)),
        (3, Blocked(403), (a, b)),
        (30, Available((a,)), (a,)),
        (100, NoSlot("none"), ()),
    ]
    for hour, outcome, slots in looks:
        at = now + hour * HOUR
        open_ = tuple(Episode(slot, now + 2 * HOUR, told=True) for slot in slots)
        store.record(make_record(at, outcome, state=MotiveState(now, at, at, open_)))
    store.record(make_record(begin + WEEK, NoSlot("none")))  # after it
    store.record(make_record(now + 2 * HOUR, NoSlot("none"), motive="another"))
    hole = 70 * 3600.0  # from the thirtieth hour to the hundredth; the edges are nearer
    assert store.week("renewal", begin, begin + WEEK) == WeekOf("renewal", 5, 4, 2, 2, hole)
    assert store.week("renewal", begin, begin + WEEK).share == 0.5


def test_a_motive_that_was_not_looked_at_has_one_long_hole(store, now):
    week = store.week("nobody", now, now + WEEK)
    assert week == WeekOf("nobody", 0, 0, 0, 0, WEEK.total_seconds())
    assert week.share is None


@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_last_event_of_a_kind_is_known(store, now, count):
    for n in range(count):
        event = Event(f"e{n}", "", now + n * HOUR, WeekPassed(now - WEEK, now, ()))
        store.record(Record.of_installation(events=(event,)))
    assert store.last_event("week_passed") == (now + (count - 1) * HOUR if count else None)
    assert store.last_event("slots_opened") is None
