"""Options of a booking system: given as KEY=VALUE, and those that it cannot do without."""

import re
from collections.abc import Mapping
from typing import Any

import tomli
from pydantic import BaseModel, ValidationError

from slotwatch.adding.unfit import Unfit
from slotwatch.cli.adding.asking import Asker, shown
from slotwatch.cli.common import Mistake

_KEY = re.compile(r"[\w-]+")
#: Written as TOML's list, table, quoted text, truth value or number: read as such.  Everything else is text.
_TOML = re.compile(r"""\s*(?:[\[{"'].*|(?:true|false|-?(?:0|[1-9]\d{0,17})(?:\.\d{1,17})?)\s*)""", re.DOTALL)


def options_of(given: tuple[str, ...]) -> dict[str, Any]:
    """``KEY=VALUE`` pairs as options."""
    options: dict[str, Any] = {}
    for pair in given:
        key, mark, value = pair.partition("=")
        key = key.strip()
        if not mark or not _KEY.fullmatch(key):
            raise Mistake(f"--option: «{shown(pair)}» is not KEY=VALUE, such as planning=990")
        try:
            options[key] = _value(value)
        except Unfit as unfit:
            raise Mistake(f"--option {key}: {unfit}") from None
    return options


def ask_missing(asker: Asker, model: type[BaseModel], options: Mapping[str, Any]) -> dict[str, Any]:
    """The options, with those that the system needs and that nothing gave asked for, in the model's order."""
    complete = dict(options)
    for name, field in model.model_fields.items():
        key = field.alias or name
        if not field.is_required() or key in complete:
            continue
        what = (field.description or key).rstrip(".")

        def check(words: str, key: str = key) -> Any:
            return _fits(model, complete, key, _value(words.strip()))

        complete[key] = asker.ask(f"{what}?", f"--option {key}=…", None, check)
    return complete


def _value(words: str) -> Any:
    if not _TOML.fullmatch(words):
        return words
    try:
        return tomli.loads(f"value = {words}")["value"]
    except tomli.TOMLDecodeError as error:
        raise Unfit(f"a mistake in the value ({error})") from None


def _fits(model: type[BaseModel], others: Mapping[str, Any], key: str, value: Any) -> Any:
    """The value, if nothing is wrong with it; what else is missing does not matter."""
    try:
        model.model_validate({**others, key: value})
    except ValidationError as error:
        wrong = [e for e in error.errors() if e["loc"][:1] == (key,)]
        if wrong:
            raise Unfit(f"{wrong[0]['msg'].removeprefix('Value error, ')}") from None
    return value
