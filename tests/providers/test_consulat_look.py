"""A consulate through the real HTTP client and the simulated API."""

from datetime import date, time

import pytest

from slotwatch.clock import SystemClock
from slotwatch.contract import LookFailed
from slotwatch.fetch import Client
from slotwatch.model import Motive, Slot
from slotwatch.providers import consulat, recognise
from slotwatch.simulator import TRAPS, Simulator, trap_phases

TODAY = date(2026, 11, 30)
FIRST = date(2026, 12, 7)


@pytest.fixture
async def site():
    async with Simulator("none", today=TODAY, weight=4_000) as simulator:
        yield simulator
        assert not simulator.trespasses


@pytest.fixture
async def look(site):
    async with Client(user_agent="slotwatch tests", clock=SystemClock()) as client:

        async def once(script=None, **options):
            if script:
                site.play(script)
            options.setdefault("service", "Demande de passeport")
            motive = Motive("m", "consulat", site.consulat_url, options=consulat.Options(**options))
            try:
                return await consulat.look(motive, client.session("m"))
            except LookFailed as failed:
                return failed.outcome

        yield once


async def test_the_simulated_consulate_is_recognised(site):
    assert recognise(site.consulat_url) == ["consulat"]


async def test_none_then_slots_with_their_days_and_hours(look, site):
    none = await look("none")
    assert (none.kind, len(site.requests)) == ("no_slot", 7)
    assert site.requests[0].method == "HEAD"
    found = await look("slots 2")
    assert found.slots == (Slot(FIRST, time(8, 30)), Slot(date(2026, 12, 8), time(8, 30)))
    assert (await look("none short")).sentence.startswith("exclude-days: every day from 2026-12-01")


async def test_none_then_a_captcha_then_none_again(look):
    assert (await look("none")).kind == "no_slot"
    wanted = await look("captcha")
    assert (wanted.kind, wanted.want) == ("needs_human", "captcha")
    assert (await look("none")).kind == "no_slot"


async def test_services_are_discovered(site):
    async with Client(user_agent="slotwatch tests", clock=SystemClock()) as client:
        found = await consulat.discover(site.consulat_url, client.session("m"))
    assert found.title == "Consulat général de France à Exemple"
    assert [choice.label for choice in found.choices] == ["Demande de passeport", "État civil"]


async def test_a_renamed_service_is_not_mistaken_for_another(look, site):
    ident = (await look("none", service_id="x")).sentence.split(": ")[-1].split(" ")[0]
    assert (await look("none", service_id=ident)).kind == "no_slot"
    renamed = await look("relabelled", service_id=ident)
    assert renamed.kind == "unrecognised"
    assert "is now called" in renamed.why


@pytest.mark.parametrize("phase", trap_phases(), ids=lambda p: f"{p.number}-{p.variant}")
async def test_a_trap_is_never_an_answer(look, phase):
    outcome = await look(str(phase))
    if TRAPS[phase.number].answers:
        assert outcome.kind == ("available" if phase.variant == "slots" else "no_slot")
    else:
        assert outcome.kind not in {"available", "no_slot"}, outcome


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ("quota", "blocked"),
        ("403", "blocked"),
        ("429 retry 120", "blocked"),
        ("challenge", "blocked"),
        ("challenge 200 late", "blocked"),
        ("502", "maintenance"),
        ("503 late", "maintenance"),
        ("overload", "maintenance"),
        ("maintenance", "maintenance"),
        ("404", "not_open"),
        ("nocalendar", "not_open"),
        ("drop", "unreachable"),
        ("reset late", "unreachable"),
        ("quoted", "unrecognised"),
        ("none other", "unrecognised"),
        ("redesign", "unrecognised"),
        ("cut clean", "unrecognised"),
        ("blank", "unrecognised"),
        ("lost", "blocked"),
    ],
)
async def test_trouble_is_told_for_what_it_is(look, script, kind):
    outcome = await look(script)
    assert outcome.kind == kind
    if script == "quota":
        assert outcome.retry_after == 3600.0
