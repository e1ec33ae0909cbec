"""What fits into one SMS: the GSM 03.38 alphabet, and a text cut so that its link stays whole.

One SMS holds 160 characters, as long as each of them is in this alphabet; a single other one (an "ê",
an emoji) turns the whole message into 70-character pieces.  So other characters are rewritten.
"""

import unicodedata
from urllib.parse import quote

#: Septets in one SMS.
LIMIT = 160

_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "abcdefghijklmnopqrstuvwxyz" + "0123456789"
_SIGNS = "@£$¥\n\r !\"#%&'()*+,-./:;<=>?_¤¡¿§"
_LETTERS = "èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà" + "ΔΦΓΛΩΠΨΣΘΞ"

#: The basic alphabet, one septet each.  "é è à ù ì ò É Ç" are in it; "ç ê À È" are not.
BASIC = frozenset(_LATIN + _SIGNS + _LETTERS)
#: Reached through an escape: two septets each.
EXTENDED = frozenset("^{}\\[~]|€\f")

_REWRITTEN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "−": "-",
        "•": "-",
        "·": ".",
        "…": "...",
        "œ": "oe",
        "Œ": "OE",
        "`": "'",
        "°": "o",
        "\t": " ",
    }
)


def septets(text: str) -> int:
    """The room that a text of GSM characters takes in an SMS."""
    return sum(2 if character in EXTENDED else 1 for character in text)


def transliterate(text: str) -> str:
    """The text in GSM characters: accents that the alphabet lacks go, what has no likeness (emoji) is left out."""
    return "".join(_likeness(character) for character in text.translate(_REWRITTEN))


def fit(text: str, link: str = "") -> str:
    """One SMS of at most 160 septets: the text, cut at a word if need be, and the link whole at its end.

    The text yields to the link, down to nothing.  A link that is longer than an SMS goes alone and
    whole, as a message of several parts: half a link is of no use to anyone.
    """
    link = _spelled(link)
    text = " ".join(transliterate(text).split())
    room = LIMIT - septets(link) - (1 if link else 0)
    return " ".join(part for part in (_cut(text, room), link) if part)


def _likeness(character: str) -> str:
    if character in BASIC or character in EXTENDED:
        return character
    return "".join(c for c in unicodedata.normalize("NFKD", character) if c in BASIC or c in EXTENDED)


def _spelled(link: str) -> str:
    """The same address in GSM characters: those outside are percent-encoded, nothing else changes."""
    return "".join(c if (c in BASIC and c.isascii()) or c in EXTENDED - {"€"} else quote(c) for c in link)


def _cut(text: str, room: int) -> str:
    if septets(text) <= room:
        return text
    mark = "..."
    while text and septets(text) > room - len(mark):
        head, _, tail = text.rpartition(" ")
        # a single word too long for the room is cut in the middle
        text = head if head and len(tail) <= 20 else text[:-1]
    return text.rstrip(" ,;:.-(") + mark if text else ""
