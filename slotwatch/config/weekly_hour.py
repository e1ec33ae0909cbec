"""Reading the hour of the weekly message: ``"mon 09:00"``, ``"lundi 9h"``.

A pure function like those of `slotwatch.config.values`, with the same `BadValue`.
"""

import re

from slotwatch.config.values import BadValue, weekday, window
from slotwatch.policy.weekly import Weekly

_WORDS = 'a weekday and an hour, such as "mon 09:00" or "lundi 9h"'
_SHAPE = re.compile(r"([^\d\s,]+)[\s,]+(?:à\s+|at\s+)?(\d\S*)")


def weekly(value: object) -> Weekly:
    """A weekday and an hour: ``"mon 09:00"``, ``"lundi 9h"``."""
    match = _SHAPE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise BadValue(_WORDS)
    try:
        hour = window(f"{match[2]}-24:00").start
    except BadValue:
        raise BadValue(_WORDS) from None
    return Weekly(weekday(match[1]), hour)
