"""Every request is counted where it is sent, whoever sends it."""

from datetime import date

import pytest
from aiohttp import web

from slotwatch.contract import LookFailed
from slotwatch.fetch import STRIDE, Budgets, Courtesy
from slotwatch.policy.budget import Spending

TODAY = date(2026, 11, 25)


@pytest.fixture
async def counted(site, open_client, clock):
    """A site and a client with so many requests a day; the paths that were asked for."""
    asked = []

    async def page(request):
        asked.append(request.path)
        if request.path == "/hops":
            raise web.HTTPFound("/")
        return web.Response(text="User-agent: *" if request.path == "/robots.txt" else "page")

    async def started(allowed, spent=None, **courtesy):
        url = await site({"/{rest:.*}": page})
        budgets = Budgets(clock, lambda host: allowed, {url.removeprefix("http://"): spent} if spent else None)
        client = await open_client(courtesy=Courtesy(budgets=budgets, **courtesy))
        return url, client, budgets

    started.asked = asked
    return started


async def test_robots_redirects_and_every_motive_are_on_one_count(counted):
    url, client, _ = await counted(4)
    await client.session("a").get(f"{url}/hops")
    await client.session("b").get(f"{url}/")
    with pytest.raises(LookFailed) as failure:
        await client.session("c").post(f"{url}/", form=[])
    assert counted.asked == ["/robots.txt", "/hops", "/", "/"]
    outcome = failure.value.outcome
    assert outcome.kind == "blocked"
    assert outcome.evidence.marker.startswith("daily budget: the 4 requests for 127.0.0.1:")
    assert 3600 < outcome.retry_after < 86_400


async def test_a_robots_that_cannot_be_paid_for_is_not_taken_for_a_missing_one(counted):
    url, client, _ = await counted(1, Spending(TODAY, 1))
    with pytest.raises(LookFailed, match="blocked"):
        await client.session("a").get(f"{url}/")
    assert counted.asked == []


async def test_midnight_in_paris_begins_a_new_count(counted, clock):
    url, client, _ = await counted(2, robots=False)
    session = client.session("a")
    await session.get(url)
    await session.get(url)
    with pytest.raises(LookFailed) as failure:
        await session.get(url)
    clock.ticks += failure.value.outcome.retry_after
    assert (await session.get(url)).text == "page"


async def test_a_count_of_before_the_restart_goes_on_and_one_of_yesterday_does_not(counted):
    url, client, _ = await counted(10, Spending(TODAY, 10), robots=False)
    with pytest.raises(LookFailed):
        await client.session("a").get(url)
    url, client, _ = await counted(10, Spending(date(2026, 11, 24), 10), robots=False)
    await client.session("a").get(url)


async def test_what_is_to_be_stored_comes_in_strides_and_whole_at_the_end(clock):
    budgets = Budgets(clock, lambda host: 1000 if host == "busy" else 5)
    for _ in range(STRIDE):
        budgets.take("busy")
    budgets.take("quiet")
    assert budgets.unstored() == {"busy": Spending(TODAY, STRIDE)}
    assert budgets.unstored() == {}
    budgets.take("busy")
    assert budgets.unstored(1) == {"busy": Spending(TODAY, STRIDE + 1), "quiet": Spending(TODAY, 1)}


async def test_a_host_without_a_limit_is_not_counted(clock):
    budgets = Budgets(clock, lambda host: None)
    for _ in range(3):
        budgets.take("127.0.0.1")
    assert budgets.unstored(1) == {}
