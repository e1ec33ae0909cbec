"""What speaks against the dossier, in full: holes, looks without an answer, slots seen, clock jumps, deletions.

Every section is always there, and says so when it is empty.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from reportlab.lib.units import mm

from slotwatch.evidence.data import ByHand, DossierData, Sighting
from slotwatch.evidence.dossier import dates, styles
from slotwatch.evidence.dossier.masking import Masking
from slotwatch.evidence.dossier.reasons import reason
from slotwatch.evidence.dossier.sheet import Bookmark
from slotwatch.evidence.dossier.timeline import troubles
from slotwatch.evidence.dossier.words import by_hand, counted, cut, number, outcome, quoted, why_deleted

#: What the person did this long after a slot was last seen belongs to it.
_AFTERWARDS = timedelta(days=2)


def story(data: DossierData, masking: Masking) -> Iterator[Any]:
    """The flowables of this piece."""
    yield styles.para("Interruptions, relevés sans réponse, places vues", "h1")
    yield styles.para(
        "Cette pièce est imprimée dans tous les cas et en entier : aucun réglage ne permet d’en retirer une "
        "ligne.",
        "note",
    )
    yield from _sightings(data, masking)
    yield from _holes(data)
    yield from _troubles(data, masking)
    yield from _jumps(data)
    yield from _deletions(data)
    yield from _late(data)


def _section(title: str, count: int, none: str) -> Iterator[Any]:
    yield Bookmark(title)
    yield styles.para(title, "h2")
    if not count:
        yield styles.para(none)


def _sightings(data: DossierData, masking: Masking) -> Iterator[Any]:
    yield from _section("Places vues", len(data.sightings), "Aucune place n’a été vue pendant la période.")
    if not data.sightings:
        return
    zone = data.motive.timezone
    yield styles.table(
        ("Relevés", "De … à …", "Places", "Souhaits", "Ce que la personne a fait"),
        [
            (
                str(each.first) if each.first == each.last else f"{each.first} à {each.last}",
                f"{dates.stamp(each.since.astimezone(zone))}<br/>{dates.stamp(each.until.astimezone(zone))}",
                styles.raw(_slots(each, masking)),
                "<b>oui</b>" if each.wanted else "non",
                styles.raw(_done(each, data, masking)),
            )
            for each in data.sightings
        ],
        (24 * mm, 44 * mm, 44 * mm, 16 * mm, 46 * mm),
    )
    yield styles.para(
        "« De … à … » : premier et dernier relevé qui les montraient ; entre deux relevés, rien n’est connu. « "
        "Souhaits » : au moins une place répondait aux souhaits que la personne a enregistrés (jours, heures, "
        "dates).",
        "note",
    )


def _slots(each: Sighting, masking: Masking) -> str:
    shown = [masking.text(dates.slot(slot)) for slot in each.slots[:6]]
    more = len(each.slots) - len(shown)
    return " ; ".join(shown) + (f" ; et {counted(more, 'autre', 'autres')}" if more else "")


def _done(sighting: Sighting, data: DossierData, masking: Masking) -> str:
    """What the person noted while the slot was seen or in the two days after it."""
    then = [a for a in data.by_hand if sighting.since <= a.at <= sighting.until + _AFTERWARDS]
    return " ; ".join(_in_short(attempt, masking) for attempt in then) or "rien n’a été noté"


def _in_short(attempt: ByHand, masking: Masking) -> str:
    words = f"{attempt.local:%d/%m/%Y %H:%M} {by_hand(attempt.result)}"
    return f"{words} – {quoted(cut(masking.note(attempt.note), 300))}" if attempt.note else words


def _holes(data: DossierData) -> Iterator[Any]:
    yield from _section("Interruptions des relevés", len(data.holes), "Aucune interruption.")
    if not data.holes:
        return
    zone = data.motive.timezone
    yield styles.table(
        ("Du", "Au", "Durée", "Jours entiers", "Pourquoi"),
        [
            (
                dates.stamp(hole.since.astimezone(zone)),
                dates.stamp(hole.until.astimezone(zone)),
                f"<b>{dates.duration(hole.length)}</b>",
                f"{number(len(hole.days))} : « pas de relevé »" if hole.days else "–",
                "slotwatch a été arrêté"
                if hole.stopped
                else "bord de la période"
                if hole.edge
                else "cause non connue",
            )
            for hole in data.holes
        ],
        (42 * mm, 42 * mm, 22 * mm, 34 * mm, 34 * mm),
        dense=True,
    )


def _troubles(data: DossierData, masking: Masking) -> Iterator[Any]:
    runs = list(troubles(data))
    yield from _section("Relevés sans réponse", len(runs), "Tous les relevés ont reçu une réponse.")
    if not runs:
        return
    yield styles.para(
        f"{counted(len(data.errors), 'relevé', 'relevés')} sur {number(data.totals.checks)} n’ont pas eu de "
        "réponse à la question posée. Ils sont hors statistique. Les relevés qui se suivent avec le même "
        "résultat sont groupés ; la chronologie les donne un par un."
    )
    yield styles.table(
        ("Relevés", "Du", "Au", "Nombre", "Résultat", "Raison"),
        [
            (
                str(run.first.number) if run.count == 1 else f"{run.first.number} à {run.last.number}",
                dates.stamp(run.first.local),
                "–" if run.count == 1 else dates.stamp(run.last.local),
                number(run.count),
                outcome(run.first.outcome),
                styles.raw(cut(masking.text(reason(run.first)), 400)),
            )
            for run in runs
        ],
        (22 * mm, 43 * mm, 43 * mm, 15 * mm, 24 * mm, 27 * mm),
        dense=True,
    )


def _jumps(data: DossierData) -> Iterator[Any]:
    title = "Sauts de l’horloge"
    yield from _section(title, len(data.jumps), "L’horloge de l’ordinateur n’a pas fait de saut.")
    if data.jumps:
        zone = data.motive.timezone
        yield styles.table(
            ("Entrée", "Quand", "Saut"),
            [
                (str(each.number), dates.moment(each.at.astimezone(zone)), dates.seconds(each.seconds))
                for each in data.jumps
            ],
            (30 * mm, 80 * mm, 64 * mm),
        )


def _deletions(data: DossierData) -> Iterator[Any]:
    yield from _section("Contenus supprimés", len(data.deletions), "Rien de la période n’a été supprimé.")
    if data.deletions:
        zone = data.motive.timezone
        yield styles.para(
            "Empreintes, adresses et résultats restent dans la chaîne scellée ; seul le contenu a disparu."
        )
        yield styles.table(
            ("Entrée", "Quand", "Pourquoi", "Captures ou fichiers (entrées)"),
            [
                (
                    str(each.number),
                    dates.moment(each.at.astimezone(zone)),
                    why_deleted(each.why),
                    f"{number(len(each.entries))} : {_numbers(each.entries)}",
                )
                for each in data.deletions
            ],
            (20 * mm, 54 * mm, 44 * mm, 56 * mm),
        )


def _numbers(entries: tuple[int, ...]) -> str:
    shown = ", ".join(str(entry) for entry in entries[:40])
    return f"{shown}…" if len(entries) > 40 else shown


def _late(data: DossierData) -> Iterator[Any]:
    yield from _section(
        "Relevés scellés après coup", data.late, "Tous les relevés de la période ont été scellés au moment même."
    )
    if data.late:
        yield styles.para(
            f"{counted(data.late, 'relevé', 'relevés')} de la période ont été faits avant que la chaîne "
            "n’existe. Ils y ont été ajoutés ensuite, dans leur ordre : leur sceau prouve leur état à ce "
            "moment-là, pas avant."
        )
