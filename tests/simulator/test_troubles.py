"""Every answer that is no site's own, on every site."""

import asyncio

import aiohttp
import pytest

SITES = ["booking/16105", "booking/989", "eappointment", "page", "json"]


@pytest.mark.parametrize("key", SITES)
@pytest.mark.parametrize(
    ("script", "status", "needle"),
    [
        ("404", 404, "404 Not Found"),
        ("403", 403, "<h1>403 Forbidden</h1>\nRequest forbidden by administrative rules."),
        ("403 nginx", 403, "<h1>403 Forbidden</h1>"),
        ("429", 429, "Too Many Requests"),
        ("500", 500, "Internal Server Error"),
        ("502", 502, "<h1>502 Bad Gateway</h1>"),
        ("503", 503, "<h1>503 Service Unavailable</h1>"),
        ("504", 504, "504 Gateway Time-out"),
        ("504 timeout", 504, "504 Gateway Timeout"),
        ("overload", 200, "<h1>Service surchargé</h1>"),
        ("overload 503", 503, "<h1>Service surchargé</h1>"),
        ("maintenance", 200, "Site indisponible : une opération de maintenance est en cours."),
        ("quota", 200, "Trop de requêtes. Merci de patienter et réessayez dans une heure."),
        ("closed", 200, "Ce lien a été désactivé définitivement"),
        ("exception page", 200, "<title>Erreur</title>"),
        ("challenge", 403, "Just a moment"),
        ("challenge 200", 200, "challenges.cloudflare.com"),
        ("challenge attention", 403, "Attention Required"),
        ("challenge imperva", 200, "_Incapsula_Resource"),
        ("redesign", 200, "<h1>Bienvenue</h1>"),
    ],
)
async def test_a_trouble_is_the_same_on_every_site(simulate, browser, key, script, status, needle) -> None:
    sim = await simulate(script)
    page = await browser.get(sim.site(key).url)
    assert page.status == status
    assert needle in page.text
    assert "synthetic" in page.text
    assert not sim.shown


async def test_blank_is_an_empty_200(simulate, browser) -> None:
    sim = await simulate("blank")
    page = await browser.get(sim.booking_url)
    assert (page.status, page.body) == (200, b"")


async def test_redesign_redirects_to_the_home_page(simulate, browser) -> None:
    sim = await simulate("redesign")
    page = await browser.get(f"{sim.booking_url}/1")
    assert page.hops == [(302, f"{sim.url}/")]
    assert page.url == f"{sim.url}/"


async def test_loop_redirects_without_end(simulate, browser) -> None:
    sim = await simulate("loop")
    with pytest.raises(aiohttp.TooManyRedirects):
        await browser.get(sim.page_url)


@pytest.mark.parametrize(
    ("script", "header"),
    [
        ("429 retry 120", "120"),
        ("503 retry 86400", "86400"),
        ("503 retry past", "Mon, 30 Nov 2026 11:00:00 GMT"),
        ("overload 503 retry 60", "60"),
        ("503", None),
    ],
)
async def test_retry_after_is_sent_only_when_asked_for(simulate, browser, script, header) -> None:
    sim = await simulate(script)
    page = await browser.get(sim.page_url)
    assert page.headers.get("Retry-After") == header


async def test_huge_is_more_than_two_mebibytes(simulate, browser) -> None:
    sim = await simulate("huge")
    assert len((await browser.get(sim.page_url)).body) > 3 * 2**20 * 0.95


async def test_late_trouble_strikes_at_the_answer_alone(simulate, browser) -> None:
    sim = await simulate("502 late")
    assert (await browser.get(sim.booking_url)).status == 200
    page = await browser.book_until_answer(sim.booking_url, "14500")
    assert (page.status, page.url) == (502, f"{sim.booking_url}/2")
    assert (await browser.enter(sim)).status == 200
    assert (await browser.call(sim)).status == 502
    assert (await browser.get(sim.page_url)).status == 502


async def test_cut_ends_before_its_length_and_before_the_answer(simulate, browser) -> None:
    sim = await simulate("cut")
    async with browser.session.get(sim.page_url) as response:
        assert response.status == 200
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()


@pytest.mark.parametrize("weight", [0, 40_000])
async def test_cut_clean_is_whole_for_http_and_holds_no_answer(simulate, browser, weight: int) -> None:
    sim = await simulate("cut clean late", weight=weight)
    page = await browser.get(sim.page_url)
    assert page.status == 200
    assert "Aucun créneau" not in page.text
    assert "</html>" not in page.text
    await browser.enter(sim)
    reply = await browser.call(sim)
    assert "rendez-vous" not in reply.text
    assert not reply.text.rstrip().endswith(";")
    page = await browser.book_until_answer(sim.booking_url, "14500")
    assert page.path == "/booking/create/16105/2"
    assert "plage horaire" not in page.text


async def test_reset_breaks_the_connection_in_mid_body(simulate, browser) -> None:
    sim = await simulate("reset")
    with pytest.raises(aiohttp.ClientError):
        await browser.get(sim.page_url)


async def test_drop_closes_without_an_answer(simulate, browser) -> None:
    sim = await simulate("drop")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await browser.get(sim.page_url)


async def test_a_broken_connection_leaves_the_site_in_order(simulate, browser, caplog) -> None:
    sim = await simulate("drop")
    for kind in ("drop", "reset", "cut"):
        sim.answer(kind)
        with pytest.raises(aiohttp.ClientError):
            await browser.get(sim.page_url)
    sim.answer("none")
    assert "Aucun créneau disponible" in (await browser.get(sim.page_url)).text
    assert not [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]


async def test_hang_never_answers_and_does_not_hold_up_the_end(simulate, browser) -> None:
    sim = await simulate("hang")
    waiting = asyncio.create_task(browser.get(sim.page_url))
    done, _ = await asyncio.wait([waiting], timeout=0.1)
    assert not done
    assert len(sim.requests) == 1
    sim.answer("none", site="json")
    assert (await browser.get(sim.json_url)).status == 200
    await sim.__aexit__(None, None, None)
    with pytest.raises(aiohttp.ClientError):
        await waiting


@pytest.mark.parametrize("script", ["lost", "lost late"])
async def test_a_lost_session_is_the_terms_page_again_every_time(simulate, browser, script: str) -> None:
    sim = await simulate(script)
    for _ in range(3):
        page = await browser.book_until_answer(sim.booking_url, "14500")
        assert 'name="condition"' in page.text
        assert page.status == 200


async def test_a_session_lost_once_is_good_at_the_second_try(simulate, browser) -> None:
    sim = await simulate("lost once")
    assert 'name="condition"' in (await browser.book_until_answer(sim.booking_url, "14500")).text
    assert 'name="finishButton"' in (await browser.book_until_answer(sim.booking_url, "14500")).text


async def test_a_lost_esii_session_leads_back_to_the_entry_page(simulate, browser) -> None:
    sim = await simulate("lost")
    page = await browser.enter(sim)
    assert page.url == sim.eappointment_url
    sim.answer("lost late")
    assert 'name="selectedMotiveKeyList"' in (await browser.enter(sim)).text
    assert "_remoteHandleException" in (await browser.call(sim)).text


async def test_sessions_can_be_lost_on_command(simulate, browser) -> None:
    sim = await simulate("none")
    await browser.book_until_answer(sim.booking_url, "14500")
    sim.forget_sessions()
    assert 'name="condition"' in (await browser.get(f"{sim.booking_url}/2")).text
