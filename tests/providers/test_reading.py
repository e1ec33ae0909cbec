"""Parsing: only what a reader would see, and nothing that any page could break."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.contract import Page
from slotwatch.providers._reading import Reading, absolute, hidden_fields


def reading(text: str, **more) -> Reading:
    return Reading(Page("https://www.example.org/a/b?c=d", 200, text, **more))


@pytest.mark.parametrize(
    "unseen",
    [
        "<template>{0}</template>",
        "<script>{0}</script>",
        "<style>{0}</style>",
        "<noscript>{0}</noscript>",
        "<!-- {0} -->",
        "<p hidden>{0}</p>",
        "<p HIDDEN='until-found'>{0}</p>",
        "<p style='display:none'>{0}</p>",
        "<p style='color: red; DISPLAY : NONE !important'>{0}</p>",
        "<div style='visibility: hidden'><div><p>{0}</p></div></div>",
        "<div hidden><div hidden><p style='display:none'>{0}</p></div></div>",
        "<dialog>{0}</dialog>",
        "<iframe>{0}</iframe>",
        "<datalist><option>{0}</option></datalist>",
        "<input type='HIDDEN' class='x' value=\"{0}\">",
        "<svg><title>{0}</title></svg>",
    ],
)
def test_what_no_reader_sees_is_not_there(unseen):
    page = reading("<body><p>seen</p>" + unseen.format("<b class='x'>magic</b>magic") + "<p>also</p>")
    assert "magic" not in page.prose.folded
    assert page.css(".x") == []
    assert "seen" in page.prose.folded
    assert "also" in page.prose.folded


@pytest.mark.parametrize(
    "seen", ["<p style='display:block'>{0}</p>", "<p aria-hidden=true>{0}</p>", "<dialog open>{0}</dialog>"]
)
def test_what_a_reader_sees_is_there(seen):
    assert "magic" in reading(seen.format("magic")).prose.folded


def test_title_and_headings_are_told_as_they_stand():
    page = reading("<title> A \n B </title><h1>Service <b>surchargé</b></h1><svg><title>no</title></svg>")
    assert page.headings == ("A B", "Service surchargé")


def test_an_element_that_matches_twice_is_found_once():
    assert len(reading("<form id=a name=b></form>").css("form#a, form[name=b]")) == 1


def test_hidden_fields_are_known_to_the_form_alone():
    page = reading("<form><input type=hidden name=token value=t><input name=seen value=s></form>")
    form = page.first("form")
    assert form is not None
    assert hidden_fields(form) == [("token", "t")]
    assert len(page.css("input")) == 1


@pytest.mark.parametrize(
    ("link", "base", "whole"),
    [
        ("/x/2", "https://h/y", "https://h/x/2"),
        ("", "https://h/y", "https://h/y"),
        (" 2 ", "https://h/y/1", "https://h/y/2"),
        ("http://h/x", "https://h/y", "https://h/x"),
        ("http://h/x", "http://h/y", "http://h/x"),
        ("https://[bad", "https://h/y", ""),
    ],
)
def test_links_are_made_whole_and_stay_on_https(link, base, whole):
    assert absolute(link, base) == whole


@pytest.mark.parametrize(
    ("text", "more", "cut"),
    [
        ("<form>a</form>", {}, False),
        ("<FORM>a</FORM>", {}, False),
        ("<form>a", {}, True),
        ("<form>a</form><form>b", {}, True),
        ("<form>a</form>", {"truncated": True}, True),
        ("no form at all", {}, False),
    ],
)
def test_a_cut_form_is_noticed(text, more, cut):
    assert reading(text, **more).is_cut("form") is cut


@pytest.mark.parametrize(
    ("text", "early"),
    [
        ("<html><body>x</body></html>", False),
        ("<HTML><BODY>x</BODY>", False),
        ("<html>x</html>", False),
        ("<p>a fragment", False),
        ("<html><body>x", True),
        ("<html>x", True),
    ],
)
def test_a_document_that_does_not_end_is_noticed(text, early):
    assert reading(text).ends_early is early
    assert reading(text, truncated=True).ends_early


JUNK = [
    "<div>" * 500_000,
    "<b>" * 500_000,
    "<div>" * 250_000 + "</div>" * 250_000,
    "<table><tr><td>" * 150_000,
    "<p>" * 500_000,
    "<a href=x>" * 200_000,
    "\x00\x01\ufffd<\xff" * 100_000,
    "[" * 500_000,
    "'" * 300_000,
    "<" * 500_000,
    "<!--" * 200_000,
    "\ud800" * 1000,
    "<frameset><frame></frameset>",
    "",
    "\ufeff",
]


@pytest.mark.parametrize("text", JUNK, ids=lambda text: f"{text[:8]!r}x{len(text)}")
def test_junk_and_depth_neither_raise_nor_take_long(text, reader):
    page = Page(reader.url, 200, text)
    begin = time.process_time()
    outcome = reader.read(page)
    assert time.process_time() - begin < 4.0
    assert outcome.kind == "unrecognised"
    Reading(page).prose.folded.encode("utf-8", "replace")


def test_a_page_that_is_too_deep_says_so():
    page = reading("<div>" * 10_000)
    assert "nested too deeply" in page.unrecognised("no answer").why


def test_a_long_honest_page_is_not_called_deep():
    row = "<tr><td><p>x<br><td><input><li>y<li>z"
    assert not reading("<table>" + row * 5_000 + "</table>").flaw
    assert not reading("<div><span>x</span></div>" * 5_000).flaw


@given(st.text() | st.binary().map(lambda b: b.decode("latin-1")))
def test_any_text_can_be_read(text):
    page = reading(text)
    _ = (page.prose.folded, page.prose.glued, page.headings, page.css("form, [name]"), page.unrecognised("x"))


def test_a_page_of_40_kb_is_read_in_little_time(cases):
    """Well below a millisecond on an idle machine; the bound leaves room for a busy one."""
    filler = "<li class='item'><a href='/demarches/etrangers'>Démarches des étrangers à la préfecture</a></li>\n"
    for case in cases:
        if case.reader.provider != "booking" or case.page.status != 200 or case.page.truncated:
            continue
        for size, bound in ((40_000, 0.004), (100_000, 0.010)):
            menu = "<ul>" + filler * (size // len(filler)) + "</ul>"
            page = Page(case.page.url, 200, case.page.text.replace("<h1>", menu + "<h1>", 1))
            times = []
            for _ in range(5):
                begin = time.process_time()
                outcome = case.reader.read(page)
                times.append(time.process_time() - begin)
            if outcome.kind in {"available", "no_slot"}:
                assert min(times) < bound, (case.name, size, times)
