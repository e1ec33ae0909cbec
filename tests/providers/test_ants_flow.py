"""A whole look at the ANTS hub: what is asked, in which order, and what each answer leads to."""

import json
from dataclasses import replace
from datetime import date, time

import pytest

from slotwatch.contract import Conversation, Discoverer, LookFailed, Page
from slotwatch.model import Available, Blocked, Cause, Change, Evidence, Motive, NoSlot, NotOpen, Slot, Unreachable
from slotwatch.providers import ants, registry

HOME = "https://rendezvouspasseport.ants.gouv.fr/"
API = "https://api.rendezvouspasseport.ants.gouv.fr/api"
#: Half past eleven in the evening of the 25th in London: already the 26th in Paris.
DATE = {"date": "Wed, 25 Nov 2026 23:30:00 GMT"}
OPENING = Page(f"{API}/status", 200, '{"editors": []}', DATE)
END = json.dumps({"step": "end_of_search", "editors_number": 12, "editor_errors_number": 0})
FAILED = json.dumps({"step": "end_of_search", "editors_number": 12, "editor_errors_number": 2})
POINTS = [
    {"id": 12, "name": "Mairie annexe des Tilleuls", "city_name": "Villeneuve-Exemple"},
    {"id": 34, "name": "Mairie de Bourg-Exemple", "city_name": "Bourg-Exemple"},
]


def motive(url=HOME, **options):
    given = {"longitude": 2.35, "latitude": 48.85, **options}
    return Motive("passeport", "ants", url, options=ants.Options.model_validate(given))


def said(*messages, cause=None):
    return Conversation(
        "wss://api.example.gouv.fr/api/SlotsFromPositionStreaming", messages, cause is None, cause=cause
    )


def points_page(points=POINTS):
    return Page(f"{API}/MeetingPointsFromPosition", 200, json.dumps(points), DATE)


def offering(point, *times):
    return json.dumps([{**point, "available_slots": [{"datetime": t, "callback_url": ""} for t in times]}])


async def test_the_search_begins_on_the_day_it_is_in_paris_by_the_hub_s_clock(scripted):
    fetch = scripted([OPENING, said(END)])
    assert isinstance(await ants.look(motive(reason="PASSPORT", documents_number=2), fetch), NoSlot)
    assert [a.method for a in fetch.asked] == ["GET", "CONVERSE"]
    assert [a.url for a in fetch.asked] == [
        f"{API}/status",
        "wss://api.rendezvouspasseport.ants.gouv.fr/api/SlotsFromPositionStreaming",
    ]
    assert json.loads(fetch.asked[1].body) == {
        "longitude": 2.35,
        "latitude": 48.85,
        "start_date": "2026-11-26",
        "end_date": "2027-02-24",
        "radius_km": 20,
        "address": "",
        "reason": "PASSPORT",
        "documents_number": 2,
    }


async def test_the_window_is_counted_from_today(scripted):
    fetch = scripted([OPENING, said(END)])
    await ants.look(motive(start_in_days=10, end_in_days=20), fetch)
    asked = json.loads(fetch.asked[1].body)
    assert (asked["start_date"], asked["end_date"]) == ("2026-12-06", "2026-12-16")


async def test_rest_is_asked_with_the_same_criteria(scripted):
    answer = Page(f"{API}/SlotsFromPosition?longitude=2.35", 200, offering(POINTS[0], "2027-01-14T09:20Z"))
    fetch = scripted([OPENING, answer])
    outcome = await ants.look(motive(mode="rest", address="Villeneuve"), fetch)
    assert fetch.asked[1].url == (
        f"{API}/SlotsFromPosition?longitude=2.35&latitude=48.85&start_date=2026-11-26&end_date=2027-02-24"
        "&radius_km=20&address=Villeneuve&reason=CNI&documents_number=1"
    )
    assert isinstance(outcome, Available)
    assert outcome.slots == (
        Slot(date(2027, 1, 14), time(9, 20), "Mairie annexe des Tilleuls, Villeneuve-Exemple"),
    )


@pytest.mark.parametrize("mode", ["rest", "websocket"])
async def test_where_its_owner_lives_is_not_in_the_evidence(scripted, mode):
    failed = Unreachable(Cause.TIMEOUT, "late", Evidence(f"{API}/status?address=Rue+secrete&longitude=2.35"))
    with pytest.raises(LookFailed) as failure:
        await ants.look(motive(mode=mode, address="Rue secrete"), scripted([failed]))
    assert failure.value.outcome.evidence.url == f"{API}/status"
    answer = Page(f"{API}/SlotsFromPosition?address=Rue+secrete", 200, "[]")
    outcome = await ants.look(motive(mode="rest", address="Rue secrete"), scripted([OPENING, answer]))
    assert "secrete" not in repr(outcome)


async def test_the_token_goes_into_the_address_of_the_socket_and_nowhere_else(scripted):
    fetch = scripted([OPENING, said(END)])
    watched = motive(token="a b/c")
    outcome = await ants.look(watched, fetch)
    assert fetch.asked[1].url.endswith("/SlotsFromPositionStreaming?token=a%20b%2Fc")
    assert "a b/c" not in repr(watched) + repr(outcome) + fetch.asked[1].body


async def test_another_installation_is_asked_at_its_own_address(scripted):
    fetch = scripted([OPENING, said(END)])
    await ants.look(motive("http://127.0.0.1:8080/hub/api/SlotsFromPosition?longitude=2"), fetch)
    assert [a.url for a in fetch.asked] == [
        "http://127.0.0.1:8080/hub/api/status",
        "ws://127.0.0.1:8080/hub/api/SlotsFromPositionStreaming",
    ]
    fetch = scripted([OPENING, said(END)])
    await ants.look(motive(api="https://api.example.org/v2/api/"), fetch)
    assert fetch.asked[0].url == "https://api.example.org/v2/api/status"


async def test_an_address_of_another_site_without_an_api_is_told_before_anything_is_asked(scripted):
    fetch = scripted([])
    outcome = await ants.look(motive("https://www.example.org/"), fetch)
    assert outcome.kind == "unrecognised"
    assert "api" in outcome.why


# ── the first answer ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (replace(OPENING, status=429, retry_after=60.0), "blocked"),
        (replace(OPENING, status=403), "blocked"),
        (replace(OPENING, status=503), "maintenance"),
        (replace(OPENING, status=401), "needs_human"),
        (replace(OPENING, text="<html><title>Just a moment...</title><body></body></html>"), "blocked"),
        (replace(OPENING, text="<html><body><h1>Site en maintenance</h1></body></html>"), "maintenance"),
        (replace(OPENING, headers={}), "unrecognised"),
        (replace(OPENING, headers={"date": "demain"}), "unrecognised"),
        (replace(OPENING, headers={"date": "Wed, 25 Nov 99999 23:30:00 GMT"}), "unrecognised"),
    ],
)
async def test_a_site_that_refuses_the_first_question_is_not_asked_the_second(scripted, page, kind):
    fetch = scripted([page])
    assert (await ants.look(motive(), fetch)).kind == kind
    assert len(fetch.asked) == 1


@pytest.mark.parametrize(
    "page", [replace(OPENING, status=404), replace(OPENING, text=""), replace(OPENING, text="[]")]
)
async def test_a_status_that_says_nothing_still_tells_the_day(scripted, page):
    assert (await ants.look(motive(), scripted([page, said(END)]))).kind == "no_slot"


async def test_an_incomplete_search_names_the_editors_out_of_order(scripted):
    editors = [
        {"slug": "un", "name": "Éditeur un", "status": True},
        {"slug": "deux", "name": "Éditeur deux", "status": False},
        {"slug": "trois", "status": False},
        {"status": False},
        "?",
    ]
    opening = replace(OPENING, text=json.dumps({"editors": editors}))
    outcome = await ants.look(motive(), scripted([opening, said(FAILED)]))
    assert outcome.why == "incomplete: 2 of 12 editors did not answer (out of order: Éditeur deux, trois)"


# ── the conversation ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cause", "kind"),
    [(Cause.RESET, "unreachable"), (Cause.TIMEOUT, "unreachable"), (Cause.PROTOCOL, "unrecognised")],
)
async def test_a_conversation_without_its_end_is_no_answer(scripted, cause, kind):
    outcome = await ants.look(motive(), scripted([OPENING, said("[]", cause=cause)]))
    assert outcome.kind == kind
    if isinstance(outcome, Unreachable):
        assert outcome.cause is cause
    found = await ants.look(
        motive(), scripted([OPENING, said(offering(POINTS[0], "2027-01-14T09:20Z"), cause=cause)])
    )
    assert found.kind == "available"


@pytest.mark.parametrize(
    ("message", "over"),
    [
        (END, True),
        (FAILED, True),
        ("end_of_search", True),
        ("  end_of_search\n", True),
        ('{"li_status": "error", "li_message": "Token expired"}', True),
        ("[]", False),
        ("", False),
        ('{"step": "searching"}', False),
        ("<html>", False),
        ('"end_of_search', False),
    ],
)
def test_the_search_is_over_when_the_hub_says_so(message, over):
    assert ants.ends(message) is over


async def test_a_refused_upgrade_is_passed_on(scripted):
    refused = Blocked(403, 60.0, Evidence(f"{API}/SlotsFromPositionStreaming", 403))
    with pytest.raises(LookFailed) as failure:
        await ants.look(motive(), scripted([OPENING, refused]))
    assert failure.value.outcome == refused


# ── chosen places ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("place", ["12", 12, "tilleuls", "Villeneuve-Exemple", "MAIRIE ANNEXE des Tilleuls"])
async def test_a_chosen_place_is_found_by_id_name_or_town(scripted, place):
    both = said(offering(POINTS[0], "2027-01-14T09:20Z"), offering(POINTS[1], "2027-01-02T09:20Z"), END)
    fetch = scripted([points_page(), both])
    outcome = await ants.look(motive(places=[place]), fetch)
    assert [slot.day for slot in outcome.slots] == [date(2027, 1, 14)]
    assert fetch.asked[0].url == f"{API}/MeetingPointsFromPosition?longitude=2.35&latitude=48.85&radius_km=20"


async def test_slots_at_other_places_are_a_no_that_tells_of_them(scripted):
    other = said(offering(POINTS[1], "2027-01-02T09:20Z"), END)
    outcome = await ants.look(motive(places=["12"]), scripted([points_page(), other]))
    assert isinstance(outcome, NoSlot)
    assert "(1 elsewhere)" in outcome.sentence


@pytest.mark.parametrize("place", ["1", "Mairie annexe des Till", "Nulle-Part"])
async def test_a_place_that_is_no_meeting_point_is_not_open_and_the_others_are_told(scripted, place):
    fetch = scripted([points_page()])
    outcome = await ants.look(motive(places=[place]), fetch)
    assert isinstance(outcome, NotOpen)
    assert f"«{place}»" in outcome.sentence
    assert outcome.evidence.change is Change.VANISHED
    assert "12 «Mairie annexe des Tilleuls, Villeneuve-Exemple», 34 «Mairie de Bourg-Exemple»" in outcome.sentence


async def test_one_missing_place_of_two_never_makes_a_no(scripted):
    watched = motive(places=["12", "Nulle-Part"])
    outcome = await ants.look(watched, scripted([points_page(), said(END)]))
    assert outcome.kind == "unrecognised"
    assert "«Nulle-Part»" in outcome.why
    found = said(offering(POINTS[0], "2027-01-14T09:20Z"), END)
    assert (await ants.look(watched, scripted([points_page(), found]))).kind == "available"


async def test_a_list_of_places_that_cannot_be_read_is_unrecognised(scripted):
    outcome = await ants.look(motive(places=["12"]), scripted([points_page({"points": []})]))
    assert outcome.kind == "unrecognised"


# ── options ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"radius_km": 30}, "20, 40 or 60"),
        ({"reason": "VISA"}, "'CNI-PASSPORT'"),
        ({"documents_number": 6}, "less than or equal to 5"),
        ({"start_in_days": 30, "end_in_days": 30}, "must be later"),
        ({"api": "api.example.org"}, "pattern"),
        ({"latitude": 99}, "less than or equal to 90"),
        ({"mode": "stream"}, "'websocket' or 'rest'"),
        ({"places": [""]}, "at least 1"),
    ],
)
def test_options_that_the_hub_would_refuse_are_refused_at_once(wrong, says):
    with pytest.raises(ValueError, match=says):
        motive(**wrong)


@pytest.mark.parametrize(
    ("url", "known"),
    [
        (HOME, True),
        (HOME.replace("https", "http") + "resultats?latitude=1", True),
        (f"{API}/SlotsFromPosition", True),
        ("http://127.0.0.1:9/api/SlotsFromPositionStreaming?x=1", True),
        ("https://hub.example.org/rdv/api/MeetingPointsFromPosition", True),
        ("https://rendezvouspasseport.ants.gouv.fr.example.org/", False),
        ("https://www.ants.gouv.fr/", False),
        ("https://www.example.org/?next=/api/SlotsFromPosition", False),
        ("https://www.example.org/api/SlotsFromPositions", False),
        ("ftp://rendezvouspasseport.ants.gouv.fr/", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_the_hub_is_recognised_by_its_host_or_its_calls(url, known):
    assert ants.matches(url) is known


# ── discovery ──────────────────────────────────────────────────────────────────────────────────


async def test_meeting_points_around_the_position_of_the_address_are_listed(scripted):
    fetch = scripted([points_page()])
    found = await ants.discover(
        f"{HOME}resultats?longitude=2.35&latitude=48.85&radius_km=40&reason=PASSPORT", fetch
    )
    assert fetch.asked[0].url == f"{API}/MeetingPointsFromPosition?longitude=2.35&latitude=48.85&radius_km=40"
    assert found.options == {"longitude": 2.35, "latitude": 48.85, "radius_km": 40, "reason": "PASSPORT"}
    assert [(c.label, c.options) for c in found.choices] == [
        ("Mairie annexe des Tilleuls, Villeneuve-Exemple", {"places": ["12"]}),
        ("Mairie de Bourg-Exemple", {"places": ["34"]}),
    ]
    for choice in found.choices:
        ants.Options.model_validate({**found.options, **choice.options})


async def test_an_address_without_a_position_asks_for_it_and_asks_nobody(scripted):
    found = await ants.discover(HOME, scripted([]))
    assert not found.choices
    assert "longitude and latitude" in found.note


async def test_values_that_the_hub_does_not_know_are_left_out_of_a_discovery(scripted):
    found = await ants.discover(f"{HOME}?longitude=2.35&latitude=48.85&radius_km=30", scripted([points_page()]))
    assert found.options == {"longitude": 2.35, "latitude": 48.85}
    assert not (await ants.discover(f"{HOME}?longitude=east&latitude=48.85", scripted([]))).choices


async def test_a_refusal_of_the_discovery_is_its_outcome(scripted):
    with pytest.raises(LookFailed) as failure:
        await ants.discover(f"{HOME}?longitude=2&latitude=48", scripted([replace(points_page(), status=429)]))
    assert failure.value.outcome.kind == "blocked"
    odd = await ants.discover(f"{HOME}?longitude=2&latitude=48", scripted([points_page("?")]))
    assert "could not be read" in odd.note


def test_it_is_a_discoverer():
    assert isinstance(registry()["ants"], Discoverer)
