"""Cookies as text: what a jar holds comes back as it was, and nothing shows a value."""

import asyncio
import time

import pytest
from yarl import URL

from slotwatch.fetch.cookies import Cookie, coarse, from_text, to_text
from slotwatch.fetch.jar import Jar

SITE = URL("https://www.example.org/rdv/creneau/")
#: Made-up values of the shapes that sites use.
HEADERS = [
    "JSESSIONID=abc.noeud1; Path=/rdv; Secure; HttpOnly",
    "base64=aGk=+/==; Path=/",
    'quoted="a b/c"; Path=/',
    "wide=1; Domain=example.org; Path=/",
    "long=2; Max-Age=86400; Path=/; SameSite=Lax",
    "empty=; Path=/",
    "odd:name=3; Path=/rdv/",
]


async def filled(headers=HEADERS, url=SITE):
    jar = Jar()
    jar.update_cookies_from_headers(headers, url)
    return jar


async def again(jar):
    back = Jar()
    back.put(from_text(to_text(jar.held())))
    return back


def sent(jar, url):
    return {cookie.key: cookie.coded_value for cookie in jar.filter_cookies(URL(url)).values()}


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/rdv/creneau/",
        "https://www.example.org/",
        "http://www.example.org/rdv/x",
        "https://example.org/rdv/",
        "https://sub.www.example.org/rdv/",
        "https://other.example.org/",
        "https://elsewhere.example/",
    ],
)
async def test_cookies_that_came_back_are_sent_where_they_were_sent_before(url):
    jar = await filled()
    back = await again(jar)
    assert sent(back, url) == sent(jar, url)
    assert len(sent(back, SITE)) == len(HEADERS)


async def test_a_dump_of_a_dump_is_the_same_text():
    jar = await filled()
    assert to_text((await again(jar)).held()) == to_text(jar.held())


async def test_cookies_of_a_bare_address_come_back_too():
    for host in ("127.0.0.1", "[::1]"):
        jar = await filled(["a=1; Path=/"], URL(f"http://{host}:8080/"))
        assert sent(await again(jar), f"http://{host}:8080/x") == {"a": "1"}


async def test_a_cookie_that_expired_meanwhile_does_not_come_back():
    [cookie] = (await filled(["a=1; Max-Age=300; Path=/"])).held()
    assert 0 < cookie.expires - time.time() <= 300
    jar = Jar()
    jar.put([Cookie("a", "1", "www.example.org", expires=int(time.time()) - 1), cookie])
    assert sent(jar, SITE) == {"a": "1"}
    await asyncio.sleep(0)
    gone = Jar()
    gone.put([Cookie("a", "1", "www.example.org", expires=int(time.time()) - 1)])
    assert sent(gone, SITE) == {}


async def test_a_cookie_without_an_expiry_stays_one():
    assert [c.expires for c in (await again(await filled(["a=1; Path=/"]))).held()] == [None]


def test_an_expiry_that_moves_on_with_every_answer_changes_once_an_hour_or_once_a_minute():
    now = 1_800_000_000.0
    far = {coarse(now + 86400 + step, now + step) for step in range(0, 3600, 300)}
    near = {coarse(now + 1200 + step, now + step) for step in range(60)}
    assert len(far) <= 2
    assert len(near) <= 2
    assert all(coarse(now + n, now) <= now + n for n in (1, 59, 61, 7200, 7201, 1e9))


def test_equal_sets_of_cookies_make_equal_texts_in_one_line():
    a, b = Cookie("a", "1", "x.example"), Cookie("b", "2\u2028", "x.example")
    assert to_text([a, b]) == to_text([b, a])
    assert "\n" not in to_text([a, b])
    assert set(from_text(to_text([a, b]))) == {a, b}


@pytest.mark.parametrize(
    "text",
    ["", "{", "3", "[3]", '[{"name":"s3cr3t"}]', '[{"name":"a","value":3,"domain":"d"}]', '[{"s3cr3t":"1"}]'],
)
def test_a_text_that_is_none_is_refused_without_being_quoted(text):
    with pytest.raises(ValueError, match="cannot be read back") as refused:
        from_text(text)
    assert "s3cr3t" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_no_repr_shows_a_value():
    assert "s3cr3t" not in repr(Cookie("name", "s3cr3t", "www.example.org"))


@pytest.mark.parametrize(
    ("cookie", "host", "yes"),
    [
        (Cookie("a", "", "example.org"), "example.org", True),
        (Cookie("a", "", "example.org"), "www.example.org", False),
        (Cookie("a", "", "example.org", host_only=False), "www.example.org", True),
        (Cookie("a", "", "example.org", host_only=False), "badexample.org", False),
        (Cookie("a", "", "www.example.org", host_only=False), "example.org", False),
    ],
)
def test_a_cookie_goes_to_its_host_and_below_if_it_says_so(cookie, host, yes):
    assert cookie.sent_to(host) is yes


async def test_an_expiry_beyond_all_calendars_is_the_last_day_of_the_calendar():
    jar = Jar()
    jar.put([Cookie("a", "1", "www.example.org", expires=2**60)])
    assert sent(await again(jar), SITE) == {"a": "1"}
