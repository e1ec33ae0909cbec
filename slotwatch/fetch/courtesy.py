"""What a client does for its hosts beyond the lanes."""

from dataclasses import dataclass

from slotwatch.fetch.budgets import Budgets


@dataclass(frozen=True, slots=True)
class Courtesy:
    """``robots``: robots.txt is read and obeyed, but by the sessions in ``ignoring``, whose owner has said so;
    ``conditional``: pages that have not changed need not be sent again; ``budgets`` None: requests are not
    counted.
    """

    robots: bool = True
    ignoring: frozenset[str] = frozenset()
    conditional: bool = True
    budgets: Budgets | None = None


#: Nothing beyond the lanes.
NONE = Courtesy(robots=False, conditional=False)
