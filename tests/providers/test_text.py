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


def test_no_character_folds_to_one_that_would_fold_further():
    odd = [c for c in map(chr, range(0x80, 0x20000)) if fold(fold(c)) != fold(c)]
    assert odd == []


@given(st.text(max_size=120) | st.text(st.characters(min_codepoint=128, max_codepoint=0x17F), min_size=80))
def test_a_text_folds_as_its_characters_do_whether_they_are_few_or_many(text):
    alone = "".join(fold(f"a{c}b")[1:-1] for c in text)
    assert fold(text) == " ".join(alone.split())


pieces = st.lists(st.text(max_size=20) | st.sampled_from(["a\0b", " ", "\0", "é\n"]), max_size=12)


@given(pieces)
def test_what_is_folded_at_once_is_what_its_text_nodes_fold_to(texts):
    prose = Prose(texts)
    visible = [text.replace("\0", " ") for text in texts if text]
    assert prose.folded == fold(" ".join(visible))
    assert prose.lines == [fold(text) for text in visible] or not visible


@given(pieces, st.integers(0, 11))
def test_a_text_node_is_quoted_whatever_stands_around_it(texts, place):
    said = "Il n'existe plus de plage  horaire libre"
    texts = [*texts[:place], said, *texts[place:]]
    assert Prose(texts).says(["plus de plage horaire"]) == clip(said)
