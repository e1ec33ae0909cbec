"""The async face: in order, never lost by a cancelled caller, drained on closing."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from virtual import InlineExecutor

from slotwatch.model import DeliveryState
from slotwatch.store import Failure, Store, StoreError, StoreThread

MINUTE = timedelta(minutes=1)


@pytest.fixture
def gate(store):
    """Holds every write back until opened: another program has the database."""
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield lambda: other.execute("ROLLBACK")
    other.close()


@pytest.mark.parametrize("inline", [False, True])
async def test_every_method_does_what_the_store_does(tmp_path, now, make_record, make_delivery, inline):
    store = Store.open(tmp_path, now=now).store
    thread = StoreThread(store, InlineExecutor() if inline else None)
    delivery = make_delivery()
    assert await thread.record(make_record(host="a.example", host_until=now, deliveries=(delivery,))) == 1
    assert list(await thread.memories()) == ["renewal"]
    assert await thread.host_rests() == {"a.example": now}
    assert await thread.pending() == (delivery,)
    await thread.update(replace(d, state=DeliveryState.SENT) for d in [delivery])
    assert await thread.event_state(delivery.event.id) == "sent"
    assert [d.id for d in await thread.deliveries(3)] == [delivery.id]
    assert [s.motive for s in await thread.statuses(now)] == ["renewal"]
    await thread.backup(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").is_file()
    assert await thread.close() is True


async def test_records_are_written_in_the_order_in_which_they_were_handed_in(store, make_record, now):
    thread = StoreThread(store)
    numbers = await asyncio.gather(*(thread.record(make_record(now + i * MINUTE)) for i in range(50)))
    assert numbers == list(range(1, 51))
    await thread.close()


async def test_the_loop_goes_on_while_the_disk_takes_its_time(store, gate, make_record):
    thread = StoreThread(store)
    write = asyncio.create_task(thread.record(make_record()))
    for _ in range(100):
        await asyncio.sleep(0)
    assert not write.done()
    gate()
    assert await write == 1
    await thread.close()


async def test_a_write_whose_caller_is_cancelled_is_written_all_the_same(
    open_store, tmp_path, store, gate, make_record, make_delivery, now
):
    thread = StoreThread(store)
    delivery = make_delivery()
    records = [make_record(now), make_record(now + MINUTE, deliveries=(delivery,))]
    writes = [asyncio.create_task(thread.record(record)) for record in records]
    await asyncio.sleep(0)
    for write in writes:
        write.cancel()
    assert all(
        isinstance(r, asyncio.CancelledError) for r in await asyncio.gather(*writes, return_exceptions=True)
    )
    gate()
    assert await thread.close() is True
    again = open_store(tmp_path)
    assert again.pending() == (delivery,)
    assert len(list(again.checks("renewal", now, now + 2 * MINUTE))) == 2


async def test_closing_writes_what_was_handed_in(open_store, tmp_path, store, make_record, now):
    thread = StoreThread(store)
    writes = [asyncio.create_task(thread.record(make_record(now + i * MINUTE))) for i in range(20)]
    await asyncio.sleep(0)
    assert await thread.close() is True
    assert [await write for write in writes] == list(range(1, 21))
    assert len(list(open_store(tmp_path).checks("renewal", now, now + 30 * MINUTE))) == 20


async def test_closing_waits_no_longer_than_told_and_the_rest_is_written_after(store, gate, make_record):
    thread = StoreThread(store)
    write = asyncio.create_task(thread.record(make_record()))
    await asyncio.sleep(0)
    assert await thread.close(within=0.02) is False
    gate()
    assert await write == 1
    assert await thread.close() is True


@pytest.mark.parametrize("inline", [False, True])
async def test_after_closing_every_call_says_so(store, make_record, inline):
    thread = StoreThread(store, InlineExecutor() if inline else None)
    await thread.close()
    with pytest.raises(StoreError, match="closed") as failed:
        await thread.record(make_record())
    assert failed.value.kind is Failure.CLOSED


async def test_an_error_reaches_the_caller_and_the_next_call_works(store, make_record):
    thread = StoreThread(store)
    with pytest.raises(StoreError, match="no such folder"):
        await thread.backup(store.path.parent / "nowhere" / "copy.db")
    assert await thread.record(make_record()) == 1
    await thread.close()


async def test_an_executor_handed_in_is_not_shut_down(store):
    with ThreadPoolExecutor(1) as executor:
        await StoreThread(store, executor).close()
        assert executor.submit(lambda: "still at work").result() == "still at work"
