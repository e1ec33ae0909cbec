"""RDV Service Public and RDV-Solidarités, the state's own appointment site (providers §5).

One look is one GET of the search, as deep as the address and the options lead: a week of slots, or the list of
places.  No link of a slot is followed: the booking form is behind it.
"""

from slotwatch.contract import Discovery, Fetch
from slotwatch.model import Motive, Outcome
from slotwatch.providers._gates import gate_status, gate_text
from slotwatch.providers._rdvsp_options import Options, belongs, is_public_link, is_search, narrowed
from slotwatch.providers._rdvsp_page import read
from slotwatch.providers._rdvsp_steps import offered, step_of
from slotwatch.providers._reading import Reading
from slotwatch.providers._text import clip

__all__ = ["EXAMPLE", "FLOOR", "TITLE", "Options", "discover", "look", "matches", "read"]

TITLE = "RDV Service Public, RDV-Solidarités (/prendre_rdv)"
EXAMPLE = "https://rdv.example.gouv.fr/prendre_rdv?departement=00&motif_id=1&lieu_id=1"
FLOOR = 60.0


def matches(url: str) -> bool:
    """Whether it is a page of a known instance, or a `/prendre_rdv` anywhere."""
    return belongs(url)


async def look(motive: Motive, fetch: Fetch) -> Outcome:
    """One check: one GET, two where an organisation's own link must be followed before it can be narrowed down."""
    options = motive.options
    assert isinstance(options, Options)
    if not (options.narrowing and is_public_link(motive.url)):
        return read(await fetch.get(narrowed(motive.url, options)), options, zone=motive.timezone)
    page = await fetch.get(motive.url)
    if gate_status(page) is None and is_search(page.url):
        page = await fetch.get(narrowed(page.url, options), headers={"Referer": page.url})
    return read(page, options, zone=motive.timezone)


async def discover(url: str, fetch: Fetch) -> Discovery:
    """What the address's step offers: services, motifs, places or organisations."""
    options = Options.model_validate({})
    page = await fetch.get(narrowed(url, options))
    reading = Reading(page)
    title = reading.title or TITLE
    if outcome := gate_status(page) or gate_text(reading):
        return Discovery(title, note=f"the site does not let us look ({outcome.kind}): {outcome.evidence.marker}")
    if reading.first(options.container):  # the links beside a week lead back
        return Discovery(title)
    choices, step = offered(reading, options), step_of(reading)
    if choices:
        asks = step.name if step else "place"
        optional = asks in {"place", "organisation"}
        without = "; without a choice all of them are watched" if optional else ""
        return Discovery(title, choices, note=f"the site asks for the {asks}{without}", optional=optional)
    note = f"an earlier step ({step.name}): {step.narrow}" if step else "the page shows no step that is known"
    return Discovery(title, note=clip(note))
