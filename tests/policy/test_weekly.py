"""When the weekly all-clear is due."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import PARIS
from slotwatch.policy.weekly import WEEK, Weekly, due, scheduled

MONDAY = Weekly(0, time(9))
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday, nine o'clock in Paris
HOUR = timedelta(hours=1)
LONG_AGO = AT - 10 * WEEK


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (AT, AT),
        (AT - timedelta(seconds=1), AT - WEEK),
        (AT + 3 * HOUR, AT),
        (AT + 6 * 24 * HOUR, AT),
        (AT + WEEK, AT + WEEK),
    ],
)
def test_the_latest_such_hour_is_found(now, found):
    assert scheduled(MONDAY, now) == found


def test_a_week_is_told_at_its_hour_and_once():
    assert due(MONDAY, AT - HOUR, AT - WEEK, LONG_AGO) is None
    assert due(MONDAY, AT, AT - WEEK, LONG_AGO) == AT
    assert due(MONDAY, AT + HOUR, AT, LONG_AGO) is None


def test_a_machine_that_was_off_tells_later_the_same_day_and_not_the_next():
    assert due(MONDAY, AT + 11 * HOUR, AT - WEEK, LONG_AGO) == AT
    assert due(MONDAY, AT + 13 * HOUR, AT - WEEK, LONG_AGO) is None


def test_nothing_is_told_of_a_time_before_the_watch():
    assert due(MONDAY, AT + HOUR, None, AT + HOUR / 2) is None
    assert due(MONDAY, AT + HOUR, None, None) is None
    assert due(MONDAY, AT + HOUR, None, AT - HOUR) == AT


def test_summer_time_keeps_the_hour():
    sunday = Weekly(6, time(2, 30))
    autumn = scheduled(sunday, datetime(2026, 10, 25, 12, tzinfo=UTC))  # 02:30 comes twice
    spring = scheduled(sunday, datetime(2027, 3, 28, 12, tzinfo=UTC))  # 02:30 does not come
    assert autumn == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert spring == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert scheduled(MONDAY, AT - 5 * WEEK).astimezone(PARIS).hour == 9


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 6),
    st.times(),
)
def test_it_is_never_in_the_future_nor_older_than_a_week_and_an_hour(now, weekday, at):
    found = scheduled(Weekly(weekday, at.replace(tzinfo=None)), now)
    assert timedelta(0) <= now - found <= WEEK + HOUR
