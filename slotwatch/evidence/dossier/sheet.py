"""A PDF of the pack: pages with a head and a foot, bookmarks, «page X sur Y»; the same bytes for the same data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from slotwatch.evidence.dossier.fonts import BOLD, REGULAR, drawable, fold, width
from slotwatch.evidence.dossier.naming import bookmark
from slotwatch.evidence.dossier.styles import GREY, INK, RULE

rl_config.useA85 = 0  # a quarter smaller: nothing carries PDFs over 7-bit mail any more

SIDE, TOP, BOTTOM = 18 * mm, 22 * mm, 18 * mm
_TOTAL = "pages-in-all"


@dataclass(frozen=True, slots=True)
class Frontispiece:
    """What every page of a file says at its head and foot, and what the file says of itself.

    ``title`` is the piece, ``subject`` what is watched, ``period`` in words, ``made`` the instant that the file
    gives as its creation (the last that the data know), ``wide`` for pages on their side.
    """

    title: str
    subject: str
    period: str
    version: str
    made: datetime
    wide: bool = False


class _Numbered(Canvas):  # type: ignore[misc]  # reportlab carries no types
    """A canvas whose pages know how many there are: a form that is drawn last and shown on each."""

    def save(self) -> None:
        """Draw the number of pages, then finish the file."""
        self.beginForm(_TOTAL, 0, 0, 40, 10)
        self.setFont(REGULAR, 7)
        self.setFillColor(GREY)
        self.drawString(0, 2, str(self.getPageNumber() - 1))
        self.endForm()
        super().save()


class Bookmark(Flowable):  # type: ignore[misc]
    """A place in the outline, at this height of the page."""

    def __init__(self, title: str, level: int = 0) -> None:
        """``level`` 0 is the outermost; one is never more than one deeper than the last."""
        super().__init__()
        self.title, self.level = title, level

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """It takes no room."""
        return 0, 0

    def draw(self) -> None:
        """Set it."""
        mark(self.canv, self.title, self.level, self.canv.absolutePosition(0, 0)[1] + 14)


def mark(canvas: Any, title: str, level: int, top: float) -> None:
    """Set a bookmark that shows the page from ``top`` on."""
    key = f"m{canvas.getPageNumber()}-{title}-{top:.0f}"
    canvas.bookmarkHorizontal(key, 0, top)
    canvas.addOutlineEntry(bookmark(title), key, level, closed=level > 0)


def write(path: Path, front: Frontispiece, story: Iterable[Any]) -> int:
    """Write the flowables of ``story`` to a file; its number of pages."""
    size = landscape(A4) if front.wide else A4
    template = BaseDocTemplate(
        str(path),
        pagesize=size,
        invariant=1,
        lang="fr-FR",
        title=front.title,
        author="slotwatch",
        subject=f"{front.subject}, {front.period}",
        creator=f"slotwatch {front.version}",
        initialFontName=REGULAR,
        displayDocTitle=1,
    )
    frame = Frame(SIDE, BOTTOM, size[0] - 2 * SIDE, size[1] - TOP - BOTTOM, 0, 0, 0, 0)
    template.addPageTemplates(PageTemplate("page", [frame], onPage=partial(_dress, front), pagesize=size))
    template.build(list(story), canvasmaker=partial(_canvas, front))
    return int(template.page)


def _canvas(front: Frontispiece, *arguments: Any, **options: Any) -> Canvas:
    canvas = _Numbered(*arguments, **(options | {"initialFontName": REGULAR, "pageCompression": 1}))
    # the date of the data: the clock of the day of printing proves nothing, and would change the file's hash
    canvas.setDateFormatter(lambda *_: f"D:{front.made:%Y%m%d%H%M%S}Z")
    canvas.showOutline()
    return canvas


def _dress(front: Frontispiece, canvas: Any, template: Any) -> None:
    wide, high = template.pagesize
    canvas.saveState()
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(SIDE, high - TOP + 12, wide - SIDE, high - TOP + 12)
    canvas.line(SIDE, BOTTOM - 10, wide - SIDE, BOTTOM - 10)
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, 8)
    title = drawable(front.title)
    canvas.drawString(SIDE, high - TOP + 17, title)
    canvas.setFillColor(GREY)
    canvas.setFont(REGULAR, 7)
    room = wide - 2 * SIDE - width(title, BOLD, 8) - 12
    canvas.drawRightString(wide - SIDE, high - TOP + 17, _cut(front.subject, room))
    canvas.drawString(SIDE, BOTTOM - 19, drawable(f"{front.period} – slotwatch {front.version}"))
    page = f"page {canvas.getPageNumber()} sur "
    right = wide - SIDE - 22
    canvas.drawRightString(right, BOTTOM - 19, page)
    canvas.translate(right, BOTTOM - 21)
    canvas.doForm(_TOTAL)
    canvas.restoreState()


def _cut(text: str, room: float) -> str:
    lines = fold(text, REGULAR, 7, room - 6)
    return lines[0] + ("…" if len(lines) > 1 else "")
