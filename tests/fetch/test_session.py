"""What a session sends, and which cookies it keeps to itself."""

import asyncio
import inspect
import re

import pytest
from aiohttp import web

from slotwatch.contract import Fetch
from slotwatch.fetch import Session

UA = "slotwatch/0.1.0 (personal appointment watcher; no contact given)"


async def headers_seen(request):
    return web.json_response({name.lower(): value for name, value in request.headers.items()})


async def body_seen(request):
    return web.json_response(
        {"method": request.method, "type": request.headers.get("Content-Type"), "body": await request.text()}
    )


async def cookies_seen(request):
    response = web.json_response({"sent": request.headers.get("Cookie", "")})
    for name, value in request.query.items():
        response.headers.add("Set-Cookie", f"{name}={value}; Path=/; HttpOnly")
    return response


async def sent(asking):
    page = await asking
    return dict(re.findall(r'"([^"]+)": "?([^",}]*)', page.text))


async def test_a_session_is_what_the_providers_ask_for(session):
    ours = {name: inspect.signature(getattr(Session, name)) for name in ("get", "head", "post", "forget")}
    asked = {name: inspect.signature(getattr(Fetch, name)) for name in ours}
    assert ours == asked
    assert session.cookies == {}


async def test_it_says_who_it_is_and_what_it_reads(open_client, site):
    here = await site({"/": headers_seen})
    seen = (await (await open_client(user_agent=UA)).session("m").get(here)).text
    for line in (
        f'"user-agent": "{UA}"',
        '"accept": "text/html,application/json;q=0.9,*/*;q=0.8"',
        '"accept-language": "fr"',
        '"accept-encoding": "gzip, deflate"',
    ):
        assert line in seen
    assert "cookie" not in seen


async def test_headers_of_the_call_are_added_or_take_the_place_of_the_sessions_own(open_client, site):
    here = await site({"/": headers_seen})
    session = (await open_client(user_agent=UA)).session("m")
    seen = (
        await session.get(here, headers={"Referer": f"{here}/x", "accept": "text/x", "User-Agent": "Mozilla"})
    ).text
    assert f'"referer": "{here}/x"' in seen
    assert '"accept": "text/x"' in seen
    assert f'"user-agent": "{UA}"' in seen


async def told_in_the_header(request):
    if request.path == "/moved":
        raise web.HTTPFound("/")
    return web.Response(headers={"X-Method": request.method, "X-Own": request.headers["X-Own"]}, text="a body")


@pytest.mark.parametrize("path", ["/", "/moved"])
async def test_a_head_has_headers_and_no_body_after_redirects_too(session, site, path):
    here = await site({"/": told_in_the_header, "/moved": told_in_the_header})
    page = await session.head(f"{here}{path}", headers={"X-Own": "yes"})
    assert (page.status, page.headers["x-method"], page.headers["x-own"]) == (200, "HEAD", "yes")
    assert (page.text, page.body, page.truncated) == ("", b"", False)
    assert len(page.chain) == (path == "/moved")


async def test_headers_of_one_call_are_not_those_of_the_next(session, site):
    here = await site({"/": headers_seen})
    await session.get(here, headers={"X-Once": "1"})
    assert "x-once" not in (await session.get(here)).text


async def test_a_form_arrives_as_a_form(session, site):
    here = await site({"/": body_seen})
    seen = await sent(session.post(here, form=[("condition", "on"), ("nextButton", "Etape suivante")]))
    assert seen == {
        "method": "POST",
        "type": "application/x-www-form-urlencoded",
        "body": "condition=on&nextButton=Etape+suivante",
    }


async def test_a_body_arrives_as_it_stands(session, site):
    here = await site({"/": body_seen})
    page = await session.post(here, body="callCount=1\nbatchId=0\n", headers={"Content-Type": "text/plain"})
    assert page.text == '{"method": "POST", "type": "text/plain", "body": "callCount=1\\nbatchId=0\\n"}'


async def test_an_empty_post_is_a_post(session, site):
    here = await site({"/": body_seen})
    assert (await sent(session.post(here)))["body"] == ""


async def test_a_password_in_the_url_is_sent_and_not_shown(session, site):
    here = await site({"/": headers_seen})
    page = await session.get(here.replace("//", "//me:s3cret@"))
    assert '"authorization": "Basic ' in page.text
    assert page.url == here


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "",
        ".worker_gfa3",
        "a|b:c/d+e==",
        "0:abc!node1",
        '"quoted"',
        r'"semi\073colon"',
        "J%C3%A9",
        "{a:1,b:2}",
    ],
)
async def test_a_cookie_goes_back_exactly_as_it_came(session, site, value):
    sent = []

    async def setting(request):
        sent.append(request.headers.get("Cookie"))
        return web.Response(headers={"Set-Cookie": f"ID_ROUTE_GFA={value}; Path=/"})

    here = await site({"/": setting})
    for _ in range(3):
        await session.get(here)
    assert sent == [None, f"ID_ROUTE_GFA={value}", f"ID_ROUTE_GFA={value}"]
    assert session.cookies == {"ID_ROUTE_GFA": value}


async def test_cookies_that_the_site_takes_back_or_that_are_past_are_gone(session, site):
    lines = iter(["a=1", "b=2; Max-Age=0", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"])

    async def setting(request):
        return web.Response(headers={"Set-Cookie": next(lines)})

    here = await site({"/": setting})
    held = []
    for _ in range(3):
        await session.get(here)
        held.append(dict(session.cookies))
    assert held == [{"a": "1"}, {"a": "1"}, {}]


async def test_two_sessions_of_one_client_do_not_share_cookies(open_client, site):
    here = await site({"/": cookies_seen})
    client = await open_client()
    one, other = client.session("one"), client.session("other")
    await asyncio.gather(one.get(f"{here}/?a=1&b=2"), other.get(f"{here}/?a=3"))
    assert (await one.get(here)).text == '{"sent": "a=1; b=2"}'
    assert (await other.get(here)).text == '{"sent": "a=3"}'
    assert (one.cookies, other.cookies) == ({"a": "1", "b": "2"}, {"a": "3"})


async def test_forgetting_begins_a_new_session_of_its_own_only(open_client, site):
    here = await site({"/": cookies_seen})
    client = await open_client()
    one, other = client.session("one"), client.session("other")
    for session in (one, other):
        await session.get(f"{here}/?a=1")
    one.forget()
    assert (one.cookies, other.cookies) == ({}, {"a": "1"})
    assert (await one.get(here)).text == '{"sent": ""}'


async def test_the_repr_counts_cookies_and_shows_none(session, site):
    here = await site({"/": cookies_seen})
    await session.get(f"{here}/?JSESSIONID=s3cret&r=s3cret")
    assert repr(session) == "<Session 'titre de séjour', cookies: 2>"
