"""Without the time zone data nothing can be dated: said in one line, before anything needs it."""

import sys
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Bad input, as in `slotwatch.cli.common`, which cannot be imported yet.
_BAD_INPUT = 2


def require_zones() -> None:
    """End the program, exit code 2, when the time zone of Paris is not known here."""
    try:
        ZoneInfo("Europe/Paris")
    except (ZoneInfoNotFoundError, OSError, ValueError):  # not there, not readable, damaged
        sys.stderr.write(
            "slotwatch: this machine knows no time zones (Europe/Paris is missing or damaged): "
            "install the system's package tzdata, or `pip install tzdata` beside slotwatch\n"
        )
        raise SystemExit(_BAD_INPUT) from None
