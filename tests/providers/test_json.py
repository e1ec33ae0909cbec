"""JSON: paths through it, and finding it inside a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.providers._json import MISSING, embedded, follow, load, parse_path

DATA = {
    "total": 0,
    "none": None,
    "items": [{"date": "a", "slots": []}, {"date": "b", "slots": ["x"]}],
    "k-1": {"é": 1},
}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("total", [0]),
        ("$.total", [0]),
        ("$", [DATA]),
        ("none", [None]),
        ("items[0].date", ["a"]),
        ("items[*].date", ["a", "b"]),
        ("items[*].slots", [[], ["x"]]),
        ("items[*].slots[*]", ["x"]),
        ("k-1.é", [1]),
        ("missing", None),
        ("total.deeper", None),
        ("items.date", None),
        ("items[2]", None),
        ("items[*].price", None),
        ("total[*]", None),
        ("none.x", None),
    ],
)
def test_paths_end_at_their_values_or_nowhere(path, values):
    assert follow(DATA, parse_path(path)) == values


def test_a_path_may_begin_in_a_list():
    assert follow([{"d": 1}, {"d": 2}], parse_path("[*].d")) == [1, 2]
    assert follow([{"d": 1}], parse_path("[0].d")) == [1]


@pytest.mark.parametrize("path", ["", ".", "a..b", "a[", "a[x]", "a[-1]", "a b", ".a", "a]", "a[0]]"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(ValueError, match="path"):
        parse_path(path)


@pytest.mark.parametrize(
    "text", ["", "{", "<html>", "[" * 100_000, '{"a":' * 50_000, "NaNa", "\x00", "1" * 10_000]
)
def test_what_is_no_json_is_missing(text):
    assert load(text) is MISSING


def test_a_byte_order_mark_is_no_obstacle():
    assert load('\ufeff{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("page", "value"),
    [
        ('<script>var x = {"critere": {"d": ""}};</script>', {"d": ""}),
        ('<script>{"critere":{"d":"2027-03-02"},"critere":{"d":"2027-03-02"}}</script>', {"d": "2027-03-02"}),
        ('<div data-x="{&quot;critere&quot;:{&quot;d&quot;:1}}">', {"d": 1}),
        ('<script>{"critere": null}</script>', None),
        ('<script>{"critere":{"d":""},"critere":{"d":"x"}}</script>', MISSING),
        ('<script>{"critere":{"d":""}, "critere": {cut', MISSING),
        ('<!-- {"critere":{"d":""}} -->', MISSING),
        ('<template>{"critere":{"d":""}}</template>', MISSING),
        ('<template>{"critere":{"d":""}}', MISSING),
        ('<!-- {"critere":{"d":""}}', MISSING),
        ('{"critere":{"d":""}} <div data-x="{&quot;critere&quot;:{&quot;d&quot;:1}}">', MISSING),
        ('{"autre_critere":{"d":""}}', MISSING),
        ("<p>critere</p>", MISSING),
        ("", MISSING),
    ],
)
def test_json_in_a_page_is_found_by_the_name_before_it(page, value):
    found = embedded(page, "critere")
    assert found is MISSING if value is MISSING else found == value


@given(st.text(alphabet='{}[]":critere0, \\u'))
def test_no_page_is_too_odd_to_look_for_json(text):
    embedded(text, "critere")
    load(text)
