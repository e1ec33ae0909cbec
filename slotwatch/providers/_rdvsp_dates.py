"""Days and hours as RDV Service Public prints them (providers §5).  Pure.

Its weeks name a day without the year («lundi 07 déc.»): the year comes from the link of the slot, else from an
address on the page that names a day of the same week, else from the date of the answer.  Where none of them
tells it, the day stays unknown: a guess would be a wrong date in somebody's calendar.
"""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urlsplit

from slotwatch.model import Slot
from slotwatch.providers._dates import slots_in
from slotwatch.providers._text import fold

_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
#: The site's own abbreviations, folded (A): «mar.» is March where a month stands.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("janvier", "janv", "jan"),
            ("fevrier", "fevr", "fev"),
            ("mars", "mar"),
            ("avril", "avr"),
            ("mai",),
            ("juin",),
            ("juillet", "juil"),
            ("aout",),
            ("septembre", "sept"),
            ("octobre", "oct"),
            ("novembre", "nov"),
            ("decembre", "dec"),
        ),
        1,
    )
    for name in names
}
_DAY = re.compile(
    rf"(?:\b(?P<w>{'|'.join(_WEEKDAYS)}) )?(?<!\d)(?P<d>\d{{1,2}})(?:er)? "
    rf"(?P<mo>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?(?: (?P<y>\d{{4}})(?!\d))?"
)
_HOUR = re.compile(r"(?<!\d)(?P<h>[01]?\d|2[0-3])(?::|h)(?P<m>[0-5]\d)(?!\d)")
_STAMP = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<at>\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)? ?(?P<z>Z|[+-]\d{2}:?\d{2})?)?"
)
#: An address on a page speaks of the week that is shown or of the ones beside it.
_NEAR = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class PrintedDay:
    """A day as a heading prints it; ``weekday`` 0 is Monday."""

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None

    def dated(self, anchors: tuple[date, ...], now: date | None) -> date | None:
        """The date, if its year is printed or follows from a day near by, else from ``now``; None if not."""
        if self.year is not None:
            return self._in(self.year)
        for anchor in anchors:
            near = [d for y in (-1, 0, 1) if (d := self._in(anchor.year + y)) and abs(d - anchor) <= _NEAR]
            if near:
                return min(near, key=lambda d: abs(d - anchor))
        if now is not None:  # what is offered lies ahead; a day of grace for the time zones
            first = now - timedelta(days=1)
            ahead = (self._on(now.year), self._on(now.year + 1))
            following = next((d for d in ahead if d is not None and d >= first), None)
            return self._in(following.year) if following else None
        return None

    def _on(self, year: int) -> date | None:
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    def _in(self, year: int) -> date | None:
        """The date in that year, if it falls on the weekday that is printed."""
        found = self._on(year)
        return found if found and self.weekday in {None, found.weekday()} else None


def printed_day(text: str) -> PrintedDay | None:
    """The first day that the words name, None for none."""
    if (match := _DAY.search(fold(text))) is None:
        return None
    return PrintedDay(
        int(match["d"]),
        _MONTHS[match["mo"]],
        int(match["y"]) if match["y"] else None,
        _WEEKDAYS.index(match["w"]) if match["w"] else None,
    )


def printed_days(text: str) -> int:
    """How many days with their weekday the words name: the headings of a week."""
    return sum(1 for match in _DAY.finditer(fold(text)) if match["w"])


def printed_hour(text: str) -> time | None:
    """The last hour that the words name: «Choisir le créneau du lundi 7 déc. à 08:30»."""
    hours = list(_HOUR.finditer(fold(text)))
    return time(int(hours[-1]["h"]), int(hours[-1]["m"])) if hours else None


def stamp(link: str, name: str, at: time | None, zone: tzinfo) -> Slot | None:
    """The moment that a parameter of a link names, None for none.

    The site prints its own clock: a moment whose hour is the printed one (``at``) is taken as it stands; any other
    is put on the clock of ``zone``.
    """
    match = _STAMP.search(parameter(link, name))
    if match is None:
        return None
    plain = f"{match['day']}T{match['at']}" if match["at"] else match["day"]
    found = next(iter(slots_in(plain, zone)), None)
    if found is None or not match["z"] or (at is not None and found.at == at):
        return found
    return next(iter(slots_in(f"{plain}:00{match['z']}", zone)), found)


def parameter(link: str, name: str) -> str:
    """One parameter of a link's query, "" where it has none."""
    return dict(query(link)).get(name, "")


def query(link: str) -> list[tuple[str, str]]:
    """The parameters of a link, in order."""
    try:
        return parse_qsl(urlsplit(link).query, keep_blank_values=True)
    except ValueError:
        return []


def answered_on(header: str) -> date | None:
    """The day of an answer's Date header, None if there is none to read."""
    try:
        return parsedate_to_datetime(header).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
