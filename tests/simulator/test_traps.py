"""Every trap page on every site: it arrives, and holds neither a yes nor a no (but for 19)."""

import re

import pytest

from slotwatch.simulator import TRAPS, Phase, trap_phases

YES = (
    'class="status-1 free"',
    "foundAvailabilities:true",
    'class="creneau"',
    '/booking/create/16105/5"',
    "trhId_",
    "etape_3r.png",
    "etape_4r.png",
    '/4"',
    "Première plage horaire libre",
)
NO = ("plus de plage horaire", "rendez-vous n'est possible", r"rendez-vous n\'est possible.", "Aucun créneau")
TRAPPED = [phase for phase in trap_phases() if not TRAPS[phase.number].answers]


async def last_page(sim, browser, key: str):
    if key.startswith("booking"):
        return await browser.book_until_answer(sim.site(key).url, "14500")
    if key == "eappointment":
        await browser.enter(sim)
        return await browser.call(sim)
    return await browser.get(sim.site(key).url)


@pytest.mark.parametrize("key", ["booking/16105", "eappointment", "page", "json"])
@pytest.mark.parametrize("phase", TRAPPED, ids=str)
async def test_a_trap_shows_neither_yes_nor_no(simulate, browser, key: str, phase: Phase) -> None:
    sim = await simulate(str(phase), weight=2000)
    page = await last_page(sim, browser, key)
    visible = re.sub(r"<!--.*?-->|<script.*?</script>", "", page.text, flags=re.DOTALL)
    assert not [marker for marker in YES if marker in visible]
    if (phase.number, phase.variant) == (12, "cut"):
        assert "foundAvailabilities:false" in page.text  # cut after the field: no sentence, no end
        assert not page.text.rstrip().endswith(";")
    else:
        assert not [marker for marker in NO if marker in visible]
    assert not sim.shown
    assert not sim.trespasses


@pytest.mark.parametrize(
    ("phase", "status", "path", "needle"),
    [
        ("trap 1", 200, "/booking/create/16105/1", 'name="condition"'),
        ("trap 2", 200, "/booking/create/16105/2", 'name="planning"'),
        ("trap 3 503", 503, "/booking/create/16105/1", "<h1>Service surchargé</h1>"),
        ("trap 4", 200, "/booking/create/16105/1", "502 Bad Gateway"),
        ("trap 4 504-timeout", 200, "/booking/create/16105/1", "504 Gateway Timeout"),
        ("trap 5", 403, "/booking/create/16105/1", "Request forbidden by administrative rules."),
        ("trap 5 200", 200, "/booking/create/16105/1", "Request forbidden by administrative rules."),
        ("trap 6", 200, "/rdvpref/reservation/demarche/1040/cgu/", 'id="captchaFormulaireExtInput"'),
        (
            "trap 7",
            200,
            "/rdvpref/reservation/demarche/1040/cgu/?error=errorSessionInvalide",
            "Constituez votre dossier",
        ),
        ("trap 7 captcha", 200, "/rdvpref/reservation/demarche/1040/cgu/?error=invalidCaptcha", "est incorrect"),
        ("trap 8", 200, "/rdvpref/reservation/demarche/1040/creneau/", "<title>Choisissez votre créneau</title>"),
        ("trap 9 imperva", 200, "/booking/create/16105/1", "_Incapsula_Resource"),
        ("trap 10", 200, "/booking/create/16105/1", "Ce lien a été désactivé définitivement"),
        ("trap 10 nocalendar", 200, "/booking/create/16105/1", "Il n'y a pas calendrier disponible"),
        ("trap 11", 200, "/booking/create/16105/2", "Légende"),
        ("trap 12 exception", 200, "/booking/create/16105/2", "_remoteHandleException"),
        ("trap 13 alert", 200, "/booking/create/16105/1", "Veuillez saisir un code postal valide."),
        ("trap 14 motif", 200, "/booking/create/16105/1", "Sélectionnez le motif"),
        ("trap 15", 200, "/agents/sign_in", "Connexion"),
        ("trap 15 franceconnect", 200, "/franceconnect", "FranceConnect"),
        ("trap 16", 200, "/booking/create/16105/2", "[]"),
        ("trap 16 errors", 200, "/booking/create/16105/2", '"editor_errors_number": 3'),
        ("trap 16 text", 200, "/booking/create/16105/2", "end_of_search"),
        ("trap 17", 200, "/", "Bienvenue"),
        ("trap 17 news", 200, "/actualites", "Actualités"),
        ("trap 18", 200, "/booking/create/16105/1", "JavaScript is disabled"),
        ("trap 18 cookies", 200, "/booking/create/16105/1", "Tout accepter"),
        ("trap 20 empty", 200, "/booking/create/16105/1", ""),
    ],
)
async def test_a_trap_on_the_legacy_site_is_the_page_of_its_name(
    simulate, browser, phase: str, status: int, path: str, needle: str
) -> None:
    sim = await simulate(phase)
    page = await browser.book_until_answer(sim.booking_url, "14500")
    assert (page.status, page.path) == (status, path)
    assert needle in page.text


@pytest.mark.parametrize("dwr", [2, 3])
async def test_a_broken_dwr_reply_repeats_the_batch_and_the_version(simulate, browser, dwr: int) -> None:
    sim = await simulate("trap 12 null", dwr=dwr)
    await browser.enter(sim)
    reply = await browser.call(sim, batchId="31")
    assert ("'31','0',null" if dwr == 2 else '"31","0",null') in reply.text
    assert reply.headers["Content-Type"].startswith("text/javascript")


async def test_the_banner_of_trap_19_stands_beside_the_answer(simulate, browser) -> None:
    sim = await simulate("trap 19")
    page = await browser.book_until_answer(sim.booking_url, "14500")
    assert "Une maintenance du site est prévue" in page.text
    assert "plus de plage horaire" in page.text
    sim.answer("trap 19 slots")
    page = await browser.get(f"{sim.booking_url}/2")
    assert "Une maintenance du site est prévue" in page.text
    assert page.text.count('class="status-1 free"') == len(sim.offers("booking/16105")) == 2
    assert len(sim.shown) == 1


async def test_the_wrong_charset_of_trap_20_is_not_what_the_header_says(simulate, browser) -> None:
    sim = await simulate("trap 20 charset")
    page = await browser.get(sim.page_url)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    with pytest.raises(UnicodeDecodeError):
        page.body.decode("utf-8")
