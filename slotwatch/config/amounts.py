"""Reading single values about how much: sizes on disk, what to keep of a motive's pages.

Pure functions like those of `slotwatch.config.values`, with the same `BadValue`.
"""

import re

from slotwatch.config.problems import suggest
from slotwatch.config.values import BadValue, fold
from slotwatch.policy.captures import CHANGES, EVERY, MOST, NONE, Plan

_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*([kmg])(?:i?b|o)?", re.IGNORECASE | re.ASCII)
_UNITS = {"k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_SIZE_WORDS = 'a size such as "500MB" or "2GB"'

_PLANS = {"none": NONE, "changes": CHANGES, "all": EVERY}
_MEANT = {
    "rien": "none",
    "aucune": "none",
    "changements": "changes",
    "tout": "all",
    "every": "all",
    "toutes": "all",
}
_DAILY = re.compile(r"(\d{1,4})\s*(?:/|a|par|per)\s*(?:day|jour|d|j)", re.IGNORECASE | re.ASCII)


def size(value: object) -> int:
    """Bytes, from ``"500MB"``, ``"1.5 GB"``, ``"200 Mo"``: thousands, as disks are sold."""
    match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise BadValue(_SIZE_WORDS)
    return round(float(match[1]) * _UNITS[match[2].lower()])


def plan(value: object) -> Plan:
    """What to keep: ``none``, ``changes``, ``12/day`` (and the changes), ``all``."""
    expected = '"none", "changes", "all", or a number a day such as "3/day"'
    if not isinstance(value, str):
        raise BadValue(expected)
    word = fold(value)
    if word in _PLANS:
        return _PLANS[word]
    if match := _DAILY.fullmatch(word):
        number = int(match[1])
        if not 0 < number <= MOST:
            raise BadValue(f'from "1/day" to "{MOST}/day"', 'Write "all" to keep every look.')
        return Plan(daily=number)
    raise BadValue(expected, suggest(_MEANT.get(word, word), _PLANS))
