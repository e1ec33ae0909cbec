"""RDV-Préfecture's slot page in detail: days of free times, release instants, the captcha's form."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.contract import Page, Verdict
from slotwatch.model import Slot
from slotwatch.providers._rdv_prefecture_captcha import captcha_form, inline_picture, media_type, verdict
from slotwatch.providers._rdv_prefecture_options import Options, address
from slotwatch.providers._rdv_prefecture_page import read

BASE = "https://www.rdv-prefecture.interieur.gouv.fr/rdvpref/reservation/demarche/12345"
CARD = '<div class="radio-card"><input type="radio" id="trhId_{0}"><label for="trhId_{0}">{1}</label></div>'
NO = "<h2>Aucun créneau disponible</h2>"


def slot_page(inner, path="/creneau/"):
    return Page(f"{BASE}{path}", 200, f"<title>Choisissez votre créneau</title><main>{inner}</main>")


def released(line, zone=None):
    outcome = read(slot_page(line + NO), Options(), **({"zone": zone} if zone else {}))
    assert outcome.kind == "no_slot"
    return outcome.released


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("Dernière mise en ligne le 24/11/2026 à 09:00", datetime(2026, 11, 24, 8, 0)),
        ("Dernière mise en ligne : mardi 24 novembre 2026 à 9h00", datetime(2026, 11, 24, 8, 0)),
        ("DERNIÈRE MISE EN LIGNE LE 24 NOVEMBRE 2026 À 9 H", datetime(2026, 11, 24, 8, 0)),
        ("Dernie\u0300re mise en ligne le 1er juillet 2026 a\u0300 09:30", datetime(2026, 7, 1, 7, 30)),
        ("Dernière mise en ligne 2026-11-24T09:00", datetime(2026, 11, 24, 8, 0)),
        ("Dernière mise en ligne 2026-11-24T09:00:00Z", datetime(2026, 11, 24, 9, 0)),
        ("Dernière mise en ligne le 24/11/2026", datetime(2026, 11, 23, 23, 0)),
        ("Dernière mise en ligne le mardi 24 novembre 2026.", datetime(2026, 11, 23, 23, 0)),
        ("<b>Dernière</b> mise en <i>ligne</i> le <b>24/11/2026</b> à <b>09:00</b>", datetime(2026, 11, 24, 8, 0)),
        ("<td>Dernière mise en ligne</td><td>24/11/2026 à 09:00</td>", datetime(2026, 11, 24, 8, 0)),
        ("Dernière mise en ligne", None),
        ("Dernière mise en ligne hier à 09:00", None),
        ("Dernière mise en ligne le 24 novembre", None),
        ("Dernière mise en ligne le 31/02/2026", None),
        ("Dernière mise en ligne le 01/01/0001", None),
        ("Prochaine mise en ligne le 24/11/2026 à 09:00", None),
        ("<p hidden>Dernière mise en ligne le 24/11/2026</p>", None),
        ("", None),
    ],
)
def test_the_release_instant_is_read_in_its_french_forms(line, at):
    assert released(f"<p>{line}</p>") == (at and at.replace(tzinfo=UTC))


def test_the_release_instant_is_on_the_clock_of_the_place():
    line = "<p>Dernière mise en ligne le 24/11/2026 à 09:00</p>"
    assert released(line, ZoneInfo("Indian/Reunion")) == datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def test_a_free_time_behind_the_release_line_is_no_part_of_it():
    page = slot_page(f"<span>Dernière mise en ligne le 24/11/2026</span>{CARD.format(1, '09:20')}")
    outcome = read(page, Options())
    assert outcome.released == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert outcome.slots == (Slot(at=time(9, 20)),)


def test_the_day_of_the_release_is_no_slot_s_day():
    inner = f"<div><p>Dernière mise en ligne le 24/11/2026</p>{CARD.format(1, '09:20')}</div>"
    assert read(slot_page(inner), Options()).days == ()


def test_an_hour_belongs_to_the_one_day_that_stands_around_it():
    one = f"<div><h3>jeudi 14 janvier 2027</h3><ul><li>{CARD.format(1, '9h20')}</li></ul></div>"
    two = f"<div><h3>vendredi 15 janvier 2027</h3>{CARD.format(2, '10 h')}</div>"
    assert read(slot_page(one + two), Options()).slots == (
        Slot(date(2027, 1, 14), time(9, 20)),
        Slot(date(2027, 1, 15), time(10, 0)),
    )


def test_between_two_days_an_hour_belongs_to_neither():
    inner = f"<div><h3>14/01/2027</h3>{CARD.format(1, '09:20')}<h3>15/01/2027</h3>{CARD.format(2, '10:00')}</div>"
    assert {slot.day for slot in read(slot_page(inner), Options()).slots} == {None}


def test_what_cannot_be_chosen_is_no_slot():
    taken = CARD.format(1, "09:20").replace("<input", "<input disabled")
    assert read(slot_page(taken), Options()).kind == "unrecognised"
    assert read(slot_page(taken + NO), Options()).kind == "no_slot"


def test_a_page_on_which_nothing_can_be_seen_says_nothing():
    state = '<script>{"critere":{"datePremiereDispo":""}}</script>'
    assert read(slot_page(state), Options()).kind == "unrecognised"
    assert read(slot_page(f"<p>Créneaux</p>{state}"), Options()).kind == "no_slot"
    swallowed = slot_page(f"<p>Créneaux</p>{state}").text.replace("</title>", "")
    assert read(Page(f"{BASE}/creneau/", 200, swallowed), Options()).kind == "unrecognised"


def test_an_input_and_its_label_are_one_free_time():
    outcome = read(slot_page(CARD.format(1, "09:20") + CARD.format(2, "09:40")), Options())
    assert outcome.evidence.marker.startswith("2 ×")


@pytest.mark.parametrize("value", ['"2027-03-02"', '"2027-03-02T00:00:00"', '"02/03/2027"', '"mardi 2 mars 2027"'])
def test_a_first_date_is_a_yes_beside_the_sentence(value):
    inner = f'{NO}<script>{{"critere":{{"datePremiereDispo":{value}}}}}</script>'
    assert read(slot_page(inner), Options()).first == date(2027, 3, 2)


@pytest.mark.parametrize("value", ["0", "true", '"bientôt"', "[]", '" "'])
def test_a_first_date_nobody_can_read_is_neither_yes_nor_no(value):
    inner = f'{NO}<script>{{"critere":{{"datePremiereDispo":{value}}}}}</script>'
    assert read(slot_page(inner), Options()).kind == "unrecognised"


@given(st.text(max_size=60))
def test_no_text_behind_the_release_words_is_too_odd(text):
    read(slot_page(f"<p>Dernière mise en ligne {text}</p>{NO}"), Options())


# ── the captcha's form ──


@pytest.fixture
def terms(fixture_page):
    return fixture_page("rdv_prefecture/terms.html", f"{BASE}/cgu/")


def test_the_captcha_form_is_read_with_all_that_a_browser_would_send(terms):
    hidden = '<div style="display:none"><input type="hidden" name="_csrf" value="t1"></div>'
    text = terms.text.replace("</form>", f"{hidden}</form>").replace('type="submit" ', 'name="go" value="1" ')
    form = captcha_form(replace(terms, text=text))
    assert form.image == (
        "https://www.rdv-prefecture.interieur.gouv.fr/rdvpref/captcha?get=image&c=captchaFR&t=synthetic"
    )
    assert form.action == f"{BASE}/cgu/_validerCaptcha"
    assert form.fields == {"captchaId": "synthetic", "_csrf": "t1", "go": "1"}


def test_an_identifier_outside_the_form_goes_along_too(terms):
    ident = '<input type="hidden" name="captchaId" value="synthetic">'
    text = terms.text.replace(ident, "").replace("<main>", f"<main>{ident}")
    assert captcha_form(replace(terms, text=text)).fields == {"captchaId": "synthetic"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('src="/rdvpref/captcha', 'src="https://elsewhere.example/captcha'),
        ('src="/rdvpref/captcha', 'src="https://[bad/captcha'),
        (' src="/rdvpref/captcha?get=image&amp;c=captchaFR&amp;t=synthetic"', ""),
        ('formaction="/rdvpref/reservation/demarche/12345/', 'formaction="/rdvpref/reservation/demarche/999/'),
        ('formaction="/rdvpref', 'formaction="https://elsewhere.example/rdvpref'),
        ('formaction="/rdvpref/reservation/demarche/12345/cgu/', 'formaction="/agents/sign_in'),
        ('name="captchaUsercode"', 'name="other"'),
        ("captchaFR_CaptchaImage", "other"),
        ("<form", "<div"),
    ],
)
def test_a_captcha_that_leads_elsewhere_or_lacks_a_part_is_not_shown(terms, old, new):
    # each part is known by one marker alone here, so that none makes up for the one that is spoilt
    plain = terms.text.replace("captchaFormulaireExtInput", "x").replace("BDC_CaptchaImage", "x")
    assert captcha_form(replace(terms, text=plain)) is not None
    assert old in plain
    spoilt = plain.replace(old, new).replace("</form>", "</div>" if "<div" in new else "</form>")
    assert captcha_form(replace(terms, text=spoilt)) is None


def test_a_picture_inside_the_page_is_read_from_it():
    assert inline_picture("data:image/png;base64,iVBORw0KGgo=") == b"\x89PNG\r\n\x1a\n"
    for broken in ("data:image/png;base64,%%%", "data:image/png,abc", "data:text/html;base64,AAAA", ""):
        assert inline_picture(broken) == b""


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"BM0000", "image/bmp"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", ""),
        (b"<html>", ""),
        (b"", ""),
    ],
)
def test_a_picture_is_known_by_how_it_begins(picture, kind):
    assert media_type(picture) == kind


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("no_slot", "/creneau/", Verdict.ACCEPTED),
        ("slots_by_day", "/creneau/", Verdict.ACCEPTED),
        ("terms_wrong_answer", "/cgu/?error=invalidCaptcha", Verdict.WRONG),
        ("terms_wrong_answer", "/cgu/_validerCaptcha", Verdict.WRONG),
        ("terms", "/cgu/?error=errorSessionInvalide", Verdict.EXPIRED),
        ("terms", "/cgu/", Verdict.CHAINED),
        ("terms_recaptcha", "/cgu/", Verdict.CHAINED),
        ("captcha_in_place", "/creneau/", Verdict.CHAINED),
        ("home", "/", None),
        ("informations", "/infos/", None),
    ],
)
def test_the_verdict_is_where_the_site_leads(fixture_page, name, path, said):
    page = fixture_page(f"rdv_prefecture/{name}.html", f"{BASE}{path}")
    assert verdict(page, address(BASE)) is said


def test_another_procedure_gives_no_verdict(fixture_page):
    elsewhere = fixture_page("rdv_prefecture/no_slot.html", f"{BASE[:-5]}999/creneau/")
    assert verdict(elsewhere, address(BASE)) is None
