"""Pages that came with a validator, kept so that the site may answer "not modified" instead of sending them again.

A server whose validators lie would make us read yesterday's "no" for ever.  So a page is only asked for on
condition for an hour; then it is fetched whole again.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from slotwatch.clock import Clock
from slotwatch.contract import Hop, Page
from slotwatch.fetch.request import Request

#: Seconds after which a page is fetched whole again.
WHOLE_EVERY = 3600.0
#: Bytes of bodies kept, by all sessions of a client together; the decoded texts take as much again and more.
ROOM = 8 * 1024 * 1024

#: Headers of a caller who has conditions of his own, or wants a part.
_OWN_CONDITIONS = ("if-", "range", "cache-control")

_Key = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page, the headers that ask for it on condition, and the monotonic second when it came."""

    page: Page
    conditions: Mapping[str, str]
    at: float

    def again(self, headers: Mapping[str, str], chain: tuple[Hop, ...]) -> Page:
        """The page as it stands after "not modified": the answer's own headers (its Date above all) are new."""
        return replace(self.page, headers={**self.page.headers, **headers}, chain=chain, revalidated=True)


class Shelf:
    """Of all sessions of a client; the least used pages go first.  Each session finds its own only."""

    def __init__(self, clock: Clock, room: int = ROOM) -> None:
        self._clock = clock
        self._room = room
        self._kept: OrderedDict[_Key, Kept] = OrderedDict()
        self._taken = 0

    def find(self, session: str, request: Request) -> Kept | None:
        """What was kept of this very request, fresh enough to be asked for on condition."""
        if not _may_be_conditional(request):
            return None
        key = _key(session, request)
        kept = self._kept.get(key)
        if kept is None:
            return None
        if self._clock.monotonic() - kept.at >= WHOLE_EVERY:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return kept

    def keep(self, session: str, request: Request, page: Page) -> None:
        """Keep a page that came whole, if its server said how to ask for it on condition."""
        if not _may_be_conditional(request):
            return
        key = _key(session, request)
        self._drop(key)
        conditions = _conditions(page)
        if not conditions or len(page.body) > self._room // 4:
            return
        self._kept[key] = Kept(page, conditions, self._clock.monotonic())
        self._taken += len(page.body)
        while self._taken > self._room:
            self._drop(next(iter(self._kept)))

    def forget(self, session: str) -> None:
        """Drop what a session has: with other cookies it is another visitor."""
        for key in [key for key in self._kept if key[0] == session]:
            self._drop(key)

    def __len__(self) -> int:
        return len(self._kept)

    def _drop(self, key: _Key) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._taken -= len(kept.page.body)


def _key(session: str, request: Request) -> _Key:
    return session, str(request.url), tuple(sorted((k.lower(), v) for k, v in request.headers.items()))


def _may_be_conditional(request: Request) -> bool:
    return request.method == "GET" and not any(
        name.lower().startswith(_OWN_CONDITIONS) for name in request.headers
    )


def _conditions(page: Page) -> dict[str, str]:
    headers = page.headers
    if page.status != 200 or page.truncated or "no-store" in headers.get("cache-control", "").lower():
        return {}
    if headers.get("vary", "").strip() == "*":
        return {}
    asked = {"If-None-Match": headers.get("etag"), "If-Modified-Since": headers.get("last-modified")}
    # what is not plain ASCII cannot go back as it came
    return {name: value for name, value in asked.items() if value and value.isascii() and value.isprintable()}
