"""The commands about the channels: `notify test`."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slotwatch.cli.common import FAILED, Mistake, config_option, configure_logs, load, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slotwatch.config import ChannelSettings, Settings


@click.group("notify")
def notify() -> None:
    """Look after the channels."""


@notify.command("test")
@config_option
@click.option("--channel", "only", multiple=True, help="Only this channel (may be given again).")
def notify_test(config_path: Path | None, only: tuple[str, ...]) -> None:
    """Send a test message through every channel and say how each one did."""
    settings = load(config_path)
    configure_logs(settings, level="error")
    unknown = set(only) - {c.name for c in settings.channels}
    if unknown:
        raise Mistake(f"no channel named {', '.join(sorted(unknown))}; there are: {names(settings.channels)}")
    if not tell_channels(settings, [c for c in settings.channels if not only or c.name in only]):
        sys.exit(FAILED)


def tell_channels(settings: "Settings", channels: "Sequence[ChannelSettings]") -> bool:
    """Send the test message through these channels and print how each did; whether all delivered it."""
    from slotwatch.notify.testing import send_test

    results = asyncio.run(send_test(channels, settings.language, datetime.now(UTC)))
    for channel, result in results.items():
        verdict = f"delivered in {result.took:.2f} s" if result.ok else f"FAILED: {result.error}"
        click.echo(f"{channel}: {verdict}")
    return all(result.ok for result in results.values())
