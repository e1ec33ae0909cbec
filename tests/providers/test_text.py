"""Folding and finding words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.providers._text import LONGEST_QUOTE, Prose, clip, fold, has_words

NO = "Il n'existe plus de plage horaire libre : réessayez à l'œil, ça ira"


@pytest.mark.parametrize(
    "text",
    [
        NO,
        NO.upper(),
        NO.replace("'", "’"),
        NO.replace("'", "ʼ"),
        NO.replace("'", "`"),
        NO.replace(" ", "\u00a0"),
        NO.replace(" ", " \u202f\n\t"),
        unicodedata.normalize("NFD", NO),
        NO.replace("plage", "pla\u00adge").replace("libre", "li\u200bbre"),
        f"\ufeff{NO} ",
    ],
)
def test_all_ways_of_writing_fold_alike(text):
    assert fold(text) == "il n'existe plus de plage horaire libre : reessayez a l'oeil, ca ira"


def test_no_break_hyphens_are_hyphens():
    assert fold("rendez\u2011vous – Straße") == "rendez-vous - strasse"


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aàâäéèêëïîôöùûüÿçœæÀÉÈÇŒ '’-\u00a0bcdxyz."))
def test_composed_and_decomposed_text_fold_alike(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "marker", "found"),
    [
        ("aucun creneau disponible", "disponible", True),
        ("aucun creneau indisponible", "disponible", False),
        ("indisponible puis disponible", "disponible", True),
        ("aucuns creneaux", "creneau", True),
        ("incomplet", "complet", False),
        ("(complet)", "complet", True),
        ("l'horaire", "horaire", True),
        ("anything", "", False),
        ("", "complet", False),
        ("total: 0", ": 0", True),
    ],
)
def test_words_are_found_where_words_begin(text, marker, found):
    assert has_words(text, marker) is found


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        (
            ["Il n'existe plus de plage horaire. Revenez.", "Autre chose"],
            "Il n'existe plus de plage horaire. Revenez.",
        ),
        (["I", "l n'existe", " plus de plage horaire"], "I l n'existe plus de plage horaire"),
        (["Bonjour. Il n'existe", " plus de ", "plage", " horaire. Merci."], "Il n'existe plus de plage horaire."),
        (["Il n'exi", "ste plus de plage horaire"], "Il n'exi ste plus de plage horaire"),
        (["Il n'existe pas de plage"], ""),
        ([], ""),
    ],
)
def test_a_sentence_is_told_in_the_site_s_own_words(pieces, said):
    assert Prose(pieces).says(["il n’existe plus de plage"]) == said


def test_words_glued_by_the_markup_of_two_blocks_are_still_apart():
    assert Prose(["libre.", "Veuillez"]).says(["libre. veuillez"])


def test_the_first_marker_that_is_said_counts():
    assert Prose(["Aucune place"]).says(["complet", "aucune place"]) == "Aucune place"


@given(st.text(), st.integers(min_value=2, max_value=LONGEST_QUOTE))
def test_quotations_fit_on_one_line_of_any_store(text, limit):
    quote = clip(text, limit)
    assert len(quote) <= limit
    quote.encode("utf-8")
    assert quote.isprintable()


def test_surrogates_and_controls_are_taken_out():
    assert clip("a\ud800b\x00c\nd") == "a?b c d"
