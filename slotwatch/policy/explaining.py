"""Why the next look is when it is: every rule that has a say, in the order in which they are asked.  Pure.

The decision is made again from what was known at the last look, with chance at its ends and in its middle: so the
explanation cannot say anything else than what the rules do.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from slotwatch.model import Check, Motive, Pace
from slotwatch.policy import cadence, episodes
from slotwatch.policy.cadence import Strain, Tempo
from slotwatch.policy.windows import HotWindow


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a motive: its last look, the ladder it stands on, when it is due, its host's rest.

    ``tempo`` is that of the last look's end, ``windows`` those of now.
    """

    motive: Motive
    last: Check | None = None
    strain: Strain = field(default_factory=Strain)
    due: datetime | None = None
    rest: datetime | None = None
    tempo: Tempo | None = None
    windows: tuple[HotWindow, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule and what it says: ``rule`` is a word for programs, ``words`` are for people."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """When the next look is, how many seconds chance could move it (None: nothing was drawn), and why."""

    motive: str
    at: datetime
    chance: float | None
    because: str
    reasons: tuple[Reason, ...]
    windows: tuple[HotWindow, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fixed:
    value: float

    def random(self) -> float:
        return self.value


_LOWEST, _MIDDLE, _HIGHEST = _Fixed(0.0), _Fixed(0.5), _Fixed(1.0)


def explain(known: Known, now: datetime) -> Explanation:
    """Why this motive's next look is when it is."""
    motive, last = known.motive, known.last
    resting = known.rest is not None and known.rest > now
    rules = [
        _state(known),
        *_ladder(known),
        _pace(motive.pace),
        _hot(known),
        _rest(known, now),
        _floor(motive.pace),
    ]
    if last is None:
        at = known.rest if resting and known.rest else now
        because = "its host rests" if resting else "it has not been looked at yet"
        return Explanation(motive.name, at, None, because, tuple(rules), known.windows)
    ended = last.at + timedelta(seconds=last.took)
    waits = tuple(
        cadence.next_look(motive.pace, known.strain, last.outcome, ended, chance, known.tempo)
        for chance in (_LOWEST, _MIDDLE, _HIGHEST)
    )
    seconds = [wait.seconds for wait in waits]
    at = known.due or last.at + timedelta(seconds=seconds[1])
    # chance may decide which rule ends the wait: the one that comes nearest to what was drawn
    drawn = (at - last.at).total_seconds()
    because = min(waits, key=lambda wait: abs(wait.seconds - drawn)).why
    chance: float | None = (max(seconds) - min(seconds)) / 2
    if at < now:
        because += "; it is due now"
    if known.rest is not None and resting and known.rest > at:
        at, chance, because = known.rest, None, "its host rests"
    return Explanation(motive.name, at, chance, because, tuple(rules), known.windows)


def _state(known: Known) -> Reason:
    if known.last is None:
        return Reason("state", "not looked at yet")
    outcome = known.last.outcome
    return Reason("state", f"{outcome.kind.replace('_', ' ')}: {episodes.describe(outcome)}")


def _ladder(known: Known) -> tuple[Reason, ...]:
    asked = cadence.retry_after(known.last.outcome) if known.last else None
    words = []
    if known.strain.count:
        words.append(
            f"{known.strain.kind.replace('_', ' ')}, {known.strain.count} in a row; hot windows do not count"
        )
    if asked is not None:
        words.append(f"the site asked for {asked:.0f} s")
    return (Reason("ladder", "; ".join(words) or "none: the site answers"),)


def _pace(pace: Pace) -> Reason:
    night = (
        f"; {pace.night_every:.0f} s in the night {pace.night.start:%H:%M}-{pace.night.end:%H:%M}"
        if pace.night
        else ""
    )
    return Reason("pace", f"every {pace.every:.0f} s ± {100 * pace.jitter:.0f} %{night}")


def _hot(known: Known) -> Reason:
    tempo = known.tempo
    if not known.windows:
        return Reason("window", "none: no release hour is known")
    if tempo is None:
        return Reason("window", "none today or tomorrow")
    if tempo.hot:
        slower = (
            f", {tempo.factor:.2f} times slower than the floor: the day has no more looks"
            if tempo.factor > 1
            else ""
        )
        return Reason("window", f"open: {tempo.window}{slower}")
    following = f"next: {tempo.window}" if tempo.opens else "no further one today or tomorrow"
    slower = f"; until then {tempo.factor:.2f} times slower" if tempo.factor > 1 else ""
    return Reason("window", following + slower)


def _rest(known: Known, now: datetime) -> Reason:
    if known.rest is None or known.rest <= now:
        return Reason("host rest", f"none: {known.motive.host} may be asked")
    return Reason(
        "host rest", f"{known.motive.host} is left alone for another {(known.rest - now).total_seconds():.0f} s"
    )


def _floor(pace: Pace) -> Reason:
    return Reason("floor", f"{pace.floor:g} s: nothing brings two looks closer")
