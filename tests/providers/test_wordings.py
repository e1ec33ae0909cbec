"""The same sentence in every way a site may write it is the same answer; and so is its absence."""

import html
import unicodedata
from dataclasses import replace

import pytest

WAYS = {
    "no-break spaces": lambda t: t.replace(" ", "\u00a0"),
    "narrow no-break spaces": lambda t: t.replace(" ", "\u202f"),
    "spaces as entities": lambda t: t.replace(" ", "&nbsp;"),
    "spaces doubled": lambda t: t.replace(" ", "  \n\t "),
    "curly apostrophes": lambda t: t.replace("'", "’"),
    "apostrophes as entities": lambda t: t.replace("'", "&rsquo;"),
    "apostrophes as numbers": lambda t: t.replace("'", "&#39;"),
    "decomposed accents": lambda t: unicodedata.normalize("NFD", t),
    "accents as entities": lambda t: "".join(c if c.isascii() else f"&#{ord(c)};" for c in t),
    "upper case": str.upper,
    "lower case": str.lower,
    "no-break hyphens": lambda t: t.replace("-", "\u2011"),
    "soft hyphens": lambda t: t.replace("a", "a&shy;"),
    "zero-width spaces": lambda t: t.replace("o", "o\u200b"),
    "in bold words": lambda t: " ".join(f"<b>{word}</b>" for word in t.split(" ")),
    "first letter apart": lambda t: f"\n<span class=lettrine>{t[0]}</span>{t[1:]}",
    "over line breaks": lambda t: t.replace(" ", "<br>", 3),
    "with comments inside": lambda t: t.replace(" ", " <!-- x -->"),
    "as it stands": lambda t: t,
}


def _said(case):
    """The no-slot sentence of a page in its source, None where the page says it in another way."""
    sentence = getattr(case.reader.read(case.page), "sentence", None)
    return sentence if sentence and sentence in case.page.text else None


@pytest.mark.parametrize("way", WAYS)
def test_a_no_is_a_no_however_it_is_written(cases, way):
    seen = 0
    for case in cases:
        if case.expect != "no_slot" or case.page.text.lstrip()[:1] != "<" or not (sentence := _said(case)):
            continue
        page = replace(case.page, text=case.page.text.replace(sentence, WAYS[way](sentence)))
        outcome = case.reader.read(page)
        assert outcome.kind == "no_slot", (case.name, outcome)
        seen += 1
    assert seen >= 5


@pytest.mark.parametrize("way", [w for w in WAYS if "<" not in WAYS[w]("a b c") and "&" not in WAYS[w]("a é'o ")])
def test_a_dwr_message_is_a_no_however_it_is_written(cases, way):
    seen = 0
    for case in cases:
        if case.reader.provider != "eappointment" or case.expect != "no_slot":
            continue
        sentence = case.reader.read(case.page).sentence
        message = WAYS[way](sentence).encode("ascii", "backslashreplace").decode().replace('"', r"\"")
        message = message.replace("\\x", "\\u00").replace("\n", "\\n").replace("\t", "\\t")
        text = f'dwr.engine._remoteHandleCallback("0","0",{{foundAvailabilities:false,msg:"{message}"}});'
        assert case.reader.read(replace(case.page, text=text)).kind == "no_slot", case.name
        seen += 1
    assert seen >= 5


def test_a_dwr_message_with_entities_is_a_no(cases):
    for case in cases:
        if case.reader.provider == "eappointment" and case.name == "no slot service":
            message = html.escape("Il n'y a pas de rendez-vous disponible")
            text = f"handleCallback('0','0',{{foundAvailabilities:false,msg:\"{message}\"}});"
            assert case.reader.read(replace(case.page, text=text)).kind == "no_slot"


@pytest.mark.parametrize(
    "hide",
    [
        "<template>{0}</template>",
        "<noscript>{0}</noscript>",
        "<div hidden>{0}</div>",
        "<div style='display:none'>{0}</div>",
        "<!-- {0} -->",
    ],
)
def test_an_answer_nobody_sees_is_none(cases, hide):
    """The whole body out of sight, whatever it was: never a yes, never a no."""
    for case in cases:
        # JSON inside a page's source is told to be looked for there, seen or not
        source_counts = case.reader.system == "rdv_prefecture" and "critere" in case.page.text
        source_counts |= case.reader.provider == "page" and bool(case.reader.options.embedded)
        if case.page.text.lstrip()[:1] != "<" or source_counts or "-->" in hide:
            continue
        inside = case.page.text.partition("<body>")[2].partition("</body>")[0] or case.page.text
        page = replace(case.page, text=f"<html><body>{hide.format(inside)}</body></html>")
        outcome = case.reader.read(page)
        assert outcome.kind not in {"available", "no_slot"}, (case.name, outcome)
