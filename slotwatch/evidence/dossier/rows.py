"""The rows of the chronology, each of a known height."""

from datetime import date
from typing import Any

from slotwatch.evidence.data import CheckLine
from slotwatch.evidence.dossier import dates, styles
from slotwatch.evidence.dossier.fonts import BOLD, ITALIC, REGULAR, drawable, fold
from slotwatch.evidence.dossier.masking import Masking
from slotwatch.evidence.dossier.reasons import reason
from slotwatch.evidence.dossier.sheet import mark
from slotwatch.evidence.dossier.styles import GREY, INK, RULE, SLOT, TROUBLE
from slotwatch.evidence.dossier.words import cut, outcome

#: Left edges of a look's columns, in points.
COLUMNS = (0, 40, 158, 247, 325, 355, 402, 460)
HEADS = ("Relevé", "Heure locale", "Heure UTC", "Résultat", "HTTP", "Capture", "Mode", "SHA-256 de la réponse")
_OUTCOME, _HASH = 3, 7

_SIZE, _SMALL, _LINE = 6.5, 6.0, 8.0
_INDENT = 40
_ROOM = 690.0


class Head:
    """The names of the columns."""

    height, keep = 14.0, False

    def at_top(self) -> None:
        """Always there."""

    def draw(self, canvas: Any, top: float, width: float) -> None:
        """Draw it below ``top``."""
        canvas.setFillColor(styles.PALE)
        canvas.rect(0, top - 11, width, 11, stroke=0, fill=1)
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, _SIZE)
        for left, name in zip(COLUMNS, HEADS, strict=True):
            canvas.drawString(left + 2, top - 8, name)


class DayHead:
    """A day's heading; the first of a month is in the outline with its month."""

    height, keep = 18.0, True

    def __init__(self, day: date, month: str) -> None:
        self._day, self._month = day, month

    def at_top(self) -> None:
        """The look below it shows the address."""

    def draw(self, canvas: Any, top: float, width: float) -> None:
        """Draw it below ``top``."""
        high = canvas.absolutePosition(0, top)[1]
        if self._month:
            mark(canvas, self._month, 1, high)
        mark(canvas, dates.day(self._day), 2, high)
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, 8)
        words = dates.day(self._day)
        canvas.drawString(0, top - 13, words[0].upper() + words[1:])
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.5)
        canvas.line(0, top - 16, width, top - 16)


class Look:
    """One automatic look: a line of figures, then the sentence and the address."""

    keep = False

    def __init__(self, line: CheckLine, masking: Masking, *, same: bool) -> None:
        self._line = line
        self._sentence = fold(cut(masking.text(reason(line))), REGULAR, _SIZE, _ROOM)
        self._address = fold(cut(masking.url(line.url)), REGULAR, _SMALL, _ROOM) if line.url else ()
        self.height = 0.0
        self._same = same
        self._measure()

    def at_top(self) -> None:
        """Every page shows the address."""
        self._same = False
        self._measure()

    def _measure(self) -> None:
        shown = 0 if self._same else len(self._address)
        self.height = _LINE * (1 + len(self._sentence) + shown) + 3

    def draw(self, canvas: Any, top: float, width: float) -> None:
        """Draw it below ``top``."""
        line = self._line
        if line.outcome == "available" or not line.answered:
            canvas.setFillColor(SLOT if line.answered else TROUBLE)
            canvas.rect(0, top - self.height, width, self.height, stroke=0, fill=1)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.25)
        canvas.line(0, top - self.height, width, top - self.height)
        canvas.setFillColor(INK)
        y = top - _LINE
        cells = (
            str(line.number),
            dates.stamp(line.local),
            dates.utc(line.at),
            outcome(line.outcome),
            "–" if line.status is None else str(line.status),
            "–" if line.capture is None else str(line.capture),
            "automatique",
            line.digest or "pas de réponse",
        )
        for index, (left, cell) in enumerate(zip(COLUMNS, cells, strict=True)):
            canvas.setFont(BOLD if index == _OUTCOME else REGULAR, _SMALL if index == _HASH else _SIZE)
            canvas.drawString(left + 2, y, drawable(cell))
        canvas.setFont(REGULAR, _SIZE)
        for text in self._sentence:
            y -= _LINE
            canvas.drawString(_INDENT + 2, y, text)
        canvas.setFillColor(GREY)
        canvas.setFont(REGULAR, _SMALL)
        for text in () if self._same else self._address:
            y -= _LINE
            canvas.drawString(_INDENT + 2, y, text)


class Note:
    """What is no look: a band with a sentence."""

    keep = False

    def __init__(self, words: str, colour: Any) -> None:
        self._colour = colour
        self._lines = fold(words, BOLD, _SIZE, _ROOM)
        self.height = _LINE * len(self._lines) + 8

    def at_top(self) -> None:
        """As anywhere."""

    def draw(self, canvas: Any, top: float, width: float) -> None:
        """Draw it below ``top``."""
        canvas.setFillColor(self._colour)
        canvas.rect(0, top - self.height + 2, width, self.height - 4, stroke=0, fill=1)
        canvas.setFillColor(INK)
        y = top
        for index, text in enumerate(self._lines):
            y -= _LINE if index else _LINE + 1
            canvas.setFont(BOLD if not index else ITALIC, _SIZE)
            canvas.drawString(4, y, text)
