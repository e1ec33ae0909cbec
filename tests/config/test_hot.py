"""Hot hours as they are written."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.config.hot import hot_hours
from slotwatch.config.values import BadValue, weekday
from slotwatch.model import HotHours, Window

HOURS = Window(time(8, 25), time(8, 45))


@pytest.mark.parametrize(
    ("written", "weekdays"),
    [
        ("08:25-08:45", set()),
        (" 8h25 – 8h45 ", set()),
        ("mon 08:25-08:45", {0}),
        ("Lundi 08:25-08:45", {0}),
        ("lun, jeu 08:25-08:45", {0, 3}),
        ("lun. jeu. 08:25-08:45", {0, 3}),
        ("mon-fri 08:25-08:45", {0, 1, 2, 3, 4}),
        ("mon - wed, sun 08:25-08:45", {0, 1, 2, 6}),
        ("sam-lun 08:25-08:45", {5, 6, 0}),
        ("mon-mon 08:25-08:45", {0}),
    ],
)
def test_hot_hours_are_read_with_weekdays_or_without(written, weekdays):
    assert hot_hours(written) == HotHours(HOURS, frozenset(weekdays))


@pytest.mark.parametrize(
    "written",
    ["", "mon", "mon 08:25", "08:25", "mon- 08:25-08:45", "08:25-08:45 mon", "moon 08:25-08:45", "00:00-24:00",
     "08:00-09:31", "23:30-01:01", "0 08:25-08:45", 825, None, ["08:25-08:45"]],
)  # fmt: skip
def test_what_is_no_hot_window_is_refused(written):
    with pytest.raises(BadValue):
        hot_hours(written)


def test_ninety_minutes_are_the_most_also_across_midnight():
    assert hot_hours("23:30-01:00").hours == Window(time(23, 30), time(1))


@given(st.text() | st.text("mon-lu,. 0123456789:h", max_size=30))
def test_any_text_is_read_or_refused(written):
    try:
        hours = hot_hours(written)
    except BadValue:
        return
    assert hours.weekdays <= set(range(7))


def test_a_misspelt_weekday_gets_a_suggestion():
    with pytest.raises(BadValue) as caught:
        hot_hours("tuedsay 08:25-08:45")
    with pytest.raises(BadValue) as alone:
        weekday("tuedsay")
    assert caught.value.hint == alone.value.hint != ""
