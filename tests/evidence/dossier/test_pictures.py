"""Pictures: small enough to file, sharp enough to read, and never the end of a dossier."""

import random
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from slotwatch.evidence.dossier import pictures
from slotwatch.evidence.dossier.build import build
from slotwatch.evidence.dossier.order import PackError
from slotwatch.evidence.dossier.pictures import Shape, UnreadablePictureError
from slotwatch.evidence.dossier.screens import screens_in


@pytest.mark.parametrize(("height", "pages"), [(500, 1), (1000, 1), (1340, 1), (1500, 2), (2000, 3), (9000, 4)])
def test_a_tall_picture_takes_as_many_pages_as_it_needs_and_no_more_than_it_may(height, pages):
    assert Shape(1000, height).pages(1.0, 4) == pages


def test_many_pictures_get_fewer_pages_each_rather_than_illegible_ones(tmp_path, words):
    (tmp_path / "tall.png").write_bytes(words.picture(1, (400, 3000)))
    few = pictures.plan([tmp_path / "tall.png"] * 10, 1.15)
    many = pictures.plan([tmp_path / "tall.png"] * 200, 1.15)
    assert (few.pages, few.allowance) == (4, 160_000)
    assert many.pages == 1
    assert many.allowance >= 50_000
    assert many.allowance * 200 <= pictures.ROOM


def test_the_pages_of_a_picture_stay_within_their_bytes(words):
    for content, allowance in ((words.picture(2), 60_000), (_noise(), 60_000)):
        image = pictures._ready(content)
        packed = pictures._packed(image, allowance)
        assert packed.weight <= allowance


def _noise():
    image = Image.frombytes("RGB", (1200, 900), random.Random(1).randbytes(1200 * 900 * 3))
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_a_transparent_picture_is_printed_on_white():
    file = BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(file, "PNG")
    assert pictures._ready(file.getvalue()).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("content", [b"", b"GIF87a", b"\x89PNG\r\n\x1a\n" + bytes(40), b"<svg/>"])
def test_what_is_no_picture_is_told(content):
    with pytest.raises(UnreadablePictureError):
        pictures.shape(content)


def test_a_picture_that_would_unpack_to_gigabytes_is_refused(monkeypatch, words):
    content = words.picture(1)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(UnreadablePictureError):
        pictures.shape(content)


def test_a_damaged_or_missing_screen_is_said_and_the_dossier_builds(maker, order, words, tmp_path, reader):
    screens = {}
    for n, content in enumerate([b"no picture", None, words.picture(1)[:20_000]]):
        maker.check(words.SINCE + timedelta(hours=9 + n))
        capture = maker.capture(words.page("x", 3000 + n))
        screens[capture.number] = tmp_path / f"{capture.number}.png"
        if content is not None:
            screens[capture.number].write_bytes(content)
    folder = build(maker.data(), order, tmp_path / "pack", screens=screens).folder
    text = " ".join(reader.text(folder / "02_captures_2026-09.pdf").split())
    assert text.count("le fichier de l’image est endommagé") == 2
    assert "le fichier ne peut être lu" in text


def test_the_same_picture_stands_in_a_file_once(maker, order, words, tmp_path):
    (tmp_path / "one.png").write_bytes(words.picture(1))
    screens = {}
    for n in range(4):
        maker.check(words.SINCE + timedelta(hours=9 + n))
        screens[maker.capture(words.page("x", 3000 + n)).number] = tmp_path / "one.png"
    path = build(maker.data(), order, tmp_path / "pack", screens=screens).folder / "02_captures_2026-09.pdf"
    assert path.read_bytes().count(b"/Subtype /Image") == 1
    assert sum(bool(page.images) for page in PdfReader(path).pages) == 4


def test_a_picture_cut_off_at_the_bottom_says_so(maker, order, words, tmp_path, reader):
    maker.check(words.SINCE + timedelta(hours=9))
    capture = maker.capture(words.page("x"))
    (tmp_path / "long.png").write_bytes(words.picture(1, (600, 9000)))
    folder = build(maker.data(), order, tmp_path / "pack", screens={capture.number: tmp_path / "long.png"}).folder
    assert "Image coupée en bas" in reader.text(folder / "02_captures_2026-09.pdf")


def test_screens_are_found_by_the_number_of_their_capture(tmp_path):
    for name in ("capture-000812.png", "7.jpg", "notes.txt", "page-3-capture-15.PNG", "x.png"):
        (tmp_path / name).write_bytes(b"")
    found = screens_in(tmp_path)
    assert {number: path.name for number, path in found.items()} == {
        812: "capture-000812.png",
        7: "7.jpg",
        15: "page-3-capture-15.PNG",
    }


def test_a_folder_of_screens_that_is_not_there_is_told(tmp_path):
    with pytest.raises(PackError, match="--screens"):
        screens_in(tmp_path / "none")


def test_a_capture_of_a_look_that_got_no_page_is_printed_all_the_same(maker, order, words, tmp_path, reader):
    maker.check(words.SINCE + timedelta(hours=9), "unreachable", "timeout")
    capture = maker.capture(b"")
    failed = replace(capture.exchanges[0], sha256="", answered="", status=None, failure="timeout")
    maker.captures[0] = replace(capture, exchanges=(failed,))
    folder = build(maker.data(), order, tmp_path / "pack").folder
    text = " ".join(reader.text(folder / "02_captures_2026-09.pdf").split())
    assert "pas de page : aucune réponse n’est venue" in text
    assert "délai d’attente dépassé" in text
