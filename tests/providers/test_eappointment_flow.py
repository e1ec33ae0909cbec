"""A look at an ESII site: session, motives, call, first day; and everything that can go wrong on the way."""

from dataclasses import replace
from datetime import date, time

import pytest

from slotwatch.contract import LookFailed, Page
from slotwatch.model import Available, Cause, Motive, NoSlot, NotOpen, Slot, Unreachable, Unrecognised
from slotwatch.providers import eappointment

BASE = "https://rdv.example.gouv.fr/eAppointmentpref00"
ENTRY = f"{BASE}/appointment.do?sitekey=P001&mobile=false"
JSP = f"{BASE}/element/jsp/appointment.jsp"
CALL = f"{BASE}/dwr/call/plaincall/AjaxMotive.motiveMultiSiteSubmit.dwr"


@pytest.fixture
def motive():
    def make(url=f"{BASE}/element/jsp/specific/pref00.jsp", **options):
        options = {"sitekey": "P001", "motive": "20"} | options
        return Motive("Retrait", "eappointment", url, options=eappointment.Options(**options))

    return make


@pytest.fixture
def motives(fixture_page):
    return fixture_page("eappointment/motives.html", JSP)


@pytest.fixture
def entry(fixture_page):
    return fixture_page("eappointment/entry.html", f"{BASE}/element/jsp/specific/pref00.jsp")


@pytest.fixture
def reply(fixture_page):
    return lambda name: fixture_page(f"eappointment/{name}.js", CALL)


@pytest.fixture
def days(fixture_page):
    return fixture_page("eappointment/days.html", JSP)


async def test_a_no_costs_two_requests(motive, motives, reply, scripted):
    fetch = scripted([motives, reply("no_slot_dwr2")], {"JSESSIONID": "S1.node", "ID_ROUTE_GFA": ".worker_gfa1"})
    outcome = await eappointment.look(motive(), fetch)
    assert isinstance(outcome, NoSlot)
    assert outcome.sentence.startswith("Aucun rendez-vous n'est possible")
    get, post = fetch.asked
    assert (get.method, get.url) == ("GET", ENTRY)
    assert (post.method, post.url) == ("POST", CALL)
    assert post.headers == {"Content-Type": "text/plain", "Referer": JSP}
    assert "page=/eAppointmentpref00/element/jsp/appointment.jsp\n" in post.body
    assert "httpSessionId=S1.node\n" in post.body
    assert "c0-param0=boolean:false\n" in post.body
    assert "c0-e1=number:1\nc0-param0" in post.body
    assert "c0-param1=Object_Object:{20:reference:c0-e1}\n" in post.body
    assert fetch.forgotten == []


async def test_a_yes_is_followed_by_one_request_for_the_first_day(motive, motives, reply, days, scripted):
    fetch = scripted([motives, reply("available_dwr3"), days])
    outcome = await eappointment.look(motive(dwr=3, quantity=2), fetch)
    assert outcome.slots == (Slot(date(2027, 1, 14), time(9, 20)),)
    assert outcome.evidence.marker == "foundAvailabilities: true"
    assert "c0-e1=number:2\n" in fetch.asked[1].body
    assert "instanceId=0\n" in fetch.asked[1].body
    assert (fetch.asked[2].method, fetch.asked[2].url) == ("POST", f"{BASE}/appointment.do")
    assert fetch.asked[2].form == (("serviceKey", ""), ("selectedMotiveKeyList", "20"))


async def test_the_first_day_is_asked_for_by_address_where_no_form_leads_to_it(
    motive, motives, reply, days, scripted
):
    formless = replace(motives, text=motives.text.replace("/eAppointmentpref00/appointment.do", "javascript:go()"))
    fetch = scripted([formless, reply("available_dwr2"), days])
    assert (await eappointment.look(motive(), fetch)).first == date(2027, 1, 14)
    assert (fetch.asked[2].method, fetch.asked[2].url) == ("GET", JSP)


async def test_a_form_that_leads_out_of_the_site_is_not_sent(motive, motives, reply, days, scripted):
    lure = replace(motives, text=motives.text.replace('action="/eApp', 'action="https://elsewhere.example/eApp'))
    fetch = scripted([lure, reply("available_dwr2"), days])
    await eappointment.look(motive(), fetch)
    assert all(a.url.startswith(BASE) for a in fetch.asked)


@pytest.mark.parametrize(
    "failure",
    [
        Unreachable(Cause.TIMEOUT),
        Page(JSP, 503, "<h1>503 Service Unavailable</h1>"),
        Page(JSP, 403, ""),
        Page(JSP, 200, "<span class=soonestText>bientôt</span>"),
        Page(JSP, 200, "<input id=dayValueId value='14/01/2027' disabled>"),
        Page(JSP, 200, "<p>nothing of it</p>"),
        Page(JSP, 200, ""),
        Page(JSP, 200, "<div>" * 100_000),
    ],
)
async def test_whatever_happens_to_the_details_the_yes_stays(motive, motives, reply, scripted, failure):
    outcome = await eappointment.look(motive(), scripted([motives, reply("available_dwr2"), failure]))
    assert isinstance(outcome, Available)
    assert outcome.slots == (Slot(),)


async def test_the_day_field_tells_the_day_too(motive, motives, reply, scripted):
    page = Page(JSP, 200, "<input id=dayValueId value='14/01/2027'>")
    assert (await eappointment.look(motive(), scripted([motives, reply("available_dwr2"), page]))).first == date(
        2027, 1, 14
    )


async def test_details_can_be_switched_off(motive, motives, reply, scripted):
    fetch = scripted([motives, reply("available_dwr2")])
    assert (await eappointment.look(motive(details=False), fetch)).slots == (Slot(),)


async def test_the_list_is_asked_for_where_the_entry_does_not_lead_to_it(motive, motives, reply, scripted):
    fetch = scripted([Page(ENTRY, 200, "<p>Chargement</p>"), motives, reply("no_slot_dwr2")])
    assert isinstance(await eappointment.look(motive(), fetch), NoSlot)
    assert fetch.asked[1].url == JSP


async def test_a_session_lost_is_tried_once_more_in_a_new_one(motive, entry, motives, reply, scripted):
    fetch = scripted([entry, motives, reply("no_slot_dwr2")])
    assert isinstance(await eappointment.look(motive(), fetch), NoSlot)
    assert fetch.forgotten == [1]
    assert [a.url for a in fetch.asked] == [ENTRY, ENTRY, CALL]


async def test_a_session_lost_twice_is_unrecognised(motive, entry, scripted):
    fetch = scripted([entry, entry])
    outcome = await eappointment.look(motive(), fetch)
    assert isinstance(outcome, Unrecognised)
    assert "postal code" in outcome.why
    fetch.assert_done()


async def test_a_list_without_the_wanted_motive_is_not_open_and_tells_what_there_is(motive, motives, scripted):
    fetch = scripted([motives])
    outcome = await eappointment.look(motive(motive="99"), fetch)
    assert isinstance(outcome, NotOpen)
    assert "20 «Retrait de titre», 30 «Renouvellement de titre de séjour»" in outcome.sentence
    fetch.assert_done()


async def test_a_renamed_motive_is_unrecognised(motive, motives, scripted):
    outcome = await eappointment.look(motive(label="Naturalisation"), scripted([motives]))
    assert isinstance(outcome, Unrecognised)
    assert "motive 20 is now called «Retrait de titre», not «Naturalisation»" in outcome.why


async def test_several_motives_and_none_configured_are_listed(motive, motives, scripted):
    outcome = await eappointment.look(motive(motive=None), scripted([motives]))
    assert isinstance(outcome, Unrecognised)
    assert 'write motive = "…" with one of 20 «Retrait de titre»' in outcome.why


async def test_a_captcha_beside_the_motives_is_for_a_human(motive, motives, scripted):
    page = replace(motives, text=motives.text.replace("<form", "<div class=g-recaptcha></div><form", 1))
    fetch = scripted([page])
    outcome = await eappointment.look(motive(), fetch)
    assert (outcome.kind, outcome.want) == ("needs_human", "captcha")
    assert len(fetch.asked) == 1


@pytest.mark.parametrize("name", ["exception", "batch_exception", "null", "cut_in_callback", "unknown_message"])
async def test_a_reply_that_is_no_answer_is_unrecognised(motive, motives, reply, scripted, name):
    fetch = scripted([motives, reply(name)])
    assert isinstance(await eappointment.look(motive(), fetch), Unrecognised)
    fetch.assert_done()


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (Page(ENTRY, 503, "", retry_after=9.0), "maintenance"),
        (Page(ENTRY, 403, ""), "blocked"),
        (Page(ENTRY, 404, "<h1>404</h1>"), "not_open"),
        (Page(ENTRY, 200, "<title>Just a moment...</title>"), "blocked"),
        (Page(ENTRY, 200, "<title>Page d'erreur</title>"), "maintenance"),
        (Page("https://fcp.example.fr/franceconnect", 200, "<p>x</p>"), "needs_human"),
    ],
)
async def test_a_refusal_at_the_door_is_not_answered_with_more_requests(motive, scripted, page, kind):
    fetch = scripted([page])
    assert (await eappointment.look(motive(), fetch)).kind == kind
    assert len(fetch.asked) == 1


@pytest.mark.parametrize("before", [0, 1])
async def test_a_dead_network_is_let_through(motive, motives, scripted, before):
    with pytest.raises(LookFailed):
        await eappointment.look(motive(), scripted([*[motives][:before], Unreachable(Cause.RESET)]))


@pytest.mark.parametrize(
    ("url", "options", "entry"),
    [
        (
            f"{BASE}/appointment.do?sitekey=P002",
            {"sitekey": None},
            f"{BASE}/appointment.do?sitekey=P002&mobile=false",
        ),
        (f"{BASE}/appointment.do?sitekey=P002", {}, ENTRY),
        (BASE, {"sitekey": None, "postcode": "94000"}, f"{BASE}/appointment.do?userZip=94000&mobile=false"),
        (
            f"{BASE}/x?preselectservice=7",
            {"sitekey": None},
            f"{BASE}/appointment.do?preselectservice=7&mobile=false",
        ),
        (BASE, {"entry": "element/jsp/start.jsp"}, f"{BASE}/element/jsp/start.jsp?sitekey=P001&mobile=false"),
    ],
)
async def test_the_entry_follows_from_address_and_options(motive, motives, reply, scripted, url, options, entry):
    fetch = scripted([motives, reply("no_slot_dwr2")])
    await eappointment.look(motive(url=url, **options), fetch)
    assert fetch.asked[0].url == entry


async def test_the_call_can_be_spelt_otherwise(motive, motives, reply, scripted):
    fetch = scripted([motives, reply("no_slot_dwr2")])
    options = {"script": "AjaxOther", "method": "submitIt", "arguments": ["string:x", "{motive}", "null:null"]}
    await eappointment.look(motive(**options), fetch)
    assert fetch.asked[1].url == f"{BASE}/dwr/call/plaincall/AjaxOther.submitIt.dwr"
    assert "c0-scriptName=AjaxOther\nc0-methodName=submitIt\n" in fetch.asked[1].body
    assert (
        "c0-param0=string:x\nc0-param1=Object_Object:{20:reference:c0-e1}\nc0-param2=null:null\n"
        in fetch.asked[1].body
    )


async def test_a_site_that_moved_to_https_is_called_there(motive, motives, reply, days, scripted):
    fetch = scripted([motives, reply("available_dwr2"), days])
    outcome = await eappointment.look(motive(url=BASE.replace("https", "http")), fetch)
    assert outcome.first == date(2027, 1, 14)
    assert [a.url for a in fetch.asked] == [ENTRY.replace("https", "http"), CALL, f"{BASE}/appointment.do"]


async def test_a_session_in_the_address_is_not_sent_on(motive, motives, reply, scripted):
    fetch = scripted([replace(motives, url=f"{JSP};jsessionid=S1"), reply("no_slot_dwr2")])
    await eappointment.look(motive(), fetch)
    assert "page=/eAppointmentpref00/element/jsp/appointment.jsp\n" in fetch.asked[1].body


async def test_an_address_of_another_system_is_told_without_a_request(motive, scripted):
    fetch = scripted([])
    outcome = await eappointment.look(motive(url="https://www.example.gouv.fr/"), fetch)
    assert isinstance(outcome, Unrecognised)
    assert eappointment.EXAMPLE in outcome.why
