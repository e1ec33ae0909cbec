"""The chronology: every look and everything beside it, one entry each, in the order of time.

First a line for each day, then each look: number, local time with offset, UTC, outcome, HTTP status, capture,
hash, the site's exact sentence and address.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import PageBreak

from slotwatch.evidence.data import ByHand, CheckLine, DossierData
from slotwatch.evidence.dossier import dates, styles
from slotwatch.evidence.dossier.happenings import sentence
from slotwatch.evidence.dossier.masking import Masking
from slotwatch.evidence.dossier.rows import DayHead, Head, Look, Note
from slotwatch.evidence.dossier.sheet import Bookmark
from slotwatch.evidence.dossier.stack import Block, Stack
from slotwatch.evidence.dossier.timeline import Day, days, local_of, timeline
from slotwatch.evidence.dossier.words import number, quoted

#: Columns of the days' table: day, looks, hours, answers, none, slot, without answer, by hand.
_DAYS = [66 * mm, 22 * mm, 37 * mm, 24 * mm, 28 * mm, 28 * mm, 28 * mm, 28 * mm]


def story(data: DossierData, masking: Masking, progress: Callable[[], None]) -> Iterator[Any]:
    """The flowables of the chronology.  ``progress`` is called once a look."""
    yield Bookmark("Resume jour par jour")
    yield styles.para("Résumé jour par jour", "h1")
    yield styles.para(
        "Un relevé est une consultation automatique de la page par slotwatch. « Réponse » : le site a dit s’il y "
        "avait une place ou non. Les autres relevés (panne, refus, page inconnue) sont comptés à part : ils ne "
        "prouvent ni l’absence ni la présence d’une place.",
        "note",
    )
    yield styles.gap(4)
    yield styles.table(
        ("Jour", "Relevés", "De – à", "Réponses", "Aucun créneau", "Place proposée", "Sans réponse", "À la main"),
        [_day_row(day) for day in days(data)],
        _DAYS,
        dense=True,
    )
    yield PageBreak()
    yield Bookmark("Chronologie detaillee")
    yield styles.para("Chronologie détaillée", "h1")
    yield styles.para(
        f"Tous les relevés portent sur le motif {quoted(styles.foreign(masking.note(data.motive.name)))}. "
        "Automatique, sauf « À LA MAIN ». Phrase entre guillemets : mot pour mot celle du site. Adresse : en "
        "gris, au début de chaque page et de chaque jour, et dès qu’elle change. SHA-256 : empreinte de la "
        "réponse telle qu’elle est arrivée.",
        "note",
    )
    yield styles.gap(4)
    yield Stack(_blocks(data, masking, progress), Head())


def _day_row(day: Day) -> list[str]:
    if not day.looks:
        cells = [dates.day(day.day), "0", "<b>pas de relevé</b>", "–", "–", "–", "–"]
    else:
        assert day.first is not None
        assert day.last is not None
        slots = day.kinds["available"]
        cells = [
            dates.day(day.day),
            number(day.looks),
            f"{day.first:%H:%M} – {day.last:%H:%M}",
            number(day.answered),
            number(day.kinds["no_slot"]),
            f"<b>{number(slots)}</b>" if slots else "0",
            number(day.looks - day.answered),
        ]
    return [*cells, number(day.by_hand) if day.by_hand else "–"]


def _blocks(data: DossierData, masking: Masking, progress: Callable[[], None]) -> Iterator[Block]:
    """A heading for each day, a block for each entry."""
    day: date | None = None
    month = address = ""
    for happened in timeline(data):
        local = local_of(happened, data)
        if local.date() != day:
            day = local.date()
            begins = month != dates.month(day)
            month = dates.month(day)
            address = ""
            yield DayHead(day, month if begins else "")
        if isinstance(happened, CheckLine):
            yield Look(happened, masking, same=happened.url == address)
            address = happened.url or address
            progress()
        else:
            yield Note(
                sentence(happened, data, masking), styles.HAND if isinstance(happened, ByHand) else styles.HOLE
            )
