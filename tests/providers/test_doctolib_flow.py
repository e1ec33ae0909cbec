"""A look at Doctolib's shape: which addresses are asked, and what a page lists."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from slotwatch.clock import SystemClock
from slotwatch.contract import Page
from slotwatch.fetch import Client
from slotwatch.model import Available, Blocked, Motive, NoSlot, NotOpen, Slot, Unrecognised
from slotwatch.providers import doctolib
from slotwatch.simulator import Simulator

HOST = "https://www.doctolib.fr"
PAGE = f"{HOST}/centre-de-sante/creteil/centre-des-exemples"
INFO = f"{HOST}/online_booking/api/slot_selection_funnel/v1/info.json?profile_slug=centre-des-exemples"
ANSWERS = f"{HOST}/availabilities.json"
NONE = '{"total":0,"availabilities":[],"next_slot":null}'
PROFILE = """{"data":{"profile":{"name_with_title":"Centre des Exemples"},
"visit_motives":[{"id":501,"name":"Consultation"},{"id":502,"name":"Suivi"},{"id":503,"name":"Urgence"}],
"agendas":[{"id":71,"practice_id":9,"visit_motive_ids":[501]},{"id":72,"practice_id":9,"visit_motive_ids":[501,502]},
{"id":73,"practice_id":10,"visit_motive_ids":[501]},
{"id":74,"practice_id":9,"visit_motive_ids":[503],"booking_disabled":true},
{"id":75,"practice_id":9,"visit_motive_ids":[503],"booking_temporary_disabled":true}],
"places":[{"name":"Créteil","practice_ids":[9]},{"address":"2 place des Exemples","practice_ids":[10]}]}}"""


class Today:
    """A clock that stands at one instant."""

    def __init__(self, now=datetime(2026, 11, 30, 12, 0, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("a look does not wait")


def motive(url=PAGE, zone="Europe/Paris", **options) -> Motive:
    return Motive("x", "doctolib", url, timezone=ZoneInfo(zone), options=doctolib.Options.model_validate(options))


def info(text=PROFILE, status=200) -> Page:
    return Page(INFO, status, text)


@pytest.mark.parametrize(
    ("url", "belongs"),
    [
        (PAGE, True),
        (f"{PAGE}/booking/motives?specialityId=1", True),
        ("https://www.doctolib.de/praxis/berlin/beispiel", True),
        (f"{HOST}/availabilities.json?visit_motive_ids=1", True),
        ("https://rdv.example.org/api/availabilities.json", True),
        (f"{HOST}/", False),
        (f"{HOST}/centre-de-sante/creteil", False),
        ("https://www.example.org/centre-de-sante/creteil/centre-des-exemples", False),
        ("https://doctolib.fr.example.org/a/b/c", False),
        ("https://www.example.org/?x=/availabilities.json", False),
        ("/availabilities.json", False),
        ("http://[", False),
    ],
)
def test_addresses_are_recognised_by_path_or_host(url, belongs):
    assert doctolib.matches(url) is belongs


async def test_a_page_is_asked_for_its_agendas_and_then_for_their_availabilities(scripted):
    fetch = scripted([info(), Page(ANSWERS, 200, NONE)])
    outcome = await doctolib.look(motive(visit_motive=501, practice=9), fetch, clock=Today())
    assert isinstance(outcome, NoSlot)
    assert [a.url for a in fetch.asked] == [
        INFO,
        f"{ANSWERS}?visit_motive_ids=501&agenda_ids=71-72&practice_ids=9&telehealth=false&start_date=2026-11-30&limit=15",
    ]
    assert all(a.headers == {"Accept": "application/json"} for a in fetch.asked)


async def test_the_place_is_told_where_there_is_one(scripted):
    yes = Page(
        ANSWERS, 200, '{"total":1,"availabilities":[{"date":"2027-01-14","slots":["2027-01-14T09:20+01:00"]}]}'
    )
    for options, place in (({"practice": 9}, "Créteil"), ({"practice": 10}, "2 place des Exemples"), ({}, "")):
        outcome = await doctolib.look(motive(visit_motive=501, **options), scripted([info(), yes]), clock=Today())
        assert outcome.slots == (Slot(date(2027, 1, 14), time(9, 20), place),)


async def test_the_window_begins_today_in_the_place_s_own_time(scripted):
    old = f"{ANSWERS}?visit_motive_ids=501&agenda_ids=71-72&start_date=2020-05-01&limit=15"
    late = Today(datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    for zone, day in (("Europe/Paris", "2026-12-01"), ("America/New_York", "2026-11-30")):
        fetch = scripted([Page(ANSWERS, 200, NONE)])
        assert isinstance(await doctolib.look(motive(old, zone), fetch, clock=late), NoSlot)
        expected = f"{ANSWERS}?visit_motive_ids=501&agenda_ids=71-72&limit=15&start_date={day}"
        assert [a.url for a in fetch.asked] == [expected]


async def test_a_next_slot_beyond_the_window_is_the_first_of_more(scripted):
    page = Page(ANSWERS, 200, '{"total":0,"availabilities":[],"next_slot":"2027-03-02"}')
    outcome = await doctolib.look(motive(ANSWERS), scripted([page]), clock=Today())
    assert [(slot.day, slot.onwards) for slot in outcome.slots] == [(date(2027, 3, 2), True)]


@pytest.mark.parametrize(
    ("answer", "options", "kind", "says"),
    [
        (info(), {}, Unrecognised, 'write visit_motive = "…", one of 501 «Consultation», 502 «Suivi»'),
        (info(), {"visit_motive": 503}, NotOpen, "no agenda takes bookings for motive 503; motives: 501"),
        (info(), {"visit_motive": 502, "practice": 10}, NotOpen, "no agenda takes bookings"),
        (info(), {"visit_motive": 999}, NotOpen, "no agenda takes bookings"),
        (info("{}"), {"visit_motive": 501}, Unrecognised, "not of the known shape"),
        (info('{"data":[]}'), {"visit_motive": 501}, Unrecognised, "not of the known shape"),
        (info("<html>"), {"visit_motive": 501}, Unrecognised, "not of the known shape"),
        (info("<title>Just a moment...</title>", 403), {"visit_motive": 501}, Blocked, ""),
        (info("", 404), {"visit_motive": 501}, NotOpen, "no such page"),
    ],
)
async def test_without_agendas_nothing_more_is_asked(scripted, answer, options, kind, says):
    fetch = scripted([answer])
    outcome = await doctolib.look(motive(**options), fetch, clock=Today())
    assert isinstance(outcome, kind)
    assert says in getattr(outcome, "why", "") + getattr(outcome, "sentence", "")
    fetch.assert_done()


async def test_an_address_of_another_system_is_told_without_a_request(scripted):
    outcome = await doctolib.look(motive("https://www.example.org/"), scripted([]), clock=Today())
    assert doctolib.EXAMPLE in outcome.why


async def test_a_page_with_odd_parts_is_read_as_far_as_it_goes(scripted):
    agendas = '[null,{"id":71,"visit_motive_ids":[501]}]'
    odd = f'{{"data":{{"profile":null,"visit_motives":[7,{{"id":501}}],"agendas":{agendas},"places":3}}}}'
    fetch = scripted([info(odd), Page(ANSWERS, 200, NONE)])
    assert isinstance(await doctolib.look(motive(visit_motive=501), fetch, clock=Today()), NoSlot)


# ── what an address holds ──


async def test_motives_are_listed_at_each_place_that_takes_them(scripted):
    found = await doctolib.discover(PAGE, scripted([info()]))
    assert found.title == "Centre des Exemples"
    assert [(c.label, c.options) for c in found.choices] == [
        ("Consultation, Créteil", {"visit_motive": "501", "practice": "9"}),
        ("Consultation, 2 place des Exemples", {"visit_motive": "501", "practice": "10"}),
        ("Suivi, Créteil", {"visit_motive": "502", "practice": "9"}),
    ]


@pytest.mark.parametrize(
    ("url", "answers", "note"),
    [
        (ANSWERS, [], ""),
        ("https://www.example.org/", [], "no address of this system"),
        (PAGE, [info("", 403)], "does not let us look (blocked): HTTP 403"),
        (PAGE, [info('{"data":{"visit_motives":[]}}')], "no motive takes bookings"),
    ],
)
async def test_where_there_is_nothing_to_choose_the_note_says_why(scripted, url, answers, note):
    found = await doctolib.discover(url, scripted(answers))
    assert found.choices == ()
    assert note in found.note
    assert bool(found.note) == bool(note)


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
    page = site.site("doctolib").url
    found = await doctolib.discover(page, session)
    wanted = next(c for c in found.choices if c.label.startswith("Suivi"))
    watched = motive(page, **wanted.options)
    assert isinstance(await doctolib.look(watched, session, clock=Today()), NoSlot)
    site.answer("slots 3")
    outcome = await doctolib.look(watched, session, clock=Today())
    place = "Centre des Exemples, Créteil"
    assert outcome.slots == tuple(Slot(offer.day, offer.at, place) for offer in site.offers("doctolib"))
    assert outcome.first == date(2026, 12, 7)
    site.answer("slots 2 from 40")
    outcome = await doctolib.look(watched, session, clock=Today())
    assert outcome.slots == (Slot(date(2027, 1, 11), None, place),)
    site.answer("none")
    assert isinstance(await doctolib.look(watched, session, clock=Today()), NoSlot)
    assert site.requests[-1].query.startswith("visit_motive_ids=502&agenda_ids=72&practice_ids=9")


async def test_the_address_of_availabilities_is_one_request(site, session):
    site.answer("slots 1")
    watched = motive(f"{site.url}/availabilities.json?visit_motive_ids=501&agenda_ids=71&start_date=2020-01-01")
    assert isinstance(await doctolib.look(watched, session, clock=Today()), Available)
    assert len(site.requests) == 1


async def test_today_is_the_machine_s_where_nobody_says_otherwise(site, session):
    await doctolib.look(motive(f"{site.url}/availabilities.json?visit_motive_ids=501"), session)
    asked = date.fromisoformat(site.requests[-1].query.rpartition("start_date=")[2])
    assert abs((asked - datetime.now(UTC).date()).days) <= 1


@pytest.mark.parametrize(
    ("script", "kind"),
    [("challenge", "blocked"), ("nocalendar", "not_open"), ("503", "maintenance"), ("trap 8", "unrecognised")],
)
async def test_what_is_not_an_answer_is_told_for_what_it_is(site, session, script, kind):
    site.answer(script)
    watched = motive(f"{site.url}/availabilities.json?visit_motive_ids=501")
    assert (await doctolib.look(watched, session, clock=Today())).kind == kind
