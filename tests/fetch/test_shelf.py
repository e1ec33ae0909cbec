"""Conditional requests: a page that has not changed need not be sent again, and is never older than an hour."""

from hashlib import sha256

import pytest
from aiohttp import web

from slotwatch.contract import Page
from slotwatch.fetch import Courtesy
from slotwatch.fetch.request import getting
from slotwatch.fetch.shelf import WHOLE_EVERY, Shelf

COURTESY = Courtesy(robots=False)
DATE = "Wed, 25 Nov 2026 08:00:00 GMT"


class Site:
    """Answers "not modified" to whoever holds its validator."""

    def __init__(self):
        self.text = "aucun rendez-vous"
        self.headers = {"ETag": '"v1"', "Last-Modified": DATE}
        self.lies = False
        self.status = 200
        self.asked = []
        self.number = 0

    async def page(self, request):
        self.number += 1
        conditions = {k: v for k, v in request.headers.items() if k.startswith("If-")}
        self.asked.append((request.method, conditions))
        fresh = {"X-Number": str(self.number), **self.headers}
        if conditions and (self.lies or conditions.get("If-None-Match") == self.headers.get("ETag")):
            return web.Response(status=304, headers=fresh)
        return web.Response(text=self.text, status=self.status, headers=fresh)


@pytest.fixture
def house():
    return Site()


@pytest.fixture
async def asking(site, house, open_client):
    url = await site({"/{rest:.*}": house.page})
    return url, await open_client(courtesy=COURTESY)


async def test_the_remembered_page_is_whole_with_the_headers_of_now(asking, house):
    url, client = asking
    session = client.session("a")
    first, second = await session.get(url), await session.get(url)
    assert [conditions for _, conditions in house.asked] == [
        {},
        {"If-None-Match": '"v1"', "If-Modified-Since": DATE},
    ]
    assert (second.status, second.text, second.body) == (200, first.text, first.body)
    assert second.digest == sha256(house.text.encode()).hexdigest()
    assert (first.revalidated, second.revalidated) == (False, True)
    assert (first.headers["x-number"], second.headers["x-number"]) == ("1", "2")


async def test_a_page_that_changed_comes_whole(asking, house):
    url, client = asking
    await client.session("a").get(url)
    house.text, house.headers = "un rendez-vous", {"ETag": '"v2"'}
    page = await client.session("a").get(url)
    assert (page.text, page.revalidated) == ("un rendez-vous", False)
    assert (await client.session("a").get(url)).text == "un rendez-vous"
    assert house.asked[-1][1] == {"If-None-Match": '"v2"'}


async def test_a_server_whose_validator_lies_hides_a_slot_for_an_hour_at_most(asking, house, clock):
    url, client = asking
    await client.session("a").get(url)
    house.text, house.lies = "un rendez-vous", True
    assert (await client.session("a").get(url)).text == "aucun rendez-vous"
    clock.ticks += WHOLE_EVERY / 2
    assert (await client.session("a").get(url)).text == "aucun rendez-vous"
    clock.ticks += WHOLE_EVERY / 2
    assert (await client.session("a").get(url)).text == "un rendez-vous"


async def test_each_session_asks_for_its_own_and_a_new_visitor_for_the_whole(asking, house):
    url, client = asking
    await client.session("a").get(url)
    await client.session("b").get(url)
    client.session("a").forget()
    await client.session("a").get(url)
    client.session("a").load(client.session("b").dump())
    await client.session("a").get(url)
    assert [conditions for _, conditions in house.asked] == [{}] * 4


async def test_only_a_get_of_the_same_address_and_headers_is_conditional(asking, house):
    url, client = asking
    session = client.session("a")
    await session.get(f"{url}/?q=1")
    await session.post(f"{url}/?q=1", form=[("a", "1")])
    await session.head(f"{url}/?q=1")
    await session.get(f"{url}/?q=2")
    await session.get(f"{url}/?q=1", headers={"Accept": "application/json"})
    await session.get(f"{url}/?q=1", headers={"Cache-Control": "no-cache"})
    await session.get(f"{url}/?q=1", headers={"Range": "bytes=0-1"})
    assert [conditions for _, conditions in house.asked] == [{}] * 7
    assert (await session.get(f"{url}/?q=1")).revalidated


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {}),
        (200, {"ETag": '"v1"', "Cache-Control": "private, no-store"}),
        (200, {"ETag": '"v1"', "Vary": "*"}),
        (404, {"ETag": '"v1"'}),
        (503, {"ETag": '"v1"'}),
    ],
)
async def test_what_is_not_kept(asking, house, status, headers):
    url, client = asking
    house.status, house.headers = status, headers
    await client.session("a").get(url)
    await client.session("a").get(url)
    assert house.asked[-1][1] == {}


async def test_not_modified_without_having_asked_is_the_odd_answer_that_it_is(asking, house, site, open_client):
    async def odd(request):
        return web.Response(status=304)

    url = await site({"/": odd})
    client = await open_client(courtesy=COURTESY)
    assert (await client.session("a").get(url)).status == 304


def _page(size, url="https://www.prefecture.example/"):
    return Page(url=url, status=200, text="", headers={"etag": '"1"'}, body=b"x" * size)


def test_the_memory_is_bounded_and_the_least_used_go_first(clock):
    shelf = Shelf(clock, room=1000)
    for number in range(10):
        shelf.keep("a", getting(f"https://www.prefecture.example/{number}", None), _page(200))
        shelf.find("a", getting("https://www.prefecture.example/0", None))
    assert len(shelf) == 5
    assert shelf.find("a", getting("https://www.prefecture.example/0", None))
    assert not shelf.find("a", getting("https://www.prefecture.example/4", None))


def test_one_page_does_not_push_all_others_out(clock):
    shelf = Shelf(clock, room=1000)
    shelf.keep("a", getting("https://www.prefecture.example/1", None), _page(100))
    shelf.keep("a", getting("https://www.prefecture.example/2", None), _page(900))
    assert len(shelf) == 1
