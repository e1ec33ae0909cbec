"""The outbox: every delivery stays here until it is sent or no longer worth sending.

Memory is the working set, the store the journal.  Each channel has a lane of its own, which sends one
message at a time, slots before anything else, and sleeps until something is due; so a channel that
hangs delays no other.  A delivery counts as sent when the channel's server took it; a crash between
that and the journal sends it again after the restart: twice is acceptable, never is not.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from slotwatch.clock import Clock
from slotwatch.model import Delivery, DeliveryState, Motive, Slot, SlotsOpened
from slotwatch.notify import texts
from slotwatch.notify.dates import Language
from slotwatch.notify.lanes import Entry, Lane, Sender
from slotwatch.notify.ledger import Journal, Ledger
from slotwatch.notify.message import Message, Result, Shape
from slotwatch.notify.waiting import until
from slotwatch.policy.routing import retry

#: Longest single sleep (seconds): a suspended machine or a clock that jumped is noticed within it.
LONGEST_SLEEP = 60.0

_FINAL = (DeliveryState.SENT, DeliveryState.EXPIRED)


class Outbox:
    """Takes deliveries, sends them when due, and has it written down what became of them.

    ``motives`` by name (for links and time zones), ``log`` a structlog logger.
    """

    def __init__(
        self,
        channels: Mapping[str, Sender],
        *,
        store: Journal,
        clock: Clock,
        motives: Mapping[str, Motive],
        language: Language,
        log: Any,
    ) -> None:
        self._lanes = {name: Lane(channel) for name, channel in channels.items()}
        self._ledger = Ledger(store, clock, log)
        self._clock = clock
        self._motives = motives
        self._language: Language = language
        self._log = log
        # ids that are done with in this process: a store that failed must not bring one back
        self._settled: set[str] = set()
        self._stopping = False
        self._in_flight = 0
        self._landed = asyncio.Event()

    @property
    def pending(self) -> tuple[Delivery, ...]:
        """The deliveries still to be sent, those in flight among them, the most urgent first."""
        entries = (e for lane in self._lanes.values() for e in lane.entries.values())
        return tuple(e.delivery for e in sorted(entries, key=lambda e: e.urgency))

    def offer(self, deliveries: Iterable[Delivery]) -> None:
        """Take deliveries on, new or from the journal.  Immediate; one already known is left alone."""
        now, ticks = self._clock.now(), self._clock.monotonic()
        for delivery in deliveries:
            if delivery.state in _FINAL or delivery.id in self._settled:
                continue
            lane = self._lanes.get(delivery.channel)
            if lane is None:
                self._give_up(delivery, "this channel is no longer in the configuration")
            elif delivery.id not in lane.entries:
                lane.entries[delivery.id] = Entry.of(delivery, now, ticks)
                lane.wake.set()

    def gone(self, motive: str, slots: Sequence[Slot], at: datetime) -> None:
        """Learn that slots are gone.

        A message still on its way will name only those that are left; when none is left it will say
        that they came and went.
        """
        for lane in self._lanes.values():
            for entry in lane.entries.values():
                what = entry.delivery.event.what
                if entry.delivery.event.motive != motive or not isinstance(what, SlotsOpened):
                    continue
                entry.gone.update(set(slots) & set(what.slots))
                if entry.delivery.gone_at is None and entry.gone.issuperset(what.slots):
                    entry.delivery = replace(entry.delivery, gone_at=at)
                    self._ledger.note(entry.delivery)

    async def run(self) -> None:
        """Send what is due, for ever; ends only by cancellation."""
        async with asyncio.TaskGroup() as tasks:
            for name, lane in self._lanes.items():
                tasks.create_task(self._serve(lane), name=f"lane {name}")
            tasks.create_task(self._ledger.run(), name="outbox journal")

    async def drain(self, seconds: float) -> None:
        """Begin no send any more, give those in flight this long, and bring the journal up to date.

        What is left stays queued in the store, for the next start.  `run` is to be cancelled afterwards.
        """
        self._stopping = True
        if self._in_flight:
            self._landed.clear()
            await until(self._landed, seconds, self._clock)
        await self._ledger.flush()

    async def _serve(self, lane: Lane) -> None:
        while True:
            lane.wake.clear()
            now, ticks = self._clock.now(), self._clock.monotonic()
            for entry in lane.expired(now, ticks):
                del lane.entries[entry.delivery.id]
                self._give_up(entry.delivery, "it could not be sent in time")
            entry_due = None if self._stopping else lane.next(now, ticks)
            if entry_due is not None:
                await self._attempt(lane, entry_due)
            else:
                wait = None if self._stopping else lane.wait(now, ticks)
                await until(lane.wake, wait if wait is None else min(wait, LONGEST_SLEEP), self._clock)

    async def _attempt(self, lane: Lane, entry: Entry) -> None:
        self._in_flight += 1
        try:
            result = await lane.channel.send(self._message(entry, lane.channel.shape))
        except Exception as error:  # noqa: BLE001 - a mistake in one text must not stop the other messages
            self._log.exception("message failed inside slotwatch", **_about(entry.delivery))
            result = Result(ok=False, error=f"a mistake in slotwatch ({type(error).__name__}); please report it")
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._landed.set()
        if result.ok:
            self._sent(lane, entry, result)
        else:
            self._failed(lane, entry, result)

    def _message(self, entry: Entry, shape: Shape) -> Message:
        delivery, event = entry.delivery, entry.delivery.event
        if isinstance(event.what, SlotsOpened) and entry.gone and delivery.gone_at is None:
            left = tuple(slot for slot in event.what.slots if slot not in entry.gone)
            total = max(len(left), event.what.total - len(entry.gone))
            event = replace(event, what=SlotsOpened(left, total))
        return texts.write(
            event,
            motive=self._motives.get(event.motive),
            language=self._language,
            shape=shape,
            now=self._clock.now(),
            gone_at=delivery.gone_at,
        )

    def _sent(self, lane: Lane, entry: Entry, result: Result) -> None:
        tries = entry.delivery.tries + 1
        delivery = replace(entry.delivery, state=DeliveryState.SENT, tries=tries, error="")
        del lane.entries[delivery.id]
        self._settle(delivery)
        age = (self._clock.now() - delivery.event.at).total_seconds()
        self._log.info(
            "message sent", **_about(delivery), tries=tries, took_s=round(result.took, 3), age_s=round(age, 3)
        )

    def _failed(self, lane: Lane, entry: Entry, result: Result) -> None:
        now, ticks = self._clock.now(), self._clock.monotonic()
        delivery = retry(entry.delivery, now, result.error, at_least=result.retry_after or 0.0)
        wait = (delivery.due - now).total_seconds()
        entry.delivery = replace(delivery, state=DeliveryState.RETRYING)
        entry.ready = ticks + wait
        if result.retry_after:
            lane.rest = ticks + result.retry_after  # it is meant for the channel, not for one message
        self._ledger.note(entry.delivery)
        self._log.warning(
            "message not sent",
            **_about(delivery),
            tries=delivery.tries,
            error=result.error,
            permanent=result.permanent,
            again_in_s=round(wait, 1),
        )

    def _give_up(self, delivery: Delivery, why: str) -> None:
        error = f"{why}; last failure: {delivery.error}" if delivery.error else why
        self._settle(replace(delivery, state=DeliveryState.EXPIRED, error=error))
        self._log.error("message given up", **_about(delivery), tries=delivery.tries, error=error)

    def _settle(self, delivery: Delivery) -> None:
        self._settled.add(delivery.id)
        self._ledger.note(delivery)


def _about(delivery: Delivery) -> dict[str, str]:
    return {
        "delivery": delivery.id,
        "channel": delivery.channel,
        "motive": delivery.event.motive,
        "what": delivery.event.what.kind,
    }
