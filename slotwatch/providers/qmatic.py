"""Qmatic Web Booking, the system of consulates and town halls (providers §7.2).

One look asks for the days that have something, and for the hours of the first of them: one or two requests.  A
time is never reserved: that is a POST, and slotwatch makes none.
"""

from dataclasses import replace

from slotwatch.contract import Choice, Discovery, Fetch, LookFailed
from slotwatch.model import Available, Evidence, Motive, Outcome, Unrecognised
from slotwatch.providers._json import MISSING, load
from slotwatch.providers._qmatic_schedule import JSON, Options, Schedule, read, schedule, times_of
from slotwatch.providers._text import clip

__all__ = ["EXAMPLE", "FLOOR", "TITLE", "Options", "discover", "look", "matches", "read"]

TITLE = "Qmatic Web Booking (/qmaticwebbooking/)"
EXAMPLE = "https://rdv.example.org/qmaticwebbooking/#/preselect/branch/0123abcd"
FLOOR = 60.0

#: Each branch is asked for its services: more than this would be a flood, not a question.
MOST_BRANCHES = 6


def matches(url: str) -> bool:
    """Whether the application's folder is in the path."""
    return schedule(url) is not None


async def look(motive: Motive, fetch: Fetch) -> Outcome:
    """One check."""
    options = motive.options
    assert isinstance(options, Options)
    asked = schedule(motive.url, options)
    if asked is None:
        return _told(motive, f"{motive.url} is no address of this system: it should look like {EXAMPLE}")
    if missing := [name for name in ("branch", "service") if not getattr(asked, name)]:
        return _told(
            motive, f'it is not known what to look for: write {" and ".join(missing)} = "…" in the options'
        )
    outcome = read(await fetch.get(asked.dates, headers=JSON), options, branch=asked.branch)
    if not isinstance(outcome, Available) or not options.times or outcome.first is None:
        return outcome
    try:
        page = await fetch.get(asked.times(outcome.first), headers=JSON)
    except LookFailed:  # what fails here takes nothing from the yes
        return outcome
    hours = times_of(page, outcome.first, options.place)
    later = tuple(slot for slot in outcome.slots if slot.day != outcome.first)
    return replace(outcome, slots=(*hours, *later)) if hours else outcome


async def discover(url: str, fetch: Fetch) -> Discovery:
    """The services of every branch, as far as the site lists them (D)."""
    here = schedule(url)
    if here is None:
        return Discovery(TITLE, note=f"no address of this system: it should look like {EXAMPLE}")
    branches = await _named(fetch, f"{here.rest}/branches", "id")
    if here.branch:
        branches = {here.branch: branches.get(here.branch, "")}
    choices = [
        Choice(
            clip(", ".join(filter(None, (name, place))), 160),
            {"branch": branch, "service": service, **({"place": place} if place else {})},
        )
        for branch, place in list(branches.items())[:MOST_BRANCHES]
        for service, name in (await _named(fetch, f"{here.rest}/branches/{branch}/services", "publicId")).items()
    ]
    return Discovery(TITLE, tuple(choices), note=_note(here, branches, choices))


def _note(here: Schedule, branches: dict[str, str], choices: list[Choice]) -> str:
    if not choices:
        known = clip(", ".join(f"{name} ({ident})" for ident, name in branches.items()), 400)
        return f"the site does not list its services; branches: {known or 'not listed either'}"
    if len(branches) > MOST_BRANCHES and not here.branch:
        return f"the first {MOST_BRANCHES} of {len(branches)} branches; give the address of yours for the others"
    return ""


async def _named(fetch: Fetch, url: str, key: str) -> dict[str, str]:
    """Names by identifier; empty where the site does not tell them, which is its right."""
    page = await fetch.get(url, headers=JSON)
    data = load(page.text) if page.status == 200 else MISSING
    if not isinstance(data, list):
        return {}
    items = [item for item in data if isinstance(item, dict)]
    return {
        clip(str(item.get(key) or item["id"]), 80): clip(str(item.get("name", "")), 160)
        for item in items
        if item.get(key) or item.get("id")
    }


def _told(motive: Motive, why: str) -> Unrecognised:
    return Unrecognised(why, Evidence(url=motive.url))
