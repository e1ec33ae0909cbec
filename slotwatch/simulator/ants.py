"""The ANTS hub: calls that answer at once, and a search that is a conversation (providers §6)."""

import json
from typing import Any

from slotwatch.simulator import ants_answers as say
from slotwatch.simulator import foreign
from slotwatch.simulator.dress import bare_page
from slotwatch.simulator.exchange import SOCKET, Asked, Fault, Reply
from slotwatch.simulator.script import Phase
from slotwatch.simulator.site import Cue

STATUS = "/api/status"
NOTICE = "/api/Announcement"
POINTS = "/api/MeetingPointsFromPosition"
SLOTS = "/api/SlotsFromPosition"
STREAM = "/api/SlotsFromPositionStreaming"

#: How long the end of a slow search is waited for (seconds).
SLOWLY = 0.5


class AntsSite:
    """One hub.  Its search can be had whole (REST) or as a WebSocket that ends with `end_of_search`."""

    key = "ants"
    entry = SLOTS
    parts: tuple[str, ...] = ()

    def owns(self, path: str) -> bool:
        """The five calls."""
        return path in {STATUS, NOTICE, POINTS, SLOTS, STREAM}

    def channel(self, asked: Asked) -> str:  # noqa: ARG002 - the protocol's signature
        """There is but one."""
        return self.key

    def at_answer(self, asked: Asked) -> bool:
        """Either way of searching."""
        return asked.path in {SLOTS, STREAM}

    def forget(self) -> None:
        """There are no sessions."""

    def trap(self, phase: Phase) -> Reply | None:
        """Trap 16 is the hub's own, in both ways."""
        if phase.number != 16:
            return None
        said = foreign.ANTS[phase.variant or "empty"]
        return Reply(said, status=101, content_type="application/json", messages=(said,))

    def answer(self, asked: Asked, cue: Cue) -> Reply:
        """The answer to a call, the consent to a conversation, or what is said in it."""
        if asked.path == STREAM:
            return self._converse(asked, cue)
        if cue.phase.kind == "quota":
            return _json(say.OVER_QUOTA, status=429)
        match asked.path:
            case "/api/status":
                return _json(say.editors(_failing(cue.phase)))
            case "/api/Announcement":
                return Reply(content_type="application/json")  # no notice: nothing at all, with status 200
            case "/api/MeetingPointsFromPosition":
                return _json(say.points())
        if wrong := say.fault(asked.query):
            return _json({"detail": [{"loc": ["query", wrong], "msg": "invalid (synthetic)"}]}, status=422)
        if refusal := _refusal(cue.phase):
            return _json(refusal)
        found = [point for batch in say.batches(cue.offers) for point in batch]
        offering = [point for point in found if point["available_slots"]]
        return _json(offering, shows=bool(offering))

    def _converse(self, asked: Asked, cue: Cue) -> Reply:
        if asked.method != SOCKET:
            if asked.headers.get("upgrade", "").lower() != "websocket":
                return Reply(bare_page("404 Not Found"), status=404)
            return Reply(status=101)
        if say.fault(_criteria(asked.body)):
            return Reply(status=101)  # closes without a word
        kind = cue.phase.kind
        if kind == "quota":
            return Reply(status=101, messages=(say.END,))
        if refusal := _refusal(cue.phase):
            return Reply(status=101, messages=(say.text(refusal),))
        heard = tuple(say.text(batch) for batch in say.batches(cue.offers))
        if kind in {"early", "silent"}:
            return Reply(status=101, messages=heard, fault=Fault.HANG if kind == "silent" else Fault.NONE)
        return Reply(
            status=101,
            messages=(*heard, say.text(say.end(_failing(cue.phase)))),
            pause=SLOWLY if kind == "slow" else 0.0,
            shows=bool(cue.offers),
        )


def _refusal(phase: Phase) -> dict[str, str] | None:
    match phase.kind:
        case "token" | "lost":
            return say.TOKEN
        case "captcha":
            return say.CAPTCHA
        case _:
            return None


def _failing(phase: Phase) -> int:
    if phase.kind == "errors":
        return phase.number or say.ERRORS
    return say.ERRORS if phase.variant == "incomplete" else 0


def _criteria(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _json(value: object, *, status: int = 200, shows: bool = False) -> Reply:
    return Reply(say.text(value), status=status, content_type="application/json", shows=shows)
