"""The synthesis: one page.  What was found, the picture of the looks, and what speaks against it."""

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import KeepInFrame

from slotwatch.evidence.data import DossierData
from slotwatch.evidence.dossier import dates, styles
from slotwatch.evidence.dossier.grid import grid
from slotwatch.evidence.dossier.masking import Masking
from slotwatch.evidence.dossier.sheet import Bookmark
from slotwatch.evidence.dossier.timeline import last_day, troubles
from slotwatch.evidence.dossier.words import OUTCOMES, by_hand, counted, number, outcome, percent, quoted

#: What the page holds, so that it stays one page whatever the data are.
_WIDE, _HIGH = 174 * mm, 253 * mm
_PICTURE = 292.0
#: Entries of one sort that the page names; the others are counted, and stand in their own piece.
_NAMED = 3


def story(data: DossierData, masking: Masking, holes_piece: str) -> Iterator[Any]:
    """The flowables of the synthesis; ``holes_piece`` is the file that tells holes, errors and slots in full."""
    yield Bookmark("Synthese")
    parts = [
        styles.para("Synthèse", "h1"),
        styles.para(_answer(data), "key"),
        styles.para(_extent(data)),
        _shares(data),
        styles.gap(6),
        styles.para("Relevés par semaine et par heure", "h2"),
        grid(data, _WIDE, _PICTURE),
        styles.para("Ce qu’il faut savoir aussi", "h2"),
        *styles.items(_against(data, masking)),
        styles.para(f"Détail : {styles.foreign(holes_piece)}.", "note"),
    ]
    yield KeepInFrame(_WIDE, _HIGH, parts, mode="shrink")


def _answer(data: DossierData) -> str:
    """The one sentence that a reader in a hurry takes away."""
    totals = data.totals
    first = data.since.astimezone(data.motive.timezone).date()
    period = f"Du {dates.day(first)} au {dates.day(last_day(data))}"
    if not totals.answered:
        return (
            f"{period}, aucun des {number(totals.checks)} relevés n’a reçu de réponse : <b>rien n’en résulte</b>."
        )
    looks = f"{period}, {counted(totals.answered, 'relevé a reçu', 'relevés ont reçu')} une réponse du site"
    if not totals.available:
        return f"{looks} : <b>aucun ne proposait de rendez-vous</b>."
    assert totals.share is not None
    offered = counted(totals.available, "relevé montrait", "relevés montraient")
    return f"{looks} : <b>{offered} au moins une place</b> ({percent(totals.share)} des réponses)."


def _extent(data: DossierData) -> str:
    """What length, days and hours prove: that the attempts were not made all at once."""
    totals = data.totals
    attempts = sum(1 for each in data.by_hand if each.kind == "attempt")
    steps = len(data.by_hand) - attempts
    return (
        f"Relevés faits sur {counted(totals.days, 'jour', 'jours')}, dans "
        f"{counted(totals.weeks, 'semaine ISO', 'semaines ISO')} et à "
        f"{counted(totals.hours, 'heure différente', 'heures différentes')} de la journée. "
        f"{counted(totals.captures, 'capture', 'captures')} ; {counted(attempts, 'tentative', 'tentatives')} et "
        f"{counted(steps, 'démarche', 'démarches')} à la main."
    )


def _shares(data: DossierData) -> Any:
    """Answers with and without a slot; errors and refusals apart, outside the shares."""
    totals = data.totals
    rows = []
    for kind in OUTCOMES:
        count = totals.kinds.get(kind, 0)
        answered = kind in {"available", "no_slot"}
        if count or answered:
            share = percent(count / totals.answered) if answered and totals.answered else "hors statistique"
            rows.append((outcome(kind), number(count), share))
    hand: dict[str, int] = {}
    for each in data.by_hand:
        if each.kind == "attempt":
            hand[each.result] = hand.get(each.result, 0) + 1
    words = ", ".join(
        f"{styles.foreign(by_hand(result))} : {number(count)}" for result, count in sorted(hand.items())
    )
    rows.append(("tentatives à la main", number(sum(hand.values())), words or "–"))
    return styles.table(("Relevés automatiques", "Nombre", "Part des réponses"), rows, (70 * mm, 30 * mm, 74 * mm))


def _against(data: DossierData, masking: Masking) -> Iterator[str]:
    yield _slots(data, masking)
    yield _holes(data)
    yield _errors(data)
    yield _clock(data)
    if data.deletions:
        gone = sum(len(each.entries) for each in data.deletions)
        yield f"Contenus supprimés depuis : {counted(gone, 'capture ou fichier', 'captures ou fichiers')}."
    if data.late:
        yield (
            f"{counted(data.late, 'relevé', 'relevés')} de la période "
            f"{'date' if data.late < 2 else 'datent'} d’avant la chaîne scellée, et "
            f"{'a été scellé' if data.late < 2 else 'ont été scellés'} après coup."
        )


def _slots(data: DossierData, masking: Masking) -> str:
    if not data.sightings:
        return "Places vues : aucune."
    zone = data.motive.timezone
    named = [
        f"{dates.moment(each.since.astimezone(zone))} ({styles.foreign(masking.text(dates.slot(each.slots[0])))}"
        f"{', dans les souhaits' if each.wanted else ', hors des souhaits'})"
        for each in sorted(data.sightings, key=lambda each: (not each.wanted, each.since))[:_NAMED]
    ]
    count = len(data.sightings)
    return f"<b>Places vues : {counted(count, 'fois', 'fois')}</b> – {_listed(named, count)}"


def _holes(data: DossierData) -> str:
    if not data.holes:
        return "Interruptions : aucune."
    zone = data.motive.timezone
    longest = sorted(data.holes, key=lambda hole: (-hole.length, hole.since))[:_NAMED]
    named = [
        f"{dates.duration(hole.length)} à partir du {dates.moment(hole.since.astimezone(zone))}"
        + (
            f" ({counted(len(hole.days), 'jour entier', 'jours entiers')} : {quoted('pas de relevé')})"
            if hole.days
            else ""
        )
        for hole in longest
    ]
    lead = "les plus longues : " if len(named) > 1 else ""
    return f"<b>Interruptions : {number(len(data.holes))}</b> – {lead}{_listed(named, len(data.holes))}"


def _errors(data: DossierData) -> str:
    count = len(data.errors)
    if not count:
        return "Relevés sans réponse : aucun."
    longest = min(troubles(data), key=lambda run: (-run.count, run.first.at))
    words = f"<b>Relevés sans réponse : {number(count)}</b> sur {number(data.totals.checks)}"
    if longest.count == 1:
        return f"{words}, jamais deux à la suite."
    return (
        f"{words}, dont {number(longest.count)} à la suite ({outcome(longest.first.outcome)}) à partir du "
        f"{dates.moment(longest.first.local)}."
    )


def _clock(data: DossierData) -> str:
    if not data.jumps:
        return "Sauts de l’horloge de l’ordinateur : aucun."
    worst = max(data.jumps, key=lambda jump: abs(jump.seconds))
    local = worst.at.astimezone(data.motive.timezone)
    return (
        f"<b>Sauts de l’horloge de l’ordinateur : {number(len(data.jumps))}</b>, le plus grand de "
        f"{dates.seconds(worst.seconds)} le {dates.moment(local)}."
    )


def _listed(named: Sequence[str], count: int) -> str:
    more = count - len(named)
    end = f" ; et {counted(more, 'autre', 'autres')}" if more else ""
    return f"{' ; '.join(named)}{end}."
