"""Sizes and plans as people write them."""

import pytest

from slotwatch.config.amounts import plan, size
from slotwatch.config.values import BadValue
from slotwatch.policy.captures import CHANGES, EVERY, NONE, Plan


@pytest.mark.parametrize(
    ("written", "bytes_"),
    [
        ("500MB", 500_000_000),
        ("2 GB", 2_000_000_000),
        ("1.5gb", 1_500_000_000),
        ("200 Mo", 200_000_000),
        ("0k", 0),
    ],
)
def test_sizes_are_counted_in_thousands(written, bytes_):
    assert size(written) == bytes_


@pytest.mark.parametrize("written", ["", "500", 500, "MB", "-1MB", "5TBB", None, True])
def test_what_is_no_size_is_refused(written):
    with pytest.raises(BadValue):
        size(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("none", NONE), ("Changes", CHANGES), ("all", EVERY), ("3/day", Plan()), ("12 / jour", Plan(daily=12))],
)
def test_plans_in_french_and_english(written, expected):
    assert plan(written) == expected


@pytest.mark.parametrize("written", ["0/day", "289/day", "three", 3, "3", True])
def test_what_is_no_plan_is_refused(written):
    with pytest.raises(BadValue):
        plan(written)


@pytest.mark.parametrize("each", [NONE, CHANGES, EVERY, Plan(), Plan(daily=7)])
def test_a_plan_is_read_back_as_it_is_shown(each):
    assert plan(str(each)) == each
