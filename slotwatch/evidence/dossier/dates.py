"""Days, instants and durations as French writes them.  Own words: a date library weighs 9 MB for 19."""

from datetime import date, datetime, timedelta

from slotwatch.evidence.dossier.words import NBSP, counted, number
from slotwatch.model import Slot

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# fmt: off
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin",
          "juillet", "août", "septembre", "octobre", "novembre", "décembre")
# fmt: on


def day(value: date) -> str:
    """``mardi 1er septembre 2026``."""
    first = "1er" if value.day == 1 else str(value.day)
    return f"{WEEKDAYS[value.weekday()]} {first}{NBSP}{MONTHS[value.month - 1]}{NBSP}{value.year}"


def month(value: date) -> str:
    """``septembre 2026``."""
    return f"{MONTHS[value.month - 1]}{NBSP}{value.year}"


def of_month(value: date) -> str:
    """``de septembre 2026``, ``d’octobre 2026``."""
    words = month(value)
    return f"d’{words}" if words[0] in "ao" else f"de {words}"


def hour(value: datetime) -> str:
    """``9 h 30``."""
    return f"{value.hour}{NBSP}h{NBSP}{value.minute:02d}"


def moment(local: datetime) -> str:
    """``mercredi 25 novembre 2026 à 9 h 30 (UTC+01:00)``: two 2 h 30 of one October night differ."""
    return f"{day(local)} à {hour(local)} ({offset(local)})"


def stamp(local: datetime) -> str:
    """``25/11/2026 09:30:05 +01:00``: for tables."""
    return f"{local:%d/%m/%Y %H:%M:%S} {offset(local)[3:]}"


def utc(at: datetime) -> str:
    """``2026-11-25 08:30:05``, of an instant in UTC."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


def offset(local: datetime) -> str:
    """``UTC+01:00``."""
    sign = f"{local:%z}"
    return f"UTC{sign[:3]}:{sign[3:5]}"


def duration(length: timedelta) -> str:
    """``11 jours 3 h``, ``1 h 30 min``, ``45 s``: two units at most."""
    seconds = round(abs(length.total_seconds()))
    if seconds < 60:
        return f"{seconds}{NBSP}s"
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    parts = [counted(days, "jour", "jours")] if days else []
    parts += [f"{hours}{NBSP}h"] if hours else []
    parts += [f"{minutes}{NBSP}min"] if minutes and not days else []
    return " ".join(parts)


def seconds(value: float) -> str:
    """``+120 s``, ``−3 s``: with a sign, for a difference."""
    sign = "−" if value < 0 else "+"
    return f"{sign}{number(abs(round(value)))}{NBSP}s"


def slot(value: Slot) -> str:
    """A slot as far as the site tells it."""
    words = "date non précisée" if value.day is None else day(value.day)
    if value.at is not None:
        words += f" à {value.at.hour}{NBSP}h{NBSP}{value.at.minute:02d}"
    if value.onwards:
        words += " et jours suivants"
    return f"{words} ({value.place})" if value.place else words


def iso_week(local: datetime | date) -> str:
    """``2026-W36``: the key of `Totals.per_week`."""
    year, week, _ = local.isocalendar()
    return f"{year}-W{week:02d}"


def week(key: str) -> str:
    """``S36`` for the key ``2026-W36``."""
    return f"S{key[-2:]}"
