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
from slotwatch.policy import standing

#: No configuration brings two looks at one motive closer than this (seconds).
FLOOR = 60.0
#: One's own machine need not be spared: the demo, the tests and a local proxy may go fast.
LOOPBACK_FLOOR = 0.05
#: Least pause between two requests to one host (seconds): a look is several requests.
HOST_GAP = 1.0
#: A wait that a hot window's beginning ends is this many seconds shorter or longer, by chance.
LANDING = 20.0
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
    # nothing is asked but robots.txt, once a day
    standing.KIND: Ladder(first=3600, factor=1.0, cap=3600),
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


@dataclass(frozen=True, slots=True)
class Tempo:
    """How hot windows bend the steady pace at an instant (`policy.tempo`).

    ``hot``: in a window, where the floor is the pace.  ``factor`` (1 or more) slows either.  ``window`` names the
    one that is open or opens next, at ``opens``: no wait goes past that instant.
    """

    hot: bool
    factor: float
    window: str
    opens: datetime | None


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
    kind = _kind(outcome)
    if kind not in LADDERS:
        return Strain()
    return Strain(kind, strain.count + 1 if strain.kind == kind else 1)


def retry_after(outcome: Outcome) -> float | None:
    """Seconds the site asked us to stay away, None when it asked nothing."""
    if isinstance(outcome, Blocked | Maintenance) and outcome.retry_after:
        return min(outcome.retry_after, LONGEST_RETRY_AFTER)
    return None


def next_look(
    pace: Pace, strain: Strain, outcome: Outcome, now: datetime, random: Random, tempo: Tempo | None = None
) -> Wait:
    """How long to wait after a look that ended ``now`` with this outcome; ``strain`` already counts it.

    Hot windows (``tempo``) matter to a motive in good order alone: a ladder is climbed as if there were none.
    """
    steady, why = _steady(pace, now)
    ladder = _ladder(strain, outcome)
    if ladder is None and tempo is not None:
        wait, why = _in_tempo(pace, tempo, (steady, why), now, random)
    elif ladder is None:
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
    if standing.is_standing(outcome):  # meant for this page
        return 0.0
    refused = isinstance(outcome, Blocked) or _refused_in_silence(strain, outcome)
    return wait.seconds if refused or retry_after(outcome) is not None else 0.0


def first_look(pace: Pace, last: datetime | None, due: datetime | None, strain: Strain, now: datetime) -> float:
    """Seconds until the first look after a start.

    A motive in good order is looked at as soon as its floor allows; one on a ladder waits out its
    rung, as if there had been no restart (but for robots.txt: its owner may just have said to look all the
    same).  ``last`` and ``due`` come from the store, where a wall clock
    that jumped may have left them in the future: no wait is longer than the longest rung.
    """
    if last is None:
        return 0.0
    wait = pace.floor - (now - last).total_seconds()
    if strain.count and strain.kind != standing.KIND and due is not None:
        wait = max(wait, min((due - now).total_seconds(), LONGEST_RETRY_AFTER))
    if last > now + timedelta(minutes=2):  # the clock went back since: the record proves nothing
        wait = pace.floor
    return max(0.0, wait)


def at_night(pace: Pace, now: datetime, timezone: ZoneInfo = PARIS) -> bool:
    """Whether the night pace holds."""
    return pace.night is not None and pace.night.contains(now.astimezone(timezone).time())


def steady_wait(pace: Pace, now: datetime) -> float:
    """Seconds between two looks at this instant where nothing bends the pace, without chance."""
    return _steady(pace, now)[0]


def mean_wait(seconds: float, pace: Pace) -> float:
    """The mean of waits of so many seconds with the pace's jitter and above its floor."""
    low, high, floor = seconds * (1 - pace.jitter), seconds * (1 + pace.jitter), pace.floor
    if floor <= low:
        return seconds
    if floor >= high:
        return floor
    return ((floor - low) * floor + (high * high - floor * floor) / 2) / (high - low)


def _in_tempo(
    pace: Pace, tempo: Tempo, steady: tuple[float, str], now: datetime, random: Random
) -> tuple[float, str]:
    """The wait as windows bend it, ending where the next one opens (give or take `LANDING`)."""
    seconds, why = (pace.floor, f"hot window {tempo.window}") if tempo.hot else steady
    # the factor comes last: it bends the mean of the waits exactly
    wait = max(seconds * _jitter(pace.jitter, random), pace.floor) * tempo.factor
    if not tempo.hot and tempo.factor > 1:
        why += f", {tempo.factor:.2f} times slower for hot windows"
    left = wait if tempo.opens is None else (tempo.opens - now).total_seconds()
    if left < wait:
        spread = min(LANDING, pace.floor / 3)
        wait, why = left + spread * (2 * random.random() - 1), f"hot window {tempo.window} opens"
    return wait, why


def _steady(pace: Pace, now: datetime) -> tuple[float, str]:
    if at_night(pace, now):
        return max(pace.every, pace.night_every), "night pace"
    return pace.every, "steady pace"


def _ladder(strain: Strain, outcome: Outcome) -> Ladder | None:
    if _refused_in_silence(strain, outcome):
        return LADDERS["blocked"]
    return LADDERS.get(_kind(outcome)) if strain.count else None


def _kind(outcome: Outcome) -> str:
    return standing.KIND if standing.is_standing(outcome) else outcome.kind


def _refused_in_silence(strain: Strain, outcome: Outcome) -> bool:
    return (
        isinstance(outcome, Unreachable)
        and outcome.cause == "empty reply"
        and strain.count >= EMPTY_REPLIES_ARE_A_BLOCK
    )


def _jitter(share: float, random: Random) -> float:
    return 1 + share * (2 * random.random() - 1)
