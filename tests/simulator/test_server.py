"""Scripts over time and by site; addresses; what every page has in common."""

import pytest

from slotwatch.simulator import KINDS, TRAPS, Phase, parse_script


async def said(sim, browser, url: str | None = None) -> str:
    page = await browser.get(url or sim.page_url)
    if 'class="creneau"' in page.text:
        return "slots"
    return "none" if "Aucun créneau disponible" in page.text else str(page.status)


async def test_the_script_plays_with_the_clock(simulate, browser, clock) -> None:
    sim = await simulate("none 20s; slots 2 15s; 502 5s; none")
    heard = []
    for second in range(0, 50, 5):
        clock.elapsed = second
        heard.append(await said(sim, browser))
    assert heard == ["none"] * 4 + ["slots"] * 3 + ["502"] + ["none"] * 2


async def test_answer_and_play_take_over_at_once_and_begin_at_zero(simulate, browser, clock) -> None:
    sim = await simulate("none")
    clock.pass_time(1000)
    sim.play("slots 1 10s; none")
    assert await said(sim, browser) == "slots"
    clock.pass_time(10)
    assert await said(sim, browser) == "none"
    sim.answer(Phase("502"))
    assert await said(sim, browser) == "502"
    sim.play(parse_script("slots 2"))
    assert await said(sim, browser) == "slots"


async def test_a_site_follows_its_own_script_until_all_are_told_otherwise(simulate, browser) -> None:
    sim = await simulate("none")
    sim.answer("502", site="page")
    assert await said(sim, browser) == "502"
    assert (await browser.get(sim.json_url)).status == 200
    sim.answer("slots 1")
    assert await said(sim, browser) == "slots"


async def test_a_family_takes_over_from_its_members(simulate, browser) -> None:
    sim = await simulate("none")
    sim.answer("502", site="booking/989/1001")
    sim.answer("503", site="booking")
    assert (await browser.get(sim.pprdv_url)).status == 503
    assert (await browser.get(sim.booking_url)).status == 503
    assert (await browser.get(sim.page_url)).status == 200
    sim.answer("504", site="booking/989")
    assert (await browser.get(sim.pprdv_url)).status == 504
    assert (await browser.get(sim.booking_url)).status == 503


async def test_a_desk_is_one_site(simulate, browser) -> None:
    sim = await simulate("none")
    desk = sim.site("booking/989/1001")
    assert desk.url == sim.pprdv_url
    assert desk.offers == ()
    desk.play("slots 2 from 0 5s; none")
    assert [offer.words for offer in desk.offers] == [
        "lundi 30 novembre 2026 à 08:30",
        "mardi 1er décembre 2026 à 08:30",
    ]
    desk.answer("slots 1")
    assert len(desk.offers) == 1
    assert sim.offers("booking/989/1000") == ()
    await browser.get(sim.page_url)
    await browser.get(sim.pprdv_url)
    assert [request.path for request in desk.requests] == ["/booking/create/989"]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("boking/989", 'no site "boking/989"; did you mean "booking/989"?'),
        ("booking", 'no site "booking"; did you mean'),
    ],
)
async def test_an_unknown_site_is_named_with_the_nearest_one(simulate, key: str, hint: str) -> None:
    sim = await simulate()
    with pytest.raises(ValueError) as caught:
        sim.site(key)
    assert str(caught.value).startswith(hint)


async def test_a_mistake_in_a_script_changes_nothing(simulate, browser) -> None:
    sim = await simulate("none")
    with pytest.raises(ValueError, match='did you mean "slots"'):
        sim.answer("slotz 2")
    with pytest.raises(ValueError, match="no site"):
        sim.answer("slots 2", site="nowhere")
    assert await said(sim, browser) == "none"


async def test_addresses_are_on_loopback_and_of_the_real_shape(simulate) -> None:
    sim = await simulate()
    assert sim.url.startswith("http://127.0.0.1:")
    assert sim.booking_url == f"{sim.url}/booking/create/16105"
    assert sim.pprdv_url == f"{sim.url}/booking/create/989"
    assert sim.eappointment_url == f"{sim.url}/eAppointmentpref94/element/jsp/specific/pref94.jsp"


async def test_slots_are_dated_by_the_clock_when_no_day_is_given(simulate, clock) -> None:
    sim = await simulate("slots 1 from 0", today=None)
    assert sim.offers("page")[0].day.isoformat() == "2026-11-30"
    clock.pass_time(11.5 * 3600)  # 23:30 UTC, past midnight in Paris
    assert sim.offers("page")[0].day.isoformat() == "2026-12-01"


async def test_robots_txt_is_missing_unless_given(simulate, browser) -> None:
    sim = await simulate()
    assert (await browser.get(f"{sim.url}/robots.txt")).status == 404
    sim.robots = "User-agent: *\nDisallow: /\n"
    page = await browser.get(f"{sim.url}/robots.txt")
    assert page.text == sim.robots
    assert page.headers["Content-Type"].startswith("text/plain")


async def test_the_date_header_is_the_clocks(simulate, browser) -> None:
    sim = await simulate()
    assert (await browser.get(sim.page_url)).headers["Date"] == "Mon, 30 Nov 2026 12:00:00 GMT"


async def test_pages_weigh_what_was_asked_and_are_the_same_each_time(simulate, browser) -> None:
    sim = await simulate("none")
    for url in (sim.booking_url, sim.page_url, sim.eappointment_url):
        page = await browser.get(url)
        assert 38_000 < len(page.body) < 42_000
        assert (await browser.get(url)).body == page.body
    light = await simulate("none", weight=0)
    assert len((await browser.get(light.page_url)).body) < 3000


KINDS_WITHOUT_ANSWER = {"drop", "hang", "loop", "reset", "cut", "huge", "blank", "trap"}


@pytest.mark.parametrize("kind", sorted(set(KINDS) - KINDS_WITHOUT_ANSWER))
async def test_every_kind_is_answered_on_every_site_and_calls_itself_synthetic(
    simulate, browser, personal, kind: str
) -> None:
    sim = await simulate("slots 3" if kind == "slots" else kind, weight=4000)
    pages = [
        await browser.book_until_answer(sim.booking_url, "14500"),
        await browser.book_until_answer(sim.single_url, None),
        await browser.book_until_answer(sim.pprdv_url, "990"),
        await browser.enter(sim),
        await browser.call(sim),
        await browser.get(sim.page_url),
        await browser.get(sim.json_url),
    ]
    for page in pages:
        assert page.text
        assert not personal.search(page.text)
        if page.headers["Content-Type"].startswith("text/html"):
            assert "slotwatch simulator (synthetic)" in page.text
    assert not sim.trespasses


@pytest.mark.parametrize("number", sorted(TRAPS))
async def test_no_trap_holds_personal_data(simulate, browser, personal, number: int) -> None:
    for variant in TRAPS[number].variants or ("",):
        sim = await simulate(f"trap {number} {variant}", weight=4000)
        for url in (sim.booking_url, sim.page_url, sim.json_url):
            assert not personal.search((await browser.get(url)).text)


async def test_the_decoration_carries_tempting_words_but_no_marker(simulate, browser) -> None:
    sim = await simulate("none")
    text = (await browser.get(sim.booking_url)).text  # the terms page answers nothing
    for word in ("disponible", "Horaires", "calendrier", "rendez-vous", "502", "complet"):
        assert word in text
    for marker in (
        "plus de plage horaire",
        "Aucun créneau",
        "maintenance",
        "site indisponible",
        "surchargé",
        "Bad Gateway",
        "status-1",
        "désactivé",
        "captcha",
        "etape_3r",
        "etape_4r",
    ):
        assert marker not in text
