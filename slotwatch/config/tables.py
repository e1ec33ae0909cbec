"""One table against one model: what is right is kept, what is wrong becomes problems.

A table with mistakes still gives its good values, so that the checks which span several settings
can go on and every mistake is told in one go.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from slotwatch.config.problems import Findings, Place, show
from slotwatch.config.translation import NO_HOMES, description, report
from slotwatch.config.wire import Table

AnyTable = TypeVar("AnyTable", bound=Table)


def read_table(
    model: type[AnyTable],
    raw: Mapping[str, Any],
    place: Place,
    findings: Findings,
    *,
    apart: Collection[str] = (),
    homes: Mapping[str, str] = NO_HOMES,
) -> AnyTable:
    """The good values of a table; the bad ones are added to ``findings`` and left at None.

    ``apart`` are keys whose tables somebody else reads; ``homes`` says of further keys where they belong.
    """
    for key in model.REQUIRED:
        if key not in raw:
            findings.add(place.at(key), "nothing", description(model, key))
    own = {key: value for key, value in raw.items() if key not in apart}
    try:
        return model.model_validate(own)
    except ValidationError as error:
        report(error, model, own, place, findings, homes=homes)
        bad = {details["loc"][0] for details in error.errors(include_url=False)}
        return model.model_validate({key: value for key, value in own.items() if key not in bad})


def tables(raw: Mapping[str, Any], key: str, findings: Findings) -> Iterable[tuple[int, Mapping[str, Any]]]:
    """The tables of ``[[key]]`` with their index from 0; anything else there is a problem."""
    value = raw.get(key, [])
    if isinstance(value, Mapping):
        findings.add(key, f"a single table [{key}]", f"a list of tables [[{key}]]", "Write two brackets.")
        return
    if not isinstance(value, list):
        findings.add(key, show(value), f"a list of tables [[{key}]]")
        return
    if key in raw and not value:
        findings.add(key, "an empty list", f"at least one [[{key}]]")
    for index, each in enumerate(value):
        if isinstance(each, Mapping):
            yield index, each
        else:
            findings.add(Place(key).at(index), show(each), f"a table [[{key}]]")
