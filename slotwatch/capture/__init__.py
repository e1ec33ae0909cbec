"""Fixtures from life: a look with all its exchanges, fit to be shown, and the same look again without a network.

`Tape` records what passes between a provider and its site; `develop` takes out what is nobody else's business and
tries the rest; `write` and `read` keep it as a folder; `look_again` runs the provider on it.
"""

from slotwatch.capture.folder import BadCapture, Shown, free_name, read, write
from slotwatch.capture.replaying import Strayed
from slotwatch.capture.showing import same
from slotwatch.capture.taking import Hidden, Taken, develop, look_again, motive_of
from slotwatch.capture.tape import Exchange, Tape

__all__ = [
    "BadCapture",
    "Exchange",
    "Hidden",
    "Shown",
    "Strayed",
    "Taken",
    "Tape",
    "develop",
    "free_name",
    "look_again",
    "motive_of",
    "read",
    "same",
    "write",
]
