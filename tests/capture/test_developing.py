"""A recorded look, redacted, written, read, replayed: the same outcome, and nothing that is nobody's business."""

import itertools

import pytest

from slotwatch.capture import look_again, read, same, write
from slotwatch.providers import registry
from slotwatch.redaction import MASK

MARKED = {"slot": [{"css": "li.creneau"}], "no_slot": [{"text": "Aucun créneau disponible"}]}
SCRIPTS = (
    "none",
    "slots 3",
    "captcha",
    "403",
    "429 retry 120",
    "502",
    "maintenance",
    "quota",
    "lost",
    "redesign",
    "blank",
    "drop",
    "cut",
    "hang late",
    "challenge",
    "404",
)
WATCHES = ("booking", "eappointment", "page", "json", "ants", "ants places", "ants rest")


@pytest.mark.parametrize(("watch", "script"), [*itertools.product(WATCHES, SCRIPTS)])
async def test_a_replay_of_the_folder_gives_the_outcome_of_the_look(recorded, tmp_path, watch, script):
    look = await recorded(watch, script)
    taken = await look.develop()
    assert taken.doubt == ""
    assert taken.shown.faithful
    write(tmp_path / "x", taken.dated("2026-11-30T12:00:00+00:00", "0.0"))
    shown = read(tmp_path / "x")
    again = await look_again(shown, registry())
    assert same(again, look.outcome)
    assert same(shown.outcome, look.outcome)
    assert [(e.method, e.url) for e in shown.exchanges] == [(e.method, e.url) for e in taken.shown.exchanges]


@pytest.mark.parametrize("watch", ["ants", "ants places"])
@pytest.mark.parametrize("script", ["errors", "early", "silent", "token", "quota late", "captcha", "403 late"])
async def test_conversations_are_replayed_as_they_went(recorded, tmp_path, watch, script):
    look = await recorded(watch, script)
    taken = await look.develop()
    assert taken.doubt == ""
    write(tmp_path / "x", taken.shown)
    assert same(await look_again(read(tmp_path / "x"), registry()), look.outcome)


def test_every_watch_of_the_matrix_is_played(watches):
    assert tuple(watches) == WATCHES


def everything(folder):
    """All text of a capture."""
    return "\n".join(path.read_text(encoding="utf-8") for path in folder.iterdir())


PERSONAL_PAGE = """<html><head><title>Rendez-vous</title>
<meta name="csrf-token" content="geheim-meta"></head><body>
<p>Bonjour Mme Geheim</p><a href="mailto:geheim@mail.example.net">06 12 34 56 78</a>
<form action="/rdv;jsessionid=GEHEIM1?token=geheim-query"><input type="hidden" name="_csrf" value="geheim-hidden">
<input name="lastname" value="GEHEIM2"><textarea name="note">geheim typed</textarea></form>
<script>var config = {"sessionId": "geheim-json"};</script><b>geheim-cookie-value</b> <i>Rue Geheime 3</i>
<section id="resultat"><h2>Aucun créneau disponible</h2></section></body></html>"""


async def test_nothing_planted_on_the_page_gets_into_the_folder(recorded_page, tmp_path):
    look = await recorded_page(
        PERSONAL_PAGE,
        MARKED,
        url="/x?token=geheim-url",
        cookies={"JSESSIONID": "geheim-cookie-value"},
        headers={"X-CSRF-Token": "geheim-header", "X-Note": "secret-of-config"},
    )
    taken = await look.develop("Rue Geheime 3")
    assert (look.outcome.kind, taken.doubt) == ("no_slot", "")
    write(tmp_path / "x", taken.shown)
    text = everything(tmp_path / "x")
    for planted in ("geheim", "GEHEIM", "Geheim", "12 34 56", "secret-of-config"):
        assert planted not in text, planted
    assert 'cookies = ["JSESSIONID"]' in text
    assert "Aucun créneau disponible" in text
    assert taken.shown.redacted["hidden field _csrf"] == 1
    assert taken.shown.redacted["cookie JSESSIONID"] == 1
    assert taken.shown.redacted["words you named"] == 1
    assert taken.shown.redacted["secret of the configuration"] == 1
    assert repr(look.tape) == "<Tape of 1 exchanges>"


async def test_a_secret_option_and_a_position_are_not_in_the_folder(recorded, tmp_path):
    taken = await (await recorded("ants places", "slots 3")).develop()
    write(tmp_path / "x", taken.shown)
    text = everything(tmp_path / "x")
    assert "geheim" not in text
    assert "2.3512" not in text
    assert taken.shown.options == {"longitude": 2.4, "latitude": 48.9, "places": ["101"], "token": MASK}


async def test_sessions_and_tokens_of_the_sites_are_not_in_the_folder(recorded, tmp_path):
    look = await recorded("eappointment", "slots 2")
    taken = await look.develop()
    write(tmp_path / "x", taken.shown)
    text = everything(tmp_path / "x")
    for name, values in look.tape.cookies.items():
        assert name in text
        assert not any(value in text for value in values)


async def test_the_owner_s_own_words_go_from_page_and_options_alike(recorded_page):
    look = await recorded_page(
        "<p>Dossier de Jeanne : aucun créneau</p>", MARKED | {"no_slot": [{"text": "de Jeanne"}]}
    )
    taken = await look.develop("Jeanne")
    assert taken.doubt == ""
    assert taken.shown.options["no_slot"] == [{"text": f"de {MASK}"}]


async def test_redaction_that_changes_the_outcome_is_admitted(recorded_page, tmp_path):
    page = '<li class="creneau"><input name="birthdate" type="text" value="2027-01-14"></li>'
    dates = {"css": "li.creneau input", "attribute": "value"}
    look = await recorded_page(page, MARKED | {"dates": dates})
    assert look.outcome.kind == "available"
    taken = await look.develop()
    assert taken.doubt.startswith("redaction has changed the outcome")
    assert not taken.shown.faithful
    write(tmp_path / "x", taken.shown)
    assert not read(tmp_path / "x").faithful


async def test_a_page_that_loses_its_answer_is_told_with_both_outcomes(recorded_page):
    page = '<div class="aucun" data-token="plein">x</div>'
    marked = {"slot": [{"css": "li.creneau"}], "no_slot": [{"css": "[data-token=plein]"}]}
    taken = await (await recorded_page(page, marked)).develop()
    assert taken.doubt == "redaction has changed the outcome: a replay gives unrecognised, the look gave no slot"


async def test_a_look_that_cannot_be_repeated_is_not_blamed_on_redaction(recorded):
    look = await recorded("page", "none")
    look.tape.exchanges.pop()
    taken = await look.develop()
    assert taken.doubt.startswith("this look cannot be repeated from its record, redacted or not")
    assert "asks for more than was recorded: request 1, GET /rendez-vous/carte-de-sejour" in taken.doubt


async def test_what_is_no_text_is_left_out_and_said(recorded_page, tmp_path):
    look = await recorded_page("\x00\x01geheim", MARKED, content_type="image/png")
    taken = await look.develop()
    assert taken.shown.redacted == {"body that is no text": 1}
    write(tmp_path / "x", taken.shown)
    assert "geheim" not in everything(tmp_path / "x")
