"""Whole looks at the simulated ANTS hub through the real HTTP client, in both modes."""

from datetime import date

import pytest

from slotwatch.clock import SystemClock
from slotwatch.contract import LookFailed
from slotwatch.fetch import Client, Limits
from slotwatch.model import Motive
from slotwatch.providers import ants
from slotwatch.simulator import TRAPS, Simulator, trap_phases

FIRST = date(2026, 12, 7)


@pytest.fixture
async def look_at():
    """One look while a script plays; what it cost in requests comes with it."""

    async def look(script, mode="websocket", **options):
        async with (
            Simulator(script, today=date(2026, 11, 30), weight=2_000) as site,
            Client(
                user_agent="slotwatch tests", clock=SystemClock(), limits=Limits(total=1.0, closing=0.1)
            ) as client,
        ):
            given = {"longitude": 2.35, "latitude": 48.85, "mode": mode, **options}
            motive = Motive("x", "ants", site.ants_url, options=ants.Options.model_validate(given))
            try:
                outcome = await ants.look(motive, client.session("x"))
            except LookFailed as failed:
                outcome = failed.outcome
            assert not site.trespasses
            return outcome, [request.method for request in site.requests]

    return look


@pytest.mark.parametrize("mode", ["websocket", "rest"])
@pytest.mark.parametrize("phase", trap_phases(), ids=lambda p: f"{p.number}-{p.variant}")
async def test_a_trap_is_never_an_answer(look_at, mode, phase):
    outcome, _ = await look_at(f"trap {phase.number} {phase.variant}", mode)
    if TRAPS[phase.number].answers:
        expected = (
            "available" if phase.variant == "slots" else "no_slot" if mode == "websocket" else "unrecognised"
        )
        assert outcome.kind == expected
    else:
        assert outcome.kind not in {"available", "no_slot"}, outcome


@pytest.mark.parametrize(
    ("script", "kind", "rest"),
    [
        ("none", "no_slot", "unrecognised"),
        ("slow", "no_slot", "unrecognised"),
        ("slots 3", "available", "available"),
        ("slots 3 incomplete", "available", "available"),
        ("errors", "unrecognised", "unrecognised"),
        ("early", "unreachable", "unrecognised"),
        ("silent", "unreachable", "unrecognised"),
        ("quota", "blocked", "blocked"),
        ("quota late", "blocked", "blocked"),
        ("token", "needs_human", "needs_human"),
        ("lost", "needs_human", "needs_human"),
        ("captcha", "needs_human", "needs_human"),
        ("403", "blocked", "blocked"),
        ("403 late", "blocked", "blocked"),
        ("429 retry 120 late", "blocked", "blocked"),
        ("503 late", "maintenance", "maintenance"),
        ("overload", "maintenance", "maintenance"),
        ("challenge late", "blocked", "blocked"),
        ("redesign", "unrecognised", "unrecognised"),
        ("404 late", "unrecognised", "unrecognised"),
        ("blank", "unrecognised", "unrecognised"),
        ("drop late", "unreachable", "unreachable"),
        ("cut", "unreachable", "unreachable"),
        ("cut clean", "unreachable", "unrecognised"),
        ("reset", "unreachable", "unreachable"),
        ("loop", "unreachable", "unreachable"),
    ],
)
async def test_every_phase_is_told_for_what_it_is(look_at, script, kind, rest):
    assert (await look_at(script))[0].kind == kind
    assert (await look_at(script, "rest"))[0].kind == rest


@pytest.mark.parametrize("mode", ["websocket", "rest"])
async def test_slots_are_seen_with_their_day_and_place(look_at, mode):
    outcome, methods = await look_at("slots 3", mode)
    assert outcome.first == FIRST
    assert {slot.place for slot in outcome.slots} == {
        "Mairie de Villeneuve-Exemple",
        "Mairie de Bourg-Exemple",
    }
    assert methods == (["GET", "GET", "SOCKET"] if mode == "websocket" else ["GET", "GET"])


async def test_a_refused_upgrade_carries_the_time_it_asks_for(look_at):
    outcome, methods = await look_at("429 retry 120 late")
    assert (outcome.status, outcome.retry_after) == (429, 120.0)
    assert methods == ["GET", "GET"]


async def test_chosen_places_are_asked_for_and_told(look_at):
    outcome, _ = await look_at("slots 3", places=["Bourg-Exemple"])
    assert {slot.place for slot in outcome.slots} == {"Mairie de Bourg-Exemple"}
    assert (await look_at("slots 3", places=["103"]))[0].kind == "no_slot"
    assert (await look_at("slots 3", places=["Nulle-Part"]))[0].kind == "not_open"


async def test_the_editors_out_of_order_are_named(look_at):
    outcome, _ = await look_at("errors 2")
    assert outcome.why == (
        "incomplete: 2 of 12 editors did not answer (out of order: Éditeur 1 (synthetic), Éditeur 2 (synthetic))"
    )


async def test_the_simulated_meeting_points_can_be_discovered():
    async with Simulator("none") as site, Client(user_agent="slotwatch tests", clock=SystemClock()) as client:
        found = await ants.discover(f"{site.ants_url}?longitude=2.35&latitude=48.85", client.session("x"))
    assert [choice.label for choice in found.choices] == [
        "Mairie de Villeneuve-Exemple",
        "Mairie de Bourg-Exemple",
        "Mairie de Lieu-Exemple",
    ]
