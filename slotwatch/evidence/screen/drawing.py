"""A page drawn in a running browser that is given what was kept, and refused everything else.

JavaScript is off: what the picture shows is what the site answered, and nothing that a script made of it later.
So the note for browsers without JavaScript, where the page has one, is in the picture too.
"""

import asyncio
import base64
from dataclasses import dataclass
from math import ceil
from typing import Any

from slotwatch.evidence.screen.supply import Answer, Supply
from slotwatch.fetch.browser import Chromium, Tab, measure, open_context, open_tab

Json = dict[str, Any]

#: Pixels of the window that the page is laid out in, and the most that is drawn of a bigger one.
WIDTH, HEIGHT = 1024, 768
WIDEST, TALLEST = 1600, 4000

#: Schemes that need no network.
_INSIDE = ("data:", "blob:", "about:")

#: Refused without a trace: a page that wants to go elsewhere stays as it is, where another reason would show
#: Chromium's own page of errors in its place.
_STAY = "Aborted"
_REFUSED = "BlockedByClient"

#: Characters of a page that are looked through.
_MOST_TEXT = 4_000_000
_TEXT = f"""(() => {{
    const root = document.documentElement;
    return root ? (root.innerText + "\\n" + root.outerHTML).slice(0, {_MOST_TEXT}) : "";
}})()"""


class UndrawableError(Exception):
    """What was kept is nothing that a browser shows as a page.  One line."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A drawn page.

    ``png`` is ``width`` × ``height`` pixels of a page of ``whole`` pixels; ``missing`` counts the files that it
    asked for and that were not kept; ``text`` is what it says, seen or not; ``memory`` the browser's bytes.
    """

    png: bytes
    width: int
    height: int
    whole: tuple[int, int]
    missing: int
    text: str
    memory: int

    @property
    def cut(self) -> bool:
        """Whether the page goes on beyond the picture."""
        return self.whole[0] > self.width or self.whole[1] > self.height


async def guard(chromium: Chromium) -> None:
    """Once for each browser, before anything is drawn: every request of every page is ours to answer."""
    await chromium.connection.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}], "handleAuthRequests": True})


async def draw(chromium: Chromium, supply: Supply, *, fast: bool = False, tallest: int = TALLEST) -> Shot:
    """Draw a page, at most ``tallest`` pixels of it.  ``fast``: pack the picture loosely, it will be drawn again.

    The caller bounds the time.  Raises `UndrawableError` and `BrowserError`.
    """
    context = await open_context(chromium.connection)
    try:
        return await _Easel(chromium, supply).draw(context, tallest, fast=fast)
    finally:
        chromium.connection.tell("Target.disposeBrowserContext", {"browserContextId": context})


class _Easel:
    """One page being drawn."""

    def __init__(self, chromium: Chromium, supply: Supply) -> None:
        self._chromium = chromium
        self._supply = supply
        self._tab: Tab | None = None
        self._opened = False
        self._shown = False
        self._loaded = asyncio.Event()
        self._missing: set[str] = set()

    async def draw(self, context: str, tallest: int, *, fast: bool) -> Shot:
        connection = self._chromium.connection
        connection.listen("", self._hear_browser)
        tab = self._tab = await open_tab(connection, context, self._hear)
        await tab.send("Emulation.setScriptExecutionDisabled", value=True)
        await tab.send(
            "Emulation.setDeviceMetricsOverride", width=WIDTH, height=HEIGHT, deviceScaleFactor=1, mobile=False
        )
        await tab.send("Emulation.setScrollbarsHidden", hidden=True)
        still = [{"name": "prefers-reduced-motion", "value": "reduce"}]
        await tab.send("Emulation.setEmulatedMedia", features=still)
        answer = await tab.send("Page.navigate", url=self._supply.url)
        if error := answer.get("errorText"):
            raise UndrawableError(f"a browser does not show it as a page ({error})")
        await self._loaded.wait()
        if tab.trouble is not None:
            raise tab.trouble
        return await self._shoot(tab, tallest, fast=fast)

    async def _shoot(self, tab: Tab, tallest: int, *, fast: bool) -> Shot:
        size = (await tab.send("Page.getLayoutMetrics"))["cssContentSize"]
        whole = ceil(size["width"]), ceil(size["height"])
        width, height = max(1, min(whole[0], WIDEST)), max(1, min(whole[1], tallest))
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        shot = await tab.send(
            "Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True, optimizeForSpeed=fast
        )
        world = await tab.send("Page.createIsolatedWorld", frameId=tab.frame)
        said = await tab.send(
            "Runtime.evaluate", expression=_TEXT, contextId=world["executionContextId"], returnByValue=True
        )
        text = str(said["result"].get("value") or "")
        png = base64.b64decode(shot["data"])
        return Shot(png, width, height, whole, len(self._missing), text, measure(self._chromium.pid))

    def _hear(self, method: str, event: Json) -> None:
        match method:
            case "Page.frameNavigated":
                frame = event["frame"]
                self._shown = self._shown or ("parentId" not in frame and frame["url"] != "about:blank")
            case "Page.loadEventFired" if self._shown:
                self._loaded.set()
            case "Inspector.targetCrashed":
                self._loaded.set()  # nothing more will come; the tab knows why

    def _hear_browser(self, method: str, event: Json) -> None:
        match method:
            case "Fetch.requestPaused":
                self._give(event)
            case "Fetch.authRequired":
                said = {"requestId": event["requestId"], "authChallengeResponse": {"response": "CancelAuth"}}
                self._chromium.connection.tell("Fetch.continueWithAuth", said)
            case _ if self._tab is not None:
                self._tab.hear_browser(method, event)

    def _give(self, event: Json) -> None:
        url, number = event["request"]["url"], event["requestId"]
        own = event["resourceType"] == "Document" and self._tab is not None and event["frameId"] == self._tab.frame
        connection = self._chromium.connection
        if url.startswith(_INSIDE):
            connection.tell("Fetch.continueRequest", {"requestId": number})
            return
        answer: Answer | None
        if own:
            answer = None if self._opened else self._supply.document
            self._opened = True
        else:
            answer = self._supply.answer(url)
        if answer is not None:
            connection.tell("Fetch.fulfillRequest", {"requestId": number, **_fulfilled(answer)})
            return
        if not own and not url.endswith("/favicon.ico"):
            self._missing.add(url)
        connection.tell("Fetch.failRequest", {"requestId": number, "errorReason": _STAY if own else _REFUSED})


def _fulfilled(answer: Answer) -> Json:
    headers = [{"name": "Content-Type", "value": answer.kind}] if answer.kind else []
    return {
        "responseCode": answer.status,
        "responseHeaders": headers,
        "body": base64.b64encode(answer.body).decode(),
    }
