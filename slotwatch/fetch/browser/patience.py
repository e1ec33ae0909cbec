"""How long a browser may take for what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds, on top of `slotwatch.fetch.Limits`, whose ``total`` bounds a whole visit.

    ``start`` until the browser answers (a Raspberry Pi reads it from a slow card); ``settle`` from the
    site's answer until the page is read whether it has come to rest or not; ``quiet`` without a request
    under way until a page counts as at rest; ``end`` for the processes to go.
    """

    start: float = 30.0
    settle: float = 15.0
    quiet: float = 0.5
    end: float = 2.0
