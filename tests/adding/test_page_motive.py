"""Marks for a page of no known system are tried on the page as it is."""

import pytest

from slotwatch.adding.page_motive import (
    Marks,
    fit_no,
    fit_part,
    fit_yes_css,
    fit_yes_text,
    needs_ends_open,
    read,
    title_of,
)
from slotwatch.adding.unfit import Unfit
from slotwatch.contract import Page
from slotwatch.model import NoSlot, Unrecognised

HTML = (
    "<html><head><title>Préfecture</title></head><body><h1>Titre de séjour</h1>"
    '<section id="resultat"><p>Aucun créneau disponible.</p></section><ul class="menu"><li>Accueil</li></ul>'
    "</body></html>"
)
PAGE = Page("https://www.example.org/rdv", 200, HTML)


def test_a_yes_and_a_no_make_a_motive_that_says_no_now():
    marks = Marks(no_text="Aucun créneau", slot_css="li.creneau", container="#resultat")
    assert marks.complete
    assert marks.options == {
        "container": "#resultat",
        "slot": [{"css": "li.creneau"}],
        "no_slot": [{"text": "Aucun créneau"}],
    }
    assert isinstance(read(PAGE, marks.options), NoSlot)


@pytest.mark.parametrize("marks", [Marks(), Marks(no_text="Aucun"), Marks(slot_css="a"), Marks(slot_text="abc")])
def test_one_of_the_two_is_not_enough(marks):
    assert not marks.complete
    with pytest.raises(Unfit):
        read(PAGE, marks.options)


def test_a_wrong_container_is_no_no():
    options = Marks(no_text="Aucun créneau", slot_css="li.creneau", container="ul.menu").options
    assert isinstance(read(PAGE, options), Unrecognised)


def test_the_words_for_no_must_be_on_the_page_whatever_their_typography():
    assert fit_no(PAGE, "«AUCUN CRENEAU disponible.»") == "AUCUN CRENEAU disponible"
    for words in ("Complet", "no", "", "Préfecture"):
        with pytest.raises(Unfit):
            fit_no(PAGE, words)


def test_what_is_there_without_a_slot_is_no_yes():
    assert fit_yes_css(PAGE, " li.creneau ") == "li.creneau"
    assert fit_yes_text(PAGE, "Choisissez un créneau") == "Choisissez un créneau"
    with pytest.raises(Unfit, match="on the page now"):
        fit_yes_css(PAGE, "li")
    with pytest.raises(Unfit, match="says «Titre de séjour» now"):
        fit_yes_text(PAGE, "titre de sejour")
    with pytest.raises(Unfit, match="three letters"):
        fit_yes_text(PAGE, "ab")
    with pytest.raises(Unfit, match="not a CSS selector"):
        fit_yes_css(PAGE, "li[")


def test_a_part_must_be_there_and_hold_the_sentence():
    assert fit_part(PAGE, "#resultat", "Aucun créneau") == "#resultat"
    assert fit_part(PAGE, "  ") == ""
    with pytest.raises(Unfit, match="is not on the page"):
        fit_part(PAGE, "#autre")
    with pytest.raises(Unfit, match="does not hold"):
        fit_part(PAGE, "ul.menu", "Aucun créneau")


def test_a_site_that_never_ends_its_pages_is_known():
    assert not needs_ends_open(PAGE)
    assert needs_ends_open(Page(PAGE.url, 200, HTML.replace("</body></html>", "")))
    assert not needs_ends_open(Page(PAGE.url, 200, HTML[:90], truncated=True))


def test_the_page_has_a_title():
    assert title_of(PAGE) == "Titre de séjour"
