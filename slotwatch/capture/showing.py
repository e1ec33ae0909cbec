"""A recorded look made fit to be shown: everything in it redacted.  Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, SecretStr

from slotwatch.capture.tape import Answer, Exchange
from slotwatch.contract import Conversation, Hop, Page
from slotwatch.model import (
    Available,
    Blocked,
    Maintenance,
    Motive,
    NeedsHuman,
    NoSlot,
    NotOpen,
    Outcome,
    Unreachable,
    Unrecognised,
)
from slotwatch.redaction import MASK, Redactor

#: Options that say where somebody lives: text goes, degrees are rounded to some ten kilometres.
_WHERE = {"address": "an address", "longitude": "a position", "latitude": "a position"}
#: What Content-Types of text begin with or hold; other bodies are not kept.
_TEXT = ("text/", "json", "javascript", "xml", "html")


def show(exchange: Exchange, redactor: Redactor) -> Exchange:
    """The exchange as others may see it."""
    answer = _answer(exchange.answer, redactor)
    return replace(exchange, url=redactor.url(exchange.url), answer=answer)


def options(given: object, redactor: Redactor) -> dict[str, Any]:
    """The motive's options as its owner wrote them, without what is secret or tells where they live."""
    if not isinstance(given, BaseModel):
        return {}
    shown = given.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    for name, field in type(given).model_fields.items():
        if isinstance(getattr(given, name), SecretStr):
            shown[field.alias or name] = MASK
            redactor.found[f"option {name}"] += 1
    return {name: _option(name, value, redactor) for name, value in shown.items()}


def secrets_of(motive: Motive) -> Mapping[str, str]:
    """The secrets that stand in a motive's options, each with a word for what it is."""
    if not isinstance(motive.options, BaseModel):
        return {}
    values = ((name, getattr(motive.options, name)) for name in type(motive.options).model_fields)
    return {v.get_secret_value(): f"option {name}" for name, v in values if isinstance(v, SecretStr)}


def same(first: Outcome, second: Outcome) -> bool:
    """Whether two outcomes say the same, their words and evidence aside (which may have been redacted)."""
    return _gist(first) == _gist(second)


def _gist(outcome: Outcome) -> tuple[object, ...]:
    match outcome:
        case Available(slots=slots):
            return outcome.kind, slots
        case NeedsHuman(want=want):
            return outcome.kind, want
        case Blocked(status=status, retry_after=asked) | Maintenance(status=status, retry_after=asked):
            return outcome.kind, status, asked
        case Unreachable(cause=cause):
            return outcome.kind, cause
        case NoSlot() | NotOpen() | Unrecognised():
            return (outcome.kind,)


def _answer(answer: Answer, redactor: Redactor) -> Answer:
    match answer:
        case Page():
            return _page(answer, redactor)
        case Conversation(messages=messages):
            shown = tuple(map(redactor.text, messages))
            return replace(answer, url=redactor.url(answer.url), messages=shown)
        case _:
            return outcome(answer, redactor)


def _page(page: Page, redactor: Redactor) -> Page:
    kept = is_text(page)
    return replace(
        page,
        url=redactor.url(page.url),
        text=redactor.text(page.text) if kept else "",
        headers=redactor.headers(page.headers),
        chain=tuple(Hop(redactor.url(hop.url), hop.status) for hop in page.chain),
        body=b"",
    )


def is_text(page: Page) -> bool:
    """Whether the page is text, as far as it says what it is."""
    kind = page.headers.get("content-type", "").lower()
    return not kind or any(word in kind for word in _TEXT)


def outcome(told: Outcome, redactor: Redactor) -> Outcome:
    """An outcome with its words redacted."""
    proof = told.evidence
    proof = replace(proof, url=redactor.url(proof.url), marker=redactor.text(proof.marker))
    match told:
        case NoSlot(sentence=words) | NotOpen(sentence=words):
            return replace(told, sentence=redactor.text(words), evidence=proof)
        case Unrecognised(why=words):
            return replace(told, why=redactor.text(words), evidence=proof)
        case Unreachable(detail=words):
            return replace(told, detail=redactor.text(words), evidence=proof)
        case _:
            return replace(told, evidence=proof)


def _option(name: str, value: Any, redactor: Redactor) -> Any:
    if what := _WHERE.get(name):
        if isinstance(value, float):
            redactor.found[f"{what}, rounded to some ten kilometres"] += value != round(value, 1)
            return round(value, 1)
        if isinstance(value, str) and value:
            redactor.found[what] += value != MASK
            return MASK
    match value:
        case str():
            return redactor.named(name, value)
        case list():
            return [_option(name, each, redactor) for each in value]
        case dict():
            return {key: _option(key, each, redactor) for key, each in value.items()}
        case _:
            return value
