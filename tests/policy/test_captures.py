"""Which looks are kept whole."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import PARIS, Available, Blocked, Evidence, NoSlot, Slot
from slotwatch.policy.captures import CHANGES, EVERY, NONE, Plan, moments, reason

NO = NoSlot("aucun", Evidence(digest="aa" * 32))
AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def test_the_first_look_is_a_change():
    assert reason(CHANGES, "renewal", AT, PARIS, None, NO, None) == "change"


@pytest.mark.parametrize(
    "now",
    [NoSlot("plus aucun"), Available((Slot(),)), Blocked(403), Blocked(429)],
    ids=["another sentence", "a slot", "a refusal", "another refusal"],
)
def test_what_the_site_says_differently_is_a_change(now):
    assert reason(CHANGES, "renewal", AT, PARIS, NO, now, AT) == "change"


def test_another_page_that_says_the_same_is_no_change():
    again = NoSlot("aucun", Evidence(digest="bb" * 32))
    assert reason(CHANGES, "renewal", AT, PARIS, NO, again, AT) == ""


def test_nothing_is_kept_where_nothing_is_wanted_and_everything_where_all_is():
    assert reason(NONE, "renewal", AT, PARIS, None, Available((Slot(),)), None) == ""
    assert reason(EVERY, "renewal", AT, PARIS, NO, NO, AT) == "all"


def _kept(plan: Plan, days: int, every: timedelta, zone: ZoneInfo = PARIS) -> list[datetime]:
    """The looks kept of a site that always says the same."""
    at, last, kept = datetime(2026, 11, 25, tzinfo=zone).astimezone(UTC), None, []
    end = at + timedelta(days=days)
    while at < end:
        if reason(plan, "renewal", at, zone, NO, NO, last):
            kept.append(at)
            last = at
        at += every
    return kept


@pytest.mark.parametrize("daily", [1, 3, 12])
def test_so_many_a_day_are_so_many(daily):
    kept = _kept(Plan(daily=daily), 10, timedelta(minutes=5))
    assert len(kept) == 10 * daily


def test_the_hours_vary_from_day_to_day_and_leave_the_night_alone():
    hours = [at.astimezone(PARIS).hour for at in _kept(Plan(), 30, timedelta(minutes=5))]
    assert len(set(hours)) > 10
    assert min(hours) >= 6


def test_a_capture_for_a_change_counts_as_the_daily_one():
    first = moments(Plan(daily=1), "renewal", AT, PARIS)[0]
    assert reason(Plan(daily=1), "renewal", first + timedelta(minutes=1), PARIS, NO, NO, first) == ""
    assert reason(Plan(daily=1), "renewal", first, PARIS, NO, NO, first - timedelta(hours=1)) == "daily"


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.integers(1, 288))
def test_the_moments_lie_in_their_local_day_in_order_whatever_the_day(naive, daily):
    at = naive.replace(tzinfo=UTC)
    found = [m.astimezone(UTC) for m in moments(Plan(daily=daily), "renewal", at, PARIS)]
    assert found == sorted(found)
    assert {m.astimezone(PARIS).date() for m in found} == {at.astimezone(PARIS).date()}
    assert found == [m.astimezone(UTC) for m in moments(Plan(daily=daily), "renewal", at, PARIS)]
