"""From an event to deliveries: which channels are told, when at the earliest, and until when it is worth it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from slotwatch.model import PARIS, Delivery, Event, SlotsGone, SlotsOpened, TestMessage, Window

#: Waits between tries (seconds): a slot lives for minutes, so the first ones follow fast.
RETRIES = (2.0, 5.0, 10.0, 20.0, 40.0, 60.0, 120.0, 300.0)

#: A message later than this says that it is late.
LATE_AFTER = timedelta(minutes=2)

#: How long a message is worth trying.  Long enough to outlive a night without network.
WORTH = {
    "slots_opened": timedelta(hours=24),
    "test_message": timedelta(minutes=10),
    "session_ending": timedelta(hours=2),
}
WORTH_OTHERWISE = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Route:
    """What routing needs to know of a channel; its address stays with `notify`.

    ``quiet`` are local hours in which only slots may speak; ``troubles`` says whether this channel
    carries anything but slots at all; ``motives`` empty means all of them.
    """

    channel: str
    troubles: bool = True
    slots_break_silence: bool = True
    quiet: Window | None = None
    motives: frozenset[str] = frozenset()


def route(event: Event, routes: Iterable[Route], timezone: ZoneInfo = PARIS) -> tuple[Delivery, ...]:
    """The deliveries that an event makes, one a channel.  Ids follow from the event's and the channel's."""
    if isinstance(event.what, SlotsGone):
        return ()  # recorded, and worked into messages still on their way; not a message of its own
    return tuple(
        Delivery(
            id=f"{event.id}:{r.channel}",
            event=event,
            channel=r.channel,
            due=(due := _due(event, r, timezone)),
            expires=max(due, event.at) + WORTH.get(event.what.kind, WORTH_OTHERWISE),
        )
        for r in routes
        if _concerns(event, r)
    )


def retry(delivery: Delivery, now: datetime, error: str, at_least: float = 0.0) -> Delivery:
    """The delivery after a failed try: the next one is further away (``at_least`` = what the server asked)."""
    wait = max(RETRIES[min(delivery.tries, len(RETRIES) - 1)], at_least)
    return replace(delivery, tries=delivery.tries + 1, due=now + timedelta(seconds=wait), error=error)


def is_late(delivery: Delivery, now: datetime) -> bool:
    """Whether the message must say that it is late."""
    return now - delivery.event.at > LATE_AFTER


def _concerns(event: Event, route: Route) -> bool:
    if route.motives and event.motive and event.motive not in route.motives:
        return False
    return route.troubles or isinstance(event.what, SlotsOpened | TestMessage)


def _due(event: Event, route: Route, timezone: ZoneInfo) -> datetime:
    urgent = isinstance(event.what, TestMessage) or (
        isinstance(event.what, SlotsOpened) and route.slots_break_silence
    )
    local = event.at.astimezone(timezone)
    if urgent or route.quiet is None or not route.quiet.contains(local.time()):
        return event.at
    end = local.replace(hour=route.quiet.end.hour, minute=route.quiet.end.minute, second=0, microsecond=0, fold=0)
    if end <= local:
        end += timedelta(days=1)  # wall-clock arithmetic: seven o'clock tomorrow, also across a clock change
    return end.astimezone(event.at.tzinfo)
