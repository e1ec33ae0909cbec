"""The JSON Schema of the file, for editors that complete and check while one types."""

from collections.abc import Mapping
from typing import Any

from slotwatch.config.wire import ChannelTable, MotiveTable, PaceTable, RootTable, Table
from slotwatch.contract import Provider

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Json = dict[str, Any]


def schema(providers: Mapping[str, Provider]) -> Json:
    """A JSON Schema (draft 2020-12) of ``slotwatch.toml``, with the options of each booking system.

    Where a motive names its provider, its options are checked against that provider's; where the
    address decides, against any.
    """
    whole = _without_null(RootTable.model_json_schema(ref_template="#/$defs/{model}"))
    definitions: Json = whole["$defs"]
    for table in (PaceTable, ChannelTable, MotiveTable):
        _require(definitions[table.__name__], table)
    _require(whole, RootTable)
    for name, provider in sorted(providers.items()):
        definitions |= _options(name, provider)
    _tie_options(definitions[MotiveTable.__name__], sorted(providers))
    return {"$schema": DIALECT, **whole, "title": "slotwatch.toml"}


def _options(name: str, provider: Provider) -> Json:
    """The definitions of one provider's options, under names of their own."""
    own = _without_null(provider.Options.model_json_schema(ref_template=f"#/$defs/{name}.{{model}}"))
    inner = own.pop("$defs", {})
    return {
        f"{name}.options": {**own, "title": f"Options of {provider.TITLE}"},
        **{f"{name}.{key}": each for key, each in inner.items()},
    }


def _tie_options(motive: Json, names: list[str]) -> None:
    references = {name: {"$ref": f"#/$defs/{name}.options"} for name in names}
    motive["properties"]["provider"]["enum"] = names
    description = motive["properties"]["options"]["description"]
    motive["properties"]["options"] = {"description": description, "anyOf": list(references.values())}
    motive["allOf"] = [
        {
            "if": {"properties": {"provider": {"const": name}}, "required": ["provider"]},
            "then": {"properties": {"options": reference}},
        }
        for name, reference in references.items()
    ]


def _require(definition: Json, table: type[Table]) -> None:
    if table.REQUIRED:
        definition["required"] = list(table.REQUIRED)


def _without_null(schema: Any) -> Any:
    """TOML has no null: what may be absent is simply not required."""
    if isinstance(schema, list):
        return [_without_null(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    slim = {k: _without_null(v) for k, v in schema.items() if not (k == "default" and v is None)}
    choices = slim.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        rest = [choice for choice in choices if choice != {"type": "null"}]
        del slim["anyOf"]
        # the words about the key itself win over those about its type
        slim = {**rest[0], **slim} if len(rest) == 1 else {**slim, "anyOf": rest}
    return slim
