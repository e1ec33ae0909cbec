"""Looks at simulated sites, recorded; and folders made of them."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from aiohttp import web

from slotwatch.capture import Hidden, Taken, Tape, develop
from slotwatch.clock import SystemClock
from slotwatch.contract import LookFailed
from slotwatch.fetch import Client, Limits
from slotwatch.model import Motive, Outcome
from slotwatch.providers import registry
from slotwatch.simulator import Simulator

#: Address on the simulator and options, by a short name.
WATCHES = {
    "booking": ("booking", "/booking/create/16105", {"planning": "14500"}),
    "eappointment": (
        "eappointment",
        "/eAppointmentpref94/element/jsp/specific/pref94.jsp",
        {"sitekey": "P941", "motive": "20"},
    ),
    "page": (
        "page",
        "/rendez-vous/carte-de-sejour",
        {
            "container": "#resultat",
            "slot": [{"css": "li.creneau"}],
            "no_slot": [{"text": "Aucun créneau disponible"}],
            "dates": {"css": "li.creneau time", "attribute": "datetime"},
        },
    ),
    "json": (
        "page",
        "/rendez-vous/carte-de-sejour.json",
        {
            "slot": [{"json": "critere.datePremiereDispo", "date": True}],
            "no_slot": [{"json": "critere.datePremiereDispo", "equals": ""}],
            "dates": {"json": "critere.datePremiereDispo"},
        },
    ),
    "ants": ("ants", "/api/SlotsFromPosition", {"longitude": 2.351234, "latitude": 48.85}),
    "ants places": (
        "ants",
        "/api/SlotsFromPosition",
        {"longitude": 2.351234, "latitude": 48.85, "places": ["101"], "token": "geheim-token-1"},
    ),
    "ants rest": ("ants", "/api/SlotsFromPosition", {"longitude": 2.351234, "latitude": 48.85, "mode": "rest"}),
}


@dataclass
class Recorded:
    """A look that was recorded."""

    tape: Tape
    motive: Motive
    outcome: Outcome

    async def develop(self, *words: str) -> Taken:
        return await develop(self.tape, self.motive, self.outcome, registry(), Hidden(["secret-of-config"], words))


async def record(url: str, provider: str, options: dict[str, Any]) -> Recorded:
    module = registry()[provider]
    motive = Motive("essai", provider, url, options=module.Options.model_validate(options))
    tape = Tape()
    limits = Limits(total=0.6, closing=0.1)
    async with Client(user_agent="slotwatch tests", clock=SystemClock(), limits=limits) as client:
        try:
            outcome = await module.look(motive, tape.watching("essai", client.session("essai")))
        except LookFailed as failed:
            outcome = failed.outcome
    return Recorded(tape, motive, outcome)


@pytest.fixture
def watches() -> list[str]:
    return list(WATCHES)


@pytest.fixture
def recorded() -> Callable[..., Awaitable[Recorded]]:
    """`await recorded("booking", "none")`: one look while that script plays."""

    async def look(watch: str, script: str) -> Recorded:
        provider, path, options = WATCHES[watch]
        async with Simulator(script, today=date(2026, 11, 30), weight=2_000) as site:
            return await record(f"{site.url}{path}", provider, options)

    return look


@pytest.fixture
async def recorded_page():
    """`await recorded_page(html, options, headers…)`: one look of `page` at a page of one's own."""
    async with AsyncExitStack() as stack:

        async def look(text: str, options: dict[str, Any], *, url: str = "/", **answer: Any) -> Recorded:
            async def handler(_request: web.Request) -> web.Response:
                response = web.Response(text=text, content_type=answer.get("content_type", "text/html"))
                for name, value in answer.get("cookies", {}).items():
                    response.set_cookie(name, value)
                for name, value in answer.get("headers", {}).items():
                    response.headers[name] = value
                return response

            app = web.Application()
            app.router.add_get("/{rest:.*}", handler)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return await record(f"http://127.0.0.1:{runner.addresses[0][1]}{url}", "page", options)

        yield look
