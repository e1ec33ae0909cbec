"""The legacy module and the Préfecture de police, walked through as a browser would (providers §1, §3)."""

import re

import pytest

NO = (
    "Il n'existe plus de plage horaire libre pour votre demande de rendez-vous. "
    "Veuillez recommencer ultérieurement."
)
PARIS = ["990", "1000", "1001", "1002", "1003", "1005", "1028", "1029"]


async def test_the_terms_page_has_its_fields_and_sets_the_session_cookie(simulate, browser) -> None:
    sim = await simulate()
    page = await browser.get(sim.booking_url)
    assert page.status == 200
    assert 'name="condition" id="condition"' in page.text
    assert page.form["nextButton"] == "Effectuer une demande de rendez-vous"
    assert {"manageButton", "condition"} <= set(page.form)
    assert list(browser.cookies()) == ["eZSESSID"]
    assert (await browser.get(f"{sim.booking_url}/0")).form == page.form


async def test_step_by_step_with_302_between_the_steps_up_to_the_no(simulate, browser) -> None:
    sim = await simulate("none")
    await browser.get(sim.booking_url)
    page = await browser.post(
        f"{sim.booking_url}/0", {"condition": "on", "nextButton": "Effectuer une demande de rendez-vous"}
    )
    assert page.hops == [(302, f"{sim.booking_url}/1")]
    assert '<fieldset id="fchoix_Booking">' in page.text
    assert re.findall(r'name="planning" value="(\d+)" id="planning(\d+)"', page.text) == [
        ("14500",) * 2,
        ("14510",) * 2,
    ]
    assert '<label for="planning14500">' in page.text
    assert page.form["nextButton"] == "Etape suivante"
    page = await browser.post(f"{sim.booking_url}/1", {"planning": "14500", "nextButton": "Etape suivante"})
    assert page.hops == [(302, f"{sim.booking_url}/2")]
    assert page.url == f"{sim.booking_url}/2"
    assert f'<div id="inner_Booking">{NO}</div>' in page.text
    assert 'name="finishButton" value="Terminer"' in page.text
    assert "nextButton" not in page.form
    assert not sim.trespasses
    assert not sim.shown


async def test_a_slot_ends_at_step_4_with_its_links(simulate, browser) -> None:
    sim = await simulate("slots 3")
    page = await browser.book_until_answer(sim.booking_url, "14510")
    assert [hop[1] for hop in page.hops] == [f"{sim.booking_url}/2", f"{sim.booking_url}/4"]
    stamps = re.findall(r'<td class="status-1 free"><a href="/booking/create/16105/5/(\d+)"', page.text)
    assert sorted(map(int, stamps)) == [offer.stamp for offer in sim.offers("booking/16105")]
    assert len(stamps) == 3
    assert 'action="/booking/create/16105/4"' in page.text
    assert 'value="Première plage horaire libre"' in page.text
    assert "/etape_4r.png" in page.text
    assert "plus de plage horaire" not in page.text
    assert [shown.site for shown in sim.shown] == ["booking/16105"]
    assert not sim.trespasses


async def test_the_type_of_appointment_can_be_a_step_of_its_own(simulate, browser) -> None:
    sim = await simulate("slots 1 typed")
    page = await browser.book_until_answer(sim.booking_url, "14500")
    assert page.url == f"{sim.booking_url}/3"
    assert "/etape_3r.png" in page.text
    page = await browser.post(f"{sim.booking_url}/3", {"nextButton": "Etape suivante"})
    assert page.url == f"{sim.booking_url}/4"
    assert "status-1 free" in page.text


async def test_a_single_counter_skips_step_1(simulate, browser) -> None:
    sim = await simulate("none")
    page = await browser.book_until_answer(sim.single_url, None)
    assert page.hops == [(302, f"{sim.single_url}/2")]
    assert NO in page.text


async def test_paris_has_its_eight_counters_and_each_its_own_answer(simulate, browser) -> None:
    sim = await simulate("none")
    sim.answer("slots 1", site="booking/989/1001")
    await browser.get(sim.pprdv_url)
    page = await browser.post(f"{sim.pprdv_url}/0", {"condition": "on", "nextButton": "x"})
    assert re.findall(r'name="planning" value="(\d+)"', page.text) == PARIS
    ends = {}
    for pid in PARIS:
        page = await browser.post(f"{sim.pprdv_url}/1", {"planning": pid, "nextButton": "Etape suivante"})
        ends[pid] = page.url.rsplit("/", 1)[1]
    assert ends == {pid: "4" if pid == "1001" else "2" for pid in PARIS}


@pytest.mark.parametrize("step", [1, 2, 3, 4])
async def test_without_the_cookie_a_later_step_is_the_terms_page_again(simulate, browser, step: int) -> None:
    sim = await simulate("slots 2")
    await browser.book_until_answer(sim.booking_url, "14500")
    browser.forget()
    page = await browser.get(f"{sim.booking_url}/{step}")
    assert (page.status, page.hops) == (200, [])
    assert 'name="condition"' in page.text
    assert "status-1 free" not in page.text


async def test_counters_can_be_had_with_a_session_but_without_the_terms(simulate, browser) -> None:
    sim = await simulate()
    await browser.get(sim.booking_url)
    assert 'name="planning"' in (await browser.get(f"{sim.booking_url}/1")).text


async def test_terms_not_accepted_and_counters_unknown_lead_nowhere(simulate, browser) -> None:
    sim = await simulate()
    await browser.get(sim.booking_url)
    page = await browser.post(f"{sim.booking_url}/0", {"nextButton": "Effectuer une demande de rendez-vous"})
    assert 'name="condition"' in page.text
    page = await browser.post(f"{sim.booking_url}/1", {"planning": "990", "nextButton": "Etape suivante"})
    assert 'name="planning"' in page.text
    assert 'name="planning"' in (await browser.get(f"{sim.booking_url}/2")).text
    assert (await browser.get(f"{sim.booking_url}/9")).status == 404


async def test_a_slot_taken_between_two_steps_leads_back_to_the_no(simulate, browser) -> None:
    sim = await simulate("slots 1")
    await browser.book_until_answer(sim.booking_url, "14500")
    sim.answer("none")
    page = await browser.get(f"{sim.booking_url}/4")
    assert page.url == f"{sim.booking_url}/2"
    assert NO in page.text


async def test_the_index_php_prefix_is_the_same_site(simulate, browser) -> None:
    sim = await simulate()
    page = await browser.get(f"{sim.url}/index.php/booking/create/16105")
    assert 'name="condition"' in page.text


@pytest.mark.parametrize(("offset", "free"), [(0, 0), (7, 2), (14, 0)])
async def test_the_calendar_endpoint_gives_one_week_without_a_session(simulate, browser, offset, free) -> None:
    sim = await simulate("slots 2")
    call = f"{sim.url}/ezjscore/call/bookingserver::planning::assign::16105::14500::{offset}"
    page = await browser.get(call)
    assert 'th colspan="7"' in page.text
    assert page.text.count('href="/booking/create/16105/5/') == free
    assert page.text.count("libre") == free + 1
    assert "Légende" in page.text
    assert len(sim.shown) == (1 if free else 0)
    assert not browser.cookies()


@pytest.mark.parametrize(
    ("variant", "needle"),
    [
        ("nbsp", "plus&nbsp;de&nbsp;plage&nbsp;horaire"),
        ("rsquo", "Il n&rsquo;existe plus de plage horaire libre"),
        ("nfd", "recommencer ulte\u0301rieurement"),
        ("upper", "IL N'EXISTE PLUS DE PLAGE HORAIRE LIBRE POUR VOTRE DEMANDE DE RENDEZ-VOUS"),
        ("short", "Il n'existe plus de plage horaire libre. Veuillez recommencer ultérieurement"),
        ("other", "Votre demande a bien été prise en compte"),
    ],
)
async def test_the_no_comes_in_the_wordings_of_bug_reports(simulate, browser, variant: str, needle: str) -> None:
    sim = await simulate(f"none {variant}")
    page = await browser.book_until_answer(sim.booking_url, "14500")
    assert needle in page.text
    assert 'name="finishButton"' in page.text


async def test_a_captcha_stands_in_the_place_of_the_answer(simulate, browser) -> None:
    sim = await simulate("captcha")
    page = await browser.book_until_answer(sim.booking_url, "14500")
    assert "g-recaptcha" in page.text
    assert "plage horaire" not in page.text
    sim.answer("captcha hidden-no")
    page = await browser.get(f"{sim.booking_url}/2")
    assert f"<p hidden>{NO}</p>" in page.text


async def test_a_quoted_no_is_outside_the_form_or_out_of_sight(simulate, browser) -> None:
    sim = await simulate("quoted")
    page = await browser.book_until_answer(sim.booking_url, "14500")
    before, form = page.text.split('<form id="FormBookingCreate"')
    assert NO in before
    assert NO not in form
    sim.answer("quoted hidden")
    page = await browser.get(f"{sim.booking_url}/2")
    form = page.text.split('<form id="FormBookingCreate"')[1]
    out_of_sight = r"<(template|script)>.*?</\1>|<!--.*?-->|<p (hidden|style=\"display:none\")>.*?</p>"
    visible = re.sub(out_of_sight, "", form)
    assert NO in form
    assert NO not in visible


async def test_relabelled_counters_keep_their_numbers(simulate, browser) -> None:
    sim = await simulate("none")
    await browser.get(sim.pprdv_url)
    before = (await browser.get(f"{sim.pprdv_url}/1")).text
    sim.answer("relabelled")
    after = (await browser.get(f"{sim.pprdv_url}/1")).text
    labels = [re.findall(r'<label for="planning(\d+)">([^<]+)<', text) for text in (before, after)]
    assert [pid for pid, _ in labels[0]] == [pid for pid, _ in labels[1]] == PARIS
    assert all(old != new for old, new in zip(*labels, strict=True))


async def test_no_calendar_is_told_in_the_form(simulate, browser) -> None:
    sim = await simulate("nocalendar")
    page = await browser.book_until_answer(sim.booking_url, "14500")
    assert "Il n'y a pas calendrier disponible" in page.text.split('<form id="FormBookingCreate"')[1]
