"""Days and hours as booking sites print them.  Pure.

Read: `2027-01-14`, `2027-01-14T09:20[:00][Z|+01:00]`, `14/01/2027`, «jeudi 14 janvier 2027», each with an
hour behind it (`09:20`, `9h20`, `9 h`).  A day without its year is not read: it would be a guess.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from slotwatch.model import Slot
from slotwatch.providers._text import fold

_MONTH_NAMES = (
    ("janvier", "janv"),
    ("fevrier", "fevr", "fev"),
    ("mars",),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juil"),
    ("aout",),
    ("septembre", "sept"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("decembre", "dec"),
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
_HOUR = r"(?:\D{0,6}?(?P<h>[01]?\d|2[0-3]) ?(?:h|:) ?(?P<m>[0-5]\d)?(?!\d))?"
_ISO = re.compile(
    r"(?<!\d)(?P<y>\d{4})-(?P<mo>\d{2})-(?P<d>\d{2})"
    r"(?:[t ](?P<h>\d{2}):(?P<m>\d{2})(?::\d{2})?(?:\.\d+)?(?P<z>z|[+-]\d{2}:?\d{2})?)?(?![\d-])"
)
_SLASHED = re.compile(r"(?<![\d/])(?P<d>\d{1,2})/(?P<mo>\d{1,2})/(?P<y>\d{4})(?!\d)" + _HOUR)
_WORDS = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})(?:er)? (?P<mo>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.? "
    r"(?P<y>\d{4})(?!\d)" + _HOUR
)

_TIME = re.compile(r"(?<![\d:/])(?P<h>[01]?\d|2[0-3]) ?(?:h|:) ?(?P<m>[0-5]\d)?(?![\d:])")


def slots_in(text: str, zone: tzinfo, place: str = "") -> tuple[Slot, ...]:
    """Every day (with its hour, if printed) that the text names, earliest first.

    An instant with an offset is put on the clock of ``zone``; all others are taken as printed.
    Days that no calendar has are passed over.
    """
    found = {slot for _, slot in _named(text, zone, place)}
    return tuple(sorted(found, key=lambda slot: slot.order))


def first_in(text: str, zone: tzinfo, place: str = "") -> Slot | None:
    """The day (with its hour, if printed) that the text names first, None where it names none."""
    return min(_named(text, zone, place), key=lambda found: found[0], default=(0, None))[1]


def hour_in(text: str) -> time | None:
    """The hour that the text names first, such as `09:20`, `9h20` or `9 h`."""
    match = _TIME.search(fold(text))
    return time(int(match["h"]), int(match["m"] or 0)) if match else None


def slot_at(timestamp: str, zone: tzinfo, place: str = "") -> Slot:
    """The slot at a Unix time in seconds, on the clock of ``zone``; without a day if the number is none."""
    # 2001 to 2096: a counter or a time in milliseconds is no day
    if not (timestamp.isascii() and timestamp.isdigit()) or not 10**9 <= int(timestamp[:20]) < 4 * 10**9:
        return Slot(place=place)
    moment = datetime.fromtimestamp(int(timestamp), zone)
    return Slot(moment.date(), moment.time(), place)


def _named(text: str, zone: tzinfo, place: str) -> Iterator[tuple[int, Slot]]:
    """Each day with where it stands in the folded text."""
    folded = fold(text)
    for pattern in (_ISO, _SLASHED, _WORDS):
        for match in pattern.finditer(folded):
            if (slot := _slot(match.groupdict(), zone, place)) is not None:
                yield match.start(), slot


def _slot(parts: dict[str, str | None], zone: tzinfo, place: str) -> Slot | None:
    month = parts["mo"] or ""
    try:
        day = date(int(parts["y"] or 0), int(month) if month.isdigit() else _MONTHS[month], int(parts["d"] or 0))
        at = time(int(parts["h"]), int(parts["m"] or 0)) if parts["h"] else None
        if at is not None and (offset := parts.get("z")):
            moment = datetime.combine(day, at, _offset(offset)).astimezone(zone)
            day, at = moment.date(), moment.time()
    except (ValueError, OverflowError):
        return None
    return Slot(day, at, place)


def _offset(text: str) -> timezone:
    if text == "z":
        return timezone(timedelta(0))
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
