"""Our own network, for all watchers: keeps what `policy.network` decides on, calls them when it is back.

What this machine can tell about itself costs two small files and one system call, and is asked only when a look
failed.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from slotwatch.clock import Clock
from slotwatch.evidence import ntp
from slotwatch.model import Outcome
from slotwatch.policy import network
from slotwatch.policy.network import Local, Network, Sign, Verdict

_ROUTES = Path("/proc/net/route")
_ROUTES_6 = Path("/proc/net/ipv6_route")

#: The flag "usable" of a route, and the one of a route that refuses.
_UP, _REJECT = 0x0001, 0x0200


def look_around() -> Local:
    """What this machine knows of itself."""
    return Local(routed=has_route(_ROUTES, _ROUTES_6), synchronised=ntp.synchronised())


def has_route(routes: Path, routes_6: Path) -> bool | None:
    """Whether the kernel has a default route, in IPv4 or IPv6; None where it does not say (not Linux)."""
    try:
        old = routes.read_text(encoding="ascii")
    except (OSError, UnicodeError):
        return None
    try:
        new = routes_6.read_text(encoding="ascii")
    except (OSError, UnicodeError):  # IPv6 is switched off
        new = ""
    return any(map(_leads_out, old.splitlines()[1:])) or any(map(_leads_out_6, new.splitlines()))


def _leads_out(line: str) -> bool:
    fields = line.split()
    # Iface Destination Gateway Flags RefCnt Use Metric Mask …
    return len(fields) > 7 and fields[1] == fields[7] == "00000000" and _usable(fields[3])


def _leads_out_6(line: str) -> bool:
    fields = line.split()
    # destination, its prefix length, source, its length, gateway, metric, references, use, flags, device
    if len(fields) < 10 or set(fields[0]) != {"0"} or fields[1] != "00":
        return False
    return fields[9] != "lo" and _usable(fields[8])


def _usable(flags: str) -> bool:
    try:
        number = int(flags, 16)
    except ValueError:
        return False
    return bool(number & _UP) and not number & _REJECT


class OwnNetwork:
    """One for all watchers.

    ``local`` tells of this machine (`look_around`; by default nothing is known).  ``returns`` counts the outages
    that ended; ``back`` is set when the present one ends.
    """

    def __init__(self, clock: Clock, local: Callable[[], Local] = Local) -> None:
        self._clock = clock
        self._ask = local
        self._network = Network()
        self._turn = float("-inf")
        self.returns = 0
        self.back = asyncio.Event()

    @property
    def state(self) -> Network:
        """What is known."""
        return self._network

    def judge(self, host: str, outcome: Outcome) -> tuple[Verdict, Local]:
        """Take a look into account, just made; what it means, and what this machine said of itself."""
        bad = network.sign_of(host, outcome)[0] is not Sign.REACHED
        local = self._ask() if bad else Local()
        self._network, verdict = network.judge(self._network, host, outcome, self._clock.now(), local)
        if verdict.back:
            self.returns += 1
            self._turn = self._clock.monotonic()
            self.back.set()
            self.back = asyncio.Event()
        return verdict, local

    def turn(self) -> float:
        """The monotonic instant at which the next motive may look again: they come one after the other."""
        self._turn = max(self._turn, self._clock.monotonic()) + network.SPACING
        return self._turn
