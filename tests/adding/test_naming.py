"""Names for motives, and which of the site's choices is meant."""

import pytest

from slotwatch.adding.naming import last_part, meant, narrowed, suggest_name
from slotwatch.adding.unfit import Unfit
from slotwatch.contract import Choice

CHOICES = [
    Choice("Guichet 1 - Renouvellement", {"planning": "14500"}),
    Choice("Guichet 10 - Première demande", {"planning": "14510"}),
    Choice("2", {"planning": "7"}),
]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("", "Titre de séjour"), "titre-de-sejour"),
        (("Guichet 1", "Titre"), "guichet-1"),
        (("!?", "Œuvre"), "oeuvre"),
        (("", ""), "motive"),
        (
            ("Renouvellement de titre de séjour - Demande de rendez-vous en ligne",),
            "renouvellement-de-titre-de-sejour",
        ),
        (("mot " * 30,), "mot-mot-mot-mot-mot-mot-mot-mot-mot-mot"),
        (("x" * 100,), "x" * 40),
        (("申请预约",), "motive"),
    ],
)
def test_a_name_is_made_from_the_first_words_that_have_letters(words, name):
    assert suggest_name(words, []) == name


def test_a_name_is_unlike_those_that_are_taken():
    assert suggest_name(["Titre"], ["TITRE", "titre-2"]) == "titre-3"


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("guichet 1 - renouvellement", "Guichet 1 - Renouvellement"),
        ("Guichet 1", "Guichet 1 - Renouvellement"),
        ("PREMIERE DEMANDE", "Guichet 10 - Première demande"),
        ("1", "Guichet 1 - Renouvellement"),
        ("3", "2"),
        ("2", "2"),
    ],
)
def test_a_choice_is_meant_by_its_label_its_words_or_its_number(words, label):
    assert meant(CHOICES, words).label == label


@pytest.mark.parametrize("words", ["", "4", "0", "99999999999", "guichet", "Guich", "("])
def test_nothing_and_several_are_no_choice(words):
    with pytest.raises(Unfit, match="Guichet"):
        meant(CHOICES, words)


def test_options_that_are_given_narrow_the_choices():
    assert narrowed(CHOICES, {"planning": 14510}) == [CHOICES[1]]
    assert narrowed(CHOICES, {"planning": "5"}) == []
    assert narrowed(CHOICES, {"container": "form"}) == CHOICES


def test_the_last_part_of_an_address_is_one_with_letters():
    assert last_part("https://a.example/rdv/carte-de-s%C3%A9jour.html?x=1") == "carte-de-séjour"
    assert last_part("https://a.example/rdv/12/3") == "rdv"
    assert last_part("https://a.example/") == ""
