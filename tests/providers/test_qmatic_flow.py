"""A look at Qmatic: which addresses are asked, how hours are joined to days, and what the site lists."""

from datetime import date, time

import pytest

from slotwatch.clock import SystemClock
from slotwatch.contract import Page
from slotwatch.fetch import Client
from slotwatch.model import Available, Blocked, Cause, Maintenance, Motive, NoSlot, Slot, Unreachable, Unrecognised
from slotwatch.providers import qmatic
from slotwatch.simulator import Simulator
from slotwatch.simulator.qmatic import BRANCH, SERVICE

BASE = "https://rdv.example.org/qmaticwebbooking"
REST = f"{BASE}/rest/schedule/branches/0123abcd/dates"
DATES = f"{REST};servicePublicId=4567ef;customSlotLength=20"
TIMES = f"{REST}/2027-01-14/times;servicePublicId=4567ef;customSlotLength=20"
JSON = {"content-type": "application/json"}


def motive(url=DATES, **options) -> Motive:
    return Motive("x", "qmatic", url, options=qmatic.Options.model_validate(options))


def answer(url, text, status=200, headers=JSON) -> Page:
    return Page(url, status, text, headers=headers)


TWO_DAYS = answer(DATES, '[{"date":"2027-01-14"},{"date":"2027-01-15"}]')


@pytest.mark.parametrize(
    ("url", "belongs"),
    [
        (f"{BASE}/", True),
        (BASE, True),
        (f"{BASE}/#/preselect/branch/0123abcd", True),
        (f"{BASE}/index.html#/preselect/branch/0123abcd?x=1", True),
        (DATES, True),
        ("https://rdv.example.org:8445/a/b/qmaticwebbooking/", True),
        ("https://rdv.example.org/qmaticwebbookings", False),
        ("https://rdv.example.org/?next=/qmaticwebbooking/", False),
        ("ftp://rdv.example.org/qmaticwebbooking/", False),
        ("", False),
    ],
)
def test_addresses_are_recognised_by_the_application_s_folder(url, belongs):
    assert qmatic.matches(url) is belongs


@pytest.mark.parametrize(
    ("url", "options", "asked"),
    [
        (DATES, {}, DATES),
        (DATES.replace(";", "%3B").replace("=", "%3D"), {}, DATES),
        (f"{BASE}/#/", {"branch": "0123abcd", "service": "4567ef", "slot_length": 20}, DATES),
        (f"{BASE}/#/preselect/branch/0123abcd", {"service": "4567ef"}, f"{REST};servicePublicId=4567ef"),
        (DATES, {"branch": "89abcdef"}, DATES.replace("0123abcd", "89abcdef")),
    ],
)
async def test_the_dates_are_asked_for_with_matrix_parameters_and_as_json(scripted, url, options, asked):
    fetch = scripted([answer(asked, "[]")])
    assert isinstance(await qmatic.look(motive(url, **options), fetch), NoSlot)
    assert [(a.method, a.url, a.headers) for a in fetch.asked] == [("GET", asked, {"Accept": "application/json"})]


async def test_the_hours_of_the_first_day_alone_are_asked_for(scripted):
    hours = '[{"date":"2027-01-14","time":"09:20"},{"date":"2027-01-14","time":"09:00"}]'
    fetch = scripted([TWO_DAYS, answer(TIMES, hours)])
    outcome = await qmatic.look(motive(place="Consulat"), fetch)
    assert [a.url for a in fetch.asked] == [DATES, TIMES]
    assert outcome.slots == (
        Slot(date(2027, 1, 14), time(9, 0), "Consulat"),
        Slot(date(2027, 1, 14), time(9, 20), "Consulat"),
        Slot(date(2027, 1, 15), None, "Consulat"),
    )
    assert outcome.evidence.marker == "dates: 2"


@pytest.mark.parametrize(
    "second",
    [
        Unreachable(Cause.TIMEOUT),
        answer(TIMES, "[]"),
        answer(TIMES, "{}"),
        answer(TIMES, '[{"time":"bientôt"},{"time":3},{},[]]'),
        answer(TIMES, '[{"date":"2027-01-15","time":"09:20"}]'),
        answer(TIMES, '[{"time":"09:20"}]', headers={}),
        answer(TIMES, "<h1>502 Bad Gateway</h1>", status=502),
    ],
)
async def test_what_goes_wrong_with_the_hours_takes_nothing_from_the_yes(scripted, second):
    outcome = await qmatic.look(motive(), scripted([TWO_DAYS, second]))
    assert outcome.slots == (Slot(date(2027, 1, 14)), Slot(date(2027, 1, 15)))


async def test_hours_can_be_left_out(scripted):
    fetch = scripted([TWO_DAYS])
    assert isinstance(await qmatic.look(motive(times=False), fetch), Available)
    fetch.assert_done()


@pytest.mark.parametrize(
    ("url", "options", "says"),
    [
        ("https://www.example.org/", {}, "no address of this system"),
        (f"{BASE}/", {}, "write branch and service"),
        (f"{BASE}/#/preselect/branch/0123abcd", {}, 'write service = "…"'),
        (f"{BASE}/rest/schedule/branches/available;servicePublicId=4567ef", {}, 'write branch = "…"'),
    ],
)
async def test_what_cannot_be_asked_is_told_without_a_request(scripted, url, options, says):
    outcome = await qmatic.look(motive(url, **options), scripted([]))
    assert isinstance(outcome, Unrecognised)
    assert says in outcome.why


async def test_an_answer_about_another_branch_is_none(scripted):
    other = answer(DATES.replace("0123abcd", "89abcdef"), "[]")
    assert isinstance(await qmatic.look(motive(), scripted([other])), Unrecognised)


# ── what an address holds ──

BRANCHES = answer(f"{BASE}/rest/schedule/branches", '[{"id":"b1","name":"Consulat"},{"id":"b2","name":"Annexe"}]')
SERVICES = answer(BASE, '[{"publicId":"s1","name":"Passeport"},{"publicId":"s2","name":"Légalisation"},7]')


async def test_every_branch_is_listed_with_its_services(scripted):
    fetch = scripted([BRANCHES, SERVICES, answer(BASE, "[]")])
    found = await qmatic.discover(f"{BASE}/#/", fetch)
    assert [a.url.removeprefix(f"{BASE}/rest/schedule") for a in fetch.asked] == [
        "/branches",
        "/branches/b1/services",
        "/branches/b2/services",
    ]
    assert [(c.label, c.options) for c in found.choices] == [
        ("Passeport, Consulat", {"branch": "b1", "service": "s1", "place": "Consulat"}),
        ("Légalisation, Consulat", {"branch": "b1", "service": "s2", "place": "Consulat"}),
    ]
    assert found.note == ""


async def test_the_branch_of_the_address_alone_is_asked(scripted):
    fetch = scripted([BRANCHES, SERVICES])
    found = await qmatic.discover(f"{BASE}/#/preselect/branch/b2", fetch)
    assert {c.options["branch"] for c in found.choices} == {"b2"}
    assert {c.options["place"] for c in found.choices} == {"Annexe"}


async def test_a_flood_of_branches_is_not_asked_for(scripted):
    many = answer(BASE, "[" + ",".join(f'{{"id":"b{n}","name":"B{n}"}}' for n in range(20)) + "]")
    fetch = scripted([many, *[SERVICES] * qmatic.MOST_BRANCHES])
    found = await qmatic.discover(f"{BASE}/", fetch)
    assert f"the first {qmatic.MOST_BRANCHES} of 20" in found.note


@pytest.mark.parametrize(
    ("answers", "note"),
    [
        ([answer(BASE, "", 404)], "branches: not listed either"),
        ([answer(BASE, "<html>")], "branches: not listed either"),
        ([answer(BASE, '[{"id":"b1","name":"Consulat"}]'), answer(BASE, "", 404)], "branches: Consulat (b1)"),
    ],
)
async def test_a_site_that_lists_nothing_is_no_error(scripted, answers, note):
    found = await qmatic.discover(f"{BASE}/", scripted(answers))
    assert found.choices == ()
    assert note in found.note


async def test_an_address_of_another_system_holds_nothing(scripted):
    assert "no address of this system" in (await qmatic.discover("https://www.example.org/", scripted([]))).note


# ── through the real client, at the simulated site ──


@pytest.fixture
async def site():
    async with Simulator("none", today=date(2026, 11, 30), weight=4_000) as simulator:
        yield simulator
        assert not simulator.trespasses


@pytest.fixture
async def session():
    async with Client(user_agent="slotwatch tests", clock=SystemClock()) as client:
        yield client.session("x")


async def test_from_none_to_a_slot(site, session):
    found = await qmatic.discover(site.site("qmatic").url, session)
    wanted = next(c for c in found.choices if c.label == "Passeport, Consulat, service des visas")
    assert wanted.options == {"branch": BRANCH, "service": SERVICE, "place": "Consulat, service des visas"}
    watched = motive(site.site("qmatic").url, slot_length=20, **wanted.options)
    asked = len(site.requests)
    assert isinstance(await qmatic.look(watched, session), NoSlot)
    assert len(site.requests) == asked + 1
    site.answer("slots 3")
    outcome = await qmatic.look(watched, session)
    assert len(site.requests) == asked + 3
    place = "Consulat, service des visas"
    assert outcome.slots == (
        Slot(date(2026, 12, 7), time(8, 30), place),
        Slot(date(2026, 12, 8), None, place),
        Slot(date(2026, 12, 9), None, place),
    )
    assert outcome.evidence.url.endswith(f"/dates;servicePublicId={SERVICE};customSlotLength=20")
    site.answer("none")
    assert isinstance(await qmatic.look(watched, session), NoSlot)


@pytest.mark.parametrize(
    ("script", "kind"),
    [("nocalendar", "not_open"), ("403", "blocked"), ("503", "maintenance"), ("lost", "needs_human")],
)
async def test_what_is_not_an_answer_is_told_for_what_it_is(site, session, script, kind):
    site.answer(script)
    watched = motive(site.site("qmatic").url, branch=BRANCH, service=SERVICE)
    assert (await qmatic.look(watched, session)).kind == kind


async def test_a_branch_that_is_gone_is_not_open(site, session):
    assert (
        await qmatic.look(motive(site.site("qmatic").url, branch="0" * 64, service=SERVICE), session)
    ).kind == "not_open"


@pytest.mark.parametrize(("status", "kind"), [(403, Blocked), (502, Maintenance)])
async def test_a_refusal_is_not_followed_by_a_second_request(scripted, status, kind):
    fetch = scripted([answer(DATES, "[]", status)])
    assert isinstance(await qmatic.look(motive(), fetch), kind)
    fetch.assert_done()
