"""Words as a reader takes them: folded for comparison, clipped for telling.  Pure.

French sites write one sentence in many ways: `n'existe`, `n’existe`, composed or decomposed accents,
upper case, no-break spaces and hyphens.  Markers and pages pass through the same `fold`.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import pairwise

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ASCII = bytes(range(128))
#: With more different characters than this, replacing one after the other is the slower way.
_FEW = 32
_APOSTROPHES = frozenset("’‘‛ʼ´′＇")
_HYPHENS = frozenset("‐‑‒–—―−﹣－")
_LIGATURES = {"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"}
_MARK = "\0"  # no space, and changed by no folding
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")

#: Longest quotation of a site's own words that an outcome carries.
LONGEST_QUOTE = 240


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character in _HYPHENS:
        return "-"
    plain = unicodedata.normalize("NFKD", _LIGATURES.get(character, character)).casefold()
    # Mn: accents; Cf: soft hyphens, zero-width spaces and other things nobody sees
    seen = "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Cf"})
    # ǽ leads to æ, which leads to ae
    return seen if seen.isascii() or seen == character else "".join(map(_fold_character, seen))


def fold(text: str) -> str:
    """Lower case, no accents, plain apostrophes and hyphens, single spaces.

    Character by character, so that composed and decomposed text fold alike; only what is not ASCII
    pays, and a page of French has a dozen different characters of the kind.
    """
    if not text.isascii():
        strange = set(_without_ascii(text))
        if len(strange) <= _FEW:
            for character in strange:  # in any order: what it becomes is folded already
                text = text.replace(character, _fold_character(character))
        else:
            text = _NOT_ASCII.sub(lambda m: _fold_character(m[0]), text)
    return " ".join(text.replace("`", "'").lower().split())


def _without_ascii(text: str) -> str:
    """What is left of the text, in order; on bytes, which is five times as fast as asking each character."""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def clip(text: str, limit: int = LONGEST_QUOTE) -> str:
    """The words on one line, short enough to tell, and fit for any store (no surrogates, no controls)."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = " ".join("".join(c if c.isprintable() else " " for c in text[: 8 * limit]).split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def has_words(folded: str, marker: str) -> bool:
    """Whether folded text holds a folded marker, beginning where a word begins.

    So that «disponible» is not found in «indisponible», while «créneau» is found in «créneaux».
    """
    return _find_words(folded, marker) >= 0


def _find_words(folded: str, marker: str) -> int:
    """Where `has_words` finds it first, -1 where it does not."""
    begin = folded.find(marker) if marker else -1
    while begin > 0 and folded[begin - 1].isalnum() and marker[0].isalnum():
        begin = folded.find(marker, begin + 1)
    return begin


class Prose:
    """The visible text of one or more elements, for asking whether it says something.

    ``pieces`` are its text nodes, as they stand.  Two ways of joining them are tried, because markup
    cuts both between words (`libre.<br>Veuillez`) and inside them (`<b>A</b>ucun`).
    """

    def __init__(self, pieces: Iterable[str]) -> None:
        """Take the text nodes."""
        self.pieces = list(filter(None, pieces))

    @cached_property
    def _marked(self) -> str:
        """All of it, folded, a mark behind each text node that another follows."""
        joined = f"{_MARK} ".join(self.pieces)
        if joined.count(_MARK) > len(self.pieces) - 1:  # no parsed text holds one, a script's string may
            joined = f"{_MARK} ".join(piece.replace(_MARK, " ") for piece in self.pieces)
        return fold(joined)

    @cached_property
    def folded(self) -> str:
        """All of it, folded, a space between any two text nodes."""
        # where a text node is nothing but space, its mark stands alone
        return self._marked.replace(f" {_MARK}", "").replace(_MARK, "").lstrip()

    @cached_property
    def glued(self) -> str:
        """All of it, folded, nothing between two text nodes; "" where that makes no difference."""
        cut = any(not (a[-1].isspace() or b[0].isspace()) for a, b in pairwise(self.pieces))
        return fold("".join(self.pieces)) if cut else ""

    @property
    def lines(self) -> list[str]:
        """Its text nodes, each folded: all of them at the price of one."""
        return [line.strip() for line in self._marked.split(_MARK)]

    @property
    def plain(self) -> str:
        """All of it on one line, unfolded."""
        return " ".join(" ".join(self.pieces).split())

    def says(self, markers: Iterable[str]) -> str:
        """The site's own words around the first marker that is said, "" when none is."""
        for marker in map(fold, markers):
            if has_words(self.folded, marker) or has_words(self.glued, marker):
                return self._quote(marker)
        return ""

    def _quote(self, marker: str) -> str:
        """The text node that says it; where it is said across several, the sentence."""
        at = _find_words(self._marked, marker)
        if at >= 0:
            return clip(self.pieces[self._marked.count(_MARK, 0, at)])
        whole = " ".join(self.pieces)
        return clip(next((s for s in _SENTENCE_END.split(whole) if has_words(fold(s), marker)), whole))
