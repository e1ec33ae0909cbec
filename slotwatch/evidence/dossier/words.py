"""French words and French typography: spaces that do not break, guillemets, numbers; the names of outcomes.

Only our own sentences are set in this way.  A site's sentence is quoted letter by letter.
"""

import re

NBSP = "\u00a0"

_BEFORE = re.compile(r" +(?=[:;?!»%])")
_AFTER = re.compile(r"(?<=«) +")
_NUMBER = re.compile(r"\b(n°|nos|page|pages|pièce|art\.) (?=[\dLR])")

#: An outcome's kind in a word or two; the same in a table and in a sentence.
OUTCOMES = {
    "available": "place proposée",
    "no_slot": "aucun créneau",
    "not_open": "démarche fermée",
    "needs_human": "contrôle humain",
    "blocked": "accès refusé",
    "maintenance": "site en panne",
    "unreachable": "pas de réponse",
    "unrecognised": "page inconnue",
}

#: What the person did, as `attest` names it.
BY_HAND = {
    "none": "aucun créneau",
    "slot": "place proposée",
    "captcha": "captcha",
    "error": "erreur du site",
    "blocked": "accès refusé",
    "other": "autre",
    "letter": "lettre",
    "e-mail": "courriel",
    "email": "courriel",
    "call": "appel téléphonique",
    "visit": "visite au guichet",
    "witness": "témoin",
}

_WHY_KEPT = {"change": "réponse différente de la précédente", "daily": "capture du jour", "all": "chaque relevé"}
_WHY_DELETED = {
    "retention": "durée de conservation dépassée",
    "budget": "place réservée dépassée",
    "owner": "demande de la personne",
}


def typo(text: str) -> str:
    """Our own French with its spaces: `« Bonjour ! »` breaks nowhere inside its marks."""
    text = _AFTER.sub(NBSP, _BEFORE.sub(NBSP, text))
    return _NUMBER.sub(rf"\1{NBSP}", text)


def quoted(text: str) -> str:
    """Foreign words in guillemets, letter by letter."""
    return f"«{NBSP}{text}{NBSP}»"


def number(value: int) -> str:
    """``2 000``."""
    return f"{value:,}".replace(",", NBSP)


def counted(count: int, one: str, many: str) -> str:
    """``1 relevé``, ``0 relevé``, ``2 000 relevés``: French counts nought as one."""
    return f"{number(count)}{NBSP}{one if abs(count) < 2 else many}"


def percent(share: float) -> str:
    """``99,4 %``; a share that is not whole is never rounded to 0 or 100."""
    shown = f"{share * 100:.1f}"
    if share > 0 and shown == "0.0":
        return f"moins de 0,1{NBSP}%"
    if share < 1 and shown == "100.0":
        return f"plus de 99,9{NBSP}%"
    return f"{shown.removesuffix('.0').replace('.', ',')}{NBSP}%"


def size(count: int) -> str:
    """``812 Ko``, ``1,4 Mo``."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000)) if count else 0}{NBSP}Ko"
    return f"{count / 1e6:.1f}{NBSP}Mo".replace(".", ",")


def cut(text: str, longest: int = 1200) -> str:
    """A text that a page can hold; the whole stands in the table beside the pack."""
    return text if len(text) <= longest else f"{text[:longest]}… [suite : verification/chronologie.zip]"


def outcome(kind: str) -> str:
    """The name of an outcome."""
    return OUTCOMES.get(kind, kind)


def by_hand(result: str) -> str:
    """What the person found or did."""
    return BY_HAND.get(result, result)


def why_kept(why: str) -> str:
    """Why a capture was kept."""
    return _WHY_KEPT.get(why, why)


def why_deleted(why: str) -> str:
    """Who or what decided that a capture goes."""
    return _WHY_DELETED.get(why, why)
