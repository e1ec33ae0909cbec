import re
from dataclasses import replace
from html import unescape

from slotwatch.evidence.screen.band import around
from slotwatch.evidence.screen.drawing import Shot

SHOT = Shot(b"png", 1024, 768, (1024, 768), 0, "", 0)


def words(album, shot=SHOT, address=None, **more):
    capture = album.capture(album.exchange(b"<p>non</p>", **more))
    html = around(capture, capture.page, address or capture.page.final, shot, "HeadlessChrome/156.0").html
    return unescape(re.sub(r"<[^>]+>", " ", html.partition("<header>")[2])), capture


def test_it_says_address_local_time_with_offset_check_and_hash(album):
    said, capture = words(album)
    assert "Relevé 1201" in said
    assert "capture 801" in said
    assert "25/11/2026 10:00:05 +01:00" in said
    assert "(2026-11-25 09:00:05 UTC)" in said
    assert "https://www.prefecture.example/booking/create/14500/1?planning=12" in said
    assert capture.page.sha256 in said


def test_it_says_how_the_picture_was_made(album):
    said, _ = words(album)
    assert "hors de la page" in said
    assert "sans JavaScript ni réseau" in said
    assert "HeadlessChrome 156.0" in said
    assert "manque" not in said
    assert "coupée" not in said


def test_it_says_what_is_missing_and_where_the_picture_ends(album):
    said, _ = words(album, replace(SHOT, missing=3, height=4000, whole=(1024, 9000)))
    assert "3 fichiers" in said
    assert "Image coupée" in said
    assert "1024 × 4000 pixels : la page en fait 1024 × 9000" in said
    assert "Un fichier" in words(album, replace(SHOT, missing=1))[0]


def test_it_says_what_was_blotted_out_or_cut_off_in_keeping(album):
    said, _ = words(album, blotted=2, answered="cd" * 32, truncated=True)
    assert "cd" * 32 in said
    assert "en 2 endroits" in said
    assert "Réponse trop longue" in said


def test_an_address_is_text_and_nothing_else(album):
    capture = album.capture(b"<p>")
    html = around(capture, capture.page, "https://x.example/?<script>&amp;", SHOT, "C/1").html
    assert "?&lt;script&gt;&amp;amp;" in html
