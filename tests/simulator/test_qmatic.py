"""Qmatic Web Booking: a shell, and JSON with matrix parameters."""

import json

import pytest

from slotwatch.simulator.qmatic import BRANCH, BRANCHES, REST, SERVICE, SERVICES

DATES = f"{REST}/branches/{BRANCH}/dates"
MATRIX = f";servicePublicId={SERVICE};customSlotLength=20"


async def test_the_page_is_a_shell(simulate, browser) -> None:
    sim = await simulate("slots 1")
    page = await browser.get(sim.site("qmatic").url)
    assert '<div id="app"></div>' in page.text
    assert "2026-12" not in page.text
    assert not sim.shown


async def test_branches_and_services_are_listed(simulate, browser) -> None:
    sim = await simulate("none")
    branches = json.loads((await browser.get(f"{sim.url}{REST}/branches")).text)
    assert {branch["id"]: branch["name"] for branch in branches} == BRANCHES
    services = json.loads((await browser.get(f"{sim.url}{REST}/branches/{BRANCH}/services")).text)
    assert {service["publicId"] for service in services} == set(SERVICES)
    assert "token" in (await browser.get(f"{sim.url}{REST}/configuration")).text


async def test_no_date_is_an_empty_list(simulate, browser) -> None:
    sim = await simulate("none")
    page = await browser.get(f"{sim.url}{DATES}{MATRIX}")
    assert (page.text, page.headers["Content-Type"]) == ("[]", "application/json; charset=utf-8")


async def test_dates_and_the_times_of_one(simulate, browser) -> None:
    sim = await simulate("slots 3")
    dates = json.loads((await browser.get(f"{sim.url}{DATES}{MATRIX}")).text)
    assert dates == [{"date": "2026-12-07"}, {"date": "2026-12-08"}, {"date": "2026-12-09"}]
    times = json.loads((await browser.get(f"{sim.url}{DATES}/2026-12-08/times{MATRIX}")).text)
    assert times == [{"date": "2026-12-08", "time": "08:30"}]
    assert (await browser.get(f"{sim.url}{DATES}/2026-12-10/times{MATRIX}")).text == "[]"
    assert len(sim.shown) == 2


@pytest.mark.parametrize(
    "path",
    [
        f"{REST}/branches/{'0' * 64}/dates{MATRIX}",
        f"{DATES};servicePublicId={'0' * 64}",
        DATES,
        f"{DATES}?servicePublicId={SERVICE}",
        f"{REST}/branches/{'0' * 64}/services",
        f"{REST}/nothing",
    ],
)
async def test_what_is_not_there_is_a_404(simulate, browser, path: str) -> None:
    sim = await simulate("slots 1")
    page = await browser.get(f"{sim.url}{path}")
    assert page.status == 404
    assert json.loads(page.text) == {"errorMessage": "NOT_FOUND"}


@pytest.mark.parametrize(
    ("script", "status", "needle"),
    [
        ("nocalendar", 200, "The appointment booking is currently not available"),
        ("captcha", 200, "captchaFormulaireExtInput"),
        ("captcha hidden-no", 200, "<p hidden>"),
        ("lost", 401, "UNAUTHORIZED"),
        ("quoted", 200, '{"message":'),
        ("none other", 200, '{"dates": null}'),
        ("trap 16", 200, "[]"),
        ("trap 16 errors", 200, "editor_errors_number"),
        ("trap 19", 200, "[]"),
    ],
)
async def test_the_answer_of_each_phase(simulate, browser, script: str, status: int, needle: str) -> None:
    sim = await simulate(script)
    page = await browser.get(f"{sim.url}{DATES}{MATRIX}")
    assert page.status == status
    assert needle in page.text


async def test_trap_16_is_no_json_by_its_type(simulate, browser) -> None:
    sim = await simulate("trap 16")
    assert (await browser.get(f"{sim.url}{DATES}{MATRIX}")).headers["Content-Type"].startswith("text/html")


async def test_reserving_is_a_trespass(simulate, browser) -> None:
    sim = await simulate("slots 1")
    await browser.post(f"{sim.url}{DATES}/2026-12-07/times/08:30/reserve{MATRIX}", "{}")
    assert [trespass.why for trespass in sim.trespasses] == ["held a slot"]
