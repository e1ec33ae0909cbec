"""Days, hours and durations in words, French and English.  Own tables: a date library weighs 9 MB for 19 words."""

from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from slotwatch.model import Slot

Language = Literal["fr", "en"]

# fmt: off
_WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin",
           "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
}
# fmt: on
_UNKNOWN = {"fr": "date inconnue", "en": "unknown date"}
_OPEN_IT = {"fr": " : ouvrez la page", "en": ": open the page"}
_AT = {"fr": "à", "en": "at"}


def day(value: date, language: Language) -> str:
    """``jeudi 14 janvier 2027`` or ``Thursday 14 January 2027``."""
    number = "1er" if language == "fr" and value.day == 1 else str(value.day)
    weekday, month = _WEEKDAYS[language][value.weekday()], _MONTHS[language][value.month - 1]
    return f"{weekday} {number} {month} {value.year}"


def short_day(value: date, language: Language) -> str:
    """``jeu 14/01/2027`` or ``Thu 14 Jan 2027``: for an SMS."""
    weekday = _WEEKDAYS[language][value.weekday()][:3]
    if language == "fr":
        return f"{weekday} {value:%d/%m/%Y}"
    return f"{weekday} {value.day} {_MONTHS[language][value.month - 1][:3]} {value.year}"


def hour(value: time | datetime, language: Language) -> str:
    """``09h20`` or ``09:20``."""
    return f"{value:%Hh%M}" if language == "fr" else f"{value:%H:%M}"


def slot(value: Slot, language: Language, *, short: bool = False) -> str:
    """A slot in words: day, hour and place, as far as the site tells them."""
    if value.day is None:
        words = _UNKNOWN[language] + ("" if short else _OPEN_IT[language])
    else:
        words = (short_day if short else day)(value.day, language)
    if value.at is not None:
        words += f" {hour(value.at, language)}" if short else f" {_AT[language]} {hour(value.at, language)}"
    return f"{words} – {value.place}" if value.place and not short else words


def short_moment(local: datetime, language: Language) -> str:
    """``jeu 14/01/2027 09h20``."""
    return f"{short_day(local, language)} {hour(local, language)}"


def moment(value: datetime, timezone: ZoneInfo, language: Language) -> str:
    """An instant as the clock on the wall shows it there, with its offset: two 02:30 of one night differ."""
    local = value.astimezone(timezone)
    return f"{day(local, language)} {_AT[language]} {hour(local, language)} ({offset(local)})"


def offset(local: datetime) -> str:
    """``UTC+01:00``."""
    sign = f"{local:%z}"
    return f"UTC{sign[:3]}:{sign[3:5]}"


def duration(seconds: float) -> str:
    """``24 h``, ``1 h 30 min``, ``45 s``: the same words in both languages."""
    if seconds < 60:
        return f"{max(0, round(seconds))} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return " ".join(f"{n} {unit}" for n, unit in ((hours, "h"), (minutes, "min")) if n)
