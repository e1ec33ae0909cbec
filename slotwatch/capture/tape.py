"""What passed between a provider and its site in one look, in order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from slotwatch.contract import Conversation, Fetch, LookFailed, Page
from slotwatch.model import Outcome

Answer = Page | Conversation | Outcome


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came of it; the outcome where no answer came.

    ``sent`` are the names of the fields of a form: their values are the site's or the owner's.
    """

    method: str
    url: str
    answer: Answer
    sent: tuple[str, ...] = ()


@dataclass(repr=False)
class Tape:
    """The exchanges of one look as they were, and the cookies of its session (name to values): secret, both."""

    exchanges: list[Exchange] = field(default_factory=list)
    cookies: dict[str, set[str]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Tape of {len(self.exchanges)} exchanges>"

    def watching(self, motive: str, fetch: Fetch) -> Fetch:  # noqa: ARG002 - the onlooker's signature
        """The same way to the network, with everything that passes written down."""
        return _Recording(fetch, self)


class _Recording:
    """A `Fetch` that notes what it is asked and what it gives."""

    def __init__(self, fetch: Fetch, tape: Tape) -> None:
        self._fetch = fetch
        self._tape = tape

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        try:
            return self._note("GET", url, await self._fetch.get(url, headers=headers))
        except LookFailed as failed:
            raise self._failed("GET", url, failed) from None

    async def head(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        try:
            return self._note("HEAD", url, await self._fetch.head(url, headers=headers))
        except LookFailed as failed:
            raise self._failed("HEAD", url, failed) from None

    async def post(
        self,
        url: str,
        *,
        form: Sequence[tuple[str, str]] | None = None,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        sent = tuple(name for name, _ in form or ())
        try:
            return self._note(
                "POST", url, await self._fetch.post(url, form=form, body=body, headers=headers), sent
            )
        except LookFailed as failed:
            raise self._failed("POST", url, failed, sent) from None

    async def converse(self, url: str, message: str, *, until: Callable[[str], bool]) -> Conversation:
        try:
            said = await self._fetch.converse(url, message, until=until)
        except LookFailed as failed:
            raise self._failed("CONVERSE", url, failed) from None
        self._write("CONVERSE", url, said)
        return said

    def forget(self) -> None:
        self._fetch.forget()

    @property
    def cookies(self) -> Mapping[str, str]:
        return self._fetch.cookies

    def _note(self, method: str, url: str, page: Page, sent: tuple[str, ...] = ()) -> Page:
        self._write(method, url, page, sent)
        return page

    def _failed(self, method: str, url: str, failed: LookFailed, sent: tuple[str, ...] = ()) -> LookFailed:
        self._write(method, url, failed.outcome, sent)
        return failed

    def _write(self, method: str, url: str, answer: Answer, sent: tuple[str, ...] = ()) -> None:
        self._tape.exchanges.append(Exchange(method, url, answer, sent))
        for name, value in self._fetch.cookies.items():
            self._tape.cookies.setdefault(name, set()).add(value)
