"""The test message: one try on each channel, by the road that an alert takes."""

import asyncio
from collections.abc import Iterable
from datetime import datetime

from slotwatch.model import Event, TestMessage
from slotwatch.notify.channels import Settings, build
from slotwatch.notify.dates import Language
from slotwatch.notify.message import Result
from slotwatch.notify.texts import write


async def send_test(channels: Iterable[Settings], language: Language, now: datetime) -> dict[str, Result]:
    """Send the test message on all these channels at once; each one's result, by name, in their order.

    Takes no longer than the slowest channel's timeout.  Nothing is tried twice and nothing is stored.
    Raises ValueError at an address that is no good.
    """
    event = Event("test", "", now, TestMessage())
    built = build(channels)
    messages = (
        write(event, motive=None, language=language, shape=channel.shape, now=now, gone_at=None)
        for channel in built.values()
    )
    sends = (channel.send(message) for channel, message in zip(built.values(), messages, strict=True))
    return dict(zip(built, await asyncio.gather(*sends), strict=True))
