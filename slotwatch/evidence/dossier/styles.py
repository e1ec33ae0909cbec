"""Colours, paragraphs and tables of the dossier: sober, legible in black and white."""

from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import KeepTogether, Paragraph, Spacer, Table, TableStyle

from slotwatch.evidence.dossier.fonts import BOLD, ITALIC, REGULAR, drawable
from slotwatch.evidence.dossier.words import typo

INK, GREY, RULE = HexColor(0x1B2A41), HexColor(0x5A6472), HexColor(0xB8C0CC)
PALE = HexColor(0xF1F4F8)
#: What a row is, beside the words that say it too: a slot, trouble, a hole, the person's own.
SLOT, TROUBLE, HOLE, HAND = HexColor(0xD5EFD9), HexColor(0xFCE9D4), HexColor(0xE2E4E8), HexColor(0xDDE8F8)

_BODY = ParagraphStyle("body", fontName=REGULAR, bulletFontName=REGULAR, fontSize=9, leading=13, spaceAfter=5)
_STYLES = {
    "body": _BODY,
    "title": ParagraphStyle("title", _BODY, fontName=BOLD, fontSize=20, leading=25, textColor=INK, spaceAfter=6),
    "subtitle": ParagraphStyle("subtitle", _BODY, fontSize=11, leading=15, textColor=GREY, spaceAfter=14),
    "h1": ParagraphStyle("h1", _BODY, fontName=BOLD, fontSize=13, leading=17, textColor=INK, spaceAfter=6),
    "h2": ParagraphStyle(
        "h2", _BODY, fontName=BOLD, fontSize=10.5, leading=14, textColor=INK, spaceBefore=8, spaceAfter=4
    ),
    "key": ParagraphStyle("key", _BODY, fontSize=11, leading=16, spaceAfter=6),
    "note": ParagraphStyle("note", _BODY, fontName=ITALIC, fontSize=8, leading=11, textColor=GREY),
    "item": ParagraphStyle("item", _BODY, leftIndent=12, bulletIndent=2, spaceAfter=3),
    "cell": ParagraphStyle("cell", _BODY, fontSize=7.5, leading=10, spaceAfter=0),
    "head": ParagraphStyle("head", _BODY, fontName=BOLD, fontSize=7.5, leading=10, textColor=INK, spaceAfter=0),
    "fact": ParagraphStyle("fact", _BODY, fontSize=9, leading=12, spaceAfter=0),
    "label": ParagraphStyle("label", _BODY, fontSize=9, leading=12, textColor=GREY, spaceAfter=0),
    "hash": ParagraphStyle("hash", _BODY, fontSize=6.5, leading=9, spaceAfter=0),
}


def foreign(text: str) -> str:
    """Text that is not ours, for a paragraph: letter by letter, no mark-up."""
    return escape(drawable(text))


def para(text: str, style: str = "body") -> Any:
    """A paragraph of our own French, which may hold ``<b>`` and what `foreign` gives."""
    return Paragraph(drawable(typo(text)), _STYLES[style])


def raw(text: str, style: str = "cell") -> Any:
    """A paragraph of foreign text."""
    return Paragraph(foreign(text), _STYLES[style])


def items(lines: Iterable[str]) -> list[Any]:
    """Our own sentences as a list."""
    return [Paragraph(drawable(typo(line)), _STYLES["item"], bulletText="–") for line in lines]


def gap(points: float) -> Any:
    """Room."""
    return Spacer(1, points)


def together(*parts: Any) -> Any:
    """What a page's end must not part."""
    return KeepTogether(list(parts))


def table(
    heads: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float], *, dense: bool = False
) -> Any:
    """A table whose head comes back on each page.  A cell is our own French, or paragraphs."""
    cells = [[para(head, "head") for head in heads]]
    cells += [[para(cell, "cell") if isinstance(cell, str) else cell for cell in row] for row in rows]
    pad = 1.2 if dense else 2.5
    style = TableStyle(
        [("TOPPADDING", (0, 0), (-1, -1), pad), ("BOTTOMPADDING", (0, 0), (-1, -1), pad + 0.5)], parent=_GRID
    )
    return Table(cells, widths, repeatRows=1, style=style, hAlign="LEFT")


def facts(rows: Iterable[tuple[str, Any]], widths: tuple[float, float], *, dense: bool = False) -> Any:
    """Labels and values, side by side."""
    cells = [
        [para(label, "label"), para(value, "fact") if isinstance(value, str) else value] for label, value in rows
    ]
    pad = 1.5 if dense else 3
    return Table(
        cells,
        widths,
        hAlign="LEFT",
        style=TableStyle(
            [
                ("FONTNAME", (0, 0), (-1, -1), REGULAR),  # else Helvetica is named in the file, and not embedded
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), pad),
                ("BOTTOMPADDING", (0, 0), (-1, -1), pad),
                ("LINEBELOW", (0, 0), (-1, -1), 0.25, RULE),
            ]
        ),
    )


_GRID = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), PALE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.75, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.25, RULE),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
)
