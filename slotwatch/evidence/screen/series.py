"""The pictures of a series of captures, one after the other, by as few browsers as it takes."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from slotwatch.evidence.data import Capture, Exchange
from slotwatch.evidence.screen.band import BAND, around
from slotwatch.evidence.screen.drawing import Shot, UndrawableError, draw, guard
from slotwatch.evidence.screen.supply import Kept
from slotwatch.fetch.browser import BrowserError, Chromium, find, launch

#: Seconds for one picture, after which the page is given up and its browser ended.
SECONDS = 20.0

#: Pictures that one browser draws: what it holds on to stays bounded.
_STINT = 100
#: Drawn pages kept for captures that look the same: a site says no on the same page for weeks.
_REMEMBERED = 4

#: No name is looked up and no address is gone to, whatever slips past the answers that we give.
_NO_NETWORK = "MAP * ~NOTFOUND"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was written.  ``sha256`` is the file's own; ``cut``: the page goes on below it."""

    path: Path
    sha256: str
    size: int
    cut: bool
    missing: int


@dataclass(slots=True)
class Series:
    """What became of each capture, by its number: its picture, or in one line why it has none.

    ``peak`` are the most bytes of memory that the browser held, ``product`` its name and version.
    """

    pictures: dict[int, Picture] = field(default_factory=dict)
    without: dict[int, str] = field(default_factory=dict)
    peak: int = 0
    product: str = ""

    @property
    def paths(self) -> Mapping[int, Path]:
        """As the dossier takes them."""
        return {number: picture.path for number, picture in self.pictures.items()}

    @property
    def size(self) -> int:
        """Bytes of all the pictures."""
        return sum(picture.size for picture in self.pictures.values())


@dataclass(frozen=True, slots=True)
class Discretion:
    """What must not be shown.

    ``withholds`` says of everything that a page says whether its picture would show too much; ``address`` gives
    an address as it may be shown.
    """

    withholds: Callable[[str], bool] = lambda _: False
    address: Callable[[str], str] = lambda url: url


_NONE = Discretion()


async def render(
    captures: Iterable[Capture],
    bodies: Callable[[str], bytes | None],
    folder: Path,
    *,
    program: Callable[[], str] = find,
    discretion: Discretion = _NONE,
    seconds: float = SECONDS,
    progress: Callable[[], None] = lambda: None,
) -> Series:
    """Draw the page that decided of each capture into ``folder``, as ``capture-<number>.png``.

    ``bodies`` gives the bytes of a hash, None where they are gone; ``program`` finds the browser; ``seconds`` are
    for one picture; ``progress`` is called once a capture.  A capture that cannot be drawn is told in
    `Series.without` and stops nothing.

    Raises `BrowserError` where there is no browser or it does not start, OSError where the folder cannot be
    written.
    """
    studio = _Studio(bodies, folder, discretion, seconds)
    waiting = deque(captures)
    while waiting:
        if (why := studio.why_not(waiting[0])) is not None:
            studio.series.without[waiting.popleft().number] = why
            progress()
            continue
        async with launch(program(), names=_NO_NETWORK) as chromium:
            await guard(chromium)
            studio.series.product = chromium.product
            for _ in range(_STINT):
                if not waiting:
                    break
                sound = await studio.take(chromium, waiting.popleft())
                progress()
                if not sound:
                    break  # a browser that failed once is not trusted with another page
    return studio.series


class _Studio:
    """What the browsers of a series share."""

    def __init__(
        self, bodies: Callable[[str], bytes | None], folder: Path, discretion: Discretion, seconds: float
    ) -> None:
        self.series = Series()
        self._bodies = bodies
        self._folder = folder
        self._discretion = discretion
        self._seconds = seconds
        self._hopeless: dict[tuple[object, ...], str] = {}
        self._drawn: OrderedDict[tuple[object, ...], Shot] = OrderedDict()

    def why_not(self, capture: Capture) -> str | None:
        """Why there is nothing to draw; None when there is."""
        page = capture.page
        if capture.deleted:
            return "its page was deleted"
        if page is None:
            return "no page was answered"
        return "its page is missing or damaged" if self._bodies(page.sha256) is None else None

    async def take(self, chromium: Chromium, capture: Capture) -> bool:
        """Draw one; whether the browser is still good for another."""
        why, sound = self.why_not(capture), True
        if why is None:
            why, sound = await self._try(chromium, capture)
        if why is not None:
            self.series.without[capture.number] = why
        return sound

    async def _try(self, chromium: Chromium, capture: Capture) -> tuple[str | None, bool]:
        """Why there is no picture after all, and whether the browser is still good for another."""
        page = capture.page
        body = self._bodies(page.sha256) if page else None
        assert page is not None  # `why_not` has looked
        assert body is not None
        kept = Kept(capture, page, body, self._bodies)
        if kept.key in self._hopeless:
            return self._hopeless[kept.key], True
        try:
            async with asyncio.timeout(self._seconds):
                return await self._draw(chromium, capture, page, kept), True
        except UndrawableError as error:
            why, sound = str(error), True
        except BrowserError as error:
            why, sound = str(error), False
        except TimeoutError:
            why, sound = f"its page was not drawn within {self._seconds:g} s", False
        self._hopeless[kept.key] = why
        return why, sound

    async def _draw(self, chromium: Chromium, capture: Capture, page: Exchange, kept: Kept) -> str | None:
        """Draw the page, then the band with it below; why that must not be shown."""
        shot = await self._shot(chromium, kept)
        if self._discretion.withholds("\n".join((shot.text, *self._framed(capture)))):
            return "it shows the person's name or a secret"
        band = around(capture, page, self._discretion.address(page.final), shot, chromium.product)
        whole = await draw(chromium, band, tallest=shot.height + BAND)
        self.series.peak = max(self.series.peak, whole.memory)
        path = self._folder / f"capture-{capture.number}.png"
        path.write_bytes(whole.png)
        digest = sha256(whole.png).hexdigest()
        self.series.pictures[capture.number] = Picture(path, digest, len(whole.png), shot.cut, shot.missing)
        return None

    def _framed(self, capture: Capture) -> Iterator[str]:
        """The kept pages themselves: what stands in a frame is no part of the text of the page around it."""
        for each in capture.exchanges:
            if each.sha256 and "html" in each.media_type:
                yield (self._bodies(each.sha256) or b"").decode("utf-8", "replace")

    async def _shot(self, chromium: Chromium, kept: Kept) -> Shot:
        """The page alone; drawn once for captures that look the same."""
        shot = self._drawn.pop(kept.key, None)
        if shot is None:
            shot = await draw(chromium, kept, fast=True)
            self.series.peak = max(self.series.peak, shot.memory)
        self._drawn[kept.key] = shot
        while len(self._drawn) > _REMEMBERED:
            self._drawn.popitem(last=False)
        return shot
