"""A look at RDV Service Public: which address is asked, what is listed, and from none to a slot."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from slotwatch.clock import SystemClock
from slotwatch.contract import LookFailed, Page
from slotwatch.fetch import Client
from slotwatch.model import (
    Available,
    Blocked,
    Cause,
    Human,
    Motive,
    NeedsHuman,
    NoSlot,
    NotOpen,
    Slot,
    Unreachable,
)
from slotwatch.providers import rdv_service_public as rdv
from slotwatch.providers._rdvsp_options import is_search
from slotwatch.simulator import Simulator

SEARCH = "https://rdv.example.gouv.fr/prendre_rdv"
TODAY = date(2026, 11, 30)
MOTIF = "departement=94&motif_name_with_location_type=renouvellement-public_office"


def motive(url=f"{SEARCH}?departement=00&motif_id=31", **options) -> Motive:
    return Motive("x", "rdv_service_public", url, options=rdv.Options.model_validate(options))


@pytest.fixture
def at(fixture_page):
    def load(name, url=f"{SEARCH}?departement=00&motif_id=31&lieu_id=7", status=200) -> Page:
        return fixture_page(f"rdv_service_public/{name}.html", url, status)

    return load


# ── addresses ──


@pytest.mark.parametrize(
    ("url", "belongs"),
    [
        ("https://rdv.anct.gouv.fr/prendre_rdv?departement=94", True),
        ("https://demo.rdv-solidarites.fr/org/12/prefecture", True),
        ("https://www.rdv-solidarites.fr/", True),
        ("https://rdv.ville.example/prendre_rdv/", True),
        ("https://rdv.numerique.gouv.fr/users/sign_in", True),
        ("https://notrdv-solidarites.fr/", False),
        ("https://rdv-solidarites.fr.example.org/", False),
        ("https://www.example.org/org/12", False),
        ("https://www.example.org/?next=/prendre_rdv", False),
        ("https://www.example.org/prendre_rdv_prescripteur", False),
        ("ftp://rdv.anct.gouv.fr/prendre_rdv", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_addresses_are_recognised_by_host_or_shape(url, belongs):
    assert rdv.matches(url) is belongs


def test_only_the_search_answers():
    assert is_search(f"{SEARCH}?x=1")
    assert is_search("https://rdv.example.gouv.fr")
    assert is_search("https://rdv.example.gouv.fr/users/rdvs/3/creneaux")
    assert not is_search("https://rdv.example.gouv.fr/aide")
    assert not is_search("http://[")


@pytest.mark.parametrize(
    ("url", "options", "asked"),
    [
        (f"{SEARCH}?departement=00&motif_id=31", {}, f"{SEARCH}?departement=00&motif_id=31"),
        (
            f"{SEARCH}?departement=00&date=2026-01-05&autofocus=first&lieu_id=7",
            {},
            f"{SEARCH}?departement=00&lieu_id=7",
        ),
        (
            f"{SEARCH}?departement=00&lieu_id=7#x",
            {"lieu_id": 8, "motif": "titre de séjour-public_office"},
            f"{SEARCH}?departement=00&motif_name_with_location_type=titre+de+s%C3%A9jour-public_office&lieu_id=8",
        ),
        (
            f"{SEARCH}?departement=00",
            {"service_id": 3, "organisation_id": 5, "motif_id": 31, "from_day": date(2027, 3, 1)},
            f"{SEARCH}?departement=00&service_id=3&motif_id=31&user_selected_organisation_id=5&date=2027-03-01",
        ),
    ],
)
async def test_a_look_is_one_request_for_what_is_wanted(at, scripted, url, options, asked):
    fetch = scripted([at("no_slot_sentence")])
    assert isinstance(await rdv.look(motive(url, **options), fetch), NoSlot)
    assert [(a.method, a.url) for a in fetch.asked] == [("GET", asked)]


async def test_a_public_link_is_followed_before_it_is_narrowed_down(at, scripted):
    landed = f"{SEARCH}?public_link_organisation_id=12&departement=00"
    fetch = scripted([at("step_motif", landed), at("next_older")])
    outcome = await rdv.look(motive("https://rdv.example.gouv.fr/org/12/prefecture", lieu_id="7"), fetch)
    assert isinstance(outcome, Available)
    assert [a.url for a in fetch.asked] == [
        "https://rdv.example.gouv.fr/org/12/prefecture",
        f"{landed}&lieu_id=7",
    ]


async def test_a_public_link_alone_is_one_request(at, scripted):
    fetch = scripted([at("places", f"{SEARCH}?public_link_organisation_id=12")])
    assert isinstance(await rdv.look(motive("https://rdv.example.gouv.fr/org/ext/94/abc"), fetch), Available)
    fetch.assert_done()


@pytest.mark.parametrize(
    ("name", "url", "status", "kind"),
    [
        ("sign_in", "https://rdv.example.gouv.fr/users/sign_in", 200, NeedsHuman),
        ("step_address", "https://rdv.example.gouv.fr/org/12", 404, NotOpen),
        ("step_address", "https://rdv.example.gouv.fr/org/12", 403, Blocked),
    ],
)
async def test_a_public_link_that_leads_elsewhere_is_not_followed_up(at, scripted, name, url, status, kind):
    fetch = scripted([at(name, url, status)])
    assert isinstance(await rdv.look(motive("https://rdv.example.gouv.fr/org/12", lieu_id=7), fetch), kind)
    fetch.assert_done()


async def test_a_dead_network_is_let_through(scripted):
    with pytest.raises(LookFailed):
        await rdv.look(motive(), scripted([Unreachable(Cause.DNS)]))


async def test_the_next_day_is_known_to_be_the_first_of_more(at, scripted):
    for name in ("next_newer", "places"):
        outcome = await rdv.look(motive(), scripted([at(name)]))
        assert all(slot.onwards for slot in outcome.slots)
    outcome = await rdv.look(motive(), scripted([at("available_newer")]))
    assert not any(slot.onwards for slot in outcome.slots)


def test_slots_outside_the_known_place_are_seen_too():
    page = Page(
        SEARCH, 200, '<main><a href="#" aria-label="Choisir le créneau du lundi 7 déc. à 08:30">08:30</a></main>'
    )
    assert rdv.read(page, rdv.Options.model_validate({})).slots == (Slot(None, time(8, 30)),)


# ── what an address holds ──


@pytest.mark.parametrize(
    ("name", "query", "choices"),
    [
        (
            "step_service",
            "departement=00",
            [("Titres de séjour", {"service_id": "3"}), ("Naturalisation", {"service_id": "4"})],
        ),
        (
            "step_motif",
            "departement=00&service_id=3",
            [
                ("Renouvellement", {"motif": "renouvellement-public_office"}),
                ("Duplicata", {"motif": "duplicata-public_office"}),
            ],
        ),
        (
            "places",
            "departement=00&motif_id=31",
            [("Accueil A", {"lieu_id": "7"}), ("Accueil B", {"lieu_id": "8"})],
        ),
        ("organisations", "departement=00&motif_id=31", [("Préfecture B", {"organisation_id": "5"})]),
    ],
)
async def test_the_choices_of_a_step_are_listed_with_the_options_that_select_them(
    at, scripted, name, query, choices
):
    found = await rdv.discover(f"{SEARCH}?{query}", scripted([at(name, f"{SEARCH}?{query}")]))
    assert [(choice.label, choice.options) for choice in found.choices] == choices
    assert found.note
    for _, options in choices:
        rdv.Options.model_validate(options)


@pytest.mark.parametrize(
    ("name", "url", "note"),
    [
        ("available_newer", SEARCH, ""),
        ("no_slot_silent_older", SEARCH, ""),
        ("step_address", SEARCH, "an earlier step (address)"),
        ("sign_in", "https://rdv.example.gouv.fr/users/sign_in", "does not let us look (needs_human)"),
        ("quoted", SEARCH, "no step that is known"),
    ],
)
async def test_where_there_is_nothing_to_choose_the_note_says_why(at, scripted, name, url, note):
    found = await rdv.discover(SEARCH, scripted([at(name, url)]))
    assert not found.choices
    assert note in found.note
    assert bool(found.note) == bool(note)


# ── through the real client, at the simulated site ──


@pytest.fixture
async def site():
    async with Simulator("none", today=TODAY, weight=4_000) as simulator:
        yield simulator
        assert not simulator.trespasses


@pytest.fixture
async def session():
    async with Client(user_agent="slotwatch tests", clock=SystemClock()) as client:
        yield client.session("x")


@pytest.mark.parametrize(("lieu", "name"), [("7", "Préfecture, accueil A"), ("8", "Sous-préfecture, accueil B")])
async def test_from_none_to_a_slot_in_either_template(site, session, lieu, name):
    watched = motive(f"{site.url}/prendre_rdv?{MOTIF}&lieu_id={lieu}&date=2026-10-05")
    assert "7 days without a slot" in (await rdv.look(watched, session)).sentence
    site.answer("slots 3 from 2", site=f"rdv_service_public/{lieu}")
    outcome = await rdv.look(watched, session)
    assert outcome.slots == tuple(
        Slot(offer.day, offer.at, name) for offer in site.offers(f"rdv_service_public/{lieu}")
    )
    assert outcome.first == date(2026, 12, 2)
    site.answer("slots 2 from 40", site=f"rdv_service_public/{lieu}")
    assert (await rdv.look(watched, session)).slots == (Slot(date(2027, 1, 11), time(8, 30), name),)
    site.answer("none")
    assert (await rdv.look(watched, session)).kind == "no_slot"
    assert len(site.requests) == 4


async def test_a_later_week_can_be_asked_for(site, session):
    site.answer("slots 2 from 40")
    watched = motive(f"{site.url}/prendre_rdv?{MOTIF}&lieu_id=7", from_day="2027-01-11")
    assert len((await rdv.look(watched, session)).slots) == 2


async def test_an_organisation_s_link_and_options_lead_to_the_week(site, session):
    link = f"{site.url}/org/12"
    steps = [
        ({}, "an earlier step (service)"),
        ({"service_id": 3}, "an earlier step (motif)"),
        ({"service_id": 3, "motif": "renouvellement-public_office"}, "Malheureusement, aucun créneau"),
        ({"motif": "renouvellement-public_office", "lieu_id": 7}, "7 days without a slot"),
    ]
    for options, says in steps:
        outcome = await rdv.look(motive(link, **options), session)
        assert says in getattr(outcome, "why", "") + getattr(outcome, "sentence", "")
    found = await rdv.discover(link, session)
    assert {choice.label for choice in found.choices} == {"Titres de séjour", "Permis de conduire"}


async def test_places_are_told_by_their_names(site, session):
    site.answer("slots 1")
    outcome = await rdv.look(motive(f"{site.url}/prendre_rdv?{MOTIF}"), session)
    assert {slot.place for slot in outcome.slots} == {"Préfecture, accueil A", "Sous-préfecture, accueil B"}


@pytest.mark.parametrize(
    ("script", "path", "kind", "says"),
    [
        ("none", "/org/99", "not_open", "Organisation non trouvée"),
        ("none", "/prendre_rdv", "unrecognised", "an earlier step (address)"),
        ("nocalendar", f"/prendre_rdv?{MOTIF}&lieu_id=7", "not_open", "pour ce département"),
        ("nocalendar days", f"/prendre_rdv?{MOTIF}&lieu_id=8", "not_open", "on all days"),
        ("429 retry 37", f"/prendre_rdv?{MOTIF}&lieu_id=7", "blocked", ""),
        ("lost", f"/prendre_rdv?{MOTIF}&lieu_id=7", "needs_human", ""),
    ],
)
async def test_what_is_not_an_answer_is_told_for_what_it_is(site, session, script, path, kind, says):
    site.answer(script)
    outcome = await rdv.look(motive(f"{site.url}{path}"), session)
    assert outcome.kind == kind
    assert says in getattr(outcome, "why", "") + getattr(outcome, "sentence", "")
    if kind == "blocked":
        assert outcome.retry_after == 37.0
    if kind == "needs_human":
        assert outcome.want is Human.LOGIN


async def test_the_hours_are_those_of_the_place(at, scripted):
    watched = Motive(
        "x",
        "rdv_service_public",
        SEARCH,
        timezone=ZoneInfo("Indian/Reunion"),
        options=rdv.Options.model_validate({}),
    )
    outcome = await rdv.look(watched, scripted([at("available_overseas")]))
    assert outcome.slots == (Slot(date(2026, 12, 7), time(23, 30), "Accueil des Exemples"),)
