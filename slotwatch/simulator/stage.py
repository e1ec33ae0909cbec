"""Which phase is on, for which site, at this second."""

from dataclasses import dataclass, field

from slotwatch.clock import Clock
from slotwatch.simulator.script import Phase, Script

#: The channel of everything that has no script of its own.
EVERYWHERE = ""


@dataclass
class Play:
    """A script that runs since ``since`` (monotonic seconds)."""

    script: Script
    since: float
    used: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Turn:
    """A phase while it is on: ``number`` counts phases since the start of the play."""

    play: Play
    number: int
    phase: Phase

    def first_use(self) -> bool:
        """True once in each turn, for what happens once."""
        if self.number in self.play.used:
            return False
        self.play.used.add(self.number)
        return True


class Stage:
    """Scripts by channel: ``booking/989/1001`` follows its own, else ``booking/989``'s, else ``booking``'s…."""

    def __init__(self, clock: Clock, script: Script) -> None:
        self._clock = clock
        self._plays: dict[str, Play] = {}
        self.play(EVERYWHERE, script)

    def play(self, channel: str, script: Script) -> None:
        """Begin a script now, for this channel and everything below it."""
        for other in [name for name in self._plays if not channel or f"{name}/".startswith(f"{channel}/")]:
            del self._plays[other]
        self._plays[channel] = Play(script, self._clock.monotonic())

    def turn(self, channel: str) -> Turn:
        """What is on now."""
        while channel not in self._plays:
            channel = channel.rpartition("/")[0]
        play = self._plays[channel]
        number, phase = play.script.at(self._clock.monotonic() - play.since)
        return Turn(play, number, phase)
