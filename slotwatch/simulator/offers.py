"""Which slots are on offer, and how a date is written in French.  Deterministic: no chance, no clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

#: Half hours from 08:30 to 16:00, when counters are open.
HOURS = tuple(time(minutes // 60, minutes % 60) for minutes in range(8 * 60 + 30, 16 * 60 + 1, 30))


@dataclass(frozen=True, slots=True, order=True)
class Offer:
    """One free time, in Paris wall-clock time."""

    day: date
    at: time

    @property
    def stamp(self) -> int:
        """Unix seconds: the last segment of a slot's link (providers §1.3)."""
        return int(datetime.combine(self.day, self.at, PARIS).timestamp())

    @property
    def words(self) -> str:
        """``lundi 7 décembre 2026 à 08:30``."""
        return f"{in_words(self.day)} à {self.at:%H:%M}"


def offers(count: int, today: date, ahead: int) -> tuple[Offer, ...]:
    """``count`` (1 to 16) slots from the first working day at least ``ahead`` days after ``today``.

    They go round the working days left in that one week, earliest hour first, so that all of them
    fit on one page of the calendar: ``offers(2, …)`` is two days at 08:30, except on a Friday.
    """
    first = today + timedelta(days=ahead)
    first += timedelta(days=(7 - first.weekday()) if first.weekday() > 4 else 0)
    days = [first + timedelta(days=n) for n in range(5 - first.weekday())]
    return tuple(sorted(Offer(days[n % len(days)], HOURS[n // len(days)]) for n in range(count)))


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def in_words(day: date) -> str:
    """``lundi 7 décembre 2026``."""
    return f"{DAYS[day.weekday()]} {day.day}{'er' if day.day == 1 else ''} {MONTHS[day.month - 1]} {day.year}"
