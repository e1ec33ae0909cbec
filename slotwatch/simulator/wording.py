"""The sites' own sentences, exactly as providers.md quotes them, typing errors included."""

import unicodedata
from html import escape

#: providers §1.4; SHORT is the press's version.
NO_RANGE = (
    "Il n'existe plus de plage horaire libre pour votre demande de rendez-vous. "
    "Veuillez recommencer ultérieurement."
)
NO_RANGE_SHORT = "Il n'existe plus de plage horaire libre. Veuillez recommencer ultérieurement"
#: providers §4.4: as two scripts saw it, as a lawyer quotes it, as another installation says it.
NO_MOTIVE = "Aucun rendez-vous n'est possible pour les motifs selectionnnés ou le créneau horaire séléctionné."
NO_MOTIVE_SPELLED = (
    "Aucun rendez-vous n'est possible pour les motifs sélectionnés ou le créneau horaire sélectionné."
)
NO_SERVICE = "Il n'y a pas de rendez-vous disponible pour ce service."
#: providers §2.3.
NO_SLOT = "Aucun créneau disponible"
TRY_LATER = "Veuillez réessayer ultérieurement."
#: A sentence that no site is known to use.
OTHER = "Votre demande a bien été prise en compte par le module."
#: providers §5; for whoever holds an invitation, has a case worker, or wants to move an appointment.
NO_PLACE = "Malheureusement, aucun créneau correspondant à votre recherche n'a été trouvé."
NO_PLACE_INVITED = "Malheureusement, aucun créneau correspondant à votre invitation n'a été trouvé."
NO_PLACE_FOLLOWED = "Votre référent n'a pas de créneaux disponibles."
NO_PLACE_MOVING = "Malheureusement, tous les créneaux sont pris."
NO_DEPARTMENT = "La prise de rendez-vous n'est pas disponible pour ce département."

CLOSED = "Ce lien a été désactivé définitivement"
NO_CALENDAR = "Il n'y a pas calendrier disponible"
OVERLOAD = "Service surchargé"
DOWN = "Site indisponible : une opération de maintenance est en cours."
QUOTA = "Trop de requêtes. Merci de patienter et réessayez dans une heure."
BAD_CODE = "Veuillez saisir un code postal valide."

TERMS_BUTTON = "Effectuer une demande de rendez-vous"
NEXT_BUTTON = "Etape suivante"
FIRST_BUTTON = "Première plage horaire libre"
FINISH_BUTTON = "Terminer"


def no_range(variant: str) -> str:
    """The legacy module's "no" in one of the wordings of `kinds.NO_VARIANTS`."""
    return _reword({"short": NO_RANGE_SHORT, "other": OTHER}.get(variant, NO_RANGE), variant)


def no_motive(variant: str) -> str:
    """ESII's "no"."""
    named = {"spelled": NO_MOTIVE_SPELLED, "service": NO_SERVICE, "other": OTHER}
    return _reword(named.get(variant, NO_MOTIVE), variant)


def no_slot(variant: str) -> str:
    """The generic page's "no"."""
    return _reword(OTHER if variant == "other" else NO_SLOT, variant)


def no_place(variant: str) -> str:
    """RDV Service Public's "no"."""
    named = {
        "short": NO_PLACE_FOLLOWED,
        "spelled": NO_PLACE_INVITED,
        "service": NO_PLACE_MOVING,
        "other": OTHER,
    }
    return _reword(named.get(variant, NO_PLACE), variant)


def as_html(text: str) -> str:
    """Escaped; the characters that editors write as entities are written so."""
    return escape(text, quote=False).replace("’", "&rsquo;").replace("\u00a0", "&nbsp;")


def _reword(sentence: str, variant: str) -> str:
    match variant:
        case "nbsp":
            return sentence.replace(" ", "\u00a0")
        case "rsquo":
            return sentence.replace("'", "’")
        case "nfd":
            return unicodedata.normalize("NFD", sentence)
        case "upper":
            return sentence.upper()
        case _:
            return sentence
