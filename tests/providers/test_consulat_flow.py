"""A look at a consulate, call by call; and everything that can go wrong on the way."""

import json
from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from slotwatch.contract import Discoverer, LookFailed, Page
from slotwatch.model import Available, Cause, Motive, NoSlot, NotOpen, Slot, Unreachable, Unrecognised
from slotwatch.providers import consulat
from slotwatch.providers._consulat_answers import Interval, open_days

PAGE = "https://consulat.gouv.fr/fr/consulat-general-de-france-a-exemple/rendez-vous"
API = "https://api.consulat.gouv.fr/api"
TEAM = f"{API}/team/aa11"
HANDS = {"x-gouv-app-id": "app", "x-gouv-handshake": "secret-hand", "x-gouv-limit": "100"}
JSON = {"content-type": "application/json"}
SESSION = "cc33secret"


def said(url, value, status=200, **more):
    return Page(url, status, value if isinstance(value, str) else json.dumps(value), headers=JSON, **more)


HEAD = Page(f"{API}/handshake", 200, "", headers=HANDS)
SERVICES = [{"_id": "bb22", "name": "Demande de passeport"}, {"_id": "bb33", "name": "État civil"}]
CONSULATE = said(
    f"{API}/team/slug/consulat-general-de-france-a-exemple?lang=fr",
    {"_id": "aa11", "name": "Exemple", "services": SERVICES},
)
OPENED = said(f"{TEAM}/reservations-session", {"_id": SESSION}, 201)
SPAN = said(f"{TEAM}/reservations/get-interval?serviceId=bb22", {"start": "2027-01-11", "end": "2027-01-15"})


def excluded(*days):
    return said(f"{TEAM}/reservations/exclude-days", [f"2027-01-{day}" for day in days], 201)


def free(day, *times):
    url = f"{TEAM}/reservations/availability?name=x&date=2027-01-{day}&places=1&sessionId={SESSION}"
    return said(url, [{"time": at} for at in times])


@pytest.fixture
def motive():
    def make(url=PAGE, **options):
        options.setdefault("service", "passeport")
        return Motive(
            "Passeport", "consulat", url, timezone=ZoneInfo("Africa/Tunis"), options=consulat.Options(**options)
        )

    return make


def way(*rest):
    return [HEAD, CONSULATE, OPENED, SPAN, *rest]


def test_it_can_be_discovered():
    assert isinstance(consulat, Discoverer)


async def test_a_look_calls_in_the_order_of_the_page_s_script(motive, scripted):
    fetch = scripted(way(excluded(11, 12, 15), free(13, "09:20", "09:40"), free(14)))
    outcome = await consulat.look(motive(), fetch)
    assert outcome.slots == (Slot(date(2027, 1, 13), time(9, 20)), Slot(date(2027, 1, 13), time(9, 40)))
    assert [(a.method, a.url.removeprefix(API).partition("?")[0]) for a in fetch.asked] == [
        ("HEAD", "/handshake"),
        ("GET", "/team/slug/consulat-general-de-france-a-exemple"),
        ("POST", "/team/aa11/reservations-session"),
        ("GET", "/team/aa11/reservations/get-interval"),
        ("POST", "/team/aa11/reservations/exclude-days"),
        ("GET", "/team/aa11/reservations/availability"),
        ("GET", "/team/aa11/reservations/availability"),
    ]
    assert fetch.asked[0].headers == {"x-gouv-web": "fr.gouv.consulat"}
    own = {"x-gouv-web": "fr.gouv.consulat", "x-gouv-app-id": "app", "x-csrf-token": "secret-hand"}
    assert all(asked.headers.items() >= own.items() for asked in fetch.asked[1:])
    assert json.loads(fetch.asked[2].body) == {
        "standaloneServiceName": "Demande de passeport",
        "sessionId": None,
        "captcha": None,
    }
    assert json.loads(fetch.asked[4].body) == {
        "start": "2027-01-11",
        "end": "2027-01-15",
        "session": {"bb22": 1},
        "sessionId": SESSION,
    }
    assert fetch.asked[5].url.endswith(
        f"?name=Demande+de+passeport&date=2027-01-13&places=1&matching=&maxCapacity=1&sessionId={SESSION}"
    )


async def test_the_record_has_no_session_in_it(motive, scripted):
    for last in (free(13, "09:20"), free(13), replace(free(13), text="{}")):
        outcome = await consulat.look(motive(), scripted(way(excluded(11, 12, 14, 15), last)))
        assert SESSION not in repr(outcome)
        assert "date=2027-01-13" in outcome.evidence.url


async def test_every_day_excluded_is_a_no(motive, scripted):
    outcome = await consulat.look(motive(), scripted(way(excluded(11, 12, 13, 14, 15))))
    assert isinstance(outcome, NoSlot)
    assert outcome.sentence == "exclude-days: every day from 2027-01-11 to 2027-01-15"


async def test_no_time_on_any_open_day_is_a_no(motive, scripted):
    fetch = scripted(way(excluded(11, 12, 15), free(13), free(14)))
    outcome = await consulat.look(motive(), fetch)
    assert isinstance(outcome, NoSlot)
    assert "each of the 2 open days" in outcome.sentence
    fetch.assert_done()


async def test_days_that_were_not_asked_about_leave_the_answer_open(motive, scripted):
    fetch = scripted(way(excluded(), free(11), free(12)))
    outcome = await consulat.look(motive(days=2), fetch)
    assert isinstance(outcome, Unrecognised)
    assert "first 2 of 5 open days" in outcome.why
    fetch.assert_done()


async def test_a_time_on_a_later_open_day_is_found(motive, scripted):
    fetch = scripted(way(excluded(11), free(12), free(13), free(14, "10:00"), free(15, "08:00")))
    outcome = await consulat.look(motive(), fetch)
    assert outcome.days == (date(2027, 1, 14), date(2027, 1, 15))
    assert "2027-01-14" in outcome.evidence.marker


async def test_times_are_on_the_clock_of_the_consulate(motive, scripted):
    fetch = scripted(way(excluded(11, 12, 14, 15), free(13, "2027-01-13T08:20:00Z")))
    assert (await consulat.look(motive(), fetch)).slots == (Slot(date(2027, 1, 13), time(9, 20)),)


@pytest.mark.parametrize(
    "then",
    [Unreachable(Cause.TIMEOUT), said(f"{TEAM}/reservations/availability", {"error": "x"}), said("x", "", 502)],
)
async def test_what_fails_after_a_yes_takes_nothing_from_it(motive, scripted, then):
    fetch = scripted(way(excluded(11, 12, 15), free(13, "09:20"), then))
    outcome = await consulat.look(motive(), fetch)
    assert isinstance(outcome, Available)
    assert outcome.days == (date(2027, 1, 13),)
    fetch.assert_done()


@pytest.mark.parametrize(
    ("then", "kind"),
    [
        (said(f"{TEAM}/reservations/availability", {"error": "x"}), "unrecognised"),
        (said(f"{TEAM}/reservations/availability", "", 502), "maintenance"),
        (said(f"{TEAM}/reservations/availability", "", 429), "blocked"),
    ],
)
async def test_what_fails_before_any_yes_is_the_outcome(motive, scripted, then, kind):
    outcome = await consulat.look(motive(), scripted(way(excluded(11, 12, 15), free(13), then)))
    assert outcome.kind == kind


@pytest.mark.parametrize(
    "value", [{"error": "session"}, "null", '"2027-01-11"', [1], ["2027-01-11", None], "[", ""]
)
async def test_excluded_days_that_are_no_list_of_days_open_nothing(motive, scripted, value):
    fetch = scripted(way(said(f"{TEAM}/reservations/exclude-days", value)))
    assert isinstance(await consulat.look(motive(), fetch), Unrecognised)
    fetch.assert_done()


@pytest.mark.parametrize(
    ("options", "url", "services", "chosen"),
    [
        ({"service": None}, PAGE, SERVICES[:1], "bb22"),
        ({"service": None}, f"{PAGE}?name=%C3%89tat%20civil", SERVICES, "bb33"),
        ({"service": None, "service_id": "bb33"}, f"{PAGE}?name=Passeport", SERVICES, "bb33"),
        ({"service": "ETAT CIVIL"}, PAGE, SERVICES, "bb33"),
        ({"service": "passeport", "service_id": "bb22"}, PAGE, SERVICES, "bb22"),
    ],
)
async def test_the_service_is_the_one_of_the_options_of_the_address_or_the_only_one(
    motive, scripted, options, url, services, chosen
):
    consulate = said(CONSULATE.url, {"_id": "aa11", "services": services})
    fetch = scripted([HEAD, consulate, OPENED, SPAN, excluded(11, 12, 13, 14, 15)])
    assert isinstance(await consulat.look(motive(url, **options), fetch), NoSlot)
    assert json.loads(fetch.asked[4].body)["session"] == {chosen: 1}


@pytest.mark.parametrize(
    ("options", "kind", "says"),
    [
        ({"service": None}, Unrecognised, 'write service_id = "…" with one of bb22 «Demande de passeport»'),
        ({"service": "visa"}, NotOpen, "service «visa» is not one of those offered: bb22"),
        ({"service_id": "bb33"}, Unrecognised, "service bb33 is now called «État civil», not «passeport»"),
        ({"service_id": "zz99"}, NotOpen, "service zz99 «passeport» is not one of those offered"),
    ],
)
async def test_a_service_that_is_missing_renamed_or_not_named_is_told(motive, scripted, options, kind, says):
    fetch = scripted([HEAD, CONSULATE])
    outcome = await consulat.look(motive(**options), fetch)
    assert isinstance(outcome, kind)
    assert says in (outcome.sentence if kind is NotOpen else outcome.why)
    fetch.assert_done()


async def test_a_captcha_ends_the_look_at_the_session(motive, scripted):
    refused = said(f"{TEAM}/reservations-session", {"errors": [{"message": "captcha"}]}, 400)
    fetch = scripted([HEAD, CONSULATE, refused])
    outcome = await consulat.look(motive(), fetch)
    assert (outcome.kind, outcome.want) == ("needs_human", "captcha")
    fetch.assert_done()


async def test_how_a_captcha_refuses_can_be_said_otherwise(motive, scripted):
    refused = said(f"{TEAM}/reservations-session", {"message": "proof missing"}, 403)
    outcome = await consulat.look(motive(captcha=["proof missing"]), scripted([HEAD, CONSULATE, refused]))
    assert outcome.kind == "needs_human"
    odd = said(f"{TEAM}/reservations-session", {}, 418)
    outcome = await consulat.look(motive(captcha_status=[418]), scripted([HEAD, CONSULATE, odd]))
    assert outcome.kind == "needs_human"


@pytest.mark.parametrize("status", [405, 501, 200])
async def test_a_handshake_without_head_is_had_with_get(motive, scripted, status):
    bare = Page(HEAD.url, status, "")
    fetch = scripted([bare, HEAD, CONSULATE, OPENED, SPAN, excluded(11, 12, 13, 14, 15)])
    assert isinstance(await consulat.look(motive(), fetch), NoSlot)
    assert [a.method for a in fetch.asked[:2]] == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ([Page(HEAD.url, 403, "")], "blocked"),
        ([Page(HEAD.url, 503, "")], "maintenance"),
        ([Page(HEAD.url, 200, ""), Page(HEAD.url, 200, "<h1>Service surchargé</h1>")], "maintenance"),
        ([Page(HEAD.url, 200, ""), Page(HEAD.url, 200, '{"message": "Too many requests"}')], "blocked"),
        ([Page(HEAD.url, 200, ""), Page(HEAD.url, 200, "{}")], "unrecognised"),
        ([Page(HEAD.url, 200, ""), Page(HEAD.url, 200, "")], "unrecognised"),
        ([Page(HEAD.url, 200, "", headers={"x-gouv-app-id": "a"})] * 2, "unrecognised"),
    ],
)
async def test_a_handshake_that_fails_is_the_outcome(motive, scripted, answers, kind):
    fetch = scripted(answers)
    assert (await consulat.look(motive(), fetch)).kind == kind
    fetch.assert_done()


@pytest.mark.parametrize("before", range(5))
async def test_a_dead_network_at_any_step_is_let_through(motive, scripted, before):
    answers = way(excluded(11, 12, 13, 14, 15))[:before]
    with pytest.raises(LookFailed):
        await consulat.look(motive(), scripted([*answers, Unreachable(Cause.TIMEOUT)]))


@pytest.mark.parametrize("before", range(5))
async def test_an_outage_at_any_step_is_the_outcome(motive, scripted, before):
    answers = way(excluded(11, 12, 13, 14, 15))[:before]
    fetch = scripted([*answers, Page(f"{API}/x", 502, "", retry_after=30.0)])
    outcome = await consulat.look(motive(), fetch)
    assert (outcome.kind, outcome.retry_after) == ("maintenance", 30.0)


async def test_the_api_and_its_header_can_be_said_otherwise(motive, scripted):
    fetch = scripted(way(excluded(11, 12, 13, 14, 15)))
    own = motive(api="https://api.example.org/v2", web_header="x-troov-web", web="com.troov.web")
    await consulat.look(own, fetch)
    assert all(asked.url.startswith("https://api.example.org/v2/") for asked in fetch.asked)
    assert all(asked.headers["x-troov-web"] == "com.troov.web" for asked in fetch.asked)


async def test_an_address_of_another_system_is_told_without_a_request(motive, scripted):
    strange = motive("https://www.example.gouv.fr/")
    assert consulat.EXAMPLE in (await consulat.look(strange, scripted([]))).why
    with pytest.raises(LookFailed):
        await consulat.discover(strange.url, scripted([]))


async def test_the_services_of_a_consulate_are_discovered(scripted):
    found = await consulat.discover(PAGE, scripted([HEAD, CONSULATE]))
    assert found.title == "Exemple"
    assert [(c.label, c.options) for c in found.choices] == [
        ("Demande de passeport", {"service_id": "bb22", "service": "Demande de passeport"}),
        ("État civil", {"service_id": "bb33", "service": "État civil"}),
    ]
    for choice in found.choices:
        consulat.Options.model_validate(choice.options)
    assert "captcha" in found.note


async def test_what_stands_in_the_way_of_a_discovery_is_raised(scripted):
    for answers, kind in (
        ([Page(HEAD.url, 403, "")], "blocked"),
        ([HEAD, said(CONSULATE.url, {}, 404)], "not_open"),
        ([HEAD, said(CONSULATE.url, [])], "unrecognised"),
    ):
        with pytest.raises(LookFailed) as failed:
            await consulat.discover(PAGE, scripted(answers))
        assert failed.value.outcome.kind == kind


def test_open_days_are_the_interval_without_the_excluded_ones():
    span = Interval(date(2027, 1, 30), date(2027, 2, 2))
    assert open_days(span, [date(2027, 1, 31), date(2027, 3, 1)]) == (
        date(2027, 1, 30),
        date(2027, 2, 1),
        date(2027, 2, 2),
    )
    assert open_days(Interval(span.start, span.start), [span.start]) == ()
