"""Choosing a counter or a motive: the one that is meant, or none."""

import pytest

from slotwatch.contract import Page
from slotwatch.providers._choice import Choice, Refused, choices, pick
from slotwatch.providers._reading import Reading

OFFERED = (Choice("990", "Guichet 1 - Remise"), Choice("1000", "Guichet 10 - Remise"), Choice("1001", "Retrait"))


@pytest.mark.parametrize(
    ("value", "label", "chosen"),
    [
        ("990", None, "990"),
        ("1001", "retrait", "1001"),
        (None, "RETRAIT", "1001"),
        (None, "guichet 1", "990"),
        (None, "Guichet 10", "1000"),
        ("990", "Guichet 1", "990"),
    ],
)
def test_value_and_label_find_the_one_that_is_meant(value, label, chosen):
    choice = pick(OFFERED, value, label, what="counter", key="planning")
    assert isinstance(choice, Choice)
    assert choice.value == chosen


@pytest.mark.parametrize(
    ("value", "label", "absent", "says"),
    [
        (None, None, False, 'write planning = "…" with one of 990 «Guichet 1 - Remise», 1000'),
        ("7", None, True, "counter 7 is not one of those offered: 990"),
        ("7", "Retrait", True, "counter 7 «Retrait» is not one"),
        ("990", "Retrait", False, "counter 990 is now called «Guichet 1 - Remise», not «Retrait»"),
        (None, "Remise", False, "several counters are called «Remise»"),
        (None, "Guichet", False, "several counters"),
        (None, "Naturalisation", True, "counter «Naturalisation» is not one"),
        ("990", "Guichet 10", False, "is now called"),
    ],
)
def test_there_is_no_next_best_one(value, label, absent, says):
    refused = pick(OFFERED, value, label, what="counter", key="planning")
    assert isinstance(refused, Refused)
    assert refused.absent is absent
    assert says in refused.why


def test_a_list_of_one_needs_no_configuration():
    assert pick(OFFERED[:1], None, None, what="counter", key="planning") == OFFERED[0]


def test_an_exact_name_wins_over_one_that_holds_it():
    offered = (Choice("1", "Retrait de titre"), Choice("2", "Retrait"))
    assert pick(offered, None, "retrait", what="motive", key="motive") == offered[1]


def test_an_empty_list_says_so():
    refused = pick((), "1", None, what="motive", key="motive")
    assert isinstance(refused, Refused)
    assert refused.why.endswith("none")


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ("<input type=radio name=p value=1 id=a><label for=a>Guichet <b>A</b></label>", "Guichet A"),
        ("<label><input type=radio name=p value=1> Guichet A</label>", "Guichet A"),
        ("<p><input type=radio name=p value=1> Guichet A</p>", "Guichet A"),
        ("<table><tr><td><input type=checkbox name=p value=1></td><td>Guichet A</td></tr></table>", "Guichet A"),
        ("<input type=radio name=p value=1>", ""),
    ],
)
def test_labels_are_found_where_pages_put_them(row, label):
    reading = Reading(Page("https://x.example/", 200, f"<form>{row}</form>"))
    assert choices(reading, "p") == (Choice("1", label),)


def test_a_row_of_several_is_the_label_of_none():
    row = "<p><input type=radio name=p value=1> Guichet A <input type=radio name=p value=2> Guichet B</p>"
    reading = Reading(Page("https://x.example/", 200, row))
    assert choices(reading, "p") == (Choice("1", ""), Choice("2", ""))


def test_other_fields_are_no_choices():
    reading = Reading(Page("https://x.example/", 200, "<input name=p value=1><input type=hidden name=p value=2>"))
    assert choices(reading, "p") == ()
