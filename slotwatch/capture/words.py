"""What stands in a capture's TOML: tables, outcomes, and reading them back with clear complaints.  Pure."""

import json
import math
import re
from collections.abc import Mapping
from datetime import date, time
from hashlib import sha256
from typing import Any

from slotwatch.model import (
    Available,
    Blocked,
    Cause,
    Evidence,
    Human,
    Maintenance,
    NeedsHuman,
    NoSlot,
    NotOpen,
    Outcome,
    Slot,
    Unreachable,
    Unrecognised,
)

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def table(name: str, values: Mapping[str, Any], *, many: bool = False) -> list[str]:
    """The lines of a table, one of several of its name with ``many``; values that are None are left out."""
    head = f"[[{name}]]" if many else f"[{name}]"
    return [head, *(f"{_key(k)} = {_value(v)}" for k, v in values.items() if v is not None), ""]


def of_outcome(outcome: Outcome) -> dict[str, Any]:
    """An outcome as a table."""
    proof = outcome.evidence
    about: dict[str, Any] = {"kind": outcome.kind}
    match outcome:
        case Available(slots=slots):
            about["slots"] = [_of_slot(slot) for slot in slots]
        case NoSlot(sentence=words) | NotOpen(sentence=words) | Unrecognised(why=words):
            about["words"] = words
        case NeedsHuman(want=want):
            about["want"] = want.value
        case Unreachable(cause=cause, detail=detail):
            about |= {"cause": cause.value, "words": detail}
        case Blocked(status=status, retry_after=asked) | Maintenance(status=status, retry_after=asked):
            about |= {"refused": status, "retry_after": asked}
    return about | {"marker": proof.marker, "url": proof.url, "status": proof.status}


def to_outcome(raw: Mapping[str, Any]) -> Outcome:
    """Undo `of_outcome`.  Raises ValueError, TypeError or KeyError with words that say what is wrong."""
    proof = Evidence(str(raw.get("url", "")), raw.get("status"), str(raw.get("marker", "")))
    kind, words = text(raw, "kind"), str(raw.get("words", ""))
    match kind:
        case "available":
            return Available(tuple(_to_slot(each) for each in raw.get("slots", [])), proof)
        case "no_slot":
            return NoSlot(words, proof)
        case "not_open":
            return NotOpen(words, proof)
        case "unrecognised":
            return Unrecognised(words, proof)
        case "needs_human":
            return NeedsHuman(Human(text(raw, "want")), proof)
        case "unreachable":
            return Unreachable(cause(raw.get("cause")), words, proof)
        case "blocked":
            return Blocked(raw.get("refused"), raw.get("retry_after"), proof)
        case "maintenance":
            return Maintenance(raw.get("refused"), raw.get("retry_after"), proof)
    raise ValueError(f"no outcome is called {kind!r}")


def text(raw: Mapping[str, Any], key: str) -> str:
    """A text that must be there."""
    value = raw.get(key)
    if not isinstance(value, str) or not value:
        raise TypeError(f"{key} is missing, or no text")
    return value


def number(raw: Mapping[str, Any], key: str) -> int:
    """A whole number that must be there."""
    value = raw.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{key} is missing, or no whole number")
    return value


def mapping(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A table that may be missing."""
    value = raw.get(key, {})
    if not isinstance(value, dict):
        raise TypeError(f"{key} must be a table")
    return value


def cause(value: object) -> Cause:
    """Why no answer came."""
    try:
        return Cause(str(value))
    except ValueError:
        raise ValueError(f"cause {value!r} is none of {', '.join(c.value for c in Cause)}") from None


def digest(*texts: str) -> str:
    """SHA-256 of these texts."""
    return sha256("".join(texts).encode("utf-8", "replace")).hexdigest()


def _of_slot(slot: Slot) -> dict[str, Any]:
    return {
        "day": slot.day and slot.day.isoformat(),
        "at": None if slot.at is None else slot.at.isoformat("minutes"),
        "place": slot.place or None,
    }


def _to_slot(raw: Mapping[str, Any]) -> Slot:
    day, at = raw.get("day"), raw.get("at")
    return Slot(
        None if day is None else date.fromisoformat(day),
        None if at is None else time.fromisoformat(at),
        str(raw.get("place", "")),
    )


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _string(key)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return repr(value) if math.isfinite(value) else str(value)
        case Mapping():
            inner = ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None)
            return f"{{ {inner} }}" if inner else "{}"
        case list() | tuple():
            return f"[{', '.join(_value(each) for each in value if each is not None)}]"
        case _:
            return _string(str(value))


def _string(value: str) -> str:
    # JSON's strings are TOML's, but for DEL and for halves of characters
    sound = value.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(sound, ensure_ascii=False).replace("\x7f", "\\u007f")
