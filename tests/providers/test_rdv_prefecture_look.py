"""RDV-Préfecture through the real HTTP client and the simulated site: the owner's session from end to end."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from slotwatch.contract import Challenge, LookFailed, Verdict
from slotwatch.fetch import Client
from slotwatch.model import Motive, Outcome, Slot
from slotwatch.providers import rdv_prefecture
from slotwatch.simulator import TRAPS, Simulator, trap_phases

TODAY = date(2026, 11, 30)
FIRST = date(2026, 12, 7)
RELEASED = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)


class StillClock:
    """Time moves by hand alone."""

    def __init__(self) -> None:
        self.elapsed = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 30, 12, 0, tzinfo=UTC) + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        return 1000.0 + self.elapsed

    async def sleep(self, seconds: float) -> None:
        self.elapsed += seconds


@dataclass
class Owner:
    """Someone who watches one procedure, and types what the picture says."""

    site: Simulator
    client: Client
    clock: StillClock
    motive: Motive

    @property
    def fetch(self) -> Any:
        return self.client.session("m")

    async def look(self) -> Outcome:
        try:
            return await rdv_prefecture.look(self.motive, self.fetch)
        except LookFailed as failed:
            return failed.outcome

    async def challenge(self) -> Challenge:
        challenge = await rdv_prefecture.challenge(self.motive, self.fetch)
        assert isinstance(challenge, Challenge), challenge
        return challenge

    async def answer(self, words: str | None = None, challenge: Challenge | None = None) -> Verdict:
        challenge = challenge or await self.challenge()
        typed = self.site.captcha.words if words is None else words
        return await rdv_prefecture.answer(self.motive, self.fetch, challenge, typed)


@pytest.fixture
async def owner() -> AsyncIterator[Any]:
    """`await owner(script)`, with the session open unless ``session=False``."""
    async with AsyncExitStack() as stack:

        async def begin(script: str = "none", *, session: bool = True, weight: int = 4_000) -> Owner:
            clock = StillClock()
            site = await stack.enter_async_context(Simulator("none", today=TODAY, weight=weight, clock=clock))
            client = await stack.enter_async_context(Client(user_agent="slotwatch tests", clock=clock))
            motive = Motive("m", "rdv_prefecture", site.rdv_prefecture_url, options=rdv_prefecture.Options())
            someone = Owner(site, client, clock, motive)
            if session:
                assert await someone.answer() is Verdict.ACCEPTED
            site.play(script)
            return someone

        yield begin


async def test_none_then_slots_with_their_days_and_the_release(owner):
    someone = await owner("none")
    none = await someone.look()
    assert (none.kind, none.sentence, none.released) == ("no_slot", "Aucun créneau disponible", RELEASED)
    someone.site.answer("slots 3")
    found = await someone.look()
    assert found.slots == (
        Slot(FIRST, time(8, 30)),
        Slot(date(2026, 12, 8), time(8, 30)),
        Slot(date(2026, 12, 9), time(8, 30)),
    )
    assert (found.released, found.evidence.url) == (RELEASED, f"{someone.site.rdv_prefecture_url}creneau/")
    assert not someone.site.trespasses


async def test_slots_of_a_later_week_are_seen_by_their_first_date(owner):
    someone = await owner("slots 2 typed from 40")
    found = await someone.look()
    assert (found.kind, found.days) == ("available", (date(2027, 1, 11),))
    assert "datePremiereDispo" in found.evidence.marker


async def test_without_a_session_a_human_is_needed_and_then_watching_goes_on(owner):
    someone = await owner("none", session=False)
    assert (await someone.look()).want == "session"
    challenge = await someone.challenge()
    assert challenge.image.startswith(b"\x89PNG")
    assert await someone.answer(challenge=challenge) is Verdict.ACCEPTED
    assert (await someone.look()).kind == "no_slot"
    assert len(someone.site.captcha_answers) == 1
    assert not someone.site.trespasses


async def test_a_session_that_is_lost_is_opened_again_by_its_owner(owner):
    someone = await owner("none")
    assert (await someone.look()).kind == "no_slot"
    someone.site.answer("lost once")
    lost = await someone.look()
    assert (lost.kind, lost.want, lost.evidence.marker) == (
        "needs_human",
        "session",
        "error=errorSessionInvalide",
    )
    assert await someone.answer() is Verdict.ACCEPTED
    someone.site.answer("slots 1")
    assert (await someone.look()).first == FIRST
    assert len(someone.site.captcha_answers) == 2
    assert not someone.site.trespasses


async def test_a_session_ends_after_its_time(owner):
    someone = await owner("none")
    someone.site.captcha.session_lasts = 1200
    someone.clock.elapsed += 1200
    assert (await someone.look()).kind == "no_slot"
    someone.clock.elapsed += 1
    assert (await someone.look()).want == "session"


async def test_cookies_kept_elsewhere_open_the_session_of_another_client(owner):
    someone = await owner("none")
    kept = someone.fetch.dump()
    someone.fetch.forget()
    assert (await someone.look()).kind == "needs_human"
    someone.fetch.load(kept)
    assert (await someone.look()).kind == "no_slot"


async def test_a_wrong_answer_is_told_and_may_be_given_again(owner):
    someone = await owner("none", session=False)
    assert await someone.answer("nothing") is Verdict.WRONG
    assert await someone.answer() is Verdict.ACCEPTED
    assert (await someone.look()).kind == "no_slot"


async def test_a_picture_that_is_too_old_or_answered_before_has_expired(owner):
    someone = await owner("none", session=False)
    someone.site.captcha.picture_lasts = 120
    challenge = await someone.challenge()
    words = someone.site.captcha.words
    someone.clock.elapsed += 121
    assert await someone.answer(words, challenge) is Verdict.EXPIRED
    assert await someone.answer(words, challenge) is Verdict.EXPIRED
    assert await someone.answer() is Verdict.ACCEPTED


async def test_a_second_captcha_behind_the_first_is_told(owner):
    someone = await owner("captcha chained", session=False)
    assert await someone.answer() is Verdict.CHAINED
    assert (await someone.look()).kind == "needs_human"
    assert await someone.answer() is Verdict.ACCEPTED
    assert (await someone.look()).kind == "no_slot"


async def test_captchas_without_end_are_chained_every_time(owner):
    someone = await owner("captcha")
    assert [await someone.answer() for _ in range(3)] == [Verdict.CHAINED] * 3
    outcome = await someone.look()
    assert (outcome.kind, outcome.want, outcome.evidence.marker) == ("needs_human", "captcha", "/cgu/")


@pytest.mark.parametrize(
    ("script", "kind"), [("challenge", "blocked"), ("502", "maintenance"), ("404", "not_open")]
)
async def test_trouble_stands_in_the_way_of_the_captcha_too(owner, script, kind):
    someone = await owner("none", session=False)
    challenge = await someone.challenge()
    someone.site.answer(script)
    assert (await rdv_prefecture.challenge(someone.motive, someone.fetch)).kind == kind
    with pytest.raises(LookFailed) as failed:
        await someone.answer("1", challenge)
    assert failed.value.outcome.kind == kind


async def test_the_procedure_is_discovered_by_name(owner):
    someone = await owner("none", session=False)
    found = await rdv_prefecture.discover(someone.site.rdv_prefecture_url, someone.fetch)
    assert found.title == "Titre de séjour"


@pytest.mark.parametrize("phase", trap_phases(), ids=lambda p: f"{p.number}-{p.variant}")
async def test_a_trap_is_never_an_answer(owner, phase):
    someone = await owner(str(phase))
    outcome = await someone.look()
    if TRAPS[phase.number].answers:
        assert outcome.kind == ("available" if phase.variant == "slots" else "no_slot")
    else:
        assert outcome.kind not in {"available", "no_slot"}, outcome
    assert not someone.site.trespasses


@pytest.mark.parametrize("variant", ["", "nbsp", "rsquo", "nfd", "upper", "short", "spelled", "service", "raw"])
@pytest.mark.parametrize("weight", [0, 40_000])
async def test_a_no_is_a_no(owner, variant, weight):
    someone = await owner(f"none {variant}", weight=weight)
    assert (await someone.look()).kind == "no_slot"


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ("captcha hidden-no", "needs_human"),
        ("lost", "needs_human"),
        ("quota", "blocked"),
        ("403", "blocked"),
        ("429 retry 120", "blocked"),
        ("challenge", "blocked"),
        ("challenge 200", "blocked"),
        ("challenge imperva", "blocked"),
        ("502", "maintenance"),
        ("overload", "maintenance"),
        ("maintenance", "maintenance"),
        ("404", "not_open"),
        ("nocalendar", "not_open"),
        ("drop", "unreachable"),
        ("reset", "unreachable"),
        ("loop", "unreachable"),
        ("quoted", "unrecognised"),
        ("quoted hidden", "unrecognised"),
        ("none other", "unrecognised"),
        ("redesign", "unrecognised"),
        ("cut clean", "unrecognised"),
        ("huge", "unrecognised"),
        ("blank", "unrecognised"),
    ],
)
async def test_trouble_is_told_for_what_it_is(owner, script, kind):
    someone = await owner(script)
    assert (await someone.look()).kind == kind
