"""Identity cards and passports: the ANTS hub of town halls' appointment systems (providers §6).

One look asks twice: the state of the hub (or its meeting points, where some were chosen) for the day it is there,
then the search itself, over a WebSocket or in one REST answer.  Nothing is held, no link of a slot is followed.
"""

import json
from dataclasses import replace
from datetime import date, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import ValidationError

from slotwatch.contract import Choice, Discovery, Fetch, LookFailed, Page
from slotwatch.model import (
    Blocked,
    Change,
    Maintenance,
    Motive,
    NeedsHuman,
    NoSlot,
    NotOpen,
    Outcome,
    Unrecognised,
)
from slotwatch.providers._ants_messages import Point, ends, labels, points, read, read_conversation
from slotwatch.providers._ants_options import SITE, Hub, Options, hub, is_meant
from slotwatch.providers._gates import gate_status, gate_text
from slotwatch.providers._json import load
from slotwatch.providers._reading import Reading
from slotwatch.providers._text import clip

__all__ = ["EXAMPLE", "FLOOR", "TITLE", "Options", "discover", "look", "matches", "read"]

TITLE = "ANTS, identity cards and passports (rendezvouspasseport.ants.gouv.fr)"
EXAMPLE = f"https://{SITE}/"
#: The hub allows 30 calls a minute and asks every editor at each search: it need not be asked often.
FLOOR = 120.0

_JSON = {"Accept": "application/json"}
#: Criteria that an address may carry, the position first.
_CARRIED = ("longitude", "latitude", "radius_km", "reason", "documents_number", "address")


def matches(url: str) -> bool:
    """Whether the host is the hub's, or the path one of its calls (`/api/SlotsFromPosition…`)."""
    return hub(url) is not None


async def look(motive: Motive, fetch: Fetch) -> Outcome:
    """One check: two requests."""
    options = motive.options
    assert isinstance(options, Options)
    service = hub(motive.url, options.api)
    if service is None:
        return Unrecognised(f"{motive.url} is no address of the ANTS hub: write its API's as api in the options")
    opening = await _get(fetch, _opening(service, options))
    today = _today(opening, motive.timezone)
    if outcome := _gate(opening):
        return outcome
    if today is None:
        return Unrecognised("no Date in the answer: which days to ask for?", opening.evidence("no Date header"))
    absent = _absent(opening, options)
    if isinstance(absent, NotOpen | Unrecognised):
        return absent
    outcome = await _search(service, options, today, fetch, _out_of_order(opening))
    if absent and isinstance(outcome, NoSlot):
        told = ", ".join(f"«{place}»" for place in absent)
        return Unrecognised(f"no slot elsewhere, and no meeting point is called {told}", outcome.evidence)
    return outcome


async def discover(url: str, fetch: Fetch) -> Discovery:
    """The meeting points around the position that the address carries.  May raise `LookFailed`."""
    service, asked = hub(url), _asked(url)
    if service is None or asked is None:
        return Discovery(
            TITLE,
            note="the address names no position: give longitude and latitude (degrees), radius_km (20, 40 or 60), "
            "reason (CNI, PASSPORT or CNI-PASSPORT) and documents_number",
        )
    given = asked.model_dump(exclude_unset=True)
    page = await _get(fetch, service.points(asked.longitude, asked.latitude, asked.radius_km))
    if outcome := _gate(page):
        raise LookFailed(outcome)
    found = points(load(page.text), slots=False)
    if found is None:
        return Discovery(TITLE, options=given, note="the site's list of meeting points could not be read")
    note = (
        f"reason is {asked.reason} and documents_number {asked.documents_number}: change them if you need another"
    )
    choices = tuple(Choice(p.label, {"places": [p.ident or p.label]}) for p in found)
    return Discovery(TITLE, choices, given, note, optional=True)


def _opening(service: Hub, options: Options) -> str:
    if options.places:
        return service.points(options.longitude, options.latitude, options.radius_km)
    return service.status


async def _search(service: Hub, options: Options, today: date, fetch: Fetch, down: list[str]) -> Outcome:
    criteria = options.criteria(today)
    if options.mode == "rest":
        return read(await _get(fetch, service.slots(criteria)), options)
    question = json.dumps(criteria, ensure_ascii=False)
    said = await fetch.converse(service.stream(options.token), question, until=ends)
    return read_conversation(said, options, down)


async def _get(fetch: Fetch, url: str) -> Page:
    """A page whose address is told without its query: that holds where its owner lives."""
    try:
        page = await fetch.get(url, headers=_JSON)
    except LookFailed as failed:
        proof = failed.outcome.evidence
        raise LookFailed(replace(failed.outcome, evidence=replace(proof, url=_bare(proof.url)))) from None
    return replace(page, url=_bare(page.url))


def _bare(url: str) -> str:
    return url.partition("?")[0]


def _gate(page: Page) -> Outcome | None:
    """What keeps us from searching.  A call that is not there any more does not: it only tells the day."""
    outcome = gate_status(page)
    if outcome is None and page.text.lstrip("\ufeff \t\r\n").startswith("<"):
        outcome = gate_text(Reading(page))
    return outcome if isinstance(outcome, Blocked | Maintenance | NeedsHuman) else None


def _today(page: Page, zone: tzinfo) -> date | None:
    """The day it is at the place of the search, by the site's own clock."""
    try:
        return parsedate_to_datetime(page.headers.get("date", "")).astimezone(zone).date()
    except (ValueError, TypeError, OverflowError):
        return None


def _absent(page: Page, options: Options) -> list[str] | NotOpen | Unrecognised:
    """Chosen places that no meeting point is; an outcome where that is all of them, or the list cannot be read."""
    if not options.places:
        return []
    found = points(load(page.text), slots=False)
    if found is None:
        return Reading(page).unrecognised("no list of meeting points, so the places chosen cannot be found")
    absent = [place for place in options.places if not any(is_meant(place, p.ident, p.label) for p in found)]
    if len(absent) < len(options.places):
        return absent
    return NotOpen(_not_there(absent, found, options), page.evidence(Change.VANISHED.marker("places")))


def _not_there(absent: list[str], found: list[Point], options: Options) -> str:
    told = ", ".join(f"«{place}»" for place in absent)
    return f"no meeting point within {options.radius_km} km is called {told}; there are: {labels(found)}"


def _out_of_order(page: Page) -> list[str]:
    """Names of the editors that the hub's status calls out of order."""
    value = load(page.text)
    editors = value.get("editors") if isinstance(value, dict) else None
    if not isinstance(editors, list):
        return []
    down = [e.get("name") or e.get("slug") for e in editors if isinstance(e, dict) and e.get("status") is False]
    return [clip(name, 40) for name in down if isinstance(name, str)]


def _asked(url: str) -> Options | None:
    """The search that an address carries in its query or fragment; None without a position that can be read."""
    split = urlsplit(url)
    query: dict[str, Any] = {}
    for text in (split.query, split.fragment.partition("?")[2]):
        query |= {key: values[-1] for key, values in parse_qs(text).items()}
    query |= {key: int(query[key]) for key in ("radius_km", "documents_number") if query.get(key, "").isdecimal()}
    # a value that the hub does not know spoils the rest no more than its absence
    for names in (_CARRIED, _CARRIED[:2]):
        try:
            return Options.model_validate({key: value for key, value in query.items() if key in names})
        except ValidationError:
            continue
    return None
