"""One visit: an address is opened, the page comes to rest, and what it then says is read."""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slotwatch.fetch.browser.cdp import Connection, Json
from slotwatch.fetch.browser.doorman import Doorman, Manners
from slotwatch.fetch.browser.errors import RefusedError
from slotwatch.fetch.browser.network_errors import ABORTED, NO_BODY, cause_of
from slotwatch.fetch.browser.tab import Tab, open_tab
from slotwatch.fetch.browser.traffic import Document, Traffic, shown
from slotwatch.fetch.failures import failed
from slotwatch.fetch.request import Request
from slotwatch.model import Cause

#: Seconds between two glances at a page that has not come to rest.
_GLANCE = 0.05

#: Read in a world of its own: nothing that the page did to its own objects reaches there.
_READ = """(() => {
    const root = document.documentElement;
    return { url: document.URL, text: root ? root.outerHTML.slice(0, %d) : "" };
})()"""

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_EMPTY = (204, 205)


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen: the document, the address it shows now, its text, and whether that is all of it."""

    document: Document
    url: str
    text: str
    whole: bool = True


async def visit(connection: Connection, context: str, request: Request, manners: Manners) -> Sight:
    """Open the request's address in a new tab and read it.

    Waits for the host's lane first.  Raises `LookFailed`, `BrowserError`, and TimeoutError past
    ``manners.limits.total`` seconds.
    """
    async with Doorman(connection, request, manners) as doorman:
        visitor = _Visitor(connection, request, manners, doorman)
        try:
            async with asyncio.timeout(manners.limits.total):
                return await visitor.see(context)
        finally:
            if visitor.tab is not None:
                visitor.tab.close()


class _Visitor:
    def __init__(self, connection: Connection, request: Request, manners: Manners, doorman: Doorman) -> None:
        self.tab: Tab | None = None
        self._connection = connection
        self._request = request
        self._manners = manners
        self._doorman = doorman
        self._traffic = Traffic()

    async def see(self, context: str) -> Sight:
        self._connection.listen("", self._hear_browser)
        tab = self.tab = await open_tab(self._connection, context, self._hear)
        self._traffic.begin(tab.frame)
        await tab.send("Network.enable", maxResourceBufferSize=2 * self._manners.limits.body)
        await self._doorman.stand()
        answer = await tab.send("Page.navigate", url=str(self._request.url))
        if error := answer.get("errorText"):
            return self._without_page(self._traffic.document(answer.get("loaderId", "")), error)
        while True:
            rested = await self._rest(tab)
            if sight := await self._read(tab, rested=rested):
                return sight

    def _without_page(self, document: Document | None, error: str) -> Sight:
        """The navigation ended without a page of the site's: what was it then?"""
        self._check()
        if document is None or document.status is None:
            raise failed(cause_of(error), f"Chromium: {error}", self._request.shown)
        if error == NO_BODY or (error == ABORTED and document.status in _EMPTY):
            return Sight(document, document.url, "")
        if error == ABORTED:
            words = f"the address gives a file ({document.media_type or 'of no type'}), not a page"
            raise failed(Cause.PROTOCOL, words, document.url)
        raise failed(cause_of(error, answered=True), f"Chromium: {error}", document.url)

    async def _rest(self, tab: Tab) -> bool:
        """Wait until the page has come to rest (True), or until patience ends and there is a page to read."""
        now = asyncio.get_running_loop().time
        patience = self._manners.patience
        end = now() + patience.settle
        while True:
            self._check()
            if trouble := tab.trouble or self._connection.end:
                raise trouble
            broken = self._traffic.shown is not None and self._traffic.shown.broken
            if broken or self._traffic.at_rest(now(), patience.quiet):
                return True
            if self._traffic.parsed and now() >= end:
                return False
            await asyncio.sleep(_GLANCE)

    async def _read(self, tab: Tab, *, rested: bool) -> Sight | None:
        """What the page says; None when it moved on meanwhile."""
        document = self._traffic.shown
        assert document is not None  # at rest or parsed
        if document.broken:
            return self._without_page(document, document.failed)
        try:
            if document.media_type in _HTML:
                url, text = await self._read_html(tab)
            else:
                url, text = document.url, await self._read_raw(tab, document)
        except RefusedError as error:
            if self._traffic.shown is not document:
                return None
            raise failed(Cause.PROTOCOL, f"the answer cannot be read: {error}", document.url) from None
        whole = rested and not document.failed
        return Sight(document, url, text, whole) if self._traffic.shown is document else None

    async def _read_html(self, tab: Tab) -> tuple[str, str]:
        world = await tab.send("Page.createIsolatedWorld", frameId=tab.frame)
        said = await tab.send(
            "Runtime.evaluate",
            expression=_READ % (self._manners.limits.body + 1),
            contextId=world["executionContextId"],
            returnByValue=True,
        )
        value: Mapping[str, Any] = said["result"].get("value") or {}
        return shown(value.get("url", "")), str(value.get("text", ""))

    async def _read_raw(self, tab: Tab, document: Document) -> str:
        """What is no HTML, as it came: Chromium only draws a frame round it."""
        answer = await tab.send("Network.getResponseBody", requestId=document.key)
        body: str = answer["body"]
        return base64.b64decode(body).decode("utf-8", "replace") if answer.get("base64Encoded") else body

    def _check(self) -> None:
        if self._doorman.refused is not None:
            raise self._doorman.refused
        most = self._manners.limits.redirects
        if self._traffic.longest_chain() > most:
            raise failed(Cause.REDIRECTS, f"more than {most} redirects", self._request.shown)

    def _hear(self, method: str, event: Json) -> None:
        self._traffic.feed(method, event, asyncio.get_running_loop().time())
        if method == "Network.responseReceived":
            self._doorman.answered_from(str(event["response"].get("remoteIPAddress", "")).strip("[]"))

    def _hear_browser(self, method: str, event: Json) -> None:
        if self.tab is not None:
            self.tab.hear_browser(method, event)
            self._doorman.hear(method, event, self.tab.frame)
