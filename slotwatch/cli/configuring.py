"""The commands about the configuration: `init`, `config check`, `config schema`, `providers`."""

import json
import os
from pathlib import Path

import click

from slotwatch.cli.common import Mistake, config_option, load


@click.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
def init(path: Path | None) -> None:
    """Write a commented example configuration."""
    from slotwatch.config import EXAMPLE, default_path

    target = path or default_path(os.environ)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # it will hold secrets: readable by its owner alone, and never over an older one
        with os.fdopen(
            os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(EXAMPLE)
    except FileExistsError:
        raise Mistake(f"{target} is there already; it was left as it is. Give another path.") from None
    except OSError as error:
        raise Mistake(f"{target} cannot be written: {error.strerror}. Give another path.") from None
    click.echo(f"Wrote {target}.\nOpen it, fill in your page and your channel, then: slotwatch config check")


@click.group("config")
def config() -> None:
    """Look after the configuration."""


@config.command("check")
@config_option
def config_check(config_path: Path | None) -> None:
    """Say whether the configuration is right, and what it means."""
    settings = load(config_path)
    click.echo(f"{settings.path}: all right.")
    for motive in settings.motives:
        click.echo(f"  motive   {motive.name}: {motive.url} ({motive.provider}), every {motive.pace.every:.0f} s")
    for channel in settings.channels:
        click.echo(f"  channel  {channel.name}: {channel.shape}, gives up a try after {channel.timeout:.0f} s")
    click.echo(f"  state    {settings.state}")


@config.command("schema")
def config_schema() -> None:
    """Print the JSON Schema of the configuration, for editors."""
    from slotwatch import providers
    from slotwatch.config import schema

    click.echo(json.dumps(schema(providers.registry()), indent=2, ensure_ascii=False))


@click.command("providers")
def providers_list() -> None:
    """List the booking systems that slotwatch can read."""
    from slotwatch import providers

    for name, provider in providers.registry().items():
        click.echo(f"{name:14} {provider.TITLE}\n{'':14} {provider.EXAMPLE}")
