"""What the commands share: one clear line for every mistake, the configuration, the exit codes.

Exit codes: 0 done · 1 it did not work out (a message not delivered, an unhealthy daemon, a crash) ·
2 bad input, nothing was started · 3 `look` came back without an answer from the site.

Commands import what they need themselves: `--help` need not wait for the network libraries.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from slotwatch.config import Settings
    from slotwatch.model import Motive

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

FAILED, BAD_INPUT, UNANSWERED = 1, 2, 3


class Mistake(click.ClickException):
    """Something the user can put right: shown as it is, exit code 2."""

    exit_code = BAD_INPUT

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's signature
        """Print the lines to standard error, each with our name."""
        for line in self.message.splitlines():
            click.echo(f"slotwatch: {line}", err=True)


def config_option(command: F) -> F:
    """Every command that needs the configuration takes it the same way."""
    return click.option(
        "-c",
        "--config",
        "config_path",
        type=click.Path(path_type=Path),
        envvar="SLOTWATCH_CONFIG",
        help="The configuration file. Default: $SLOTWATCH_CONFIG, then the usual places.",
    )(command)


def load(path: Path | None) -> "Settings":
    """The configuration, with every mistake told at once."""
    from slotwatch import providers
    from slotwatch.config import ConfigError, default_path, load
    from slotwatch.fetch import why_no_browser
    from slotwatch.notify.channels import check_url

    try:
        return load(
            path or default_path(os.environ),
            providers.registry(),
            check_channel=check_url,
            check_browser=why_no_browser,
        )
    except ConfigError as error:
        raise Mistake(str(error)) from None


def configure_logs(settings: "Settings", level: str | None = None) -> None:
    """Logs as the configuration wants them (or at ``level``), without a secret."""
    from slotwatch.logs import configure
    from slotwatch.notify.channels import quiet_loggers

    configure(settings.log, level or settings.level, settings.secrets)
    quiet_loggers()


def or_mistake(action: Callable[[], T]) -> T:
    """Run something that may find the state folder unusable, and say so in one line."""
    from slotwatch.store import StoreError

    try:
        return action()
    except StoreError as error:
        raise Mistake(str(error)) from None


def find_motive(settings: "Settings", name: str) -> "Motive":
    """The motive of this name, or a mistake that names the known ones."""
    for motive in settings.motives:
        if motive.name == name:
            return motive
    raise Mistake(f"no motive named {name!r}; there are: {names(settings.motives)}")


def names(things: Any) -> str:
    """The names of named things, for a message."""
    return ", ".join(thing.name for thing in things)
