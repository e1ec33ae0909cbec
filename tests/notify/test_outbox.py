"""Every delivery is sent or given up, never lost; each channel for itself."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from apprise.plugins.telegram import NotifyTelegram
from hypothesis import given, settings
from hypothesis import strategies as st

from slotwatch.model import DeliveryState, Event, Noticed, SlotsOpened, TestMessage, WentBlind, Window
from slotwatch.notify.message import Result
from slotwatch.notify.outbox import Outbox
from slotwatch.policy.routing import RETRIES, Route, route

OK = Result(ok=True)
FAILED = Result(ok=False, error="connection refused")
Start = Callable[..., Outbox]


# ── sending ────────────────────────────────────────────────────────────────────────────────────


async def test_an_offer_is_sent_at_once_and_written_down(
    run_outbox: Start, clock: Any, journal: Any, scripted: Any, say: Any, log: Any
) -> None:
    channel = scripted(clock)
    outbox = run_outbox({"mail": channel})
    await clock.settle()
    (delivery,) = say.deliveries("mail")
    outbox.offer([delivery])
    assert outbox.pending == (delivery,)
    await clock.settle()
    assert outbox.pending == ()
    assert channel.sent[0][1].title == "✅ Rendez-vous disponible : renouvellement"
    assert journal.rows[delivery.id] == replace(delivery, state=DeliveryState.SENT, tries=1)
    assert log.of("message sent")[0]["channel"] == "mail"


async def test_an_outbox_with_nothing_to_do_sleeps_without_a_timer(
    run_outbox: Start, clock: Any, scripted: Any
) -> None:
    run_outbox({"mail": scripted(clock)})
    await clock.advance(3600)
    assert clock.sleeps == []


async def test_what_is_known_already_is_not_taken_twice(
    run_outbox: Start, clock: Any, scripted: Any, say: Any
) -> None:
    channel = scripted(clock)
    outbox = run_outbox({"mail": channel})
    deliveries = say.deliveries("mail")
    outbox.offer(deliveries)
    outbox.offer(deliveries)
    await clock.settle()
    outbox.offer(deliveries)
    outbox.offer([replace(d, id="other", state=DeliveryState.EXPIRED) for d in deliveries])
    await clock.settle()
    assert len(channel.sent) == 1


async def test_slots_go_before_troubles_and_one_at_a_time(
    run_outbox: Start, clock: Any, scripted: Any, say: Any
) -> None:
    channel = scripted(clock, takes=3.0)
    outbox = run_outbox({"mail": channel})
    blind = WentBlind(say.start - timedelta(hours=6))
    outbox.offer(say.deliveries("mail", what=blind, key="a"))
    await clock.settle()
    outbox.offer(say.deliveries("mail", what=Noticed("clock-jump"), key="b", at=say.start - timedelta(seconds=5)))
    outbox.offer(say.deliveries("mail", key="c"))
    outbox.offer(say.deliveries("mail", what=TestMessage(), key="d", at=say.start + timedelta(microseconds=1)))
    assert [d.id[0] for d in outbox.pending] == ["c", "d", "b", "a"]
    await clock.advance(60)
    assert [message.title.split()[0] for _, message in channel.sent] == ["🙈", "✅", "🧪", "⚠"]
    assert channel.most_busy == 1


async def test_quiet_hours_hold_a_trouble_back_and_let_a_slot_through(
    run_outbox: Start, clock: Any, scripted: Any, say: Any
) -> None:
    """Case 13.  It is 10:00 in Paris; the quiet hours end at 12:00."""
    channel = scripted(clock)
    outbox = run_outbox({"mail": channel})
    quiet = Route("mail", quiet=Window(time(8), time(12)))
    blind = Event("e1", "renouvellement", say.start, WentBlind(say.start - timedelta(hours=6)))
    opened = Event("e2", "renouvellement", say.start, SlotsOpened(say.slots(), 1))
    outbox.offer([*route(blind, [quiet]), *route(opened, [quiet])])
    await clock.advance(2 * 3600 - 1)
    assert [message.title[0] for _, message in channel.sent] == ["✅"]
    await clock.advance(1)
    assert [(ticks, message.title[0]) for ticks, message in channel.sent] == [(0.0, "✅"), (7200.0, "🙈")]
    assert max(clock.sleeps) <= 60.0


# ── failing ────────────────────────────────────────────────────────────────────────────────────


async def test_failures_are_tried_again_further_and_further_apart(
    run_outbox: Start, clock: Any, journal: Any, scripted: Any, say: Any, log: Any
) -> None:
    channel = scripted(clock, [FAILED] * 4)
    outbox = run_outbox({"mail": channel})
    outbox.offer(say.deliveries("mail"))
    await clock.advance(60)
    first, second, third, fourth = RETRIES[:4]
    assert channel.tried == [0.0, first, first + second, first + second + third, first + second + third + fourth]
    states = [(d.state, d.tries, d.error) for d in journal.history]
    assert states == [
        *((DeliveryState.RETRYING, n, "connection refused") for n in (1, 2, 3, 4)),
        (DeliveryState.SENT, 5, ""),
    ]
    assert [line["again_in_s"] for line in log.of("message not sent")] == list(RETRIES[:4])


async def test_a_server_that_asks_to_wait_is_left_alone_by_every_message(
    run_outbox: Start, clock: Any, journal: Any, scripted: Any, say: Any
) -> None:
    channel = scripted(clock, [Result(ok=False, error="HTTP 429", retry_after=35.0)])
    outbox = run_outbox({"phone": channel})
    outbox.offer(say.deliveries("phone", key="a"))
    await clock.settle()
    assert [d.due for d in journal.rows.values()] == [say.start + timedelta(seconds=35)]  # a restart obeys as well
    await clock.advance(10)
    outbox.offer(say.deliveries("phone", key="b", at=clock.now()))
    await clock.advance(60)
    assert channel.tried == [0.0, 35.0, 35.0]


async def test_a_delivery_that_expires_is_given_up_aloud(
    run_outbox: Start, clock: Any, journal: Any, scripted: Any, say: Any, log: Any
) -> None:
    channel = scripted(clock, [FAILED] * 10_000)
    outbox = run_outbox({"mail": channel})
    (delivery,) = say.deliveries("mail", what=TestMessage())  # worth ten minutes
    outbox.offer([delivery])
    await clock.advance(601)
    assert outbox.pending == ()
    row = journal.rows[delivery.id]
    assert row.state is DeliveryState.EXPIRED
    assert row.error == "it could not be sent in time; last failure: connection refused"
    ((level, _, fields),) = [line for line in log.lines if line[1] == "message given up"]
    assert level == "error"
    assert fields["channel"] == "mail"
    tried = len(channel.tried)
    await clock.advance(86400)
    assert len(channel.tried) == tried


async def test_a_delivery_for_a_channel_that_left_the_configuration_is_given_up_aloud(
    run_outbox: Start, clock: Any, journal: Any, scripted: Any, say: Any, log: Any
) -> None:
    outbox = run_outbox({"mail": scripted(clock)})
    outbox.offer(say.deliveries("pager"))
    await clock.settle()
    (row,) = journal.rows.values()
    assert row.state is DeliveryState.EXPIRED
    assert log.of("message given up")[0]["error"] == "this channel is no longer in the configuration"


async def test_a_mistake_of_ours_costs_one_try_and_not_the_outbox(
    run_outbox: Start, clock: Any, scripted: Any, say: Any, log: Any
) -> None:
    channel = scripted(clock, [ZeroDivisionError()])
    outbox = run_outbox({"mail": channel})
    outbox.offer(say.deliveries("mail"))
    await clock.advance(2)
    assert len(channel.sent) == 1
    assert log.of("message failed inside slotwatch") != []


# ── what is said, and when ─────────────────────────────────────────────────────────────────────


async def test_a_message_that_comes_late_says_so(run_outbox: Start, clock: Any, scripted: Any, say: Any) -> None:
    channel = scripted(clock, [FAILED] * 6)
    outbox = run_outbox({"mail": channel})
    outbox.offer(say.deliveries("mail"))
    await clock.advance(200)
    ((_, message),) = channel.sent
    assert message.title.startswith("✅ (en retard)")


async def test_slots_that_are_gone_by_the_time_came_and_went(
    run_outbox: Start, clock: Any, journal: Any, scripted: Any, say: Any
) -> None:
    channel = scripted(clock, [FAILED])
    outbox = run_outbox({"mail": channel})
    slots = say.slots(2)
    outbox.offer(say.deliveries("mail", what=SlotsOpened(slots, 2)))
    await clock.settle()
    outbox.gone("renouvellement", slots[:1], clock.now())
    outbox.gone("renouvellement", slots[1:], clock.now())
    await clock.settle()
    assert [d.gone_at for d in journal.rows.values()] == [clock.now()]
    await clock.advance(2)
    ((_, message),) = channel.sent
    assert message.title == "⌛ Places parues puis disparues : renouvellement"


async def test_a_message_names_only_the_slots_that_are_left(
    run_outbox: Start, clock: Any, scripted: Any, say: Any
) -> None:
    channel = scripted(clock, [FAILED])
    outbox = run_outbox({"mail": channel})
    outbox.offer(say.deliveries("mail", what=SlotsOpened(say.slots(3), 3)))
    await clock.settle()
    outbox.gone("renouvellement", say.slots(1), clock.now())
    outbox.gone("another motive", say.slots(3), clock.now())
    await clock.advance(2)
    ((_, message),) = channel.sent
    assert message.title.startswith("✅ Rendez-vous disponible")
    assert "2 places" in message.body
    assert "14 janvier" not in message.body
    assert "15 janvier" in message.body


async def test_each_channel_gets_its_own_shape(run_outbox: Start, clock: Any, scripted: Any, say: Any) -> None:
    mail, phone = scripted(clock), scripted(clock, shape="sms")
    outbox = run_outbox({"mail": mail, "phone": phone}, language="en")
    outbox.offer(say.deliveries("mail", "phone"))
    await clock.settle()
    assert mail.sent[0][1].title == "✅ Appointment available: renouvellement"
    assert phone.sent[0][1].title == ""
    assert phone.sent[0][1].body.endswith(say.link)
    assert len(phone.sent[0][1].body) <= 160


# ── the store, restarts, the clock ─────────────────────────────────────────────────────────────


async def test_a_store_that_fails_neither_stops_nor_repeats_a_message(
    run_outbox: Start, clock: Any, journal: Any, scripted: Any, say: Any, log: Any
) -> None:
    channel = scripted(clock)
    outbox = run_outbox({"mail": channel})
    journal.broken = True
    outbox.offer(say.deliveries("mail", key="a"))
    await clock.settle()
    outbox.offer(say.deliveries("mail", key="a"))
    outbox.offer(say.deliveries("mail", key="b"))
    await clock.settle()
    assert len(channel.sent) == 2
    assert journal.rows == {}
    assert log.of("outbox not written down")[0]["reason"] == "disk full"
    journal.broken = False
    await clock.advance(60)
    assert {d.state for d in journal.rows.values()} == {DeliveryState.SENT}
    assert len(journal.rows) == 2


async def test_killed_before_sending_the_alert_goes_out_after_the_restart_and_says_that_it_is_late(
    run_outbox: Start, clock: Any, journal: Any, scripted: Any, say: Any
) -> None:
    """Case 11."""
    journal.insert(say.deliveries("mail"))  # stored; then the process dies
    await clock.advance(180)
    channel = scripted(clock)
    run_outbox({"mail": channel}).offer(journal.unfinished)
    await clock.settle()
    assert [message.title for _, message in channel.sent] == [
        "✅ (en retard) Rendez-vous disponible : renouvellement"
    ]
    assert journal.unfinished == []


async def test_killed_between_sending_and_writing_the_alert_goes_out_again(
    clock: Any, journal: Any, scripted: Any, say: Any, run_outbox: Start
) -> None:
    deliveries = say.deliveries("mail")
    journal.insert(deliveries)
    journal.broken = True
    channel = scripted(clock)
    run_outbox({"mail": channel}).offer(deliveries)
    await clock.settle()
    assert len(channel.sent) == 1
    journal.broken = False
    run_outbox({"mail": channel}).offer(journal.unfinished)
    await clock.settle()
    assert len(channel.sent) == 2  # at least once


async def test_a_retry_keeps_its_place_on_the_ladder_over_a_restart(
    run_outbox: Start, clock: Any, scripted: Any, say: Any
) -> None:
    channel = scripted(clock)
    (delivery,) = say.deliveries("mail")
    waiting = replace(delivery, state=DeliveryState.RETRYING, tries=6, due=say.start + timedelta(seconds=90))
    run_outbox({"mail": channel}).offer([waiting])
    await clock.advance(89)
    assert channel.tried == []
    await clock.advance(1)
    assert channel.tried == [90.0]


async def test_a_wall_clock_that_falls_back_does_not_hold_a_retry_up(
    run_outbox: Start, clock: Any, scripted: Any, say: Any
) -> None:
    channel = scripted(clock, [FAILED])
    outbox = run_outbox({"mail": channel})
    outbox.offer(say.deliveries("mail"))
    await clock.settle()
    clock.jump = -3600.0
    await clock.advance(2)
    assert len(channel.sent) == 1


async def test_a_wall_clock_that_leaps_years_ahead_expires_nothing(
    run_outbox: Start, clock: Any, scripted: Any, say: Any
) -> None:
    """A small computer without a clock of its own wakes up in the past until the network sets it right."""
    channel = scripted(clock, [FAILED])
    outbox = run_outbox({"mail": channel})
    outbox.offer(say.deliveries("mail"))
    await clock.settle()
    clock.jump = 3 * 365 * 86400.0
    await clock.advance(2)
    assert len(channel.sent) == 1


# ── stopping ───────────────────────────────────────────────────────────────────────────────────


async def test_draining_waits_for_what_is_in_flight_and_begins_nothing_new(
    run_outbox: Start, clock: Any, journal: Any, scripted: Any, say: Any
) -> None:
    channel = scripted(clock, takes=3.0)
    outbox = run_outbox({"mail": channel})
    outbox.offer([*say.deliveries("mail", key="a"), *say.deliveries("mail", key="b")])
    await clock.settle()
    drain = asyncio.create_task(outbox.drain(5.0))
    await clock.advance(5.0)
    assert drain.done()
    assert channel.tried == [0.0]
    assert len(channel.sent) == 1
    assert [d.state for d in journal.rows.values()] == [DeliveryState.SENT]
    assert [d.id[0] for d in outbox.pending] == ["b"]


async def test_draining_ends_in_time_even_if_a_send_does_not(
    run_outbox: Start, clock: Any, scripted: Any, say: Any
) -> None:
    outbox = run_outbox({"mail": scripted(clock, takes=60.0)})
    outbox.offer(say.deliveries("mail"))
    await clock.settle()
    drain = asyncio.create_task(outbox.drain(5.0))
    await clock.advance(4.9)
    assert not drain.done()
    await clock.advance(0.1)
    assert drain.done()
    assert len(outbox.pending) == 1


# ── the property ───────────────────────────────────────────────────────────────────────────────

ANSWERS = st.lists(
    st.sampled_from(
        [OK, FAILED, Result(ok=False, error="HTTP 429", retry_after=400.0), RuntimeError("a mistake")],
    ),
    max_size=40,
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("offer"), st.sampled_from(["slot", "test", "blind"])),
        st.tuples(st.just("pass"), st.sampled_from([0.0, 1.0, 30.0, 700.0, 40_000.0])),
        st.tuples(st.just("store"), st.booleans()),
        st.tuples(st.just("gone"), st.none()),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(answers=ANSWERS, steps=STEPS)
def test_whatever_fails_each_delivery_ends_sent_once_or_expired(
    new_clock: Any, new_journal: Any, new_log: Any, scripted: Any, say: Any, answers: list[Any], steps: list[Any]
) -> None:
    asyncio.run(_live(new_clock(), new_journal(), new_log(), scripted, say, answers, steps))


async def _live(
    clock: Any, journal: Any, log: Any, scripted: Any, say: Any, answers: list[Any], steps: list[Any]
) -> None:
    channels = {
        "mail": scripted(clock, answers),
        "phone": scripted(clock, list(reversed(answers)), "sms", takes=1.5),
    }
    outbox = Outbox(
        channels, store=journal, clock=clock, motives={"renouvellement": say.motive}, language="fr", log=log
    )
    running = asyncio.create_task(outbox.run())
    whats = {
        "slot": SlotsOpened(say.slots(2), 2),
        "test": TestMessage(),
        "blind": WentBlind(say.start - timedelta(hours=6)),
    }
    offered: dict[str, Any] = {}
    for number, (step, argument) in enumerate(steps):
        if step == "offer":
            deliveries = say.deliveries("mail", "phone", what=whats[argument], key=f"e{number}", at=clock.now())
            journal.insert(deliveries)
            offered.update({d.id: d for d in deliveries})
            outbox.offer(deliveries)
        elif step == "pass":
            await clock.advance(argument)
        elif step == "store":
            journal.broken = argument
        else:
            outbox.gone("renouvellement", say.slots(2), clock.now())
    unsettled = {d.id for d in outbox.pending}
    assert unsettled | outbox._settled == set(offered)  # nothing is lost on the way
    journal.broken = False
    await clock.advance(4 * 86400)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert outbox.pending == ()
    sent = [d.id for d in journal.history if d.state is DeliveryState.SENT]
    assert sorted(sent) == sorted(set(sent))
    assert len(sent) == sum(len(channel.sent) for channel in channels.values())
    ends = {key: journal.rows[key].state for key in offered}
    assert set(ends.values()) <= {DeliveryState.SENT, DeliveryState.EXPIRED}
    assert all(channel.most_busy <= 1 for channel in channels.values())
    given_up = [key for key, state in ends.items() if state is DeliveryState.EXPIRED]
    assert sorted(given_up) == sorted(line["delivery"] for line in log.of("message given up"))


# ── with real servers ──────────────────────────────────────────────────────────────────────────


async def test_telegram_that_hangs_neither_delays_nor_repeats_the_mail(
    run_outbox: Start,
    clock: Any,
    journal: Any,
    log: Any,
    channel: Callable[..., Any],
    mail_server: Any,
    web_server: Any,
    say: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Case 12."""
    monkeypatch.setattr(NotifyTelegram, "notify_url", f"{web_server.url}/bot")
    web_server.answers = ["hang", (200, {"ok": True})]
    channels = {
        "phone": channel("tgram://123456789:AAsyntheticTokenOfTheRightShape0123/42", timeout=0.3),
        "mail": channel(
            f"mailto://127.0.0.1:{mail_server.port}?from=a@example.org&to=b@example.org&mode=insecure"
        ),
    }
    outbox = run_outbox(channels)
    outbox.offer(say.deliveries("phone", "mail"))
    ((sent),) = await log.until("message sent")
    assert sent["channel"] == "mail"
    assert log.of("message not sent") == []  # the mail did not wait for Telegram's timeout
    await log.until("message not sent")
    await clock.settle()
    assert {d.channel: d.state for d in journal.rows.values()} == {
        "mail": DeliveryState.SENT,
        "phone": DeliveryState.RETRYING,
    }
    await clock.advance(RETRIES[0])
    await log.until("message sent", 2)
    await clock.settle()
    assert {d.state for d in journal.rows.values()} == {DeliveryState.SENT}
    assert len(mail_server.mails) == 1
    assert len(web_server.requests) == 2


async def test_an_alert_reaches_the_server_within_milliseconds(
    run_outbox: Start, log: Any, channel: Callable[..., Any], web_server: Any, say: Any
) -> None:
    outbox = run_outbox({"hook": channel(f"json://127.0.0.1:{web_server.port}")})
    loop = asyncio.get_running_loop()
    took = []
    for number in range(10):
        web_server.called.clear()
        started = loop.time()
        outbox.offer(say.deliveries("hook", key=f"e{number}"))
        await web_server.called.wait()
        took.append(loop.time() - started)
    await log.until("message sent", 10)
    assert sorted(took)[5] < 0.1  # generous: other tests share the machine
