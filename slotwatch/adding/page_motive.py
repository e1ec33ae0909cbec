"""Markers for a page of no known system, each tried on the page as it is now.  Pure."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from selectolax.lexbor import SelectolaxError

from slotwatch.adding.page_blocks import counts
from slotwatch.adding.unfit import Unfit
from slotwatch.contract import Page
from slotwatch.model import Outcome
from slotwatch.providers import page as system
from slotwatch.providers._reading import Reading, prose

#: Why one mark is not enough, for the owner.
RULE = (
    'Two marks are needed. slotwatch says "no" only where it reads the sentence that means no, and "yes" only\n'
    "where it sees what only shows when there is a slot. A page with neither (a breakdown, a new layout) is\n"
    "told as unrecognised, so a broken page never wakes you as a slot, nor keeps you waiting as a no."
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What an owner points at; "" stands for nothing given.

    ``no_text`` are words that mean no; ``slot_css`` or ``slot_text`` what shows only with a slot; ``container``
    the CSS of the part of the page that counts; ``must_contain`` the CSS of what every answer has.
    """

    no_text: str = ""
    slot_css: str = ""
    slot_text: str = ""
    container: str = ""
    must_contain: str = ""

    @property
    def complete(self) -> bool:
        """Whether both a yes and a no are there."""
        return bool(self.no_text and (self.slot_css or self.slot_text))

    @property
    def options(self) -> dict[str, Any]:
        """The options of the `page` system, as the configuration writes them."""
        slot = [{"css": self.slot_css}] if self.slot_css else []
        slot += [{"text": self.slot_text}] if self.slot_text else []
        given: dict[str, Any] = {
            "container": self.container,
            "must_contain_css": self.must_contain,
            "slot": slot,
            "no_slot": [{"text": self.no_text}] if self.no_text else [],
        }
        return {key: value for key, value in given.items() if value}


def read(page: Page, options: dict[str, Any]) -> Outcome:
    """What the page answers with these options.  Raises `Unfit` for options that are none."""
    try:
        return system.read(page, system.Options.model_validate(options))
    except ValidationError as error:
        raise Unfit("; ".join(str(e.get("ctx", {}).get("error") or e["msg"]) for e in error.errors())) from None


def fit_no(page: Page, text: str) -> str:
    """The words that mean no, if they can be read on the page now.  Raises `Unfit`."""
    words = text.strip(" .!«»\"'\u00a0")
    if len(words) < 3:
        raise Unfit("give at least three letters of the sentence")
    if not Reading(page).prose.says([words]):
        raise Unfit("these words are not on the page now; copy them from the list above, or from your browser")
    return words


def fit_yes_css(page: Page, css: str) -> str:
    """The CSS of what only shows with a slot: it must not be there now.  Raises `Unfit`."""
    number = _count(page, css)
    if number:
        raise Unfit(f"{css} is on the page now ({number} times), when there is no slot: it would always say yes")
    return css.strip()


def fit_yes_text(page: Page, text: str) -> str:
    """Words that only show with a slot: they must not be there now.  Raises `Unfit`."""
    if len(text.strip()) < 3:
        raise Unfit("give at least three letters")
    if said := Reading(page).prose.says([text]):
        raise Unfit(f"the page says «{said}» now, when there is no slot: it would always say yes")
    return text.strip()


def fit_part(page: Page, css: str, no_text: str = "") -> str:
    """The CSS of a part of the page that is there now, with these words in it; "" for none.  Raises `Unfit`."""
    if not css.strip():
        return ""
    if not _count(page, css):
        raise Unfit(f"{css} is not on the page now")
    if no_text and not prose(*Reading(page).css(css)).says([no_text]):
        raise Unfit(f"{css} does not hold the sentence «{no_text}»")
    return css.strip()


def title_of(page: Page) -> str:
    """What the page calls itself."""
    return Reading(page).heading


def needs_ends_open(page: Page) -> bool:
    """Whether the site leaves its pages without an end, so that a whole one looks like a cut one."""
    return not page.truncated and Reading(page).ends_early


def _count(page: Page, css: str) -> int:
    try:
        return counts(page, css)
    except SelectolaxError as error:
        raise Unfit(f"{css!r} is not a CSS selector that can be read") from error
