"""The ANTS hub: its calls, its search in one answer, and its search as a conversation."""

import asyncio
import json
from urllib.parse import urlencode

import aiohttp
import pytest

CRITERIA = {
    "longitude": 2.35,
    "latitude": 48.85,
    "start_date": "2026-11-30",
    "end_date": "2027-02-28",
    "radius_km": 20,
    "address": "",
    "reason": "CNI",
    "documents_number": 1,
}


async def search(sim, browser, **changes):
    """The REST answer."""
    return await browser.get(f"{sim.ants_url}?{urlencode(CRITERIA | changes)}")


async def converse(sim, browser, question=None, seconds=5.0):
    """Everything the hub says until it hangs up (or for so long)."""
    heard = []
    async with browser.session.ws_connect(f"{sim.ants_url}Streaming") as socket:
        await socket.send_str(json.dumps(CRITERIA) if question is None else question)
        try:
            async with asyncio.timeout(seconds):
                heard = [message.data async for message in socket]
        except TimeoutError:
            return [*heard, "…"]
    return heard


async def test_the_calls_that_need_no_search(simulate, browser, personal) -> None:
    sim = await simulate("none")
    status = await browser.get(f"{sim.url}/api/status")
    assert len(json.loads(status.text)["editors"]) == 12
    assert status.headers["Date"] == "Mon, 30 Nov 2026 12:00:00 GMT"
    points = await browser.get(f"{sim.url}/api/MeetingPointsFromPosition?longitude=2&latitude=48&radius_km=20")
    assert [p["id"] for p in json.loads(points.text)] == ["101", "102", "103"]
    notice = await browser.get(f"{sim.url}/api/Announcement")
    assert (notice.status, notice.text) == (200, "")
    assert not personal.search(status.text + points.text)


async def test_rest_gives_the_points_that_have_slots(simulate, browser) -> None:
    sim = await simulate("slots 3")
    found = json.loads((await search(sim, browser)).text)
    assert [p["city_name"] for p in found] == ["Villeneuve-Exemple", "Bourg-Exemple"]
    times = sorted(s["datetime"] for p in found for s in p["available_slots"])
    assert times == sorted(f"{o.day}T{o.at:%H:%M}Z" for o in sim.offers("ants"))
    assert [shown.site for shown in sim.shown] == ["ants"]
    sim.answer("none")
    assert (await search(sim, browser)).text == "[]"


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"radius_km": 30}, "radius_km"),
        ({"reason": "VISA"}, "reason"),
        ({"documents_number": 6}, "documents_number"),
        ({"end_date": "2026-01-01"}, "end_date"),
        ({"start_date": "demain"}, "start_date"),
        ({"longitude": "east"}, "longitude"),
    ],
)
async def test_criteria_that_the_hub_does_not_take(simulate, browser, wrong, name) -> None:
    sim = await simulate("slots 3")
    answer = await search(sim, browser, **wrong)
    assert answer.status == 422
    assert name in answer.text
    assert await converse(sim, browser, json.dumps(CRITERIA | wrong)) == []
    assert not sim.shown


@pytest.mark.parametrize("question", ["", "?", "[]", "{}"])
async def test_a_question_that_is_none_closes_the_socket(simulate, browser, question) -> None:
    assert await converse(await simulate("slots 3"), browser, question) == []


def end_of(heard):
    return json.loads(heard[-1])


async def test_a_conversation_brings_batches_and_the_end_of_the_search(simulate, browser) -> None:
    sim = await simulate("none")
    heard = await converse(sim, browser)
    assert [type(json.loads(text)) for text in heard] == [list, list, list, dict]
    assert end_of(heard) == {
        "step": "end_of_search",
        "editors_number": 12,
        "editor_errors_number": 0,
        "settings": {},
    }
    assert not sim.shown
    assert [(r.method, r.path) for r in sim.requests] == [
        ("GET", "/api/SlotsFromPositionStreaming"),
        ("SOCKET", "/api/SlotsFromPositionStreaming"),
    ]


async def test_slots_come_in_the_conversation_and_are_noted_as_shown(simulate, browser) -> None:
    sim = await simulate("slots 3")
    heard = await converse(sim, browser)
    assert sum(len(p["available_slots"]) for text in heard[:-1] for p in json.loads(text)) == 3
    assert [shown.site for shown in sim.shown] == ["ants"]


@pytest.mark.parametrize(("script", "failed"), [("errors", 3), ("errors 12", 12), ("slots 2 incomplete", 3)])
async def test_editors_that_fail_are_counted_at_the_end(simulate, browser, script, failed) -> None:
    sim = await simulate(script)
    assert end_of(await converse(sim, browser))["editor_errors_number"] == failed
    down = [e for e in json.loads((await browser.get(f"{sim.url}/api/status")).text)["editors"] if not e["status"]]
    assert len(down) == failed


@pytest.mark.parametrize(
    ("script", "last"),
    [
        ("early", "[{"),
        ("quota late", "end_of_search"),
        ("token", '{"li_status": "error", "li_message": "Token expired'),
        ("captcha", '{"li_status": "error", "li_message": "Captcha'),
        ("trap 16", "[]"),
        ("trap 16 errors", '{"step": "end_of_search"'),
        ("trap 16 text", "end_of_search"),
        ("cut", "[]"),
        ("trap 20", "[]"),
    ],
)
async def test_conversations_that_end_otherwise(simulate, browser, script, last) -> None:
    heard = await converse(await simulate(script), browser)
    assert heard[-1].startswith(last)
    assert not heard[-1].endswith('"settings": {}}')


async def test_a_search_that_never_ends(simulate, browser) -> None:
    sim = await simulate("silent")
    heard = await converse(sim, browser, seconds=0.2)
    assert heard[-1] == "…"


async def test_a_slow_search_ends_by_the_simulator_s_clock(simulate, browser, clock) -> None:
    sim = await simulate("slow")
    before = clock.monotonic()
    assert end_of(await converse(sim, browser))["editor_errors_number"] == 0
    assert clock.monotonic() > before


@pytest.mark.parametrize(("script", "status"), [("403", 403), ("429 late", 429), ("502", 502), ("quota", 101)])
async def test_an_upgrade_may_be_refused(simulate, browser, script, status) -> None:
    sim = await simulate(script)
    if status == 101:
        assert (await browser.get(f"{sim.url}/api/status")).status == 429
        assert await converse(sim, browser) == ["end_of_search"]
        return
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await converse(sim, browser)
    assert refused.value.status == status


async def test_the_socket_s_address_is_no_page(simulate, browser) -> None:
    assert (await browser.get(f"{(await simulate('none')).ants_url}Streaming")).status == 404


async def test_a_visitor_who_says_nothing_leaves_no_trace_of_a_search(simulate, browser) -> None:
    sim = await simulate("slots 2")
    async with browser.session.ws_connect(f"{sim.ants_url}Streaming") as socket:
        await socket.close()
    assert [r.method for r in sim.requests] == ["GET"]
    assert not sim.shown
