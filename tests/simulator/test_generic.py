"""The page and the JSON address of no particular system."""

import json

import pytest


async def test_the_page_says_no(simulate, browser) -> None:
    sim = await simulate("none")
    page = await browser.get(sim.page_url)
    answer = page.text.split('<section id="resultat">')[1]
    assert answer.startswith("<h2>Aucun créneau disponible</h2><p>Veuillez réessayer ultérieurement.</p>")


async def test_the_page_lists_dated_slots(simulate, browser) -> None:
    sim = await simulate("slots 2 from 40")
    page = await browser.get(sim.page_url)
    assert '<time datetime="2027-01-11T08:30">lundi 11 janvier 2027 à 08:30</time>' in page.text
    assert page.text.count('class="creneau"') == 2
    assert "Aucun créneau" not in page.text
    assert [shown.site for shown in sim.shown] == ["page"]


@pytest.mark.parametrize(
    ("script", "needle", "status"),
    [
        ("captcha", "captchaFormulaireExtInput", 200),
        ("captcha hidden-no", "<p hidden>Aucun créneau disponible</p>", 200),
        ("lost", "Votre session a expiré", 200),
        ("nocalendar", "Il n'y a pas calendrier disponible", 200),
        ("quoted", '<section id="resultat"></section>', 200),
        ("quoted hidden", "<template><p>Aucun créneau disponible</p></template>", 200),
        ("none upper", "AUCUN CRÉNEAU DISPONIBLE", 200),
        ("none other", "Votre demande a bien été prise en compte", 200),
        ("exception", "<title>Erreur</title>", 200),
        ("trap 11", '<td class="day disabled"', 200),
    ],
)
async def test_the_page_of_each_phase(simulate, browser, script: str, needle: str, status: int) -> None:
    sim = await simulate(script)
    page = await browser.get(sim.page_url)
    assert page.status == status
    assert needle in page.text


async def test_lost_once_comes_once(simulate, browser) -> None:
    sim = await simulate("lost once")
    assert "Votre session a expiré" in (await browser.get(sim.page_url)).text
    assert "Aucun créneau disponible" in (await browser.get(sim.page_url)).text


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ("none", {"critere": {"datePremiereDispo": ""}, "creneaux": []}),
        (
            "slots 1",
            {
                "critere": {"datePremiereDispo": "2026-12-07"},
                "creneaux": [{"date": "2026-12-07", "heure": "08:30"}],
            },
        ),
        ("none other", {"critere": {"datePremiereDispo": None}, "creneaux": []}),
        ("trap 8", {"critere": {"premierJour": ""}, "creneaux": []}),
        ("nocalendar", {"critere": None, "message": "Il n'y a pas calendrier disponible"}),
        ("quoted", {"aide": "Aucun créneau disponible"}),
    ],
)
async def test_the_json_address_answers_as_data(simulate, browser, script: str, value: object) -> None:
    sim = await simulate(script)
    page = await browser.get(sim.json_url)
    assert page.headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(page.text) == value
    assert len(sim.shown) == (script == "slots 1")


async def test_json_can_ask_for_a_human_or_a_new_session(simulate, browser) -> None:
    sim = await simulate("captcha")
    assert "captchaFormulaireExtInput" in (await browser.get(sim.json_url)).text
    sim.answer("lost")
    assert (await browser.get(sim.json_url)).status == 401
