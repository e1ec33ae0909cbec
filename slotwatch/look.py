"""One visit on demand, as polite as the daemon's: `slotwatch look`, and what `slotwatch add` asks a site."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from slotwatch import providers
from slotwatch.clock import Clock, SystemClock
from slotwatch.config import Settings
from slotwatch.contract import Fetch, LookFailed, Onlooker
from slotwatch.daemon import client_for, looker
from slotwatch.fetch import ANYWHERE, Bounds, Client, LedElsewhere
from slotwatch.model import Motive, Outcome
from slotwatch.policy import cadence
from slotwatch.policy.cadence import Strain
from slotwatch.store import Record, Store, StoreError, StoreLock

T = TypeVar("T")


async def look_now(
    settings: Settings,
    motive: Motive,
    clock: Clock | None = None,
    *,
    bounds: Bounds = ANYWHERE,
    continued: bool = False,
    onlooker: Onlooker | None = None,
) -> Outcome:
    """Look once.  Nothing is recorded but that the host now rests for the motive's floor.

    ``continued``: this look belongs to the visit that `explore` began; ``onlooker`` sees its pages.  Raises
    StoreError when it is too early: the floor holds between any two visits, whoever asks; `LedElsewhere` where
    ``bounds`` forbid a redirect.
    """

    async def errand(client: Client) -> Outcome:
        try:
            return await looker(client, providers.registry(), onlooker)(motive)
        except LookFailed as failed:
            if isinstance(failed, LedElsewhere):
                raise
            return failed.outcome

    return await _visit(settings, motive, _Errand(errand, lambda outcome: outcome), clock, bounds, continued)


async def explore(
    settings: Settings,
    motive: Motive,
    ask: Callable[[Fetch], Awaitable[T]],
    clock: Clock | None = None,
    *,
    bounds: Bounds = ANYWHERE,
) -> T:
    """Ask the motive's site something else than whether there is a slot, with the manners of `look_now`.

    Raises StoreError when it is too early, and `LookFailed` when no answer came.
    """

    async def errand(client: Client) -> T:
        return await ask(client.session(motive.name))

    return await _visit(settings, motive, _Errand(errand, lambda _: None), clock, bounds, continued=False)


@dataclass(frozen=True, slots=True)
class _Errand(Generic[T]):
    """What a visit is for, and how the outcome is told from its result (None: it went well)."""

    run: Callable[[Client], Awaitable[T]]
    outcome: Callable[[T], Outcome | None]


async def _visit(
    settings: Settings,
    motive: Motive,
    errand: _Errand[T],
    clock: Clock | None,
    bounds: Bounds,
    continued: bool,  # noqa: FBT001 - private, and named at both calls
) -> T:
    clock = clock or SystemClock()
    try:
        with StoreLock(settings.state):
            store = Store.open(settings.state, now=clock.now()).store
            try:
                if not continued:
                    _refuse_if_early(store, motive, clock.now())
                return await _leaving_a_rest(store, settings, motive, errand, clock, bounds)
            finally:
                store.close()
    except StoreError as error:
        if not error.is_lock:
            raise
    store = Store.open_readonly(settings.state)  # a daemon is watching: read when it last looked
    try:
        if not continued:
            _refuse_if_early(store, motive, clock.now())
    finally:
        store.close()
    async with client_for(settings, clock, bounds) as client:
        return await errand.run(client)


async def _leaving_a_rest(
    store: Store, settings: Settings, motive: Motive, errand: _Errand[T], clock: Clock, bounds: Bounds
) -> T:
    """Do the errand, and write down until when the host is left alone; also where it failed."""
    outcome: Outcome | None = None
    try:
        async with client_for(settings, clock, bounds) as client:
            result = await errand.run(client)
        outcome = errand.outcome(result)
    except LookFailed as failed:
        outcome = failed.outcome
        raise
    finally:
        rest = motive.pace.floor
        if outcome is not None:
            strain = Strain(outcome.kind, 1)
            wait = cadence.next_look(motive.pace, strain, outcome, clock.now(), _NoChance())
            rest = max(rest, cadence.host_rest(strain, outcome, wait))
        store.record(Record.of_installation(host=motive.host, host_until=clock.now() + timedelta(seconds=rest)))
    return result


def seconds_early(store: Store, motive: Motive, now: datetime) -> float:
    """Seconds for which the motive's site is still to be left alone; 0 when it may be asked."""
    memory = store.memories().get(motive.name)
    last = memory.state.last_look if memory else None
    allowed = [store.host_rests().get(motive.host)]
    if last is not None:
        allowed.append(last + timedelta(seconds=motive.pace.floor))
    until = max((instant for instant in allowed if instant is not None), default=now)
    return max(0.0, (until - now).total_seconds())


def _refuse_if_early(store: Store, motive: Motive, now: datetime) -> None:
    left = seconds_early(store, motive, now)
    if left:
        raise StoreError(f"{motive.host} was asked a moment ago; it is left alone for another {left:.0f} s")


class _NoChance:
    """The middle of every range: a single look has nobody to keep out of step with."""

    def random(self) -> float:
        return 0.5
