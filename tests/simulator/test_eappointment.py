"""The ESII site, walked through as a browser with its script would (providers §4)."""

import re

import pytest

NO_ESCAPED = r"Aucun rendez-vous n\'est possible pour les motifs selectionnn\u00E9s ou le cr\u00E9neau horaire"
BASE = "/eAppointmentpref94"


async def test_the_entry_page_asks_for_a_postal_code(simulate, browser) -> None:
    sim = await simulate()
    page = await browser.get(sim.eappointment_url)
    assert page.path == f"{BASE}/element/jsp/specific/pref94.jsp"
    assert 'name="frm"' in page.text
    assert 'id="CPId" name="CP"' in page.text
    assert 'value="Continuer"' in page.text
    assert "Veuillez saisir un code postal valide." in page.text
    assert page.headers["Content-Type"] == "text/html; charset=ISO-8859-1"
    assert "Rendez-vous étrangers".encode("latin-1") in page.body


async def test_the_site_key_leads_to_the_motives_with_both_cookies(simulate, browser) -> None:
    sim = await simulate()
    page = await browser.get(f"{sim.url}{BASE}/appointment.do?sitekey=P941&mobile=false")
    assert page.hops == [(302, f"{sim.url}{BASE}/element/jsp/appointment.jsp")]
    assert browser.cookies().keys() == {"JSESSIONID", "ID_ROUTE_GFA"}
    assert browser.cookies()["ID_ROUTE_GFA"] == ".worker_gfa1"
    assert re.findall(r'name="selectedMotiveKeyList" value="(\d+)"', page.text) == ["20", "21", "30", "70"]
    assert 'id="nextButtonId"' in page.text
    assert "Créteil" in page.text


async def test_the_call_says_no_with_the_sites_own_spelling(simulate, browser) -> None:
    sim = await simulate("none")
    await browser.enter(sim)
    reply = await browser.call(sim)
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/javascript; charset=ISO-8859-1"
    assert "dwr.engine._remoteHandleCallback('7','0',{foundAvailabilities:false," in reply.text
    assert NO_ESCAPED in reply.text
    assert not sim.shown


async def test_yes_leads_to_the_days_once_the_form_is_submitted(simulate, browser) -> None:
    sim = await simulate("slots 2")
    await browser.enter(sim)
    reply = await browser.call(sim)
    assert "foundAvailabilities:true" in reply.text
    assert "msg:null" in reply.text
    page = await browser.post(f"{sim.url}{BASE}/appointment.do", {"selectedMotiveKeyList": "20"})
    assert page.path == f"{BASE}/element/jsp/appointment.jsp"
    assert 'id="dayValueId"' in page.text
    for needle in (
        "hourValueSelect",
        "ISiteBeanKeySelect",
        "serviceBeanKey",
        "timeareaempty",
        "ui-datepicker-group",
    ):
        assert needle in page.text
    assert '<span class="soonestText">lundi 7 décembre 2026, 08:30</span>' in page.text
    assert re.findall(r'<a class="ui-state-default" href="#">(\d+)</a>', page.text) == ["7", "8"]
    assert [shown.site for shown in sim.shown] == ["eappointment", "eappointment"]
    assert not sim.trespasses


async def test_without_a_yes_the_form_leads_back_to_the_motives(simulate, browser) -> None:
    sim = await simulate("none")
    await browser.enter(sim)
    await browser.call(sim)
    page = await browser.post(f"{sim.url}{BASE}/appointment.do", {"selectedMotiveKeyList": "20"})
    assert "selectedMotiveKeyList" in page.text
    assert "dayValueId" not in page.text


async def test_version_3_replies_begin_with_other_brackets(simulate, browser) -> None:
    sim = await simulate("none", dwr=3)
    await browser.enter(sim)
    assert "DWRSESSIONID" in browser.cookies()
    reply = await browser.call(sim, instanceId="0", nextReverseAjaxIndex="0")
    assert reply.text.index("dwr._[0]") < reply.text.index("handleCallback")
    assert 'dwr.engine.remote.handleCallback("7","0",{foundAvailabilities:false,' in reply.text
    reply = await browser.call(sim)
    assert 'dwr.engine.remote.handleBatchException({name:"dwr.engine.missingData"' in reply.text


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"content_type": "application/x-www-form-urlencoded"}, "_remoteHandleBatchException"),
        ({"callCount": "2"}, "_remoteHandleBatchException"),
        ({"c0_scriptName": "AjaxOther"}, "_remoteHandleBatchException"),
        ({"c0_methodName": "other"}, "_remoteHandleBatchException"),
        ({"scriptSessionId": None}, "_remoteHandleBatchException"),
        ({"batchId": None}, "_remoteHandleBatchException"),
        ({"c0_param1": "Object_Object:{20:reference:c0-e9}"}, "_remoteHandleException"),
        ({"c0_param1": "20"}, "_remoteHandleException"),
        ({"c0_param0": None}, "_remoteHandleException"),
        ({"motive": "999"}, "_remoteHandleException"),
    ],
)
async def test_a_wrong_call_is_an_exception_with_status_200(simulate, browser, changes, refusal) -> None:
    sim = await simulate("slots 2")
    await browser.enter(sim)
    reply = await browser.call(sim, **changes)
    assert reply.status == 200
    assert refusal in reply.text
    assert "foundAvailabilities" not in reply.text


@pytest.mark.parametrize("cookie", ["JSESSIONID", "ID_ROUTE_GFA"])
async def test_losing_either_cookie_loses_the_session(simulate, browser, cookie: str) -> None:
    sim = await simulate("slots 2")
    await browser.enter(sim)
    browser.forget(cookie)
    reply = await browser.call(sim)
    assert "_remoteHandleException" in reply.text
    page = await browser.get(f"{sim.url}{BASE}/element/jsp/appointment.jsp")
    assert page.hops == [(302, sim.eappointment_url)]
    assert 'id="CPId"' in page.text


async def test_an_unknown_site_key_leads_to_the_entry_page(simulate, browser) -> None:
    sim = await simulate()
    page = await browser.get(f"{sim.url}{BASE}/appointment.do?sitekey=P999&mobile=false")
    assert page.url == sim.eappointment_url
    assert (await browser.get(f"{sim.url}{BASE}/nowhere.jsp")).status == 404


async def test_each_sub_site_has_its_own_answer(simulate, browser) -> None:
    sim = await simulate("none")
    sim.answer("slots 1", site="eappointment/P943")
    said = {}
    for place in ("P941", "P942", "P943"):
        await browser.enter(sim, place)
        said[place] = "foundAvailabilities:true" in (await browser.call(sim)).text
    assert said == {"P941": False, "P942": False, "P943": True}


async def test_closed_days_are_all_days_but_the_open_ones(simulate, browser) -> None:
    sim = await simulate("slots 2")
    await browser.enter(sim)
    body = (
        "callCount=1\npage=x\nscriptSessionId=\nc0-scriptName=AjaxSelectionFormFeeder\n"
        "c0-methodName=getClosedDaysList\nc0-id=0\nbatchId=3\n"
    )
    reply = await browser.post(
        f"{sim.url}{BASE}/dwr/call/plaincall/AjaxSelectionFormFeeder.getClosedDaysList.dwr",
        body,
        headers={"Content-Type": "text/plain"},
    )
    closed = re.findall(r'"(\d{4}-\d\d-\d\d)"', reply.text)
    assert len(closed) == 88
    assert not {"2026-12-07", "2026-12-08"} & set(closed)
    assert len(sim.shown) == 1


async def test_other_methods_of_the_page_answer_or_refuse(simulate, browser) -> None:
    sim = await simulate("none")
    await browser.enter(sim)
    said = {}
    for method in ("checkServiceSelContainAvailabilities", "numberOfMonthToDisplayInCalendar", "getSiteBeanList"):
        body = (
            "callCount=1\npage=x\nscriptSessionId=\nc0-scriptName=AjaxSelectionFormFeeder\n"
            f"c0-methodName={method}\nc0-id=0\nbatchId=3\n"
        )
        reply = await browser.post(
            f"{sim.url}{BASE}/dwr/call/plaincall/AjaxSelectionFormFeeder.{method}.dwr",
            body,
            headers={"Content-Type": "text/plain"},
        )
        said[method] = reply.text.splitlines()[-1]
    told = list(said.values())
    assert told[:2] == [
        "dwr.engine._remoteHandleCallback('3','0',false);",
        "dwr.engine._remoteHandleCallback('3','0',3);",
    ]
    assert told[2].startswith("dwr.engine._remoteHandleException('3','0',")
    assert 'message:"Access denied"' in told[2]


@pytest.mark.parametrize(
    ("script", "needle"),
    [
        ("none spelled", r"motifs s\u00E9lectionn\u00E9s"),
        ("none service", r"Il n\'y a pas de rendez-vous disponible pour ce service."),
        ("none raw", "motifs selectionnnés ou le créneau"),
        ("none nfd", r"selectionnne\u0301s"),
        ("none other", r"Votre demande a bien"),
        ("exception", "_remoteHandleException('7','0'"),
        ("quoted", "_remoteHandleCallback('7','0',null)"),
        ("captcha late", 'name="captchaUsercode"'),
    ],
)
async def test_the_call_answers_in_other_ways(simulate, browser, script: str, needle: str) -> None:
    sim = await simulate(script)
    page = await browser.enter(sim)
    assert 'name="selectedMotiveKeyList"' in page.text
    assert needle in (await browser.call(sim)).text


async def test_a_captcha_comes_before_the_motives(simulate, browser) -> None:
    sim = await simulate("captcha hidden-no")
    page = await browser.enter(sim)
    assert 'name="captchaUsercode"' in page.text
    assert "<p hidden>Aucun rendez-vous" in page.text
    assert "selectedMotiveKeyList" not in page.text


async def test_the_first_motive_can_go_and_motives_can_change_names(simulate, browser) -> None:
    sim = await simulate("nocalendar")
    page = await browser.enter(sim)
    assert re.findall(r'name="selectedMotiveKeyList" value="(\d+)"', page.text) == ["21", "30", "70"]
    assert "_remoteHandleException" in (await browser.call(sim, "20")).text
    sim.answer("relabelled")
    page = await browser.get(f"{sim.url}{BASE}/element/jsp/appointment.jsp")
    assert '<label for="motive20">Demande de duplicata</label>' in page.text


async def test_a_quoted_no_is_a_banner_over_the_motives(simulate, browser) -> None:
    sim = await simulate("quoted")
    page = await browser.enter(sim)
    assert "Aucun rendez-vous n'est possible" in page.text.split('id="displayDiv"')[0]
    sim.answer("quoted hidden")
    page = await browser.get(f"{sim.url}{BASE}/element/jsp/appointment.jsp")
    assert "<p hidden>Aucun rendez-vous n'est possible" in page.text


async def test_an_unknown_dwr_version_is_refused(simulate) -> None:
    with pytest.raises(ValueError, match="dwr is 2 or 3, not 4"):
        await simulate(dwr=4)
