"""Virtual time: an event loop that jumps to the next sleeper whenever it has nothing else to do."""

import asyncio
import heapq
import itertools
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


class VirtualClock:
    """A `slotwatch.clock.Clock` whose sleepers are woken in order by the loop that owns it.

    ``wall_offset`` (seconds) moves the wall clock without moving the monotonic one.
    """

    def __init__(self, start: datetime = START) -> None:
        self.start = start
        self.ticks = 0.0
        self.wall_offset = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.ticks + self.wall_offset)

    def monotonic(self) -> float:
        return self.ticks

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.ticks + max(0.0, seconds), next(self._order), future))
        await future

    def advance(self) -> bool:
        """Wake the next sleeper, at its time; False when nobody sleeps."""
        while self._sleepers:
            when, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                self.ticks = max(self.ticks, when)
                future.set_result(None)
                return True
        return False


class _IdleSelector(selectors.SelectSelector):
    """Asked to wait (nothing is ready), it lets the clock jump instead."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> Any:
        if timeout is not None and timeout <= 0:
            return super().select(0)
        ready = super().select(0)
        if ready or self._clock.advance():
            return ready
        return super().select(timeout)


def run_virtually(clock: VirtualClock, main: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end in virtual time.  No thread and no socket may be waited for meanwhile."""
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(_IdleSelector(clock))) as runner:
        return runner.run(main)


class InlineExecutor(Executor):
    """Runs what it is given at once, in the calling thread: the store in virtual time."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever asks for the result
            future.set_exception(error)
        return future
