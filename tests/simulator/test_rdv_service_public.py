"""RDV Service Public: steps, places, weeks in both templates."""

import re

import pytest

FAR = "departement=94&motif_name_with_location_type=renouvellement-public_office"


def week(sim, lieu: str, more: str = "") -> str:
    return f"{sim.url}/prendre_rdv?{FAR}&lieu_id={lieu}{more}"


@pytest.mark.parametrize(
    ("query", "needle"),
    [
        ("", 'id="search_where"'),
        ("departement=94", "Sélectionnez le service"),
        ("departement=94&service_id=3", "Sélectionnez le motif"),
        (f"{FAR}&service_id=3", "Malheureusement, aucun créneau correspondant à votre recherche"),
        (f"{FAR}&lieu_id=7", 'id="creneaux-lieu-7"'),
        ("public_link_organisation_id=12&motif_id=31&lieu_id=8", 'id="creneaux-lieu-8"'),
    ],
)
async def test_the_narrower_the_address_the_deeper_the_step(simulate, browser, query: str, needle: str) -> None:
    sim = await simulate("none")
    page = await browser.get(f"{sim.url}/prendre_rdv?{query}")
    assert needle in page.text
    assert "synthetic" in page.text


async def test_an_organisation_s_link_redirects_to_the_search(simulate, browser) -> None:
    sim = await simulate("none")
    page = await browser.get(f"{sim.url}/org/12/prefecture")
    assert page.path == "/prendre_rdv?public_link_organisation_id=12&departement=94"


async def test_a_dead_link_is_told_once_above_the_first_step(simulate, browser) -> None:
    sim = await simulate("none")
    page = await browser.get(f"{sim.url}/org/99")
    assert page.path == "/prendre_rdv"
    assert "Organisation non trouvée" in page.text
    assert "Organisation non trouvée" not in (await browser.get(page.url)).text


async def test_an_empty_week_is_silent_in_the_older_template(simulate, browser) -> None:
    sim = await simulate("none")
    older, newer = await browser.get(week(sim, "8")), await browser.get(week(sim, "7"))
    assert newer.text.count("Pas de créneau disponible") == 7
    assert not re.search("Pas de créneau|Malheureusement|Prochaine disponibilité|Choisir le créneau", older.text)
    assert "<strong>lundi</strong><br>30 nov." in older.text
    assert not sim.shown


async def test_slots_of_the_week_carry_their_moment(simulate, browser) -> None:
    sim = await simulate("slots 2 from 2")
    older, newer = await browser.get(week(sim, "8")), await browser.get(week(sim, "7"))
    assert 'aria-label="Choisir le créneau de 08:30"' in older.text
    assert 'aria-label="Choisir le créneau du mercredi 2 déc. à 08:30"' in newer.text
    assert "starts_at=2026-12-02+08%3A30%3A00+%2B0100" in older.text
    assert older.text.count('class="fa fa-minus"') == 5
    assert len(sim.shown) == 2


async def test_what_is_offered_later_is_the_next_day(simulate, browser) -> None:
    sim = await simulate("slots 2 from 40")
    page = await browser.get(week(sim, "7"))
    assert "Prochaine disponibilité le<br><strong>lundi 11 janvier 2027 à 08h30</strong>" in page.text
    page = await browser.get(week(sim, "7", "&date=2027-01-11"))
    assert page.text.count("Choisir le créneau du") == 2
    for odd in ("&date=2020-01-01", "&date=demain", "&date=2026-13-45"):
        assert "<strong>lundi</strong><br>30 nov." in (await browser.get(week(sim, "7", odd))).text


async def test_places_have_scripts_of_their_own(simulate, browser) -> None:
    sim = await simulate("none")
    sim.answer("slots 1 from 2", site="rdv_service_public/8")
    assert "Choisir le créneau" in (await browser.get(week(sim, "8"))).text
    assert "Choisir le créneau" not in (await browser.get(week(sim, "7"))).text


async def test_the_list_of_places_tells_each_next_day(simulate, browser) -> None:
    sim = await simulate("slots 1")
    page = await browser.get(f"{sim.url}/prendre_rdv?{FAR}")
    assert page.text.count("Prochaine disponibilité le<br><strong>lundi 07 décembre 2026 à 08h30") == 2
    assert "lieu_id=7&amp;date=2026-12-07+08%3A30" in page.text


@pytest.mark.parametrize(
    ("script", "needle"),
    [
        ("none rsquo", "aucun créneau correspondant à votre recherche n&rsquo;a été trouvé."),
        ("none short", "Votre référent n'a pas de créneaux disponibles."),
        ("none spelled", "à votre invitation n'a été trouvé."),
        ("none service", "Malheureusement, tous les créneaux sont pris."),
        ("none other", "Votre demande a bien été prise en compte"),
        ("nocalendar", "La prise de rendez-vous n'est pas disponible pour ce département."),
        ("nocalendar days", "Date fermée à la reservation"),
        ("captcha", "captchaFormulaireExtInput"),
        ("captcha hidden-no", "<p hidden>Malheureusement"),
        ("quoted", "Si vous lisez «\u00a0Malheureusement"),
        ("quoted hidden", "<template><p>Malheureusement"),
        ("trap 14 motif", "Sélectionnez le motif de votre RDV"),
        ("trap 14 organisation", "Sélectionnez une organisation"),
        ("trap 19", "Une maintenance du site est prévue"),
        ("lost", "<h1>Connexion</h1>"),
    ],
)
async def test_the_page_of_each_phase(simulate, browser, script: str, needle: str) -> None:
    sim = await simulate(script)
    assert needle in (await browser.get(week(sim, "7"))).text
    assert not sim.shown


@pytest.mark.parametrize(
    "path", ["/users/rdv_wizard_step/new?starts_at=2026-12-07", "/creneaux?starts_at=2026-12-07"]
)
async def test_choosing_a_slot_is_a_trespass(simulate, browser, path: str) -> None:
    sim = await simulate("slots 1")
    await browser.get(f"{sim.url}{path}")
    assert [trespass.why for trespass in sim.trespasses] == ["chose a slot"]


async def test_pages_weigh_what_was_asked(simulate, browser) -> None:
    sim = await simulate("none")
    assert 38_000 < len((await browser.get(week(sim, "7"))).body) < 42_000
