from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.simulator.offers import Offer, in_words, monday, offers

days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(st.integers(1, 16), days, st.integers(0, 366))
def test_offers_are_distinct_future_working_times_of_one_week(count: int, today: date, ahead: int) -> None:
    got = offers(count, today, ahead)
    assert len(set(got)) == count
    assert list(got) == sorted(got)
    assert (got[0].day - today).days in range(ahead, ahead + 3)
    assert len({monday(offer.day) for offer in got}) == 1
    assert all(offer.day.weekday() < 5 and time(8, 30) <= offer.at <= time(16) for offer in got)


def test_two_offers_from_a_monday_are_two_days_at_the_first_hour() -> None:
    assert offers(2, date(2026, 11, 30), 7) == (
        Offer(date(2026, 12, 7), time(8, 30)),
        Offer(date(2026, 12, 8), time(8, 30)),
    )


def test_an_offer_due_on_a_saturday_waits_for_the_monday() -> None:
    assert offers(1, date(2026, 11, 30), 5)[0].day == date(2026, 12, 7)


def test_the_same_arguments_give_the_same_offers() -> None:
    assert offers(16, date(2026, 11, 30), 11) == offers(16, date(2026, 11, 30), 11)


@pytest.mark.parametrize(("day", "utc_hour"), [(date(2026, 12, 7), 7), (date(2026, 7, 7), 6)])
def test_the_stamp_of_a_link_is_the_paris_time_in_unix_seconds(day: date, utc_hour: int) -> None:
    stamp = Offer(day, time(8, 30)).stamp
    assert datetime.fromtimestamp(stamp, UTC) == datetime(day.year, day.month, day.day, utc_hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 12, 7), "lundi 7 décembre 2026"), (date(2027, 8, 1), "dimanche 1er août 2027")]
)
def test_a_day_is_written_in_french(day: date, words: str) -> None:
    assert in_words(day) == words
