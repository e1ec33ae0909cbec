"""The settings the daemon runs on: frozen, complete, and safe to print."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from slotwatch.model import Motive
from slotwatch.policy.routing import Route


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """A way to reach the owner.

    ``url`` has its secrets in place: `notify` alone opens it.  ``shape`` "sms" keeps messages within
    160 characters; ``timeout`` is in seconds, for one try.
    """

    name: str
    url: SecretStr
    shape: Literal["text", "sms"]
    timeout: float
    route: Route


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole configuration.

    ``path`` is the file it came from, ``state`` the folder of the database (not necessarily there yet),
    ``contact`` what sites read in the User-Agent.  ``secrets`` are the strings that no log may show,
    longest first, so that a secret that contains another is blotted out whole.
    """

    path: Path
    language: Literal["fr", "en"]
    contact: str
    state: Path
    motives: tuple[Motive, ...]
    channels: tuple[ChannelSettings, ...]
    secrets: tuple[str, ...] = field(repr=False)
    log: Literal["auto", "console", "json"] = "auto"
    level: Literal["debug", "info", "warning", "error"] = "info"
