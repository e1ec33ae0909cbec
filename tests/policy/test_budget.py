"""So many requests a day for a host, and not one more."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import PARIS
from slotwatch.policy.budget import (
    CEILING,
    USUAL,
    Spending,
    allowance,
    is_spent,
    refusal,
    spend,
    until_midnight,
)

NOON = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("host", "configured", "allowed"),
    [
        ("www.prefecture.example", None, USUAL),
        ("www.prefecture.example", 50, 50),
        ("www.prefecture.example", 10 * CEILING, CEILING),
        ("127.0.0.1:8080", None, None),
        ("127.0.0.1:8080", 50, 50),
    ],
)
def test_what_a_host_may_be_asked_in_a_day(host, configured, allowed):
    assert allowance(host, configured) == allowed


def test_the_last_request_is_allowed_and_the_next_is_not():
    spending = None
    for _ in range(3):
        assert not is_spent(spending, 3, NOON)
        spending = spend(spending, NOON)
    assert spending == Spending(date(2026, 11, 25), 3)
    assert is_spent(spending, 3, NOON)
    assert not is_spent(spending, None, NOON)


def test_the_day_begins_at_midnight_in_paris():
    before = datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC)
    spending = spend(None, before)
    assert spending.day == date(2026, 7, 1)
    after = before + timedelta(seconds=1)
    assert not is_spent(spending, 1, after)
    assert spend(spending, after) == Spending(date(2026, 7, 2), 1)


def test_a_count_from_a_day_in_the_future_does_not_bind_for_a_year():
    ahead = Spending(date(2027, 11, 25), 9999)
    assert not is_spent(ahead, 10, NOON)
    assert spend(ahead, NOON) == Spending(date(2026, 11, 25), 1)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 25), 24)],
    ids=["clocks forward", "clocks back", "any day"],
)
def test_a_day_is_as_long_as_the_clocks_of_paris_make_it(day, hours):
    midnight = datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)
    assert until_midnight(midnight) == hours * 3600


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_midnight_is_always_ahead_and_never_more_than_a_long_day_away(now):
    assert 0 < until_midnight(now) <= 25 * 3600


def test_a_spent_budget_is_our_own_refusal_until_midnight():
    outcome = refusal("www.prefecture.example", "", 2000, NOON)
    assert outcome.retry_after == 12 * 3600
    assert outcome.status is None
    assert "2000 requests for www.prefecture.example are spent" in outcome.evidence.marker
