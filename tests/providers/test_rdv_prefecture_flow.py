"""A look at RDV-Préfecture, the captcha on its way to the owner and back, and what is found behind an address."""

from zoneinfo import ZoneInfo

import pytest

from slotwatch.contract import Challenge, Discoverer, Guarded, LookFailed, Page, Verdict
from slotwatch.model import Available, Cause, Motive, NoSlot, Unreachable, Unrecognised
from slotwatch.providers import rdv_prefecture

HOST = "https://www.rdv-prefecture.interieur.gouv.fr"
BASE = f"{HOST}/rdvpref/reservation/demarche/12345"
PNG = b"\x89PNG\r\n\x1a\nsynthetic"
IMAGE = f"{HOST}/rdvpref/captcha?get=image&c=captchaFR&t=synthetic"


@pytest.fixture
def motive():
    def make(url=f"{BASE}/", **options):
        zone = ZoneInfo("Europe/Paris")
        return Motive("Titre", "rdv_prefecture", url, timezone=zone, options=rdv_prefecture.Options(**options))

    return make


@pytest.fixture
def at(fixture_page):
    return lambda name, path: fixture_page(f"rdv_prefecture/{name}.html", f"{BASE}{path}")


def picture(body=PNG, status=200, **more):
    return Page(IMAGE, status, "?", headers={"content-type": "image/png"}, body=body, **more)


def test_it_can_be_discovered_and_opened_by_its_owner():
    assert isinstance(rdv_prefecture, Discoverer)
    assert isinstance(rdv_prefecture, Guarded)


@pytest.mark.parametrize(
    "url", [BASE, f"{BASE}/", f"{BASE}/cgu/", f"{BASE}/creneau", f"{BASE}/cgu/?error=errorSessionInvalide#top"]
)
async def test_a_look_is_one_request_for_the_slot_page_whatever_the_owner_pasted(motive, at, scripted, url):
    fetch = scripted([at("no_slot", "/creneau/")])
    outcome = await rdv_prefecture.look(motive(url), fetch)
    assert isinstance(outcome, NoSlot)
    assert outcome.released is not None
    assert [(a.method, a.url) for a in fetch.asked] == [("GET", f"{BASE}/creneau/")]
    assert fetch.forgotten == []


async def test_a_session_that_is_over_is_for_a_human_and_asked_for_once(motive, at, scripted):
    fetch = scripted([at("terms", "/cgu/?error=errorSessionInvalide")])
    outcome = await rdv_prefecture.look(motive(), fetch)
    assert (outcome.kind, outcome.want) == ("needs_human", "session")
    assert len(fetch.asked) == 1


@pytest.mark.parametrize("name", ["no_slot", "slots_by_day"])
async def test_another_procedure_is_no_answer(motive, fixture_page, scripted, name):
    page = fixture_page(f"rdv_prefecture/{name}.html", f"{HOST}/rdvpref/reservation/demarche/999/creneau/")
    outcome = await rdv_prefecture.look(motive(), scripted([page]))
    assert isinstance(outcome, Unrecognised)
    assert "another procedure, 999" in outcome.why


async def test_another_host_with_the_same_procedure_is_followed(motive, fixture_page, scripted):
    page = fixture_page("rdv_prefecture/slots_by_day.html", BASE.replace("www.", "rdv.") + "/creneau/")
    assert isinstance(await rdv_prefecture.look(motive(), scripted([page])), Available)


async def test_an_address_of_another_system_is_told_without_a_request(motive, scripted):
    strange = motive("https://www.example.gouv.fr/")
    challenge = Challenge(PNG, "image/png", BASE, {"action": BASE})
    outcome = await rdv_prefecture.look(strange, scripted([]))
    assert isinstance(outcome, Unrecognised)
    assert rdv_prefecture.EXAMPLE in outcome.why
    assert await rdv_prefecture.challenge(strange, scripted([])) == outcome
    with pytest.raises(LookFailed):
        await rdv_prefecture.answer(strange, scripted([]), challenge, "12345")
    with pytest.raises(LookFailed):
        await rdv_prefecture.discover(strange.url, scripted([]))


async def test_a_dead_network_is_let_through(motive, scripted):
    with pytest.raises(LookFailed):
        await rdv_prefecture.look(motive(), scripted([Unreachable(Cause.TIMEOUT)]))


# ── the captcha ──


async def test_the_captcha_is_fetched_to_be_shown(motive, at, scripted):
    fetch = scripted([at("terms", "/cgu/"), picture()])
    challenge = await rdv_prefecture.challenge(motive(), fetch)
    assert (challenge.image, challenge.media_type, challenge.url) == (PNG, "image/png", f"{BASE}/cgu/")
    assert [(a.method, a.url) for a in fetch.asked] == [("GET", f"{BASE}/cgu/"), ("GET", IMAGE)]
    assert fetch.asked[1].headers["Referer"] == f"{BASE}/cgu/"
    assert "synthetic" not in repr(challenge)


async def test_what_the_owner_typed_is_passed_on_and_nothing_else(motive, at, scripted):
    fetch = scripted([at("terms", "/cgu/"), picture(), at("no_slot", "/creneau/")])
    challenge = await rdv_prefecture.challenge(motive(), fetch)
    assert await rdv_prefecture.answer(motive(), fetch, challenge, " 48 21x \n") is Verdict.ACCEPTED
    sent = fetch.asked[2]
    assert (sent.method, sent.url) == ("POST", f"{BASE}/cgu/_validerCaptcha")
    assert sent.form == (("captchaId", "synthetic"), ("captchaUsercode", "48 21x"))
    assert sent.headers == {"Referer": f"{BASE}/cgu/"}


async def test_a_picture_inside_the_page_costs_no_request(motive, at, scripted):
    page = at("terms", "/cgu/")
    inline = "data:image/png;base64,iVBORw0KGgo="
    text = page.text.replace("/rdvpref/captcha?get=image&amp;c=captchaFR&amp;t=synthetic", inline)
    fetch = scripted([Page(page.url, 200, text)])
    challenge = await rdv_prefecture.challenge(motive(), fetch)
    assert challenge.image == b"\x89PNG\r\n\x1a\n"
    fetch.assert_done()


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        (picture(b"<html>"), "unrecognised"),
        (picture(b""), "unrecognised"),
        (picture(truncated=True), "unrecognised"),
        (picture(status=403), "blocked"),
        (picture(status=503), "maintenance"),
        (picture(status=404), "not_open"),
    ],
)
async def test_a_picture_that_cannot_be_shown_is_an_outcome(motive, at, scripted, image, kind):
    outcome = await rdv_prefecture.challenge(motive(), scripted([at("terms", "/cgu/"), image]))
    assert outcome.kind == kind


@pytest.mark.parametrize(
    ("name", "path", "kind"),
    [
        ("no_slot", "/creneau/", "no_slot"),
        ("slots_by_day", "/creneau/", "available"),
        ("terms_recaptcha", "/cgu/", "needs_human"),
        ("cloudflare", "/cgu/", "blocked"),
        ("home_closed", "/", "not_open"),
    ],
)
async def test_where_there_is_no_captcha_to_show_the_outcome_is_told(motive, at, scripted, name, path, kind):
    fetch = scripted([at(name, path)])
    assert (await rdv_prefecture.challenge(motive(), fetch)).kind == kind
    fetch.assert_done()


async def test_a_refusal_at_the_terms_is_an_outcome(motive, scripted):
    outcome = await rdv_prefecture.challenge(motive(), scripted([Page(f"{BASE}/cgu/", 403, "no")]))
    assert (outcome.kind, outcome.status) == ("blocked", 403)


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("terms_wrong_answer", "/cgu/?error=invalidCaptcha", Verdict.WRONG),
        ("terms", "/cgu/?error=errorSessionInvalide", Verdict.EXPIRED),
        ("terms", "/cgu/", Verdict.CHAINED),
        ("no_slot", "/creneau/", Verdict.ACCEPTED),
    ],
)
async def test_the_site_s_verdict_is_handed_on(motive, at, scripted, name, path, said):
    challenge = Challenge(PNG, "image/png", f"{BASE}/cgu/", {"action": f"{BASE}/cgu/_validerCaptcha"})
    assert await rdv_prefecture.answer(motive(), scripted([at(name, path)]), challenge, "1") is said


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (Page(f"{BASE}/cgu/", 403, "no"), "blocked"),
        (Page(f"{BASE}/cgu/", 502, "no"), "maintenance"),
        (Page(f"{BASE}/", 200, "<title>Accueil</title><p>Bienvenue</p>"), "unrecognised"),
        (Page(f"{BASE[:-5]}999/creneau/", 200, "<h2>Aucun créneau disponible</h2>"), "unrecognised"),
    ],
)
async def test_where_the_site_says_nothing_about_the_answer_the_outcome_is_raised(motive, scripted, page, kind):
    challenge = Challenge(PNG, "image/png", f"{BASE}/cgu/", {"action": f"{BASE}/cgu/_validerCaptcha"})
    with pytest.raises(LookFailed) as failed:
        await rdv_prefecture.answer(motive(), scripted([page]), challenge, "1")
    assert failed.value.outcome.kind == kind


# ── discovery ──


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Constituez votre dossier - Titre de séjour - Créteil", "Titre de séjour - Créteil"),
        ("Naturalisation | Constituez votre dossier | RDV-Préfecture", "Naturalisation"),
        ("Titre de séjour", "Titre de séjour"),
        ("Constituez votre dossier", "RDV-Préfecture, procedure 12345"),
        ("", "RDV-Préfecture, procedure 12345"),
    ],
)
async def test_a_procedure_is_named_by_the_title_of_its_terms(scripted, title, name):
    fetch = scripted([Page(f"{BASE}/cgu/", 200, f"<title>{title}</title><h1>Constituez votre dossier</h1>")])
    found = await rdv_prefecture.discover(f"{BASE}/creneau/", fetch)
    assert (found.title, found.choices, found.options) == (name, (), {})
    assert "captcha" in found.note


async def test_a_dead_procedure_is_told_at_discovery(scripted):
    with pytest.raises(LookFailed) as failed:
        await rdv_prefecture.discover(BASE, scripted([Page(f"{BASE}/cgu/", 404, "gone")]))
    assert failed.value.outcome.kind == "not_open"
