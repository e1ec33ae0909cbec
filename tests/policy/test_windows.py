"""Hot windows, learnt from releases."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import PARIS, HotHours, Window
from slotwatch.policy.windows import (
    MEMORY,
    MOST_MINUTES,
    MOST_WINDOWS,
    HotWindow,
    learn,
    set_by_owner,
)

NOW = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)  # a Wednesday
MONDAY = date(2026, 11, 23)


def at(day: date, clock: time, minutes: float = 0) -> datetime:
    return (datetime.combine(day, clock, PARIS) + timedelta(minutes=minutes)).astimezone(UTC)


def mondays(*minutes: float, clock: time = time(8, 30)) -> list[datetime]:
    """The latest Mondays, each so many minutes off."""
    return [at(MONDAY - timedelta(weeks=n), clock, off) for n, off in enumerate(minutes)]


def days(*minutes: float, clock: time = time(8, 30)) -> list[datetime]:
    return [at(date(2026, 11, 24) - timedelta(days=n), clock, off) for n, off in enumerate(minutes)]


def shown(releases, now=NOW) -> list[str]:
    return [str(window) for window in learn(releases, now)]


@pytest.mark.parametrize(
    ("releases", "expected"),
    [
        ([], []),
        (mondays(0), []),
        (mondays(0, 3), []),
        (mondays(0, 3, -3), ["mon 08:19-08:38"]),
        (mondays(0, 10, 20), ["mon 08:22-08:55"]),
        (mondays(0, 10, 20.5), []),
        (mondays(0, 90, -90), []),
        (days(0, 3, -3), []),
        (days(0, 3, -3, 1), ["08:19-08:38"]),
        (days(0, 60, 120, 180), []),
        (days(*[0] * 4, clock=time(23, 58)), ["23:50-00:03"]),
        (days(0, 4, 0, 4, clock=time(23, 58)), ["23:50-00:07"]),
        (mondays(0, 4, 0, clock=time(0, 2)), ["sun 23:54-00:11"]),
        (mondays(0, 0, 0, clock=time(0, 20)), ["mon 00:12-00:25"]),
        (mondays(0, 1, 2) + mondays(0, 1, 2, clock=time(14)), ["mon 08:22-08:37", "mon 13:52-14:07"]),
        (mondays(*range(8)) + [r + timedelta(days=3) for r in mondays(9, 1, 2, 3)[1:]], ["mon, thu 08:22-08:42"]),
        ([r for n in range(3) for r in days(*[2] * 25)[:25] if r.astimezone(PARIS).weekday() < 5],
         ["mon, tue, wed, thu, fri 08:24-08:37"]),
        # a stray release on another day is no habit
        ([*mondays(*range(7)), at(date(2026, 11, 18), time(8, 33))], ["mon 08:22-08:41"]),
    ],
)  # fmt: skip
def test_windows_are_learnt_from_releases_that_agree(releases, expected):
    assert shown(releases) == expected


def test_a_window_names_the_releases_that_it_was_learnt_from():
    releases = mondays(0, 3, -3)
    (window,) = learn([*releases, at(date(2026, 11, 20), time(15))], NOW)
    assert window.releases == tuple(sorted(releases))
    assert not window.own


def test_the_same_release_seen_twice_counts_once():
    once = mondays(0, 2)
    assert shown(once + [r + timedelta(minutes=4) for r in once]) == []


def test_a_release_at_midnight_to_the_second_is_a_day_alone():
    assert shown(days(*[0] * 10, clock=time(0))) == []


def test_a_habit_that_ended_is_forgotten_after_eight_weeks():
    releases = mondays(0, 1, 2, 3)
    weeks = [n for n in range(20) if shown(releases, NOW + timedelta(weeks=n))]
    assert weeks == list(range(6))  # then fewer than three are younger than eight weeks


def test_a_release_in_the_future_says_nothing():
    assert shown([r + timedelta(weeks=4) for r in mondays(0, 1, 2)]) == []


def test_a_window_keeps_its_hour_across_summer_time():
    now = datetime(2026, 11, 4, 11, tzinfo=UTC)
    releases = [at(date(2026, 11, 2) - timedelta(weeks=n), time(8, 30)) for n in range(4)]
    assert len({r.hour for r in releases}) == 2
    assert shown(releases, now) == ["mon 08:22-08:35"]


def test_no_day_has_more_than_three_windows_and_the_best_proven_stay():
    habits = [time(h) for h in (6, 9, 12, 15)]
    releases = [r for n, clock in enumerate(habits) for r in days(*[0] * (7 + n), clock=clock)]
    assert shown(releases) == ["14:52-15:05", "11:52-12:05", "08:52-09:05"]


@pytest.mark.parametrize("per_week", [1, 3, 10, 40])
def test_random_releases_rarely_teach_anything(per_week):
    found = 0
    for seed in range(60):
        random = Random(seed)
        releases = [NOW - random.random() * MEMORY for _ in range(8 * per_week)]
        found += bool(learn(releases, NOW))
    assert found <= 3


def test_a_habit_is_found_among_random_releases():
    random = Random(3)
    noise = [NOW - random.random() * MEMORY for _ in range(60)]
    assert "mon" in shown(mondays(*[random.uniform(-3, 3) for _ in range(8)]) + noise)[0]


ANY = st.datetimes(datetime(2026, 9, 1), datetime(2026, 12, 1), timezones=st.just(UTC))
AGREEING = st.builds(
    lambda n, off: at(MONDAY - timedelta(days=n), time(8, 30), off), st.integers(0, 60), st.floats(-9, 9)
)
RELEASES = st.lists(ANY | AGREEING, max_size=60)


@given(RELEASES)
def test_whatever_was_released_a_window_has_its_evidence_and_no_day_too_many(releases):
    windows = learn(releases, NOW)
    assert windows == learn(list(reversed(releases)), NOW)
    for window in windows:
        assert len(window.releases) >= 3
        assert all(window.hours.contains(r.astimezone(PARIS).time()) for r in window.releases)
        assert all(NOW - MEMORY <= r <= NOW for r in window.releases)
    for day in range(7):
        today = [w for w in windows if day in (w.weekdays or range(7))]
        assert len(today) <= MOST_WINDOWS
        assert sum(w.minutes for w in today) <= MOST_MINUTES


def test_the_owners_windows_are_marked_as_such():
    (window,) = set_by_owner([HotHours(Window(time(23, 50), time(0, 20)), frozenset({0, 4}))])
    assert window == HotWindow(Window(time(23, 50), time(0, 20)), frozenset({0, 4}))
    assert window.own
    assert (str(window), window.minutes) == ("mon, fri 23:50-00:20", 30)
