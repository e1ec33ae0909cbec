"""The browsers of one slotwatch: one at a time, because memory is dear, under one honest name."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from slotwatch.fetch.browser.chromium import Chromium, launch
from slotwatch.fetch.browser.errors import NotStartedError
from slotwatch.fetch.browser.patience import Patience
from slotwatch.fetch.browser.program import find

#: Starts until a browser runs under the right name: one to ask for its own, one more if it was updated meanwhile.
_STARTS = 3

_USUAL = Patience()


class Browsers:
    """Starts browsers whose User-Agent is Chromium's own with ours behind it.

    ``suffix`` is our part of the name; ``program`` finds the browser at each start; ``names`` as in `command`.
    ``peak`` are the most bytes that one of them was seen to hold (see `processes.measure`).
    """

    def __init__(
        self,
        suffix: str,
        *,
        program: Callable[[], str] = find,
        patience: Patience = _USUAL,
        names: str = "",
    ) -> None:
        self.patience = patience
        self.peak = 0
        self._suffix = suffix
        self._program = program
        self._names = names
        self._turn = asyncio.Lock()
        self._known: dict[str, tuple[str, str]] = {}

    @asynccontextmanager
    async def one(self, zone: str = "") -> AsyncIterator[Chromium]:
        """A running browser, once no other is.  ``zone`` is the time zone that its pages live in.

        Raises `BrowserError` when there is none or it does not start.
        """
        async with self._turn:
            program = self._program()
            for _ in range(_STARTS):
                product, own = self._known.get(program, ("", ""))
                name = f"{own} {self._suffix}" if own else ""
                async with launch(
                    program, user_agent=name, zone=zone, patience=self.patience, names=self._names
                ) as chromium:
                    if own and product == chromium.product:
                        yield chromium
                        return
                    if own:  # updated since: its old name would be a lie
                        del self._known[program]
                    else:
                        self._known[program] = (chromium.product, chromium.user_agent)
            raise NotStartedError("Chromium changes its version at every start")

    def weighed(self, size: int) -> None:
        """Remember what a browser held."""
        self.peak = max(self.peak, size)
