"""Pydantic's errors in the words of a person who edits the file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from slotwatch.config.problems import Findings, Place, one_of, show, suggest
from slotwatch.config.values import BadValue
from slotwatch.config.wire import AliveTable, ChannelTable, EvidenceTable, MotiveTable, PaceTable, RootTable

#: What pydantic's error types mean to a person; ``{…}`` is filled from the error's context.
_EXPECTED = {
    "string_type": 'text in quotes, such as "…"',
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number that ends",
    "list_type": 'a list, such as ["…", "…"]',
    "tuple_type": 'a list, such as ["…", "…"]',
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "string_too_short": "at least {min_length} character(s)",
    "string_too_long": "at most {max_length} characters",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
    "literal_error": "{expected}",  # as in: 'text' or 'sms'
    "enum": "{expected}",
    "missing": "a value",
}

#: Where a key belongs that landed in the wrong table: in TOML, a key belongs to the last [header] above it.
_HOMES = (
    (RootTable, "at the top of the file, above the first [header]"),
    (PaceTable, "below [pace]"),
    (EvidenceTable, "below [evidence]"),
    (AliveTable, "below [alive]"),
    (MotiveTable, "below [[motive]], above [motive.options]"),
    (ChannelTable, "below [[channel]]"),
)

NO_HOMES: Mapping[str, str] = {}


def report(
    error: ValidationError,
    model: type[BaseModel],
    raw: Mapping[str, Any],
    place: Place,
    findings: Findings,
    *,
    homes: Mapping[str, str] = NO_HOMES,
) -> None:
    """Turn pydantic's errors into problems: one for each place, however many readings failed there.

    ``homes`` says of keys that are unknown here where they belong.
    """
    phrases: dict[tuple[str | int, ...], tuple[str, list[str], str]] = {}
    for details in error.errors(include_url=False):
        steps, value = _walk(raw, details["loc"])
        inside = _model_at(model, steps[:-1])
        if details["type"] == "extra_forbidden":
            _unknown_key(inside, steps, place, findings, homes if inside is model else NO_HOMES)
            continue
        if details["type"] == "missing" and inside is not None:
            expected, hint = description(inside, str(steps[-1])), ""
        else:
            expected, hint = _phrase(details, value)
        found = "nothing" if value is _ABSENT else show(value) if steps else "these settings"
        known = phrases.setdefault(steps, (found, [], hint))
        if expected not in known[1]:
            known[1].append(expected)
    for steps, (found, expectations, hint) in phrases.items():
        findings.add(place.at(*steps), found, " or ".join(expectations), hint)


def keys_of(model: type[BaseModel]) -> list[str]:
    """The keys a table may hold, as written in the file."""
    return [field.alias or name for name, field in model.model_fields.items()]


def description(model: type[BaseModel], key: str) -> str:
    """The first sentence about a key, as a phrase."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    text = (fields[key].description if key in fields else None) or "a value"
    return text[:1].lower() + text[1:].partition(". ")[0].rstrip(".")


_ABSENT = object()


def _walk(raw: Any, loc: Sequence[str | int]) -> tuple[tuple[str | int, ...], Any]:
    """Follow an error's location through the raw data.

    Pydantic mixes the names of union members and validators into locations; steps that the data
    does not have are dropped, unless the missing key is the news itself.
    """
    steps: list[str | int] = []
    for step in loc:
        inside = step in raw if isinstance(raw, Mapping) else isinstance(raw, list) and step in range(len(raw))
        if inside:
            raw = raw[step]
            steps.append(step)
        elif isinstance(raw, Mapping) and step == loc[-1]:
            return (*steps, step), _ABSENT
    return tuple(steps), raw


def _model_at(model: type[BaseModel], steps: Sequence[str | int]) -> type[BaseModel] | None:
    """The model of the table that a path leads to; None where it is not one model for certain."""
    for key in steps:
        if isinstance(key, int):
            continue
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        inner = list(_models_in(fields[key].annotation)) if key in fields else []
        if len(inner) != 1:
            return None
        model = inner[0]
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _phrase(details: ErrorDetails, value: Any) -> tuple[str, str]:
    context = details.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, BadValue):
        return cause.expected, cause.hint
    if details["type"] in _EXPECTED:
        expected = _EXPECTED[details["type"]].format(**context).replace("'", '"')
        return expected, suggest(
            str(value), re.findall(r'"([^"]+)"', str(context.get("expected")).replace("'", '"'))
        )
    if cause is not None:  # a provider's own check: its words are a sentence for the owner
        sentence = str(cause).strip().rstrip(".")
        return "settings that this booking system accepts", f"{sentence[:1].upper()}{sentence[1:]}."
    return details["msg"].removeprefix("Input should be ").rstrip("."), ""


def _unknown_key(
    model: type[BaseModel] | None,
    steps: tuple[str | int, ...],
    place: Place,
    findings: Findings,
    homes: Mapping[str, str],
) -> None:
    key = str(steps[-1])
    known = keys_of(model) if model else []
    hint = suggest(key, known)
    better = [home for table, home in _HOMES if table is not model and key in table.model_fields]
    if key in homes:
        better.append(homes[key])
    if len(steps) == 1 and better:
        hint = f'"{key}" belongs {" or ".join(better)}.'
    expected = one_of(known) if known else "a key that this table knows"
    findings.add(place.at(*steps), "an unknown key", expected, hint)
