"""The letters: Bitstream Vera, which comes with reportlab and covers French; embedded in every file."""

import unicodedata
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from slotwatch.evidence.dossier.words import NBSP

REGULAR, BOLD, ITALIC = "Vera", "VeraBd", "VeraIt"

#: Characters that the font lacks and another stands for as well.
_INSTEAD = str.maketrans(
    {"\u202f": NBSP, "\u2009": NBSP, "\u2007": NBSP, "\u2011": "-", "\u2010": "-", "\t": " ", "\n": " ", "\r": " "}
)


def _register() -> frozenset[int]:
    """Make the fonts known to reportlab; the code points that they can draw."""
    for name in (REGULAR, BOLD, ITALIC, "VeraBI"):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic="VeraBI")
    return frozenset(pdfmetrics.getFont(REGULAR).face.charToGlyph)


_KNOWN = _register()


@lru_cache(4096)
def drawable(text: str) -> str:
    """The text in characters that the font has; another is told by its number, never left out: ``[U+0634]``."""
    text = unicodedata.normalize("NFC", text).translate(_INSTEAD)
    return "".join(c if ord(c) in _KNOWN else _told(c) for c in text)


def _told(letter: str) -> str:
    return "" if unicodedata.category(letter) in {"Cf", "Mn"} else f"[U+{ord(letter):04X}]"


def width(text: str, font: str, size: float) -> float:
    """Points that a drawable text takes."""
    return float(pdfmetrics.stringWidth(text, font, size))


@lru_cache(8192)
def fold(text: str, font: str, size: float, room: float) -> tuple[str, ...]:
    """A text in lines of at most ``room`` points; a word that is longer (an address, a hash) is cut."""
    lines: list[str] = []
    line = ""
    for word in drawable(text).split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, font, size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while width(line, font, size) > room:
            cut = _cut(line, font, size, room)
            lines.append(line[:cut])
            line = line[cut:]
    return (*lines, line) if line or not lines else tuple(lines)


def _cut(word: str, font: str, size: float, room: float) -> int:
    """How many letters of a long word fit; behind a sign of addresses where one is near."""
    used, cut = 0.0, 0
    for letter in word:
        used += width(letter, font, size)
        if used > room:
            break
        cut += 1
    cut = max(cut, 1)
    behind = max(word.rfind(sign, 0, cut) for sign in "/?&=-_.")
    return behind + 1 if behind > cut * 0.7 else cut
