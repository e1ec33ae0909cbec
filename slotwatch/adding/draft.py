"""The configuration as it would be with one motive more: tried first, written only when it is whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli

from slotwatch.adding.files import Replaced, replace_file
from slotwatch.adding.toml_block import MotiveBlock, appended, toml_value
from slotwatch.config import Settings, load
from slotwatch.config.channels import CheckChannel
from slotwatch.contract import Provider
from slotwatch.model import Motive

#: What a configuration begins with when there was none.
TEMPLATE = """\
# Configuration of slotwatch. After each change:  slotwatch config check
# `slotwatch init FILE` writes an example in which every setting is explained.

# Language of the messages: "fr" or "en".
language = "fr"

# Sent to the sites with every visit, so that their administrators can reach you.
contact = {contact}

[[channel]]
name = "main"
url = {channel}
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A configuration file and what it holds now.  ``content`` None: there is none yet, and ``text`` begins it."""

    path: Path
    content: bytes | None
    text: str
    registry: Mapping[str, Provider]
    check_channel: CheckChannel | None = None

    @property
    def raw(self) -> Mapping[str, Any]:
        """The file as TOML has it.  Only for a file that `with_block` could load."""
        return tomli.loads(self.text)

    def with_block(self, block: MotiveBlock) -> Settings:
        """The settings as they would be with this block.  Raises `ConfigError` when they would not load."""
        return load(self.path, self.registry, check_channel=self.check_channel, text=appended(self.text, block))

    def write(self, block: MotiveBlock) -> Settings:
        """Check once more, and put the file with the block in the place of the old one.

        Raises `ConfigError` as `with_block`, `Replaced` when the file was changed meanwhile, OSError.
        """
        settings = self.with_block(block)
        mark = b"\xef\xbb\xbf" if self.content and self.content.startswith(b"\xef\xbb\xbf") else b""
        replace_file(self.path, self.content, mark + appended(self.text, block).encode("utf-8"))
        return settings


def open_draft(
    path: Path, registry: Mapping[str, Provider], check_channel: CheckChannel | None = None
) -> Draft | None:
    """The draft of a file that is there, None where there is none.

    A file that is no UTF-8 text, too long or unreadable raises the `ConfigError` that `load` has for it.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        load(path, registry, check_channel=check_channel)
        raise
    return Draft(path, content, text, registry, check_channel)


def new_draft(
    path: Path,
    contact: str,
    channel: str,
    registry: Mapping[str, Provider],
    check_channel: CheckChannel | None = None,
) -> Draft:
    """The draft of a file that is yet to be."""
    text = TEMPLATE.format(contact=toml_value(contact), channel=toml_value(channel))
    return Draft(path, None, text, registry, check_channel)


def same_watch(motive: Motive, others: tuple[Motive, ...]) -> Motive | None:
    """The motive that already watches exactly this, None for none."""
    return next((o for o in others if _watched(o) == _watched(motive)), None)


def _watched(motive: Motive) -> tuple[str, str, object]:
    return (motive.provider, motive.url, motive.options)


__all__ = ["TEMPLATE", "Draft", "Replaced", "new_draft", "open_draft", "same_watch"]
