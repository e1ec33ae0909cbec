import json

import pytest
import tomli

from slotwatch.config import EXAMPLE, schema
from slotwatch.config.wire import ChannelTable, MotiveTable, PaceTable, RootTable


@pytest.fixture
def whole(providers):
    return schema(providers)


def definition(whole, table):
    return whole if table is RootTable else whole["$defs"][table.__name__]


@pytest.mark.parametrize("table", [RootTable, PaceTable, ChannelTable, MotiveTable])
def test_every_key_is_in_the_schema_with_its_description(whole, table):
    properties = definition(whole, table)["properties"]
    assert list(properties) == list(table.model_fields)
    for key, shape in properties.items():
        assert len(shape.get("description", "")) > 10, key
        assert {"type", "anyOf", "enum", "$ref"} & set(shape), key


@pytest.mark.parametrize("table", [RootTable, PaceTable, ChannelTable, MotiveTable])
def test_what_must_be_present_is_required_and_unknown_keys_are_not_allowed(whole, table):
    shape = definition(whole, table)
    assert tuple(shape.get("required", ())) == table.REQUIRED
    assert shape["additionalProperties"] is False


def test_it_is_json_of_the_2020_draft_and_has_no_null(whole):
    text = json.dumps(whole)
    assert whole["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert '"null"' not in text
    assert "null" not in text.replace('"null"', "").split()


def test_every_reference_leads_somewhere(whole):
    def references(node):
        if isinstance(node, dict):
            if "$ref" in node:
                yield node["$ref"]
            node = list(node.values())
        if isinstance(node, list):
            for each in node:
                yield from references(each)

    found = set(references(whole))
    assert found
    for reference in found:
        assert reference.removeprefix("#/$defs/") in whole["$defs"], reference


def test_the_options_follow_the_provider(whole, providers):
    motive = whole["$defs"]["MotiveTable"]
    assert motive["properties"]["provider"]["enum"] == sorted(providers)
    assert len(motive["properties"]["options"]["anyOf"]) == len(providers)
    for rule in motive["allOf"]:
        name = rule["if"]["properties"]["provider"]["const"]
        assert rule["then"]["properties"]["options"]["$ref"] == f"#/$defs/{name}.options"
    assert set(whole["$defs"]["page.options"]["properties"]) == {"slot", "no_slot"}
    assert set(whole["$defs"]["page.Marker"]["properties"]) == {"css", "text"}


def test_every_key_of_the_example_is_in_the_schema(whole):
    everything = tomli.loads(EXAMPLE)
    for table, part in (
        (RootTable, everything),
        (PaceTable, everything["pace"]),
        (ChannelTable, everything["channel"][0]),
        (MotiveTable, everything["motive"][0]),
    ):
        assert set(part) <= set(definition(whole, table)["properties"])
        assert set(table.REQUIRED) <= set(part)
