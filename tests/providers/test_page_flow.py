"""A look at a page with its owner's markers, and the configurations that are refused."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from slotwatch.contract import LookFailed, Page
from slotwatch.model import Cause, Motive, NoSlot, Unreachable
from slotwatch.providers import page

URL = "https://www.example.org/rdv"
NO = {"text": "aucun créneau"}


def options(**more) -> page.Options:
    return page.Options.model_validate({"slot": [{"css": "a.slot"}], "no_slot": [NO]} | more)


async def test_a_look_is_one_request(scripted):
    fetch = scripted([Page(URL, 200, "<p>Aucun créneau</p>")])
    outcome = await page.look(Motive("x", "page", URL, options=options()), fetch)
    assert isinstance(outcome, NoSlot)
    assert [(a.method, a.url, a.headers) for a in fetch.asked] == [("GET", URL, {})]


async def test_json_is_asked_for_as_json(scripted):
    fetch = scripted([Page(URL, 200, '{"total": 1, "days": ["2027-07-14T22:30:00Z"]}')])
    wanted = options(slot=[{"json": "total", "above": 0}], dates={"json": "days"})
    motive = Motive("x", "page", URL, options=wanted, timezone=ZoneInfo("Indian/Reunion"))
    assert (await page.look(motive, fetch)).first == date(2027, 7, 15)
    assert fetch.asked[0].headers == {"Accept": "application/json"}


async def test_a_dead_network_is_let_through(scripted):
    with pytest.raises(LookFailed):
        await page.look(Motive("x", "page", URL, options=options()), scripted([Unreachable(Cause.DNS)]))


def test_it_recognises_nothing_by_itself():
    assert not page.matches(URL)
    assert not page.matches(page.EXAMPLE)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (
            {"no_slot": [NO]},
            'there is no slot marker: add slot = [{ text = "…" }] with what only shows if there is one',
        ),
        (
            {"slot": [NO]},
            'there is no no_slot marker: add no_slot = [{ text = "…" }] with what only shows if there is none',
        ),
        ({"slot": [NO], "no_slot": []}, "the absence of the other marker proves nothing"),
        ({"slot": [], "no_slot": [NO]}, "there is no slot marker"),
        (
            {"slot": [{}], "no_slot": [NO]},
            "a marker is one of css, text, regex or json (or css with text or regex)",
        ),
        ({"slot": [{"text": "abc", "regex": "abc"}], "no_slot": [NO]}, "not text and regex"),
        ({"slot": [{"css": "a[", "text": "abc"}], "no_slot": [NO]}, "'a[' is not a CSS selector"),
        ({"slot": [{"regex": "(abc"}], "no_slot": [NO]}, "'(abc' is not a pattern"),
        ({"slot": [{"json": "a..b", "date": True}], "no_slot": [NO]}, "'a..b' is not a path such as total"),
        ({"slot": [{"json": "a"}], "no_slot": [NO]}, "a json marker needs exactly one test"),
        ({"slot": [{"json": "a", "date": True, "empty": True}], "no_slot": [NO]}, "exactly one test"),
        ({"slot": [{"css": "a", "equals": 1}], "no_slot": [NO]}, "equals goes with json only"),
        ({"slot": [{"json": "a", "empty": False}], "no_slot": [NO]}, "Input should be True"),
        ({"slot": [{"text": "x"}], "no_slot": [NO]}, "at least 3 characters"),
        ({"slot": [NO], "no_slot": [NO], "final_url": "("}, "is not a pattern"),
        ({"slot": [NO], "no_slot": [NO], "dates": {}}, "exactly one of css or json"),
        ({"slot": [NO], "no_slot": [NO], "dates": {"json": "a b"}}, "is not a path"),
        ({"slot": [NO], "no_slot": [NO], "container": ":nope("}, "is not a CSS selector"),
        ({"slot": [NO], "no_slot": [NO], "slots": [NO]}, "Extra inputs are not permitted"),
        ({"slot": [{"xpath": "//a"}], "no_slot": [NO]}, "Extra inputs are not permitted"),
    ],
)
def test_a_configuration_that_could_not_tell_yes_from_no_is_refused(table, says):
    with pytest.raises(ValidationError) as error:
        page.Options.model_validate(table)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("test", "value", "holds"),
    [
        ({"equals": 0}, "0", True),
        ({"equals": 0}, "0.0", True),
        ({"equals": 0}, "false", False),
        ({"equals": True}, "true", True),
        ({"equals": True}, "1", False),
        ({"equals": "0"}, "0", False),
        ({"equals": ""}, '""', True),
        ({"equals": ""}, "null", False),
        ({"above": 0}, "1", True),
        ({"above": 0}, "0", False),
        ({"above": 0}, "true", False),
        ({"above": 0}, '"1"', False),
        ({"empty": True}, "[]", True),
        ({"empty": True}, "null", True),
        ({"empty": True}, "0", False),
        ({"empty": True}, "[0]", False),
        ({"non_empty": True}, '"x"', True),
        ({"non_empty": True}, "{}", False),
        ({"date": True}, '"2027-01-14"', True),
        ({"date": True}, '"14 janvier 2027"', True),
        ({"date": True}, '"bientôt"', False),
        ({"date": True}, "20270114", False),
    ],
)
def test_json_values_pass_their_test_or_not(test, value, holds):
    wanted = page.Options.model_validate(
        {"slot": [{"json": "x", **test}], "no_slot": [{"json": "none", "equals": 1}]}
    )
    outcome = page.read(Page(URL, 200, f'{{"x": {value}}}'), wanted)
    assert (outcome.kind == "available") is holds


def test_a_list_without_entries_is_neither_empty_nor_not():
    wanted = options(slot=[{"json": "a[*].s", "non_empty": True}], no_slot=[{"json": "a[*].s", "empty": True}])
    assert page.read(Page(URL, 200, '{"a": []}'), wanted).kind == "unrecognised"
    assert page.read(Page(URL, 200, '{"a": [{"s": []}, {"s": []}]}'), wanted).kind == "no_slot"
    assert page.read(Page(URL, 200, '{"a": [{"s": []}, {"s": [1]}]}'), wanted).kind == "available"
    assert page.read(Page(URL, 200, '{"a": [{"s": []}, {}]}'), wanted).kind == "unrecognised"


def test_a_pattern_is_tried_on_the_words_as_they_stand_and_folded():
    text = "<p>Prochaine disponibilité : 14 JANVIER</p>"
    for pattern in (r"Disponibilité : \d+", r"disponibilite : \d+ janvier"):
        assert page.read(Page(URL, 200, text), options(slot=[{"regex": pattern}])).kind == "available"


def test_words_can_be_looked_for_in_certain_elements_only():
    wanted = options(no_slot=[{"css": "h2", "text": "aucun créneau"}])
    assert page.read(Page(URL, 200, "<h2>Aucun créneau</h2>"), wanted).kind == "no_slot"
    assert page.read(Page(URL, 200, "<h2>Aide</h2><p>Aucun créneau</p>"), wanted).kind == "unrecognised"
