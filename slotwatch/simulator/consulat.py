"""French consulates on Troov: handshake, team, reservation session, open days, times (providers §7.1).

Captchas came in 2023: the phase ``captcha`` asks for one before the reservation session; all others are as
in 2022.
"""

import json
import re
from datetime import date, timedelta
from hashlib import sha256

from slotwatch.simulator import wording
from slotwatch.simulator.dress import gouv_page
from slotwatch.simulator.exchange import Asked, Reply
from slotwatch.simulator.script import Phase
from slotwatch.simulator.sessions import Sessions
from slotwatch.simulator.site import Cue

SLUG = "consulat-general-de-france-a-exemple"
APP = "slotwatch-simulator"
#: Days between today and the first day of the interval, and its length.
BEGINS, LENGTH = 1, 28
_TEAM = re.compile(r"/api/team/(?!slug/)(?P<team>\w+)/(?P<what>[\w/-]+)")


def _ident(words: str) -> str:
    return sha256(words.encode()).hexdigest()[:24]


TEAM = _ident("team")
SERVICES = tuple((_ident(name), name) for name in ("Demande de passeport", "État civil"))


class ConsulatSite:
    """One consulate with two services."""

    key = "consulat"
    entry = f"/fr/{SLUG}/rendez-vous"
    parts: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._handshakes = Sessions("consulat handshake", 32)
        self._reservations = Sessions("consulat reservation", 24)

    def owns(self, path: str) -> bool:
        """The page of the consulate and its part of the API."""
        return path in {self.entry, "/api/handshake"} or path.startswith("/api/team/")

    def channel(self, asked: Asked) -> str:  # noqa: ARG002 - the protocol's signature
        """There is but one."""
        return self.key

    def at_answer(self, asked: Asked) -> bool:
        """The two requests whose answers say yes or no."""
        return asked.path.endswith(("/exclude-days", "/availability"))

    def forget(self) -> None:
        """Lose every handshake and every session."""
        self._handshakes.forget()
        self._reservations.forget()

    def trap(self, phase: Phase) -> Reply | None:
        """Here an empty list can be an honest no, so the trap is an error in its place."""
        return _json({"errors": [{"message": "incomplete"}]}) if phase.number == 16 else None

    def answer(self, asked: Asked, cue: Cue) -> Reply:
        """One call of the API, or the page that would make them."""
        if asked.path == self.entry:
            return Reply(gouv_page("Rendez-vous", '<div id="app"></div><noscript>JavaScript</noscript>', 0))
        if asked.path == "/api/handshake":
            token = self._handshakes.begin().ident
            return Reply(
                headers=(("x-gouv-app-id", APP), ("x-gouv-handshake", token), ("x-gouv-limit", "100")),
                content_type="application/json",
            )
        if not self._shook_hands(asked):
            return _json({"error": "Forbidden"}, status=403)
        if asked.path.startswith("/api/team/slug/"):
            return self._team(asked, cue.phase)
        call = _TEAM.fullmatch(asked.path)
        if call is None or call["team"] != TEAM:
            return _json({"error": "Not found"}, status=404)
        return self._call(call["what"], asked, cue)

    def _shook_hands(self, asked: Asked) -> bool:
        token = self._handshakes.find(asked.headers.get("x-csrf-token"))
        return token is not None and asked.headers.get("x-gouv-app-id") == APP and "x-gouv-web" in asked.headers

    def _team(self, asked: Asked, phase: Phase) -> Reply:
        if not asked.path.endswith(f"/{SLUG}"):
            return _json({"error": "Not found"}, status=404)
        names = [name for _, name in SERVICES]
        if phase.kind == "relabelled":
            names = [*names[1:], names[0]]
        services = [{"_id": ident, "name": name} for (ident, _), name in zip(SERVICES, names, strict=True)]
        return _json({"_id": TEAM, "name": "Consulat général de France à Exemple", "services": services})

    def _call(self, what: str, asked: Asked, cue: Cue) -> Reply:
        match what:
            case "reservations-session" if cue.phase.kind == "captcha":
                return _json({"errors": [{"message": "captcha required"}]}, status=400)
            case "reservations-session":
                return _json({"_id": self._reservations.begin().ident})
            case "reservations/get-interval" if cue.phase.kind == "nocalendar":
                return _json({})
            case "reservations/get-interval":
                first, last = _interval(cue.today)
                return _json({"start": first.isoformat(), "end": last.isoformat()})
            case "reservations/exclude-days":
                return self._excluded(asked, cue)
            case "reservations/availability":
                return self._times(asked, cue)
            case _:
                return _json({"error": "Not found"}, status=404)

    def _excluded(self, asked: Asked, cue: Cue) -> Reply:
        if self._reservations.find(_field(asked, "sessionId")) is None:
            return _json({"error": "session"}, status=401)
        if cue.phase.variant == "other":
            return _json({"error": wording.OTHER})
        first, last = _interval(cue.today)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        free = {offer.day for offer in cue.offers}
        if not free and cue.phase.variant != "short":  # days that are open, and have no time left
            free = {day for day in days if day.weekday() < 2 and day < first + timedelta(days=7)}
        return _json([day.isoformat() for day in days if day not in free])

    def _times(self, asked: Asked, cue: Cue) -> Reply:
        if self._reservations.find(asked.query.get("sessionId")) is None:
            return _json({"error": "session"}, status=401)
        if cue.phase.kind == "quoted":
            return _json({"help": wording.NO_SLOT})
        day = asked.query.get("date", "")
        times = [{"time": f"{o.at:%H:%M}", "capacity": 1} for o in cue.offers if o.day.isoformat() == day]
        return _json(times, shows=bool(times))


def _interval(today: date) -> tuple[date, date]:
    first = today + timedelta(days=BEGINS)
    return first, first + timedelta(days=LENGTH)


def _field(asked: Asked, name: str) -> str:
    try:
        value = json.loads(asked.body)[name]
    except (ValueError, KeyError, TypeError):
        return ""
    return str(value)


def _json(value: object, *, status: int = 200, shows: bool = False) -> Reply:
    text = json.dumps(value, ensure_ascii=False)
    return Reply(text, status=status, content_type="application/json", shows=shows)
