"""What a page shows to an owner who must point at its "no"."""

import time

import pytest

from slotwatch.adding.page_blocks import MOST, around, blocks, counts, is_bare, sounds_like_no
from slotwatch.contract import Page

URL = "https://www.example.org/rdv"


def page(body, head="<title>Préfecture</title>"):
    return Page(URL, 200, f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>")


FULL = page("""
<header><p>Prendre un rendez-vous en préfecture</p></header>
<nav><ul><li>Rendez-vous</li><li>Aucun créneau disponible (menu)</li></ul></nav>
<main><h1>Carte de séjour</h1>
<section id="resultat"><p class="message">Aucun <b>créneau</b> n'est disponible. Revenez plus tard.</p>
<p>Les créneaux sont publiés le lundi.</p></section>
<p>Bienvenue.</p>
<p hidden>Aucun rendez-vous caché</p><script>var t = "aucun créneau disponible";</script>
<form method="post" action="/suite"><input type="hidden" name="jeton" value="1"><input name="cp">
<select name="motif"></select><button>Continuer</button></form>
</main>""")


def test_headings_sentences_about_appointments_buttons_and_forms_are_shown_in_page_order():
    assert [(b.kind, b.text, b.says_no) for b in blocks(FULL)] == [
        ("heading", "Carte de séjour", False),
        ("text", "Aucun créneau n'est disponible. Revenez plus tard.", True),
        ("text", "Les créneaux sont publiés le lundi.", False),
        ("form", "sent by post to /suite; asks for: cp, motif", False),
        ("button", "Continuer", False),
    ]


def test_the_part_around_a_no_is_named_and_its_sentence_cut_out():
    block = next(b for b in blocks(FULL) if b.says_no)
    assert block.container == "#resultat"
    assert block.sentence == "Aucun créneau n'est disponible"
    assert around(FULL, block.sentence) == "#resultat"


@pytest.mark.parametrize(
    ("body", "container"),
    [
        # the part that only holds the message goes with the message
        ('<div id="page-rdv"><h2>Choix</h2><div id="message"><p>Aucun créneau</p></div></div>', "#page-rdv"),
        ('<div id="zone"><p>Aucun créneau</p></div>', ""),
        ('<div id="zone"><p>Aucun créneau</p></div><p>autre</p>', ""),
        ("<main><h1>Titre</h1><p>Aucun créneau</p></main>", "main"),
        # made up anew at each visit, or not alone of its kind
        ('<div id="ember12345"><h2>A</h2><p>Aucun créneau</p></div>', ""),
        ('<div id="z"><h2>A</h2><p>Aucun créneau</p></div><div id="z"></div>', ""),
        ('<div id="a:b"><h2>A</h2><p>Aucun créneau</p></div>', ""),
        ("<p>Rien</p>", ""),
    ],
)
def test_a_container_is_a_named_part_that_stays_when_the_sentence_goes(body, container):
    assert around(page(body), "Aucun créneau") == container


@pytest.mark.parametrize(
    "text",
    [
        "Aucun créneau disponible",
        "AUCUN RENDEZ-VOUS N’EST POSSIBLE",
        "Il n'existe plus de plage horaire libre pour votre demande de rendez-vous.",
        "Il n'y a pas de rendez-vous disponible",
        "Toutes les plages horaires sont complètes, complet",
        "No appointment is available",
        "Fully booked",
    ],
)
def test_a_no_is_heard(text):
    assert sounds_like_no(text)


@pytest.mark.parametrize(
    "text", ["Aucune donnée", "Choisissez un créneau", "Rendez-vous disponibles", "Bonjour", ""]
)
def test_what_is_no_no_is_not(text):
    assert not sounds_like_no(text)


def test_of_too_many_blocks_those_that_sound_like_an_answer_stay():
    noise = "".join(f"<p>Rendez-vous numéro {n}</p>" for n in range(100))
    found = blocks(page(f"<h1>Titre</h1>{noise}<p>Aucun créneau disponible</p>"))
    assert len(found) == MOST
    assert found[0].text == "Titre"
    assert found[-1].says_no


def test_the_same_words_are_shown_once():
    assert len(blocks(page("<p>Aucun créneau</p><p>AUCUN  CRENEAU</p>"))) == 1


@pytest.mark.parametrize("text", ["", "<", "\0", "{}", "<p>" * 5000, "é" * 100_000])
def test_any_answer_can_be_shown(text):
    assert isinstance(blocks(Page(URL, 200, text)), tuple)
    assert around(Page(URL, 200, text), "aucun créneau") == ""


def test_a_page_that_scripts_fill_is_known():
    assert is_bare(page('<div id="app"></div>', head="<script src=app.js></script>"))
    assert not is_bare(FULL)
    assert not is_bare(page(f"<p>{'mot ' * 100}</p><script></script>"))


def test_matches_are_counted_among_what_is_seen():
    assert counts(page("<p class=a>1</p><p class=a hidden>2</p>"), "p.a") == 1


def test_a_long_page_is_shown_in_good_time():
    body = "".join(f'<div id="d{n}"><ul><li>Rendez-vous {n}</li><li>Notice</li></ul></div>' for n in range(3000))
    started = time.process_time()
    blocks(page(body))
    assert time.process_time() - started < 5
