"""What is asked and what is answered, as plain data: the sites never see a socket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from urllib.parse import parse_qsl

#: The method of what a visitor says in a WebSocket: no request, and yet something asked.
SOCKET = "SOCKET"


@dataclass(frozen=True)
class Asked:
    """One request, whole.  ``at`` is the clock's monotonic reading; header names are lower-case."""

    at: float
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    @cached_property
    def form(self) -> Mapping[str, str]:
        """Fields of a urlencoded body, empty for any other."""
        if not self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return {}
        return dict(parse_qsl(self.body, keep_blank_values=True))

    @property
    def posted(self) -> bool:
        """Whether it is a POST."""
        return self.method == "POST"


class Fault(StrEnum):
    """What goes wrong below HTTP."""

    NONE = "none"
    CUT = "cut"
    RESET = "reset"
    DROP = "drop"
    HANG = "hang"


@dataclass(frozen=True, slots=True)
class Cookie:
    """A session cookie."""

    name: str
    value: str
    path: str = "/"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer.  ``charset`` is what the header claims, ``encoding`` what the bytes are ("" = the same).

    ``content`` are the bytes of what is no text, in its place; their ``charset`` is "".

    ``shows`` marks a page on which a slot can be seen.  Status 101 consents to a WebSocket; what is said in
    it are the ``messages`` of a second reply, the last one after ``pause`` seconds.
    """

    text: str = ""
    status: int = 200
    content_type: str = "text/html"
    charset: str = "utf-8"
    encoding: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[Cookie, ...] = ()
    fault: Fault = Fault.NONE
    shows: bool = False
    messages: tuple[str, ...] = ()
    pause: float = 0.0
    content: bytes = b""

    @property
    def body(self) -> bytes:
        """The bytes on the wire; a character the charset lacks becomes an HTML reference."""
        return self.content or self.text.encode(self.encoding or self.charset, "xmlcharrefreplace")


def redirect(path: str, *, status: int = 302, cookies: tuple[Cookie, ...] = ()) -> Reply:
    """To a path of the same server; the server makes it absolute."""
    return Reply(status=status, headers=(("Location", path),), cookies=cookies)
