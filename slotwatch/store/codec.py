"""Between the model's objects and what SQLite holds: integers, texts, JSON.

Encoding is the standard library's `json` over the dataclasses' fields; decoding is pydantic's, one
`TypeAdapter` a class, built when first needed.  Instants in columns are whole milliseconds UTC
(anything finer is dropped); instants inside JSON are ISO 8601.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from slotwatch.model import Happening, Slot
from slotwatch.policy.episodes import MotiveState
from slotwatch.store.errors import Failure, StoreError

T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

#: Every happening by its kind: the closed set that a stored event may hold.
HAPPENINGS: dict[str, type[Happening]] = {cls.kind: cls for cls in get_args(Happening)}

#: Built when first needed: it takes milliseconds a class.
_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def to_ms(at: datetime) -> int:
    """Whole milliseconds since 1970 UTC, rounded down."""
    return (at - _EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """The instant, aware, in UTC."""
    return _EPOCH + timedelta(milliseconds=ms)


def maybe_ms(at: datetime | None) -> int | None:
    """`to_ms`, None stays None."""
    return None if at is None else to_ms(at)


def maybe_from_ms(ms: int | None) -> datetime | None:
    """`from_ms`, None stays None."""
    return None if ms is None else from_ms(ms)


def storable(text: str) -> str:
    """The text, with "?" for halves of surrogate pairs: a page's JSON may hold one, UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def dump(value: object) -> str:
    """A dataclass as one line of JSON, its fields by name."""
    return storable(json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":")))


def load_happening(kind: str, text: str) -> Happening:
    """What happened, by its kind.  `StoreError` names a kind that this version does not know."""
    try:
        cls = HAPPENINGS[kind]
    except KeyError:
        raise StoreError(
            f"stored event of unknown kind {kind!r}: it was written by a newer slotwatch; install that",
            Failure.NEWER,
        ) from None
    return _load(cls, text)


def load_state(text: str) -> MotiveState:
    """A motive's state."""
    return _load(MotiveState, text)


def dump_slots(slots: tuple[Slot, ...]) -> str:
    """Slots as a JSON list of [day, hour, place(, onwards)]; a look may show hundreds, look after look."""
    rows = [
        (s.day and s.day.isoformat(), None if s.at is None else s.at.isoformat(), s.place, *[True] * s.onwards)
        for s in slots
    ]
    return storable(json.dumps(rows, ensure_ascii=False, separators=(",", ":")))


def load_slots(text: str) -> tuple[Slot, ...]:
    """Undo `dump_slots`."""
    return tuple(
        Slot(day and date.fromisoformat(day), None if at is None else time.fromisoformat(at), place, *onwards)
        for day, at, place, *onwards in json.loads(text)
    )


def _plain(value: object) -> object:
    if isinstance(value, date | time):
        return value.isoformat()
    assert is_dataclass(value)
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _load(cls: type[T], text: str) -> T:
    try:
        value: T = _adapter(cls).validate_json(text)
    except ValidationError as error:
        where = ", ".join(".".join(map(str, e["loc"])) or "the whole" for e in error.errors())
        raise StoreError(
            f"stored {cls.__name__} cannot be read back ({where}): the database is damaged", Failure.DAMAGED
        ) from None
    return value


def _adapter(cls: type[T]) -> TypeAdapter[T]:
    if cls not in _ADAPTERS:
        _ADAPTERS[cls] = TypeAdapter(cls)
    return _ADAPTERS[cls]
