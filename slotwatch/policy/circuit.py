"""The circuit of a host that has refused us: open while it rests, and closed by one motive's good look.  Pure.

When a rest ends, every motive of the host is due at once.  If all of them knocked, the site would be refusing a
crowd that it has just asked to stay away.  So one of them probes, and the others wait for what comes of it.
"""

from dataclasses import dataclass, replace

from slotwatch.model import Available, NeedsHuman, NoSlot, NotOpen, Outcome
from slotwatch.policy.cadence import floor_for, is_loopback

#: Seconds after which a probe that reported nothing is given up: no watcher may wait for one that is gone.
#: Longer than a look of many requests with a Crawl-delay between them.
PATIENCE = 900.0
#: Seconds between two glances at somebody else's probe.
GLANCE = 2.0
LOOPBACK_GLANCE = 0.05


@dataclass(frozen=True, slots=True)
class Circuit:
    """Seconds are monotonic.

    ``until`` nobody may ask; then, while ``open``, one at a time: ``prober`` since ``probing_since``.
    """

    open: bool = False
    until: float = float("-inf")
    prober: str = ""
    probing_since: float = float("-inf")


#: The site's own answers: whatever they say, it lets us in.
_LET_IN = (Available, NoSlot, NotOpen, NeedsHuman)


def trip(circuit: Circuit, until: float) -> Circuit:
    """The host refused us: nobody asks before ``until``, and then one alone."""
    return Circuit(open=True, until=max(until, circuit.until))


def wait(circuit: Circuit, host: str, who: str, now: float) -> float:
    """Seconds for which this motive must wait before it may ask, or ask again whether it may; 0 = go."""
    if circuit.until > now:
        return circuit.until - now
    busy = circuit.open and circuit.prober not in ("", who) and now - circuit.probing_since < PATIENCE
    if not busy:
        return 0.0
    return LOOPBACK_GLANCE if is_loopback(host) else GLANCE


def begin(circuit: Circuit, who: str, now: float) -> Circuit:
    """Take note that this motive asks now: it is the probe if the circuit is open."""
    return replace(circuit, prober=who, probing_since=now) if circuit.open else circuit


def judge(circuit: Circuit, host: str, who: str, outcome: Outcome, now: float) -> Circuit:
    """What came of a motive's look, after `trip` if it was refused.

    Only the probe's outcome counts: a look that began before the refusal proves nothing about what came after
    it.  An outcome that proves nothing either way (no answer, an unknown page) leaves the circuit open for the
    next probe, a floor later.
    """
    if not circuit.open or circuit.prober != who:
        return circuit
    if isinstance(outcome, _LET_IN):
        return Circuit()
    return replace(circuit, prober="", until=max(circuit.until, now + floor_for(host)))
