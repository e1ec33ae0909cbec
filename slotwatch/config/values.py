"""Reading single values about time: durations, windows of the day, weekdays, days, time zones.

Pure functions from what TOML gives to what the model wants.  Each raises `BadValue` with what it
expected; none knows where in the file the value stood.
"""

import math
import re
import unicodedata
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from slotwatch.config.problems import suggest
from slotwatch.model import Window

DAY = 86400.0
LONGEST_TIMEOUT = 300.0


class BadValue(ValueError):  # noqa: N818 - the value is bad; the error is the configuration's
    """A value cannot be read.  ``expected`` is a short phrase, ``hint`` a sentence or ""."""

    def __init__(self, expected: str, hint: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.hint = hint


_NUMBER = r"(\d{1,9}(?:\.\d{1,6})?)"
_DURATION = re.compile(
    rf"(?:{_NUMBER} ?d)? ?(?:{_NUMBER} ?h)? ?(?:{_NUMBER} ?m(?:in)?)? ?(?:{_NUMBER} ?s)?", re.IGNORECASE | re.ASCII
)
_DURATION_WORDS = 'a duration such as "90s", "5m", "1h30m", or a number of seconds'
_CLOCK = r"([01]?\d|2[0-4])\s*[:hH]\s*([0-5]\d)?"
_WINDOW = re.compile(rf"\s*{_CLOCK}\s*[-–]\s*{_CLOCK}\s*", re.ASCII)
_WINDOW_WORDS = 'hours of the day such as "22:00-07:00"'

WEEKDAYS = (
    ("mon", "monday", "lun", "lundi"),
    ("tue", "tues", "tuesday", "mar", "mardi"),
    ("wed", "wednesday", "mer", "mercredi"),
    ("thu", "thur", "thurs", "thursday", "jeu", "jeudi"),
    ("fri", "friday", "ven", "vendredi"),
    ("sat", "saturday", "sam", "samedi"),
    ("sun", "sunday", "dim", "dimanche"),
)
_WEEKDAY = {word: number for number, words in enumerate(WEEKDAYS) for word in words}


def duration(value: object) -> float:
    """Seconds, from ``"1h30m"``, ``"90s"``, ``"300"`` or a number.  Above 0, at most a day."""
    seconds = _seconds(value)
    if not math.isfinite(seconds) or not 0 < seconds <= DAY:
        raise BadValue("a duration above 0 and of at most 24h")
    return seconds


def _seconds(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) <= DAY else math.inf
    if not isinstance(value, str):
        raise BadValue(_DURATION_WORDS)
    text = value.strip()
    if re.fullmatch(_NUMBER, text, re.ASCII):
        return float(text)
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        raise BadValue(_DURATION_WORDS)
    return sum(float(n) * unit for n, unit in zip(match.groups(), (DAY, 3600, 60, 1), strict=True) if n)


def timeout(value: object) -> float:
    """Seconds that one delivery may take: a slot does not wait for a server that hangs."""
    seconds = duration(value)
    if seconds > LONGEST_TIMEOUT:
        raise BadValue(f"at most {spell(LONGEST_TIMEOUT)}")
    return seconds


def spell(seconds: float) -> str:
    """A duration the way the file writes it: ``1h30m``, ``90s`` becomes ``1m30s``."""
    if seconds < 1:
        return f"{seconds:g}s"
    hours, rest = divmod(round(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return "".join(f"{n}{unit}" for n, unit in ((hours, "h"), (minutes, "m"), (rest, "s")) if n)


def window(value: object) -> Window:
    """A span of the day: ``"22:00-07:00"``, also ``"22h-7h"``.  24:00 is the midnight that ends the day."""
    match = _WINDOW.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise BadValue(_WINDOW_WORDS)
    return Window(_clock(match[1], match[2]), _clock(match[3], match[4]))


def _clock(hour: str, minute: str | None) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if hours == 24 and minutes:
        raise BadValue(_WINDOW_WORDS, "The day ends at 24:00.")
    return time(hours % 24, minutes)


def weekday(value: object) -> int:
    """A day of the week, 0 = Monday, from its French or English name, short or long."""
    expected = 'a day of the week such as "mon", "monday", "lun", "lundi"'
    word = fold(value).rstrip(".") if isinstance(value, str) else ""
    if word not in _WEEKDAY:
        raise BadValue(expected, suggest(word, _WEEKDAY))
    return _WEEKDAY[word]


def as_list(value: object) -> object:
    """One value where a list may stand."""
    return [value] if isinstance(value, str) else value


def day(value: object) -> date:
    """A calendar day: TOML's own ``2027-03-01``, or the same in quotes."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip(), re.ASCII):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise BadValue("a day of the calendar, year-month-day: 2027-03-01") from None
    hint = "Write the day alone, without an hour." if isinstance(value, datetime) else ""
    raise BadValue("a day, year-month-day: 2027-03-01", hint)


def zone(value: object) -> ZoneInfo:
    """A time zone by its IANA name."""
    expected = 'a time zone such as "Europe/Paris" or "Indian/Reunion"'
    if not isinstance(value, str):
        raise BadValue(expected)
    try:
        return ZoneInfo(value)
    except (ValueError, KeyError, OSError):  # unknown, not a name at all, or a folder of names
        raise BadValue(expected, _near_zone(value)) from None


def _near_zone(value: str) -> str:
    zones = available_timezones()
    of_city = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(zones)}
    city = of_city.get(value.strip().casefold())
    return f'Did you mean "{city}"?' if city else suggest(value, zones, nearness=0.75)


def fold(text: str) -> str:
    """Lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))
