"""A look again, on what was recorded, without a network."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from slotwatch.capture.tape import Exchange
from slotwatch.contract import Conversation, LookFailed, Page, Provider
from slotwatch.model import Motive, Outcome
from slotwatch.redaction import MASK


class Strayed(Exception):  # noqa: N818 - it is what the provider did
    """The provider asked for something that was not recorded; the message says what."""


async def replay(
    provider: Provider, motive: Motive, exchanges: Sequence[Exchange], cookies: Iterable[str]
) -> Outcome:
    """The provider's look at the recorded answers.  Raises `Strayed` where it asks for others.

    ``cookies`` are the names of those that the session held.
    """
    try:
        return await provider.look(motive, _Replaying(exchanges, cookies))
    except LookFailed as failed:
        return failed.outcome


class _Replaying:
    """A `Fetch` that gives the recorded answers in their order, to the same method and path."""

    def __init__(self, exchanges: Sequence[Exchange], cookies: Iterable[str]) -> None:
        self._left = list(exchanges)
        self._cookies = dict.fromkeys(cookies, MASK)
        self._asked = 0

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:  # noqa: ARG002 - contract
        return self._page("GET", url)

    async def head(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:  # noqa: ARG002 - contract
        return self._page("HEAD", url)

    async def post(
        self,
        url: str,
        *,
        form: Sequence[tuple[str, str]] | None = None,  # noqa: ARG002 - contract
        body: str | None = None,  # noqa: ARG002 - contract
        headers: Mapping[str, str] | None = None,  # noqa: ARG002 - contract
    ) -> Page:
        return self._page("POST", url)

    async def converse(self, url: str, message: str, *, until: Callable[[str], bool]) -> Conversation:  # noqa: ARG002
        answer = self._next("CONVERSE", url)
        assert isinstance(answer, Conversation)  # by its method
        return answer

    def forget(self) -> None:
        """Nothing is held."""

    @property
    def cookies(self) -> Mapping[str, str]:
        return self._cookies

    def _page(self, method: str, url: str) -> Page:
        answer = self._next(method, url)
        assert isinstance(answer, Page)  # by its method
        return answer

    def _next(self, method: str, url: str) -> Page | Conversation:
        self._asked += 1
        wanted = f"request {self._asked}, {method} {urlsplit(url).path or '/'}"
        if not self._left:
            raise Strayed(f"the provider asks for more than was recorded: {wanted}")
        exchange = self._left.pop(0)
        recorded = f"{exchange.method} {urlsplit(exchange.url).path or '/'}"
        # the query is left out: it may hold today's date, or what was blotted out
        if f"{method} {urlsplit(url).path or '/'}" != recorded:
            raise Strayed(f"the provider asks for something else than was recorded: {wanted}, not {recorded}")
        if isinstance(exchange.answer, Page | Conversation):
            return exchange.answer
        raise LookFailed(exchange.answer)
