"""Any page or JSON address, read with markers that its owner writes (providers §13).

It says yes only where a yes-marker is seen, and no only where a no-marker is; a configuration with only
one of the two is refused.  One request a look.
"""

import re
from collections.abc import Iterable
from datetime import tzinfo

from pydantic import Field, field_validator, model_validator

from slotwatch.contract import Fetch, Page
from slotwatch.model import (
    PARIS,
    Available,
    Blocked,
    Human,
    Maintenance,
    Motive,
    NeedsHuman,
    NoSlot,
    NotOpen,
    Outcome,
    Slot,
)
from slotwatch.providers._gates import gate_status, gate_text, said_wait
from slotwatch.providers._markers import Dates, Marker, Sight
from slotwatch.providers._options import Css, OptionsModel
from slotwatch.providers._reading import Reading

__all__ = ["EXAMPLE", "FLOOR", "IN_BROWSER", "TITLE", "Options", "look", "matches", "read"]

TITLE = "Any page or JSON address, with your own markers"
EXAMPLE = "https://www.example.org/rendez-vous"
FLOOR = 60.0
IN_BROWSER = True

Markers = tuple[Marker, ...]


class Options(OptionsModel):
    """What on the page means yes, what means no, and what means neither."""

    slot: Markers = Field((), description="Markers that only show when there is a slot; one is enough for a yes.")
    no_slot: Markers = Field((), description="Markers that only show when there is none; one is enough for a no.")
    captcha: Markers = Field((), description="Markers of a captcha, which you would have to solve.")
    login: Markers = Field((), description="Markers of a login page or a session that is over.")
    blocked: Markers = Field((), description="Markers of a refusal, such as too many requests.")
    maintenance: Markers = Field((), description="Markers of an outage page.")
    not_open: Markers = Field((), description="Markers of a closed procedure or a dead link.")
    wrong_step: Markers = Field((), description="Markers of an earlier page, where nothing has been asked yet.")
    container: Css | None = Field(
        None,
        description="Selector of the part in which elements and words count; without it on the page, no answer.",
    )
    must_contain_css: Css | None = Field(
        None, description="Selector of something every answer has; without it, no answer."
    )
    final_url: str | None = Field(None, description="Pattern that the final address must hold, after redirects.")
    ends_open: bool = Field(
        default=False,
        description="The site never closes body or html: do not take a page that does not for a cut one.",
    )
    dates: Dates | None = Field(None, description="Where the days on offer stand.")
    embedded: str | None = Field(
        None,
        min_length=1,
        description="Name of a JSON value inside the page's source, in which json markers are looked up.",
    )

    @field_validator("final_url")
    @classmethod
    def _pattern(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is not a pattern that can be read: {error}") from error
        return pattern

    @model_validator(mode="after")
    def _both_ways(self) -> "Options":
        for name, means in (("slot", "there is one"), ("no_slot", "there is none")):
            if not getattr(self, name):
                raise ValueError(
                    f'there is no {name} marker: add {name} = [{{ text = "…" }}] with what only shows if {means}; '
                    "the absence of the other marker proves nothing"
                )
        return self


def matches(url: str) -> bool:  # noqa: ARG001 - the contract's signature
    """Whether it recognises an address by itself: never, its owner must choose it."""
    return False


async def look(motive: Motive, fetch: Fetch) -> Outcome:
    """One check: one GET."""
    options = motive.options
    assert isinstance(options, Options)
    wants_json = options.embedded is None and any(m.json_path for m in (*options.slot, *options.no_slot))
    headers = {"Accept": "application/json"} if wants_json else None
    return read(await fetch.get(motive.url, headers=headers), options, zone=motive.timezone)


def read(page: Page, options: Options, *, zone: tzinfo = PARIS) -> Outcome:
    """What this page answers.

    In this order: the status; the right address and step; a yes of structure; gates of structure; yes and no
    in words, which must not both stand there; gates in words; what every site says alike.
    """
    if outcome := gate_status(page):
        return outcome
    reading = Reading(page)
    sight = Sight(reading, options.container, options.embedded)
    if why := _elsewhere(sight, options):
        return gate_text(reading) or reading.unrecognised(why)
    if found := _first(sight, (m for m in options.slot if m.is_structural)):
        return Available(sight.days(options.dates, zone) or (Slot(),), page.evidence(found[1]))
    return (
        _gate(sight, options, structural=True)
        or _in_words(sight, options, zone)
        or _gate(sight, options, structural=False)
        or gate_text(reading)
        or reading.unrecognised("neither a slot marker nor a no_slot marker is on the page")
    )


def _first(sight: Sight, markers: Iterable[Marker]) -> tuple[str, str] | None:
    """Words and marker of the first that is found."""
    for marker in markers:
        if words := sight.find(marker):
            return words, str(marker)
    return None


def _elsewhere(sight: Sight, options: Options) -> str:
    """Why this is not the page that can answer, "" when it is."""
    if options.final_url and not re.search(options.final_url, sight.reading.page.url):
        return "the site led to another address than final_url allows"
    if options.must_contain_css and sight.reading.first(options.must_contain_css) is None:
        return f"the page has no {options.must_contain_css}"
    if sight.containers == []:
        return f"the page has no {options.container}"
    if found := _first(Sight(sight.reading, None, options.embedded), options.wrong_step):
        return f"an earlier step ({found[1]}): the question has not been asked yet"
    return ""


def _in_words(sight: Sight, options: Options, zone: tzinfo) -> Outcome | None:
    """The answer where no structure says yes."""
    page = sight.reading.page
    yes = _first(sight, (m for m in options.slot if not m.is_structural))
    no = _first(sight, options.no_slot)
    if yes and no:
        return sight.reading.unrecognised(f"the page says both «{yes[0]}» and «{no[0]}»", yes[1])
    if yes:
        return Available(sight.days(options.dates, zone) or (Slot(),), page.evidence(yes[1]))
    if no and (page.truncated or (sight.reading.ends_early and not options.ends_open)):
        return sight.reading.unrecognised("the page is cut off", no[1])
    return NoSlot(no[0], page.evidence(no[1])) if no else None


def _gate(sight: Sight, options: Options, *, structural: bool) -> Outcome | None:
    """What the owner's other markers say, anywhere on the page."""
    page, everywhere = sight.reading.page, Sight(sight.reading, None, options.embedded)
    gates = (
        (options.captcha, lambda _, e: NeedsHuman(Human.CAPTCHA, e)),
        (options.login, lambda _, e: NeedsHuman(Human.LOGIN, e)),
        (options.blocked, lambda w, e: Blocked(page.status, _rest(page, w), e)),
        (options.maintenance, lambda _, e: Maintenance(page.status, page.retry_after, e)),
        (options.not_open, lambda w, e: NotOpen(w, e)),
    )
    for markers, outcome in gates:
        if found := _first(everywhere, (m for m in markers if m.is_structural == structural)):
            result: Outcome = outcome(found[0], page.evidence(found[1]))
            return result
    return None


def _rest(page: Page, words: str) -> float | None:
    """Seconds to stay away: what the header asks or what the words say, whichever is longer."""
    said = said_wait(words)
    return max(filter(None, (page.retry_after, said)), default=None)
