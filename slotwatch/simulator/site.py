"""What every simulated site offers the server, and what it is handed."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from slotwatch.simulator.exchange import Asked, Reply
from slotwatch.simulator.offers import Offer
from slotwatch.simulator.script import Phase

NONE = Phase("none")


@dataclass(frozen=True, slots=True)
class Cue:
    """What to answer now: the phase, the slots it offers (() unless it offers any), and the day it is."""

    phase: Phase
    offers: tuple[Offer, ...]
    today: date


class Site(Protocol):
    """One site: pure but for its sessions."""

    @property
    def key(self) -> str:
        """Name in ``sim.answer(…, site=key)``."""
        ...

    @property
    def entry(self) -> str:
        """Path of the page a visitor begins with."""
        ...

    @property
    def parts(self) -> tuple[str, ...]:
        """Keys of what can be scripted apart: counters, sub-sites."""
        ...

    def owns(self, path: str) -> bool:
        """Whether a request for this path is for this site."""
        ...

    def channel(self, asked: Asked) -> str:
        """The key, or the key of the part this visitor has chosen."""
        ...

    def at_answer(self, asked: Asked) -> bool:
        """Whether this request is the one whose answer says yes or no."""
        ...

    def answer(self, asked: Asked, cue: Cue) -> Reply:
        """The answer in the site's own manner.  Kinds it does not know are read as ``none``."""
        ...

    def trap(self, phase: Phase) -> Reply | None:
        """The site's own version of a trap, None for the common one."""
        ...

    def forget(self) -> None:
        """Lose every session."""
        ...
