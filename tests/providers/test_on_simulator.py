"""Whole looks through the real HTTP client, at the simulated sites: every trap, and every answer."""

from datetime import UTC, date, datetime, time

import pytest

from slotwatch.clock import SystemClock
from slotwatch.contract import LookFailed
from slotwatch.fetch import Client
from slotwatch.model import Motive
from slotwatch.providers import registry
from slotwatch.simulator import TRAPS, Simulator, trap_phases
from slotwatch.simulator.qmatic import BRANCH, SERVICE

TODAY = date(2026, 11, 30)
FIRST = date(2026, 12, 7)

RDV = "/prendre_rdv?departement=94&motif_name_with_location_type=renouvellement-public_office"
#: What the systems are watched with: address on the simulator, and options.
WATCHES = {
    "booking": [
        ("/booking/create/16105", {"planning": 14500, "counter": "Guichet 1"}),
        ("/booking/create/9845", {}),
        ("/index.php/booking/create/989/2", {"planning": "1001"}),
    ],
    "eappointment": [
        ("/eAppointmentpref94/element/jsp/specific/pref94.jsp", {"sitekey": "P941", "motive": "20"}),
    ],
    "page": [
        (
            "/rendez-vous/carte-de-sejour",
            {
                "container": "#resultat",
                "slot": [{"css": "li.creneau"}],
                "no_slot": [{"text": "Aucun créneau disponible"}],
                "dates": {"css": "li.creneau time", "attribute": "datetime"},
            },
        ),
        (
            "/rendez-vous/carte-de-sejour.json",
            {
                "slot": [{"json": "critere.datePremiereDispo", "date": True}],
                "no_slot": [{"json": "critere.datePremiereDispo", "equals": ""}],
                "dates": {"json": "critere.datePremiereDispo"},
            },
        ),
    ],
    "rdv_service_public": [
        (f"{RDV}&lieu_id=7", {}),
        (RDV, {"lieu_id": 8}),
        (RDV, {}),
    ],
    "qmatic": [
        ("/qmaticwebbooking/", {"branch": BRANCH, "service": SERVICE, "slot_length": 20}),
    ],
    "doctolib": [
        ("/availabilities.json?visit_motive_ids=501&agenda_ids=71-72&practice_ids=9&start_date=2020-01-01", {}),
        ("/centre-de-sante/creteil/centre-des-exemples", {"visit_motive": 501}),
    ],
}


class Standing(SystemClock):
    """A clock on which it is the simulator's day."""

    def now(self) -> datetime:
        return datetime.combine(TODAY, time(12), UTC)


@pytest.fixture
async def look_at():
    """Every watch of a provider, looked at once while a script plays; and what slotwatch must not have done."""

    async def look(provider, script, dwr=2):
        outcomes = []
        async with (
            Simulator(script, today=TODAY, weight=4_000, dwr=dwr) as site,
            Client(user_agent="slotwatch tests", clock=SystemClock()) as client,
        ):
            for number, (path, options) in enumerate(WATCHES[provider]):
                module = registry()[provider]
                extra = {"dwr": dwr} if provider == "eappointment" else {}
                motive = Motive(
                    f"{number}",
                    provider,
                    f"{site.url}{path}",
                    options=module.Options.model_validate(options | extra),
                )
                day = {"clock": Standing()} if provider == "doctolib" else {}
                try:
                    outcomes.append(await module.look(motive, client.session(motive.name), **day))
                except LookFailed as failed:
                    outcomes.append(failed.outcome)
            assert not site.trespasses
        return outcomes

    return look


@pytest.mark.parametrize("provider", WATCHES)
@pytest.mark.parametrize("phase", trap_phases(), ids=lambda p: f"{p.number}-{p.variant}")
async def test_a_trap_is_never_an_answer(look_at, provider, phase):
    if TRAPS[phase.number].answers:
        expected = {"available"} if phase.variant == "slots" else {"no_slot"}
        assert {o.kind for o in await look_at(provider, f"trap {phase.number} {phase.variant}")} == expected
        return
    for outcome in await look_at(provider, f"trap {phase.number} {phase.variant}"):
        assert outcome.kind not in {"available", "no_slot"}, outcome


@pytest.mark.parametrize("provider", WATCHES)
@pytest.mark.parametrize("variant", ["", "nbsp", "rsquo", "nfd", "upper", "short", "spelled", "service", "raw"])
async def test_a_no_is_a_no(look_at, provider, variant):
    assert {o.kind for o in await look_at(provider, f"none {variant}")} == {"no_slot"}


@pytest.mark.parametrize("provider", WATCHES)
@pytest.mark.parametrize("dwr", [2, 3])
async def test_slots_are_seen_with_their_first_day(look_at, provider, dwr):
    for outcome in await look_at(provider, "slots 3", dwr):
        assert outcome.kind == "available"
        assert outcome.first == FIRST


@pytest.mark.parametrize("dwr", [2, 3])
async def test_both_generations_of_dwr_say_no(look_at, dwr):
    assert [o.kind for o in await look_at("eappointment", "none", dwr)] == ["no_slot"]


@pytest.mark.parametrize("provider", ["booking", "eappointment"])
async def test_a_session_lost_for_good_is_unrecognised(look_at, provider):
    assert {o.kind for o in await look_at(provider, "lost")} == {"unrecognised"}


async def test_a_session_lost_once_is_got_over(look_at):
    assert {o.kind for o in await look_at("booking", "lost once")} == {"no_slot"}


@pytest.mark.parametrize("provider", WATCHES)
@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ("captcha", "needs_human"),
        ("captcha hidden-no", "needs_human"),
        ("quota", "blocked"),
        ("429 retry 120", "blocked"),
        ("502", "maintenance"),
        ("overload", "maintenance"),
        ("maintenance", "maintenance"),
        ("drop", "unreachable"),
        ("quoted", "unrecognised"),
        ("quoted hidden", "unrecognised"),
        ("redesign", "unrecognised"),
        ("none other", "unrecognised"),
        ("blank", "unrecognised"),
    ],
)
async def test_trouble_is_told_for_what_it_is(look_at, provider, script, kind):
    outcomes = await look_at(provider, script)
    assert {o.kind for o in outcomes} == {kind}
    if script == "quota":
        assert {o.retry_after for o in outcomes} == {3600.0}


async def test_a_renamed_counter_is_not_mistaken_for_another(look_at):
    outcome, *_ = await look_at("booking", "relabelled")
    assert outcome.kind == "unrecognised"
    assert "is now called" in outcome.why
