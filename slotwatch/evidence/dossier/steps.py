"""What the person did themselves: attempts and steps, as they recorded them."""

from collections.abc import Iterator, Mapping
from typing import Any

from reportlab.lib.units import mm

from slotwatch.evidence.data import ByHand, DossierData
from slotwatch.evidence.dossier import dates, styles
from slotwatch.evidence.dossier.masking import Masking
from slotwatch.evidence.dossier.sheet import Bookmark
from slotwatch.evidence.dossier.words import by_hand, counted, cut, quoted, size

_COLUMNS = (16 * mm, 42 * mm, 30 * mm, 86 * mm)

#: Recorded this long after it happened, it is said.
_SOON = 86400.0


def story(data: DossierData, masking: Masking, where: Mapping[tuple[int, str], str]) -> Iterator[Any]:
    """The flowables.  ``where`` tells where each attached file is, by entry and hash."""
    yield styles.para("Tentatives et démarches faites à la main", "h1")
    yield styles.para(
        "Tout ce qui suit est déclaré par la personne, qui l’a enregistré elle-même ; rien n’en est automatique. "
        "« Enregistré » est le moment où l’entrée a été scellée.",
        "note",
    )
    attempts = [each for each in data.by_hand if each.kind == "attempt"]
    steps = [each for each in data.by_hand if each.kind != "attempt"]
    for title, entries, none in (
        ("Tentatives à la main", attempts, "Aucune tentative à la main n’a été enregistrée pour la période."),
        ("Démarches", steps, "Aucune démarche (courriel, lettre, visite) n’a été enregistrée pour la période."),
    ):
        yield Bookmark(title)
        yield styles.para(title, "h2")
        if not entries:
            yield styles.para(none)
            continue
        yield styles.para(f"{counted(len(entries), 'entrée', 'entrées')}.")
        yield styles.table(
            ("Entrée", "Quand", "Quoi", "Détail"),
            [
                (
                    str(each.number),
                    f"{dates.moment(each.local)}{_recorded(each, data)}",
                    f"<b>{styles.foreign(by_hand(each.result))}</b><br/>à la main",
                    [*_details(each, masking, where)],
                )
                for each in entries
            ],
            _COLUMNS,
        )


def _recorded(each: ByHand, data: DossierData) -> str:
    """When it was entered, where that was not soon after it happened."""
    if abs((each.recorded - each.at).total_seconds()) < _SOON:
        return ""
    return f"<br/>enregistré le {dates.moment(each.recorded.astimezone(data.motive.timezone))}"


def _details(each: ByHand, masking: Masking, where: Mapping[tuple[int, str], str]) -> Iterator[Any]:
    if each.tracking:
        yield styles.para(f"Suivi n° {styles.foreign(masking.note(each.tracking))}", "cell")
    if each.note:
        yield styles.raw(quoted(cut(masking.note(each.note), 3000)))
    for file in each.files:
        place = where.get((each.number, file.sha256), "non joint")
        name = styles.foreign(masking.note(file.name))
        yield styles.para(f"Fichier {name} ({size(file.length)}) : {styles.foreign(place)}", "cell")
        yield styles.raw(f"SHA-256 {file.sha256}", "hash")
    if each.deleted:
        yield styles.para("<b>Fichiers supprimés depuis, à la demande de la personne.</b>", "cell")
    yield styles.raw(f"Sceau {each.seal}", "hash")
