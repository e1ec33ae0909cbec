"""The prefecture sites as a local server, with a script of what to answer when.

    async with Simulator(script="none 20s; slots 2 15s; 502 5s; captcha") as sim:
        …look at sim.booking_url, sim.pprdv_url, sim.eappointment_url, sim.page_url, sim.json_url…
        sim.answer("slots 2", site="booking/989/1001")
        assert not sim.trespasses

A script is phases between semicolons, each ``KIND [N] [VARIANT] [from DAYS] [retry SECONDS|past] [late]
[TIME]``; see `slotwatch.simulator.script` for the notation and `SCRIPT_HELP` for every word of it.

Sites by key: ``booking/16105`` (two counters), ``booking/9845`` (one counter, no step 1), ``booking/989``
(Préfecture de police, eight counters), ``eappointment`` (Val-de-Marne's ESII site, sub-sites P941 to P943),
``page`` and ``json`` (no particular system), ``ants`` (the
hub of town halls, REST and WebSocket), ``rdv_prefecture/16040`` (the national site, captcha first:
``sim.captcha`` knows its words), ``consulat`` (Troov), ``rdv_service_public`` (place ``/7`` in the newer
template, ``/8`` in the older), ``qmatic``, ``doctolib``.  A counter or sub-site is a key too:
``booking/989/1001``, ``eappointment/P941``.

The sites are hand-written from the markers in docs/providers, not copied from any page; each page says in
a meta tag that it is synthetic, and none holds personal data.  Nothing here knows the watcher: the same
server would test any other.
"""

from slotwatch.simulator.journal import Request, Shown, Trespass
from slotwatch.simulator.kinds import KINDS, TRAPS
from slotwatch.simulator.manual import SCRIPT_HELP
from slotwatch.simulator.offers import Offer
from slotwatch.simulator.script import Phase, Script, parse_script
from slotwatch.simulator.server import Desk, Simulator
from slotwatch.simulator.traps import trap_phases

__all__ = [
    "KINDS",
    "SCRIPT_HELP",
    "TRAPS",
    "Desk",
    "Offer",
    "Phase",
    "Request",
    "Script",
    "Shown",
    "Simulator",
    "Trespass",
    "parse_script",
    "trap_phases",
]
