"""What every site answers alike."""

import pytest

from slotwatch.contract import Page
from slotwatch.model import Blocked, Human, Maintenance, NeedsHuman, NotOpen, Unrecognised
from slotwatch.providers._gates import SHORT, gate_captcha, gate_status, gate_text, said_wait
from slotwatch.providers._reading import Reading

URL = "https://www.example.gouv.fr/rdv"
LONG = "<p>" + "Informations pratiques sur les démarches en préfecture. " * 20 + "</p>"


def page(text: str, url: str = URL, status: int = 200, **more) -> Page:
    return Page(url, status, text, **more)


def gate(text: str, url: str = URL, **more):
    return gate_text(Reading(page(text, url, **more)))


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, NeedsHuman), (407, NeedsHuman)]
    + [(s, Blocked) for s in (403, 418, 429, 451)]
    + [(s, Maintenance) for s in (500, 501, 502, 503, 504, 520, 522, 599)]
    + [(s, NotOpen) for s in (404, 410)]
    + [(s, Unrecognised) for s in (400, 405, 406, 408, 422, 301, 302, 304, 307, 201, 202, 204, 206, 100)],
)
def test_the_status_decides_first(status, kind):
    outcome = gate_status(page("<p>Aucun créneau disponible</p>", status=status, retry_after=7.0))
    assert isinstance(outcome, kind)
    assert outcome.evidence.status == status
    if isinstance(outcome, Blocked | Maintenance):
        assert (outcome.status, outcome.retry_after) == (status, 7.0)


@pytest.mark.parametrize("text", ["", " \r\n", "\ufeff", "\0\0"])
def test_an_empty_answer_is_no_answer(text):
    assert isinstance(gate_status(page(text)), Unrecognised)


def test_a_whole_answer_is_worth_reading():
    assert gate_status(page("x")) is None


CHALLENGES = [
    "<title>Just a moment...</title>",
    "<title>Un instant…</title>" + LONG,
    "<title>Attention Required! | Cloudflare</title>" + LONG,
    "<script>window._cf_chl_opt = {}</script>" + LONG,
    "<h1>Sorry, you have been blocked</h1>" + LONG,
    "<script src='/cdn-cgi/challenge-platform/h/g/x'></script>",
    "<script src='https://challenges.cloudflare.com/x.js'></script><p>Vérification</p>",
    "<iframe src='/_Incapsula_Resource?x=1'></iframe>",
    "<p>Request unsuccessful. Incapsula incident ID: 12</p>" + LONG,
]


@pytest.mark.parametrize("text", CHALLENGES)
@pytest.mark.parametrize("status", [200, 202, 403, 503])
def test_a_challenge_is_a_block_under_any_status(text, status):
    answer = page(text, status=status)
    assert isinstance(gate_status(answer) or gate_text(Reading(answer)), Blocked)


@pytest.mark.parametrize(
    "script",
    ["<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'>", "<script src='/_Incapsula_Resource?x'>"],
)
def test_the_guards_own_scripts_in_an_honest_page_are_no_challenge(script):
    assert gate(f"{script}</script><h1>Bienvenue</h1>{LONG}") is None


@pytest.mark.parametrize(
    "text",
    [
        "<h1>403 Forbidden</h1>",
        "<title>403 Forbidden</title>" + LONG,
        "Request forbidden by administrative rules.",
        "<h1>Access Denied</h1>" + LONG,
        "<h1>Accès refusé</h1>",
        "<h1>ACCÈS INTERDIT</h1>",
        "Forbidden",
    ],
)
def test_a_refusal_in_words_is_a_block(text):
    assert isinstance(gate(text), Blocked)


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("<p>Trop de requêtes… réessayez dans une heure</p>", 3600),
        ("<h1>Trop de requêtes</h1><p>Merci de patienter et réessayez dans une heure.</p>" + LONG, 3600),
        ("<title>Too Many Requests</title><p>Too many requests, try again in 30 minutes</p>", 1800),
        ("<p>Vous avez effectué trop de tentatives. Réessayez dans 2 heures.</p>", 7200),
        ("<p>Trop de connexions</p>", None),
    ],
)
def test_a_throttle_in_words_is_a_block_with_its_time(text, wait):
    outcome = gate(text)
    assert isinstance(outcome, Blocked)
    assert outcome.retry_after == wait


def test_the_longer_of_header_and_words_is_obeyed():
    text = "<p>Trop de requêtes, réessayez dans une heure</p>"
    assert gate(text, retry_after=60.0).retry_after == 3600
    assert gate(text, retry_after=7200.0).retry_after == 7200


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("dans une heure", 3600),
        ("Dans UNE heure", 3600),
        ("dans 1h", 3600),
        ("dans 30 minutes", 1800),
        ("dans trente minutes", 1800),
        ("dans deux heures", 7200),
        ("d’ici 24 heures", 86400),
        ("dans environ 10 min", 600),
        ("dans un quart d'heure", 900),
        ("dans une demi-heure", 1800),
        ("dans 45 secondes", 45),
        ("après 2 jours", 172800),
        ("dans 5 minutes ou dans une heure", 3600),
        ("in an hour", 3600),
        ("dans quelques minutes", None),
        ("dans le calme", None),
        ("une heure", None),
        ("", None),
    ],
)
def test_a_time_to_wait_is_read_from_words(text, seconds):
    assert said_wait(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "502 Bad Gateway",
        "<h1>502 Bad Gateway</h1>",
        "<h1>503 Service Unavailable</h1>No server is available to handle this request.",
        "<h1>504 Gateway Time-out</h1>",
        "<title>504 Gateway Timeout</title>",
        "<h1>Service surchargé</h1>" + LONG,
        "<title>Service Indisponible - RDV Service Public</title>" + LONG,
        "<p>Le site est momentanément indisponible.</p>",
        "<h1>Maintenance</h1>" + LONG,
        "<p>Site en maintenance, merci de revenir.</p>",
        "<h1>Internal Server Error</h1>",
    ],
)
def test_an_outage_is_what_the_page_is_about(text):
    assert isinstance(gate(text), Maintenance)


@pytest.mark.parametrize(
    "text",
    [
        "<h1>Bienvenue</h1><div>Maintenance prévue le 12 janvier, site indisponible</div>" + LONG,
        "<h1>Prise de rendez-vous</h1><p>Une maintenance est prévue samedi.</p>",
        "<h1>Bienvenue</h1><p>Référence 502-503-504</p>",
        "<h1>Bienvenue</h1>" + LONG + "<p>403 Forbidden</p><p>trop de requêtes</p>",
        "<script>var e = 'Service surchargé'</script><h1>Bienvenue</h1>" + LONG,
        "<h1>Bienvenue</h1><p hidden>Service surchargé</p>",
        "<h1>Bienvenue</h1><!-- 502 Bad Gateway -->",
        "<h1>Choisissez votre créneau</h1>",
        "<p>Aucun créneau disponible</p>",
    ],
)
def test_a_word_in_a_banner_or_out_of_sight_decides_nothing(text):
    assert gate(text) is None


@pytest.mark.parametrize(
    ("text", "url", "want"),
    [
        ("<p>x</p>", "https://rdv.example.fr/users/sign_in", Human.LOGIN),
        ("<p>x</p>", "https://fcp.integ01.dev-franceconnect.fr/api/v2/authorize?x=1", Human.LOGIN),
        ("<p>x</p>", "https://rdv.example.fr/login?next=/", Human.LOGIN),
        ("<title>Connexion</title><input type=password name=p>" + LONG, URL, Human.LOGIN),
        ("<h1>S'identifier avec FranceConnect</h1><a class=fr-connect>x</a>" + LONG, URL, Human.LOGIN),
        ("<p>Votre compte</p><input type=password name=p>", URL, Human.LOGIN),
        ("<p>x</p>", "https://www.example.gouv.fr/rdvpref/cgu/?error=errorSessionInvalide", Human.SESSION),
        ("<div id=botdetect-captcha></div>" + LONG, URL, Human.CAPTCHA),
        ("<input name=captchaUsercode>", URL, Human.CAPTCHA),
        ("<form><div class='g-recaptcha'></div></form>" + LONG, URL, Human.CAPTCHA),
        ("<form><div class='h-captcha'></div></form>", URL, Human.CAPTCHA),
        (
            "<form><div class='cf-turnstile'></div></form><script src='https://challenges.cloudflare.com/turnstile/v0/api.js'></script>",
            URL,
            Human.CAPTCHA,
        ),
    ],
)
def test_a_human_is_asked_for_where_the_site_wants_one(text, url, want):
    outcome = gate(text, url)
    assert isinstance(outcome, NeedsHuman), outcome
    assert outcome.want is want


@pytest.mark.parametrize(
    "text",
    [
        "<div class='g-recaptcha' data-size='invisible'></div>",
        "<div hidden><div class='g-recaptcha'></div></div>",
        "<input type=hidden name=captchaUsercode>",
        "<h1>Bienvenue</h1><form><input type=password name=p></form>" + LONG,
        "<a href='/login'>Se connecter</a>",
    ],
)
def test_a_widget_nobody_sees_asks_for_nobody(text):
    assert gate(text) is None


def test_a_captcha_elsewhere_is_not_inside_the_form():
    reading = Reading(page("<form id=a></form><form id=b><div class=g-recaptcha></div></form>"))
    assert gate_captcha(reading, reading.first("form#a")) is None
    assert gate_captcha(reading, reading.first("form#b")) is not None


def test_short_means_the_visible_text():
    hidden = f"<script>{'x' * 5 * SHORT}</script>"
    assert isinstance(gate(f"{hidden}<p>Service surchargé</p>"), Maintenance)
