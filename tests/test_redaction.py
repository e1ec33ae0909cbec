"""What is taken out of a page before it is shown to others, and what stays.  All values are made up."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.redaction import MASK, Redactor

#: (what a site wrote, what must be gone, what is left of it)
PERSONAL = [
    ("Écrivez à jeanne.exemple@mail.example.net.", "jeanne", "Écrivez à redacted@example.org."),
    ('<a href="mailto:j%2Be@mail.example.net">', "mail.example", '<a href="mailto:redacted@example.org">'),
    ("contact=j.e%40mail.example.net", "j.e", "contact=redacted@example.org"),
    ("appelez le 06 12 34 56 78 demain", "34 56", "appelez le 00 00 00 00 00 demain"),
    ("0612345678", "1234", "0000000000"),
    ("+33 (0)6 12 34 56 78", "12 34", "+00 (0)0 00 00 00 00"),
    ("tel:+33612345678", "612345678", "tel:+00000000000"),
    ("06.12.34.56.78", "12.34", "00.00.00.00.00"),
    ("<p>Bonjour Mme Exemple Témoin</p>", "Témoin", f"<p>Bonjour Mme {MASK}</p>"),
    ("Connecté en tant que Jeanne", "Jeanne", f"Connecté en tant que {MASK}"),
    ('<input type="hidden" name="_csrf" value="a1b2-c3d4">', "a1b2", None),
    ("<input type=hidden name=captchaId value=9f8e7d6c5b4a>", "9f8e", None),
    ("<input value='x y z' name='captchaId' type='hidden'/>", "x y z", None),
    ('<input type="hidden" value="" name="a"><input type="hidden" name="b" value="Exemple">', "Exemple", None),
    ('<input name="lastname" value="EXEMPLE">', "EXEMPLE", f'<input name="lastname" value="{MASK}">'),
    ('<input type="date" name="date_naissance" value="1990-01-02">', "1990", None),
    ('<input type="email" value="inconnu">', "inconnu", None),
    ("<textarea name=m>Je suis Exemple</textarea>", "Exemple", f"<textarea name=m>{MASK}</textarea>"),
    ('<meta name="csrf-token" content="QkFTRTY0+/==" />', "QkFT", f'<meta name="csrf-token" content="{MASK}" />'),
    ('{"csrfToken": "abc.def", "total": 0}', "abc", f'{{"csrfToken": "{MASK}", "total": 0}}'),
    ('{"sessionId":"é\\"x"}', "é", f'{{"sessionId":"{MASK}"}}'),
    (
        "data='{&quot;token&quot;:&quot;abcdef&quot;}'",
        "abcdef",
        f"data='{{&quot;token&quot;:&quot;{MASK}&quot;}}'",
    ),
    ('data-token="abcdef"', "abcdef", f'data-token="{MASK}"'),
    ("var csrf = 'abcdef';", "abcdef", f"var csrf = '{MASK}';"),
    ("https://x.example.org/a?token=abc&n=1", "abc", f"https://x.example.org/a?token={MASK}&n=1"),
    ('href="/a?n=1&amp;invitation_token=abc"', "abc", f'href="/a?n=1&amp;invitation_token={MASK}"'),
    ("/rdvpref/a;jsessionid=0A1B.node1?x=1", "0A1B", f"/rdvpref/a;jsessionid={MASK}?x=1"),
    ("https://moi:mot-de-passe@x.example.org/", "mot-de", "https://x.example.org/"),
    ("?longitude=2.345678&latitude=-48.123456", "345678", "?longitude=2.3&latitude=-48.1"),
    ("a=eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2lnbmF0dXJl;", "eyJ", f"a={MASK};"),
    ("Authorization: Bearer abcdefghij", "abcdefghij", f"Authorization: Bearer {MASK}"),
]

#: What a provider reads, or anybody may know, stays to the letter.
PUBLIC = [
    "Il n'existe plus de plage horaire libre pour votre demande de rendez-vous.",
    '<input type="radio" name="planning" value="14500" id="planning14500">',
    '<input type="hidden" name="step" value="2"><input type="checkbox" name="condition" value="on">',
    '<input type="submit" name="nextButton" value="Première plage horaire libre">',
    '<input id="dayValueId" value="14/01/2027"><input type="hidden" name="d" value="2027-01-14T09:20">',
    '<input type="hidden" name="empty" value="">',
    '<a href="/booking/create/16105/5/1800000000">09:20</a>',
    "appointment.do?sitekey=P941&mobile=false",
    '{"critere": {"datePremiereDispo": "2027-01-14", "ageIds": [1, 2]}}',
    'dwr.engine._remoteHandleCallback("0","0",{foundAvailabilities:false,msg:"Aucun rendez-vous"});',
    '{"li_status": "error", "li_message": "Token expired"}',
    '{"step":"end_of_search","editors_number":12,"editor_errors_number":0}',
    "<h1>Bienvenue sur le site</h1> Bonjour, merci de patienter",
    '<img src="logo@2x.png" srcset="a@3x.jpg"> vue@3.2.1',
    "2027-01-14 09:20 · n° 123456 · 14 rue de l'Exemple, 00000 Villeneuve",
    '<input type="text" id="captchaFormulaireExtInput" name="captchaUsercode">',
    '<div class="g-recaptcha" data-sitekey="6LcSynthetic"></div>',
    "https://www.example.gouv.fr/rdv?date=2027-01-14&motif_id=12",
    "?longitude=2.3&latitude=48.9",
    "<p>01/02/2027, 03/04/2027</p>",
]


@pytest.mark.parametrize(("text", "gone", "left"), PERSONAL, ids=[p[0][:40] for p in PERSONAL])
def test_what_is_secret_or_personal_is_taken_out_and_counted(text, gone, left):
    redactor = Redactor()
    shown = redactor.text(text)
    assert gone not in shown
    if left is not None:
        assert shown == left
    assert redactor.found.total() >= 1


@pytest.mark.parametrize("text", PUBLIC, ids=[p[:40] for p in PUBLIC])
def test_structure_markers_and_answers_stay(text):
    redactor = Redactor()
    assert redactor.text(text) == text
    assert not redactor.found


@pytest.mark.parametrize("text", [p[0] for p in PERSONAL] + PUBLIC)
def test_redacting_again_changes_and_counts_nothing(text):
    once = Redactor().text(text)
    again = Redactor()
    assert again.text(once) == once
    assert not again.found


def test_a_known_secret_goes_in_every_spelling():
    redactor = Redactor({"Jeanne d'Exemple/é+1": "words you named"})
    text = (
        "Jeanne d'Exemple/é+1 | Jeanne%20d%27Exemple%2F%C3%A9%2B1 | Jeanne+d%27Exemple%2F%C3%A9%2B1 | "
        "Jeanne d&#x27;Exemple/é+1 | Jeanne d'Exemple/\\u00e9+1"
    )
    assert redactor.text(text) == " | ".join([MASK] * 5)
    assert redactor.found == {"words you named": 5}


def test_of_two_secrets_the_longer_one_goes_whole():
    assert Redactor({"abcd": "a", "abcdefgh": "b"}).text("abcdefgh abcd") == f"{MASK} {MASK}"


def test_secrets_too_short_to_be_any_are_left():
    assert Redactor({"fr": "cookie", "": "x"}).text("fr Nanterre") == "fr Nanterre"


def test_names_of_hidden_fields_are_told_their_values_are_not():
    redactor = Redactor()
    redactor.text('<input type="hidden" name="_csrf" value="geheim-1"><input name="lastname" value="geheim-2">')
    assert redactor.found == {"hidden field _csrf": 1, "field lastname": 1}
    assert "geheim" not in repr(redactor.found)


def test_only_the_value_of_a_field_changes():
    field = "<input\n  class='fr-input'   value = 'geheim'\n type=\"hidden\" name=k data-x='>' required>"
    assert Redactor().text(field) == field.replace("'geheim'", f'"{MASK}"').replace("value = ", "value=")


def test_addresses_lose_login_and_fragment():
    redactor = Redactor()
    assert redactor.url("https://moi:pw@www.example.org/a?x=1#token=abc") == "https://www.example.org/a?x=1"
    assert redactor.found == {"login in an address": 1, "fragment of an address": 1}


def test_headers_that_let_somebody_in_are_masked():
    headers = {
        "content-type": "text/html",
        "x-csrf-token": "abc",
        "set-cookie": "a=b",
        "authorization": "Basic abc",
        "location": "/a?token=abc",
        "date": "Mon, 30 Nov 2026 12:00:00 GMT",
    }
    assert Redactor().headers(headers) == {
        "content-type": "text/html",
        "x-csrf-token": MASK,
        "set-cookie": MASK,
        "authorization": MASK,
        "location": f"/a?token={MASK}",
        "date": "Mon, 30 Nov 2026 12:00:00 GMT",
    }


def test_a_text_under_a_secret_name_goes_whole():
    redactor = Redactor()
    assert redactor.named("api_key", "abc") == MASK
    assert redactor.named("label", "Guichet 1") == "Guichet 1"
    assert redactor.named("token", "") == ""


@given(st.text())
def test_any_text_can_be_redacted_and_again_without_a_change(text):
    once = Redactor().text(text)
    assert Redactor().text(once) == once


@given(st.text(st.sampled_from("<>input meta=\"'value hidden@.06+?&;:name token{}\\\n-"), max_size=300))
def test_broken_markup_can_be_redacted(text):
    once = Redactor().text(text)
    assert Redactor().text(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "a" * 500_000,
        "<input " * 60_000,
        '<input value="' * 30_000,
        "token" * 80_000,
        "?token=" * 60_000,
        "a@" * 200_000,
        "06" * 200_000,
        '"token":"' * 50_000,
        "<textarea>" * 40_000,
        "eyJ" * 150_000,
        "x=" * 200_000,
        "https://a" * 60_000,
        "Bonjour " * 60_000,
        "&token" * 60_000,
    ],
    ids=lambda text: text[:14],
)
def test_no_page_takes_long(text):
    began = time.perf_counter()
    Redactor({"geheim": "x"}).text(text)
    assert time.perf_counter() - began < 5
