"""Why a look came to its outcome, in French; the site's own sentence stays letter by letter.  Pure."""

from slotwatch.evidence.data import CheckLine
from slotwatch.evidence.dossier import dates
from slotwatch.evidence.dossier.words import counted, quoted
from slotwatch.model import Cause, Human

#: Slots that are named; more of them are counted.
_NAMED = 4

_CAUSES = {
    Cause.DNS: "nom du site introuvable",
    Cause.CONNECT: "connexion impossible",
    Cause.TLS: "connexion chiffrée impossible",
    Cause.TIMEOUT: "délai d’attente dépassé",
    Cause.RESET: "connexion coupée",
    Cause.EMPTY: "réponse vide",
    Cause.REDIRECTS: "redirections sans fin",
    Cause.PROTOCOL: "réponse illisible",
}
_WANTS = {
    Human.CAPTCHA: "le site demande un captcha",
    Human.SESSION: "le site demande d’ouvrir une session à la main",
    Human.LOGIN: "le site demande de s’identifier",
}


def reason(line: CheckLine) -> str:
    """The sentence in guillemets, the slots on offer, or the network's reason in French where we know it."""
    match line.outcome:
        case "available":
            return _slots(line) or line.sentence
        case "no_slot" | "not_open":
            return quoted(line.sentence) if line.sentence else "sans phrase"
        case "needs_human":
            return next((words for want, words in _WANTS.items() if want.value == line.sentence), line.sentence)
        case "unreachable":
            cause, mark, detail = line.sentence.partition(": ")
            known = next((words for each, words in _CAUSES.items() if each.value == cause), cause)
            return f"{known} ({detail})" if mark else known
        case _:
            return line.sentence


def _slots(line: CheckLine) -> str:
    named = " ; ".join(dates.slot(slot) for slot in line.slots[:_NAMED])
    more = len(line.slots) - _NAMED
    return f"{named} ; et {counted(more, 'autre', 'autres')}" if more > 0 else named
