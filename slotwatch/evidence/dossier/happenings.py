"""What is no automatic look, in a sentence each: attempts by hand, holes, clock jumps, deletions.  Pure."""

from slotwatch.evidence.data import ByHand, ClockJump, Deletion, DossierData, Hole
from slotwatch.evidence.dossier import dates
from slotwatch.evidence.dossier.masking import Masking
from slotwatch.evidence.dossier.words import by_hand, counted, cut, quoted, typo, why_deleted


def sentence(happened: ByHand | Hole | ClockJump | Deletion, data: DossierData, masking: Masking) -> str:
    """What happened, in one sentence of our own French with the person's words in guillemets."""
    match happened:
        case ByHand():
            return _hand(happened, masking)
        case Hole():
            return _hole(happened, data)
        case ClockJump():
            return _jump(happened, data)
        case Deletion():
            return _deletion(happened, data)


def _hand(attempt: ByHand, masking: Masking) -> str:
    """One attempt or step of the person's own, in a sentence."""
    what = "tentative" if attempt.kind == "attempt" else "démarche"
    words = f"À LA MAIN (entrée {attempt.number}) – {dates.moment(attempt.local)} – {what} : "
    words = typo(words + by_hand(attempt.result))
    if attempt.tracking:
        words += typo(" ; suivi n° ") + attempt.tracking
    if attempt.note:
        words += f" – {quoted(cut(masking.note(attempt.note)))}"
    return words


def _hole(hole: Hole, data: DossierData) -> str:
    """«pas de relevé», from when to when, why as far as known."""
    zone = data.motive.timezone
    words = (
        f"PAS DE RELEVÉ pendant {dates.duration(hole.length)} : du {dates.moment(hole.since.astimezone(zone))} "
        f"au {dates.moment(hole.until.astimezone(zone))}"
    )
    if hole.days:
        words += f" ; {counted(len(hole.days), 'jour entier', 'jours entiers')} sans relevé"
    if hole.stopped:
        words += " ; slotwatch n’a pas fonctionné pendant tout ce temps"
    return typo(words)


def _jump(jump: ClockJump, data: DossierData) -> str:
    """The machine's clock moved."""
    local = jump.at.astimezone(data.motive.timezone)
    return typo(
        f"HORLOGE : le {dates.moment(local)}, l’horloge de l’ordinateur s’est déplacée de "
        f"{dates.seconds(jump.seconds)} (entrée {jump.number})"
    )


def _deletion(deletion: Deletion, data: DossierData) -> str:
    """Captures or files that are gone."""
    local = deletion.at.astimezone(data.motive.timezone)
    return typo(
        f"SUPPRESSION : le {dates.moment(local)}, contenu de "
        f"{counted(len(deletion.entries), 'capture ou fichier supprimé', 'captures ou fichiers supprimés')} "
        f"({why_deleted(deletion.why)}) ; empreintes et adresses conservées (entrée {deletion.number})"
    )
