"""Doctolib's shape: a page, its own data, a window of availabilities."""

import json

import pytest

from slotwatch.simulator.doctolib import AVAILABILITIES, INFO, SLUG

ASKED = f"{AVAILABILITIES}?visit_motive_ids=501&agenda_ids=71-72&practice_ids=9"


async def test_the_page_is_a_shell(simulate, browser) -> None:
    sim = await simulate("slots 1")
    for path in ("", "/booking/motives"):
        assert '<div id="booking"></div>' in (await browser.get(f"{sim.site('doctolib').url}{path}")).text
    assert not sim.shown


async def test_the_page_knows_its_motives_agendas_and_places(simulate, browser) -> None:
    sim = await simulate("none")
    data = json.loads((await browser.get(f"{sim.url}{INFO}?profile_slug={SLUG}")).text)["data"]
    assert [motive["id"] for motive in data["visit_motives"]] == [501, 502]
    assert [agenda["booking_disabled"] for agenda in data["agendas"]] == [False, False, True]
    assert (await browser.get(f"{sim.url}{INFO}?profile_slug=other")).status == 404


@pytest.mark.parametrize(
    ("query", "days"),
    [("&start_date=2026-12-01&limit=7", 7), ("&start_date=2026-12-01&limit=99", 15), ("", 15), ("&limit=x", 15)],
)
async def test_a_window_without_slots_says_that_there_is_no_later_one(
    simulate, browser, query: str, days: int
) -> None:
    sim = await simulate("none")
    answer = json.loads((await browser.get(f"{sim.url}{ASKED}{query}")).text)
    assert (answer["total"], answer["next_slot"], len(answer["availabilities"])) == (0, None, days)
    assert not any(day["slots"] for day in answer["availabilities"])


async def test_slots_in_the_window_and_beyond_it(simulate, browser) -> None:
    sim = await simulate("slots 3")
    answer = json.loads((await browser.get(f"{sim.url}{ASKED}&start_date=2026-11-30&limit=15")).text)
    assert answer["total"] == 3
    assert answer["availabilities"][7] == {"date": "2026-12-07", "slots": ["2026-12-07T08:30:00.000+01:00"]}
    answer = json.loads((await browser.get(f"{sim.url}{ASKED}&start_date=2026-11-30&limit=5")).text)
    assert (answer["total"], answer["next_slot"]) == (0, "2026-12-07")
    answer = json.loads((await browser.get(f"{sim.url}{ASKED}&start_date=2027-01-01&limit=5")).text)
    assert (answer["total"], answer["next_slot"]) == (0, None)
    assert len(sim.shown) == 2


@pytest.mark.parametrize(
    ("script", "status", "needle"),
    [
        ("nocalendar", 410, "gone"),
        ("captcha", 200, "captchaFormulaireExtInput"),
        ("captcha hidden-no", 200, "<p hidden>"),
        ("lost", 401, "unauthorized"),
        ("quoted", 200, '{"message":'),
        ("none other", 200, '{"total": null'),
        ("trap 8", 200, '{"total": 0, "availabilities": []}'),
        ("challenge", 403, "Just a moment"),
    ],
)
async def test_the_answer_of_each_phase(simulate, browser, script: str, status: int, needle: str) -> None:
    sim = await simulate(script)
    page = await browser.get(f"{sim.url}{ASKED}")
    assert page.status == status
    assert needle in page.text


async def test_booking_is_a_trespass(simulate, browser) -> None:
    sim = await simulate("slots 1")
    await browser.post(f"{sim.url}/appointments.json", "{}")
    assert [trespass.why for trespass in sim.trespasses] == ["held a slot"]
