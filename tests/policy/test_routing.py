"""Who is told, when, and until when."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import (
    PARIS,
    Event,
    Slot,
    SlotsGone,
    SlotsOpened,
    TestMessage,
    TroubleEntered,
    WentBlind,
    Window,
)
from slotwatch.policy.routing import RETRIES, Route, is_late, retry, route

NIGHT = datetime(2026, 11, 25, 22, 40, tzinfo=UTC)  # 23:40 in Paris
QUIET = Window(time(22), time(7))
OPENED = SlotsOpened((Slot(date(2027, 1, 14)),), 1)
TROUBLE = TroubleEntered("blocked", "HTTP 403", NIGHT, 2)


def event(what, at=NIGHT, motive="m"):
    return Event("e1", motive, at, what)


def test_every_channel_gets_its_own_delivery_with_an_id_that_follows_from_the_event():
    deliveries = route(event(OPENED), [Route("mail"), Route("sms")])
    assert [(d.id, d.channel, d.due) for d in deliveries] == [
        ("e1:mail", "mail", NIGHT),
        ("e1:sms", "sms", NIGHT),
    ]


def test_slots_break_the_silence_and_trouble_waits_for_the_morning():
    [slot] = route(event(OPENED), [Route("mail", quiet=QUIET)])
    [trouble] = route(event(TROUBLE), [Route("mail", quiet=QUIET)])
    assert slot.due == NIGHT
    assert trouble.due == datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
    assert trouble.expires - trouble.due == timedelta(hours=48)


def test_a_channel_may_be_told_to_keep_even_slots_for_the_morning():
    [slot] = route(event(OPENED), [Route("mail", quiet=QUIET, slots_break_silence=False)])
    assert slot.due == datetime(2026, 11, 26, 6, 0, tzinfo=UTC)


def test_after_midnight_the_morning_is_today():
    at = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
    [trouble] = route(event(TROUBLE, at), [Route("mail", quiet=QUIET)])
    assert trouble.due == datetime(2026, 11, 26, 6, 0, tzinfo=UTC)


def test_outside_quiet_hours_trouble_goes_at_once():
    at = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    [trouble] = route(event(TROUBLE, at), [Route("mail", quiet=QUIET)])
    assert trouble.due == at


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        # the night in which 03:00 becomes 02:00, and the one in which 02:00 becomes 03:00
        (datetime(2026, 10, 24, 21, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),
        (datetime(2026, 3, 28, 22, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_at_seven_on_the_wall_clock_across_a_clock_change(at, morning):
    [trouble] = route(event(TROUBLE, at), [Route("mail", quiet=QUIET)])
    assert trouble.due == morning


def test_a_channel_for_slots_alone_hears_of_nothing_else_but_tests():
    only = [Route("sms", troubles=False)]
    assert route(event(TROUBLE), only) == route(event(WentBlind(NIGHT)), only) == ()
    assert route(event(OPENED), only)
    assert route(event(TestMessage(), motive=""), only)


def test_a_channel_for_some_motives_hears_of_those_and_of_the_installation():
    only = [Route("sms", motives=frozenset({"other"}))]
    assert route(event(OPENED), only) == ()
    assert route(event(OPENED, motive="other"), only)
    assert route(event(TROUBLE, motive=""), only)


def test_slots_that_went_make_no_message_of_their_own():
    assert route(event(SlotsGone((Slot(),))), [Route("mail")]) == ()


def test_retries_grow_to_their_last_and_honour_what_the_server_asked():
    [delivery] = route(event(OPENED), [Route("mail")])
    waits = []
    for _ in range(len(RETRIES) + 2):
        delivery = retry(delivery, NIGHT, "timed out")
        waits.append((delivery.due - NIGHT).total_seconds())
    assert waits == [*RETRIES, RETRIES[-1], RETRIES[-1]]
    assert delivery.tries == len(RETRIES) + 2
    assert delivery.error == "timed out"
    assert retry(delivery, NIGHT, "429", at_least=900).due == NIGHT + timedelta(seconds=900)


def test_a_message_is_late_after_two_minutes():
    [delivery] = route(event(OPENED), [Route("mail")])
    assert not is_late(delivery, NIGHT + timedelta(minutes=2))
    assert is_late(delivery, NIGHT + timedelta(minutes=2, seconds=1))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.times(), st.times())
def test_a_deferred_message_is_due_at_the_end_of_the_quiet_hours_within_a_day(naive, start, end):
    at = naive.replace(tzinfo=UTC)
    quiet = Window(start, end)
    [delivery] = route(event(TROUBLE, at), [Route("mail", quiet=quiet)])
    assert at <= delivery.due <= at + timedelta(hours=25)
    local = delivery.due.astimezone(PARIS)
    if delivery.due != at and local.utcoffset() == at.astimezone(PARIS).utcoffset():
        assert (local.hour, local.minute) == (end.hour, end.minute)
