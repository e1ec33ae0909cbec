import asyncio
import gc

import pytest
from aiohttp import web

from slotwatch.clock import SystemClock
from slotwatch.fetch import Client, Limits
from slotwatch.model import Cause
from slotwatch.policy.cadence import HOST_GAP


async def fine(request):
    return web.Response(text="ok")


async def test_a_name_has_one_session(open_client):
    client = await open_client()
    assert client.session("a") is client.session("a")
    assert client.session("a") is not client.session("b")


async def test_a_client_that_is_not_open_says_what_to_do(clock):
    client = Client(user_agent="x", clock=clock)
    with pytest.raises(RuntimeError, match="async with Client"):
        client.session("a")


async def test_closing_twice_is_closing(site, clock):
    here = await site({"/": fine})
    client = Client(user_agent="x", clock=clock)
    async with client:
        await client.session("a").get(here)
        await client.close()
    await client.close()
    with pytest.raises(RuntimeError, match="async with Client"):
        client.session("a")
    gc.collect()  # what was left open would warn, and a warning is an error here


async def test_nothing_of_the_contact_is_in_the_repr(clock):
    assert "example.org" not in repr(Client(user_agent="x (contact: a@example.org)", clock=clock))


async def test_two_sessions_due_together_on_one_host_are_never_closer_than_the_gap(open_client, site, clock):
    spans = []

    async def noted(request):
        spans.append(clock.monotonic())
        await clock.sleep(0.5)
        spans.append(clock.monotonic())
        return web.Response()

    here = await site({"/": noted})
    client = await open_client(gap=lambda host: 1.0)
    await asyncio.gather(*(client.session(name).get(here) for name in "abcd"))
    pauses = [began - ended for ended, began in zip(spans[1::2], spans[2::2], strict=False)]
    assert pauses == [1.0, 1.0, 1.0]


async def test_the_wait_for_the_lane_is_not_part_of_the_time_limit(open_client, site):
    async def slow(request):
        await asyncio.sleep(0.15)
        return web.Response()

    here = await site({"/": slow})
    client = await open_client(limits=Limits(total=0.3), clock=SystemClock(), gap=lambda host: 0.1)
    pages = await asyncio.gather(*(client.session(name).get(here) for name in "abc"))
    assert [page.status for page in pages] == [200, 200, 200]


async def test_the_usual_gap_is_the_policys(site, clock):
    async with Client(user_agent="x", clock=clock) as client:
        here = await site({"/": fine})
        before = clock.monotonic()
        for _ in range(3):
            await client.session("a").get(here)
        assert clock.monotonic() == before  # loopback need not be spared


async def test_the_usual_gap_spares_a_public_host(mocked, clock):
    mocked.get("https://www.exemple.test/", repeat=True)
    async with Client(user_agent="x", clock=clock) as client:
        before = clock.monotonic()
        for name in "abc":
            await client.session(name).get("https://www.exemple.test/")
        assert clock.monotonic() - before == 2 * HOST_GAP


async def test_a_connection_is_used_again_by_another_session_of_the_host(open_client, site):
    peers = set()

    async def noted(request):
        peers.add(request.transport.get_extra_info("peername"))
        return web.Response(text="ok")

    here = await site({"/": noted})
    client = await open_client()
    for name in "ab":
        await client.session(name).get(here)
        await client.session(name).post(here, form=[])
    assert len(peers) == 1


async def test_an_idle_connection_that_the_server_closed_is_not_asked(open_client, serve, answer):
    # a keep-alive answer, and then the server hangs up all the same
    here = await serve(answer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    session = (await open_client()).session("m")
    for _ in range(3):
        assert (await session.post(here, form=[("a", "1")])).text == "ok"
        await asyncio.sleep(0.02)


async def test_proxies_of_the_environment_are_not_used(open_client, site, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    here = await site({"/": fine})
    assert (await (await open_client()).session("m").get(here)).text == "ok"


async def test_closing_while_a_request_is_under_way_ends_it(clock, serve, unreachable):
    reached = asyncio.Event()

    async def silent(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        reached.set()
        await reader.read()

    here = await serve(silent)
    async with Client(user_agent="x", clock=clock) as client:
        asking = asyncio.create_task(unreachable(client.session("m").get(here)))
        await reached.wait()
        await client.close()
        async with asyncio.timeout(5):
            assert (await asking).cause in (Cause.EMPTY, Cause.CONNECT)
