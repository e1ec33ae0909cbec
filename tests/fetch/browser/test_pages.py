"""What a look in a real Chromium gives: texts, addresses, statuses, cookies."""

import json
from hashlib import sha256

from aiohttp import web

from slotwatch.fetch.limits import Limits

SCRIPTED = """<!doctype html><title>Rendez-vous</title><main id="app"></main>
<script>fetch("/api").then(a => a.json()).then(a => {
  document.getElementById("app").innerHTML = `<p class="answer">${a.words}</p>`; });</script>"""


async def test_a_page_is_read_as_its_scripts_left_it(web_site, browser_session):
    url = web_site.page("/rdv", SCRIPTED)
    web_site.page("/api", '{"words": "Aucun créneau"}', content_type="application/json")
    page = await browser_session().get(url + "?a=1#part")
    assert '<p class="answer">Aucun créneau</p>' in page.text
    assert page.text.startswith("<html>")
    assert page.text.endswith("</html>")
    assert (page.url, page.status, page.chain, page.truncated) == (url + "?a=1", 200, (), False)
    assert page.body == page.text.encode()
    assert page.digest == sha256(page.body).hexdigest()
    assert page.headers["content-type"] == "text/html; charset=utf-8"


async def test_redirects_of_the_server_and_of_the_page_are_the_chain(web_site, browser_session):
    async def away(_request):
        raise web.HTTPFound("/second?token=1")

    web_site.route("/first", away)
    web_site.page("/second", "<script>location.href = '/third'</script>")
    web_site.page("/third", "<p>arrived</p><script>history.replaceState(null, '', '/fourth#x')</script>")
    page = await browser_session().get(web_site.url + "/first")
    assert [(hop.url.removeprefix(web_site.url), hop.status) for hop in page.chain] == [
        ("/first", 302),
        ("/second?token=1", 200),
    ]
    assert "arrived" in page.text
    assert page.url == web_site.url + "/fourth"


async def test_refusals_and_breakdowns_are_pages_with_their_status(web_site, browser_session):
    web_site.page("/403", "<h1>Accès refusé</h1>", status=403)
    web_site.page("/429", "<h1>Trop de requêtes</h1>", status=429, headers={"Retry-After": "120"})
    web_site.page("/503", "<h1>Maintenance</h1>", status=503)
    web_site.page("/empty", "", status=403)
    web_site.page("/401", "<h1>Qui est là ?</h1>", status=401, headers={"WWW-Authenticate": 'Basic realm="x"'})
    async with browser_session() as session:
        pages = {
            path: await session.get(web_site.url + path) for path in ("/403", "/429", "/503", "/empty", "/401")
        }
        nothing = web_site.page("/204", "", status=204)
        assert ((await session.get(nothing)).status, (await session.get(nothing)).text) == (204, "")
    assert [page.status for page in pages.values()] == [403, 429, 503, 403, 401]
    assert pages["/429"].retry_after == 120
    assert "Trop de requêtes" in pages["/429"].text
    assert "Qui est là ?" in pages["/401"].text
    # Chromium writes a page of its own where there is none; it is not the site's
    assert pages["/empty"].text in ("", "<html><head></head><body></body></html>")


async def test_what_is_no_html_is_given_as_it_came(web_site, browser_session):
    answer = '{"total": 0, "texte": "<b>é</b>"}'
    web_site.page("/json", answer, content_type="application/json")
    web_site.page("/text", "a < b & c", content_type="text/plain")
    web_site.page("/xml", "<liste><rdv/></liste>", content_type="application/xml")
    async with browser_session() as session:
        page = await session.get(
            web_site.url + "/json", headers={"Accept": "application/json", "User-Agent": "no"}
        )
        assert json.loads(page.text) == json.loads(answer)
        assert web_site.requests[0].headers["Accept"] == "application/json"
        assert web_site.requests[0].headers["User-Agent"].endswith("slotwatch/test (tests)")
        assert (await session.get(web_site.url + "/text")).text == "a < b & c"
        assert (await session.get(web_site.url + "/xml")).text == "<liste><rdv/></liste>"


async def test_cookies_live_from_look_to_look_until_they_are_forgotten(web_site, browser_session):
    async def give(_request):
        answer = web.Response(text="<script>document.cookie = 'own=1'</script>", content_type="text/html")
        answer.headers.add("Set-Cookie", 'session="a/b="; HttpOnly; Path=/')
        answer.headers.add("Set-Cookie", "deep=2; Path=/in; Max-Age=9000")
        return answer

    async def sent(request):
        return web.Response(text=request.headers.get("Cookie", ""))

    web_site.route("/give", give)
    web_site.route("/in/sent", sent)
    session = browser_session()
    given = await session.get(web_site.url + "/give")
    assert "set-cookie" not in given.headers
    assert session.cookies == {"session": '"a/b="', "own": "1", "deep": "2"}
    assert "a/b" not in repr(session)
    async with session:
        page = await session.get(web_site.url + "/in/sent")
        assert set(page.text.split("; ")) == {'session="a/b="', "own=1", "deep=2"}
        session.forget()
        assert session.cookies == {}
        assert (await session.get(web_site.url + "/in/sent")).text == ""
    assert (await session.get(web_site.url + "/in/sent")).text == ""


async def test_cookies_can_be_put_aside_and_taken_up_by_either_kind_of_session(
    web_site, browser_session, open_client
):
    async def give(_request):
        return web.Response(headers={"Set-Cookie": "session=abc=; Path=/"}, text="x")

    async def sent(request):
        return web.Response(text=request.headers.get("Cookie", ""))

    web_site.route("/give", give)
    web_site.route("/sent", sent)
    plain = (await open_client()).session("titre")
    await plain.get(web_site.url + "/give")
    session = browser_session()
    session.load(plain.dump())
    assert (await session.get(web_site.url + "/sent")).text == "session=abc="
    assert session.dump() == plain.dump()


async def test_a_text_beyond_the_limit_is_cut_and_says_so(web_site, browser_session):
    web_site.page("/long", f"<p>{'é' * 2000}</p>")
    page = await browser_session(limits=Limits(body=1001)).get(web_site.url + "/long")
    assert page.truncated
    assert len(page.body) == 1001
    assert len(page.text) < 1001


async def test_half_characters_and_rewritten_objects_do_not_reach_us(web_site, browser_session):
    web_site.page(
        "/odd",
        """<p id=x></p><script>
        document.getElementById("x").textContent = "\\ud83d fin";
        String.prototype.slice = () => "forged";
        Object.defineProperty(Document.prototype, "documentElement", { get: () => null });
        Object.defineProperty(Element.prototype, "outerHTML", { get: () => "forged" });</script>""",
    )
    page = await browser_session().get(web_site.url + "/odd")
    assert "\ufffd fin" in page.text
    assert page.text.startswith("<html>")
    page.text.encode()


async def test_the_site_reads_chromiums_own_name_with_ours_behind_it(web_site, browser_session):
    web_site.page(
        "/who",
        "<p></p><script>document.querySelector('p').textContent = JSON.stringify([navigator.userAgent,"
        " navigator.userAgentData.brands.map(b => b.brand).sort().join(), navigator.languages.join(),"
        " navigator.webdriver])</script>",
    )
    page = await browser_session().get(web_site.url + "/who")
    seen = page.text.partition("<p>")[2].partition("</p>")[0]
    agent, brands, languages, automated = json.loads(seen)
    headers = web_site.requests[0].headers
    assert headers["User-Agent"] == agent
    assert "HeadlessChrome/" in agent
    assert agent.endswith(" slotwatch/test (tests)")
    assert headers["Accept-Language"] == languages == "fr"
    assert "Chromium" in brands
    assert "Chromium" in headers["Sec-CH-UA"]
    assert automated is True  # nothing pretends to be a person


async def test_hours_are_written_in_the_offices_time_zone_and_in_french(web_site, browser_session):
    web_site.page(
        "/hours", "<p></p><script>document.querySelector('p').textContent = new Date(0).toLocaleString()</script>"
    )
    page = await browser_session(zone="Indian/Reunion").get(web_site.url + "/hours")
    assert "01/01/1970 04:00:00" in page.text
