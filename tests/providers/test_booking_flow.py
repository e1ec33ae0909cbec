"""A look at a booking module: terms, counter, result; and everything that can go wrong on the way."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from slotwatch.contract import LookFailed, Page
from slotwatch.model import Available, Cause, Motive, NoSlot, NotOpen, Slot, Unreachable, Unrecognised
from slotwatch.providers import booking

BASE = "https://www.example.gouv.fr/booking/create/12345"
TERMS = ("condition", "on"), ("nextButton", "Effectuer une demande de rendez-vous")
NEXT = ("nextButton", "Etape suivante")


@pytest.fixture
def motive():
    def make(url=BASE, timezone=None, **options):
        return Motive(
            "Titre",
            "booking",
            url,
            options=booking.Options(**options),
            timezone=timezone or ZoneInfo("Europe/Paris"),
        )

    return make


@pytest.fixture
def at(fixture_page):
    """A page of the folder at a step."""
    return lambda name, step: fixture_page(f"booking/{name}.html", f"{BASE}/{step}")


def form(step, inner, button='<input type="submit" name="nextButton" value="Etape suivante">', action=None):
    action = f"/booking/create/12345/{step}" if action is None else action
    return Page(
        f"{BASE}/{step}",
        200,
        f'<form id="FormBookingCreate" method="post" action="{action}">{inner}{button}</form>',
    )


ONE_COUNTER = (
    '<p><input type="radio" name="planning" value="990" id="p990"><label for="p990">Guichet 1</label></p>'
)
CONDITION = '<input type="checkbox" name="condition">'


async def test_a_procedure_without_counters_costs_two_requests(motive, at, scripted):
    fetch = scripted([at("terms", 0), at("no_slot", 2)])
    outcome = await booking.look(motive(), fetch)
    assert isinstance(outcome, NoSlot)
    assert "plus de plage horaire" in outcome.sentence
    assert [(a.method, a.url, a.form) for a in fetch.asked] == [
        ("GET", f"{BASE}/0", ()),
        ("POST", f"{BASE}/0", TERMS),
    ]
    assert fetch.asked[1].headers == {"Referer": f"{BASE}/0"}
    assert fetch.forgotten == []


async def test_the_configured_counter_is_chosen_by_its_value(motive, at, scripted):
    fetch = scripted([at("terms", 0), at("counters", 1), at("available_links", 4)])
    outcome = await booking.look(motive(planning=1000, counter="Guichet 10"), fetch)
    assert outcome.slots == (
        Slot(date(2027, 1, 14), time(9, 20), "Guichet 10 - Première demande"),
        Slot(date(2027, 1, 15), time(9, 0), "Guichet 10 - Première demande"),
    )
    assert fetch.asked[2].form == (("planning", "1000"), NEXT)
    assert fetch.asked[2].url == f"{BASE}/1"


async def test_times_are_on_the_clock_of_the_place(motive, at, scripted):
    fetch = scripted([at("terms", 0), at("available_links", 4)])
    outcome = await booking.look(motive(timezone=ZoneInfo("America/Cayenne")), fetch)
    assert [slot.at for slot in outcome.slots] == [time(5, 20), time(5, 0)]


async def test_a_counter_found_by_name_alone(motive, at, scripted):
    fetch = scripted([at("terms", 0), at("counters", 1), at("no_slot", 2)])
    assert isinstance(await booking.look(motive(counter="première demande"), fetch), NoSlot)
    assert fetch.asked[2].form[0] == ("planning", "1000")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, 'write planning = "…" with one of 990 «Guichet 1 - Remise de titre», 1000'),
        ({"planning": "777"}, "counter 777 is not one of those offered: 990 «Guichet 1"),
        ({"planning": "990", "counter": "Guichet 10"}, "counter 990 is now called «Guichet 1 - Remise de titre»"),
        ({"counter": "Naturalisation"}, "counter «Naturalisation» is not one of those offered"),
    ],
)
async def test_a_counter_missing_renamed_or_not_named_is_told_and_no_other_is_taken(
    motive, at, scripted, options, says
):
    fetch = scripted([at("terms", 0), at("counters", 1)])
    outcome = await booking.look(motive(**options), fetch)
    assert isinstance(outcome, Unrecognised)
    assert says in outcome.why
    assert len(fetch.asked) == 2


async def test_a_single_counter_is_taken_without_configuration(motive, at, scripted):
    fetch = scripted([at("terms", 0), form(1, ONE_COUNTER), at("available_cells", 3)])
    outcome = await booking.look(motive(), fetch)
    assert outcome.slots == (Slot(place="Guichet 1"),)


@pytest.mark.parametrize("result", ["no_slot", "available_links"])
async def test_an_answer_without_the_configured_counter_is_no_answer(motive, at, scripted, result):
    outcome = await booking.look(motive(planning="990"), scripted([at("terms", 0), at(result, 2)]))
    assert isinstance(outcome, Unrecognised)
    assert "without asking for a counter" in outcome.why


async def test_trouble_without_the_configured_counter_is_told_as_it_is(motive, at, scripted):
    outcome = await booking.look(motive(planning="990"), scripted([at("terms", 0), at("closed", 1)]))
    assert isinstance(outcome, NotOpen)


async def test_a_lost_session_is_tried_once_more_in_a_new_one(motive, at, scripted):
    fetch = scripted([at("terms", 0), at("terms", 0), at("terms", 0), at("no_slot", 2)])
    assert isinstance(await booking.look(motive(), fetch), NoSlot)
    assert fetch.forgotten == [2]
    assert [a.method for a in fetch.asked] == ["GET", "POST", "GET", "POST"]


async def test_a_session_lost_at_the_counter_is_tried_once_more_too(motive, at, scripted):
    fetch = scripted(
        [at("terms", 0), at("counters", 1), at("terms", 0), at("terms", 0), at("counters", 1), at("no_slot", 2)]
    )
    assert isinstance(await booking.look(motive(planning="990"), fetch), NoSlot)
    assert fetch.forgotten == [3]


async def test_a_session_lost_twice_is_unrecognised(motive, at, scripted):
    fetch = scripted([at("terms", 0)] * 4)
    outcome = await booking.look(motive(), fetch)
    assert isinstance(outcome, Unrecognised)
    assert "in a new session too" in outcome.why
    fetch.assert_done()


async def test_the_counters_again_after_one_was_chosen_are_no_answer(motive, at, scripted):
    fetch = scripted([at("terms", 0), at("counters", 1), at("counters", 1)])
    outcome = await booking.look(motive(planning="990"), fetch)
    assert isinstance(outcome, Unrecognised)
    assert "again" in outcome.why


@pytest.mark.parametrize("before", [0, 1, 2])
async def test_an_error_at_any_step_is_the_outcome(motive, at, scripted, before):
    way = [at("terms", 0), at("counters", 1)][:before]
    fetch = scripted([*way, Page(f"{BASE}/{before}", 503, "<h1>503 Service Unavailable</h1>", retry_after=30.0)])
    outcome = await booking.look(motive(planning="990"), fetch)
    assert (outcome.kind, outcome.retry_after) == ("maintenance", 30.0)
    fetch.assert_done()


@pytest.mark.parametrize("before", [0, 1, 2])
async def test_a_dead_network_at_any_step_is_let_through(motive, at, scripted, before):
    way = [at("terms", 0), at("counters", 1)][:before]
    with pytest.raises(LookFailed) as failed:
        await booking.look(motive(planning="990"), scripted([*way, Unreachable(Cause.TIMEOUT)]))
    assert failed.value.outcome == Unreachable(Cause.TIMEOUT)


async def test_a_captcha_before_the_terms_is_for_a_human(motive, scripted):
    fetch = scripted([form(0, f'{CONDITION}<div class="g-recaptcha"></div>')])
    outcome = await booking.look(motive(), fetch)
    assert (outcome.kind, outcome.want) == ("needs_human", "captcha")
    assert len(fetch.asked) == 1


@pytest.mark.parametrize(
    "page",
    [
        form(0, CONDITION, action="/booking/create/12345/5"),
        form(0, CONDITION, action="/booking/create/12345/6"),
        form(0, CONDITION, action="/booking/create/999/0"),
        form(0, CONDITION, action="https://elsewhere.example/booking/create/12345/0"),
        form(0, CONDITION, action="/somewhere"),
        form(0, CONDITION, action="https://[bad"),
        form(0, CONDITION, button='<input type="submit" name="nextButton" value="Première plage horaire libre">'),
        form(0, CONDITION, button='<button name="nextButton">Première plage horaire libre</button>'),
        form(0, CONDITION, button='<input type="submit" name="manageButton" value="Gérer">'),
    ],
)
async def test_no_form_is_sent_where_slotwatch_does_not_go(motive, scripted, page):
    fetch = scripted([page])
    assert (await booking.look(motive(), fetch)).kind in {"unrecognised", "available"}
    assert [a.method for a in fetch.asked] == ["GET"]


async def test_hidden_fields_go_along_and_https_is_kept(motive, at, scripted):
    first = form(
        0,
        '<input type="hidden" name="token" value="t1"><input type="checkbox" name="condition" value="oui">',
        button='<button name="nextButton" value="Suite">Suite</button>',
        action="http://www.example.gouv.fr/booking/create/12345/0",
    )
    fetch = scripted([first, at("no_slot", 2)])
    assert isinstance(await booking.look(motive(), fetch), NoSlot)
    assert fetch.asked[1].url == f"{BASE}/0"
    assert fetch.asked[1].form == (("token", "t1"), ("condition", "oui"), ("nextButton", "Suite"))


async def test_a_form_without_action_is_sent_to_its_own_page(motive, at, scripted):
    fetch = scripted([form(0, CONDITION, action=""), at("no_slot", 2)])
    assert isinstance(await booking.look(motive(), fetch), NoSlot)
    assert fetch.asked[1].url == f"{BASE}/0"


@pytest.mark.parametrize(
    ("url", "start"),
    [
        (f"{BASE}/2", f"{BASE}/0"),
        (
            "http://www.example.gouv.fr/index.php/booking/create/12345/",
            "http://www.example.gouv.fr/index.php/booking/create/12345/0",
        ),
        (f"{BASE}?x=1", f"{BASE}/0"),
        (f"{BASE}/5/1800000000", f"{BASE}/0"),
    ],
)
async def test_a_look_begins_at_step_0_whatever_the_owner_wrote(motive, at, scripted, url, start):
    fetch = scripted([at("no_slot", 2)])
    await booking.look(motive(url=url), fetch)
    assert fetch.asked[0].url == start


async def test_being_led_to_another_procedure_is_no_answer(motive, fixture_page, scripted):
    elsewhere = fixture_page("booking/no_slot.html", "https://www.example.gouv.fr/booking/create/999/2")
    outcome = await booking.look(motive(), scripted([elsewhere]))
    assert isinstance(outcome, Unrecognised)
    assert "another procedure, 999" in outcome.why


async def test_being_led_home_is_no_answer(motive, fixture_page, scripted):
    outcome = await booking.look(
        motive(), scripted([fixture_page("booking/home.html", "https://www.example.gouv.fr/")])
    )
    assert isinstance(outcome, Unrecognised)


async def test_nothing_is_pressed_once_times_are_seen(motive, at, scripted):
    fetch = scripted([at("terms", 0), at("available_first_free", 3)])
    assert isinstance(await booking.look(motive(), fetch), Available)
    fetch.assert_done()


async def test_a_site_that_moved_to_https_and_another_host_is_followed(motive, at, scripted):
    fetch = scripted([at("terms", 0), at("no_slot", 2)])
    assert isinstance(await booking.look(motive(url="http://example.gouv.fr/booking/create/12345"), fetch), NoSlot)
    assert [a.url for a in fetch.asked] == ["http://example.gouv.fr/booking/create/12345/0", f"{BASE}/0"]


async def test_an_address_of_another_system_is_told_without_a_request(motive, scripted):
    fetch = scripted([])
    outcome = await booking.look(motive(url="https://www.example.gouv.fr/"), fetch)
    assert isinstance(outcome, Unrecognised)
    assert booking.EXAMPLE in outcome.why
