"""What lies behind an address: counters and motives with the options that choose them."""

from dataclasses import replace

import pytest

from slotwatch.clock import SystemClock
from slotwatch.contract import Discoverer, LookFailed, Page
from slotwatch.fetch import Client
from slotwatch.model import Blocked, Motive, NeedsHuman, NoSlot, Unrecognised
from slotwatch.providers import booking, eappointment, registry
from slotwatch.simulator import Simulator

BASE = "https://www.example.gouv.fr/booking/create/12345"
ESII = "https://rdv.example.gouv.fr/eAppointmentpref00/appointment.do?sitekey=P001"


@pytest.fixture
async def site():
    async with Simulator("none", weight=4_000) as simulator:
        yield simulator


@pytest.fixture
async def client():
    async with Client(user_agent="slotwatch tests", clock=SystemClock()) as opened:
        yield opened


@pytest.fixture
def terms(fixture_page):
    return fixture_page("booking/terms.html", f"{BASE}/0")


def test_booking_and_eappointment_can_tell_what_lies_behind_an_address():
    assert isinstance(booking, Discoverer)
    assert isinstance(eappointment, Discoverer)


async def test_the_counters_of_a_booking_page_cost_two_requests_and_none_is_chosen(terms, fixture_page, scripted):
    fetch = scripted([terms, fixture_page("booking/counters.html", f"{BASE}/1")])
    found = await booking.discover(BASE, fetch)
    fetch.assert_done()
    first = found.choices[0]
    assert first.label == "Guichet 1 - Remise de titre"
    assert first.options == {"planning": "990", "counter": first.label}
    assert found.title
    assert not found.note


async def test_a_booking_page_without_counters_has_nothing_to_choose(terms, fixture_page, scripted):
    found = await booking.discover(BASE, scripted([terms, fixture_page("booking/no_slot.html", f"{BASE}/2")]))
    assert (found.choices, found.note) == ((), "")


async def test_an_unknown_booking_page_is_noted(terms, scripted):
    found = await booking.discover(BASE, scripted([terms, terms]))
    assert "terms are shown again" in found.note
    found = await booking.discover(BASE, scripted([Page(f"{BASE}/0", 200, "<p>Bonjour</p>")]))
    assert "booking form is not on the page" in found.note


@pytest.mark.parametrize("discover", [(booking, BASE), (eappointment, ESII)], ids=["booking", "eappointment"])
async def test_a_refusal_comes_out_as_a_look_that_failed_after_one_request(scripted, discover):
    module, url = discover
    fetch = scripted([Page(url, 403, "Forbidden")])
    with pytest.raises(LookFailed) as failure:
        await module.discover(url, fetch)
    assert isinstance(failure.value.outcome, Blocked)
    fetch.assert_done()


async def test_a_captcha_before_the_counters_comes_out_too(terms, scripted):
    guarded = replace(terms, text=terms.text.replace("</form>", '<div class="g-recaptcha"></div></form>'))
    with pytest.raises(LookFailed) as failure:
        await booking.discover(BASE, scripted([guarded]))
    assert isinstance(failure.value.outcome, NeedsHuman)


async def test_the_motives_of_a_site(fixture_page, scripted):
    fetch = scripted([fixture_page("eappointment/motives.html", ESII)])
    found = await eappointment.discover(ESII, fetch)
    fetch.assert_done()
    assert found.choices
    for choice in found.choices:
        assert choice.options["label"] == choice.label
        assert choice.options["motive"].isalnum()


async def test_an_address_without_a_site_says_how_to_name_one(site, client):
    found = await eappointment.discover(site.eappointment_url, client.session("a"))
    assert not found.choices
    assert "P941, P942, P943" in found.note
    assert "?sitekey=" in found.note


async def test_an_unknown_page_of_a_site_is_noted_and_a_foreign_address_too(scripted):
    odd = Page(ESII, 200, "<p>Bonjour</p>")
    assert "motives is not on the page" in (await eappointment.discover(ESII, scripted([odd, odd]))).note
    assert "should look like" in (await eappointment.discover("https://www.example.org/", scripted([]))).note
    found = await booking.discover("https://www.example.org/", scripted([]))
    assert "should look like" in found.note


@pytest.mark.parametrize(
    ("name", "path", "count"),
    [
        ("booking", "/booking/create/16105", 2),
        ("booking", "/booking/create/989", 8),
        ("booking", "/booking/create/9845", 0),
        ("eappointment", "/eAppointmentpref94/appointment.do?sitekey=P941", 4),
    ],
)
async def test_what_is_found_on_the_simulated_sites_can_be_watched(site, client, name, path, count):
    module = registry()[name]
    assert isinstance(module, Discoverer)
    found = await module.discover(site.url + path, client.session("explorer"))
    assert len(found.choices) == count
    assert not site.trespasses
    for number, options in enumerate([dict(c.options) for c in found.choices] or [{}]):
        motive = Motive(f"m{number}", name, site.url + path, options=module.Options.model_validate(options))
        assert isinstance(await module.look(motive, client.session(motive.name)), NoSlot)
    assert not site.trespasses


async def test_a_list_renumbered_after_it_was_chosen_from_is_not_mistaken(site, client):
    found = await booking.discover(site.booking_url, client.session("explorer"))
    options = booking.Options.model_validate(found.choices[0].options)
    site.answer("relabelled")
    outcome = await booking.look(Motive("m", "booking", site.booking_url, options=options), client.session("m"))
    assert isinstance(outcome, Unrecognised)
