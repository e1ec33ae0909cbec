"""A captcha with a picture, as the State's CaptchEtat shows one (providers §2.4); its words are known to the test.

The picture is drawn when it is asked for: five digits, one block a pixel, as a PNG of grey.
"""

import struct
import zlib
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

#: Digits as five rows of three blocks, each row an octal figure.
_SHAPES = ("75557", "26227", "71747", "71717", "55711", "74717", "74757", "71122", "75757", "75717")
_BLOCK = 8
_PAPER, _INK = 0xF0, 0x30
_KEPT = 500


class Judgement(StrEnum):
    """What the site thinks of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"


@dataclass
class CaptchaGate:
    """The pictures that were posed, and how long they and what they open last (seconds; None = for ever)."""

    picture_lasts: float | None = None
    session_lasts: float | None = None
    _posed: dict[str, float] = field(default_factory=dict)
    _count: int = 0
    _latest: str = ""

    def pose(self, at: float) -> str:
        """A new picture's identifier."""
        self._count += 1
        self._latest = sha256(f"captcha {self._count}".encode()).hexdigest()[:32]
        self._posed[self._latest] = at
        if len(self._posed) > _KEPT:
            del self._posed[next(iter(self._posed))]
        return self._latest

    @property
    def words(self) -> str:
        """What the picture says that was posed last, "" before the first."""
        return _words(self._latest) if self._latest else ""

    def picture(self, ident: str) -> bytes | None:
        """The picture as a PNG, None where it was not posed or has been answered."""
        return png(_words(ident)) if ident in self._posed else None

    def judge(self, ident: str, typed: str, at: float) -> Judgement:
        """What an answer is worth.  A picture can be answered once."""
        posed = self._posed.pop(ident, None)
        if posed is None or (self.picture_lasts is not None and at - posed > self.picture_lasts):
            return Judgement.EXPIRED
        return Judgement.RIGHT if typed.strip() == _words(ident) else Judgement.WRONG


def png(digits: str) -> bytes:
    """Digits as a picture: 32 pixels wide each and 56 high, dark on light."""
    blank = [0] * (4 * len(digits) + 1)
    rows = [blank, *([0, *_row(digits, line)] for line in range(5)), blank]
    lines = b"".join(
        (b"\0" + b"".join(bytes([_INK if block else _PAPER]) * _BLOCK for block in row)) * _BLOCK for row in rows
    )
    header = struct.pack(">IIBBBBB", len(blank) * _BLOCK, len(rows) * _BLOCK, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _row(digits: str, line: int) -> list[int]:
    figures = (int(_SHAPES[int(digit)][line]) for digit in digits)
    return [block for figure in figures for block in (figure >> 2 & 1, figure >> 1 & 1, figure & 1, 0)]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _words(ident: str) -> str:
    return f"{int(ident, 16) % 100_000:05d}"
