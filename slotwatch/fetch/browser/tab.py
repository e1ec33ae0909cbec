"""One page of a running browser, in a context of its own: set up so that nothing can make it wait for a person."""

from typing import Any

from slotwatch.fetch.browser.cdp import Connection, Json, Listener
from slotwatch.fetch.browser.errors import BrowserError, CrashedError

_CRASHED = "the page crashed Chromium's process (a fault of the page's scripts, or too little memory)"
_CLOSED = "the page closed itself"


class Tab:
    """Made by `open_tab`.  ``frame`` is the id of the page's own frame, ``trouble`` what ended the page."""

    def __init__(self, connection: Connection, target: str, session: str, listener: Listener) -> None:
        self.connection = connection
        self.frame = target
        self.trouble: BrowserError | None = None
        self._session = session
        self._listener = listener
        connection.listen(session, self._hear)

    async def send(self, method: str, **params: Any) -> Json:
        """One command to this page.  Raises `BrowserError` as `Connection.send` does."""
        if self.trouble is not None:
            raise self.trouble
        return await self.connection.send(method, params, self._session)

    def hear_browser(self, method: str, event: Json) -> None:
        """Take an event of the browser itself, which tells of pages that went away."""
        if method == "Target.detachedFromTarget" and event.get("sessionId") == self._session:
            self._end(CrashedError(_CLOSED))

    def close(self) -> None:
        """Have the page closed, if it is still there; nobody waits for it."""
        self.connection.forget(self._session)
        if self.trouble is None:
            self.connection.tell("Target.closeTarget", {"targetId": self.frame})

    def _hear(self, method: str, event: Json) -> None:
        match method:
            case "Page.javascriptDialogOpening":
                # leaving is allowed, everything else is answered as by closing the box
                leave = event.get("type") == "beforeunload"
                self.connection.tell("Page.handleJavaScriptDialog", {"accept": leave}, self._session)
            case "Inspector.targetCrashed":
                self._end(CrashedError(_CRASHED))
        self._listener(method, event)

    def _end(self, trouble: BrowserError) -> None:
        self.trouble = self.trouble or trouble
        self.connection.fail(self._session, self.trouble)


async def open_context(connection: Connection) -> str:
    """A context of its own: cookies and cache in memory, downloads refused.  Gives its id."""
    made = await connection.send("Target.createBrowserContext", {"disposeOnDetach": True})
    context: str = made["browserContextId"]
    await connection.send("Browser.setDownloadBehavior", {"behavior": "deny", "browserContextId": context})
    return context


async def open_tab(connection: Connection, context: str, listener: Listener) -> Tab:
    """An empty page in a context; ``listener`` hears its events."""
    made = await connection.send("Target.createTarget", {"url": "about:blank", "browserContextId": context})
    target = made["targetId"]
    attached = await connection.send("Target.attachToTarget", {"targetId": target, "flatten": True})
    tab = Tab(connection, target, attached["sessionId"], listener)
    await tab.send("Inspector.enable")
    await tab.send("Page.enable")
    # the numbers and days that scripts write, as an office in France reads them
    await tab.send("Emulation.setLocaleOverride", locale="fr-FR")
    return tab
