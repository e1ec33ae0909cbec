"""The owner's session on a site with a captcha: how long it usually lasts, and what its owner is told of it.

A session ends when the site wants a human again; nobody says beforehand when that will be, so it is learned
from the sessions that went before it on the same host.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from slotwatch.model import Happening, SessionEnded, SessionEnding, TroubleEntered

#: Fewer ends than this teach nothing.
ENOUGH = 3
#: Only the latest are learned from: sites change.
LATEST = 20
#: An end is known when the last answer before it was so near; else the session may have ended long before.
NEAR = timedelta(hours=1)
#: The share of sessions that have ended by the time that counts as usual.
EARLY = 0.25

#: The message goes out this share of the usual time before it is up, within these bounds (seconds)…
LEAD = 0.1
SHORTEST_LEAD, LONGEST_LEAD = 600.0, 3600.0
#: …and never more than this share of it.
AT_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A session that is over.

    ``last_good`` is the last answer that it let in, None when it never let one in; ``refused``: the site ended
    it; otherwise its owner did, who opened another or asked to forget it.
    """

    opened: datetime
    ended: datetime
    last_good: datetime | None = None
    refused: bool = True

    @property
    def lasted(self) -> float:
        """Seconds for which it is known to have lasted."""
        return 0.0 if self.last_good is None else (self.last_good - self.opened).total_seconds()

    @property
    def end_known(self) -> bool:
        """Whether it is known to have lasted so long and not much longer."""
        return self.refused and self.last_good is not None and self.ended - self.last_good <= NEAR


def usually(lifetimes: Iterable[Lifetime]) -> float | None:
    """Seconds after which a quarter of the sessions have ended; None while too few ends are known.

    A session whose end is not known counts for as long as it lasted (the product-limit estimate): an owner who
    always renews in time makes the estimate longer, not shorter.
    """
    lives = [life for life in lifetimes if life.last_good is not None]
    lives = sorted(lives, key=lambda life: life.ended)[-LATEST:]
    if sum(life.end_known for life in lives) < ENOUGH:
        return None
    surviving, left = 1.0, len(lives)
    for life in sorted(lives, key=lambda life: (life.lasted, not life.end_known)):
        if life.end_known:
            surviving *= 1 - 1 / left
            if surviving <= 1 - EARLY + 1e-9:
                return life.lasted
        left -= 1
    return None


def tell_from(opened: datetime, usual: float) -> datetime:
    """When its owner is told that a session usually ends soon."""
    lead = min(max(LEAD * usual, SHORTEST_LEAD), LONGEST_LEAD, AT_MOST * usual)
    return opened + timedelta(seconds=usual - lead)


def ending(opened: datetime, usual: float | None, now: datetime) -> SessionEnding | None:
    """What its owner must know before the session ends, once it is time.  The caller tells it once a session."""
    if usual is None or now < tell_from(opened, usual):
        return None
    return SessionEnding(opened, usual)


def ended(happenings: Sequence[Happening], opened: datetime) -> tuple[Happening, ...]:
    """What happened at a look that ended a session: its end, in the place of the trouble it is.

    Told for every session, also when the same trouble was told before it: its owner has just tried to help.
    """
    rest = tuple(what for what in happenings if not _wants_human(what))
    return (SessionEnded(opened), *rest)


def let_in(happenings: Sequence[Happening]) -> tuple[Happening, ...]:
    """What happened at a look without a session: the message must say how its owner can open one."""
    return tuple(
        replace(what, session=True) if isinstance(what, TroubleEntered) and _wants_human(what) else what
        for what in happenings
    )


def _wants_human(what: Happening) -> bool:
    return isinstance(what, TroubleEntered) and what.trouble == "needs_human"
