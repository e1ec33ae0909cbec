import contextlib

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from slotwatch.contract import Hop, LookFailed
from slotwatch.fetch import Limits
from slotwatch.fetch.redirects import is_private, onward
from slotwatch.fetch.request import Request
from slotwatch.model import Cause

HERE = "https://www.exemple.test/booking/create/1/0"
POST = Request("POST", URL(HERE), {"Content-Type": "text/plain", "Referer": "r"}, b"x")


def target(location, status=302, url=HERE, **settings):
    request = onward(Request("GET", URL(url), **settings), status, location)
    return None if request is None else str(request.url)


# ── where it leads ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/booking/create/1/2", "https://www.exemple.test/booking/create/1/2"),
        ("1", "https://www.exemple.test/booking/create/1/1"),
        ("?error=1", "https://www.exemple.test/booking/create/1/0?error=1"),
        ("//autre.test/x", "https://autre.test/x"),
        ("  https://autre.test/x ", "https://autre.test/x"),
        ("http://www.exemple.test/x", "http://www.exemple.test/x"),
        ("/rendez-vous-démarches", "https://www.exemple.test/rendez-vous-d%C3%A9marches"),
        ("/d\udce9j\udce0?a=%20", "https://www.exemple.test/d%E9j%E0?a=%20"),
    ],
)
def test_a_location_is_read_as_browsers_read_it(location, url):
    assert target(location) == url


@pytest.mark.parametrize("location", [None, "", "http://[::1", "http://a:99999/", "http:///x", "http:x"])
def test_a_redirect_without_a_readable_location_is_a_page(location):
    assert target(location) is None


@pytest.mark.parametrize("status", [200, 201, 300, 304, 305, 306, 400, 503])
def test_only_redirects_redirect(status):
    assert target("/x", status) is None


@pytest.mark.parametrize("status", [301, 302, 303])
def test_after_a_post_these_go_on_as_get_without_the_body_and_what_describes_it(status):
    request = onward(POST, status, "/x")
    assert (request.method, request.body, request.headers) == ("GET", None, {"Referer": "r"})


@pytest.mark.parametrize("status", [307, 308])
def test_these_repeat_method_and_body(status):
    request = onward(POST, status, "/x")
    assert (request.method, request.body, request.headers) == ("POST", b"x", POST.headers)


@pytest.mark.parametrize(
    "location", ["http://www.exemple.test/", "https://autre.test/", "https://www.exemple.test:444/"]
)
def test_credentials_do_not_follow_to_another_origin(location):
    sent = {"authorization": "Bearer s", "Cookie": "s", "Referer": "r"}
    assert onward(Request("GET", URL(HERE), sent), 302, location).headers == {"Referer": "r"}
    assert target(location, url="https://me:pw@www.exemple.test/") == location


def test_credentials_follow_within_the_origin():
    sent = {"Authorization": "Bearer s"}
    assert onward(Request("GET", URL(HERE), sent), 302, "/x").headers == sent
    assert target("https://www.exemple.test/x", url="https://me:pw@www.exemple.test/").startswith("https://me:pw@")


# ── where it must not ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "mailto:a@b.test"]
)
def test_a_target_that_is_not_the_web_fails_the_look(location):
    with pytest.raises(LookFailed) as failure:
        target(location)
    assert failure.value.outcome.cause is Cause.REDIRECTS
    assert location.partition(":")[0] in failure.value.outcome.detail
    assert failure.value.outcome.evidence.url == HERE


PRIVATE = [
    *("localhost", "box.localhost", "LOCALHOST.", "127.0.0.1", "127.1", "0x7f.1", "2130706433", "0.0.0.0"),
    *("10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1"),
    *("::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1"),
]
PUBLIC = [
    "www.exemple.test",
    "8.8.8.8",
    "2001:4860:4860::8888",
    "::ffff:8.8.8.8",
    "10.example",
    "",
    "xn--9ca.test",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_an_address_of_the_home_network_is_known_however_it_is_written(host):
    assert is_private(host)


@pytest.mark.parametrize("host", PUBLIC)
def test_a_public_host_is_not_taken_for_a_private_one(host):
    assert not is_private(host)


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1/", "//192.168.1.1/admin", "http://[::1]/", "http://localhost:631/"]
)
def test_a_public_site_does_not_send_us_into_the_home_network(location):
    with pytest.raises(LookFailed) as failure:
        target(location)
    assert failure.value.outcome.cause is Cause.REDIRECTS
    assert "private address" in failure.value.outcome.detail


def test_a_private_host_may_send_us_anywhere_in_the_home_network():
    assert target("http://192.168.1.1/", url="http://127.0.0.1/") == "http://192.168.1.1/"
    assert target("https://www.exemple.test/", url="http://127.0.0.1/") == "https://www.exemple.test/"


@given(st.text(max_size=60), st.sampled_from([301, 307]))
def test_no_location_makes_it_raise_anything_but_a_failed_look(location, status):
    with contextlib.suppress(LookFailed):
        onward(POST, status, location)


# ── on the wire ────────────────────────────────────────────────────────────────────────────────


def sending(status, location):
    async def handler(request):
        return web.Response(status=status, headers={"Location": location} if location else {}, text="Moved")

    return handler


async def echo(request):
    return web.Response(text=f"{request.method} {await request.text()}")


async def test_the_chain_keeps_every_hop(session, site):
    here = await site({"/a": sending(302, "b?x=1"), "/b": sending(301, "/c"), "/c": echo})
    page = await session.get(f"{here}/a")
    assert page.chain == (Hop(f"{here}/a", 302), Hop(f"{here}/b?x=1", 301))
    assert (page.url, page.status, page.text) == (f"{here}/c", 200, "GET ")


async def test_a_page_without_redirects_has_an_empty_chain(session, site):
    here = await site({"/c": echo})
    assert (await session.get(f"{here}/c")).chain == ()


@pytest.mark.parametrize(
    ("status", "text"), [(301, "GET "), (302, "GET "), (303, "GET "), (307, "POST a=1"), (308, "POST a=1")]
)
async def test_a_posted_form_is_repeated_or_not_as_the_status_says(session, site, status, text):
    here = await site({"/a": sending(status, "/c"), "/c": echo})
    assert (await session.post(f"{here}/a", form=[("a", "1")])).text == text


async def test_a_redirect_without_location_is_the_page_it_is(session, site):
    here = await site({"/a": sending(302, None)})
    page = await session.get(f"{here}/a")
    assert (page.status, page.text, page.chain) == (302, "Moved", ())


async def test_going_round_in_circles_ends(session, site, unreachable):
    asked = []

    async def again(request):
        asked.append(request.path)
        return web.Response(status=302, headers={"Location": "/a"})

    here = await site({"/a": again})
    outcome = await unreachable(session.get(f"{here}/a"))
    assert (outcome.cause, outcome.detail) == (Cause.REDIRECTS, "more than 10 redirects")
    assert len(asked) == 11


async def test_as_many_redirects_as_the_limit_are_followed(open_client, site):
    here = await site({"/a": sending(302, "/b"), "/b": sending(302, "/c"), "/c": echo})
    client = await open_client(limits=Limits(redirects=2))
    assert len((await client.session("m").get(f"{here}/a")).chain) == 2


async def test_each_hop_waits_for_its_host(open_client, site, clock):
    times = []

    async def noted(request):
        times.append(clock.monotonic())
        return web.Response(status=302, headers={"Location": "/b"}) if request.path == "/a" else web.Response()

    here = await site({"/a": noted, "/b": noted})
    client = await open_client(gap=lambda host: 7.0)
    await client.session("m").get(f"{here}/a")
    assert times[1] - times[0] == 7.0


async def test_cookies_set_on_the_way_are_sent_on_the_way(session, site):
    async def first(request):
        response = web.Response(status=302, headers={"Location": "/b"})
        response.set_cookie("eZSESSID", "abc")
        return response

    async def second(request):
        return web.Response(text=str(dict(request.cookies)))

    here = await site({"/a": first, "/b": second})
    assert (await session.get(f"{here}/a")).text == "{'eZSESSID': 'abc'}"


async def test_a_public_host_that_redirects_to_loopback_is_not_followed(open_client, mocked, site, unreachable):
    asked = []

    async def inner(request):
        asked.append(request)
        return web.Response()

    here = await site({"/": inner})
    mocked.get("http://www.exemple.test/", status=302, headers={"Location": here})
    session = (await open_client()).session("m")
    outcome = await unreachable(session.get("http://www.exemple.test/"))
    assert (outcome.cause, asked) == (Cause.REDIRECTS, [])
