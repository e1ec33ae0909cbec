"""The settings the daemon runs on: frozen, complete, and safe to print."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import SecretStr

from slotwatch.model import Motive
from slotwatch.policy.captures import USUAL, Plan
from slotwatch.policy.routing import Route
from slotwatch.policy.weekly import Weekly


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
class EvidenceSettings:
    """What is kept as evidence, and for how long.

    ``keep`` is the plan of a motive that has none of its own in ``of_motives``.  ``max_size`` bytes for all of
    it, ``keep_free`` bytes that stay free on the disk, ``keep_days`` None: as long as it fits.  ``timestamp_url``
    is an RFC 3161 authority ("" for none), ``timestamp_ca`` the file of its root certificate (None: the system's).
    """

    keep: Plan = USUAL
    of_motives: Mapping[str, Plan] = field(default_factory=dict)
    max_size: int = 500_000_000
    keep_free: int = 200_000_000
    keep_days: int | None = None
    timestamp_url: str = ""
    timestamp_ca: Path | None = None
    remind: bool = False

    def plan(self, motive: str) -> Plan:
        """What to keep of this motive."""
        return self.of_motives.get(motive, self.keep)


@dataclass(frozen=True, slots=True)
class AliveSettings:
    """How slotwatch proves that it lives.

    ``ping_url`` (None for none) is called every ``ping_every`` seconds; ``weekly`` is when the week's figures are
    sent, None for never.
    """

    ping_url: SecretStr | None = None
    ping_every: float = 600.0
    weekly: Weekly | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole configuration.

    ``path`` is the file it came from, ``state`` the folder of the database (not necessarily there yet),
    ``contact`` what sites read in the User-Agent.  ``secrets`` are the strings that no log may show,
    longest first, so that a secret that contains another is blotted out whole.  ``captures``: whether the page
    that shows a change of the site is kept as a file.  ``daily_requests`` to one host, None: the usual.
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
    captures: bool = True
    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    daily_requests: int | None = None
    alive: AliveSettings = field(default_factory=AliveSettings)
