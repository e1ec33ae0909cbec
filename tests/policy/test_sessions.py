"""How long the owner's sessions usually last, and what is told of them."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import (
    Check,
    Event,
    Filter,
    Human,
    NeedsHuman,
    SessionEnded,
    SessionEnding,
    TroubleEntered,
    WentBlind,
    Window,
)
from slotwatch.policy.episodes import MotiveState, advance
from slotwatch.policy.routing import Route, route
from slotwatch.policy.sessions import ENOUGH, LATEST, Lifetime, ended, ending, let_in, tell_from, usually

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HOUR = 3600.0


def life(hours, *, refused=True, gap=300.0, begun=0):
    opened = AT + timedelta(days=begun)
    good = opened + timedelta(hours=hours)
    return Lifetime(opened, good + timedelta(seconds=gap), good, refused)


def lives(*hours, **more):
    return [life(h, begun=n, **more) for n, h in enumerate(hours)]


@pytest.mark.parametrize(
    ("past", "hours"),
    [
        ([], None),
        (lives(5, 6), None),
        (lives(5, 6, 7), 5),
        (lives(9, 7, 5, 6), 5),
        (lives(8, 7, 6, 5, 9), 6),
        (lives(4, 4, 4), 4),
        (lives(*range(1, 21)), 5),
    ],
)
def test_a_quarter_of_the_sessions_have_ended_by_the_usual_time(past, hours):
    assert usually(past) == (None if hours is None else hours * HOUR)


def test_an_owner_who_renews_in_time_makes_the_estimate_longer_never_shorter():
    seen = lives(5, 6, 7)
    assert usually([*seen, *(life(6.5, refused=False, begun=n) for n in range(9, 15))]) == 7 * HOUR
    assert usually([*seen, *(life(1, refused=False, begun=n) for n in range(9, 15))]) == 5 * HOUR


def test_an_end_that_fell_into_a_night_without_looks_teaches_that_it_lasted_so_long_and_no_more():
    unseen = life(2, gap=2 * HOUR, begun=9)
    assert usually([*lives(5, 6), unseen]) is None
    assert usually([*lives(5, 6, 7), unseen]) == 5 * HOUR


def test_a_session_that_never_let_anything_in_teaches_nothing():
    stillborn = [Lifetime(AT, AT + timedelta(minutes=1))] * 5
    assert usually(stillborn) is None
    assert usually([*lives(5, 6, 7), *stillborn]) == 5 * HOUR


def test_only_the_latest_are_learned_from():
    assert usually(lives(*[1] * LATEST, *[8] * LATEST)) == 8 * HOUR


@given(st.lists(st.tuples(st.floats(0, 1000), st.booleans(), st.floats(0, 1e5)), max_size=40))
def test_the_estimate_is_always_a_time_that_some_session_lasted(facts):
    past = [life(h, refused=r, gap=g, begun=n * 60) for n, (h, r, g) in enumerate(facts)]
    usual = usually(past)
    if sum(p.end_known for p in past[-LATEST:]) < ENOUGH:
        assert usual is None
    if usual is not None:
        assert usual in {p.lasted for p in past if p.end_known}


@pytest.mark.parametrize(
    ("usual", "told"),
    [(10 * HOUR, 9 * HOUR), (HOUR, 50 * 60), (100 * HOUR, 99 * HOUR), (10 * 60, 5 * 60), (60, 30)],
)
def test_the_warning_comes_a_tenth_before_with_bounds(usual, told):
    assert tell_from(AT, usual) == AT + timedelta(seconds=told)


def test_it_is_told_from_then_on_and_not_before_and_not_without_knowledge():
    usual = 10 * HOUR
    assert ending(AT, usual, AT + timedelta(hours=8.99)) is None
    assert ending(AT, usual, AT + timedelta(hours=9)) == SessionEnding(AT, usual)
    assert ending(AT, usual, AT + timedelta(hours=90)) == SessionEnding(AT, usual)
    assert ending(AT, None, AT + timedelta(hours=90)) is None


# ── one message, not two ───────────────────────────────────────────────────────────────────────


def look(state, at=AT):
    return advance(state, Check("m", at, 0.1, NeedsHuman(Human.CAPTCHA)), Filter())


def test_the_end_of_a_session_takes_the_place_of_the_trouble_it_is():
    step = look(MotiveState(last_answer=AT))
    assert [what.kind for what in step.happenings] == ["trouble_entered"]
    assert ended(step.happenings, AT) == (SessionEnded(AT),)
    assert step.state.trouble.told == ("needs_human",)  # so that its end is told too


def test_a_session_that_fails_while_the_trouble_is_known_already_is_told_all_the_same():
    state = look(MotiveState(last_answer=AT)).state
    assert ended(look(state, AT + timedelta(minutes=10)).happenings, AT) == (SessionEnded(AT),)


def test_other_happenings_of_the_same_look_stay():
    blind = WentBlind(AT)
    trouble = TroubleEntered("needs_human", "captcha", AT, 1)
    assert ended((trouble, blind), AT) == (SessionEnded(AT), blind)


def test_without_a_session_the_message_says_that_one_can_be_opened():
    trouble, other = TroubleEntered("needs_human", "captcha", AT, 1), TroubleEntered("blocked", "403", AT, 2)
    told = let_in((trouble, other, WentBlind(AT)))
    assert told == (TroubleEntered("needs_human", "captcha", AT, 1, session=True), other, WentBlind(AT))


@pytest.mark.parametrize("what", [SessionEnding(AT, HOUR), SessionEnded(AT)])
def test_both_are_troubles_that_quiet_hours_hold_and_channels_may_decline(what):
    night = datetime(2026, 11, 25, 22, 40, tzinfo=UTC)
    event = Event("e", "m", night, what)
    [held] = route(event, [Route("mail", quiet=Window(time(22), time(7)))])
    assert held.due == datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
    assert held.expires > held.due
    assert route(event, [Route("slots only", troubles=False)]) == ()
