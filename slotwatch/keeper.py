"""The last page of each look, at hand for a capture: what the site said when it stopped making sense.

The bytes are remembered until the motive's next look and only reach the disk when asked for.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from slotwatch.contract import Conversation, Fetch, Page
from slotwatch.model import Capture
from slotwatch.store import StoreError

#: Seconds that a message waits for the disk before it goes out without a capture.
PATIENCE = 5.0

#: Kinds of body by a word of their Content-Type, the first that is found.
_SUFFIXES = (("html", "html"), ("json", "json"), ("javascript", "js"), ("xml", "xml"), ("text/plain", "txt"))


class Folder(Protocol):
    """Where captures go."""

    def keep(self, motive: str, at: datetime, body: bytes, suffix: str) -> Path:
        """Write a page down.  Raises `StoreError` when it cannot be written."""
        ...


class Keeper:
    """Remembers what each motive was answered last, and keeps it as a file when that is worth it."""

    def __init__(self, folder: Folder, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._patience = patience
        self._last: dict[str, tuple[bytes, str]] = {}
        self._turn = asyncio.Lock()  # two motives in the folder at once would count each other's files

    def watching(self, motive: str, fetch: Fetch) -> Fetch:
        """The same way to the network, for one look, with its answers noted in the place of the last look's."""
        self._last.pop(motive, None)
        return _Noting(fetch, lambda body, suffix: self._last.update({motive: (body, suffix)}))

    async def keep(self, motive: str, at: datetime) -> Capture | None:
        """Write the last answer down; where it lies, or why it does not.  None when there was none.

        Never raises and never waits longer than its patience: a message hangs on it.
        """
        body, suffix = self._last.get(motive, (b"", ""))
        if not body:
            return None
        try:
            async with asyncio.timeout(self._patience), self._turn:
                path = await asyncio.to_thread(self._folder.keep, motive, at, body, suffix)
        except TimeoutError:
            return Capture(error=f"the disk did not answer within {self._patience:g} s")
        except (StoreError, OSError) as error:
            return Capture(error=str(error))
        return Capture(path=str(path))


class _Noting:
    """A `Fetch` that notes each answer with a body."""

    def __init__(self, fetch: Fetch, note: Callable[[bytes, str], None]) -> None:
        self._fetch = fetch
        self._note = note

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        return self._noted(await self._fetch.get(url, headers=headers))

    async def head(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        return await self._fetch.head(url, headers=headers)

    async def post(
        self,
        url: str,
        *,
        form: Sequence[tuple[str, str]] | None = None,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        return self._noted(await self._fetch.post(url, form=form, body=body, headers=headers))

    async def converse(self, url: str, message: str, *, until: Callable[[str], bool]) -> Conversation:
        talk = await self._fetch.converse(url, message, until=until)
        self._note("\n".join(talk.messages).encode("utf-8", "replace"), "txt")
        return talk

    def forget(self) -> None:
        self._fetch.forget()

    @property
    def cookies(self) -> Mapping[str, str]:
        return self._fetch.cookies

    def _noted(self, page: Page) -> Page:
        self._note(page.body or page.text.encode("utf-8", "replace"), _suffix(page))
        return page


def _suffix(page: Page) -> str:
    declared = page.headers.get("content-type", "").lower()
    found = next((suffix for word, suffix in _SUFFIXES if word in declared), None)
    return found or ("html" if page.text.lstrip("\ufeff \t\r\n").startswith("<") else "txt")
