"""Where the configuration is looked for and where the state is kept."""

from collections.abc import Iterator, Mapping
from pathlib import Path

FILE = "slotwatch.toml"
#: Looked at last: the distribution's place, and the volume of the container image.
SYSTEM_PLACES = (Path("/etc/slotwatch") / FILE, Path("/data") / FILE)
#: For a service without a home that was given no state folder.
SYSTEM_STATE = Path("/var/lib/slotwatch")


def default_path(environ: Mapping[str, str]) -> Path:
    """The configuration file that is used when none is named.

    ``$SLOTWATCH_CONFIG`` decides when it is set.  Otherwise the first of these that exists:
    ``$CONFIGURATION_DIRECTORY/slotwatch.toml`` (systemd), ``$XDG_CONFIG_HOME/slotwatch/slotwatch.toml``
    (``~/.config`` when unset), ``/etc/slotwatch/slotwatch.toml``, ``/data/slotwatch.toml``.  When none
    exists, the first of the list: there `slotwatch init` writes it.
    """
    if named := environ.get("SLOTWATCH_CONFIG"):
        return expand(named, environ)
    places = [*_config_places(environ), *SYSTEM_PLACES]
    return next((place for place in places if _exists(place)), places[0])


def state_dir(environ: Mapping[str, str], configured: Path | None) -> Path:
    """The folder of the database: the configured one, ``$STATE_DIRECTORY`` (systemd),
    ``$XDG_STATE_HOME/slotwatch``, ``~/.local/state/slotwatch``.  It is not created here.
    """
    if configured is not None:
        return configured
    if given := environ.get("STATE_DIRECTORY", "").split(":")[0]:
        return Path(given)
    base = _xdg(environ, "XDG_STATE_HOME", ".local/state")
    return base / "slotwatch" if base else SYSTEM_STATE


def expand(written: str, environ: Mapping[str, str], folder: Path = Path()) -> Path:
    """A path as its owner wrote it: ``~/`` is their home, relative ones start at ``folder``."""
    home = environ.get("HOME", "")
    if home and (written == "~" or written.startswith("~/")):
        return Path(home, written[2:])
    return folder / written


def _config_places(environ: Mapping[str, str]) -> Iterator[Path]:
    for folder in environ.get("CONFIGURATION_DIRECTORY", "").split(":"):
        if folder:
            yield Path(folder, FILE)
    if base := _xdg(environ, "XDG_CONFIG_HOME", ".config"):
        yield base / "slotwatch" / FILE


def _xdg(environ: Mapping[str, str], name: str, below_home: str) -> Path | None:
    # the XDG rules: a relative path in these variables is to be ignored
    if Path(given := environ.get(name, "")).is_absolute():
        return Path(given)
    home = environ.get("HOME")
    return Path(home, below_home) if home else None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder that may not be entered: opening the file will say so
        return True
