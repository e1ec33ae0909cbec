"""Days and hours in words."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from slotwatch.model import PARIS, Slot
from slotwatch.notify import dates


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "jeudi 14 janvier 2027 à 09h20 – Guichet 3"), ("en", "Thursday 14 January 2027 at 09:20 – Guichet 3")],
)
def test_a_slot_in_words(language: dates.Language, words: str) -> None:
    assert dates.slot(Slot(date(2027, 1, 14), time(9, 20), "Guichet 3"), language) == words


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "date inconnue : ouvrez la page"), ("en", "unknown date: open the page")]
)
def test_a_slot_without_a_day_sends_to_the_page(language: dates.Language, words: str) -> None:
    assert dates.slot(Slot(), language) == words


def test_a_day_without_an_hour() -> None:
    assert dates.slot(Slot(date(2027, 8, 1)), "fr") == "dimanche 1er août 2027"


def test_short_days_for_an_sms() -> None:
    slot = Slot(date(2027, 2, 1), time(14, 5), "Guichet 3")
    assert dates.slot(slot, "fr", short=True) == "lun 01/02/2027 14h05"
    assert dates.slot(slot, "en", short=True) == "Mon 1 Feb 2027 14:05"


def test_the_two_hours_of_the_clock_change_differ_by_their_offset() -> None:
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert dates.moment(first, PARIS, "fr") == "dimanche 25 octobre 2026 à 02h30 (UTC+02:00)"
    assert dates.moment(second, PARIS, "fr") == "dimanche 25 octobre 2026 à 02h30 (UTC+01:00)"


def test_an_instant_is_told_in_the_local_time_of_an_overseas_prefecture() -> None:
    at = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    assert dates.moment(at, ZoneInfo("America/Cayenne"), "en") == "Tuesday 24 November 2026 at 22:00 (UTC-03:00)"


@pytest.mark.parametrize(
    ("seconds", "words"), [(86400, "24 h"), (5400, "1 h 30 min"), (120, "2 min"), (45, "45 s"), (3600, "1 h")]
)
def test_durations(seconds: float, words: str) -> None:
    assert dates.duration(seconds) == words
