"""The week that RDV Service Public shows for one place: its slots, or the silence that means none (providers §5).

The older template says nothing at all when a week is empty; the newer one says so of every single day.  Neither is
the answer by itself: the site looks six months ahead for «Prochaine disponibilité le», and only where a whole week
stands there without a slot *and* without that line is there none.  Pure.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, tzinfo

from selectolax.lexbor import LexborNode

from slotwatch.model import Slot
from slotwatch.providers._dates import slots_in
from slotwatch.providers._rdvsp_dates import (
    answered_on,
    parameter,
    printed_day,
    printed_days,
    printed_hour,
    stamp,
)
from slotwatch.providers._rdvsp_options import Options
from slotwatch.providers._reading import Reading, attribute, prose
from slotwatch.providers._text import clip, fold

_WEEK_LINKS = ("semaine precedente", "semaine suivante")
_HEADINGS = "p, h3, h4, h5, h6, th"
#: A day with its year right behind the words, and its hour.
_DATED = re.compile(
    r"[ :]{0,3}(?:[a-z]{3,9}\.? )?(?:\d{1,2}(?:er)? [a-z.]{3,10} \d{4}|\d{1,2}/\d{1,2}/\d{4})"
    r"(?: a \d{1,2} ?(?:h|:) ?\d{0,2})?"
)


@dataclass(frozen=True, slots=True)
class Week:
    """One place's week, as far as it is shown.

    ``following`` is the next day with a slot, () if it is not named; ``mentions_next`` that it is spoken of at
    all; ``days`` counts the headings, ``closed`` the days that cannot be booked; ``stranger`` is a link or button
    that is none of the known ones, "" for none.
    """

    place: str
    slots: tuple[Slot, ...]
    following: tuple[Slot, ...]
    mentions_next: bool
    days: int
    closed: int
    stranger: str

    @property
    def is_empty(self) -> bool:
        """Whether it shows a whole week with nothing in it, and nothing after it."""
        return bool(self.days) and not (self.slots or self.mentions_next or self.stranger)


def week(reading: Reading, container: LexborNode, place: str, options: Options, zone: tzinfo) -> Week:
    """Everything that one container shows."""
    links = reading.css("a, button", container)
    slots, rest = [], []
    for link in links:
        if _is_slot(link, options):
            slots.append(_slot(reading, link, container, place, zone))
        else:
            rest.append(link)
    text = prose(container)
    strangers = [link for link in rest if fold(attribute(link, "aria-label")) not in _WEEK_LINKS]
    return Week(
        place=place,
        slots=tuple(slots),
        following=following(container, place, options, zone),
        mentions_next=bool(text.says([options.next])),
        days=printed_days(text.plain),
        closed=text.folded.count(fold(options.closed_day)),
        stranger=_name(strangers[0]) if strangers else "",
    )


def following(node: LexborNode, place: str, options: Options, zone: tzinfo) -> tuple[Slot, ...]:
    """The day (and hour) after «Prochaine disponibilité le»; () where the words or their day are not there."""
    text = prose(node)
    marker = fold(options.next)
    at = text.folded.find(marker)
    if at < 0:
        return ()
    if (match := _DATED.match(text.folded, at + len(marker))) and (found := slots_in(match[0], zone, place)):
        return (replace(found[0], onwards=True),)
    for link in (node, *node.css("a[href]")):
        if prose(link).says([options.next]) and (moment := stamp(attribute(link, "href"), "date", None, zone)):
            return (Slot(moment.day, moment.at, place, onwards=True),)
    return ()


def _name(link: LexborNode) -> str:
    return clip(prose(link).plain or attribute(link, "href"), 60) or "a link without words"


def loose(reading: Reading, options: Options, zone: tzinfo) -> tuple[Slot, ...]:
    """Slots by their labels anywhere on the page: a new layout must not hide them."""
    body = reading.tree.body
    links = reading.css("a[aria-label], button[aria-label]") if body is not None else []
    return tuple(_slot(reading, link, body, "", zone) for link in links if body and _is_labelled(link, options))


def _is_labelled(link: LexborNode, options: Options) -> bool:
    return fold(attribute(link, "aria-label")).startswith(fold(options.slot_label))


def _is_slot(link: LexborNode, options: Options) -> bool:
    """By its label; or, where a wrong charset spoilt that, by the moment that its address takes along."""
    return _is_labelled(link, options) or bool(parameter(attribute(link, "href"), "starts_at"))


def _slot(reading: Reading, link: LexborNode, container: LexborNode, place: str, zone: tzinfo) -> Slot:
    label, href = attribute(link, "aria-label"), attribute(link, "href")
    at = printed_hour(label) or printed_hour(prose(link).plain)
    moment = stamp(href, "starts_at", at, zone)
    if moment is not None:
        return Slot(moment.day, at or moment.at, place)
    printed = printed_day(label) or printed_day(_heading(link, container))
    if printed is None:
        return Slot(None, at, place)
    now = answered_on(reading.page.headers.get("date", ""))
    return Slot(printed.dated(_anchors(reading, container), now), at, place)


def _heading(link: LexborNode, container: LexborNode) -> str:
    """The heading of the slot's column, "" where it cannot be told from the others."""
    above = link.parent
    while above is not None:
        named = [text for node in above.css(_HEADINGS) if printed_day(text := prose(node).plain)]
        if named:
            return named[0] if len(named) == 1 else ""
        if above.mem_id == container.mem_id:
            break
        above = above.parent
    return ""


def _anchors(reading: Reading, container: LexborNode) -> tuple[date, ...]:
    """Days whose year is known and that lie near the week shown: the page's own date, and those of its links."""
    links = [reading.page.url, *(attribute(link, "href") for link in container.css("a[href*=date]"))]
    moments = (stamp(link, "date", None, UTC) for link in links)  # which week it is, not which hour
    return tuple(moment.day for moment in moments if moment is not None and moment.day is not None)
