"""Days and hours as sites print them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import PARIS, Slot
from slotwatch.providers._dates import first_in, hour_in, slot_at, slots_in

D14 = date(2027, 1, 14)
MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("2027-01-14", [(D14, None)]),
        ("2027-01-14T09:20", [(D14, time(9, 20))]),
        ("2027-01-14T09:20:00", [(D14, time(9, 20))]),
        ("2027-01-14T09:20:00.000+01:00", [(D14, time(9, 20))]),
        ("2027-01-14T08:20:00Z", [(D14, time(9, 20))]),
        ("2027-07-14T22:30:00Z", [(date(2027, 7, 15), time(0, 30))]),
        ("2027-01-14 09:20", [(D14, time(9, 20))]),
        ("jeudi 14 janvier 2027 à 09h20", [(D14, time(9, 20))]),
        ("JEUDI 14 JANVIER 2027 À 9 H 20", [(D14, time(9, 20))]),
        ("le 14 janvier 2027, 09:20", [(D14, time(9, 20))]),
        ("jeudi 14 janvier 2027 à 9h", [(D14, time(9, 0))]),
        ("14 janv. 2027", [(D14, None)]),
        ("14/01/2027", [(D14, None)]),
        ("14/01/2027 à 09h20", [(D14, time(9, 20))]),
        ("1er février 2027", [(date(2027, 2, 1), None)]),
        ("3 AOÛT 2027 et 4 aou\u0302t 2027", [(date(2027, 8, 3), None), (date(2027, 8, 4), None)]),
        ("15 janvier 2027, puis 14 janvier 2027", [(D14, None), (date(2027, 1, 15), None)]),
        ("14 janvier 2027 (2 places)", [(D14, None)]),
        ("31/02/2027", []),
        ("2027-13-01", []),
        ("jeudi 14 janvier à 9h20", []),
        ("14 janvier", []),
        ("0612345678", []),
        ("2027-01-14-99", []),
        ("", []),
        ("n/a", []),
    ],
)
def test_days_are_read_as_printed(text, slots):
    assert [(slot.day, slot.at) for slot in slots_in(text, PARIS)] == slots


def test_an_instant_is_put_on_the_clock_of_the_place():
    cayenne = ZoneInfo("America/Cayenne")
    assert slots_in("2027-01-14T01:00:00Z", cayenne, "Cayenne") == (
        Slot(date(2027, 1, 13), time(22, 0), "Cayenne"),
    )
    assert slot_at("1800000000", cayenne) == Slot(date(2027, 1, 15), time(5, 0))


@pytest.mark.parametrize(
    "text", ["", "0", "12", "99999999999999999999999999", "1800000000000", "-1800000000", "18x", "١٨٠٠٠٠٠٠٠٠"]
)
def test_a_number_that_is_no_unix_time_gives_no_day(text):
    assert slot_at(text, PARIS, "A") == Slot(place="A")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("le 15/01/2027, puis le 14 janvier 2027", Slot(date(2027, 1, 15))),
        ("2027-01-15T09:20 ou 14/01/2027", Slot(date(2027, 1, 15), time(9, 20))),
        ("le 31/02/2027 ou le 14/01/2027", Slot(date(2027, 1, 14))),
        ("demain", None),
    ],
)
def test_the_first_day_is_the_one_that_is_named_first(text, first):
    assert first_in(text, PARIS) == first


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("09:20", time(9, 20)),
        ("9h20", time(9, 20)),
        ("de 9 h à 10 h", time(9, 0)),
        ("guichet 3, 14 heures", time(14, 0)),
        ("24:00", None),
        ("9:75", None),
        ("14/01/2027", None),
        ("12:34:56", None),
        ("", None),
    ],
)
def test_an_hour_is_read_without_its_day(text, at):
    assert hour_in(text) == at


@given(st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2090, 1, 1)))
def test_a_day_is_read_alike_however_it_is_written(moment):
    moment = moment.replace(second=0, microsecond=0)
    expected = (Slot(moment.date(), moment.time()),)
    assert slots_in(moment.isoformat(), PARIS) == expected
    assert slots_in(f"{moment:%d/%m/%Y %H:%M}", PARIS) == expected
    assert slots_in(f"{moment.day} {MONTHS[moment.month - 1]} {moment.year} à {moment:%Hh%M}", PARIS) == expected


@given(st.text(alphabet="0123456789-/: Tzh+.janvieroctbû"))
def test_no_text_is_too_odd_to_look_for_days(text):
    slots_in(text, PARIS)
