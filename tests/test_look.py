"""One visit on demand keeps the manners of the daemon, whatever it is for."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from process import write_config

from slotwatch import providers
from slotwatch.config import load
from slotwatch.contract import LookFailed
from slotwatch.fetch import Bounds
from slotwatch.look import explore, look_now
from slotwatch.model import Blocked, NoSlot, Pace
from slotwatch.providers import booking
from slotwatch.simulator import Simulator
from slotwatch.store import Store, StoreError, StoreLock


@pytest.fixture
async def site():
    async with Simulator("none", weight=4_000) as simulator:
        yield simulator


@pytest.fixture
def settings(tmp_path, site):
    path = write_config(
        tmp_path, site.booking_url, "json://127.0.0.1:1/hook", options='options.planning = "14500"'
    )
    return load(path, providers.registry())


@pytest.fixture
def motive(settings):
    """The motive as if its site were far away: a minute between two visits."""
    return replace(settings.motives[0], pace=Pace(floor=60.0))


def discover(motive):
    return lambda fetch: booking.discover(motive.url, fetch)


async def test_a_look_belongs_to_the_visit_that_explored_the_site(settings, motive, site):
    found = await explore(settings, motive, discover(motive))
    assert len(found.choices) == 2
    outcome = await look_now(settings, motive, continued=True)
    assert isinstance(outcome, NoSlot)
    assert not site.trespasses


@pytest.mark.parametrize("first", ["explore", "look"])
@pytest.mark.parametrize("second", ["explore", "look"])
async def test_a_second_visit_within_the_floor_asks_nothing(settings, motive, site, first, second):
    visits = {
        "explore": lambda: explore(settings, motive, discover(motive)),
        "look": lambda: look_now(settings, motive),
    }
    await visits[first]()
    asked = len(site.requests)
    with pytest.raises(StoreError, match="left alone for another"):
        await visits[second]()
    assert len(site.requests) == asked


async def test_an_exploration_that_is_refused_leaves_the_host_alone_as_long_as_it_asked(settings, motive, site):
    site.answer("429 retry 3600")
    with pytest.raises(LookFailed) as failure:
        await explore(settings, motive, discover(motive))
    assert isinstance(failure.value.outcome, Blocked)
    store = Store.open_readonly(settings.state)
    try:
        rest = store.host_rests()[motive.host] - datetime.now(UTC)
    finally:
        store.close()
    assert 3500 < rest.total_seconds() < 4000


async def test_an_errand_that_fails_by_a_mistake_of_ours_leaves_a_rest_too(settings, motive):
    async def ask(_fetch):
        raise RuntimeError("a mistake")

    with pytest.raises(RuntimeError):
        await explore(settings, motive, ask)
    with pytest.raises(StoreError, match="left alone"):
        await look_now(settings, motive)


async def test_beside_a_running_daemon_the_visit_is_made_and_nothing_written(settings, motive):
    Store.open(settings.state, now=datetime.now(UTC)).store.close()
    with StoreLock(settings.state):
        assert await explore(settings, motive, discover(motive))
        assert isinstance(await look_now(settings, motive), NoSlot)


async def test_bounds_hold_for_both(settings, motive, site):
    site.answer("loop")
    away = replace(motive, url=motive.url.replace("127.0.0.1", "localhost"))
    bounds = Bounds(private=False)
    with pytest.raises(LookFailed, match="unreachable"):
        await explore(settings, away, discover(away), bounds=bounds)
    assert (await look_now(settings, away, bounds=bounds, continued=True)).kind == "unreachable"
    assert site.requests == []
