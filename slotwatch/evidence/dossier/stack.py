"""A column of blocks that may be thousands long: drawn page by page, made as it is asked for.

reportlab's own tables hold every cell in memory and measure all of them before the first is drawn.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from reportlab.platypus import Flowable


class Block(Protocol):
    """Something of a known height.  ``keep``: never the last of its page."""

    height: float
    keep: bool

    def at_top(self) -> None:
        """Told when it is the first of its page: it may grow."""
        ...

    def draw(self, canvas: Any, top: float, width: float) -> None:
        """Draw it below ``top``."""
        ...


class Stack(Flowable):  # type: ignore[misc]  # reportlab carries no types
    """Blocks below one another, under ``head`` on each page."""

    def __init__(self, blocks: Iterator[Block], head: Block | None = None, waiting: Iterable[Block] = ()) -> None:
        """Takes the blocks one by one as pages need them; ``waiting`` were taken already."""
        super().__init__()
        self._blocks = blocks
        self._head = head
        self._waiting = list(waiting)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Never fits, so that it is split; nothing at all once it is drawn."""
        self._look_ahead(1)
        return (width, height + 1) if self._waiting else (0, 0)

    def split(self, _width: float, height: float) -> list[Any]:
        """What fits, and the rest; nothing when not even the first does."""
        used = self._head.height if self._head else 0.0
        taken: list[Block] = []
        for block in self._group():
            block.at_top()
        while True:
            group = self._group()
            needed = sum(block.height for block in group)
            if not group or used + needed > height:
                break
            taken += group
            used += needed
            del self._waiting[: len(group)]
        if not taken:
            return []
        page = _Page([self._head, *taken] if self._head else taken)
        self._look_ahead(1)
        # another one: reportlab puts a flowable off once and no more
        return [page, Stack(self._blocks, self._head, self._waiting)] if self._waiting else [page]

    def draw(self) -> None:
        """Only ever drawn when it is empty."""

    def _group(self) -> list[Block]:
        """The next block, with all that must stay with it."""
        size = 1
        while True:
            self._look_ahead(size)
            if len(self._waiting) < size or not self._waiting[size - 1].keep:
                return self._waiting[:size]
            size += 1

    def _look_ahead(self, count: int) -> None:
        while len(self._waiting) < count:
            block = next(self._blocks, None)
            if block is None:
                return
            self._waiting.append(block)


class _Page(Flowable):  # type: ignore[misc]
    """The blocks of one page."""

    def __init__(self, blocks: list[Block]) -> None:
        super().__init__()
        self._blocks = blocks
        self._height = sum(block.height for block in blocks)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        return width, self._height

    def draw(self) -> None:
        top = self._height
        for block in self._blocks:
            block.draw(self.canv, top, self.width)
            top -= block.height
