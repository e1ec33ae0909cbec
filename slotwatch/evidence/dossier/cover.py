"""The cover: for whom, what, when, the figures, the pieces.  The only page that names the person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from reportlab.lib.units import mm

from slotwatch.evidence.data import DossierData
from slotwatch.evidence.dossier import dates, styles
from slotwatch.evidence.dossier.masking import Masking
from slotwatch.evidence.dossier.order import Order
from slotwatch.evidence.dossier.sheet import Bookmark
from slotwatch.evidence.dossier.timeline import every_day, last_day
from slotwatch.evidence.dossier.words import counted, number

_COLUMNS = (48 * mm, 126 * mm)


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the pack: number in the inventory, name, what it is, pages (None: not a PDF of ours)."""

    number: int
    name: str
    title: str
    pages: int | None


def story(data: DossierData, order: Order, masking: Masking, pieces: Sequence[Piece]) -> Iterator[Any]:
    """The flowables of the cover."""
    yield Bookmark("Couverture")
    yield styles.gap(18)
    yield styles.para("Demande de rendez-vous en ligne", "title")
    yield styles.para("Relevé des tentatives et des réponses du site", "subtitle")
    yield styles.facts(_facts(data, order, masking), _COLUMNS)
    yield styles.gap(10)
    yield styles.para("Pièces", "h2")
    yield styles.table(
        ("N°", "Fichier", "Contenu", "Pages"),
        [
            (
                f"{piece.number:02d}",
                styles.raw(piece.name),
                piece.title,
                "–" if piece.pages is None else str(piece.pages),
            )
            for piece in pieces
        ],
        (10 * mm, 66 * mm, 83 * mm, 15 * mm),
    )
    yield styles.gap(8)
    yield styles.para(
        "Ce dossier rapporte des faits relevés par un logiciel et par la personne elle-même. Il ne constitue "
        "pas un avis juridique. Le nom de la personne ne figure que sur cette page et dans les documents "
        "qu’elle a elle-même joints.",
        "note",
    )


def _facts(data: DossierData, order: Order, masking: Masking) -> list[tuple[str, Any]]:
    totals = data.totals
    length = len(every_day(data))
    first = data.since.astimezone(data.motive.timezone).date()
    weeks = len({dates.iso_week(day) for day in every_day(data)})
    rows: list[tuple[str, Any]] = [("Établi pour", styles.para(f"<b>{styles.foreign(order.person)}</b>", "key"))]
    if order.prefecture:
        rows.append(("Préfecture", styles.raw(order.prefecture, "fact")))
    rows += [
        ("Motif surveillé", styles.raw(masking.note(data.motive.name), "fact")),
        ("Site", styles.raw(masking.url(data.motive.url), "fact")),
        ("Période", f"du {dates.day(first)} au {dates.day(last_day(data))} ({counted(length, 'jour', 'jours')})"),
        ("Relevés automatiques", f"{number(totals.checks)}, dont {number(totals.answered)} avec réponse du site"),
        ("Places vues", _seen(data)),
        ("Tentatives à la main", number(sum(1 for each in data.by_hand if each.kind == "attempt"))),
        ("Démarches à la main", number(sum(1 for each in data.by_hand if each.kind != "attempt"))),
        ("Captures de page", number(totals.captures)),
        (
            "Étendue",
            (
                f"{counted(totals.days, 'jour', 'jours')} sur {number(length)}, "
                f"{counted(totals.weeks, 'semaine ISO', 'semaines ISO')} sur {number(weeks)}, "
                f"{counted(totals.hours, 'heure différente', 'heures différentes')} de la journée sur 24"
            ),
        ),
        ("Plus longue interruption", _hole(totals.longest_hole)),
        ("Logiciel", f"slotwatch {data.generated}"),
    ]
    return rows


def _seen(data: DossierData) -> str:
    if not data.sightings:
        return "aucune"
    wanted = sum(1 for each in data.sightings if each.wanted)
    words = f"<b>{counted(len(data.sightings), 'fois', 'fois')}</b>"
    return words + (f", dont {number(wanted)} dans les souhaits de la personne" if wanted else "")


def _hole(longest: timedelta | None) -> str:
    return "aucune" if longest is None else dates.duration(longest)
