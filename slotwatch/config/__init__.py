"""The configuration: one TOML file to frozen settings, or every mistake in it at once."""

from pathlib import Path

from slotwatch.config.json_schema import schema
from slotwatch.config.loading import load
from slotwatch.config.paths import default_path, state_dir
from slotwatch.config.problems import ConfigError, Problem
from slotwatch.config.settings import ChannelSettings, EvidenceSettings, Settings

#: The commented example that `slotwatch init` writes.
EXAMPLE = Path(__file__).with_name("example.toml").read_text(encoding="utf-8")

__all__ = [
    "EXAMPLE",
    "ChannelSettings",
    "ConfigError",
    "EvidenceSettings",
    "Problem",
    "Settings",
    "default_path",
    "load",
    "schema",
    "state_dir",
]
