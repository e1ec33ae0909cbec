"""Days without a year, and moments in links."""

from datetime import UTC, date, time
from zoneinfo import ZoneInfo

import pytest

from slotwatch.model import PARIS, Slot
from slotwatch.providers._rdvsp_dates import (
    PrintedDay,
    answered_on,
    parameter,
    printed_day,
    printed_days,
    printed_hour,
    stamp,
)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("lundi 07 déc.", PrintedDay(7, 12, None, 0)),
        ("LUNDI\n7 DÉC.", PrintedDay(7, 12, None, 0)),
        ("mardi 3 mar.", PrintedDay(3, 3, None, 1)),
        ("vendredi 1er jan.", PrintedDay(1, 1, None, 4)),
        ("samedi 02 mai", PrintedDay(2, 5, None, 5)),
        ("du jeudi 14 janvier 2027 à 09:20", PrintedDay(14, 1, 2027, 3)),
        ("14 août", PrintedDay(14, 8)),
        ("114 août", None),
        ("14 marmites", None),
        ("mardi", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_the_site_prints_it(text, printed):
    assert printed_day(text) == printed


def test_headings_of_a_week_are_counted():
    assert printed_days("lundi 07 déc. mardi 08 déc. 9 déc. Date fermée") == 2


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Choisir le créneau de 08:30", time(8, 30)),
        ("Choisir le créneau du lundi 7 déc. à 14:05", time(14, 5)),
        ("9h20", time(9, 20)),
        ("24:10", None),
        ("du lundi 7 déc.", None),
    ],
)
def test_an_hour_is_read_from_a_label(text, hour):
    assert printed_hour(text) == hour


@pytest.mark.parametrize(
    ("printed", "anchors", "now", "day"),
    [
        (PrintedDay(7, 12, 2026, 0), (), None, date(2026, 12, 7)),
        (PrintedDay(7, 12, 2027, 0), (), None, None),  # not a Monday
        (PrintedDay(7, 12, None, 0), (date(2026, 12, 14),), None, date(2026, 12, 7)),
        (PrintedDay(4, 1, None, 0), (date(2026, 12, 29),), None, date(2027, 1, 4)),
        (PrintedDay(31, 12, None, 3), (date(2027, 1, 6),), None, date(2026, 12, 31)),
        (PrintedDay(31, 12), (date(2027, 1, 6),), None, date(2026, 12, 31)),
        (PrintedDay(7, 12, None, 0), (date(2026, 3, 1),), None, None),  # too far to tell
        (PrintedDay(7, 12, None, 0), (date(2026, 3, 1), date(2026, 12, 14)), None, date(2026, 12, 7)),
        (PrintedDay(7, 12, None, 1), (date(2026, 12, 14),), None, None),
        (PrintedDay(7, 12, None, 0), (), date(2026, 11, 30), date(2026, 12, 7)),
        (PrintedDay(7, 12, None, 0), (), date(2026, 12, 8), date(2026, 12, 7)),  # a day of grace
        (PrintedDay(7, 12, None, 0), (), date(2026, 12, 9), None),  # next year it is a Tuesday
        (PrintedDay(4, 1, None, 0), (), date(2026, 12, 28), date(2027, 1, 4)),
        (PrintedDay(29, 2), (), date(2026, 12, 28), None),
        (PrintedDay(30, 2), (date(2026, 3, 1),), date(2026, 3, 1), None),
        (PrintedDay(7, 12, None, 0), (), None, None),
    ],
)
def test_the_year_comes_from_what_is_near_or_not_at_all(printed, anchors, now, day):
    assert printed.dated(anchors, now) == day


@pytest.mark.parametrize(
    ("value", "at", "zone", "slot"),
    [
        ("2026-12-07+08%3A30%3A00+%2B0100", time(8, 30), PARIS, Slot(date(2026, 12, 7), time(8, 30))),
        ("2026-12-07T08%3A30%3A00%2B01%3A00", time(8, 30), PARIS, Slot(date(2026, 12, 7), time(8, 30))),
        ("2026-12-07T23%3A30%3A00Z", time(0, 30), PARIS, Slot(date(2026, 12, 8), time(0, 30))),
        ("2026-12-07T23%3A30%3A00Z", time(23, 30), PARIS, Slot(date(2026, 12, 7), time(23, 30))),
        ("2026-12-07T20%3A30%3A00Z", None, ZoneInfo("Indian/Reunion"), Slot(date(2026, 12, 8), time(0, 30))),
        ("2026-12-07", None, PARIS, Slot(date(2026, 12, 7))),
        ("2026-12-07 08:30", None, PARIS, Slot(date(2026, 12, 7), time(8, 30))),
        ("2026-13-07", None, PARIS, None),
        ("demain", None, PARIS, None),
    ],
)
def test_a_moment_in_a_link_is_put_on_the_clock_that_the_label_shows(value, at, zone, slot):
    assert stamp(f"/x?motif_id=1&starts_at={value}&y=2", "starts_at", at, zone) == slot


def test_a_link_without_the_parameter_has_no_moment():
    assert stamp("/x?date=2026-12-07", "starts_at", None, UTC) is None
    assert parameter("http://[/x?a=1", "a") == ""


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("Wed, 25 Nov 2026 09:00:00 GMT", date(2026, 11, 25)),
        ("gestern", None),
        ("", None),
        ("Wed, 45 Nov 2026 09:00:00 GMT", None),
    ],
)
def test_the_day_of_an_answer(header, day):
    assert answered_on(header) == day
