"""robots.txt through a real client and real servers."""

import asyncio

import pytest
from aiohttp import web

from slotwatch.contract import LookFailed
from slotwatch.fetch import Courtesy, Limits
from slotwatch.fetch import robots as robots_module
from slotwatch.fetch.request import getting
from slotwatch.fetch.robots import Robots
from slotwatch.model import Blocked, Cause
from slotwatch.policy.standing import is_standing

FORBIDS = "User-agent: *\nDisallow: /closed\n"
OBEYING = Courtesy(conditional=False)


class Site:
    """Serves robots.txt as it is told to, and a page everywhere else."""

    def __init__(self):
        self.text, self.status, self.headers = FORBIDS, 200, {}
        self.silent = False
        self.asked: list[str] = []
        self.agents: list[str] = []
        self.cookies: list[str] = []

    async def robots(self, request):
        self.asked.append(request.path)
        self.agents.append(request.headers["User-Agent"])
        self.cookies.append(request.headers.get("Cookie", ""))
        if self.silent:
            request.transport.abort()
        return web.Response(text=self.text, status=self.status, headers=self.headers)

    async def page(self, request):
        self.asked.append(request.path_qs)
        if request.path == "/moved":
            raise web.HTTPFound("/closed")
        response = web.Response(text="page")
        response.set_cookie("visit", "1")
        return response

    @property
    def robots_asked(self):
        return self.asked.count("/robots.txt")


@pytest.fixture
def house():
    return Site()


@pytest.fixture
async def start(site, house, open_client):
    async def started(**settings):
        url = await site({"/robots.txt": house.robots, "/{rest:.*}": house.page})
        client = await open_client(courtesy=settings.pop("courtesy", OBEYING), **settings)
        return url, client

    return started


async def refused(asking):
    with pytest.raises(LookFailed) as failure:
        await asking
    return failure.value.outcome


async def test_a_forbidden_path_is_not_asked_for_and_the_outcome_says_why(start, house):
    url, client = await start()
    outcome = await refused(client.session("a").get(f"{url}/closed/booking?token=secret"))
    assert is_standing(outcome)
    assert f"robots.txt of {url.removeprefix('http://')} disallows /closed/booking:" in outcome.evidence.marker
    assert "secret" not in repr(outcome)
    assert house.asked == ["/robots.txt"]
    assert house.agents == ["slotwatch/test"]


async def test_every_way_of_asking_obeys(start, house):
    url, client = await start()
    session = client.session("a")
    ways = [
        session.get(f"{url}/closed"),
        session.head(f"{url}/closed"),
        session.post(f"{url}/closed", form=[("a", "1")]),
        session.converse(f"{url.replace('http', 'ws')}/closed", "hello", until=lambda text: True),
        session.get(f"{url}/moved"),
        client.browser("b").get(f"{url}/closed"),
    ]
    for asking in ways:
        assert is_standing(await refused(asking))
    assert house.asked == ["/robots.txt", "/moved"]


async def test_it_is_read_once_by_all_sessions_also_when_they_start_together(start, house):
    url, client = await start()
    pages = await asyncio.gather(*(client.session(f"motive-{n}").get(f"{url}/open") for n in range(20)))
    assert [page.text for page in pages] == ["page"] * 20
    assert house.robots_asked == 1


async def test_it_is_read_again_after_a_day(start, house, clock):
    url, client = await start()
    await client.session("a").get(f"{url}/open")
    clock.ticks += 86_000
    await client.session("a").get(f"{url}/open")
    assert house.robots_asked == 1
    house.text = "User-agent: *\nDisallow: /open\n"
    clock.ticks += 500
    assert is_standing(await refused(client.session("a").get(f"{url}/open")))
    assert house.robots_asked == 2


async def test_no_cookie_of_a_motive_goes_there(start, house, clock):
    url, client = await start()
    await client.session("a").get(f"{url}/open")
    clock.ticks += 90_000
    await client.session("a").get(f"{url}/open")
    assert house.cookies == ["", ""]


async def test_an_owner_who_says_so_is_not_kept_away_and_nobody_else_is_let_in_with_them(start, house):
    url, client = await start(courtesy=Courtesy(ignoring=frozenset({"mine"}), conditional=False))
    assert (await client.session("mine").get(f"{url}/closed")).text == "page"
    assert is_standing(await refused(client.session("other").get(f"{url}/closed")))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
async def test_a_site_without_one_forbids_nothing(start, house, status):
    house.status = status
    url, client = await start()
    assert (await client.session("a").get(f"{url}/closed")).status == 200


async def test_a_redirected_one_is_read_where_it_is(site, open_client):
    async def moved(request):
        raise web.HTTPMovedPermanently("/elsewhere.txt")

    async def text(request):
        return web.Response(text=FORBIDS)

    url = await site({"/robots.txt": moved, "/elsewhere.txt": text})
    client = await open_client(courtesy=OBEYING)
    assert is_standing(await refused(client.session("a").get(f"{url}/closed")))


@pytest.mark.parametrize(
    ("broken", "again_after"), [(503, robots_module.AFTER_ERROR), (429, robots_module.AFTER_ERROR), (None, 600.0)]
)
async def test_one_that_cannot_be_had_does_not_make_us_blind_and_is_asked_for_again(
    start, house, clock, broken, again_after
):
    house.status, house.silent = broken or 200, broken is None
    url, client = await start()
    assert (await client.session("a").get(f"{url}/closed")).text == "page"
    clock.ticks += again_after - 1
    await client.session("a").get(f"{url}/closed")
    assert house.robots_asked == 1
    house.status, house.silent = 200, False
    clock.ticks += 2
    assert is_standing(await refused(client.session("a").get(f"{url}/closed")))


async def test_while_it_cannot_be_had_the_last_one_holds_for_thirty_days_and_no_longer(start, house, clock):
    url, client = await start()
    assert is_standing(await refused(client.session("a").get(f"{url}/closed")))
    house.status = 500
    for _ in range(30):
        clock.ticks += 86_400 - 10
        assert is_standing(await refused(client.session("a").get(f"{url}/closed")))
    clock.ticks += 86_400
    assert (await client.session("a").get(f"{url}/closed")).text == "page"


async def test_a_robots_that_never_answers_costs_its_own_time_limit_once(serve, open_client):
    hung = asyncio.Event()

    async def handler(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        if b"/robots.txt" in head:
            hung.set()
            await asyncio.sleep(30)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\npage")
        await writer.drain()

    url = await serve(handler)
    client = await open_client(courtesy=OBEYING, limits=Limits(connect=0.2, total=0.2))
    loop = asyncio.get_running_loop()
    started = loop.time()
    assert (await client.session("a").get(f"{url}/")).text == "page"
    assert (await client.session("a").get(f"{url}/")).text == "page"
    assert hung.is_set()
    assert loop.time() - started < 1.0


async def test_a_crawl_delay_is_kept_from_the_first_page_on(start, house, clock):
    house.text = "User-agent: *\nCrawl-delay: 7\n"
    moments = []
    url, client = await start(gap=lambda host: 1.0)
    for _ in range(3):
        await client.session("a").get(f"{url}/open")
        moments.append(clock.ticks)
    assert moments == [1007.0, 1014.0, 1021.0]


async def test_http_and_https_of_one_host_have_rules_of_their_own_and_hosts_do_not_share_any(
    start, house, unreachable
):
    url, client = await start()
    assert is_standing(await refused(client.session("a").get(f"{url}/closed")))
    other = url.replace("http://", "https://")
    outcome = await unreachable(client.session("a").get(f"{other}/closed"))
    assert outcome.cause in (Cause.TLS, Cause.CONNECT)


async def test_a_robots_of_many_megabytes_is_cut(start, house):
    house.text = FORBIDS + "# filler\n" * 700_000 + "User-agent: slotwatch\nDisallow: /\n"
    url, client = await start()
    assert (await client.session("a").get(f"{url}/open")).text == "page"
    assert is_standing(await refused(client.session("a").get(f"{url}/closed")))


async def test_without_courtesy_nobody_asks_for_it(start, house):
    url, client = await start(courtesy=Courtesy(robots=False))
    await client.session("a").get(f"{url}/closed")
    assert house.robots_asked == 0


async def test_ever_new_hosts_do_not_fill_the_memory(clock):
    async def get(url):
        raise LookFailed(Blocked(None))

    robots = Robots(clock, get, lambda host, seconds: None)
    for number in range(1000):
        outcome = await refused(robots.admit(getting(f"http://spent{number}.example/", None)))
        assert outcome.kind == "blocked"
    assert len(robots._known) <= robots_module._MANY
