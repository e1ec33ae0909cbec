"""The availabilities of Doctolib's shape (providers §7.3, §14.8).  Pure.

A window of days with a total, and the next slot beyond it.  Nothing in the window and something later is a yes;
only where the site also says that nothing comes later is there none.
"""

from datetime import tzinfo
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field

from slotwatch.contract import Page
from slotwatch.model import PARIS, Available, NoSlot, Outcome, Slot, Unrecognised
from slotwatch.providers._dates import slots_in
from slotwatch.providers._gates import gate_status, gate_text
from slotwatch.providers._json import MISSING, load
from slotwatch.providers._options import OptionsModel
from slotwatch.providers._reading import Reading
from slotwatch.providers._text import clip

#: Where the answers are.
PATH = "/availabilities.json"


class Options(OptionsModel):
    """Which motive to ask about, where the address is a booking page."""

    visit_motive: str | None = Field(None, pattern=r"^\d+$", description="Number of the motive.")
    practice: str | None = Field(
        None, pattern=r"^\d+$", description="Number of the place, where the page has several."
    )
    limit: int = Field(
        15, ge=1, le=15, description="How many days to ask about at once; the site gives no more than 15."
    )
    no_slot_reasons: tuple[str, ...] = Field(
        ("no_availabilities",),
        description='Values of "reason" that mean, beside a total of 0: no slot, now or later.',
    )


def is_answer_address(url: str) -> bool:
    """Whether it is the address of availabilities themselves."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and parts.path.endswith(PATH)


def read(page: Page, options: Options, *, zone: tzinfo = PARIS, place: str = "") -> Outcome:
    """What the availabilities say; ``zone`` is the clock of the place, ``place`` its name."""
    if outcome := gate_status(page):
        return outcome
    data = load(page.text)
    if data is MISSING:
        reading = Reading(page)
        return gate_text(reading) or reading.unrecognised("the answer is not JSON, as it should be")
    if not is_answer_address(page.url):
        return _strange(page, "the site led away from its availabilities")
    total, window = (data.get("total"), data.get("availabilities")) if isinstance(data, dict) else (None, None)
    if not isinstance(window, list) or isinstance(total, bool) or not isinstance(total, int):
        return _strange(page, "the answer has no total and no availabilities")
    listed = [day.get("slots") if isinstance(day, dict) else None for day in window]
    slots = tuple(slot for items in listed for slot in _slots(items, zone, place))
    if slots or total > 0:
        return Available(slots or (Slot(place=place),), page.evidence(f"total = {clip(str(total), 20)}"))
    if total < 0 or any(items != [] for items in listed):
        return _strange(page, "the total and the days do not agree")
    return _beyond(page, data, options, zone, place)


def _beyond(page: Page, data: dict[str, Any], options: Options, zone: tzinfo, place: str) -> Outcome:
    """Nothing in the window: what comes later?"""
    later, reason = data.get("next_slot", MISSING), data.get("reason")
    if isinstance(later, str) and (named := slots_in(later, zone, place)):
        first = named[0]
        slot = Slot(first.day, first.at, place, onwards=True)
        return Available((slot,), page.evidence(f"total = 0, next_slot = {clip(later, 40)}"))
    if page.truncated:
        return _strange(page, "the answer is cut off")
    if later is None:
        return NoSlot("a total of 0 and no next slot", page.evidence("total = 0, next_slot = null"))
    if later is MISSING and reason in options.no_slot_reasons:
        return NoSlot(f"a total of 0, {reason}", page.evidence(f"total = 0, reason = {reason}"))
    if later is MISSING:
        return _strange(page, "a total of 0, and next_slot is missing: what lies beyond these days is not known")
    return _strange(page, "a total of 0, and next_slot names no day")


def _slots(items: Any, zone: tzinfo, place: str) -> list[Slot]:
    """The slots of one day: instants, objects with their start, or lists of these for motives in several steps."""
    starts = [_start(item) for item in items] if isinstance(items, list) else []
    return [slot for start in starts for slot in slots_in(start, zone, place)[:1]]


def _start(item: Any) -> str:
    if isinstance(item, list) and item:
        item = item[0]
    if isinstance(item, dict):
        item = item.get("start_date")
    return item if isinstance(item, str) else ""


def _strange(page: Page, why: str) -> Unrecognised:
    return Unrecognised(why, page.evidence("none of the known ones"))
