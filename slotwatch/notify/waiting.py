"""Waiting for whichever comes first: news, or an hour."""

import asyncio

from slotwatch.clock import Clock


async def until(event: asyncio.Event, seconds: float | None, clock: Clock) -> None:
    """Wait for the event, at most so many seconds of this clock (None: for ever)."""
    if seconds is None or event.is_set():
        await event.wait()
        return
    racers: set[asyncio.Future[object]] = {
        asyncio.ensure_future(event.wait()),
        asyncio.ensure_future(clock.sleep(max(0.0, seconds))),
    }
    try:
        done, _ = await asyncio.wait(racers, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for racer in racers:
            racer.cancel()
    for racer in done:
        racer.result()  # a clock that fails must be heard
