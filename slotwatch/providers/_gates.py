"""What every site answers alike: refusals, outages, logins, captchas.  Pure.

`gate_status` goes by the HTTP status and comes first.  `gate_text` is for pages on which a provider
did *not* find its own answer: structure before sentences, and sentences only where they are the page
(title, first-level heading, or the whole of a short page), never as a word in a banner (providers §12).
"""

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborNode

from slotwatch.contract import Page
from slotwatch.model import Blocked, Human, Maintenance, NeedsHuman, NotOpen, Outcome, Unrecognised
from slotwatch.providers._reading import Reading, attribute
from slotwatch.providers._text import clip, fold

_LOGIN_STATUS = frozenset({401, 407})
_REFUSED_STATUS = frozenset({403, 418, 429, 451})
_GONE_STATUS = frozenset({404, 410})
_WHOLE_STATUS = frozenset({200, 203})

#: A page with no more visible letters than this says one thing only.
SHORT = 400

_CHALLENGE_TITLES = ("just a moment", "un instant", "attention required! | cloudflare")
_CHALLENGE_SURE = ("_cf_chl_opt", "sorry, you have been blocked", "incapsula incident id")
_CHALLENGE_SHORT = ("challenges.cloudflare.com", "/cdn-cgi/challenge-platform/", "_incapsula_resource")

_REFUSED = re.compile(
    r"\b403 forbidden\b|^forbidden$|request forbidden by administrative rules|\baccess denied\b"
    r"|\bacces (?:refuse|interdit)\b|\byou have been blocked\b"
)
_THROTTLED = re.compile(
    r"\btrop de (?:requetes|demandes|connexions|tentatives)\b|\btoo many requests\b|\brate limit(?:ed)?\b"
)
_OUTAGE = re.compile(
    r"\b50[0234] (?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out)\b"
    r"|\bbad gateway\b|\bservice (?:temporarily )?unavailable\b|\bgateway time-?out\b|\binternal server error\b"
    r"|\berreur interne\b"
    r"|\b(?:site|service|serveur|application|plateforme)(?: \w+){0,3} (?:indisponible|surchargee?|hors service)\b"
    r"|\bmaintenance\b(?! (?:est )?(?:prevue|programmee|planifiee))"
)
_WAIT = re.compile(
    r"\b(?:dans|in|d'ici|apres)(?: environ)? (?:(?P<digits>\d{1,4})|(?P<word>[a-z]+)) ?"
    r"(?P<unit>secondes?|sec|s|minutes?|min|mn|quarts? d'heure|heures?|hours?|h|jours?|days?)\b"
)
_NUMBERS = {
    **dict.fromkeys(("un", "une", "a", "an", "one"), 1.0),
    "deux": 2.0,
    "trois": 3.0,
    "quatre": 4.0,
    "cinq": 5.0,
    "six": 6.0,
    "sept": 7.0,
    "huit": 8.0,
    "neuf": 9.0,
    "dix": 10.0,
    "douze": 12.0,
    "quinze": 15.0,
    "vingt": 20.0,
    "trente": 30.0,
    "quarante": 40.0,
}
_UNITS = {"s": 1.0, "m": 60.0, "q": 900.0, "h": 3600.0, "j": 86400.0, "d": 86400.0}

_LOGIN_URL = re.compile(
    r"franceconnect|/(?:users?/)?sign_?in\b|/login\b|/connexion\b|/oauth2?/|/saml2?/|/openid", re.IGNORECASE
)
_LOGIN_HEADING = re.compile(
    r"\b(?:s'identifier|connexion|connectez-vous|se connecter|franceconnect|authentification|identification|"
    r"sign in|log ?in)\b"
)
_LOGIN_FIELDS = "input[type=password], .fr-connect, [class*=franceconnect], [id*=franceconnect]"

#: Widgets of CaptchEtat (providers §2.4), reCAPTCHA, hCaptcha and Turnstile.
CAPTCHA = (
    "#botdetect-captcha, .BDC_CaptchaImage, [id^=captchaFR_], #captchaFormulaireExtInput, [name=captchaUsercode], "
    ".g-recaptcha:not([data-size=invisible]), .h-captcha:not([data-size=invisible]), .cf-turnstile"
)


def gate_status(page: Page) -> Outcome | None:
    """What the HTTP status alone decides; None for a whole answer worth reading."""
    status, marker = page.status, page.evidence(f"HTTP {page.status}")
    if status in _LOGIN_STATUS:
        return NeedsHuman(Human.LOGIN, marker)
    if status in _REFUSED_STATUS:
        return Blocked(status, page.retry_after, marker)
    if status >= 500:
        # a challenge may wear any status, and it is meant for us, not for everyone
        if challenge := _challenge(page):
            return Blocked(status, page.retry_after, page.evidence(challenge))
        return Maintenance(status, page.retry_after, marker)
    if status in _GONE_STATUS:
        return NotOpen(f"HTTP {status}: there is no such page", marker)
    if 300 <= status < 400:
        return Unrecognised(f"a redirect that leads nowhere (HTTP {status})", marker)
    if status not in _WHOLE_STATUS:
        if challenge := _challenge(page):
            return Blocked(status, page.retry_after, page.evidence(challenge))
        return Unrecognised(f"an unusual answer (HTTP {status})", marker)
    if not page.text.strip("\0\ufeff \t\r\n"):
        return Unrecognised("an empty answer", page.evidence("empty body"))
    return None


def gate_text(reading: Reading) -> Outcome | None:
    """What a page is that shows no provider's answer: a refusal, an outage, a login, a captcha; else None."""
    page = reading.page
    if challenge := _challenge(page, reading):
        return Blocked(page.status, page.retry_after, page.evidence(challenge))
    if words := _says_only(reading, _THROTTLED):
        wait = _longest(page.retry_after, said_wait(_around(reading, _THROTTLED)))
        return Blocked(page.status, wait, page.evidence(words))
    if words := _says_only(reading, _REFUSED):
        return Blocked(page.status, page.retry_after, page.evidence(words))
    if words := _says_only(reading, _OUTAGE):
        return Maintenance(page.status, page.retry_after, page.evidence(words))
    return _session(page) or _login(reading) or gate_captcha(reading)


def gate_captcha(reading: Reading, within: LexborNode | None = None) -> NeedsHuman | None:
    """A captcha that a visitor sees, on the page or inside one element.  It is never solved or gone round."""
    if (node := reading.first(CAPTCHA, within)) is None:
        return None
    name = attribute(node, "id") or attribute(node, "name") or attribute(node, "class")
    return NeedsHuman(Human.CAPTCHA, reading.page.evidence(f"captcha: {clip(name, 60)}"))


def said_wait(text: str) -> float | None:
    """Seconds that a sentence such as «réessayez dans une heure» asks to wait; None if it names no time."""
    waits = []
    # «une demi-heure» has its number in the middle
    for match in _WAIT.finditer(fold(text).replace("une demi-heure", "30 minutes")):
        number = float(match["digits"]) if match["digits"] else _NUMBERS.get(match["word"])
        if number is not None:
            waits.append(number * _UNITS[match["unit"][0]])
    return max(waits, default=None)


def _longest(*waits: float | None) -> float | None:
    return max((wait for wait in waits if wait is not None), default=None)


def _challenge(page: Page, reading: Reading | None = None) -> str:
    """What shows a Cloudflare or Imperva challenge (providers §2.4), "" when nothing does.

    Both firms also put scripts into honest pages: those count only where the page shows little else.
    """
    source = reading.source if reading else page.text.lower()
    if found := _any_in(_CHALLENGE_SURE, source):
        return found
    script = _any_in(_CHALLENGE_SHORT, source)
    if not script and "<title" not in source:
        return ""
    reading = reading or Reading(page)
    title = fold(reading.title)
    if title.startswith(_CHALLENGE_TITLES):
        return clip(reading.title, 80)
    # a Turnstile box inside a form is a captcha for a human, who may well be let in
    is_short = len(reading.prose.folded) <= SHORT and reading.first(CAPTCHA) is None
    return script if is_short else ""


def _any_in(needles: Iterable[str], text: str) -> str:
    return next((needle for needle in needles if needle in text), "")


def _says_only(reading: Reading, what: re.Pattern[str]) -> str:
    """The words, if the title or a heading says this, or the whole of a short page; "" otherwise."""
    for heading in reading.headings:
        if what.search(fold(heading)):
            return clip(heading)
    whole = reading.prose
    return clip(whole.plain) if len(whole.folded) <= SHORT and what.search(whole.folded) else ""


def _around(reading: Reading, what: re.Pattern[str]) -> str:
    """The body from the first place that says this, as far as a sentence or two reach."""
    whole = reading.prose.folded
    match = what.search(whole)
    begin = match.start() if match else 0
    return whole[begin : begin + SHORT]


def _session(page: Page) -> Outcome | None:
    if "error=errorsessioninvalide" in page.url.lower():
        return NeedsHuman(Human.SESSION, page.evidence("error=errorSessionInvalide"))
    return None


def _login(reading: Reading) -> Outcome | None:
    page = reading.page
    if match := _LOGIN_URL.search(page.url.partition("?")[0]):
        return NeedsHuman(Human.LOGIN, page.evidence(f"address: {match[0]}"))
    if (field := reading.first(_LOGIN_FIELDS)) is None:
        return None
    if len(reading.prose.folded) <= SHORT or any(_LOGIN_HEADING.search(fold(h)) for h in reading.headings):
        name = attribute(field, "name") or attribute(field, "class") or attribute(field, "id")
        return NeedsHuman(Human.LOGIN, page.evidence(f"login form: {clip(name, 60)}"))
    return None
