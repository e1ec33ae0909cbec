"""When to look next: a steady pace with jitter, and a ladder for each kind of trouble.

The order of the rules is fixed: pace or rung, then the rung's cap, then jitter, then the floors
(the motive's own floor, the site's Retry-After).  So nothing can bring a wait below a floor, and a
ladder at its top still has jitter, inside its cap.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from zoneinfo import ZoneInfo

from slotwatch.clock import Random
from slotwatch.model import PARIS, Blocked, Maintenance, Outcome, Pace, Unreachable

#: No configuration brings two looks at one motive closer than this (seconds).
FLOOR = 60.0
#: One's own machine need not be spared: the demo, the tests and a local proxy may go fast.
LOOPBACK_FLOOR = 0.05
#: Least pause between two requests to one host (seconds): a look is several requests.
HOST_GAP = 1.0
#: A site's Retry-After is obeyed up to a week; more is a mistake of the site's.
LONGEST_RETRY_AFTER = 7 * 86400.0


@dataclass(frozen=True, slots=True)
class Ladder:
    """Waits that grow: ``first`` seconds, times ``factor`` at each further failure, at most ``cap``."""

    first: float
    factor: float
    cap: float

    def rung(self, count: int) -> float:
        """The wait after ``count`` failures in a row (1 = the first), without jitter."""
        wait = self.first
        for _ in range(count - 1):
            wait *= self.factor
            if wait >= self.cap:
                break
        return min(wait, self.cap)


#: How each kind of trouble is waited out.  Where the motive's own pace is slower, the pace holds.
LADDERS = {
    # refused: every further knock makes it worse (providers.md §9: 403 after 5 s polling)
    "blocked": Ladder(first=15 * 60, factor=2.0, cap=6 * 3600),
    # overload ends in minutes, and places are often published right after it
    "maintenance": Ladder(first=2 * 60, factor=1.5, cap=20 * 60),
    # usually our own network: look again soon, it costs the site nothing
    "unreachable": Ladder(first=60, factor=1.5, cap=10 * 60),
    # a page we do not know may be a lost session as well as a new layout
    "unrecognised": Ladder(first=5 * 60, factor=1.5, cap=30 * 60),
    # the owner has been asked; knock gently until they came
    "needs_human": Ladder(first=10 * 60, factor=1.5, cap=60 * 60),
    # a dead link rarely comes back
    "not_open": Ladder(first=30 * 60, factor=2.0, cap=6 * 3600),
}

#: The ladder of `Blocked` holds from this many connections closed without an answer (providers.md §14.1).
EMPTY_REPLIES_ARE_A_BLOCK = 3


@dataclass(frozen=True, slots=True)
class Strain:
    """Where on which ladder a motive stands.  Stored, so that a restart does not begin anew."""

    kind: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """How long until the next look (seconds), and why, in a few words for logs and the curious."""

    seconds: float
    why: str


def is_loopback(host: str) -> bool:
    """Whether a host, port allowed, is this machine itself.  Read from the name; nothing is looked up."""
    name = host.rsplit("]", 1)[0].lstrip("[") if host.startswith("[") else host.rsplit(":", 1)[0]
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def floor_for(host: str, provider_floor: float = 0.0) -> float:
    """Least seconds between two looks at one motive of this host: no configuration lowers it."""
    return LOOPBACK_FLOOR if is_loopback(host) else max(FLOOR, provider_floor)


def gap_for(host: str) -> float:
    """Least seconds between two requests to this host."""
    return 0.0 if is_loopback(host) else HOST_GAP


def climb(strain: Strain, outcome: Outcome) -> Strain:
    """The strain after this outcome: one rung up in the same trouble, the first in another, none when answered."""
    if outcome.kind not in LADDERS:
        return Strain()
    return Strain(outcome.kind, strain.count + 1 if strain.kind == outcome.kind else 1)


def retry_after(outcome: Outcome) -> float | None:
    """Seconds the site asked us to stay away, None when it asked nothing."""
    if isinstance(outcome, Blocked | Maintenance) and outcome.retry_after:
        return min(outcome.retry_after, LONGEST_RETRY_AFTER)
    return None


def next_look(pace: Pace, strain: Strain, outcome: Outcome, now: datetime, random: Random) -> Wait:
    """How long to wait after a look that ended ``now`` with this outcome; ``strain`` already counts it."""
    steady, why = _steady(pace, now)
    ladder = _ladder(strain, outcome)
    if ladder is None:
        wait = steady * _jitter(pace.jitter, random)
    else:
        # the cap makes room for the jitter, so that the longest wait is the cap itself
        cap = ladder.cap / (1 + pace.jitter)
        wait = max(steady, min(ladder.rung(strain.count), cap)) * _jitter(pace.jitter, random)
        why = f"{outcome.kind} {strain.count} in a row"
    asked = retry_after(outcome)
    if asked is not None and asked > wait:
        # spread upwards only: earlier would be a broken promise
        wait, why = asked * (1 + 0.05 * random.random()), f"the site asked for {asked:.0f} s"
    return Wait(max(wait, pace.floor), why)


def host_rest(strain: Strain, outcome: Outcome, wait: Wait) -> float:
    """Seconds for which *every* motive of the host keeps away: a refusal is meant for the visitor."""
    refused = isinstance(outcome, Blocked) or _refused_in_silence(strain, outcome)
    return wait.seconds if refused or retry_after(outcome) is not None else 0.0


def first_look(pace: Pace, last: datetime | None, due: datetime | None, strain: Strain, now: datetime) -> float:
    """Seconds until the first look after a start.

    A motive in good order is looked at as soon as its floor allows; one on a ladder waits out its
    rung, as if there had been no restart.  ``last`` and ``due`` come from the store, where a wall clock
    that jumped may have left them in the future: no wait is longer than the longest rung.
    """
    if last is None:
        return 0.0
    wait = pace.floor - (now - last).total_seconds()
    if strain.count and due is not None:
        wait = max(wait, min((due - now).total_seconds(), LONGEST_RETRY_AFTER))
    if last > now + timedelta(minutes=2):  # the clock went back since: the record proves nothing
        wait = pace.floor
    return max(0.0, wait)


def _steady(pace: Pace, now: datetime, timezone: ZoneInfo = PARIS) -> tuple[float, str]:
    night = pace.night is not None and pace.night.contains(now.astimezone(timezone).time())
    return (max(pace.every, pace.night_every), "night pace") if night else (pace.every, "steady pace")


def _ladder(strain: Strain, outcome: Outcome) -> Ladder | None:
    if _refused_in_silence(strain, outcome):
        return LADDERS["blocked"]
    return LADDERS.get(outcome.kind) if strain.count else None


def _refused_in_silence(strain: Strain, outcome: Outcome) -> bool:
    return (
        isinstance(outcome, Unreachable)
        and outcome.cause == "empty reply"
        and strain.count >= EMPTY_REPLIES_ARE_A_BLOCK
    )


def _jitter(share: float, random: Random) -> float:
    return 1 + share * (2 * random.random() - 1)
