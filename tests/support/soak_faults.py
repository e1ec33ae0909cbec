"""A seeded season of faults: what each site answers when, and what befalls the machine that watches."""

import struct
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from slotwatch.model import (
    Available,
    Blocked,
    Cause,
    Evidence,
    Human,
    Maintenance,
    NeedsHuman,
    NoSlot,
    NotOpen,
    Outcome,
    Slot,
    Unreachable,
    Unrecognised,
)

DAY = 86400.0
HOUR = 3600.0


def _marked(kind: str) -> Evidence:
    """The truth travels in the marker: whoever reads the store can tell what the site really said."""
    return Evidence(marker=f"truth {kind}")


#: What a site can do wrong, by the name in the table.
TROUBLES: dict[str, Outcome] = {
    "maintenance": Maintenance(502, None, _marked("maintenance")),
    "maintenance with Retry-After": Maintenance(503, 600.0, _marked("maintenance")),
    "blocked": Blocked(403, None, _marked("blocked")),
    "blocked with Retry-After": Blocked(429, 900.0, _marked("blocked")),
    "timeout": Unreachable(Cause.TIMEOUT, evidence=_marked("unreachable")),
    "empty reply": Unreachable(Cause.EMPTY, evidence=_marked("unreachable")),
    "unknown page": Unrecognised("no known form", _marked("unrecognised")),
    "captcha": NeedsHuman(Human.CAPTCHA, evidence=_marked("needs_human")),
    "not open": NotOpen("closed for now", evidence=_marked("not_open")),
}
OFFLINE = Unreachable(Cause.DNS, evidence=_marked("unreachable"))
NONE = NoSlot("none", _marked("no_slot"))

Befalls = Literal["offline", "jump ahead", "jump back", "suspend", "store failing", "slow disk", "kill"]
BEFALLS: tuple[Befalls, ...] = (
    "offline",
    "jump ahead",
    "jump back",
    "suspend",
    "store failing",
    "slow disk",
    "kill",
)


@dataclass(frozen=True, slots=True)
class Span:
    """Monotonic seconds in which something holds."""

    begin: float
    end: float
    name: str
    slots: tuple[Slot, ...] = ()


class Site:
    """One motive's truth: when which slots are on offer, and when the site is in trouble.

    Every opening has slots of its own; one in three is interrupted and comes back with the same slots.
    """

    def __init__(self, seed: int, days: float, windows: Iterable[Span]) -> None:
        random = Random(seed)
        self._troubles = sorted(windows, key=lambda span: span.begin)
        self._trouble_begins = [span.begin for span in self._troubles]
        self._openings = sorted(_openings(random, days), key=lambda span: span.begin)
        self._opening_begins = [span.begin for span in self._openings]
        #: troubles that a look ran into
        self.met: set[Span] = set()

    def answer(self, ticks: float) -> Outcome:
        """What a look at this instant gets."""
        for span in self._troubles[: bisect_right(self._trouble_begins, ticks)][-40:]:
            if ticks < span.end:
                self.met.add(span)
                return TROUBLES[span.name]
        slots = tuple(
            slot
            for span in self._openings[: bisect_right(self._opening_begins, ticks)][-10:]
            if ticks < span.end
            for slot in span.slots
        )
        return Available(slots, _marked("available")) if slots else NONE


def _openings(random: Random, days: float) -> list[Span]:
    spans: list[Span] = []
    at = 0.0
    while (at := at + random.uniform(0.1, 1.2) * DAY) < days * DAY:
        slots = tuple(
            Slot(date(2027, 6, 1 + random.randrange(30)), None, f"{at:.0f}/{n}")
            for n in range(random.randint(1, 3))
        )
        end = at + random.uniform(60, 4 * HOUR)
        spans.append(Span(at, end, "open", slots))
        if random.random() < 1 / 3:
            again = end + random.uniform(1200, HOUR)
            spans.append(Span(again, again + random.uniform(600, 2 * HOUR), "open", slots))
    return spans


def troubles(seed: int, days: float, motives: int, each: int) -> list[list[Span]]:
    """So many windows of every trouble, spread over the motives."""
    random = Random(seed)
    windows: list[list[Span]] = [[] for _ in range(motives)]
    for name in TROUBLES:
        for n in range(each):
            begin = random.uniform(0, days * DAY)
            windows[n % motives].append(Span(begin, begin + random.uniform(0.4, 1.5) * HOUR, name))
    return windows


@dataclass(frozen=True, slots=True)
class Blow:
    """One thing that befalls the machine: at which second, and (where it lasts) for how many."""

    at: float
    what: Befalls
    lasts: float
    until: float


def blows(seed: int, days: float, each: int, quiet_days: float) -> list[Blow]:
    """So many of each, one after the other; no kill in the last ``quiet_days``: memory is measured there.

    A kill comes in the second half of its turn, hours after the store has last failed: what a store that fails
    could not write, a kill loses, and nobody promises otherwise.
    """
    random = Random(seed)
    order = [what for what in BEFALLS for _ in range(each)]
    random.shuffle(order)
    turn = days * DAY / len(order)
    last = int((days - quiet_days) * DAY / turn)
    spare = [n for n, what in enumerate(order[:last]) if what != "kill"]
    for n in range(last, len(order)):
        if order[n] == "kill":
            m = spare.pop(random.randrange(len(spare)))
            order[n], order[m] = order[m], order[n]
    return [_blow(random, what, n * turn, turn) for n, what in enumerate(order)]


def _blow(random: Random, what: Befalls, begin: float, turn: float) -> Blow:
    lasts = random.uniform(0.3, 1.0) * HOUR
    if what == "suspend":
        lasts = random.uniform(0.2, 0.8) * turn
    share = random.uniform(0.5, 0.8) if what == "kill" else random.uniform(0.0, 0.1)
    return Blow(begin + share * turn, what, lasts, begin + 0.95 * turn)


def restless_zone(start: datetime, days: float, changes: int) -> ZoneInfo:
    """A zone whose summer time begins or ends this often: six months of Paris hold one change of each kind.

    Built in the binary form of the time zone database (RFC 8536, version 1).
    """
    step = days * DAY / changes
    instants = [int(start.timestamp() + (n + 0.5) * step) for n in range(changes)]
    header = struct.pack(">4sc15x6l", b"TZif", b"\0", 0, 0, 0, changes, 2, 8)
    body = struct.pack(f">{changes}l", *instants) + bytes(1 - n % 2 for n in range(changes))
    types = struct.pack(">lbB", 3600, 0, 0) + struct.pack(">lbB", 7200, 1, 4)
    return ZoneInfo.from_file(BytesIO(header + body + types + b"CET\0CST\0"), key="Test/Restless")
