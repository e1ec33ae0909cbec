"""With the real Chromium."""

import asyncio
import time
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from slotwatch.evidence.screen import Discretion, render
from slotwatch.evidence.screen.band import around
from slotwatch.evidence.screen.drawing import TALLEST, draw, guard
from slotwatch.fetch.browser import BrowserError, NoBrowserError, find, launch

YELLOW = (255, 247, 214)
SITE = "https://www.prefecture.example"


class Reader:
    """Hears what each drawn page says."""

    def __init__(self):
        self.texts = []

    def __call__(self, text):
        self.texts.append(text)
        return False


@pytest.fixture
def shoot(album, program, tmp_path):
    """`shoot(captures…)`: the series, and the text of each page."""

    async def taken(*captures, **more):
        reader = Reader()
        more.setdefault("discretion", Discretion(withholds=reader))
        series = await render(captures, album.bodies.get, tmp_path, program=lambda: program, **more)
        return series, reader.texts

    return taken


def opened(picture) -> Image.Image:
    return Image.open(BytesIO(picture.path.read_bytes())).convert("RGB")


def below_band(image: Image.Image) -> int:
    """The row at which the page begins: below the band's black edge."""
    column = [image.getpixel((8, y)) for y in range(image.height)]
    edge = next(y for y in range(20, image.height) if column[y] == (0, 0, 0))
    return next(y for y in range(edge, image.height) if column[y] != (0, 0, 0))


async def test_the_picture_shows_the_page_below_a_band(album, html, shoot):
    capture = album.capture(html("<style>body { background: #00008f; color: #fff; margin: 0 }</style>"))
    series, texts = await shoot(capture)
    picture = series.pictures[capture.number]
    image = opened(picture)
    assert image.getpixel((10, 6)) == YELLOW
    top = below_band(image)
    assert 100 < top < 400
    assert image.size == (1024, top + 768)
    assert image.getpixel((1000, top + 700)) == (0, 0, 143)
    # the sentence's letters are there: white on the blue of the first lines
    assert (255, 255, 255) in {colour for _, colour in image.crop((0, top, 1024, top + 200)).getcolors(1 << 16)}
    assert "plage horaire libre" in texts[0]
    assert picture.path.name == "capture-801.png"
    assert picture.sha256 == sha256(picture.path.read_bytes()).hexdigest()
    assert picture.size == picture.path.stat().st_size < 300_000
    assert (picture.cut, picture.missing) == (False, 0)
    assert series.without == {}
    assert 20_000_000 < series.peak < 600_000_000
    assert "Chrom" in series.product


async def test_the_band_is_drawn_with_all_its_words(album, html, program):
    capture = album.capture(html())
    async with launch(program, names="MAP * ~NOTFOUND") as chromium:
        await guard(chromium)
        page = await draw(chromium, around_nothing(album.bodies[capture.page.sha256].decode()))
        band = around(capture, capture.page, capture.page.final + "&x=" * 800, page, chromium.product)
        whole = await draw(chromium, band, tallest=6000)
    assert "Relevé 1201" in whole.text
    assert capture.page.sha256 in whole.text
    assert not whole.cut
    assert whole.width == page.width
    assert whole.height > page.height + 400


def around_nothing(html):
    from slotwatch.evidence.screen.supply import Own

    return Own(html, b"")


async def test_no_script_changes_what_the_site_answered(album, html, shoot):
    script = "<script>document.getElementById('answer').textContent = 'Des places sont libres';</script>"
    events = (
        '<body onload="document.body.textContent = \'libres\'"><img src=data:, onerror="document.body.remove()">'
    )
    _, texts = await shoot(album.capture(html("", script + events)))
    shown = texts[0].partition("<html")[0]
    assert "plage horaire libre pour" in shown
    assert "places sont libres" not in shown


async def test_nothing_is_asked_of_the_network(album, html, shoot, trap):
    head = (
        f"<link rel=preconnect href={trap.url}><link rel=dns-prefetch href={trap.url}>"
        f"<link rel=stylesheet href={trap.url}/a.css><link rel=prefetch href={trap.url}/b>"
        f"<link rel=icon href={trap.url}/icon.png>"
        f"<style>@import url({trap.url}/c.css); body {{ background: url({trap.url}/d.png) }}"
        f"@font-face {{ font-family: f; src: url({trap.url}/f.woff) }} p {{ font-family: f }}</style>"
    )
    foot = (
        f"<img src={trap.url}/e.png><img loading=lazy src={trap.url}/l.png><iframe src={trap.url}/g></iframe>"
        f"<object data={trap.url}/h></object><video src={trap.url}/i poster={trap.url}/j></video>"
        f"<script src={trap.url}/k.js></script>"
    )
    page = album.exchange(html(head, foot), f"{trap.url}/page")
    series, texts = await shoot(album.capture(page))
    picture = series.pictures[801]
    assert picture.missing >= 5
    assert "plage horaire libre" in texts[0]
    await asyncio.sleep(0.3)
    assert trap.knocks == []


async def test_files_of_the_same_look_are_in_the_picture(album, html, shoot, trap):
    style = album.exchange(b"body { background: #008000 }", f"{trap.url}/a.css", "text/css")
    page = album.exchange(html("<link rel=stylesheet href=/a.css>"), f"{trap.url}/page")
    series, _ = await shoot(album.capture(page, style))
    image = opened(series.pictures[801])
    assert image.getpixel((1000, image.height - 20)) == (0, 128, 0)
    assert series.pictures[801].missing == 0
    assert trap.knocks == []


async def test_one_look_lends_no_file_to_another(album, html, shoot):
    style = album.exchange(b"body { background: #008000 }", f"{SITE}/a.css", "text/css")
    page = html("<link rel=stylesheet href=/a.css>")
    series, _ = await shoot(album.capture(page, style), album.capture(page))
    assert opened(series.pictures[802]).getpixel((1000, 700)) == (255, 255, 255)
    assert series.pictures[802].missing == 1


async def test_a_page_that_sends_its_reader_on_stays_where_it_is(album, html, shoot, trap):
    refresh = f"<meta http-equiv=refresh content='0; url={trap.url}/elsewhere'>"
    series, texts = await shoot(album.capture(html(refresh)))
    assert 801 in series.pictures
    assert "plage horaire libre" in texts[0]
    assert trap.knocks == []


async def test_a_long_page_is_cut_and_said_to_be(album, html, shoot):
    series, _ = await shoot(album.capture(html("", "<div style='height: 30000px'></div>")))
    image = opened(series.pictures[801])
    assert series.pictures[801].cut
    assert image.height == below_band(image) + TALLEST


async def test_an_accent_is_read_as_the_site_declared_it(album, shoot):
    page = album.exchange("<p>Préfecture fermée</p>".encode("latin-1"), kind="text/html; charset=iso-8859-1")
    _, texts = await shoot(album.capture(page))
    assert "Préfecture fermée" in texts[0]


async def test_an_error_page_and_an_answer_without_html_are_drawn_too(album, shoot):
    down = album.exchange(b"<h1>Service indisponible</h1>", status=503)
    talk = album.exchange(b'{"slots": []}', "wss://prefecture.example/ws", "text/plain; charset=utf-8", status=101)
    data = album.exchange(b'{"dates": []}', kind="application/json")
    series, texts = await shoot(album.capture(down), album.capture(talk), album.capture(data))
    assert series.without == {}
    assert "Service indisponible" in texts[0]
    assert '{"slots": []}' in texts[1]
    assert '{"dates": []}' in texts[2]


async def test_a_picture_that_would_show_too_much_is_not_kept(album, html, shoot, tmp_path):
    private = album.capture(html("", "<p>Bonjour <b>Ti&eacute;moko</b> <i>Exemple</i></p>"))
    series, _ = await shoot(
        private, album.capture(html()), discretion=Discretion(withholds=lambda text: "Tiémoko Exemple" in text)
    )
    assert set(series.pictures) == {802}
    assert "name or a secret" in series.without[801]
    assert [path.name for path in tmp_path.iterdir()] == ["capture-802.png"]


async def test_a_name_in_a_frame_is_found_too(album, html, shoot):
    frame = album.exchange(b"<p>Bonjour Fictif Exemple</p>", f"{SITE}/frame", "text/html")
    page = album.capture(html("", "<iframe src=/frame></iframe>"), frame)
    series, _ = await shoot(page, discretion=Discretion(withholds=lambda text: "Fictif Exemple" in text))
    assert "name or a secret" in series.without[801]


async def test_what_cannot_be_drawn_is_said_and_stops_nothing(album, html, shoot):
    nothing = album.capture(None)
    deleted = album.capture(html(), deleted=True)
    gone = album.capture(html("", "gone"))
    del album.bodies[gone.page.sha256]
    archive = album.capture(album.exchange(b"PK\x03\x04", kind="application/zip"))
    seen = []
    series, _ = await shoot(
        nothing, deleted, gone, archive, album.capture(html()), progress=lambda: seen.append(1)
    )
    assert series.without[801] == "no page was answered"
    assert series.without[802] == "its page was deleted"
    assert series.without[803] == "its page is missing or damaged"
    assert "does not show it as a page" in series.without[804]
    assert set(series.pictures) == {805}
    assert len(seen) == 5


async def test_a_page_that_takes_for_ever_is_given_up_and_the_next_one_drawn(album, html, shoot):
    deep = "<div style='display:grid'>" * 400
    slow = (
        "<style>"
        + "".join(f"div:has(div:nth-child({n}n+{n}) ~ p > b) {{ left: {n}px }}" for n in range(3000))
        + "</style>"
        + (deep + "<p><b>x</b></p>" * 20) * 60
    ).encode()
    assert 500_000 < len(slow) < 2_000_000
    begun = time.monotonic()
    captures = [album.capture(slow), album.capture(slow), album.capture(html())]
    series, _ = await shoot(*captures, seconds=4.0)
    assert time.monotonic() - begun < 30
    # the same page is not waited for twice
    assert series.without == dict.fromkeys((801, 802), "its page was not drawn within 4 s")
    assert set(series.pictures) == {803}


async def test_a_page_of_two_megabytes_is_drawn(album, html, shoot):
    series, _ = await shoot(album.capture(html("", "<p>Guichet numéro un</p>" * 90_000)))
    assert set(series.pictures) | set(series.without) == {801}
    assert series.without.get(801, "within 20 s").endswith("within 20 s")


async def test_captures_that_look_the_same_differ_in_their_bands_alone(album, html, shoot):
    first = album.capture(html())
    series, texts = await shoot(first, replace(first, number=999, check=9999))
    one, other = (opened(series.pictures[number]) for number in (801, 999))
    assert series.pictures[801].sha256 != series.pictures[999].sha256
    top = below_band(one)
    assert one.crop((0, top, 1024, one.height)).tobytes() == other.crop((0, top, 1024, other.height)).tobytes()
    assert texts[0] == texts[1]


async def test_without_a_browser_nothing_is_drawn_and_the_reason_is_said(album, html, tmp_path):
    nowhere = {"SLOTWATCH_CHROMIUM": "/nowhere/chromium"}
    with pytest.raises(NoBrowserError, match="/nowhere/chromium"):
        await render([album.capture(html())], album.bodies.get, tmp_path, program=lambda: find(nowhere))
    assert list(tmp_path.iterdir()) == []


async def test_a_series_without_pages_starts_no_browser(album, tmp_path):
    def no_browser():
        raise BrowserError("started")

    series = await render([album.capture(None)], album.bodies.get, tmp_path, program=no_browser)
    assert series.pictures == {}
