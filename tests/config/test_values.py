from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.config import values
from slotwatch.config.values import BadValue
from slotwatch.model import Window


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("90s", 90),
        ("5m", 300),
        ("5 min", 300),
        ("1h30m", 5400),
        ("1H 30M 5S", 5405),
        ("1d", 86400),
        ("0.2s", 0.2),
        ("1.5h", 5400),
        ("300", 300),
        (" 300 ", 300),
        (300, 300),
        (0.5, 0.5),
    ],
)
def test_durations_are_read(written, seconds):
    assert values.duration(written) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "written",
    ["", " ", "0", 0, "-5m", "5m-", "five", "5x", "m5", "5s5m", "1h30", "25h", 86401, 10**400, float("nan"),
     float("inf"), True, None, [], {}, "9" * 400, "٣m", "1e3"],
)  # fmt: skip
def test_what_is_no_duration_is_refused(written):
    with pytest.raises(BadValue):
        values.duration(written)


@given(st.integers(1, 86400))
def test_a_spelt_duration_reads_as_itself(seconds):
    assert values.duration(values.spell(seconds)) == seconds


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("22:00-07:00", time(22), time(7)),
        ("9:30 - 12:00", time(9, 30), time(12)),
        ("22h-7h30", time(22), time(7, 30)),
        ("8h00–12h00", time(8), time(12)),
        ("14:00-24:00", time(14), time(0)),
    ],
)
def test_windows_of_the_day_are_read(written, start, end):
    assert values.window(written) == Window(start, end)


@pytest.mark.parametrize(
    "written", ["", "22:00", "22-7", "25:00-26:00", "10:60-11:00", "24:01-3:00", 22, None, []]
)
def test_what_is_no_window_is_refused(written):
    with pytest.raises(BadValue):
        values.window(written)


@pytest.mark.parametrize("number", range(7))
def test_a_weekday_has_the_same_number_in_both_languages_however_written(number):
    for word in values.WEEKDAYS[number]:
        for written in (word, word.upper(), word.title(), f" {word}. "):
            assert values.weekday(written) == number


@pytest.mark.parametrize("written", ["", "ma", "m", "noday", 0, None, ["mon"]])
def test_what_is_no_weekday_is_refused(written):
    with pytest.raises(BadValue):
        values.weekday(written)


def test_days_are_read_bare_or_in_quotes():
    assert values.day(date(2027, 3, 1)) == values.day("2027-03-01") == date(2027, 3, 1)
    for written in ("2027-3-1", "20270301", "2027-W10-1", datetime(2027, 3, 1), time(8), 20270301, "", None):
        with pytest.raises(BadValue):
            values.day(written)


@pytest.mark.parametrize(
    "written", ["", "Europe", "Mars", "../../etc/passwd", "/etc/localtime", "a\0b", "é" * 300, 1, None]
)
def test_what_is_no_time_zone_is_refused(written):
    with pytest.raises(BadValue):
        values.zone(written)


def test_a_city_alone_is_told_its_zone():
    with pytest.raises(BadValue) as caught:
        values.zone("paris")
    assert caught.value.hint == 'Did you mean "Europe/Paris"?'
