"""What is recorded is what is read back, after a reopening too."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slotwatch.model import (
    Available,
    Blocked,
    Cause,
    Check,
    Delivery,
    DeliveryState,
    Event,
    Evidence,
    NoSlot,
    Noticed,
    Slot,
    SlotsOpened,
    Unreachable,
)
from slotwatch.policy.cadence import Strain
from slotwatch.policy.episodes import MotiveState, Trouble
from slotwatch.store import EventState, Memory, Record, Store

MINUTE = timedelta(minutes=1)


def test_a_new_store_remembers_nothing(store, now):
    assert store.memories() == {}
    assert store.host_rests() == {}
    assert store.pending() == ()
    assert store.statuses(now) == []
    assert store.deliveries(10) == []


def test_numbers_of_checks_grow_by_one_and_go_on_after_a_reopening(open_store, tmp_path, make_record, now):
    store = open_store(tmp_path)
    assert [store.record(make_record(now + i * MINUTE)) for i in range(3)] == [1, 2, 3]
    store.close()
    assert open_store(tmp_path).record(make_record(now + 3 * MINUTE)) == 4


def test_the_latest_check_cannot_be_deleted_so_its_number_is_never_given_again(store, make_record, now):
    for i in range(3):
        store.record(make_record(now + i * MINUTE, motive=f"motive {i}"))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("DELETE FROM checks WHERE id = 1")
        with pytest.raises(sqlite3.IntegrityError, match="latest check must stay"):
            other.execute("DELETE FROM checks")
    assert store.record(make_record(now)) == 4


def test_a_record_without_a_check_has_no_number_but_is_remembered(store, make_record, now):
    state = MotiveState(watched_since=now, last_look=now, blind_told=True)
    assert store.record(make_record(check=None, state=state, due=None)) is None
    assert store.memories() == {"renewal": Memory(state, Strain(), None)}
    assert store.statuses(now)[0].last is None


def test_a_record_without_a_check_leaves_the_latest_check_known(store, make_record, now):
    record = make_record(now)
    store.record(record)
    store.record(replace(record, check=None, state=replace(record.state, blind_told=True)))
    [status] = store.statuses(now)
    assert status.last is not None
    assert status.last.number == 1
    assert status.memory.state.blind_told


def test_the_installation_itself_has_events_but_no_memory(store, make_delivery, now):
    event = Event("notice", "", now, Noticed("clock-jump", "-3600 s"))
    delivery = make_delivery(event=event)
    assert store.record(Record.of_installation(events=(event,), deliveries=(delivery,))) is None
    assert store.memories() == {}
    assert store.pending() == (delivery,)


def test_a_host_rests_until_the_last_instant_given_and_silence_changes_nothing(store, make_record, now):
    store.record(make_record(host="a.example", host_until=now + 60 * MINUTE))
    store.record(make_record(host="a.example"))
    store.record(make_record(host="b.example", host_until=now + 5 * MINUTE))
    assert store.host_rests() == {"a.example": now + 60 * MINUTE, "b.example": now + 5 * MINUTE}
    store.record(Record.of_installation(host="a.example", host_until=now + 2 * MINUTE))
    assert store.host_rests()["a.example"] == now + 2 * MINUTE


def test_instants_finer_than_a_millisecond_are_rounded_down(store, make_record, now):
    at = now + timedelta(microseconds=1999)
    store.record(make_record(at))
    [memory] = store.memories().values()
    assert memory.state.last_look == now + timedelta(milliseconds=1)


# ── the outbox ─────────────────────────────────────────────────────────────────────────────────


def test_an_alert_is_pending_with_everything_it_says(open_store, tmp_path, make_record, make_delivery, now):
    slots = (Slot(date(2026, 4, 1), time(9, 40), "Créteil, guichet 3"), Slot())
    delivery = make_delivery(event=Event("e", "renewal", now, SlotsOpened(slots, 7)))
    store = open_store(tmp_path)
    store.record(make_record(events=(delivery.event,), deliveries=(delivery,)))
    store.close()
    assert open_store(tmp_path).pending() == (delivery,)


def test_pending_is_what_is_neither_sent_nor_expired_oldest_event_first(store, make_record, make_delivery, now):
    late, early = make_delivery(at=now + MINUTE), make_delivery(at=now)
    retried = replace(
        make_delivery("sms", event=early.event), state=DeliveryState.RETRYING, tries=3, error="HTTP 500"
    )
    sent = make_delivery(at=now, state=DeliveryState.SENT)
    expired = make_delivery(at=now, state=DeliveryState.EXPIRED)
    for delivery in (late, early, retried, sent, expired):
        store.record(make_record(events=(delivery.event,), deliveries=(delivery,)))
    assert store.pending() == (early, retried, late)


def test_an_update_changes_all_that_may_change(store, make_record, make_delivery, now):
    first = make_delivery()
    store.record(make_record(events=(first.event,), deliveries=(first,)))
    changed = replace(
        first,
        state=DeliveryState.RETRYING,
        tries=2,
        due=now + MINUTE,
        error="délai dépassé",
        gone_at=now + 2 * MINUTE,
    )
    store.update([changed])
    assert store.pending() == (changed,)
    store.update([replace(changed, state=DeliveryState.SENT)], at=now + 3 * MINUTE)
    [row] = store.deliveries(5)
    assert (row.state, row.tries, row.sent_at, row.gone_at) == ("sent", 2, now + 3 * MINUTE, now + 2 * MINUTE)


def test_an_instant_of_sending_once_known_is_kept(store, make_record, make_delivery, now):
    sent = make_delivery(state=DeliveryState.SENT)
    store.update([sent], at=now)
    store.update([sent], at=now + MINUTE)
    store.update([sent])
    assert store.deliveries(1)[0].sent_at == now


def test_an_update_that_overtakes_its_record_is_not_undone_by_it(store, make_record, make_delivery, now):
    """The message may be gone before the look that caused it is written down."""
    queued = make_delivery()
    store.update([replace(queued, state=DeliveryState.SENT)], at=now)
    number = store.record(make_record(events=(queued.event,), deliveries=(queued,)))
    assert store.pending() == ()
    assert store.event_state(queued.event.id) is EventState.SENT
    with closing(sqlite3.connect(store.path)) as other:
        assert other.execute("SELECT check_id FROM events").fetchall() == [(number,)]


def test_a_delivery_without_its_event_in_the_record_brings_the_event_along(store, make_record, make_delivery):
    delivery = make_delivery()
    store.record(make_record(deliveries=(delivery,)))
    assert store.pending() == (delivery,)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], "silent"),
        (["queued"], "queued"),
        (["queued", "retrying"], "queued"),
        (["retrying", "expired"], "queued"),
        (["sent", "retrying"], "partial"),
        (["sent", "expired"], "partial"),
        (["sent", "sent"], "sent"),
        (["expired", "expired"], "failed"),
    ],
)
def test_the_state_of_an_event_follows_from_its_deliveries(
    store, make_record, make_delivery, now, states, expected
):
    event = Event("e", "renewal", now, SlotsOpened((Slot(),), 1))
    deliveries = tuple(
        make_delivery(f"channel {i}", event=event, state=DeliveryState(state)) for i, state in enumerate(states)
    )
    store.record(make_record(events=(event,), deliveries=deliveries))
    assert store.event_state("e") == expected


def test_mail_arrives_while_telegram_times_out_and_the_event_is_partial_in_between(
    store, make_record, make_delivery
):
    mail = make_delivery("mail")
    telegram = make_delivery("telegram", event=mail.event)
    store.record(make_record(events=(mail.event,), deliveries=(mail, telegram)))
    store.update([replace(mail, state=DeliveryState.SENT)])
    store.update([replace(telegram, state=DeliveryState.RETRYING, tries=1, error="timeout")])
    assert store.event_state(mail.event.id) == "partial"
    assert [d.channel for d in store.pending()] == ["telegram"]
    store.update([replace(telegram, state=DeliveryState.SENT, tries=2)])
    assert store.event_state(mail.event.id) == "sent"
    assert store.pending() == ()


# ── reading ────────────────────────────────────────────────────────────────────────────────────


@given(data=st.data())
@settings(max_examples=30)
def test_every_check_comes_back_whole(tmp_path_factory, anything, data):
    outcomes = data.draw(st.lists(anything.outcomes, min_size=1, max_size=8))
    at = datetime(2026, 3, 2, tzinfo=UTC)
    store = Store.open(tmp_path_factory.mktemp("checks"), now=at).store
    try:
        given_checks = [Check("m", at + i * MINUTE, i / 8, outcome) for i, outcome in enumerate(outcomes)]
        for check in given_checks:
            store.record(Record("m", check, MotiveState(), Strain(), None))
        assert [r.check for r in store.checks("m", at, at + timedelta(days=1))] == given_checks
    finally:
        store.close()


def test_checks_are_those_of_one_motive_from_since_to_before_until(store, make_record, now):
    for i in range(5):
        store.record(make_record(now + i * MINUTE))
        store.record(make_record(now + i * MINUTE, motive="other"))
    found = list(store.checks("renewal", now + MINUTE, now + 3 * MINUTE))
    assert [(r.number, r.check.at, r.check.motive) for r in found] == [
        (3, now + MINUTE, "renewal"),
        (5, now + 2 * MINUTE, "renewal"),
    ]
    assert list(store.checks("nobody's", now, now + MINUTE)) == []


def test_the_two_half_past_twos_of_an_october_night_are_told_apart_by_their_offset(store, make_record):
    summer = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    winter = summer + timedelta(hours=1)
    for at in (summer, winter):
        store.record(make_record(at))
    first, second = store.checks("renewal", summer, winter + MINUTE)
    assert (first.local.hour, first.local.minute) == (second.local.hour, second.local.minute) == (2, 30)
    assert (first.offset, second.offset) == (timedelta(hours=2), timedelta(hours=1))
    assert second.local - first.local == timedelta(hours=1)


def test_a_status_says_how_a_motive_stands(store, make_record, now):
    evidence = Evidence("https://booking.example/2", 200, "créneaux", "cd" * 32)
    slot = Slot(date(2026, 4, 1), time(9, 40))
    outcomes = [
        (now - timedelta(hours=25), Available((slot,), evidence)),  # too old to count
        (now - timedelta(hours=3), Available((slot,), evidence)),
        (now - timedelta(hours=2), NoSlot("aucun", evidence)),
        (now - timedelta(hours=1), NoSlot("aucun", evidence)),
        (now, Blocked(429, 120.0, evidence)),
    ]
    trouble = Trouble("blocked", now, now)
    for at, outcome in outcomes:
        store.record(make_record(at, outcome))
    answered = now - timedelta(hours=1)
    state = MotiveState(now, now, answered, trouble=trouble)
    store.record(
        make_record(now, outcomes[-1][1], state=state, strain=Strain("blocked", 1), due=now + 15 * MINUTE)
    )
    [status] = store.statuses(now)
    assert (status.motive, status.last_at, status.kind, status.detail) == ("renewal", now, "blocked", "HTTP 429")
    assert (status.url, status.took) == (evidence.url, 0.345)
    assert (status.last_answer, status.due, status.trouble) == (answered, now + 15 * MINUTE, trouble)
    assert status.counts == {"available": 1, "blocked": 2, "no_slot": 2}
    assert status.share == pytest.approx(1 / 3)
    assert status.open == ()


def test_a_motive_never_answered_has_no_share(store, make_record, now):
    store.record(make_record(now, Unreachable(Cause.DNS)))
    [status] = store.statuses(now)
    assert status.share is None


def test_the_latest_deliveries_come_first_and_no_more_than_asked_for(store, make_record, make_delivery, now):
    for i in range(4):
        store.record(make_record(deliveries=(make_delivery(at=now + i * MINUTE),)))
    rows = store.deliveries(2)
    assert [(r.at, r.event, r.channel, r.motive) for r in rows] == [
        (now + 3 * MINUTE, "slots_opened", "mail", "renewal"),
        (now + 2 * MINUTE, "slots_opened", "mail", "renewal"),
    ]


# ── any sequence ───────────────────────────────────────────────────────────────────────────────


@given(data=st.data())
@settings(max_examples=60)
def test_after_any_sequence_of_records_a_reopened_store_knows_the_last_of_each(tmp_path_factory, anything, data):
    folder = tmp_path_factory.mktemp("sequence")
    start = datetime(2026, 3, 2, tzinfo=UTC)
    motives = data.draw(st.lists(anything.names, min_size=1, max_size=3, unique=True))
    memories: dict[str, Memory] = {}
    outbox: dict[str, Delivery] = {}
    store = Store.open(folder, now=start).store
    try:
        for i in range(data.draw(st.integers(1, 12))):
            step = data.draw(st.sampled_from(["record", "record", "update", "reopen"]))
            if step == "reopen":
                store.close()
                store = Store.open(folder, now=start).store
            elif step == "update" and outbox:
                old = outbox[data.draw(st.sampled_from(sorted(outbox)))]
                new = replace(
                    old,
                    state=data.draw(anything.states_of_delivery),
                    tries=old.tries + 1,
                    due=data.draw(anything.instants),
                    error=data.draw(anything.words),
                    gone_at=data.draw(anything.maybe),
                )
                store.update([new])
                outbox[new.id] = new
            else:
                record = _any_record(data, anything, data.draw(st.sampled_from(motives)), start + i * MINUTE, i)
                store.record(record)
                memories[record.motive] = Memory(record.state, record.strain, record.due)
                outbox.update((d.id, d) for d in record.deliveries)
        store.close()
        store = Store.open(folder, now=start).store
        assert store.memories() == memories
        order = {d.id: (d.event.at, i) for i, d in enumerate(outbox.values())}
        waiting = [d for d in outbox.values() if d.state in {DeliveryState.QUEUED, DeliveryState.RETRYING}]
        assert store.pending() == tuple(sorted(waiting, key=lambda d: order[d.id]))
        with closing(sqlite3.connect(store.path)) as other:
            assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert other.execute("PRAGMA foreign_key_check").fetchall() == []
        _episodes_match(store, memories)
    finally:
        store.close()


def _any_record(data, anything, motive, at, number):
    outcome = data.draw(st.none() | anything.outcomes)
    events = tuple(
        Event(f"{number}-{i}", motive, data.draw(anything.instants), what)
        for i, what in enumerate(data.draw(st.lists(anything.happenings, max_size=2)))
    )
    deliveries = tuple(
        Delivery(f"{e.id}:{c}", e, c, data.draw(anything.instants), data.draw(anything.instants))
        for e in events
        for c in data.draw(st.lists(st.sampled_from(["mail", "sms"]), max_size=2, unique=True))
    )
    return Record(
        motive,
        None if outcome is None else Check(motive, at, 0.5, outcome),
        data.draw(anything.states),
        data.draw(anything.strains),
        data.draw(anything.maybe),
        events=events,
        deliveries=deliveries,
    )


def _episodes_match(store, memories):
    """The open rows of the table are the open episodes of the memories, told and untold."""
    with closing(sqlite3.connect(store.path)) as other:
        rows = other.execute(
            "SELECT m.name, e.day, e.at, e.place, e.told FROM episodes e JOIN motives m ON m.id = e.motive"
            " WHERE e.closed_ms IS NULL"
        ).fetchall()
    expected = [
        (name, s.day and s.day.isoformat(), None if s.at is None else s.at.isoformat(), s.place, int(e.told))
        for name, memory in memories.items()
        for e in memory.state.open
        for s in (e.slot,)
    ]
    assert sorted(rows, key=repr) == sorted(expected, key=repr)
