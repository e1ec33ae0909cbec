"""What a page's network events add up to: its document, how it came there, whether it is at rest.  Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yarl import URL

from slotwatch.contract import Hop
from slotwatch.fetch.browser.network_errors import ABORTED

Json = Mapping[str, Any]

#: Requests that belong to no rest: they stay open for as long as the page does, or nobody reads their answer.
_NOT_WAITED_FOR = frozenset({"EventSource", "WebSocket", "Ping", "Preflight", "CSPViolationReport"})


@dataclass(slots=True)
class Document:
    """One document of the page's own frame.

    ``url`` fit for the record; ``status`` None until the answer came; ``headers`` as Chromium gives them;
    ``chain`` every address that led here; ``failed`` Chromium's name of the error, "" for none.
    """

    key: str
    url: str
    chain: tuple[Hop, ...] = ()
    status: int | None = None
    headers: Json = field(default_factory=dict)
    media_type: str = ""
    failed: str = ""

    @property
    def broken(self) -> bool:
        """Whether it failed by itself; one that was only stopped can be read as far as it came."""
        return self.failed not in ("", ABORTED)


class Traffic:
    """Fed with the events of the domains Network and Page, in their order."""

    def __init__(self) -> None:
        self._frame = ""
        self._documents: dict[str, Document] = {}
        self._shown = ""
        self._open: dict[str, str] = {}
        self._changed = 0.0
        self._parsed = False
        self._loaded = False

    def begin(self, frame: str) -> None:
        """Take notice from now on; ``frame`` is the page's own."""
        self._frame = frame

    @property
    def parsed(self) -> bool:
        """Whether the page's document has arrived as far as it ever will."""
        return self._parsed and self.shown is not None

    @property
    def shown(self) -> Document | None:
        """The document that the page shows now; an error page counts as the document that failed."""
        return self._documents.get(self._shown)

    def document(self, key: str) -> Document | None:
        """The document of one navigation."""
        return self._documents.get(key)

    def longest_chain(self) -> int:
        """How often the page was sent on, by its server or by itself."""
        return max((len(document.chain) for document in self._documents.values()), default=0)

    def at_rest(self, now: float, quiet: float) -> bool:
        """Whether the page has loaded and asked for nothing for ``quiet`` seconds; ``now`` as in `feed`."""
        return self._loaded and self.shown is not None and not self._open and now - self._changed >= quiet

    def feed(self, method: str, event: Json, now: float) -> None:
        """Take one event at a monotonic second."""
        match method:
            case "Network.requestWillBeSent":
                self._asked(event, now)
            case "Network.responseReceived":
                self._answered(event)
            case "Network.loadingFinished" | "Network.loadingFailed":
                self._ended(event, now)
            case "Page.frameNavigated":
                self._navigated(event["frame"], now)
            case "Page.frameStoppedLoading":
                # without the events below: its scripts have stopped it
                self._parsed = self._parsed or event["frameId"] == self._frame
            case "Page.domContentEventFired":
                self._parsed = True
            case "Page.loadEventFired":
                self._parsed = self._loaded = True
                self._changed = now

    def _asked(self, event: Json, now: float) -> None:
        # only the page's own frame: what happens in frames inside it is not part of its text
        if event.get("frameId", self._frame) != self._frame:
            return
        key, loader = event["requestId"], event.get("loaderId", "")
        if event.get("type") == "Document":
            self._document_asked(key, event)
        if event.get("type") not in _NOT_WAITED_FOR:
            self._open[key] = loader
            self._changed = now

    def _document_asked(self, key: str, event: Json) -> None:
        url = shown(event["request"]["url"])
        known = self._documents.get(key)
        answer = event.get("redirectResponse")
        if known is not None and answer is not None:
            known.chain += (Hop(shown(answer["url"]), int(answer["status"])),)
            known.url = url
        elif known is None:
            before = self.shown
            # a page that moves on by itself was a station as well
            chain = (*before.chain, Hop(before.url, before.status or 0)) if before else ()
            self._documents[key] = Document(key, url, chain)

    def _answered(self, event: Json) -> None:
        document = self._documents.get(event["requestId"])
        if document is not None:
            answer = event["response"]
            document.url = shown(answer["url"])
            document.status = int(answer["status"])
            document.headers = answer.get("headers", {})
            document.media_type = str(answer.get("mimeType", "")).lower()

    def _ended(self, event: Json, now: float) -> None:
        key = event["requestId"]
        if self._open.pop(key, None) is not None:
            self._changed = now
        document = self._documents.get(key)
        if document is not None and "errorText" in event:
            document.failed = event["errorText"]

    def _navigated(self, frame: Json, now: float) -> None:
        if frame["id"] != self._frame:
            return
        self._shown = frame["loaderId"]
        self._parsed = self._loaded = False
        self._changed = now
        # what the page before it had under way ended with it
        self._open = {key: loader for key, loader in self._open.items() if loader == self._shown}


def shown(url: str) -> str:
    """An address without user name, password and fragment: fit for pages, records and logs."""
    try:
        return str(URL(url, encoded=True).with_user(None).with_fragment(None))
    except ValueError:
        return url.partition("#")[0]
