"""No page makes a look wait for ever: not for a person, not for its server, not for its own scripts."""

import asyncio
import os
import signal
import socket
from pathlib import Path

import pytest
from aiohttp import web

from slotwatch.contract import LookFailed
from slotwatch.fetch.browser import Patience
from slotwatch.fetch.limits import Limits
from slotwatch.model import Cause

SHORT = Limits(total=1.0)


def command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")


async def outcome_of(asking):
    with pytest.raises(LookFailed) as caught:
        await asking
    return caught.value.outcome


async def test_boxes_popups_downloads_and_wishes_for_permission_hold_nothing_up(web_site, browser_session):
    web_site.page("/file.zip", "PK", content_type="application/zip")
    web_site.page(
        "/nag",
        """<p></p><script>
        onbeforeunload = e => { e.preventDefault(); return "stay"; };
        alert("bonjour"); const yes = confirm("sûr ?"); const name = prompt("votre nom ?", "x");
        const popup = window.open("/popup"); print();
        const link = document.createElement("a"); link.href = "/file.zip"; link.download = "f.zip"; link.click();
        Notification.requestPermission(); navigator.geolocation.getCurrentPosition(() => 0);
        navigator.mediaDevices.getUserMedia({ video: true }).catch(() => 0);
        document.querySelector("p").textContent = `${yes} ${name} ${popup}`;
        </script>""",
    )
    web_site.page("/next", "next")
    async with browser_session() as session:
        page = await session.get(web_site.url + "/nag")
        assert "<p>false null null</p>" in page.text
        assert page.url == web_site.url + "/nag"
        assert "next" in (await session.get(web_site.url + "/next")).text
    assert "/popup" not in web_site.asked


async def test_a_page_that_never_stops_loading_is_read_at_the_limit_and_may_lack_something(
    web_site, browser_session
):
    async def never(_request):
        await asyncio.sleep(60)

    web_site.route("/never", never)
    web_site.page("/page", '<p>Aucun créneau</p><script>fetch("/never")</script>')
    page = await browser_session(patience=Patience(settle=0.5, quiet=0.1)).get(web_site.url + "/page")
    assert "Aucun créneau" in page.text
    assert page.truncated


async def test_a_page_that_keeps_asking_is_read_at_the_limit_too(web_site, browser_session):
    web_site.page("/tick", "x")
    web_site.page("/page", "<p>Aucun créneau</p><script>setInterval(() => fetch('/tick'), 20)</script>")
    page = await browser_session(patience=Patience(settle=0.5, quiet=0.1)).get(web_site.url + "/page")
    assert page.truncated


async def test_a_page_that_stops_its_own_loading_is_read_as_far_as_it_came(web_site, browser_session):
    web_site.page("/page", "<p>Aucun créneau</p><script>stop()</script><p>la suite</p>")
    page = await browser_session(patience=Patience(settle=0.5, quiet=0.1)).get(web_site.url + "/page")
    assert "Aucun créneau" in page.text
    assert page.truncated


async def test_a_stream_of_events_is_no_reason_to_wait(web_site, browser_session):
    async def events(request):
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        await asyncio.sleep(60)
        return answer

    web_site.route("/events", events)
    web_site.page("/page", "<p>oui</p><script>new EventSource('/events')</script>")
    page = await browser_session().get(web_site.url + "/page")
    assert not page.truncated


async def test_a_server_that_does_not_answer_or_does_not_end_is_a_timeout(web_site, browser_session):
    async def never(_request):
        await asyncio.sleep(60)

    async def endless(request):
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        await answer.write(b"<html><body><p>Aucun")
        await asyncio.sleep(60)
        return answer

    web_site.route("/never", never)
    web_site.route("/endless", endless)
    for path in ("/never", "/endless"):
        outcome = await outcome_of(
            browser_session(limits=SHORT, patience=Patience(settle=0.3, quiet=0.1)).get(web_site.url + path)
        )
        assert outcome.cause is Cause.TIMEOUT, path
        assert "1 s" in outcome.detail


async def test_a_page_whose_scripts_never_let_go_is_a_timeout(web_site, browser_session):
    web_site.page("/busy", "<p>x</p><script>onload = () => { while (true) {} }</script>")
    outcome = await outcome_of(browser_session(limits=SHORT).get(web_site.url + "/busy"))
    assert outcome.cause is Cause.TIMEOUT


async def test_a_page_that_is_sent_round_in_circles_is_given_up(web_site, browser_session):
    async def again(request):
        raise web.HTTPFound(f"/server?{len(web_site.asked)}")

    web_site.route("/server", again)
    web_site.page("/script", "<script>location.href = '/script?' + Math.random()</script>")
    for path in ("/server", "/script"):
        outcome = await outcome_of(browser_session().get(web_site.url + path))
        assert outcome.cause is Cause.REDIRECTS, path
    assert len(web_site.asked) < 45


async def test_no_connection_no_name_no_answer_and_no_page_have_their_causes(
    web_site, browser_session, serve, answer
):
    web_site.page("/file", "PK", content_type="application/zip")
    silent = await serve(answer(b""))
    closed = await serve(answer(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<p>half"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = taken.getsockname()[1]
    plain = web_site.url.replace("http:", "https:")
    async with browser_session() as session:
        causes = {
            url: (await outcome_of(session.get(url))).cause
            for url in (
                f"http://127.0.0.1:{nobody}/",
                "http://nobody.invalid/",
                silent,
                plain,
                web_site.url + "/file",
            )
        }
        half = (await outcome_of(session.get(closed))).cause
    assert list(causes.values()) == [Cause.CONNECT, Cause.DNS, Cause.EMPTY, Cause.TLS, Cause.PROTOCOL]
    assert half is Cause.RESET


async def test_a_certificate_that_nobody_vouches_for_is_refused(browser_session, serve, answer, server_tls):
    outcome = await outcome_of(
        browser_session().get(await serve(answer(b"HTTP/1.1 200 OK\r\n\r\nhello"), tls=server_tls))
    )
    assert outcome.cause is Cause.TLS


async def test_a_page_that_crashes_is_no_answer(web_site, browser_session, chromiums):
    async def crash(_request):
        for pid in chromiums():
            if "--type=renderer" in command_line(pid):
                os.kill(pid, signal.SIGKILL)
        return web.Response()

    web_site.route("/crash", crash)
    web_site.page("/page", "<p>Aucun créneau</p><script>fetch('/crash')</script>")
    outcome = await outcome_of(browser_session().get(web_site.url + "/page"))
    assert (outcome.cause, "crashed" in outcome.detail) == (Cause.PROTOCOL, True)


async def test_a_page_that_goes_away_is_no_answer(web_site, browser_session):
    session = browser_session()

    async def close(_request):
        connection = session._running[0].connection
        targets = (await connection.send("Target.getTargets"))["targetInfos"]
        [page] = [target["targetId"] for target in targets if web_site.url in target["url"]]
        connection.tell("Target.closeTarget", {"targetId": page})
        return web.Response()

    web_site.route("/close", close)
    web_site.page("/page", "<p>Aucun créneau</p><script>fetch('/close')</script>")
    async with session:
        outcome = await outcome_of(session.get(web_site.url + "/page"))
    assert (outcome.cause, "closed itself" in outcome.detail) == (Cause.PROTOCOL, True)


async def test_a_page_that_eats_memory_ends_alone(web_site, browser_session):
    web_site.page("/eat", "<script>const all = []; for (;;) all.push(new Array(1e6).fill(all.length))</script>")
    outcome = await outcome_of(browser_session(limits=Limits(total=20)).get(web_site.url + "/eat"))
    assert "crashed" in outcome.detail
