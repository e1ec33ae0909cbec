"""What became of the deliveries is written down, the newest word last."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from slotwatch.model import Delivery, DeliveryState
from slotwatch.notify.ledger import Ledger


async def test_a_state_noted_during_a_write_is_written_next(clock: Any, journal: Any, log: Any, say: Any) -> None:
    (delivery,) = say.deliveries("mail")
    retrying, sent = (replace(delivery, state=s) for s in (DeliveryState.RETRYING, DeliveryState.SENT))

    class Slow:
        async def update(self, deliveries: Sequence[Delivery], /, *, at: datetime | None = None) -> None:
            await journal.update(deliveries, at=at)
            if len(journal.history) == 1:
                ledger.note(sent)

    ledger = Ledger(Slow(), clock, log)
    ledger.note(retrying)
    await ledger.flush()
    await ledger.flush()
    await ledger.flush()
    assert [d.state for d in journal.history] == [DeliveryState.RETRYING, DeliveryState.SENT]


async def test_several_notes_are_one_write(clock: Any, log: Any, say: Any) -> None:
    writes: list[int] = []

    class Counting:
        async def update(self, deliveries: Sequence[Delivery], /, *, at: datetime | None = None) -> None:
            writes.append(len(deliveries))

    ledger = Ledger(Counting(), clock, log)
    for delivery in say.deliveries("mail", "phone", "pager"):
        ledger.note(delivery)
    running = asyncio.create_task(ledger.run())
    await clock.settle()
    running.cancel()
    assert writes == [3]


async def test_a_write_that_fails_is_told_and_kept(clock: Any, journal: Any, log: Any, say: Any) -> None:
    ledger = Ledger(journal, clock, log)
    journal.broken = True
    ledger.note(*say.deliveries("mail"))
    await ledger.flush()
    assert log.of("outbox not written down") == [{"reason": "disk full", "deliveries": 1}]
    journal.broken = False
    await ledger.flush()
    assert len(journal.history) == 1


async def test_a_write_that_comes_late_keeps_the_instant_of_the_sending(
    clock: Any, journal: Any, log: Any, say: Any
) -> None:
    ledger = Ledger(journal, clock, log)
    journal.broken = True
    for delivery in say.deliveries("mail", "phone"):
        ledger.note(replace(delivery, state=DeliveryState.SENT))
        await clock.advance(30)
    await ledger.flush()
    journal.broken = False
    await ledger.flush()
    assert journal.at == {"e1:mail": say.start, "e1:phone": say.start + timedelta(seconds=30)}
