"""RDV-Préfecture as its visitors meet it: cookie, terms, captcha, slots, and the steps behind them."""

import json
import re

import pytest

CREATED = "/rdvpref/reservation/demarche/16040"


@pytest.fixture
async def terms(simulate, browser):
    """The simulator, and the terms in a browser."""
    sim = await simulate(weight=2000)
    return sim, await browser.get(f"{sim.rdv_prefecture_url}cgu/")


def picture_of(page) -> str:
    return re.search(r'src="([^"]+)"[^>]*>\s*<button type="button" id="captchaFR_SoundLink"', page.text)[
        1
    ].replace("&amp;", "&")


async def answer(sim, browser, page, words=None):
    form = {"captchaId": page.form["captchaId"], "captchaUsercode": sim.captcha.words if words is None else words}
    return await browser.post(f"{sim.rdv_prefecture_url}cgu/_validerCaptcha", form)


async def test_the_home_page_leads_to_the_terms(simulate, browser) -> None:
    sim = await simulate()
    page = await browser.get(sim.rdv_prefecture_url)
    assert "<title>Accueil" in page.text
    for words in ("Que souhaitez-vous faire", "Prendre un rendez-vous", "Gérer mes rendez-vous", "Étape 1 sur 6"):
        assert words in page.text
    assert f'href="{CREATED}/cgu/"' in page.text
    assert f'href="{CREATED}/login/"' in page.text
    sim.answer("nocalendar")
    assert "cgu" not in (await browser.get(sim.rdv_prefecture_url)).text


async def test_the_session_cookie_has_a_path_and_a_node(terms, browser) -> None:
    (cookie,) = [c for c in browser.session.cookie_jar if c.key == "JSESSIONID"]
    assert (cookie["path"], cookie["httponly"]) == ("/rdvpref", True)
    assert re.fullmatch(r"[0-9a-f]{32}\.node1", cookie.value)


async def test_a_slash_is_added_by_a_redirect(simulate, browser) -> None:
    sim = await simulate()
    page = await browser.get(f"{sim.url}{CREATED}/cgu")
    assert page.hops == [(302, f"{sim.url}{CREATED}/cgu/")]
    assert (await browser.get(f"{sim.url}{CREATED}")).path == f"{CREATED}/"


async def test_the_terms_have_the_ids_of_the_state_s_captcha(terms, browser) -> None:
    sim, page = terms
    assert "<title>Constituez votre dossier" in page.text
    for marker in (
        'id="botdetect-captcha"',
        'id="captchaFR_CaptchaImage" class="BDC_CaptchaImage"',
        'id="captchaFR_SoundLink"',
        'id="captchaFormulaireExtInput" name="captchaUsercode"',
        'formaction="/rdvpref/reservation/demarche/16040/cgu/_validerCaptcha"',
    ):
        assert marker in page.text
    picture = await browser.get(sim.url + picture_of(page))
    assert (picture.headers["Content-Type"], picture.body[:4]) == ("image/png", b"\x89PNG")
    assert (await browser.get(f"{sim.url}/rdvpref/captcha?get=image&t=unknown")).status == 404


async def test_the_slot_page_without_a_session_leads_to_the_terms(simulate, browser) -> None:
    sim = await simulate()
    page = await browser.get(f"{sim.rdv_prefecture_url}creneau/")
    assert page.path == f"{CREATED}/cgu/?error=errorSessionInvalide"
    assert "Votre session a expiré." in page.text


async def test_a_right_answer_opens_the_slot_page_for_as_long_as_the_session_lasts(terms, browser, clock) -> None:
    sim, page = terms
    sim.captcha.session_lasts = 600
    assert (await answer(sim, browser, page)).path == f"{CREATED}/creneau/"
    clock.pass_time(600)
    assert (await browser.get(f"{sim.rdv_prefecture_url}creneau/")).path == f"{CREATED}/creneau/"
    clock.pass_time(1)
    assert "error=errorSessionInvalide" in (await browser.get(f"{sim.rdv_prefecture_url}creneau/")).url
    assert len(sim.captcha_answers) == 1
    assert not sim.trespasses


async def test_a_wrong_answer_says_so_and_poses_another_picture(terms, browser) -> None:
    sim, page = terms
    again = await answer(sim, browser, page, "no")
    assert again.path == f"{CREATED}/cgu/?error=invalidCaptcha"
    assert "est incorrect" in again.text
    assert again.form["captchaId"] != page.form["captchaId"]
    assert (await answer(sim, browser, again)).path == f"{CREATED}/creneau/"


async def test_a_picture_expires(terms, browser, clock) -> None:
    sim, page = terms
    sim.captcha.picture_lasts = 60
    clock.pass_time(61)
    assert "error=errorSessionInvalide" in (await answer(sim, browser, page)).url


async def test_a_session_is_lost_with_its_node_or_by_the_site(terms, browser) -> None:
    sim, page = terms
    await answer(sim, browser, page)
    slots = f"{sim.rdv_prefecture_url}creneau/"
    cookies = browser.cookies()
    browser.forget()
    bare = {"Cookie": f"JSESSIONID={cookies['JSESSIONID'].partition('.')[0]}"}
    assert "cgu" in (await browser.get(slots, headers=bare)).url
    browser.forget()
    whole = {"Cookie": f"JSESSIONID={cookies['JSESSIONID']}"}
    assert "cgu" not in (await browser.get(slots, headers=whole)).url
    sim.forget_sessions()
    assert "cgu" in (await browser.get(slots, headers=whole)).url


async def test_captchas_can_be_chained(terms, browser) -> None:
    sim, page = terms
    sim.answer("captcha chained")
    second = await answer(sim, browser, page)
    assert second.path == f"{CREATED}/cgu/"
    assert (await answer(sim, browser, second)).path == f"{CREATED}/creneau/"
    sim.answer("captcha")
    third = await browser.get(f"{sim.rdv_prefecture_url}creneau/")
    assert third.path == f"{CREATED}/cgu/"
    assert (await answer(sim, browser, third)).path == f"{CREATED}/cgu/"


@pytest.mark.parametrize(
    ("script", "has", "lacks"),
    [
        (
            "none",
            ["<h2>Aucun créneau disponible</h2>", '"datePremiereDispo":""', "Dernière mise en ligne"],
            ["trhId_"],
        ),
        ("none short", ['"datePremiereDispo":""', "Dernière mise en ligne"], ["Aucun créneau"]),
        ("none spelled", ["<h2>Aucun créneau disponible</h2>", "Dernière mise en ligne"], ["critere"]),
        ("none upper", ["AUCUN CRÉNEAU DISPONIBLE"], ["trhId_"]),
        ("none other", ["<h1>Choisissez votre créneau</h1>"], ["Aucun créneau", "critere", "trhId_"]),
        (
            "slots 2",
            ['id="trhId_', "<h3>lundi 7 décembre 2026</h3>", '"datePremiereDispo":"2026-12-07"'],
            ["Aucun"],
        ),
        ("slots 2 typed", ["Aucun créneau disponible", '"datePremiereDispo":"2026-12-07"'], ["trhId_"]),
        ("quoted", ["«\u00a0Aucun créneau disponible\u00a0»"], ["<h2>Aucun", "critere"]),
        ("trap 8", ["<title>Choisissez votre créneau</title>"], ["Aucun créneau", "critere", "trhId_"]),
    ],
)
async def test_the_slot_page_has_every_answer(terms, browser, script, has, lacks) -> None:
    sim, page = terms
    await answer(sim, browser, page)
    sim.answer(script)
    text = (await browser.get(f"{sim.rdv_prefecture_url}creneau/")).text
    assert "Choisissez votre créneau" in text
    assert [words for words in has if words not in text] == []
    assert [words for words in lacks if words in text] == []
    assert len(sim.shown) == script.startswith("slots")


async def test_the_embedded_object_is_json_with_the_engine_s_fields(terms, browser) -> None:
    sim, page = terms
    await answer(sim, browser, page)
    sim.answer("slots 3")
    text = (await browser.get(f"{sim.rdv_prefecture_url}creneau/")).text
    state = json.loads(re.search(r"window\.vData = (\{.*\});", text)[1])
    assert state["critere"].keys() == {
        "ageIds", "premierJour", "dateMin", "minutesMin", "dateMax", "datePremiereDispo"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "why"),
    [
        ("POST", "creneau/", "chose a slot"),
        ("POST", "creneau/_choisir", "chose a slot"),
        ("GET", "infos/", "opened the identity form"),
    ],
)
async def test_what_lies_behind_the_slots_is_a_trespass(terms, browser, method, path, why) -> None:
    sim, _ = terms
    url = f"{sim.rdv_prefecture_url}{path}"
    async with browser.session.request(method, url, data={"trhId": "1"} if method == "POST" else None) as response:
        await response.read()
    assert why in {t.why for t in sim.trespasses}
    assert not sim.captcha_answers


async def test_a_captcha_answered_anywhere_else_is_a_trespass(terms, browser) -> None:
    sim, _ = terms
    await browser.post(f"{sim.rdv_prefecture_url}cgu/", {"captchaUsercode": "1"})
    assert [t.why for t in sim.trespasses] == ["answered a captcha"]
    assert not sim.captcha_answers
