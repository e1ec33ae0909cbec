"""The picture of the looks: ISO weeks down, hours of the day across; drawn as vectors.

Each cell is shaded by the number of its looks; bars beside it count the week, bars below it the hour.  A week
without a look says so.  A slot seen is a square, an attempt by hand a ring.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from reportlab.graphics.shapes import STATE_DEFAULTS, Circle, Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor, white

from slotwatch.evidence.data import DossierData
from slotwatch.evidence.dossier.dates import iso_week, week
from slotwatch.evidence.dossier.fonts import BOLD, REGULAR
from slotwatch.evidence.dossier.styles import GREY, INK, RULE
from slotwatch.evidence.dossier.timeline import every_day
from slotwatch.evidence.dossier.words import counted, number

STATE_DEFAULTS["fontName"] = REGULAR  # else every drawing names Helvetica in the file, and does not embed it

#: From one look to the most in a cell.
_SHADES = tuple(HexColor(c) for c in (0xD3E0F0, 0xA5C0E0, 0x6F98CB, 0x3F6FAE, 0x1F4A86))
_GREEN = HexColor(0x1E7B34)

_LEFT, _RIGHT, _FOOT, _HEAD = 74.0, 78.0, 52.0, 12.0
_TALLEST, _LOWEST = 15.0, 4.5


def grid(data: DossierData, width: float, height: float) -> Any:
    """The picture, ``width`` wide and at most ``height`` high."""
    weeks = list(dict.fromkeys(iso_week(day) for day in every_day(data)))
    row = max(_LOWEST, min(_TALLEST, (height - _FOOT - _HEAD) / len(weeks)))
    drawing = Drawing(width, row * len(weeks) + _FOOT + _HEAD)
    picture = _Picture(drawing, data, weeks, row, (width - _LEFT - _RIGHT) / 24)
    picture.weeks()
    picture.cells()
    picture.hours()
    picture.legend()
    return drawing


class _Picture:
    """One drawing in the making.  The first week is at the top."""

    def __init__(self, drawing: Any, data: DossierData, weeks: list[str], row: float, column: float) -> None:
        self._drawing, self._data, self._weeks = drawing, data, weeks
        self._row, self._column = row, column
        self._looks = Counter((iso_week(line.local), line.local.hour) for line in data.checks)
        self._slots = {(iso_week(c.local), c.local.hour) for c in data.checks if c.outcome == "available"}
        attempts = [each for each in data.by_hand if each.kind == "attempt"]
        self._hand = {(iso_week(each.local), each.local.hour) for each in attempts}
        self._most = max(self._looks.values(), default=1)

    def _top(self, index: int) -> float:
        return float(self._drawing.height - _HEAD - index * self._row)

    def weeks(self) -> None:
        """The week's name and days at the left, its bar and count at the right."""
        per_week = Counter(iso_week(line.local) for line in self._data.checks)
        most = max(per_week.values(), default=1)
        size = min(6.5, self._row - 0.5)
        every = 1 if self._row >= 7 else 2 if self._row >= 5 else 4
        for index, key in enumerate(self._weeks):
            y = self._top(index) - self._row / 2 - size * 0.35
            count = per_week[key]
            if index % every == 0 or not count:
                self._write(0, y, week(key), BOLD, size)
                self._write(22, y, _span(key), REGULAR, size, GREY)
            right = _LEFT + 24 * self._column + 6
            if count:
                length = (_RIGHT - 36) * count / most
                self._box(right, self._top(index) - self._row + 1, length, self._row - 2, _SHADES[2])
                self._write(right + length + 3, y, number(count), REGULAR, size)
            else:
                self._write(right, y, "aucun relevé", BOLD, size)

    def cells(self) -> None:
        """A cell for each hour of each week."""
        for index, key in enumerate(self._weeks):
            for hour in range(24):
                x, y = _LEFT + hour * self._column, self._top(index) - self._row
                count = self._looks[key, hour]
                shade = _SHADES[min(4, 5 * (count - 1) // self._most)] if count else white
                self._box(x, y, self._column - 0.8, self._row - 0.8, shade, None if count else RULE)
                middle = (x + self._column / 2 - 0.4, y + self._row / 2 - 0.4)
                self._marks((key, hour), *middle)

    def _marks(self, cell: tuple[str, int], x: float, y: float) -> None:
        side = min(self._row, self._column) * 0.28
        if cell in self._slots:
            self._drawing.add(
                Rect(x - side, y - side, 2 * side, 2 * side, fillColor=_GREEN, strokeColor=white, strokeWidth=0.7)
            )
        if cell in self._hand:
            ring = Circle(x, y, side, fillColor=None, strokeColor=white, strokeWidth=2)
            self._drawing.add(ring)
            self._drawing.add(Circle(x, y, side, fillColor=None, strokeColor=INK, strokeWidth=0.9))

    def hours(self) -> None:
        """The hours below the cells, each with a bar that counts it."""
        per_hour = Counter(line.local.hour for line in self._data.checks)
        most = max(per_hour.values(), default=1)
        floor = self._top(len(self._weeks))
        for hour in range(24):
            x = _LEFT + hour * self._column
            self._middle(x + self._column / 2, floor - 8, f"{hour} h".replace(" ", "\u00a0"), 5.5)
            count = per_hour[hour]
            length = 17 * count / most
            self._box(x, floor - 11 - length, self._column - 0.8, length, _SHADES[2])
            self._middle(x + self._column / 2, floor - 17 - length, number(count), 4.8)
        self._write(0, floor - 8, "heure locale", REGULAR, 6.5, GREY)

    def legend(self) -> None:
        """What shades and marks mean."""
        y, x = 2.0, _LEFT
        for text, shade in (("1 relevé", _SHADES[0]), (counted(self._most, "relevé", "relevés"), _SHADES[4])):
            self._box(x, y - 1, 8, 7, shade)
            self._write(x + 11, y, text, REGULAR, 6, GREY)
            x += 62
        self._box(x, y - 1, 8, 7, white, RULE)
        self._write(x + 11, y, "aucun relevé à cette heure", REGULAR, 6, GREY)
        x += 104
        self._drawing.add(Rect(x, y - 0.5, 6, 6, fillColor=_GREEN, strokeColor=None))
        self._write(x + 10, y, "place vue", REGULAR, 6, GREY)
        x += 52
        self._drawing.add(Circle(x + 3, y + 2.5, 3, fillColor=None, strokeColor=INK, strokeWidth=0.9))
        self._write(x + 10, y, "tentative à la main", REGULAR, 6, GREY)
        self._drawing.add(Line(0, y + 10, self._drawing.width, y + 10, strokeColor=RULE, strokeWidth=0.25))

    def _box(self, x: float, y: float, wide: float, high: float, fill: Any, edge: Any = None) -> None:
        self._drawing.add(Rect(x, y, wide, high, fillColor=fill, strokeColor=edge, strokeWidth=0.4))

    def _write(self, x: float, y: float, text: str, font: str, size: float, colour: Any = INK) -> None:
        self._drawing.add(String(x, y, text, fontName=font, fontSize=size, fillColor=colour))

    def _middle(self, x: float, y: float, text: str, size: float) -> None:
        self._drawing.add(String(x, y, text, fontName=REGULAR, fontSize=size, fillColor=GREY, textAnchor="middle"))


def _span(key: str) -> str:
    """The week's Monday and Sunday: ``31/08-06/09``."""
    year, _, number_of = key.partition("-W")
    monday = date.fromisocalendar(int(year), int(number_of), 1)
    return f"{monday:%d/%m}–{monday + timedelta(days=6):%d/%m}"
