"""From an event to a message, at the moment it is sent.  Pure.

A slot's message is one of three: fresh, late («en retard») or too late («parues puis disparues»).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from slotwatch.model import (
    PARIS,
    Capture,
    Event,
    Motive,
    Noticed,
    SessionEnded,
    SessionEnding,
    SiteChanged,
    Slot,
    SlotsGone,
    SlotsOpened,
    TestMessage,
    TroubleEntered,
    TroubleLeft,
    WeekOf,
    WeekPassed,
    WentBlind,
)
from slotwatch.notify import dates, gsm
from slotwatch.notify.dates import Language
from slotwatch.notify.message import Message, Shape
from slotwatch.notify.words import NOTICES, WORDS
from slotwatch.policy import standing
from slotwatch.policy.routing import LATE_AFTER

#: Slots named in a message; the rest are counted.
NAMED = 5
#: The site's own words are quoted up to here.
LONGEST_DETAIL = 200

_TROUBLES = ("captcha", "session", "login", "not_open", "blocked", "unrecognised", "unreachable", "maintenance")

#: Where it is slotwatch that does not ask, the words must not say that the site refuses us.
_OWN_REFUSALS = {standing.MARKER: "robots", standing.SPENT: "budget"}


@dataclass(frozen=True, slots=True)
class _Text:
    """One message in the making: the wide one as title and paragraphs, the narrow one as a line."""

    title: str
    paragraphs: tuple[str, ...]
    sms: str


def write(
    event: Event,
    *,
    motive: Motive | None,
    language: Language,
    shape: Shape,
    now: datetime,
    gone_at: datetime | None,
) -> Message:
    """The message that tells of an event.

    ``motive`` gives the link and the time zone (None: the installation itself, or a motive that left
    the configuration); ``gone_at`` is when the slots were seen to be gone.  An ``sms`` has no title
    and at most 160 characters of GSM 03.38, the link whole among them; only a link that is longer
    than that by itself makes a longer message, of the link alone.
    """
    writer = _Writer(event, motive, language, now, gone_at)
    text = writer.text()
    link = motive.url if motive is not None else ""
    if shape == "sms":
        return Message("", gsm.fit(text.sms, link))
    return Message(text.title, "\n\n".join(p for p in text.paragraphs if p))


class _Writer:
    def __init__(
        self, event: Event, motive: Motive | None, language: Language, now: datetime, gone_at: datetime | None
    ) -> None:
        self.event = event
        self.motive = motive
        self.language = language
        self.now = now
        self.gone_at = gone_at
        self.name = event.motive or "slotwatch"
        self.timezone: ZoneInfo = motive.timezone if motive is not None else PARIS

    def text(self) -> _Text:
        match self.event.what:
            case SlotsOpened() as opened:
                return self._gone(opened, self.gone_at) if self.gone_at is not None else self._opened(opened)
            case SlotsGone(slots=slots):
                paragraphs = (self._say("vanished"), self._list(slots), self._page())
                return self._of("vanished", *paragraphs)
            case TroubleEntered() as trouble:
                return self._trouble(trouble)
            case TroubleLeft(since=since):
                words = self._say("left", moment=self._moment(since))
                return self._of("left", words, self._say("left_after"), self._page(), self._late())
            case WentBlind(since=since):
                return self._blind(since)
            case SiteChanged() as changed:
                return self._changed(changed)
            case SessionEnding() | SessionEnded() as session:
                return self._session(session)
            case Noticed() as noticed:
                return self._noticed(noticed)
            case WeekPassed() | TestMessage() as other:
                return self._other(other)

    def _other(self, what: WeekPassed | TestMessage) -> _Text:
        """What comes although nothing happened."""
        return self._week(what) if isinstance(what, WeekPassed) else self._of("test", self._say("test"))

    # ── slots ──────────────────────────────────────────────────────────────────────────────────

    def _opened(self, opened: SlotsOpened) -> _Text:
        late = self.now - self.event.at > LATE_AFTER
        count = len(opened.slots)
        facts = [self._say("open_one") if count == 1 else self._say("open_many", count=count)]
        if self.motive is not None:
            facts.append(self._say("site", host=self.motive.host))
        listed = self._list(opened.slots)
        if opened.total > count:
            listed += "\n" + self._say("in_all", total=opened.total)
        seen, now = self._both_hours()
        first = dates.slot(opened.slots[0], self.language, short=True) if opened.slots else ""
        more = f"(+{count - 1})" if count > 1 else ""
        return _Text(
            self._say("late_title" if late else "open_title"),
            (
                self._say("late", seen=seen, now=now) if late else "",
                "\n".join(facts),
                listed,
                self._page("book"),
                self._say("seen", moment=self._moment(self.event.at)),
            ),
            self._say("sms_late" if late else "sms_open", slot=first, more=more, seen=seen, now=now),
        )

    def _gone(self, opened: SlotsOpened, gone_at: datetime) -> _Text:
        seen, gone = self._moment(self.event.at), self._moment(gone_at)
        return _Text(
            self._say("gone_title"),
            (
                self._say("gone_body"),
                self._list(opened.slots),
                self._say("gone_times", seen=seen, gone=gone),
                self._page(),
                self._say("gone_after"),
            ),
            self._say("sms_gone", seen=self._hour(self.event.at), gone=self._hour(gone_at)),
        )

    def _list(self, slots: tuple[Slot, ...]) -> str:
        lines = [f"• {dates.slot(slot, self.language)}" for slot in slots[:NAMED]]
        rest = len(slots) - NAMED
        if rest > 0:
            lines.append(self._say("more_one") if rest == 1 else self._say("more", count=rest))
        return "\n".join(lines)

    # ── trouble ────────────────────────────────────────────────────────────────────────────────

    def _trouble(self, trouble: TroubleEntered) -> _Text:
        kind = trouble.detail if trouble.trouble == "needs_human" else trouble.trouble
        kind = f"change_{trouble.change}" if trouble.change else kind if kind in _TROUBLES else "other"
        kind = next((own for marker, own in _OWN_REFUSALS.items() if trouble.detail.startswith(marker)), kind)
        detail = " ".join(trouble.detail.split())[:LONGEST_DETAIL]
        told = self._say("said", detail=detail) if detail and detail != kind else ""
        do, sms, wait = self._say(f"{kind}_do"), f"sms_{kind}", ""
        if kind in ("blocked", "maintenance") and trouble.retry_after:
            wait = dates.duration(trouble.retry_after)
            until = self._moment(self.event.at + timedelta(seconds=trouble.retry_after))
            do, sms = self._say("asked_wait", wait=wait, until=until), f"{sms}_wait"
        if trouble.session:
            do, sms = self._say("let_in_do"), "sms_let_in"
        since = self._say("since", moment=self._moment(trouble.since), looks=trouble.looks)
        return _Text(
            self._say(f"{kind}_title"),
            (
                self._say(kind),
                do,
                self._page(),
                "\n".join(filter(None, (since, told))),
                self._kept(trouble.capture),
                self._late(),
            ),
            self._say(sms, wait=wait),
        )

    def _changed(self, changed: SiteChanged) -> _Text:
        dry = self._span((self.event.at - changed.since).total_seconds())
        moment, usual = self._moment(changed.since), self._span(changed.usually)
        return _Text(
            self._say("suspected_title", dry=dry),
            (
                self._say("suspected", dry=dry, answers=changed.answers, moment=moment, usual=usual),
                self._say("suspected_do"),
                self._page(),
                self._kept(changed.capture),
                self._late(),
            ),
            self._say("sms_suspected", dry=dry),
        )

    def _session(self, session: SessionEnding | SessionEnded) -> _Text:
        moment = self._moment(session.opened)
        if isinstance(session, SessionEnded):
            words = self._say("ended", moment=moment)
            return self._of("ended", words, self._say("let_in_do"), self._page(), self._late())
        words = self._say("ending", moment=moment, usual=dates.duration(session.usually))
        return self._of("ending", words, self._say("ending_do"), self._page(), self._late())

    def _kept(self, capture: Capture | None) -> str:
        """Where the page lies, or why it does not."""
        if capture is None:
            return ""
        if capture.error:
            return self._say("not_captured", error=capture.error)
        return self._say("captured", path=capture.path)

    def _span(self, seconds: float) -> str:
        """A long time, in days from two of them on."""
        days = seconds / 86400
        return self._say("days", count=round(days)) if days >= 2 else dates.duration(seconds)

    def _blind(self, since: datetime) -> _Text:
        hours = int((self.event.at - since).total_seconds() // 3600)
        return _Text(
            self._say("blind_title", hours=hours),
            (
                self._say("blind", hours=hours, moment=self._moment(since)),
                self._say("blind_do"),
                self._page(),
                self._late(),
            ),
            self._say("sms_blind", hours=hours),
        )

    def _noticed(self, noticed: Noticed) -> _Text:
        key = noticed.what if noticed.what in NOTICES else "noticed_other"
        detail = " ".join(noticed.detail.split())[:LONGEST_DETAIL]
        told = self._say("said", detail=detail) if detail else ""
        return _Text(
            self._say("noticed_title"),
            (self._say(key, what=noticed.what), told, self._late()),
            self._say(f"sms_{key}", what=noticed.what),
        )

    def _week(self, passed: WeekPassed) -> _Text:
        looks = sum(week.looks for week in passed.motives)
        slots = sum(week.slots for week in passed.motives)
        return _Text(
            self._say("week_title"),
            (
                self._say("week", since=self._moment(passed.since), until=self._moment(passed.until)),
                "\n".join(map(self._week_of, passed.motives)),
                self._say("week_after"),
                self._late(),
            ),
            self._say("sms_week", looks=looks, slots=slots),
        )

    def _week_of(self, week: WeekOf) -> str:
        share = "–" if week.share is None else f"{100 * week.share:.1f}".replace(".", self._say("decimal")) + " %"
        return self._say(
            "week_of",
            name=week.motive,
            looks=week.looks,
            answered=week.answered,
            share=share,
            slots=week.slots,
            hole=dates.duration(week.longest_hole),
        )

    # ── pieces ─────────────────────────────────────────────────────────────────────────────────

    def _of(self, key: str, *paragraphs: str) -> _Text:
        return _Text(self._say(f"{key}_title"), paragraphs, self._say(f"sms_{key}"))

    def _say(self, key: str, **filling: object) -> str:
        return WORDS[self.language][key].format(motive=self.name, **filling)

    def _page(self, intro: Literal["page", "book"] = "page") -> str:
        """The link on a line of its own: every reader of messages makes it clickable."""
        return f"{self._say(intro)}\n{self.motive.url}" if self.motive is not None else ""

    def _late(self) -> str:
        if self.now - self.event.at <= LATE_AFTER:
            return ""
        seen, now = self._both_hours()
        return self._say("late_other", seen=seen, now=now)

    def _moment(self, at: datetime) -> str:
        return dates.moment(at, self.timezone, self.language)

    def _hour(self, at: datetime) -> str:
        return dates.hour(at.astimezone(self.timezone), self.language)

    def _both_hours(self) -> tuple[str, str]:
        """When it was seen and what time it is; with the day where the two differ."""
        seen, now = self.event.at.astimezone(self.timezone), self.now.astimezone(self.timezone)
        if seen.date() == now.date():
            return dates.hour(seen, self.language), dates.hour(now, self.language)
        return dates.short_moment(seen, self.language), dates.short_moment(now, self.language)
