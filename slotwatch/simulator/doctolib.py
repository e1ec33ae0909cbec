"""The shape of Doctolib's booking: a page, what it knows of itself, and its availabilities (providers §7.3)."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from slotwatch.simulator import wording
from slotwatch.simulator.booking import OUT_OF_SIGHT
from slotwatch.simulator.dress import gouv_page
from slotwatch.simulator.exchange import Asked, Reply
from slotwatch.simulator.generic import CAPTCHA_FORM
from slotwatch.simulator.offers import PARIS, Offer
from slotwatch.simulator.script import Phase
from slotwatch.simulator.site import Cue

SLUG = "centre-des-exemples"
PAGE = f"/centre-de-sante/creteil/{SLUG}"
INFO = "/online_booking/api/slot_selection_funnel/v1/info.json"
AVAILABILITIES = "/availabilities.json"
MOTIVES = {"501": "Consultation", "502": "Suivi"}
#: Agenda, its practice, its motives, whether it takes no bookings.
AGENDAS = (("71", "9", ("501",), False), ("72", "9", ("501", "502"), False), ("73", "9", ("501",), True))
PLACE = "Centre des Exemples, Créteil"
WINDOW = 15


class DoctolibSite:
    """One practice with two motives."""

    key = "doctolib"
    entry = PAGE
    parts: tuple[str, ...] = ()

    def __init__(self, weight: int) -> None:
        self._weight = weight

    def owns(self, path: str) -> bool:
        """The page with what is below it, and the two addresses of its data."""
        return path in {INFO, AVAILABILITIES, PAGE} or path.startswith(f"{PAGE}/")

    def channel(self, asked: Asked) -> str:  # noqa: ARG002 - the protocol's signature
        """There is but one."""
        return self.key

    def at_answer(self, asked: Asked) -> bool:
        """At the availabilities."""
        return asked.path == AVAILABILITIES

    def forget(self) -> None:
        """Nothing to lose: reading needs no session."""

    def trap(self, phase: Phase) -> Reply | None:
        """Trap 8 is the object without the field that decides."""
        return _json({"total": 0, "availabilities": []}) if phase.number == 8 else None

    def answer(self, asked: Asked, cue: Cue) -> Reply:
        """The page, or the data that it asks for."""
        if asked.path == AVAILABILITIES:
            return self._offer(asked, cue) if cue.offers else self._no_offer(asked, cue)
        if asked.path != INFO:
            return Reply(self._page('<div id="booking"></div><noscript>JavaScript is disabled</noscript>'))
        if asked.query.get("profile_slug") != SLUG:
            return _json({"error": "not_found"}, status=404)
        return _json({"data": _profile()})

    def _offer(self, asked: Asked, cue: Cue) -> Reply:
        days = _window(asked, cue.today)
        shown = [offer for offer in cue.offers if offer.day in days]
        later = [offer for offer in cue.offers if offer.day > days[-1]]
        return _json(_answer(days, shown, later), shows=bool(shown or later))

    def _no_offer(self, asked: Asked, cue: Cue) -> Reply:
        phase = cue.phase
        match phase.kind:
            case "captcha":
                hidden = OUT_OF_SIGHT.format(wording.NO_SLOT) if phase.variant else ""
                return Reply(self._page(hidden + CAPTCHA_FORM))
            case "lost":
                return _json({"error": "unauthorized"}, status=401)
            case "nocalendar":
                return _json({"error": "gone"}, status=410)
            case "quoted":
                return _json({"message": wording.NO_SLOT})
            case "none" if phase.variant == "other":
                return _json({"total": None, "availabilities": None})
            case _:
                return _json(_answer(_window(asked, cue.today), [], []))

    def _page(self, main: str) -> str:
        return gouv_page("Centre des Exemples", main, self._weight)


def _profile() -> dict[str, object]:
    return {
        "profile": {"id": 1, "name_with_title": "Centre des Exemples"},
        "visit_motives": [{"id": int(ident), "name": name} for ident, name in MOTIVES.items()],
        "agendas": [
            {
                "id": int(agenda),
                "practice_id": int(practice),
                "visit_motive_ids": [int(motive) for motive in motives],
                "booking_disabled": closed,
            }
            for agenda, practice, motives, closed in AGENDAS
        ],
        "places": [{"name": PLACE, "practice_ids": [9]}],
    }


def _window(asked: Asked, today: date) -> list[date]:
    """The days that are asked about."""
    try:
        first = date.fromisoformat(asked.query.get("start_date", ""))
        length = int(asked.query.get("limit", WINDOW))
    except ValueError:
        first, length = today, WINDOW
    return [first + timedelta(days=n) for n in range(min(max(length, 1), WINDOW))]


def _answer(days: Sequence[date], shown: Sequence[Offer], later: Sequence[Offer]) -> dict[str, object]:
    # beyond the window the next one is named only where the window itself is empty
    next_slot = None if shown or not later else later[0].day.isoformat()
    return {
        "total": len(shown),
        "availabilities": [
            {"date": day.isoformat(), "slots": [_instant(offer) for offer in shown if offer.day == day]}
            for day in days
        ],
        "next_slot": next_slot,
    }


def _instant(offer: Offer) -> str:
    """``2026-12-07T08:30:00.000+01:00``."""
    return datetime.combine(offer.day, offer.at, PARIS).isoformat(timespec="milliseconds")


def _json(value: object, *, status: int = 200, shows: bool = False) -> Reply:
    text = json.dumps(value, ensure_ascii=False)
    return Reply(text, status=status, content_type="application/json", shows=shows)
