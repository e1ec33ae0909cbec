"""Names that Télérecours takes: the piece's number first, no accents, 80 characters, none of ``% / & .``.

The same rule holds for bookmarks (CJA art. R. 414-5).
"""

import re
import unicodedata

LONGEST = 80

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss", "’": " ", "'": " ", "°": " ", "–": "-", "—": "-"}
)
_ODD = re.compile(r"[^A-Za-z0-9_-]+")
_ODD_IN_TITLE = re.compile(r"[^A-Za-z0-9_: -]+")


def plain(text: str) -> str:
    """Without accents and ligatures; letters that have no plain form go."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return decomposed.encode("ascii", "ignore").decode()


def file_name(piece: int, words: str, suffix: str = "pdf") -> str:
    """``02_captures_2026-09.pdf``, cut to 80 characters with its suffix."""
    stem = f"{piece:02d}_{_ODD.sub('_', plain(words).lower()).strip('_') or 'piece'}"
    return f"{stem[: LONGEST - len(suffix) - 1].rstrip('_-')}.{suffix}"


def bookmark(title: str) -> str:
    """A bookmark's title under the same rule."""
    return " ".join(_ODD_IN_TITLE.sub(" ", plain(title)).split())[:LONGEST].rstrip()


def slug(text: str) -> str:
    """For a folder's name: ``renouvellement``."""
    return _ODD.sub("-", plain(text).lower()).strip("-") or "motif"
