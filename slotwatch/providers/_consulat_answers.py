"""What the consulates' API answers, call by call.  Pure (providers §7.1, §11, §14.11).

Every answer has its shape; an error object in the place of a list would make every day look open, so whatever
has another shape is no answer.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

from slotwatch.contract import Page
from slotwatch.model import PARIS, Available, Human, NeedsHuman, NoSlot, NotOpen, Outcome, Slot
from slotwatch.providers._choice import Choice
from slotwatch.providers._consulat_options import Options, call
from slotwatch.providers._dates import hour_in, slots_in
from slotwatch.providers._gates import gate_status, gate_text
from slotwatch.providers._json import MISSING, load
from slotwatch.providers._reading import Reading
from slotwatch.providers._text import clip, fold

APP, HANDSHAKE = "x-gouv-app-id", "x-gouv-handshake"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ERROR_KEYS = frozenset({"error", "errors", "message", "statusCode", "code"})
#: An interval longer than this is none that a consulate gives.
_LONGEST = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class Team:
    """A consulate: its identifier, its name, its services."""

    ident: str
    name: str
    services: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """The days between which appointments are given, both included."""

    start: date
    end: date

    def __str__(self) -> str:
        """As it is told."""
        return f"{self.start} to {self.end}"


def read(page: Page, options: Options, *, zone: tzinfo = PARIS) -> Outcome:
    """What one page answers by itself: only the times of a day can say yes, and no for that day."""
    asked = call(page.url)
    if asked is None:
        return gate_status(page) or odd(page, "this is no call of the consulates' API", options)
    match asked.what:
        case "availability":
            return times(page, options, zone)
        case "reservations-session":
            answer: object = session(page, options)
        case "get-interval":
            answer = interval(page, options, zone)
        case "exclude-days":
            answer = excluded(page, options)
        case _:
            answer = team(page, options)
    return answer if isinstance(answer, Outcome) else odd(page, f"a step on the way ({asked.what})", options)


def team(page: Page, options: Options) -> Team | Outcome:
    """The consulate behind a slug.  404 is a dead link."""
    if outcome := gate_status(page):
        return outcome
    match _value(page):
        case {"_id": str(ident), "services": [*services]} as found if ident:
            offered = tuple(
                Choice(s["_id"], clip(s["name"], 160))
                for s in services
                if isinstance(s, dict) and isinstance(s.get("_id"), str) and isinstance(s.get("name"), str)
            )
            if offered or not services:
                name = found.get("name")
                return Team(ident, clip(name, 120) if isinstance(name, str) else "", offered)
    return odd(page, "the consulate's services cannot be read", options)


def session(page: Page, options: Options) -> str | Outcome:
    """The identifier of a reservation session.  A refusal at this step is the captcha (providers §7.1)."""
    if page.status in options.captcha_status or (page.status == 403 and _says(page, options.captcha)):
        return NeedsHuman(Human.CAPTCHA, page.evidence(f"reservations-session: HTTP {page.status}"))
    if page.status != 201 and (outcome := gate_status(page)):
        return outcome
    match _value(page):
        case {"_id": str(ident)} if ident:
            return ident
    return odd(page, "no reservation session was given", options)


def interval(page: Page, options: Options, zone: tzinfo) -> Interval | Outcome:
    """Between which days appointments are given; where it is missing, there are none to give."""
    if outcome := gate_status(page):
        return outcome
    value = _value(page)
    match value:
        case {"start": str(start), "end": str(end)} if start and end:
            first, last = slots_in(start, zone), slots_in(end, zone)
            if first and last and first[0].day and last[0].day:
                begin, finish = first[0].day, last[0].day
                if begin <= finish <= begin + _LONGEST:
                    return Interval(begin, finish)
            return odd(page, f"the interval from {clip(start, 30)} to {clip(end, 30)} is none", options)
    bare = value is None or (isinstance(value, dict) and not _ERROR_KEYS & value.keys())
    if bare and not (isinstance(value, dict) and (value.get("start") or value.get("end"))):
        words = "no interval for appointments is given"
        return NotOpen(words, page.evidence(f"get-interval: {words}"))
    return odd(page, "the interval cannot be read", options)


def excluded(page: Page, options: Options) -> tuple[date, ...] | Outcome:
    """The days on which nothing is given."""
    if page.status != 201 and (outcome := gate_status(page)):
        return outcome
    value = _value(page)
    if isinstance(value, list) and all(isinstance(day, str) and _DAY.fullmatch(day) for day in value):
        try:
            return tuple(map(date.fromisoformat, value))
        except ValueError:
            pass  # a 30 February: told below as what it is
    return odd(page, "exclude-days is no list of days", options)


def open_days(span: Interval, closed: Iterable[date]) -> tuple[date, ...]:
    """The days of the interval that are not excluded."""
    out = set(closed)
    days = (span.start + timedelta(days=n) for n in range((span.end - span.start).days + 1))
    return tuple(day for day in days if day not in out)


def times(page: Page, options: Options, zone: tzinfo) -> Outcome:
    """The times of the day that was asked about: a list, empty for none."""
    if outcome := gate_status(page):
        return outcome
    asked, value = call(page.url), _value(page)
    day = asked.day if asked is not None and asked.what == "availability" else None
    if not isinstance(value, list) or day is None:
        return odd(page, "availability is no list of times", options)
    if not value:
        marker = f"availability = [] on {day}"
        return NoSlot(marker, page.evidence(marker))
    printed = [item["time"] for item in value if isinstance(item, dict) and isinstance(item.get("time"), str)]
    if not printed:
        return odd(page, "availability is a list of something else than times", options)
    slots = tuple(slot for text in printed for slot in _slots(text, day, zone))
    return Available(slots, page.evidence(f"availability: {len(printed)} time(s) on {day}"))


def odd(page: Page, why: str, options: Options) -> Outcome:
    """An answer of another shape: a refusal, an outage, a captcha, or none of the known ones."""
    reading = Reading(page)
    if isinstance(_value(page), dict) and _says(page, options.captcha):
        return NeedsHuman(Human.CAPTCHA, page.evidence("captcha"))
    return gate_text(reading) or reading.unrecognised(why)


def _value(page: Page) -> Any:
    return MISSING if page.truncated else load(page.text)


def _says(page: Page, words: Sequence[str]) -> bool:
    said = fold(page.text[:2_000])
    return any(fold(word) in said for word in words)


def _slots(text: str, day: date, zone: tzinfo) -> tuple[Slot, ...]:
    """A time with its own day, or on the day asked about."""
    return slots_in(text, zone) or (Slot(day, hour_in(text)),)
