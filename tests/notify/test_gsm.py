"""One SMS: the alphabet, the rewriting, and the link that stays whole (case 19)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.notify.gsm import BASIC, EXTENDED, LIMIT, fit, septets, transliterate

ALPHABET = BASIC | EXTENDED
URL = "https://rdv.example.org/booking/create/1234?a=1&b=2_3"
TEXTS = st.text(max_size=600)
LINKS = st.text(alphabet="abcXYZ0189-._~:/?#[]@!$&'()*+,;=%", max_size=140).map("https://".__add__)


def test_the_basic_alphabet_has_127_characters_and_the_extension_ten() -> None:
    assert len(BASIC) == 127  # 128 positions, one of them the escape
    assert len(EXTENDED) == 10


@pytest.mark.parametrize("character", "éèàùìòÉÇñü@_¿ß")
def test_what_the_alphabet_has_stays(character: str) -> None:
    assert transliterate(character) == character


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("çÀÈÊ", "cAEE"),
        ("forêt, Noël, œuvre", "foret, Noel, oeuvre"),
        ("l’été", "l'été"),
        ("« non »", '" non "'),
        ("10 000 – 20 000…", "10 000 - 20 000..."),
        ("✅ place", " place"),
        ("تجديد", ""),
        ("1/2 ½", "1/2 12"),
    ],
)
def test_what_the_alphabet_lacks_is_rewritten(written: str, sent: str) -> None:
    assert transliterate(written) == sent


def test_extended_characters_take_two_places() -> None:
    assert septets("[€]") == 6
    assert septets("abc") == 3


def test_a_text_of_400_characters_yields_to_its_link() -> None:
    sms = fit("renouvellement de titre de séjour " * 12, URL)
    assert len(sms) <= LIMIT
    assert sms.endswith(" " + URL)
    assert "...  " not in sms
    assert "... https" in sms


def test_a_short_text_is_not_touched() -> None:
    assert fit("Place libre", URL) == f"Place libre {URL}"


def test_a_text_is_cut_at_a_word() -> None:
    sms = fit("mot " * 60)
    assert sms.endswith("mot...")
    assert len(sms) <= LIMIT


def test_a_link_that_leaves_no_room_goes_alone() -> None:
    link = "https://rdv.example.org/" + "x" * 134
    assert fit("Place libre", link) == link


def test_a_link_longer_than_an_sms_goes_alone_and_whole() -> None:
    link = "https://rdv.example.org/" + "x" * 300
    assert fit("Place libre", link) == link


def test_a_link_outside_the_alphabet_is_percent_encoded() -> None:
    assert fit("", "https://rdv.example.org/préfecture`") == "https://rdv.example.org/pr%C3%A9fecture%60"


@given(TEXTS, LINKS)
def test_an_sms_is_short_and_in_the_alphabet_and_ends_in_the_whole_link(text: str, link: str) -> None:
    sms = fit(text, link)
    assert sms.endswith(link)
    assert set(sms) <= ALPHABET
    assert septets(sms) <= max(LIMIT, septets(link))


@given(TEXTS)
def test_without_a_link_it_is_never_longer_than_one_sms(text: str) -> None:
    sms = fit(text)
    assert septets(sms) <= LIMIT
    assert set(sms) <= ALPHABET
