"""Both languages say the same things."""

from string import Formatter

from slotwatch.notify.words import NOTICES, WORDS


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    french, english = WORDS["fr"], WORDS["en"]
    assert french.keys() == english.keys()
    assert {key: _fields(text) for key, text in french.items()} == {
        key: _fields(text) for key, text in english.items()
    }


def test_no_text_is_left_in_the_other_language() -> None:
    same = {key for key, text in WORDS["fr"].items() if text == WORDS["en"][key]}
    assert same == set()


def test_every_known_notice_has_a_long_and_a_short_text() -> None:
    assert {code for code in NOTICES if code in WORDS["fr"] and f"sms_{code}" in WORDS["fr"]} == set(NOTICES)
