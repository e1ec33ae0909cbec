"""Which requests a page may make, in whose lane, and that the browser makes none of its own."""

import asyncio
import re

import pytest
from aiohttp import web

from slotwatch.contract import LookFailed
from slotwatch.fetch import Bounds, LedElsewhere
from slotwatch.fetch.browser import Browsers
from slotwatch.fetch.courtesy import Courtesy
from slotwatch.model import Cause

PRIVATE = Bounds(private=False)


async def test_pictures_fonts_and_films_are_spared_and_all_that_makes_the_page_is_fetched(
    web_site, browser_session
):
    web_site.page(
        "/all",
        """<link rel=stylesheet href=/style.css><script src=/code.js></script><img src=/picture.png>
        <video src=/film.mp4 autoplay></video><iframe src=/frame></iframe><p style="font-family: f">texte</p>
        <script>fetch("/data")</script>""",
    )
    web_site.page("/style.css", '@font-face { font-family: f; src: url("/font.woff2") }', content_type="text/css")
    web_site.page("/code.js", "new Image().src = '/pixel.gif'", content_type="text/javascript")
    web_site.page("/frame", "<script src=/inner.js></script><img src=/inner.png>")
    await browser_session().get(web_site.url + "/all")
    assert set(web_site.asked) == {"/all", "/style.css", "/code.js", "/frame", "/inner.js", "/data"}


async def test_a_public_page_reaches_nothing_on_this_machine(web_site, browser_session):
    inside = f"{web_site.url}/inside"
    reach = f"fetch('{inside}?fetch', {{mode: 'no-cors'}}); fetch('http://localhost:{web_site.port}/inside?name')"
    web_site.page("/frame", f"<script>{reach}</script>")
    web_site.page(
        "/page",
        f"""<script src="{inside}?script"></script><iframe src="{inside}?frame"></iframe>
        <iframe src="{web_site.on("other.test", "/frame")}"></iframe><p>rien</p>
        <script>{reach}; new Worker(URL.createObjectURL(new Blob(["{reach}"])));
        document.cookie.split(); navigator.sendBeacon("{inside}?beacon")</script>""",
    )
    page = await browser_session().get(web_site.on("site.test", "/page"))
    assert "rien" in page.text
    assert set(web_site.asked) == {"/page", "/frame"}


@pytest.mark.parametrize(
    "move",
    [
        pytest.param("server", id="by its server"),
        pytest.param("<script>location.href = '{}'</script>", id="by its script"),
        pytest.param('<meta http-equiv="refresh" content="0;url={}">', id="by its head"),
    ],
)
async def test_a_public_page_is_not_followed_to_a_private_address(move, web_site, browser_session):
    inside = f"{web_site.url}/inside"

    async def page(_request):
        if move == "server":
            raise web.HTTPFound(inside)
        return web.Response(text=move.format(inside), content_type="text/html")

    web_site.route("/page", page)
    with pytest.raises(LookFailed) as caught:
        await browser_session().get(web_site.on("site.test", "/page"))
    assert caught.value.outcome.cause is Cause.REDIRECTS
    assert "127.0.0.1, a private address" in caught.value.outcome.detail
    assert web_site.asked == ["/page"]


async def test_within_bounds_no_name_leads_into_a_private_network_and_no_page_to_another_host(
    web_site, browser_session
):
    web_site.page("/page", "secret")

    async def away(_request):
        raise web.HTTPFound(web_site.on("other.test", "/page"))

    web_site.route("/away", away)
    with pytest.raises(LookFailed) as caught:
        await browser_session(bounds=PRIVATE).get(web_site.on("site.test", "/page"))
    assert "led to 127.0.0.1, a private address" in caught.value.outcome.detail
    with pytest.raises(LookFailed):
        await browser_session(bounds=PRIVATE).get(web_site.url + "/page")
    with pytest.raises(LedElsewhere) as led:
        await browser_session(bounds=Bounds(elsewhere=False)).get(web_site.on("site.test", "/away"))
    assert led.value.url == web_site.on("other.test", "/page")
    assert web_site.asked == ["/page", "/away"]


async def test_a_look_keeps_the_gap_of_its_host_and_of_the_hosts_it_is_sent_on_to(
    web_site, browser_session, clock
):
    async def away(_request):
        raise web.HTTPFound(web_site.on("other.test", "/page"))

    web_site.route("/away", away)
    web_site.page("/page", "there")
    session = browser_session(gap=30.0)
    started = clock.ticks
    async with session:
        await session.get(web_site.on("site.test", "/away"))
        assert clock.ticks - started == pytest.approx(0.0, abs=1.0)
        await session.get(web_site.on("other.test", "/page"))
        assert clock.ticks - started == pytest.approx(30.0, abs=1.0)
        await session.get(web_site.on("site.test", "/page"))
    # the first host rested meanwhile
    assert clock.ticks - started == pytest.approx(30.0, abs=1.0)


async def test_a_page_is_not_followed_where_a_robots_txt_forbids_and_the_rest_of_the_site_is_open(
    web_site, browsers, clock, open_client
):
    async def away(_request):
        raise web.HTTPFound(web_site.on("localhost", "/closed"))

    web_site.page("/robots.txt", "User-agent: *\nDisallow: /closed", content_type="text/plain")
    web_site.route("/away", away)
    web_site.page("/closed", "closed")
    web_site.page("/move", "<script>location.href = '/page'</script>")
    web_site.page("/page", "open")
    client = await open_client(courtesy=Courtesy(conditional=False), gap=lambda host: 0.0)
    client._browsers = browsers
    session = client.browser("titre")
    for path in ("/closed", "/away"):
        with pytest.raises(LookFailed):
            await session.get(web_site.url + path)
    assert "open" in (await session.get(web_site.url + "/move")).text
    assert "/closed" not in web_site.asked
    assert web_site.asked.count("/robots.txt") == 2  # of two sites, once each


async def test_nothing_but_opening_pages_is_done_in_a_browser(web_site, browser_session, chromiums):
    session = browser_session()
    for asking in (
        session.post(web_site.url + "/form", form=[("a", "1")]),
        session.head(web_site.url + "/form"),
        session.converse(web_site.url.replace("http", "ws"), "x", until=bool),
    ):
        with pytest.raises(LookFailed) as caught:
            await asking
        assert 'fetch = "http"' in caught.value.outcome.detail
    assert web_site.asked == []
    assert chromiums() == []


async def test_the_browser_speaks_to_the_site_and_to_nobody_else(browser_session, serve, program):
    """Every name leads to one server here, which notes who is asked for; TLS is noted by its first byte."""
    asked = set()

    async def note(reader, writer):
        first = await reader.read(4000)
        host = re.search(rb"^Host: (\S+)", first, re.MULTILINE | re.IGNORECASE)
        asked.add("TLS" if first[:1] == b"\x16" else host[1].decode() if host else "?")
        body = "<html lang=fr><input type=password><p>bonjour, voici une page en français".encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    server = (await serve(note)).removeprefix("http://")
    using = Browsers("slotwatch/test", program=lambda: program, names=f"MAP * {server}")
    async with browser_session(using=using) as session:
        await session.get("http://site.test/page")
        await asyncio.sleep(2)  # what it does besides, it does in its first seconds
    assert asked == {"site.test"}
