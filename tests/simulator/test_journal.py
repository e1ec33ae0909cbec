"""What was asked is written down without values; what must not be asked is written down as a trespass."""

import pytest


async def test_a_request_is_recorded_without_its_values(simulate, browser, clock) -> None:
    sim = await simulate()
    clock.pass_time(5)
    await browser.get(f"{sim.booking_url}?x=1", headers={"User-Agent": "slotwatch/0 (test)"})
    await browser.post(f"{sim.booking_url}/0", {"condition": "on", "nextButton": "x"}, allow_redirects=False)
    first, second = sim.requests
    assert (first.at, first.method, first.path, first.query) == (1005.0, "GET", "/booking/create/16105", "x=1")
    assert (first.site, first.cookies, first.user_agent) == ("booking/16105", False, "slotwatch/0 (test)")
    assert (second.cookies, second.form_keys) == (True, ("condition", "nextButton"))


async def test_a_page_that_shows_a_slot_is_noted_once_it_is_sent(simulate, browser, clock) -> None:
    sim = await simulate("slots 1")
    clock.pass_time(3)
    await browser.get(sim.page_url)
    assert sim.shown == [(1003.0, "page")]


@pytest.mark.parametrize(
    ("method", "path", "form", "why"),
    [
        ("GET", "/booking/create/16105/5/1796628600", None, "chose a slot"),
        ("GET", "/index.php/booking/create/16105/5/1796628600", None, "chose a slot"),
        ("GET", "/booking/create/989/6", None, "opened the identity form"),
        (
            "POST",
            "/booking/create/989/4",
            {"nextButton": "Première plage horaire libre"},
            "took the first free time",
        ),
        ("POST", "/booking/create/989/0", {"manageButton": "x"}, "opened someone's appointments"),
        ("POST", "/booking/create/989/2", {"g-recaptcha-response": "x"}, "answered a captcha"),
        ("POST", "/rendez-vous/carte-de-sejour", {"captchaUsercode": "x"}, "answered a captcha"),
        ("GET", "/rendez-vous/carte-de-sejour?captchaUsercode=x", None, "answered a captcha"),
        ("POST", "/rendez-vous/carte-de-sejour", {"LastName": "x"}, "filled in an identity"),
        ("POST", "/eAppointmentpref94/appointment.do", {"dayValue": "07/12/2026"}, "chose a slot"),
        (
            "POST",
            "/eAppointmentpref94/dwr/call/plaincall/AjaxAvailableTimeArea.savePreselectedRdv.dwr",
            None,
            "chose a slot",
        ),
        ("POST", "/agents/sign_in", {"x": "y"}, "logged in"),
    ],
)
async def test_a_step_towards_a_booking_is_a_trespass(simulate, browser, method, path, form, why) -> None:
    sim = await simulate("slots 1")
    async with browser.session.request(method, sim.url + path, data=form, allow_redirects=False) as response:
        await response.read()
    assert [(t.method, t.why) for t in sim.trespasses] == [(method, why)]


async def test_the_identity_form_is_reached_only_by_trespassing(simulate, browser) -> None:
    sim = await simulate("slots 1")
    await browser.book_until_answer(sim.booking_url, "14500")
    await browser.get(f"{sim.booking_url}/4")
    assert not sim.trespasses
    stamp = sim.offers("booking/16105")[0].stamp
    page = await browser.get(f"{sim.booking_url}/5/{stamp}")
    assert {"lastname", "firstname", "email", "emailcheck"} <= set(page.form)
    assert [t.why for t in sim.trespasses] == ["chose a slot", "opened the identity form"]


async def test_choosing_a_day_at_the_esii_site_is_a_trespass(simulate, browser) -> None:
    sim = await simulate("slots 1")
    await browser.enter(sim)
    await browser.call(sim)
    do = f"{sim.url}/eAppointmentpref94/appointment.do"
    await browser.post(do, {"selectedMotiveKeyList": "20", "dayValue": ""})
    assert not sim.trespasses
    page = await browser.post(do, {"dayValue": "07/12/2026", "hourValue": "08:30"})
    assert "lastname" in page.form
    assert [t.why for t in sim.trespasses] == ["chose a slot"]


async def test_a_whole_honest_visit_of_every_site_is_no_trespass(simulate, browser) -> None:
    sim = await simulate("slots 2")
    await browser.book_until_answer(sim.booking_url, "14500")
    await browser.book_until_answer(sim.single_url, None)
    await browser.book_until_answer(sim.pprdv_url, "990")
    await browser.enter(sim)
    await browser.call(sim)
    await browser.post(f"{sim.url}/eAppointmentpref94/appointment.do", {"selectedMotiveKeyList": "20"})
    await browser.get(sim.page_url)
    await browser.get(sim.json_url)
    await browser.get(f"{sim.url}/robots.txt")
    assert not sim.trespasses
    assert {shown.site for shown in sim.shown} == {
        "booking/16105",
        "booking/9845",
        "booking/989",
        "eappointment",
        "page",
        "json",
    }
