"""The vocabulary of the mini-language: every answer the sites can be told to give, and its variants.

One table serves the parser, the help text and the tests, so that none of them can forget a word.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One answer: what it is called, what it does, and which words may follow it.

    ``numbers`` is (least, most) of the number that must follow, None where none may; ``dated``
    allows ``from DAYS``, ``retry`` allows ``retry SECONDS|past``, ``late`` allows ``late``.
    """

    says: str
    variants: tuple[str, ...] = ()
    numbers: tuple[int, int] | None = None
    dated: bool = False
    retry: bool = False
    late: bool = True


#: Wordings of the "no" that public bug reports name: typography, case, Unicode form, shorter texts.
NO_VARIANTS = ("nbsp", "rsquo", "nfd", "upper", "short", "spelled", "service", "raw", "other")
CHALLENGES = ("moment", "200", "attention", "imperva")

KINDS = {
    "none": Kind("the site's own sentence that there is no slot", NO_VARIANTS, late=False),
    "slots": Kind("this many slots on offer", ("typed", "incomplete"), numbers=(1, 16), dated=True, late=False),
    "404": Kind("404 page"),
    "403": Kind("403 Forbidden in HAProxy's words, or nginx's", ("nginx",), retry=True),
    "429": Kind("429 Too Many Requests", retry=True),
    "500": Kind("500 Internal Server Error"),
    "502": Kind("502 Bad Gateway, nginx's body", retry=True),
    "503": Kind("503 Service Unavailable, HAProxy's body", retry=True),
    "504": Kind("504 Gateway Time-out, nginx's body, or the other spelling", ("timeout",), retry=True),
    "overload": Kind("short page «Service surchargé», status 200 or 503", ("503",), retry=True),
    "maintenance": Kind("page «site indisponible … maintenance» with status 200"),
    "quota": Kind("page «Trop de requêtes» with status 200"),
    "captcha": Kind(
        "a captcha where the answer should be; rdv_prefecture: `chained`, two of them", ("hidden-no", "chained")
    ),
    "closed": Kind("«Ce lien a été désactivé définitivement»"),
    "nocalendar": Kind(
        "«Il n'y a pas calendrier disponible» (sic); eappointment: the first motive is gone; "
        "rdv_service_public: not in this department, or every day closed",
        ("days",),
    ),
    "relabelled": Kind("counters or motives keep their numbers and change their names", late=False),
    "quoted": Kind('the "no" stands in a news banner or out of sight only, and nothing answers', ("hidden",)),
    "redesign": Kind("redirect to the new home page"),
    "loop": Kind("redirects without end"),
    "lost": Kind("the session is lost: at every request, or once at the answer", ("once",)),
    "exception": Kind("eappointment: DWR exception; elsewhere, and with `page`: page titled «Erreur»", ("page",)),
    "challenge": Kind("Cloudflare or Imperva challenge page", CHALLENGES),
    "blank": Kind("empty body with status 200"),
    "huge": Kind("a body of 3 MiB"),
    "cut": Kind("body ends early and the connection closes; `clean`: the length agrees", ("clean",)),
    "reset": Kind("connection reset in mid-body"),
    "drop": Kind("connection closed without an answer"),
    "hang": Kind("no answer, ever"),
    "errors": Kind("ants: N editors (else 3) fail, and nobody else has a slot", numbers=(0, 12), late=False),
    "slow": Kind("ants: no slot, and the search takes a while to end", late=False),
    "early": Kind("ants: the socket closes before the search has ended", late=False),
    "silent": Kind("ants: the search never ends", late=False),
    "token": Kind("ants: «Token expired»", late=False),
    "trap": Kind("trap page N, see below", numbers=(1, 20)),
}


@dataclass(frozen=True, slots=True)
class Trap:
    """One trap of providers §12.  The first variant is what plain ``trap N`` gives.

    ``late`` traps exist at the answering step only; ``answers`` marks the one trap that does hold
    an answer, beside a word that must not decide.
    """

    says: str
    variants: tuple[str, ...] = ()
    late: bool = False
    answers: bool = False


TRAPS = {
    1: Trap("legacy terms page again"),
    2: Trap("legacy counter list: the question has not been asked yet", late=True),
    3: Trap("«Service surchargé»", ("200", "503")),
    4: Trap("a proxy's error body with status 200", ("502", "503", "504", "504-timeout")),
    5: Trap("403 Forbidden", ("403", "200")),
    6: Trap("redirect to the RDV-Préfecture terms, with captcha"),
    7: Trap("the same with an error in the address", ("session", "captcha")),
    8: Trap("RDV-Préfecture slot page with neither marker; JSON: field missing"),
    9: Trap("challenge page", CHALLENGES),
    10: Trap("dead link, or no calendar attached", ("closed", "nocalendar")),
    11: Trap("calendar where «libre» stands in the legend only; page: month of disabled days", late=True),
    12: Trap("broken DWR reply", ("empty", "cut", "exception", "batch", "null", "unknown", "html"), late=True),
    13: Trap("ESII entry page again, or its alert about the postal code", ("home", "alert")),
    14: Trap("RDV Service Public: an earlier step", ("address", "service", "motif", "organisation")),
    15: Trap("login page after a redirect", ("sign-in", "franceconnect")),
    16: Trap("ANTS: empty list, editor errors, bare end of search", ("empty", "errors", "text"), late=True),
    17: Trap("home page or news page after a redesign", ("home", "news")),
    18: Trap("shell of a page that needs JavaScript, or a consent wall", ("noscript", "cookies")),
    19: Trap("maintenance announced in a banner, beside the real answer", ("none", "slots"), answers=True),
    20: Trap("truncated body, wrong charset, empty body", ("cut", "charset", "empty")),
}
