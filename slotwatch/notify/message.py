"""What a channel carries, and what it answers."""

from dataclasses import dataclass
from typing import Literal

#: ``text`` has a title and paragraphs; ``sms`` is one line of at most 160 characters.
Shape = Literal["text", "sms"]


@dataclass(frozen=True, slots=True)
class Message:
    """Plain text.  ``title`` may be empty (SMS)."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a send.

    ``error`` is one line for the owner, without secrets; ``retry_after`` (seconds) is what the server
    asked for; ``permanent`` says that a person must act (it is tried again all the same); ``took`` in seconds.
    """

    ok: bool
    error: str = ""
    retry_after: float | None = None
    permanent: bool = False
    took: float = 0.0
