from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.fetch.retry_after import seconds

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
DATE = "Wed, 25 Nov 2026 08:00:00 GMT"  # the server's clock is an hour slow


@pytest.mark.parametrize(("value", "wait"), [("120", 120.0), (" 120 ", 120.0), ("86400", 86400.0)])
def test_seconds_are_seconds(value, wait):
    assert seconds(value, None, NOW) == wait


@pytest.mark.parametrize(
    "value",
    [
        "",
        "-5",
        "+5",
        "0",
        "soon",
        "1e3",
        "12.5",
        "٣",
        "9" * 5000,
        "Wed, 99 Nov 2026",
        "Wed, 25 Nov 9999999 08:00:00 GMT",
    ],
)
def test_what_is_no_time_to_come_is_none(value):
    assert seconds(value, None, NOW) is None


def test_absent_is_none():
    assert seconds(None, DATE, NOW) is None


def test_a_moment_is_measured_on_the_clock_of_the_server_that_named_it():
    assert seconds("Wed, 25 Nov 2026 08:02:00 GMT", DATE, NOW) == 120.0


@pytest.mark.parametrize("date", [None, "", "yesterday"])
def test_a_moment_is_measured_on_our_clock_where_the_server_shows_none(date):
    assert seconds("Wed, 25 Nov 2026 09:02:00 GMT", date, NOW) == 120.0


def test_a_moment_that_has_passed_is_none():
    assert seconds("Wed, 25 Nov 2026 07:59:00 GMT", DATE, NOW) is None
    assert seconds(DATE, DATE, NOW) is None


@pytest.mark.parametrize(
    "value",
    [
        "Wednesday, 25-Nov-26 09:02:00 GMT",
        "Wed Nov 25 09:02:00 2026",
        "Wed, 25 Nov 2026 10:02:00 +0100",
        "Wed, 25 Nov 2026 09:02:00 -0000",
    ],
)
def test_the_older_forms_of_a_date_are_read(value):
    assert seconds(value, None, NOW) == 120.0


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_header_makes_it_raise_or_ask_for_a_wait_in_the_past(value, date):
    wait = seconds(value, date, NOW)
    assert wait is None or wait > 0


@given(st.integers(min_value=1, max_value=10**9))
def test_a_date_and_the_seconds_to_it_are_the_same_wait(wait):
    try:
        until = NOW + timedelta(seconds=wait)
    except OverflowError:
        return
    assert seconds(until.strftime("%a, %d %b %Y %H:%M:%S GMT"), None, NOW) == seconds(str(wait), None, NOW)
