"""One look on demand, as polite as the daemon's: `slotwatch look`."""

from datetime import datetime, timedelta

from slotwatch import providers
from slotwatch.clock import Clock, SystemClock
from slotwatch.config import Settings
from slotwatch.contract import LookFailed
from slotwatch.daemon import client_for, looker
from slotwatch.model import Motive, Outcome
from slotwatch.policy import cadence
from slotwatch.policy.cadence import Strain
from slotwatch.store import Record, Store, StoreError, StoreLock


async def look_now(settings: Settings, motive: Motive, clock: Clock | None = None) -> Outcome:
    """Look once.  Nothing is recorded but that the host now rests for the motive's floor.

    Raises StoreError when it is too early: the floor holds between any two looks, whoever asks.
    """
    clock = clock or SystemClock()
    try:
        with StoreLock(settings.state):
            return await _alone(settings, motive, clock)
    except StoreError as error:
        if not error.is_lock:
            raise
    store = Store.open_readonly(settings.state)  # a daemon is watching: read when it last looked
    try:
        _refuse_if_early(store, motive, clock.now())
    finally:
        store.close()
    return await _look(settings, motive, clock)


async def _alone(settings: Settings, motive: Motive, clock: Clock) -> Outcome:
    store = Store.open(settings.state, now=clock.now()).store
    try:
        _refuse_if_early(store, motive, clock.now())
        outcome = await _look(settings, motive, clock)
        wait = cadence.next_look(motive.pace, Strain(outcome.kind, 1), outcome, clock.now(), _NoChance())
        rest = max(motive.pace.floor, cadence.host_rest(Strain(outcome.kind, 1), outcome, wait))
        store.record(Record.of_installation(host=motive.host, host_until=clock.now() + timedelta(seconds=rest)))
    finally:
        store.close()
    return outcome


async def _look(settings: Settings, motive: Motive, clock: Clock) -> Outcome:
    async with client_for(settings, clock) as client:
        try:
            return await looker(client, providers.registry())(motive)
        except LookFailed as failed:
            return failed.outcome


def _refuse_if_early(store: Store, motive: Motive, now: datetime) -> None:
    memory = store.memories().get(motive.name)
    last = memory.state.last_look if memory else None
    allowed = [store.host_rests().get(motive.host)]
    if last is not None:
        allowed.append(last + timedelta(seconds=motive.pace.floor))
    until = max((instant for instant in allowed if instant is not None), default=now)
    if until > now:
        left = (until - now).total_seconds()
        raise StoreError(f"{motive.host} was asked a moment ago; it is left alone for another {left:.0f} s")


class _NoChance:
    """The middle of every range: a single look has nobody to keep out of step with."""

    def random(self) -> float:
        return 0.5
