"""A tag with attributes without end is not parsed; whatever honest pages have in one tag is."""

import time

import pytest

from slotwatch.contract import Page
from slotwatch.providers._reading import Reading


def _flaw(body):
    text = f"<!DOCTYPE html><html><body>{body}<p>Aucun rendez-vous</p></body></html>"
    return Reading(Page(url="https://www.prefecture.example/", status=200, text=text)).flaw


def _attributes(count, value="1"):
    return " ".join(f"a{n}={value}" for n in range(count))


@pytest.mark.parametrize(
    "tag",
    [
        f"<p {_attributes(5_000)}>",
        f"<p\n{_attributes(5_000).replace(' ', chr(10))}\n>",
        "<p " + "/".join(f"name-{n}" for n in range(5_000)) + ">",
        "<p " + " ".join(f"name-{n}" for n in range(5_000)) + ">",
        "<p " + _attributes(5_000, '"x y z"') + ">",
        f"<p {_attributes(5_000)}",
    ],
    ids=["plain", "one a line", "slashes", "without values", "quoted", "never closed"],
)
def test_too_many_attributes_are_a_flaw(tag):
    assert _flaw(tag) == "a tag has too many attributes"


@pytest.mark.parametrize(
    "part",
    [
        f"<p {_attributes(500)}>",
        '<p data-x="' + "un mot " * 20_000 + '">',
        "<p data-x='" + "un mot " * 20_000 + "'>",
        '<svg><path d="' + "M 1 2 L 3 4 " * 20_000 + '"/></svg>',
        '<img src="data:image/png;base64,' + "iVBORw0KGgo=" * 20_000 + '">',
        "<script>if (a<b) x = {" + '"k": 1, ' * 20_000 + "}</script>",
        "<p>" + "un mot " * 20_000 + "</p>",
        "<!-- " + "un mot " * 20_000 + "-->",
    ],
    ids=["many", "words", "words in single quotes", "drawing", "picture", "script", "text", "comment"],
)
def test_long_parts_of_honest_pages_are_none(part):
    assert _flaw(part) == ""


def test_two_megabytes_of_attributes_cost_less_than_a_second():
    started = time.process_time()
    assert _flaw("<p " + " ".join(f"a{n}" for n in range(250_000)) + ">")
    assert time.process_time() - started < 1.0
