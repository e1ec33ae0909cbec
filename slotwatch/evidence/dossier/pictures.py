"""Pictures for print: cut into pages, small enough to file, still legible; nothing but the pixels goes in.

What a camera writes into its files (place, device, date) stays out: a picture is always made anew.
"""

import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
from reportlab.platypus import Flowable

from slotwatch.evidence.dossier.fonts import ITALIC
from slotwatch.evidence.dossier.xobjects import Indexed, Jpeg

#: Bytes that all pictures of a pack may take together, and a page of one at least and at most.
ROOM = 13_000_000
_LEAST, _MOST = 20_000, 160_000
#: A page of a picture with less than this is hardly legible: rather fewer pages.
_LEGIBLE = 50_000
#: Pages that one picture may take.
_MOST_PAGES = 4

#: Pixels across a page: 150 dots an inch on A4.
_ACROSS = 1050
#: A picture up to this many times the height of a page is made to fit on one rather than cut.
_STRETCH = 1.35
#: Colours of a page of text, and how few still do.
_COLOURS, _FEW = 64, 16
_QUALITY = 55
_NARROWEST = 400
#: What ends a whole file: reportlab lets PIL take one that was cut short, and the rest is grey.
_ENDS = {"PNG": (b"IEND",), "JPEG": (b"\xff\xd9",)}
_TAIL = 65_536
#: Of its page, each page of a picture shows again the last of the one before: no line is lost in a cut.
_OVERLAP = 0.04


class UnreadablePictureError(Exception):
    """The file is no picture that can be printed.  One line."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many pages a picture may take, and how many bytes each of them."""

    pages: int
    allowance: int


@dataclass(frozen=True, slots=True)
class Shape:
    """A picture's pixels as it will be shown."""

    width: int
    height: int

    def pages(self, ratio: float, most: int) -> int:
        """Pages that it takes, where a page is ``ratio`` times as high as wide."""
        tall = self.height / self.width / ratio
        return 1 if tall <= _STRETCH else max(1, min(most, ceil((tall - _OVERLAP) / (1 - _OVERLAP))))


def plan(paths: Iterable[Path], ratio: float) -> Plan:
    """So that all the pictures together stay within `ROOM` and each of their pages legible."""
    shapes = []
    for path in paths:
        try:
            shapes.append(shape(path.read_bytes()))
        except (OSError, UnreadablePictureError):
            continue  # whoever prints it says so
    for most in range(_MOST_PAGES, 0, -1):
        count = sum(each.pages(ratio, most) for each in shapes)
        share = ROOM // max(1, count)
        if share >= _LEGIBLE or most == 1:
            return Plan(most, max(_LEAST, min(_MOST, share)))
    raise AssertionError("the last turn returns")


def shape(content: bytes) -> Shape:
    """Its size, without unpacking it.  Raises `UnreadablePictureError`."""
    image = _open(BytesIO(content))
    if not any(mark in content[-_TAIL:] for mark in _ENDS.get(image.format, (b"",))):
        raise UnreadablePictureError("the picture is cut short")
    # asking any other kind of file for it would unpack the picture
    turned = image.format == "JPEG" and image.getexif().get(0x0112, 1) >= 5  # the camera lay on its side
    return Shape(image.height, image.width) if turned else Shape(image.width, image.height)


@dataclass(frozen=True, slots=True)
class Room:
    """Points that a page has for a picture, and bytes."""

    width: float
    height: float
    allowance: int


class Plate(Flowable):  # type: ignore[misc]  # reportlab carries no types
    """One page of a picture, unpacked only when it is drawn.

    ``content`` gives the file's bytes when called; this is ``part`` of ``parts`` from the top.  ``cut_off``:
    it is the last, and there is more of the picture below.
    """

    def __init__(self, content: Callable[[], bytes], shown: Shape, part: int, parts: int, room: Room) -> None:
        """Nothing is read yet."""
        super().__init__()
        self._content, self._room = content, room
        self._begin, self._end = 0.0, 1.0
        one = room.height / room.width * shown.width / shown.height  # share of the picture on one page
        if one * _STRETCH < 1:
            self._begin = part * one * (1 - _OVERLAP)
            self._end = min(1.0, self._begin + one)
        self.cut_off = part == parts - 1 and self._end < 0.999
        high = room.width * (self._end - self._begin) * shown.height / shown.width
        self.height = min(high, room.height)
        self.width = room.width * self.height / high

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """As wide as the page, or as high as there is room."""
        return self._room.width, self.height

    def draw(self) -> None:
        """Unpack, cut, pack and draw it."""
        try:
            image = _ready(self._content())
        except (OSError, UnreadablePictureError):
            self.canv.setFont(ITALIC, 8)
            self.canv.drawString(6, self.height - 14, "Le fichier de l’image est endommagé.")
        else:
            top, bottom = round(self._begin * image.height), round(self._end * image.height)
            image = image.crop((0, top, image.width, max(bottom, top + 1)))
            _packed(image, self._room.allowance).draw(self.canv, self.width, self.height)
        self.canv.setStrokeGray(0.7)
        self.canv.setLineWidth(0.4)
        self.canv.rect(0, 0, self.width, self.height)


def _open(content: BytesIO) -> Any:
    with warnings.catch_warnings():
        # a small file that unpacks to gigabytes
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Image.open(content, formats=("PNG", "JPEG", "WEBP", "GIF"))
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise UnreadablePictureError("not a picture that can be printed") from None


@lru_cache(1)
def _ready(content: bytes) -> Any:
    """Upright, on white, no wider than a page needs.  The last one is kept: its other pages come next."""
    image = _open(BytesIO(content))
    try:
        image.draft("RGB", (_ACROSS, _ACROSS * _MOST_PAGES))
        if image.format == "JPEG":
            image = ImageOps.exif_transpose(image)
        if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
            image = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
        image = image.convert("RGB")
    except (OSError, ValueError, SyntaxError) as error:
        raise UnreadablePictureError(f"damaged picture: {error}") from None
    return image if image.width <= _ACROSS else _narrowed(image, _ACROSS)


def _narrowed(image: Any, width: int) -> Any:
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.BICUBIC)


def _packed(image: Any, allowance: int) -> Indexed | Jpeg:
    """A page of text stays sharp in few colours; a photograph becomes a JPEG; narrower until it fits."""
    picture: Indexed | Jpeg = _flat(image, _COLOURS)
    pack: Callable[[Any], Indexed | Jpeg] = partial(_flat, colours=_FEW)
    if picture.weight > allowance:
        flat, photo = _flat(image, _FEW), _photo(image)
        picture = flat if flat.weight <= max(photo.weight, allowance) else photo
        pack = pack if picture is flat else _photo
    while picture.weight > allowance and image.width > _NARROWEST:
        share = (allowance / picture.weight) ** 0.5 * 0.97
        image = _narrowed(image, max(_NARROWEST, int(image.width * min(share, 0.95))))
        picture = pack(image)
    return picture


def _flat(image: Any, colours: int) -> Indexed:
    flat = image.quantize(colours, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    return Indexed(flat.size, flat.tobytes(), bytes(flat.getpalette()[: 3 * colours]))


def _photo(image: Any) -> Jpeg:
    file = BytesIO()
    image.save(file, "JPEG", quality=_QUALITY, optimize=True)
    return Jpeg(image.size, file.getvalue())
