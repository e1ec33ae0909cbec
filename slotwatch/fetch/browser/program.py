"""Which browser there is on this machine, and what to type where there is none.  Pure, given the look-ups."""

import os
import shutil
from collections.abc import Callable, Mapping

from slotwatch.fetch.browser.errors import NoBrowserError

#: Names under which Chromium goes.  The headless shell first: it is the same engine without windows, half the
#: memory and a quarter of the time to start, and whoever has it installed it for a use like ours.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: Names the program where it is none of these, or has another name.
VARIABLE = "SLOTWATCH_CHROMIUM"

INSTALL = (
    "Install it: sudo apt install chromium (Debian, Raspberry Pi OS); "
    "Docker: build the image with --build-arg WITH_CHROMIUM=1."
)

Which = Callable[[str], str | None]


def find(environ: Mapping[str, str] = os.environ, which: Which = shutil.which) -> str:
    """The path of the browser.  Raises `NoBrowserError` with what to do."""
    named = environ.get(VARIABLE)
    if named:
        if path := which(named):
            return path
        raise NoBrowserError(f"{VARIABLE} names {named}, which is no program here. {INSTALL}")
    for name in NAMES:
        if path := which(name):
            return path
    raise NoBrowserError(f"No Chromium is installed here. {INSTALL}")


def why_missing(environ: Mapping[str, str] = os.environ, which: Which = shutil.which) -> str | None:
    """Why no page can be opened in a browser here, and what to do; None when one can."""
    try:
        find(environ, which)
    except NoBrowserError as error:
        return str(error)
    return None
