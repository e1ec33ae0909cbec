"""Reading hot hours: ``"08:25-08:45"``, ``"lun, jeu 8h25-8h45"``, ``"mon-fri 12:00-12:20"``.

A pure function like those of `slotwatch.config.values`, with the same `BadValue`.
"""

import re

from slotwatch.config.values import BadValue, weekday, window
from slotwatch.model import HotHours
from slotwatch.policy.windows import MOST_MINUTES, HotWindow

_WORDS = 'hours such as "08:25-08:45", or with weekdays: "mon 08:25-08:45", "mon-fri 12:00-12:20"'
_SHAPE = re.compile(r"([^\d]*)(\d.*)", re.DOTALL)
_RANGE = re.compile(r"\s*[-–]\s*")
_BETWEEN = re.compile(r"[\s,]+")


def hot_hours(value: object) -> HotHours:
    """One hot window; a range of weekdays may go over the weekend."""
    match = _SHAPE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise BadValue(_WORDS)
    try:
        hours = window(match[2])
    except BadValue:
        raise BadValue(_WORDS) from None
    if HotWindow(hours).minutes > MOST_MINUTES:
        hint = "What is fast all day is not hot: for that, lower every."
        raise BadValue(f"at most {MOST_MINUTES} minutes", hint)
    words = _BETWEEN.split(_RANGE.sub("-", match[1]).strip(" ,\t\n"))
    return HotHours(hours, frozenset(day for word in words if word for day in _days(word)))


def _days(word: str) -> list[int]:
    first, dash, last = word.partition("-")
    if not dash:
        return [weekday(word)]
    begin, end = weekday(first), weekday(last)
    return [(begin + n) % 7 for n in range((end - begin) % 7 + 1)]
