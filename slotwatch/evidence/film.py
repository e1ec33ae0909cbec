"""What a look was asked and answered, exchange by exchange, while it happens: a `Fetch` that watches another.

Nothing is written and nothing decided here; a look that is not kept costs the memory of its pages until the next.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from slotwatch.clock import Clock
from slotwatch.contract import Conversation, Fetch, LookFailed, Page
from slotwatch.model import Outcome, Unreachable
from slotwatch.policy.episodes import describe


@dataclass(frozen=True, slots=True)
class Shot:
    """One exchange: ``at`` is when it was answered, or failed.  ``secrets`` are the cookies' values."""

    at: datetime
    method: str
    url: str
    page: Page | None = None
    talk: Conversation | None = None
    failure: str = ""
    secrets: frozenset[str] = field(default=frozenset(), repr=False)


class Film:
    """A `Fetch` that does what the one behind it does, and keeps the shots of one look."""

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        """Begin with none."""
        self._fetch = fetch
        self._clock = clock
        self.shots: list[Shot] = []

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        """See `Fetch.get`."""
        with _Exposure(self, "GET", url) as exposure:
            return exposure.page(await self._fetch.get(url, headers=headers))

    async def head(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        """See `Fetch.head`."""
        with _Exposure(self, "HEAD", url) as exposure:
            return exposure.page(await self._fetch.head(url, headers=headers))

    async def post(
        self,
        url: str,
        *,
        form: Sequence[tuple[str, str]] | None = None,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """See `Fetch.post`.  What was sent is not kept: forms carry tokens."""
        with _Exposure(self, "POST", url) as exposure:
            return exposure.page(await self._fetch.post(url, form=form, body=body, headers=headers))

    async def converse(self, url: str, message: str, *, until: Callable[[str], bool]) -> Conversation:
        """See `Fetch.converse`.  The query of its address is a token, and is not kept."""
        with _Exposure(self, "WEBSOCKET", url.partition("?")[0]) as exposure:
            talk = await self._fetch.converse(url, message, until=until)
            exposure.shoot(talk=talk)
            return talk

    def forget(self) -> None:
        """See `Fetch.forget`."""
        self._fetch.forget()

    @property
    def cookies(self) -> Mapping[str, str]:
        """See `Fetch.cookies`."""
        return self._fetch.cookies

    @property
    def now(self) -> datetime:
        """The clock's instant."""
        return self._clock.now()

    @property
    def date(self) -> tuple[datetime, Mapping[str, str]] | None:
        """The last answer's instant and headers, for the gap between the clocks; None without an answer."""
        return next(((shot.at, shot.page.headers) for shot in reversed(self.shots) if shot.page), None)


class _Exposure:
    """One exchange: its failure is kept like its answer, and the cookies of before and after it are secret."""

    def __init__(self, film: Film, method: str, url: str) -> None:
        self._film = film
        self._method = method
        self._url = url
        self._before = frozenset(film.cookies.values())

    def __enter__(self) -> "_Exposure":
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, LookFailed):
            self.shoot(failure=_words(error.outcome))

    def page(self, page: Page) -> Page:
        self.shoot(page=page)
        return page

    def shoot(self, *, page: Page | None = None, talk: Conversation | None = None, failure: str = "") -> None:
        secrets = self._before | frozenset(self._film.cookies.values())
        self._film.shots.append(Shot(self._film.now, self._method, self._url, page, talk, failure, secrets))


def _words(outcome: Outcome) -> str:
    return describe(outcome) if isinstance(outcome, Unreachable) else f"{outcome.kind}: {describe(outcome)}"
