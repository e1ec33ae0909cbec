"""The shape of Doctolib's booking, which other sites use as well (providers §7.3, §14.8).

With the address of a booking page, one look reads the page's own data and asks for the availabilities of the
wanted motive: two requests.  With the address of availabilities, it is one.  Plain clients are often refused
(Cloudflare): that is told, and nothing is done about it.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from slotwatch.clock import Clock, SystemClock
from slotwatch.contract import Choice, Discovery, Fetch, Page
from slotwatch.model import Evidence, Motive, NotOpen, Outcome, Unrecognised
from slotwatch.providers._doctolib_answer import Options, is_answer_address, read
from slotwatch.providers._doctolib_profile import (
    Profile,
    availabilities_address,
    info_address,
    is_page,
    profile,
    slug,
)
from slotwatch.providers._gates import gate_status, gate_text
from slotwatch.providers._reading import Reading
from slotwatch.providers._text import clip

__all__ = ["EXAMPLE", "FLOOR", "TITLE", "Options", "discover", "look", "matches", "read"]

TITLE = "Doctolib's shape (/availabilities.json)"
EXAMPLE = "https://www.example.org/availabilities.json?visit_motive_ids=1&agenda_ids=2-3&practice_ids=4&limit=15"
FLOOR = 60.0

_JSON = {"Accept": "application/json"}
_CLOCK = SystemClock()


def matches(url: str) -> bool:
    """Whether it is the address of availabilities, or a booking page of a Doctolib host."""
    return is_answer_address(url) or is_page(url)


async def look(motive: Motive, fetch: Fetch, *, clock: Clock = _CLOCK) -> Outcome:
    """One check.  The site wants to know from which day on: ``clock`` tells today."""
    options = motive.options
    assert isinstance(options, Options)
    today, zone = clock.now().astimezone(motive.timezone).date(), motive.timezone
    if is_answer_address(motive.url):
        parts = urlsplit(motive.url)
        # the address was copied on some day in the past, whose window would stay empty for ever
        held = [(name, value) for name, value in parse_qsl(parts.query) if name != "start_date"]
        query = urlencode([*held, ("start_date", today.isoformat())])
        url = urlunsplit(parts._replace(query=query, fragment=""))
        return read(await fetch.get(url, headers=_JSON), options, zone=zone)
    if not slug(motive.url):
        return _told(motive, f"{motive.url} is no address of this system: it should look like {EXAMPLE}")
    page = await fetch.get(info_address(motive.url), headers=_JSON)
    known = _profile(page)
    if not isinstance(known, Profile):
        return known
    if options.visit_motive is None:
        return _told(
            motive, f'it is not known what to look for: write visit_motive = "…", one of {_motives(known)}'
        )
    agendas = known.agendas_for(options.visit_motive, options.practice)
    if not agendas:
        why = f"no agenda takes bookings for motive {options.visit_motive}; motives: {_motives(known)}"
        return NotOpen(why, page.evidence("agendas: none for this motive"))
    url = availabilities_address(motive.url, options.visit_motive, agendas, today, options.limit)
    practices = {agenda.practice for agenda in agendas}
    place = known.places.get(practices.pop(), "") if len(practices) == 1 else ""
    return read(await fetch.get(url, headers=_JSON), options, zone=zone, place=place)


async def discover(url: str, fetch: Fetch) -> Discovery:
    """The motives of a booking page, at each place that takes them."""
    if is_answer_address(url):
        return Discovery(TITLE)
    if not slug(url):
        return Discovery(TITLE, note=f"no address of this system: it should look like {EXAMPLE}")
    known = _profile(await fetch.get(info_address(url), headers=_JSON))
    if not isinstance(known, Profile):
        return Discovery(TITLE, note=f"the site does not let us look ({known.kind}): {known.evidence.marker}")
    choices = [
        Choice(
            clip(", ".join(filter(None, (name, known.places.get(practice, "")))), 160),
            {"visit_motive": motive} | ({"practice": practice} if practice else {}),
        )
        for motive, name in known.motives.items()
        for practice in dict.fromkeys(agenda.practice for agenda in known.agendas_for(motive, None))
    ]
    note = "" if choices else "no motive takes bookings at present"
    return Discovery(known.title or TITLE, tuple(choices), note=note)


def _profile(page: Page) -> Profile | Outcome:
    """The page's own data, else what came instead."""
    if outcome := gate_status(page):
        return outcome
    if known := profile(page.text):
        return known
    reading = Reading(page)
    return gate_text(reading) or reading.unrecognised("the page's own data is not of the known shape")


def _motives(known: Profile) -> str:
    return clip(", ".join(f"{ident} «{name}»" for ident, name in known.motives.items()) or "none", 400)


def _told(motive: Motive, why: str) -> Unrecognised:
    return Unrecognised(why, Evidence(url=motive.url))
