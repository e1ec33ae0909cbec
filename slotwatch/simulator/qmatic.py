"""Qmatic Web Booking: a page that JavaScript fills, and the JSON behind it (providers §7.2)."""

import json
import re
from datetime import date
from hashlib import sha256

from slotwatch.simulator import wording
from slotwatch.simulator.booking import OUT_OF_SIGHT
from slotwatch.simulator.dress import gouv_page
from slotwatch.simulator.exchange import Asked, Reply
from slotwatch.simulator.generic import CAPTCHA_FORM
from slotwatch.simulator.script import Phase
from slotwatch.simulator.site import Cue

BASE = "/qmaticwebbooking"
REST = f"{BASE}/rest/schedule"


def _ident(name: str) -> str:
    """64 hexadecimal digits, as the system's own identifiers."""
    return sha256(f"slotwatch simulator {name}".encode()).hexdigest()


BRANCH = _ident("branch")
SERVICE = _ident("service")
BRANCHES = {BRANCH: "Consulat, service des visas", _ident("annexe"): "Consulat, annexe"}
SERVICES = {SERVICE: "Passeport", _ident("legalisation"): "Légalisation"}
SLOT_LENGTH = "20"
CLOSED = "The appointment booking is currently not available"

_DATES = re.compile(rf"{REST}/branches/(?P<branch>[0-9a-f]+)/dates(?:/(?P<day>[\d-]+)/times)?(?P<matrix>;.*)?")
_SERVICES = re.compile(rf"{REST}/branches/(?P<branch>[0-9a-f]+)/services")


class QmaticSite:
    """Two branches with the same two services; what is offered is offered by all."""

    key = "qmatic"
    entry = f"{BASE}/"
    parts: tuple[str, ...] = ()

    def __init__(self, weight: int) -> None:
        self._weight = weight

    def owns(self, path: str) -> bool:
        """Everything below the application's folder."""
        return path == BASE or path.startswith(self.entry)

    def channel(self, asked: Asked) -> str:  # noqa: ARG002 - the protocol's signature
        """There is but one."""
        return self.key

    def at_answer(self, asked: Asked) -> bool:
        """At the list of dates and at a day's times."""
        return bool(_DATES.fullmatch(asked.path))

    def forget(self) -> None:
        """Nothing to lose: reading needs no session."""

    def trap(self, phase: Phase) -> Reply | None:
        """Trap 16: a bare `[]` that is no JSON by its type; with the right type it is this system's own no."""
        return Reply("[]") if phase.number == 16 and phase.variant in {"", "empty"} else None

    def answer(self, asked: Asked, cue: Cue) -> Reply:
        """The page, or the data that it asks for."""
        if match := _DATES.fullmatch(asked.path):
            return self._dates(match, cue)
        if (match := _SERVICES.fullmatch(asked.path)) and match["branch"] in BRANCHES:
            return _json([{"publicId": ident, "name": name, "duration": 20} for ident, name in SERVICES.items()])
        match asked.path.removeprefix(REST):
            case "/configuration":
                return _json({"token": "synthetic"})
            case "/branches":
                return _json([{"id": ident, "name": name} for ident, name in BRANCHES.items()])
        if asked.path.removeprefix(BASE) in {"", "/", "/index.html"}:
            return Reply(self._page('<div id="app"></div><noscript>JavaScript is disabled</noscript>'))
        return _json({"errorMessage": "NOT_FOUND"}, status=404)

    def _dates(self, match: re.Match[str], cue: Cue) -> Reply:
        asked = dict(part.partition("=")[::2] for part in (match["matrix"] or "").split(";") if part)
        if match["branch"] not in BRANCHES or asked.get("servicePublicId") not in SERVICES:
            return _json({"errorMessage": "NOT_FOUND"}, status=404)
        if not cue.offers:
            return self._no_offer(cue.phase)
        if match["day"]:
            times = [{"date": o.day.isoformat(), "time": f"{o.at:%H:%M}"} for o in cue.offers if _is(o.day, match)]
            return _json(times, shows=bool(times))
        return _json([{"date": day.isoformat()} for day in sorted({o.day for o in cue.offers})], shows=True)

    def _no_offer(self, phase: Phase) -> Reply:
        match phase.kind:
            case "captcha":
                hidden = OUT_OF_SIGHT.format(wording.NO_SLOT) if phase.variant else ""
                return Reply(self._page(hidden + CAPTCHA_FORM))
            case "lost":
                return _json({"errorMessage": "UNAUTHORIZED"}, status=401)
            case "nocalendar":
                return Reply(self._page(f"<h1>{CLOSED}</h1>"))
            case "quoted":
                return _json({"message": wording.NO_SLOT})
            case "none" if phase.variant == "other":
                return _json({"dates": None})
            case _:
                return _json([])

    def _page(self, main: str) -> str:
        return gouv_page("Web Booking", main, self._weight)


def _is(day: date, match: re.Match[str]) -> bool:
    return day.isoformat() == match["day"]


def _json(value: object, *, status: int = 200, shows: bool = False) -> Reply:
    text = json.dumps(value, ensure_ascii=False)
    return Reply(text, status=status, content_type="application/json", shows=shows)
