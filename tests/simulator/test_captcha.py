"""The captcha of the simulated national site: a real picture, asked and answered once."""

import struct
import zlib

import pytest

from slotwatch.simulator.captcha import CaptchaGate, Judgement, png


def pixels(picture: bytes) -> list[list[int]]:
    """The rows of an 8-bit grey PNG without filters; checks every chunk on the way."""
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    at, data, size = 8, b"", (0, 0)
    while at < len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        body = picture[at + 8 : at + 8 + length]
        assert struct.unpack(">I", picture[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
            assert body[8:] == b"\x08\0\0\0\0"
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    raw = zlib.decompress(data)
    rows = [raw[n : n + size[0] + 1] for n in range(0, len(raw), size[0] + 1)]
    assert len(rows) == size[1]
    assert all(row[0] == 0 for row in rows)
    return [list(row[1:]) for row in rows]


def test_a_picture_is_a_png_in_which_each_digit_has_its_own_shape() -> None:
    rows = pixels(png("0123456789"))
    assert (len(rows[0]), len(rows)) == (8 * 41, 8 * 7)
    shapes = {tuple(tuple(row[8 + 32 * n : 40 + 32 * n]) for row in rows) for n in range(10)}
    assert len(shapes) == 10


def test_the_words_are_those_of_the_latest_picture() -> None:
    gate = CaptchaGate()
    assert gate.words == ""
    first = gate.pose(0)
    words = gate.words
    assert len(words) == 5
    assert words.isdecimal()
    assert gate.picture(first) == png(words)
    gate.pose(1)
    assert gate.words != words


@pytest.mark.parametrize(
    ("typed", "after", "judged"),
    [
        ("right", 0, "right"),
        (" right ", 120, "right"),
        ("wrong", 0, "wrong"),
        ("", 0, "wrong"),
        ("right", 121, "expired"),
    ],
)
def test_an_answer_is_judged_by_words_and_age(typed: str, after: float, judged: str) -> None:
    gate = CaptchaGate(picture_lasts=120)
    ident = gate.pose(10)
    assert gate.judge(ident, typed.replace("right", gate.words), 10 + after) == judged


def test_a_picture_is_answered_once_and_an_unknown_one_has_expired() -> None:
    gate = CaptchaGate()
    ident = gate.pose(0)
    assert gate.judge(ident, "no", 0) is Judgement.WRONG
    assert gate.judge(ident, gate.words, 0) is Judgement.EXPIRED
    assert gate.picture(ident) is None
    assert gate.judge("", "", 0) is Judgement.EXPIRED
