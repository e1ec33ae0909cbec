"""The shape of the file: one model a table, with the words that editors show.

Every field may be absent here, because a table with mistakes is still read for the rest of them; what
must be present is listed in ``REQUIRED`` and checked by `slotwatch.config.tables`.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema

from slotwatch.config import addresses, amounts, hot, values, weekly_hour
from slotwatch.model import HotHours, Window
from slotwatch.policy.budget import CEILING, USUAL
from slotwatch.policy.captures import Plan
from slotwatch.policy.weekly import Weekly


def _read(reader: Callable[[object], object], **schema: Any) -> tuple[PlainValidator, WithJsonSchema]:
    return PlainValidator(reader), WithJsonSchema(schema)


def _one_or_many(item: dict[str, Any]) -> tuple[BeforeValidator, WithJsonSchema]:
    return BeforeValidator(values.as_list), WithJsonSchema({"anyOf": [item, {"type": "array", "items": item}]})


_HOURS = {"type": "string", "examples": ["22:00-07:00", "22h-7h"]}
_DAY_NAME = {"type": "string", "enum": [word for words in values.WEEKDAYS for word in words]}

_SPAN = [{"type": "string", "examples": ["90s", "5m", "1h30m"]}, {"type": "number", "exclusiveMinimum": 0}]

Duration = Annotated[float, *_read(values.duration, anyOf=_SPAN)]
Timeout = Annotated[float, *_read(values.timeout, anyOf=_SPAN)]
Folder = Annotated[str, *_read(addresses.folder, type="string", minLength=1)]
Hours = Annotated[Window, *_read(values.window, **_HOURS)]
HoursList = Annotated[list[Hours], *_one_or_many(_HOURS)]
_HOT = {"type": "string", "examples": ["08:25-08:45", "mon 08:25-08:45", "mon-fri 12:00-12:20"]}
HotHoursList = Annotated[list[Annotated[HotHours, *_read(hot.hot_hours, **_HOT)]], *_one_or_many(_HOT)]
Weekday = Annotated[int, *_read(values.weekday, **_DAY_NAME)]
Weekdays = Annotated[list[Weekday], *_one_or_many(_DAY_NAME)]
# a bare TOML date reaches an editor's JSON view as a string
Day = Annotated[date, *_read(values.day, type="string", format="date")]
Zone = Annotated[ZoneInfo, *_read(values.zone, type="string", examples=["Europe/Paris", "Indian/Reunion"])]
Name = Annotated[str, *_read(addresses.name, type="string", pattern=r"^[\p{L}\p{N}_-]{1,64}$")]
WebAddress = Annotated[str, *_read(addresses.web_address, type="string", pattern="^https?://")]
Contact = Annotated[str, *_read(addresses.contact, type="string", examples=["moi@example.org"])]
Language = Annotated[Literal["fr", "en"], *_read(addresses.language, enum=["fr", "en"])]
Jitter = Annotated[float, Field(ge=0, le=0.5)]
DailyRequests = Annotated[int, Field(ge=1, le=CEILING)]
Keep = Annotated[Plan, *_read(amounts.plan, type="string", pattern=r"^(none|changes|all|\d+/day)$")]
WeeklyHour = Annotated[Weekly, *_read(weekly_hour.weekly, type="string", examples=["mon 09:00", "lundi 9h"])]
Size = Annotated[int, *_read(amounts.size, type="string", examples=["500MB", "2GB"])]


class Table(BaseModel):
    """A table of the file: unknown keys are mistakes, and nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)
    REQUIRED: ClassVar[tuple[str, ...]] = ()


class PaceTable(Table):
    """How often to look, for every motive that does not say otherwise."""

    every: Duration | None = Field(None, description="Wait between two looks; 60s is the floor. Default 5m.")
    jitter: Jitter | None = Field(None, description="Share of the wait that chance adds or takes. Default 0.2.")
    night: Hours | None = Field(None, description="Hours, in Paris, in which the night pace applies.")
    night_every: Duration | None = Field(None, description="Wait between two looks at night. Default 15m.")
    daily_requests: DailyRequests | None = Field(
        None,
        description="Requests that one host is sent a day at most, all motives together; then it rests until "
        f"midnight. Default {USUAL}, and no limit for this machine itself.",
    )


class ChannelTable(Table):
    """A way to reach the owner."""

    REQUIRED = ("name", "url")

    name: Name | None = Field(None, description="Your name for this channel, unique.")
    url: str | None = Field(
        None,
        description="Address in Apprise's form, such as tgram://${TOKEN}/${CHAT}. Secrets: ${NAME}, "
        "${file:/path}, ${credential:name}; or the whole address as file:/path or credential:name.",
    )
    shape: Literal["text", "sms"] | None = Field(
        None, description="sms keeps messages within 160 characters. Default: sms for known SMS services."
    )
    timeout: Timeout | None = Field(None, description="How long one try may take. Default 15s.")
    quiet: Hours | None = Field(None, description="Hours, in Paris, in which only slots may speak.")
    slots_break_silence: bool | None = Field(
        None, description="Whether a slot is told in quiet hours as well. Default true."
    )
    troubles: bool | None = Field(
        None, description="Whether this channel also tells when slotwatch cannot see. Default true."
    )
    motives: list[Name] | None = Field(
        None, description="Names of the motives this channel tells of. Default: all."
    )


class EvidenceTable(Table):
    """What is kept as evidence."""

    keep: Keep | None = Field(
        None,
        description="Which pages are kept: none, changes, 3/day (changes, and three a day at varied hours), all. "
        "Default 3/day.",
    )
    max_size: Size | None = Field(None, description="Room for all of it; the oldest pages go. Default 500MB.")
    keep_free: Size | None = Field(
        None, description="Below this much free disk no page is kept (each look still is). Default 200MB."
    )
    keep_days: Annotated[int, Field(ge=1, le=36500)] | None = Field(
        None, description="Days that pages are kept. Default: as long as they fit."
    )
    timestamp_url: WebAddress | None = Field(
        None, description="An RFC 3161 timestamp authority, asked once a day. Default: none."
    )
    timestamp_ca: Folder | None = Field(
        None, description="File (PEM) with that authority's root certificate. Default: those of the system."
    )
    remind: Literal["weekly", "never"] | None = Field(
        None, description="weekly reminds you to try by hand, at varied hours. Default never."
    )


class AliveTable(Table):
    """How slotwatch proves that it lives."""

    ping_url: str | None = Field(
        None,
        description="Address that is called while all is well, so that a service such as Healthchecks tells you "
        "when it stops. A secret: ${NAME}, ${file:/path}, ${credential:name}. Default: none.",
    )
    ping_every: Duration | None = Field(None, description="Time between two calls, 1m at least. Default 10m.")
    weekly: WeeklyHour | None = Field(
        None, description="When the week's figures are sent, although nothing happened. Default: never."
    )


class MotiveTable(Table):
    """A procedure at an office, to be watched."""

    REQUIRED = ("name", "url")

    name: Name | None = Field(None, description="Your name for this motive, unique.")
    url: WebAddress | None = Field(None, description="The page where you would book.")
    provider: str | None = Field(
        None, description="The booking system; may be left out where the address tells it."
    )
    fetch: Literal["http", "browser"] | None = Field(
        None, description="browser opens the page in Chromium, for pages that need JavaScript. Default http."
    )
    robots: Literal["obey", "ignore"] | None = Field(
        None,
        description="ignore looks although the site's robots.txt asks programs not to: the wish of whoever runs "
        "it, overridden on your responsibility. Everything else that spares the site stays. Default obey.",
    )
    every: Duration | None = Field(None, description="Wait between two looks, instead of the one in [pace].")
    jitter: Jitter | None = Field(None, description="Share of the wait left to chance, instead of [pace]'s.")
    night: Hours | None = Field(None, description="Night hours in Paris, instead of the ones in [pace].")
    night_every: Duration | None = Field(None, description="Wait at night, instead of the one in [pace].")
    hot: HotHoursList | None = Field(
        None,
        description="Hours, local to the office, in which slots are usually released: looks are then as frequent "
        "as the floor allows, and rarer in the rest of the day. slotwatch also learns such hours by itself.",
    )
    timezone: Zone | None = Field(None, description="Time zone of the office. Default Europe/Paris.")
    before: Day | None = Field(None, description="Tell only of slots before this day (the day itself excluded).")
    after: Day | None = Field(None, description="Tell only of slots after this day (the day itself excluded).")
    weekdays: Weekdays | None = Field(None, description="Tell only of slots on these days of the week.")
    hours: HoursList | None = Field(None, description="Tell only of slots in these hours of the day.")
    keep: Keep | None = Field(None, description="Which pages are kept as evidence, instead of [evidence]'s.")
    options: dict[str, Any] | None = Field(None, description="What the booking system needs to know.")


class RootTable(Table):
    """Configuration of slotwatch."""

    REQUIRED = ("contact", "channel", "motive")

    language: Language | None = Field(None, description="Language of the messages. Default fr.")
    contact: Contact | None = Field(
        None, description="Your e-mail address or web page; sites read it in our User-Agent."
    )
    state: Folder | None = Field(None, description="Folder of the database. Default: the system's place for it.")
    log: Literal["auto", "console", "json"] | None = Field(
        None, description="Form of the log; auto is console on a terminal and json elsewhere. Default auto."
    )
    level: Literal["debug", "info", "warning", "error"] | None = Field(
        None, description="Least importance that is logged. Default info."
    )
    captures: bool | None = Field(
        None, description="Whether the page that shows a change of the site is kept for you. Default true."
    )
    pace: PaceTable | None = Field(None, description="How often to look: defaults for all motives.")
    evidence: EvidenceTable | None = Field(None, description="What is kept as evidence.")
    alive: AliveTable | None = Field(None, description="How slotwatch proves that it lives.")
    channel: list[ChannelTable] | None = Field(
        None, min_length=1, description="Ways to reach you, at least one: [[channel]]."
    )
    motive: list[MotiveTable] | None = Field(
        None, min_length=1, description="What to watch, at least one: [[motive]]."
    )
