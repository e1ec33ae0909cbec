"""The daily budgets of all hosts: every request is counted where it is sent, whoever sends it."""

from collections.abc import Callable, Mapping

from slotwatch.clock import Clock
from slotwatch.contract import LookFailed
from slotwatch.policy import budget
from slotwatch.policy.budget import Spending

#: So many uncounted requests a host may have after the death of the process: each count on the disk is a write.
STRIDE = 20


class Budgets:
    """``allowance`` gives a host's requests a day (None = any number); ``spent`` is what was stored of earlier."""

    def __init__(
        self, clock: Clock, allowance: Callable[[str], int | None], spent: Mapping[str, Spending] | None = None
    ) -> None:
        self._clock = clock
        self._allowance = allowance
        self._spent = dict(spent or {})
        self._stored = dict(self._spent)

    def take(self, host: str) -> None:
        """Count one request to a host.  Raises `LookFailed` when its budget is spent: then it must not be sent."""
        allowed = self._allowance(host)
        if allowed is None:
            return
        now, spending = self._clock.now(), self._spent.get(host)
        if budget.is_spent(spending, allowed, now):
            raise LookFailed(budget.refusal(host, "", allowed, now))
        self._spent[host] = budget.spend(spending, now)

    def unstored(self, least: int = STRIDE) -> dict[str, Spending]:
        """What has changed by ``least`` requests or more since it was last given; taken as stored from now on."""
        changed = {host: s for host, s in self._spent.items() if s.requests - self._before(host, s) >= least}
        self._stored |= changed
        return changed

    def _before(self, host: str, spending: Spending) -> int:
        stored = self._stored.get(host)
        return stored.requests if stored is not None and stored.day == spending.day else 0
