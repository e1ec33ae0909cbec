"""Letters: French is whole, what the font lacks is told, nothing runs over its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.evidence.dossier.fonts import BOLD, REGULAR, drawable, fold, width

FRENCH = "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ«»’‘“”…–—€°²−·"


def test_french_is_whole():
    assert drawable(FRENCH) == FRENCH


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\u202f000", "1\u00a0000"),
        ("e\u0301", "é"),
        ("لا", "[U+0644][U+0627]"),
        ("zero\u200bwidth", "zerowidth"),
        ("a\tb\nc", "a b c"),
    ],
)
def test_what_the_font_lacks_is_told_by_its_number(text, expected):
    assert drawable(text) == expected


@given(st.text(max_size=300), st.integers(30, 400))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text, room):
    lines = fold(text, REGULAR, 7.0, float(room))
    assert lines
    assert all(width(line, REGULAR, 7.0) <= room or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == drawable(text).replace(" ", "")


def test_a_long_address_is_cut_behind_a_sign():
    first, *_ = fold(
        "https://www.prefecture.example/booking/create/14500/1?procedure=renouvellement", BOLD, 8.0, 220.0
    )
    assert first[-1] in "/?&=-_."
