"""Qmatic Web Booking: its addresses and what its JSON says (providers §7.2).  Pure.

The parameters are matrix parameters: they stand in the path, behind semicolons.  An empty list is this system's
own "no", and it is believed only as what it is: JSON by its type, with status 200, from the address of the dates.
"""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from urllib.parse import unquote

from pydantic import Field

from slotwatch.contract import Page
from slotwatch.model import Available, NoSlot, NotOpen, Outcome, Slot, Unrecognised
from slotwatch.providers._gates import gate_status, gate_text
from slotwatch.providers._json import MISSING, load
from slotwatch.providers._options import OptionsModel, Words
from slotwatch.providers._reading import Reading

_IDENT = r"[0-9A-Za-z-]{1,80}"
_ADDRESS = re.compile(
    r"(?P<base>https?://[^/?#\s]+(?:/[^/?#;\s]+)*?/qmaticwebbooking)(?P<rest>[/?#;].*)?", re.IGNORECASE
)
_BRANCH = re.compile(rf"\bbranch(?:es)?/(?!available\b)(?P<id>{_IDENT})", re.IGNORECASE)
_SERVICE = re.compile(rf"\bservicePublicId=(?P<id>{_IDENT})|\bservices?/(?P<other>{_IDENT})", re.IGNORECASE)
_LENGTH = re.compile(r"\bcustomSlotLength=(?P<minutes>\d{1,3})(?!\d)", re.IGNORECASE)
_DATES = re.compile(
    rf".*/rest/schedule/branches/(?P<branch>{_IDENT})/dates"
    rf"(?:;(?:[^;/?#]*;)*servicePublicId=(?P<service>{_IDENT})[^/?#]*)?",
    re.IGNORECASE,
)
#: What every request asks for.
JSON = {"Accept": "application/json"}


class Options(OptionsModel):
    """Which branch and service to watch, where the address does not name them."""

    branch: str | None = Field(
        None, pattern=rf"^{_IDENT}$", description="The branch's identifier, 64 digits or a UUID."
    )
    service: str | None = Field(None, pattern=rf"^{_IDENT}$", description="The service's identifier.")
    slot_length: int | None = Field(
        None, ge=1, le=600, description="Minutes of an appointment; the site multiplies it by the size of a group."
    )
    place: str = Field("", description="The branch's name, for your messages.")
    times: bool = Field(default=True, description="Ask for the hours of the first day, with a second request.")
    not_open: tuple[Words, ...] = Field(
        ("the appointment booking is currently not available",),
        description="Sentences that mean: there is nothing to book here.",
    )


@dataclass(frozen=True, slots=True)
class Schedule:
    """What one motive asks: a service of a branch.  ``base`` ends in ``/qmaticwebbooking``."""

    base: str
    branch: str = ""
    service: str = ""
    length: str = ""

    @property
    def rest(self) -> str:
        """Where the data is."""
        return f"{self.base}/rest/schedule"

    @property
    def dates(self) -> str:
        """The address of the days that have something."""
        return f"{self.rest}/branches/{self.branch}/dates{self._matrix}"

    def times(self, day: date) -> str:
        """The address of one day's hours."""
        return f"{self.rest}/branches/{self.branch}/dates/{day.isoformat()}/times{self._matrix}"

    @property
    def _matrix(self) -> str:
        length = f";customSlotLength={self.length}" if self.length else ""
        return f";servicePublicId={self.service}{length}"


def schedule(url: str, options: Options | None = None) -> Schedule | None:
    """What is asked at this address, options before what it says itself; None if it is not of this system."""
    if (match := _ADDRESS.fullmatch(url)) is None:
        return None
    rest = unquote(match["rest"] or "")
    branch, service, length = _BRANCH.search(rest), _SERVICE.search(rest), _LENGTH.search(rest)
    return Schedule(
        match["base"],
        (options and options.branch) or (branch["id"] if branch else ""),
        (options and options.service) or ((service["id"] or service["other"]) if service else ""),
        str(options.slot_length) if options and options.slot_length else (length["minutes"] if length else ""),
    )


def read(page: Page, options: Options, *, branch: str = "") -> Outcome:
    """What the list of dates says; ``branch`` is the one that was asked about, if not the options'."""
    if outcome := gate_status(page):
        return outcome
    data = load(page.text) if _is_json(page) else MISSING
    if data is MISSING:
        return _no_data(page, options)
    asked = _DATES.fullmatch(unquote(page.url))
    wanted = branch or options.branch
    if asked is None or not asked["service"] or (wanted and asked["branch"] != wanted):
        return _strange(page, "the site led away from the branch's dates")
    days = _days(data)
    if days is None:
        return _strange(page, "the answer is no list of dates")
    if page.truncated:
        return _strange(page, "the answer is cut off")
    if not days:
        return NoSlot("an empty list of dates", page.evidence("dates = []"))
    return Available(tuple(Slot(day, None, options.place) for day in days), page.evidence(f"dates: {len(days)}"))


def times_of(page: Page, day: date, place: str) -> tuple[Slot, ...]:
    """The hours of a day; () where the answer is none that is known."""
    if gate_status(page) or not _is_json(page) or not isinstance(data := load(page.text), list):
        return ()
    hours = [_hour(item, day) for item in data]
    return tuple(Slot(day, at, place) for at in hours if at is not None)


def _is_json(page: Page) -> bool:
    return "json" in page.headers.get("content-type", "").lower()


def _no_data(page: Page, options: Options) -> Outcome:
    """HTML where JSON was asked for, or JSON that is none."""
    reading = Reading(page)
    if words := reading.prose.says(options.not_open):
        return NotOpen(words, page.evidence(words))
    return gate_text(reading) or reading.unrecognised("the answer is not JSON, as it should be")


def _strange(page: Page, why: str) -> Unrecognised:
    return Unrecognised(why, page.evidence("none of the known ones"))


def _days(data: Any) -> list[date] | None:
    """The days of a well-formed list, None for anything else."""
    if not isinstance(data, list):
        return None
    days = [_day(item) for item in data]
    return [day for day in days if day is not None] if None not in days else None


def _day(item: Any) -> date | None:
    text = item.get("date") if isinstance(item, dict) else None
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _hour(item: Any, day: date) -> time | None:
    if not isinstance(item, dict) or item.get("date", day.isoformat()) != day.isoformat():
        return None
    try:
        return time.fromisoformat(item["time"]).replace(tzinfo=None)
    except (KeyError, TypeError, ValueError):
        return None
