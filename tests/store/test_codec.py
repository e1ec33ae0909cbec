"""Every object comes back from its text as it went in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import Evidence, Noticed, Slot, SlotsGone, SlotsOpened, TestMessage, TroubleEntered, WentBlind
from slotwatch.policy.episodes import MotiveState
from slotwatch.store.codec import (
    HAPPENINGS,
    dump,
    dump_slots,
    from_ms,
    load_happening,
    load_slots,
    load_state,
    storable,
    to_ms,
)
from slotwatch.store.errors import Failure, StoreError
from slotwatch.store.outcomes import OutcomeColumns, from_columns, to_columns

AT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(data=st.data())
def test_every_happening_comes_back_as_it_went_in(anything, data):
    what = data.draw(anything.happenings)
    back = load_happening(what.kind, dump(what))
    assert back == what
    assert type(back) is type(what)


@given(data=st.data())
def test_every_state_comes_back_as_it_went_in(anything, data):
    state = data.draw(anything.states)
    assert load_state(dump(state)) == state


@given(data=st.data())
def test_every_outcome_comes_back_as_it_went_in(anything, data):
    outcome = data.draw(anything.outcomes)
    assert from_columns(outcome.kind, to_columns(outcome), outcome.evidence) == outcome


@given(data=st.data())
def test_slots_come_back_as_they_went_in(anything, data):
    slots = data.draw(anything.slots)
    assert load_slots(dump_slots(slots)) == slots


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.timezones()))
def test_an_instant_is_kept_to_the_millisecond_whatever_its_zone(at):
    back = from_ms(to_ms(at))
    assert timedelta(0) <= at - back < timedelta(milliseconds=1)
    assert back.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(TypeError):
        to_ms(datetime(2026, 1, 1))


def test_instants_inside_json_keep_their_zone_and_stay_aware():
    at = AT.astimezone(timezone(timedelta(hours=2)))
    back = load_happening("went_blind", dump(WentBlind(at)))
    assert back == WentBlind(AT)
    assert isinstance(back, WentBlind)
    assert back.since.utcoffset() == timedelta(hours=2)


def test_the_text_can_be_read_by_people():
    assert (
        dump(Noticed("horloge", "recul d’une heure\0")) == r'{"what":"horloge","detail":"recul d’une heure\u0000"}'
    )
    assert dump_slots((Slot(None, None, "Créteil"),)) == '[[null,null,"Créteil"]]'


def test_half_a_surrogate_pair_becomes_a_question_mark_and_costs_nothing_else():
    half = "\ud83d"
    assert storable(f"a{half}b") == "a?b"
    assert load_happening("slots_gone", dump(SlotsGone((Slot(place=half),)))) == SlotsGone((Slot(place="?"),))
    assert load_slots(dump_slots((Slot(place=half),))) == (Slot(place="?"),)


def test_an_endless_retry_after_survives():
    what = TroubleEntered("blocked", "HTTP 429", AT, 1, float("inf"))
    assert load_happening(what.kind, dump(what)) == what


def test_the_closed_set_holds_every_kind_once():
    assert set(HAPPENINGS) >= {SlotsOpened.kind, SlotsGone.kind, WentBlind.kind, TestMessage.kind}
    assert all(cls.kind == kind for kind, cls in HAPPENINGS.items())


def test_an_unknown_kind_of_event_is_named():
    with pytest.raises(StoreError, match="unknown kind 'slots_traded'") as failed:
        load_happening("slots_traded", "{}")
    assert failed.value.kind is Failure.NEWER


def test_an_unknown_kind_of_check_is_named():
    with pytest.raises(StoreError, match="unknown kind 'waiting_room'") as failed:
        from_columns("waiting_room", OutcomeColumns(), Evidence())
    assert failed.value.kind is Failure.NEWER


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("available", OutcomeColumns()),
        ("available", OutcomeColumns(slots='[["2026-13-45",null,""]]')),
        ("available", OutcomeColumns(slots="[[")),
        ("available", OutcomeColumns(slots="[3]")),
        ("needs_human", OutcomeColumns("patience")),
        ("unreachable", OutcomeColumns("carrier pigeon: lost")),
        ("blocked", OutcomeColumns("HTTP teapot")),
    ],
)
def test_columns_that_say_nothing_possible_are_damage(kind, columns):
    with pytest.raises(StoreError, match=repr(kind)) as failed:
        from_columns(kind, columns, Evidence())
    assert failed.value.kind is Failure.DAMAGED


@pytest.mark.parametrize("text", ["", "{", "[]", '{"open": 3}', '{"watched_since": "yesterday"}'])
def test_a_state_that_cannot_be_read_is_damage(text):
    with pytest.raises(StoreError, match="MotiveState cannot be read back") as failed:
        load_state(text)
    assert failed.value.kind is Failure.DAMAGED


def test_a_state_from_before_a_field_was_added_gets_its_default():
    assert load_state("{}") == MotiveState()


def test_that_a_slot_is_the_first_of_more_comes_back_too():
    slots = (Slot(AT.date(), onwards=True), Slot(AT.date(), AT.time()))
    assert [s.onwards for s in load_slots(dump_slots(slots))] == [True, False]
