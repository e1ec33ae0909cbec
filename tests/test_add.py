"""`slotwatch add` as a person meets it: the real program, a real terminal, the simulated sites."""

import json
import stat

import pytest
import tomli
from aiohttp import web
from process import Hook, eventually, running, slotwatch, write_config
from terminal import Terminal

from slotwatch import providers
from slotwatch.adding.draft import open_draft
from slotwatch.adding.toml_block import MotiveBlock
from slotwatch.cli.adding.file import write
from slotwatch.cli.adding.options import options_of
from slotwatch.cli.common import Mistake
from slotwatch.config import load
from slotwatch.simulator import Simulator

HOOK = "json://127.0.0.1:1/hook"
YES = ("--yes", "--allow-private")
PAGE = ("--no-text", "Aucun créneau disponible", "--slot-css", "li.creneau", "--container", "#resultat")

#: A file of somebody's own: comments, odd spacing, no end of line.
MINE = """\
# à moi ; ne pas toucher
language="fr"   # French
contact = "tests@example.org"
state = "{state}"

[[channel]]
	name = "main"   # tab
	url = "{hook}"
# motive = none yet
[[motive]]
name = "naturalisation"
url = "{url}"
[motive.options]
no_slot = ["plus de plage horaire"]  # theirs"""


@pytest.fixture
async def site():
    async with Simulator("none", weight=4_000) as simulator:
        yield simulator


@pytest.fixture
def config(tmp_path, site):
    path = tmp_path / "slotwatch.toml"
    text = MINE.format(state=(tmp_path / "state").as_posix(), hook=HOOK, url=site.single_url)
    path.write_bytes(text.encode())
    return path


@pytest.fixture
def esii(site):
    return f"{site.url}/eAppointmentpref94/appointment.do?sitekey=P941"


@pytest.fixture
def add(config):
    """`await add(...)`: the command without a terminal, on the file."""

    async def run(*arguments, **environ):
        return await slotwatch("add", *arguments, "--config", str(config), **environ)

    return run


@pytest.fixture
def at_terminal(config):
    """`await at_terminal(arguments, answers)`: exit code and everything that was said."""

    async def run(arguments, answers, path=config, **environ):
        terminal = Terminal()
        code = await terminal.run("add", *arguments, "--config", str(path), answers=answers, **environ)
        return code, terminal.said

    return run


def asked(site):
    """The paths that the site was asked for, in order, but for its rules of conduct."""
    return [r.path for r in site.requests if r.path != "/robots.txt"]


def added(config, before):
    """The motive that the file gained, as TOML has it; what stood there must be the same to the byte."""
    after = config.read_bytes()
    assert after.startswith(before)
    assert load(config, providers.registry()).motives
    return tomli.loads(after.decode())["motive"][-1]


# ── known systems ──────────────────────────────────────────────────────────────────────────────


async def test_a_counter_chosen_by_option_is_looked_at_once_and_written(add, config, site):
    before = config.read_bytes()
    code, out, err = await add(f"{site.booking_url}?utm_source=mail#haut", *YES, "--choice", "guichet 2")
    assert (code, err) == (0, "")
    assert "Titre de séjour" in out
    assert "Il n'existe plus de plage horaire libre" in out
    assert "slotwatch run" in out
    assert added(config, before) == {
        "name": "guichet-2-premiere-demande",
        "url": f"{site.booking_url}?utm_source=mail",
        "provider": "booking",
        "options": {"planning": "14510", "counter": "Guichet 2 - Première demande"},
    }
    assert [r.method for r in site.requests if "ezjscore" not in r.path].count(
        "POST"
    ) == 3  # terms, terms, counter
    assert not site.trespasses


async def test_what_was_written_can_be_looked_at(add, config, site):
    assert (await add(site.pprdv_url, *YES, "--choice", "guichet C", "--name", "retrait"))[0] == 0
    code, out, _ = await slotwatch("look", "retrait", "--config", str(config))
    assert code == 0
    assert "no slot" in out


async def test_wrong_answers_are_asked_again(at_terminal, config, site):
    before = config.read_bytes()
    code, said = await at_terminal(
        [site.booking_url, "--allow-private"],
        [
            ("Which one", "3"),
            ("«3» is none of them", "guichet"),
            ("fits several", "2"),
            ("Your name", "a b"),
            ("without spaces", "Naturalisation"),
            ("a motive named", "titre"),
            ("How often", "now and then"),
            ("expected a duration", "10m"),
            ("before a day", "tomorrow"),
            ("expected a day", "2027-03-01"),
            ("after a day", "2026-12-24"),
            ("Write it?", "perhaps"),
            ("invalid input", "y"),
            ("test message", "n"),
        ],
    )
    assert code == 0, said
    motive = added(config, before)
    assert motive["name"] == "titre"
    assert motive["every"] == "10m"
    assert (motive["before"].isoformat(), motive["after"].isoformat()) == ("2027-03-01", "2026-12-24")
    assert motive["options"]["planning"] == "14510"


async def test_a_no_at_the_end_writes_nothing(at_terminal, config, site):
    before = config.read_bytes()
    arguments = [site.booking_url, "--allow-private", "--choice", "1", "--name", "a", "--every", "5m"]
    code, said = await at_terminal(arguments, [("before a day", ""), ("after a day", ""), ("Write it?", "n")])
    assert (code, "Nothing was written" in said) == (0, True)
    assert config.read_bytes() == before


async def test_a_motive_of_eappointment_by_its_words(add, config, esii):
    before = config.read_bytes()
    code, out, err = await add(esii, *YES, "--choice", "duplicata", "--every", "15m", "--before", "2027-03-01")
    assert (code, err) == (0, "")
    assert "Aucun rendez-vous n'est possible" in out
    motive = added(config, before)
    assert motive["options"] == {"motive": "21", "label": "Demande de duplicata"}
    assert motive["every"] == "15m"


async def test_a_motive_of_eappointment_at_a_terminal(at_terminal, config, esii):
    before = config.read_bytes()
    answers = [
        ("Which one", "renouvellement"),
        ("Your name", ""),
        ("How often", ""),
        ("before", ""),
        ("after", ""),
    ]
    code, said = await at_terminal([esii, "--allow-private"], [*answers, ("Write it?", ""), ("test message", "n")])
    assert code == 0, said
    assert "Document de circulation pour mineur" in said
    assert added(config, before)["name"] == "renouvellement-de-titre-de-sejour"


async def test_a_place_that_is_not_named_in_the_address_is_told_how(add, config, site):
    before = config.read_bytes()
    code, out, err = await add(site.eappointment_url, *YES)
    assert code == 2
    assert "?sitekey=" in out
    assert len(err.strip().splitlines()) == 1
    assert config.read_bytes() == before


async def test_options_that_choose_narrow_the_list(add, config, site):
    before = config.read_bytes()
    code, _, err = await add(site.booking_url, *YES, "--option", "planning=5")
    assert (code, "does not offer this" in err) == (2, True)
    code, _, err = await add(site.booking_url, *YES, "--option", "planning=14500", "--option", "container=form")
    assert (code, err) == (0, "")
    assert added(config, before)["options"] == {
        "planning": 14500,
        "counter": "Guichet 1 - Renouvellement",
        "container": "form",
    }


async def test_an_option_that_the_system_does_not_have_is_told_in_the_configurations_words(add, config, site):
    before = config.read_bytes()
    code, _, err = await add(site.single_url, *YES, "--option", "planing=5")
    assert code == 2
    assert "motive[2].options.planing" in err
    assert 'Did you mean "planning"?' in err
    assert config.read_bytes() == before


async def test_a_slot_on_offer_is_shown(add, site):
    site.answer("slots 2")
    code, out, _ = await add(site.booking_url, *YES, "--choice", "1")
    assert code == 0
    assert out.count("  slot     ") == 2
    assert "go and book it" in out


async def test_what_a_system_cannot_do_without_is_asked_for_by_its_description(at_terminal, add, config, site):
    before = config.read_bytes()
    url = site.site("ants").url
    code, _, err = await add(url, *YES)
    assert (code, "--option longitude=" in err, len(err.strip().splitlines())) == (2, True, 1)
    arguments = [url, "--allow-private", "--name", "passeport", "--every", "5m", "--before", "", "--after", ""]
    code, said = await at_terminal(
        arguments,
        [
            ("Longitude", "far"),
            ("valid number", "2.35"),
            ("Latitude", "48.85"),
            ("Write it?", ""),
            ("test message", "n"),
        ],
    )
    assert code == 0, said
    assert added(config, before)["options"] == {"longitude": 2.35, "latitude": 48.85}


@pytest.mark.parametrize("mark", ["?", "#/recherche?"], ids=["query", "fragment"])
async def test_all_or_one_where_the_site_lets_choose(add, config, site, mark):
    before = config.read_bytes()
    url = f"{site.site('ants').url}{mark}longitude=2.35&latitude=48.85"
    code, out, err = await add(url, *YES, "--name", "partout")
    assert (code, err) == (0, "")
    assert "Chosen: all of them" in out
    assert "places" not in added(config, before)["options"]
    before = config.read_bytes()
    assert (await add(url, *YES, "--name", "ici", "--choice", "1"))[0] == 0
    assert len(added(config, before)["options"]["places"]) == 1


async def test_a_site_with_a_captcha_tells_how_its_owner_opens_the_door(add, config, site):
    before = config.read_bytes()
    code, out, err = await add(site.site("rdv_prefecture/16040").url, *YES, "--name", "titre")
    assert (code, err) == (0, "")
    assert "slotwatch session open titre" in out
    assert added(config, before)["provider"] == "rdv_prefecture"


async def test_no_look_asks_the_site_nothing(add, config, site):
    before = config.read_bytes()
    code, _, err = await add(site.booking_url, *YES, "--no-look", "--name", "titre", "--option", "planning=14500")
    assert (code, err) == (0, "")
    assert added(config, before)["options"] == {"planning": 14500}
    assert site.requests == []


# ── a page of no known system ──────────────────────────────────────────────────────────────────


async def test_a_page_is_described_by_options_and_read_with_one_request(add, config, site):
    before = config.read_bytes()
    code, out, err = await add(site.page_url, *YES, *PAGE)
    assert (code, err) == (0, "")
    assert "Aucun créneau disponible" in out
    assert added(config, before) == {
        "name": "carte-de-sejour",
        "url": site.page_url,
        "provider": "page",
        "options": {
            "container": "#resultat",
            "slot": [{"css": "li.creneau"}],
            "no_slot": [{"text": "Aucun créneau disponible"}],
        },
    }
    assert len(asked(site)) == 1


async def test_a_page_is_described_at_a_terminal_and_then_tells_a_slot(at_terminal, config, site):
    before = config.read_bytes()
    code, said = await at_terminal(
        [site.page_url, "--allow-private"],
        [
            ("System?", "pages"),
            ("none of the systems", ""),
            ("Which one means that there is no slot", "1"),
            ("does not sound like a no", "Complet jusqu'au printemps"),
            ("not on the page now", "2"),
            ("What will show only", "h2"),
            ("it would always say yes", "li["),
            ("not a CSS selector", "li.creneau"),
            ("this part of the page", "#cookies-banner"),
            ("does not hold the sentence", ""),
            ("Your name", "carte"),
            ("How often", ""),
            ("before", ""),
            ("after", ""),
            ("Write it?", ""),
            ("test message", "n"),
        ],
    )
    assert code == 0, said
    assert "Two marks are needed" in said
    assert "2 * heading  Aucun créneau disponible" in said
    assert len(asked(site)) == 1, "the page that was shown is the one that was read"
    assert added(config, before)["options"] == {
        "container": "#resultat",
        "slot": [{"css": "li.creneau"}],
        "no_slot": [{"text": "Aucun créneau disponible"}],
    }
    for answer, kind in (("slots 1", "available"), ("none", "no_slot"), ("redesign", "unrecognised")):
        site.answer(answer)
        _, out, _ = await slotwatch("look", "carte", "--json", "--config", str(config))
        assert json.loads(out)["outcome"] == kind


async def test_words_may_stand_for_a_selector(at_terminal, config, site):
    before = config.read_bytes()
    code, said = await at_terminal(
        [site.page_url, "--allow-private", "--provider", "page", "--name", "carte", "--every", "5m"],
        [
            ("Which one means", "aucun creneau disponible"),
            ("What will show only", ""),
            ("the words that will show", "Carte de séjour"),
            ("it would always say yes", "Créneaux proposés"),
            ("this part of the page", "-"),
            ("every answer of this page has", "#nulle-part"),
            ("is not on the page now", "#main"),
            ("before", ""),
            ("after", ""),
            ("Write it?", ""),
            ("test message", "n"),
        ],
    )
    assert code == 0, said
    assert added(config, before)["options"] == {
        "must_contain_css": "#main",
        "slot": [{"text": "Créneaux proposés"}],
        "no_slot": [{"text": "aucun creneau disponible"}],
    }


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "no booking system that slotwatch knows has such an address"),
        (("--no-text", "Aucun créneau"), "no booking system that slotwatch knows has such an address"),
        (("--provider", "page"), "a page needs both a no and a yes"),
        (("--provider", "page", "--slot-css", "li"), "a page needs both a no and a yes"),
        (("--provider", "booking"), "booking has addresses like https://www.example.gouv.fr/booking/create/12345"),
        (("--provider", "boking"), "is none of the systems"),
    ],
)
async def test_an_unknown_page_without_its_marks_is_told_what_is_possible(add, site, arguments, says):
    code, _, err = await add(site.page_url, *YES, *arguments)
    assert code == 2
    assert says in err
    assert len(err.strip().splitlines()) == 1
    assert site.requests == []


@pytest.mark.parametrize(
    ("script", "marks", "says"),
    [
        ("slots 2", PAGE, "the page shows a slot now"),
        (
            "none",
            ("--no-text", "Complet partout", "--slot-css", "li.creneau"),
            "neither a slot marker nor a no_slot",
        ),
        ("none", ("--no-text", "Aucun créneau", "--slot-css", "h2"), "the page shows a slot now"),
        ("redesign", PAGE, "the page has no #resultat"),
    ],
)
async def test_marks_that_do_not_give_a_no_now_are_not_written(add, config, site, script, marks, says):
    before = config.read_bytes()
    site.answer(script)
    code, _, err = await add(site.page_url, *YES, *marks)
    assert code == 2
    assert says in err
    assert config.read_bytes() == before


async def test_a_json_address_is_watched_with_markers_in_toml(add, at_terminal, config, site):
    before = config.read_bytes()
    code, said = await at_terminal([site.json_url, "--allow-private", "--provider", "page"], [])
    assert (code, "answers JSON" in said) == (2, True)
    code, _, err = await add(
        *(site.json_url, *YES, "--provider", "page", "--name", "donnees"),
        *("--option", 'slot=[{json="critere.datePremiereDispo", date=true}]'),
        *("--option", 'no_slot=[{json="critere.datePremiereDispo", equals=""}]'),
    )
    assert (code, err) == (0, "")
    assert added(config, before)["options"]["slot"] == [{"json": "critere.datePremiereDispo", "date": True}]


# ── addresses that are refused ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://www.example.org/rdv", "begins with ftp:"),
        ("javascript:alert(1)", "begins with javascript:"),
        ("www.example.org/booking/create/1", "https:// included"),
        ("", "there is no address"),
        ("https://moi:s3cret@www.example.org/booking/create/1", "user name or password"),
        ("http://127.0.0.1:1/booking/create/1", "private network"),
        ("http://192.168.1.1/booking/create/1", "private network"),
        ("http://[::1]/booking/create/1", "private network"),
        ("http://2130706433/booking/create/1", "private network"),
        ("http://localhost/booking/create/1", "private network"),
        ("https://rdv.invalid/booking/create/1", "cannot be found"),
        ("https://www.example.invalid/rendez-vous", "no booking system that slotwatch knows"),
    ],
)
async def test_a_bad_address_is_one_clear_sentence_and_nothing_is_changed(add, config, url, says):
    before = config.read_bytes()
    code, _, err = await add(url, "--yes")
    assert code == 2
    assert says in err
    assert "s3cret" not in err
    assert len(err.strip().splitlines()) == 1
    assert config.read_bytes() == before


@pytest.fixture
async def wanderer():
    """A server that sends its visitors on to wherever `to` says."""
    paths = []

    async def answer(request):
        if request.path == "/robots.txt":
            raise web.HTTPNotFound
        paths.append(request.path)
        raise web.HTTPFound(request.query.get("to") or f"http://localhost:{request.url.port}/nouveau")

    app = web.Application()
    app.router.add_get("/{rest:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", paths
    await runner.cleanup()


@pytest.mark.parametrize("marks", [(), PAGE], ids=["known system", "page"])
async def test_a_redirect_to_another_host_is_told_and_not_followed(add, config, wanderer, marks):
    url, paths = wanderer
    before = config.read_bytes()
    code, _, err = await add(f"{url}/{'rdv' if marks else 'booking/create/1'}", *YES, *marks)
    assert code == 2
    assert f"{url.replace('127.0.0.1', 'localhost')}/nouveau" in err
    assert len(err.strip().splitlines()) == 1
    assert len(paths) == 1
    assert config.read_bytes() == before


async def test_a_page_behind_a_login_is_refused_on_its_own_host_and_on_another(add, config, site, wanderer):
    before = config.read_bytes()
    site.answer("trap 15")
    code, _, err = await add(site.page_url, *YES, *PAGE)
    assert (code, "behind a login" in err, len(err.strip().splitlines())) == (2, True, 1)
    url, _ = wanderer
    target = f"{url.replace('127.0.0.1', 'localhost')}/users/sign_in"
    code, _, err = await add(f"{url}/rdv?to={target}", *YES, *PAGE)
    assert (code, "to a login" in err, len(err.strip().splitlines())) == (2, True, 1)
    assert config.read_bytes() == before


# ── what the site answers instead ──────────────────────────────────────────────────────────────


async def test_a_site_that_refuses_is_asked_once_and_the_motive_may_still_be_written(add, config, site):
    before = config.read_bytes()
    site.answer("403")
    code, out, err = await add(site.single_url, *YES, "--name", "autre", "--option", "planning=9846")
    assert (code, err) == (0, "")
    assert "HTTP 403" in out
    assert len(asked(site)) == 1
    assert added(config, before)["name"] == "autre"


async def test_a_closed_procedure_is_not_written_unless_its_owner_insists(add, at_terminal, config, site):
    before = config.read_bytes()
    site.answer("closed")
    arguments = [
        site.booking_url,
        "--allow-private",
        "--name",
        "a",
        "--every",
        "5m",
        "--before",
        "",
        "--after",
        "",
    ]
    code, _, err = await add(*arguments, "--yes")
    assert (code, "nothing to book here" in err) == (2, True)
    code, said = await at_terminal(arguments, [("Write it? [y/N]", "")])
    assert (code, "Nothing was written" in said) == (0, True)
    assert config.read_bytes() == before
    code, said = await at_terminal(arguments, [("Write it? [y/N]", "y"), ("test message", "n")])
    assert code == 0, said
    assert added(config, before)["name"] == "a"


async def test_a_captcha_is_told_to_want_a_human(add, site):
    site.answer("captcha")
    code, out, _ = await add(
        site.single_url, *YES, "--name", "autre", "--every", "5m", "--option", "container=form"
    )
    assert code == 0
    assert "wants a human first" in out


async def test_a_second_run_within_the_floor_leaves_the_site_alone(add, config, site):
    site.answer("429 retry 600")
    assert (await add(site.booking_url, *YES, "--name", "a"))[0] == 0
    paths = asked(site)
    code, _, err = await add(site.booking_url, *YES, "--name", "b")
    assert (code, "left alone" in err) == (2, True)
    assert asked(site) == paths


# ── nobody to ask ──────────────────────────────────────────────────────────────────────────────


async def test_without_a_terminal_each_open_question_names_its_option(add, config, site):
    before = config.read_bytes()
    code, _, err = await add(site.booking_url, "--allow-private")
    assert (code, "--yes" in err, len(err.strip().splitlines())) == (2, True, 1)
    assert site.requests == []
    code, _, err = await add(site.booking_url, *YES)
    assert (code, "--choice" in err, len(err.strip().splitlines())) == (2, True, 1)
    assert "«Guichet 1 - Renouvellement», «Guichet 2 - Première demande»" in err
    assert config.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--name", "a b"), "--name: expected a name"),
        (("--name", "NATURALISATION"), "second time"),
        (("--every", "soon"), "--every: expected a duration"),
        (("--every", "1ms"), "--every: expected a duration"),
        (("--before", "soon"), "--before: expected a day"),
        (("--after", "2027-02-30"), "--after: expected a day"),
        (("--option", "planning"), "is not KEY=VALUE"),
        (("--option", "no_slot=[1"), "a mistake in the value"),
        (("--no-text", "Aucun"), "for pages of no known system"),
    ],
)
async def test_an_option_that_does_not_fit_is_one_clear_line_before_the_site_is_asked(
    add, config, site, arguments, says
):
    before = config.read_bytes()
    code, _, err = await add(site.booking_url, *YES, *arguments)
    assert code == 2
    assert says in err
    assert "Traceback" not in err
    assert site.requests == []
    assert config.read_bytes() == before


async def test_a_choice_that_is_none_is_told_with_those_there_are(add, site):
    code, _, err = await add(site.booking_url, *YES, "--choice", "guichet 9")
    assert (code, len(err.strip().splitlines())) == (2, 1)
    assert "--choice: «guichet 9» is none of them: «Guichet 1 - Renouvellement»" in err


async def test_a_choice_where_there_is_none_is_told(add, site):
    code, _, err = await add(site.single_url, *YES, "--choice", "1")
    assert (code, "--choice" in err) == (2, True)


# ── the file ───────────────────────────────────────────────────────────────────────────────────


async def test_the_same_watch_is_not_written_twice_and_another_counter_is(add, config, site):
    code, _, err = await add(site.booking_url, *YES, "--choice", "1", "--name", "titre")
    assert (code, err) == (0, "")
    before = config.read_bytes()
    code, out, err = await add(site.booking_url, *YES, "--choice", "1", "--name", "encore")
    assert (code, "titre watches exactly this already" in err) == (2, True)
    assert "titre watches this address already" in out
    assert config.read_bytes() == before
    assert (await add(site.booking_url, *YES, "--choice", "2", "--name", "encore"))[0] == 0
    assert added(config, before)["name"] == "encore"


async def test_a_file_with_mistakes_is_told_before_the_site_is_asked(add, config, site):
    config.write_text(config.read_text("utf-8").replace("language", "langage"), encoding="utf-8")
    before = config.read_bytes()
    code, _, err = await add(site.booking_url, *YES, "--choice", "1")
    assert code == 2
    assert 'Did you mean "language"?' in err
    assert site.requests == []
    assert config.read_bytes() == before


async def test_a_pace_too_fast_for_the_system_is_set_right_for_this_motive(tmp_path, site):
    # on this machine's own addresses the floor is 50 ms
    config = write_config(tmp_path, site.single_url, HOOK, every="0.06s", extra="")
    text = config.read_text("utf-8").replace('every = "0.06s"', 'every = "0.06s"\nnight = "22:00-07:00"')
    config.write_text(text, encoding="utf-8")
    code, _, err = await slotwatch("add", site.booking_url, *YES, "--choice", "1", "--config", str(config))
    assert (code, err) == (0, "")
    code, _, err = await slotwatch(
        *("add", "https://www.example.org/booking/create/1", "--yes", "--no-look", "--name", "far"),
        *("--config", str(config)),
    )
    assert (code, err) == (0, "")
    assert tomli.loads(config.read_text("utf-8"))["motive"][-1]["every"] == "1m"


async def test_mode_and_line_ends_stay(add, config, site):
    config.write_bytes(config.read_bytes().replace(b"\n", b"\r\n"))
    config.chmod(0o640)
    before = config.read_bytes()
    assert (await add(site.booking_url, *YES, "--choice", "1"))[0] == 0
    assert added(config, before)["provider"] == "booking"
    assert b"\n" not in config.read_bytes().replace(b"\r\n", b"")
    assert stat.S_IMODE(config.stat().st_mode) == 0o640


async def test_a_new_file_is_made_from_options(tmp_path, site):
    path = tmp_path / "config" / "slotwatch" / "slotwatch.toml"
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    known = ("add", site.single_url, *YES, "--name", "naturalisation")
    code, _, err = await slotwatch(*known, **home)
    assert (code, "--contact" in err, "slotwatch init" in err) == (2, True, True)
    code, _, err = await slotwatch(*known, "--contact", "me@example.org", **home)
    assert (code, "--channel" in err) == (2, True)
    code, _, err = await slotwatch(*known, "--contact", "moi", "--channel", HOOK, **home)
    assert (code, "--contact: expected your e-mail address" in err) == (2, True)
    code, _, err = await slotwatch(*known, "--contact", "me@example.org", "--channel", "nonsense://s3cr3t", **home)
    assert (code, "--channel: " in err, "s3cr3t" in err) == (2, True, False)
    assert not path.exists()
    code, out, err = await slotwatch(*known, "--contact", "me@example.org", "--channel", HOOK, **home)
    assert (code, err) == (0, "")
    assert HOOK not in out, "an address of a channel is not shown again"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (await slotwatch("config", "check", **home))[0] == 0


async def test_a_new_file_is_made_at_a_terminal(at_terminal, tmp_path, site):
    path = tmp_path / "new" / "slotwatch.toml"
    home = {"HOME": str(tmp_path)}
    code, said = await at_terminal(
        [site.single_url, "--allow-private", "--name", "naturalisation", "--every", "5m"],
        [
            ("Your e-mail address", "moi"),
            ("expected your e-mail address", "me@example.org"),
            ("How to reach you", "me@example.org"),
            ("begins with a service", HOOK),
            ("before", ""),
            ("after", ""),
            ("Write it?", ""),
            ("test message", "n"),
        ],
        path=path,
        **home,
    )
    assert code == 0, said
    assert "slotwatch init" in said
    assert [m.name for m in load(path, providers.registry()).motives] == ["naturalisation"]


async def test_a_place_where_no_file_can_be_is_one_line(site, tmp_path):
    code, out, err = await slotwatch(
        *("add", site.single_url, *YES, "--contact", "me@example.org", "--channel", HOOK),
        *("--config", "/proc/slotwatch.toml"),
        XDG_STATE_HOME=str(tmp_path),
    )
    assert code == 2
    assert "[[motive]]" in out
    assert "give another place with --config" in err
    assert len(err.strip().splitlines()) == 1


def test_a_file_that_cannot_be_replaced_stays_and_the_block_is_to_be_pasted(config, tmp_path):
    draft = open_draft(config, providers.registry())
    tmp_path.rename(tmp_path.with_name("elsewhere"))
    with pytest.raises(Mistake, match=r"cannot be written \(No such file.*paste the lines above at its end"):
        write(config, draft, MotiveBlock("a", "http://127.0.0.1:1/booking/create/1", "booking"))


async def test_beside_a_running_daemon_it_says_to_restart_it(add, config, site):
    async with running(config) as daemon:
        await eventually(lambda: "no_slot" in daemon.lines)
        code, out, err = await add(site.booking_url, *YES, "--choice", "1")
        assert (code, err) == (0, "")
        assert "Restart the daemon" in out


# ── the test message ───────────────────────────────────────────────────────────────────────────


async def test_a_test_message_goes_out_when_it_is_wanted(tmp_path, site):
    async with Hook().serving() as hook:
        config = write_config(tmp_path, site.single_url, hook.url)
        known = ("add", site.booking_url, *YES, "--config", str(config))
        code, out, err = await slotwatch(*known, "--choice", "1", "--test-message")
        assert (code, err) == (0, "")
        assert "channel-1: delivered" in out
        assert len(hook.got) == 1
        assert (await slotwatch(*known, "--choice", "2", "--no-test-message"))[0] == 0
        assert len(hook.got) == 1


async def test_a_test_message_that_fails_leaves_the_motive_written_and_exit_code_1(add, config, site):
    before = config.read_bytes()
    code, out, _ = await add(site.booking_url, *YES, "--choice", "1", "--test-message")
    assert code == 1
    assert "FAILED" in out
    assert added(config, before)["provider"] == "booking"


async def test_help_names_an_option_for_each_question():
    code, out, _ = await slotwatch("add", "--help")
    assert code == 0
    for option in (
        "--provider",
        "--choice",
        "--name",
        "--every",
        "--before",
        "--after",
        "--no-text",
        "--slot-css",
    ):
        assert option in out


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("x=990", 990),
        ("x=0990", "0990"),
        ("x=-2.35", -2.35),
        ("x=1e5", "1e5"),
        ("x=false", False),
        ("x=Guichet 1", "Guichet 1"),
        ("x=a=b", "a=b"),
        ("x=", ""),
        ('x="990"', "990"),
        ("x=['a', 'b']", ["a", "b"]),
        ('x=[{css="a.b"}]', [{"css": "a.b"}]),
    ],
)
def test_an_option_is_text_unless_it_is_written_as_something_else(given, value):
    assert options_of((given,)) == {"x": value}
