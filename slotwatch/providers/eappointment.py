"""ESII eAppointment, the system of Val-de-Marne and of several town halls (providers §4).

One look opens a session, reads the list of motives and asks by DWR, as the page's own script does, whether
the wanted motive has places: two to three requests.  No time is chosen, no form is filled in.
"""

from dataclasses import replace
from urllib.parse import urlsplit

from slotwatch.contract import Discovery, Fetch, LookFailed
from slotwatch.model import Available, Evidence, Motive, Outcome, Slot, Unrecognised
from slotwatch.providers._choice import Choice, to_discover
from slotwatch.providers._dwr import call_body
from slotwatch.providers._eappointment_page import (
    Address,
    Options,
    address,
    choose,
    first_slots,
    is_entry,
    motives,
    next_step,
    read,
    site_keys,
    stranded,
)
from slotwatch.providers._gates import gate_status
from slotwatch.providers._reading import Reading

__all__ = ["EXAMPLE", "FLOOR", "TITLE", "Options", "discover", "look", "matches", "read"]

TITLE = "ESII eAppointment (/eAppointment…/)"
EXAMPLE = "https://rdv.example.gouv.fr/eAppointmentpref00/appointment.do?sitekey=P001"
FLOOR = 60.0


def matches(url: str) -> bool:
    """Whether the first folder of the address is `eAppointment…`."""
    return address(url) is not None


async def look(motive: Motive, fetch: Fetch) -> Outcome:
    """One check.  Thrown back to the entry page means a lost session: one new try (§14.5)."""
    outcome = await _look_once(motive, fetch)
    if isinstance(outcome, Reading):
        fetch.forget()
        outcome = await _look_once(motive, fetch)
    return stranded(outcome, _options(motive)) if isinstance(outcome, Reading) else outcome


async def discover(url: str, fetch: Fetch) -> Discovery:
    """The motives of the site that the address names: one or two requests, the first of a look.

    An address that names no site is answered with a postal code to be typed; the note then says how to name
    one.  Raises `LookFailed` with the refusal or outage that stands before the motives.
    """
    site = address(url)
    if site is None:
        return Discovery("", note=f"this is no address of this system: it should look like {EXAMPLE}")
    found, reading = await _list_motives(site, Options.model_validate({}), fetch)
    if isinstance(found, tuple):
        return Discovery(reading.heading, to_discover(found, value="motive", label="label"))
    if isinstance(found, Reading):
        named = ", ".join(site_keys(found)) or "it names none"
        return Discovery(
            reading.heading,
            note="the site first asks for a postal code, which its page turns into the key of a site "
            f"({named}): add the right one to the address, such as {site.page('appointment.do')}?sitekey=P001",
        )
    if isinstance(found, Unrecognised):
        return Discovery(reading.heading, note=found.why)
    raise LookFailed(found)


def _options(motive: Motive) -> Options:
    assert isinstance(motive.options, Options)
    return motive.options


async def _look_once(motive: Motive, fetch: Fetch) -> Outcome | Reading:
    """The outcome, or the entry page that came instead of the motives."""
    options, site = _options(motive), address(motive.url)
    if site is None:
        why = f"{motive.url} is no address of this system: it should look like {EXAMPLE}"
        return Unrecognised(why, Evidence(url=motive.url))
    choice, reading = await _find_motive(site, options, fetch)
    if not isinstance(choice, Choice):
        return choice
    site = address(reading.page.url) or site  # a redirect may have led to https or to another host
    page = await fetch.post(
        site.call(options),
        body=call_body(
            options.script,
            options.method,
            options.arguments,
            {choice.value: options.quantity},
            page=urlsplit(reading.page.url).path.partition(";")[0],  # without ;jsessionid=
            session=fetch.cookies.get("JSESSIONID", ""),
            generation=options.dwr,
        ),
        headers={"Content-Type": "text/plain", "Referer": reading.page.url},
    )
    outcome = read(page, options)
    if isinstance(outcome, Available) and options.details:
        return replace(outcome, slots=await _details(motive, site, fetch, reading, choice) or outcome.slots)
    return outcome


async def _find_motive(
    site: Address, options: Options, fetch: Fetch
) -> tuple[Choice | Outcome | Reading, Reading]:
    """The wanted motive and the page that lists it; else the outcome, or the entry page."""
    found, reading = await _list_motives(site, options, fetch)
    return choose(reading, found, options) if isinstance(found, tuple) else found, reading


async def _list_motives(
    site: Address, options: Options, fetch: Fetch
) -> tuple[tuple[Choice, ...] | Outcome | Reading, Reading]:
    """All motives and the page that lists them; else the outcome, or the entry page."""
    for url in (site.entry(options), site.page(options.motives_page)):
        page = await fetch.get(url)
        reading = Reading(page)
        if gate := gate_status(page):
            return gate, reading
        if offered := motives(reading):
            return offered, reading
        if is_entry(reading):
            return reading, reading
        outcome = stranded(reading, options)
        if not isinstance(outcome, Unrecognised):
            break  # a refusal is not answered with one more request
    return outcome, reading


async def _details(
    motive: Motive, site: Address, fetch: Fetch, reading: Reading, choice: Choice
) -> tuple[Slot, ...]:
    """The first day, if the next step tells it.  What fails here takes nothing from the yes.

    The next step only shows days to choose from: going there holds nothing.
    """
    options = _options(motive)
    referer = {"Referer": reading.page.url}
    try:
        if step := next_step(reading, site, choice):
            page = await fetch.post(step[0], form=step[1], headers=referer)
        else:
            page = await fetch.get(site.page(options.details_page), headers=referer)
    except LookFailed:
        return ()
    return first_slots(page, options, motive.timezone)
