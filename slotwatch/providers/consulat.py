"""French consulates, whose appointments are given by Troov (providers §7.1).

One look shakes hands with the API, opens a reservation session, and asks for the open days and for the times
of the first of them; no time is taken.  Since 2023 most sessions want a captcha: then the look ends with
`NeedsHuman`.
"""

from slotwatch.contract import Choice, Discovery, Fetch, LookFailed
from slotwatch.model import Evidence, Motive, Outcome, Unrecognised
from slotwatch.providers._consulat_answers import Team, read
from slotwatch.providers._consulat_options import Options, address
from slotwatch.providers._consulat_walk import Walk

__all__ = ["EXAMPLE", "FLOOR", "TITLE", "Options", "discover", "look", "matches", "read"]

TITLE = "French consulates (consulat.gouv.fr, Troov)"
EXAMPLE = "https://consulat.gouv.fr/fr/consulat-general-de-france-a-exemple/rendez-vous"
#: Addresses that ask too often are shut out for a day (providers §9).
FLOOR = 300.0


def matches(url: str) -> bool:
    """Whether this is a consulate's page at consulat.gouv.fr, or one of the same shape elsewhere."""
    return address(url) is not None


async def look(motive: Motive, fetch: Fetch) -> Outcome:
    """One check: five requests and one for each open day asked about, `Options.days` at most."""
    options, here = motive.options, address(motive.url)
    assert isinstance(options, Options)
    if here is None:
        return _foreign(motive.url)
    return await Walk(here, options, fetch, motive.timezone).go()


async def discover(url: str, fetch: Fetch) -> Discovery:
    """The consulate's services.  Raises `LookFailed` where they do not come."""
    options, here = Options.model_validate({}), address(url)
    if here is None:
        raise LookFailed(_foreign(url))
    walk = Walk(here, options, fetch)
    found = await walk.shake_hands() or await walk.team()
    if not isinstance(found, Team):
        raise LookFailed(found)
    choices = tuple(Choice(s.label, {"service_id": s.value, "service": s.label}) for s in found.services)
    note = "most consulates want a captcha before they show their days: then nothing can be watched"
    return Discovery(found.name or here.slug, choices, note=note)


def _foreign(url: str) -> Unrecognised:
    why = f"{url} is no address of this system: it should look like {EXAMPLE}"
    return Unrecognised(why, Evidence(url=url))
