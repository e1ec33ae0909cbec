"""The consulates' API as the page's script calls it."""

import pytest

from slotwatch.simulator.consulat import SERVICES, SLUG, TEAM

WEB = {"x-gouv-web": "fr.gouv.consulat"}


class Visit:
    """A browser that has shaken hands."""

    def __init__(self, sim, browser) -> None:
        self.api, self.browser, self.headers, self.ident = f"{sim.url}/api", browser, {}, ""

    async def shake(self):
        async with self.browser.session.head(f"{self.api}/handshake", headers=WEB) as response:
            given = response.headers
            self.headers = {
                **WEB,
                "x-gouv-app-id": given["x-gouv-app-id"],
                "x-csrf-token": given["x-gouv-handshake"],
            }
            return response

    async def ask(self, path, json=None):
        method = "GET" if json is None else "POST"
        url = f"{self.api}/team/{path}"
        async with self.browser.session.request(method, url, json=json, headers=self.headers) as response:
            return response.status, await response.json()

    async def reserve(self):
        status, said = await self.ask(f"{TEAM}/reservations-session", {"captcha": None})
        self.ident = said.get("_id", "")
        return status, said

    async def excluded(self):
        body = {"start": "x", "end": "y", "session": {SERVICES[0][0]: 1}, "sessionId": self.ident}
        return await self.ask(f"{TEAM}/reservations/exclude-days", body)

    async def times(self, day):
        return await self.ask(f"{TEAM}/reservations/availability?name=x&date={day}&sessionId={self.ident}")


@pytest.fixture
def visit(simulate, browser):
    async def begin(script="none"):
        sim = await simulate(script)
        visit = Visit(sim, browser)
        await visit.shake()
        return sim, visit

    return begin


async def test_a_handshake_has_headers_and_no_body(visit) -> None:
    _, visit = await visit()
    response = await visit.shake()
    assert response.status == 200
    assert {"x-gouv-app-id", "x-gouv-handshake", "x-gouv-limit"} <= {name.lower() for name in response.headers}


@pytest.mark.parametrize("missing", ["x-gouv-web", "x-gouv-app-id", "x-csrf-token"])
async def test_without_the_handshake_s_headers_nothing_is_told(visit, missing) -> None:
    _, visit = await visit()
    del visit.headers[missing]
    assert (await visit.ask(f"slug/{SLUG}?lang=fr"))[0] == 403


async def test_the_consulate_lists_its_services(visit) -> None:
    sim, visit = await visit()
    status, said = await visit.ask(f"slug/{SLUG}?lang=fr")
    assert (status, said["_id"]) == (200, TEAM)
    assert [(s["_id"], s["name"]) for s in said["services"]] == list(SERVICES)
    assert (await visit.ask("slug/consulat-general-de-france-a-nulle-part?lang=fr"))[0] == 404
    sim.answer("relabelled")
    _, said = await visit.ask(f"slug/{SLUG}?lang=fr")
    assert [s["name"] for s in said["services"]] == [SERVICES[1][1], SERVICES[0][1]]


async def test_slots_are_on_open_days_and_nowhere_else(visit) -> None:
    sim, visit = await visit("slots 2")
    await visit.reserve()
    _, span = await visit.ask(f"{TEAM}/reservations/get-interval?serviceId={SERVICES[0][0]}")
    assert span == {"start": "2026-12-01", "end": "2026-12-29"}
    status, excluded = await visit.excluded()
    assert (status, len(excluded)) == (200, 27)
    assert not {"2026-12-07", "2026-12-08"} & set(excluded)
    assert await visit.times("2026-12-07") == (200, [{"time": "08:30", "capacity": 1}])
    assert await visit.times("2026-12-09") == (200, [])
    assert len(sim.shown) == 1
    assert not sim.trespasses


@pytest.mark.parametrize(("script", "open_days"), [("none", 2), ("none short", 0)])
async def test_a_no_is_open_days_without_times_or_no_open_day(visit, script, open_days) -> None:
    _, visit = await visit(script)
    await visit.reserve()
    _, excluded = await visit.excluded()
    assert len(excluded) == 29 - open_days
    assert await visit.times("2026-12-01") == (200, [])


async def test_a_captcha_refuses_the_reservation_session(visit) -> None:
    sim, visit = await visit("captcha")
    status, said = await visit.reserve()
    assert (status, "captcha" in str(said)) == (400, True)
    sim.answer("none")
    assert (await visit.reserve())[0] == 200


async def test_no_session_no_days(visit) -> None:
    sim, visit = await visit()
    assert (await visit.excluded())[0] == 401
    await visit.reserve()
    sim.forget_sessions()
    await visit.shake()
    assert (await visit.times("2026-12-01"))[0] == 401


@pytest.mark.parametrize(
    ("path", "body", "why"),
    [
        (f"{TEAM}/reservations", {"date": "2026-12-07"}, "chose a slot"),
        (f"{TEAM}/reservations/confirm", {}, "chose a slot"),
        (f"{TEAM}/reservations-session", {"captcha": "captcha-12345"}, "answered a captcha"),
    ],
)
async def test_a_step_towards_a_booking_is_a_trespass(visit, path, body, why) -> None:
    sim, visit = await visit()
    await visit.ask(path, body)
    assert [t.why for t in sim.trespasses] == [why]
