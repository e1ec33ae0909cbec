"""The block as TOML text: whatever goes in comes out again, and what stood in the file is not touched."""

from datetime import date, datetime

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.adding.toml_block import MotiveBlock, appended, toml_value

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SCALARS = (
    TEXTS
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.dates(min_value=date(1, 1, 1))
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)
BLOCKS = st.builds(
    MotiveBlock,
    name=TEXTS,
    url=TEXTS,
    provider=TEXTS,
    every=st.none() | TEXTS,
    night_every=st.none() | TEXTS,
    before=st.none() | st.dates(),
    after=st.none() | st.dates(),
    options=st.dictionaries(TEXTS, VALUES, max_size=5),
)
FILES = st.sampled_from(
    [
        "",
        "# mine",
        'contact = "me@example.org"   # a comment\n\n\n',
        '[[motive]]\nname = "a"\n  [motive.options]\n  planning = "990"',
        'x = """\nnot [[motive]]\n"""\n[pace]\nevery = "5m"\t# tab',
    ]
)


def settings_of(block):
    keys = ("name", "url", "provider", "every", "night_every", "before", "after")
    given = {key: getattr(block, key) for key in keys if getattr(block, key) is not None}
    return given | ({"options": block.options} if block.options else {})


@given(BLOCKS)
def test_any_block_is_read_back_as_it_was(block):
    assert tomli.loads(str(block)) == {"motive": [settings_of(block)]}


@given(FILES, BLOCKS, st.booleans())
def test_a_file_keeps_every_character_and_gains_one_motive(text, block, windows):
    text = text.replace("\n", "\r\n") if windows else text
    after = appended(text, block)
    assert after.startswith(text)
    before = tomli.loads(text)
    motives = before.pop("motive", [])
    assert tomli.loads(after) == {**before, "motive": [*motives, settings_of(block)]}


@given(VALUES)
def test_any_value_is_read_back_as_it_was(value):
    assert tomli.loads(f"value = {toml_value(value)}")["value"] == value


def test_line_ends_are_those_of_the_file():
    block = MotiveBlock("a", "https://www.example.org/", "page")
    assert "\n" not in appended('contact = "x"\r\n', block).replace("\r\n", "")
    assert "\r" not in appended('contact = "x"\n', block)


def test_a_blank_line_stands_before_the_block_and_none_at_the_top_of_a_new_file():
    block = MotiveBlock("a", "https://www.example.org/", "page")
    assert appended("x = 1", block).startswith("x = 1\n\n[[motive]]\n")
    assert appended("x = 1\n", block).startswith("x = 1\n\n[[motive]]\n")
    assert appended("", block).startswith("[[motive]]\n")


def test_the_block_is_written_as_a_person_would():
    block = MotiveBlock(
        "titre",
        "https://www.example.org/booking/create/1",
        "booking",
        every="10m",
        before=date(2027, 3, 1),
        options={"planning": "990", "counter": "Guichet 1"},
    )
    assert (
        str(block)
        == """\
[[motive]]
name = "titre"
url = "https://www.example.org/booking/create/1"
provider = "booking"
every = "10m"
before = 2027-03-01

[motive.options]
planning = "990"
counter = "Guichet 1"
"""
    )


def test_a_selector_with_quotation_marks_stays_readable_and_a_long_list_has_a_line_for_each_entry():
    css = 'a[aria-label^="Choisir"]'
    assert toml_value(css) == f"'{css}'"
    block = MotiveBlock(
        "a", "u", "page", options={"slot": [{"css": f"{css} > span.{'x' * 40}"}, {"css": "b" * 40}]}
    )
    assert str(block).count("\n    {") == 2
    assert tomli.loads(str(block))["motive"][0]["options"] == block.options


@pytest.mark.parametrize("value", [None, object(), datetime(2027, 1, 1), "\ud800", {"a": None}])
def test_what_toml_cannot_hold_is_refused(value):
    with pytest.raises(ValueError):
        toml_value(value)
