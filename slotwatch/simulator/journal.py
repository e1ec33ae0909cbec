"""What the sites were asked, what they showed, and what no watcher should ever have done."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from slotwatch.simulator.exchange import Asked

#: Form fields of a person's identity and of a captcha's answer, lower-case.
IDENTITY = frozenset({"lastname", "firstname", "email", "emailcheck", "phone", "birthdate", "password"})
CAPTCHA = frozenset({"g-recaptcha-response", "h-captcha-response", "cf-turnstile-response", "captchausercode"})
#: Method, path and what asking for it means.
_FORBIDDEN = (
    ("GET|POST", r".*/booking/create/\d+/5(/.*)?", "chose a slot"),
    ("GET|POST", r".*/booking/create/\d+/6(/.*)?", "opened the identity form"),
    ("POST", r".*/booking/create/\d+/4/?", "took the first free time"),
    ("POST", r".*\.(processSoonestTimeAreaSelected|savePreselectedRdv)\.dwr", "chose a slot"),
    ("GET|POST", r"/(users/rdv_wizard_step/.*|creneaux)", "chose a slot"),
    ("POST", r".*/qmaticwebbooking/rest/schedule/.*/reserve(;.*)?", "held a slot"),
    ("POST", r".*/(appointments|master_appointments)\.json", "held a slot"),
    ("POST", r"/(agents/sign_in|franceconnect)/?", "logged in"),
    ("POST", r"/rdvpref/reservation/demarche/\d+/(?!cgu/).*", "chose a slot"),
    ("GET", r"/rdvpref/reservation/demarche/\d+/infos/?", "opened the identity form"),
    ("POST|PUT|PATCH", r"/api/team/\w+/reservations(/(?!exclude-days).*)?", "chose a slot"),
)
#: A captcha's answer in JSON: anything but null and "".
_ANSWERED = re.compile(r'"captcha"\s*:(?!\s*(?:null|""))')
#: Where the owner of a motive answers the site's captcha through the watcher: written down, and no trespass.
_OWNERS_ANSWER = re.compile(r"/rdvpref/reservation/demarche/\d+/cgu/_validerCaptcha")


@dataclass(frozen=True, slots=True)
class Request:
    """One request, without its values.  ``at`` is monotonic seconds, ``site`` "" outside every site."""

    at: float
    method: str
    path: str
    query: str
    site: str
    cookies: bool
    user_agent: str
    form_keys: tuple[str, ...]


class Shown(NamedTuple):
    """A page on which a slot can be seen was completely sent, at this monotonic second."""

    at: float
    site: str


@dataclass(frozen=True, slots=True)
class Trespass:
    """A step towards a booking, an identity or a captcha's answer."""

    at: float
    method: str
    path: str
    why: str


@dataclass
class Journal:
    """Four lists in order of time; ``answers`` are captchas answered where their owner may have asked for it."""

    requests: list[Request] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    trespasses: list[Trespass] = field(default_factory=list)
    answers: list[Request] = field(default_factory=list)

    def note(self, asked: Asked, site: str) -> None:
        """Write down a request, and a trespass if it is one."""
        query = "&".join(f"{key}={value}" for key, value in asked.query.items())
        agent = asked.headers.get("user-agent", "")
        self.requests.append(
            Request(asked.at, asked.method, asked.path, query, site, bool(asked.cookies), agent, tuple(asked.form))
        )
        if _OWNERS_ANSWER.fullmatch(asked.path) and asked.posted:
            self.answers.append(self.requests[-1])
        elif why := trespass(asked):
            self.trespasses.append(Trespass(asked.at, asked.method, asked.path, why))


def trespass(asked: Asked) -> str:
    """Why a watcher must never make this request, "" when it may."""
    keys = {key.lower() for key in (*asked.form, *asked.query)}
    if keys & CAPTCHA or _ANSWERED.search(asked.body):
        return "answered a captcha"
    if keys & IDENTITY:
        return "filled in an identity"
    if asked.form.get("dayValue"):
        return "chose a slot"
    if "manageButton" in asked.form:
        return "opened someone's appointments"
    for methods, path, why in _FORBIDDEN:
        if re.fullmatch(methods, asked.method) and re.fullmatch(path, asked.path):
            return why
    return ""
