"""Where nobody looked."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import PARIS, Pace, Window
from slotwatch.policy.holes import allowance, find_holes

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=PARIS).astimezone(UTC)
HOUR = timedelta(hours=1)
NIGHT = Window(time(22), time(7))


@pytest.mark.parametrize(
    ("pace", "hours"),
    [(Pace(every=300), 1), (Pace(every=3600), 3), (Pace(every=300, night=NIGHT, night_every=7200), 6)],
)
def test_three_paces_and_an_hour_at_least_are_allowed(pace, hours):
    assert allowance(pace) == timedelta(hours=hours)


def test_looks_without_a_gap_have_no_hole():
    looks = [MONDAY + timedelta(minutes=30 * n) for n in range(1, 48)]
    assert find_holes(looks, MONDAY, MONDAY + timedelta(days=1), Pace(), PARIS) == []


def test_eleven_days_without_a_look_are_one_hole_that_names_its_days():
    looks = [MONDAY + HOUR / 2, MONDAY + timedelta(days=12, hours=10)]
    (hole,) = find_holes(looks, MONDAY, MONDAY + timedelta(days=12, hours=11), Pace(), PARIS)
    assert hole.until - hole.since == timedelta(days=12, hours=9.5)
    assert hole.days[0] == date(2026, 11, 24)
    assert len(hole.days) == 11


def test_the_edges_of_the_period_count():
    looks = [MONDAY + timedelta(hours=5)]
    holes = find_holes(looks, MONDAY, MONDAY + timedelta(hours=8), Pace(), PARIS)
    assert [(h.since, h.until) for h in holes] == [(MONDAY, looks[0]), (looks[0], MONDAY + timedelta(hours=8))]


def test_a_period_without_any_look_is_one_hole():
    (hole,) = find_holes([], MONDAY, MONDAY + timedelta(days=3), Pace(), PARIS)
    assert len(hole.days) == 3


def test_a_whole_day_without_a_look_is_a_hole_however_slow_the_pace():
    slow = Pace(every=86400)
    looks = [MONDAY + timedelta(hours=23), MONDAY + timedelta(hours=49)]
    (hole,) = find_holes(looks, MONDAY + timedelta(hours=22), MONDAY + timedelta(hours=50), slow, PARIS)
    assert hole.days == (date(2026, 11, 24),)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 10, 25), 25), (date(2026, 3, 29), 23)])
def test_the_days_of_the_clock_changes_are_whole_days_too(day, hours):
    begin = datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)
    (hole,) = find_holes([], begin, begin + timedelta(hours=hours), Pace(), PARIS)
    assert hole.days == (day,)


@given(
    st.lists(st.integers(0, 10_000), max_size=20).map(sorted),
    st.sampled_from([PARIS, ZoneInfo("Indian/Reunion"), ZoneInfo("America/Cayenne")]),
)
def test_no_look_lies_inside_a_hole_and_holes_do_not_overlap(minutes, zone):
    looks = [MONDAY + timedelta(minutes=m) for m in minutes]
    until = MONDAY + timedelta(minutes=10_000)
    holes = find_holes(looks, MONDAY, until, Pace(), zone)
    for hole in holes:
        assert not any(hole.since < look < hole.until for look in looks)
    assert all(a.until <= b.since for a, b in pairwise(holes))
