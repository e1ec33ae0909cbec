"""Every booking system through the real program: none, then a slot, then the message with its day and the link."""

import pytest
from process import Hook, eventually, running, write_config

from slotwatch import providers
from slotwatch.notify.dates import day as day_in_words
from slotwatch.simulator import Simulator
from slotwatch.simulator.qmatic import BRANCH, SERVICE

#: Path on the simulator, and the motive's own lines.
WATCHES = {
    "booking": ("/booking/create/16105", "[motive.options]\nplanning = 14500"),
    "eappointment": (
        "/eAppointmentpref94/element/jsp/specific/pref94.jsp",
        '[motive.options]\nsitekey = "P941"\nmotive = "20"',
    ),
    "page": (
        "/rendez-vous/carte-de-sejour",
        (
            'provider = "page"\n[motive.options]\ncontainer = "#resultat"\nslot = [{css = "li.creneau"}]\n'
            'no_slot = [{text = "Aucun créneau disponible"}]\n'
            'dates = {css = "li.creneau time", attribute = "datetime"}'
        ),
    ),
    "rdv_service_public": (
        "/prendre_rdv?departement=94&motif_name_with_location_type=renouvellement-public_office&lieu_id=7",
        "",
    ),
    "qmatic": (
        "/qmaticwebbooking/",
        f'[motive.options]\nbranch = "{BRANCH}"\nservice = "{SERVICE}"\nslot_length = 20',
    ),
    "doctolib": (
        "/availabilities.json?visit_motive_ids=501&agenda_ids=71-72&practice_ids=9&start_date=2020-01-01",
        "",
    ),
    "consulat": (None, '[motive.options]\nservice = "Demande de passeport"'),
    "ants": (None, "[motive.options]\nlongitude = 2.35\nlatitude = 48.85"),
}

#: Opened by its owner first: tests/test_sessions.py plays that with the real programs.
GUARDED = {"rdv_prefecture"}


@pytest.fixture
async def site():
    async with Simulator("none") as simulator:
        yield simulator


@pytest.fixture
async def hook():
    async with Hook().serving() as server:
        yield server


def test_no_system_is_left_out():
    assert set(WATCHES) | GUARDED == set(providers.registry())


@pytest.mark.parametrize("system", WATCHES)
async def test_none_then_a_slot_then_a_message_with_its_day_and_the_link(system, tmp_path, site, hook):
    path, lines = WATCHES[system]
    url = site.url + path if path else getattr(site, f"{system}_url")
    config = write_config(tmp_path, url, hook.url, options=lines)
    async with running(config) as daemon:
        await eventually(lambda: '"outcome": "no_slot"' in daemon.lines)
        assert hook.got == []
        site.answer("slots 2")
        [message] = await eventually(lambda: hook.got)
    first = min(offer.day for key in site.keys if key.startswith(system) for offer in site.offers(key))
    assert "renouvellement" in message["title"]
    assert day_in_words(first, "fr") in message["message"]
    assert url in message["message"]
    assert site.trespasses == []
    assert site.captcha_answers == []
