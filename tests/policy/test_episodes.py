"""What is news."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import (
    Available,
    Blocked,
    Cause,
    Check,
    Evidence,
    Filter,
    Human,
    Maintenance,
    NeedsHuman,
    NoSlot,
    NotOpen,
    Slot,
    SlotsGone,
    SlotsOpened,
    TroubleEntered,
    TroubleLeft,
    Unreachable,
    Unrecognised,
    WentBlind,
)
from slotwatch.policy.episodes import BLIND_AFTER, THRESHOLDS, Episode, MotiveState, advance, age, describe

T0 = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
A = Slot(date(2027, 1, 14), time(9, 20))
B = Slot(date(2027, 1, 15), time(10, 0))
NONE, FAIL = NoSlot("plus de plage horaire"), Maintenance(502)
ANY = Filter()


def play(*outcomes, wanted=ANY, every=5 * MINUTE, state=None):
    """Feed outcomes one after the other; give the happenings of each look and the last state."""
    state = state or MotiveState()
    told = []
    for n, outcome in enumerate(outcomes):
        step = advance(state, Check("m", T0 + n * every, 0.1, outcome), wanted)
        state = step.state
        told.append(step.happenings)
    return told, state


def shows(*slots):
    return Available(slots)


def test_a_slot_at_three_polls_in_a_row_is_told_once():
    told, _ = play(NONE, shows(A), shows(A), shows(A))
    assert told == [(), (SlotsOpened((A,), 1),), (), ()]


def test_a_slot_that_goes_and_returns_is_two_episodes_and_told_twice():
    told, _ = play(NONE, shows(A), NONE, shows(A))
    assert told[1:] == [(SlotsOpened((A,), 1),), (SlotsGone((A,)),), (SlotsOpened((A,), 1),)]


def test_the_first_look_tells_a_slot_and_is_silent_without_one():
    assert play(shows(A))[0] == [(SlotsOpened((A,), 1),)]
    assert play(NONE)[0] == [()]


def test_a_restart_with_the_same_slot_is_silent():
    _, state = play(shows(A))
    told, _ = play(shows(A), state=state)
    assert told == [()]


def test_a_failed_look_does_not_end_an_episode():
    told, _ = play(shows(A), FAIL, Unrecognised("?"), shows(A))
    assert told == [(SlotsOpened((A,), 1),), (), (), ()]


def test_a_second_slot_is_told_alone_and_the_total_counts_both():
    told, _ = play(shows(A), shows(A, B))
    assert told[1] == (SlotsOpened((B,), 2),)


def test_a_slot_that_replaces_another_ends_one_episode_and_begins_another():
    told, _ = play(shows(A), shows(B))
    assert told[1] == (SlotsOpened((B,), 1), SlotsGone((A,)))


def test_a_slot_outside_the_filter_is_recorded_and_not_told():
    told, state = play(shows(A), wanted=Filter(before=date(2027, 1, 1)))
    assert told == [()]
    assert state.open == (Episode(A, T0, told=False),)


def test_a_filter_made_wider_tells_the_slot_that_is_still_open():
    _, state = play(shows(A), wanted=Filter(before=date(2027, 1, 1)))
    assert play(shows(A), state=state)[0] == [(SlotsOpened((A,), 1),)]


@pytest.mark.parametrize(
    ("wanted", "slot", "expected"),
    [
        (Filter(before=date(2027, 1, 14)), A, False),
        (Filter(before=date(2027, 1, 15)), A, True),
        (Filter(after=date(2027, 1, 14)), A, False),
        (Filter(after=date(2027, 1, 13)), A, True),
        (Filter(weekdays=frozenset({3})), A, True),  # a Thursday
        (Filter(weekdays=frozenset({0})), A, False),
        (Filter(before=date(2020, 1, 1)), Slot(), True),
        (Filter(after=date(2027, 1, 14)), Slot(date(2027, 1, 14), onwards=True), True),
        (Filter(weekdays=frozenset({0})), Slot(date(2027, 1, 14), onwards=True), True),
        (Filter(before=date(2027, 1, 14)), Slot(date(2027, 1, 14), onwards=True), False),
    ],
)
def test_filters_decide_by_day_and_let_the_unknown_through(wanted, slot, expected):
    assert wanted.wants(slot) is expected


@pytest.mark.parametrize("kind", sorted(THRESHOLDS))
def test_trouble_is_told_once_after_its_threshold_and_once_when_it_ends(kind):
    outcome = {
        "needs_human": NeedsHuman(Human.CAPTCHA),
        "not_open": NotOpen("Ce lien a été désactivé définitivement"),
        "blocked": Blocked(403),
        "unrecognised": Unrecognised("no known form"),
        "maintenance": Maintenance(502),
        "unreachable": Unreachable(Cause.DNS),
    }[kind]
    told, _ = play(NONE, *[outcome] * 12, NONE, NONE)
    entered = [n for n, happenings in enumerate(told) for h in happenings if isinstance(h, TroubleEntered)]
    left = [n for n, happenings in enumerate(told) for h in happenings if isinstance(h, TroubleLeft)]
    threshold = THRESHOLDS[kind]
    by_time = threshold.lasting // (5 * MINUTE) + 1
    assert entered == [max(threshold.looks, by_time)]
    assert left == [13]


def test_one_bad_look_tells_nobody_neither_in_nor_out():
    told, _ = play(NONE, FAIL, NONE)
    assert told == [(), (), ()]


def test_two_troubles_taking_turns_are_told_once_each_and_left_once():
    told, _ = play(*[Blocked(403), Blocked(403), NotOpen("x"), NotOpen("x")] * 5, NONE)
    names = [(type(h).__name__, h.trouble) for happenings in told for h in happenings]
    assert names == [("TroubleEntered", "blocked"), ("TroubleEntered", "not_open"), ("TroubleLeft", "not_open")]


def test_a_block_for_a_day_is_told_at_once():
    told, _ = play(Blocked(429, 86400.0))
    [entered] = told[0]
    assert isinstance(entered, TroubleEntered)
    assert entered.retry_after == 86400


def test_a_slot_that_ends_trouble_tells_both():
    told, _ = play(*[Blocked(403)] * 3, shows(A))
    assert [type(h) for h in told[-1]] == [SlotsOpened, TroubleLeft]


def test_six_hours_without_an_answer_is_one_alarm_whatever_the_reasons():
    mixed = [Maintenance(502), Unreachable(Cause.TIMEOUT), Unrecognised("?"), Blocked(403)] * 4
    told, _ = play(NONE, *mixed, every=timedelta(minutes=30))
    alarms = [(n, h) for n, happenings in enumerate(told) for h in happenings if isinstance(h, WentBlind)]
    assert alarms == [(12, WentBlind(T0))]


def test_the_age_alarm_goes_off_between_looks_too_and_only_once():
    _, state = play(NONE, Blocked(429, 86400.0))
    assert age(state, T0 + BLIND_AFTER - MINUTE).happenings == ()
    step = age(state, T0 + BLIND_AFTER)
    assert step.happenings == (WentBlind(T0),)
    assert age(step.state, T0 + BLIND_AFTER * 3).happenings == ()


def test_an_answer_after_the_age_alarm_says_that_we_see_again_and_arms_it_again():
    state = replace(MotiveState(), watched_since=T0, last_answer=T0, blind_told=True)
    step = advance(state, Check("m", T0 + BLIND_AFTER * 2, 0.1, NONE), ANY)
    assert step.happenings == (TroubleLeft("blind", T0),)
    assert age(step.state, T0 + BLIND_AFTER * 3).happenings != ()


def test_a_motive_that_never_answered_is_alarmed_from_when_it_was_first_watched():
    _, state = play(FAIL)
    assert age(state, T0 + BLIND_AFTER).happenings == (WentBlind(T0),)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (NoSlot("plus de plage"), "plus de plage"),
        (shows(A, B), "2 on offer"),
        (NeedsHuman(Human.LOGIN), "login"),
        (Unreachable(Cause.TLS, "expired"), "tls: expired"),
        (Unreachable(Cause.DNS), "dns"),
        (Blocked(429), "HTTP 429"),
        (Maintenance(None, evidence=Evidence(marker="Service surchargé")), "Service surchargé"),
        (Unrecognised("no form"), "no form"),
        (NotOpen("désactivé"), "désactivé"),
    ],
)
def test_every_outcome_can_say_its_reason(outcome, words):
    assert describe(outcome) == words


SLOTS = st.builds(
    Slot,
    st.none() | st.dates(date(2027, 1, 1), date(2027, 1, 6)),
    st.none() | st.sampled_from([time(9), time(10)]),
    st.sampled_from(["", "guichet 1"]),
)
LOOKS = st.one_of(
    st.frozensets(SLOTS, min_size=1, max_size=5).map(lambda s: Available(tuple(s))),
    st.just(NONE),
    st.just(FAIL),
    st.just(Blocked(403)),
    st.just(Unrecognised("?")),
    st.just(NeedsHuman(Human.CAPTCHA)),
)
FILTERS = st.builds(Filter, before=st.none() | st.dates(date(2027, 1, 1), date(2027, 1, 8)))


@given(st.lists(LOOKS, max_size=60), FILTERS)
def test_every_wanted_episode_is_told_exactly_once_at_its_first_look(outcomes, wanted):
    told, _ = play(*outcomes, wanted=wanted)
    showing: set[Slot] = set()
    for outcome, happenings in zip(outcomes, told, strict=True):
        if isinstance(outcome, Available | NoSlot):
            now = set(outcome.slots) if isinstance(outcome, Available) else set()
            expected = {slot for slot in now - showing if wanted.wants(slot)}
            gone = showing - now
            showing = now
        else:
            expected, gone = set(), set()
        opened = [h for h in happenings if isinstance(h, SlotsOpened)]
        assert {s for h in opened for s in h.slots} == expected
        assert len(opened) <= 1
        assert {s for h in happenings if isinstance(h, SlotsGone) for s in h.slots} == gone


@given(st.lists(LOOKS, max_size=60), st.integers(1, 90))
def test_trouble_is_told_at_most_once_a_kind_between_two_answers_and_left_iff_told(outcomes, minutes):
    told, _ = play(*outcomes, every=minutes * MINUTE)
    entered: list[str] = []
    blind = 0
    for outcome, happenings in zip(outcomes, told, strict=True):
        left = [h for h in happenings if isinstance(h, TroubleLeft)]
        if isinstance(outcome, Available | NoSlot):
            assert len(left) == (1 if entered or blind else 0)
            entered, blind = [], 0
            continue
        assert not left
        entered += [h.trouble for h in happenings if isinstance(h, TroubleEntered)]
        blind += sum(isinstance(h, WentBlind) for h in happenings)
        assert len(entered) == len(set(entered))
        assert blind <= 1


@given(st.lists(LOOKS, max_size=30), st.integers(0, 29))
def test_a_restart_at_any_look_changes_nothing(outcomes, cut):
    whole, _ = play(*outcomes)
    first, state = play(*outcomes[:cut])
    rest = []
    for n, outcome in enumerate(outcomes[cut:], start=min(cut, len(outcomes))):
        step = advance(state, Check("m", T0 + n * 5 * MINUTE, 0.1, outcome), ANY)
        state = step.state
        rest.append(step.happenings)
    assert first + rest == whole
