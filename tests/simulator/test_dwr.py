"""Reading and writing DWR, without a server."""

import pytest

from slotwatch.simulator import dwr


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        ('l\'été "x"\\', r'"l\'\u00E9t\u00E9 \"x\"\\"'),
        ({"a": [1, "b"], "c": None}, '{a:[1,"b"],c:null}'),
    ],
)
def test_a_value_is_written_as_dwr_writes_it(value: object, written: str) -> None:
    assert dwr.literal(value) == written


def test_a_value_without_javascript_is_refused() -> None:
    with pytest.raises(TypeError, match="no JavaScript for complex"):
        dwr.literal(1j)


@pytest.mark.parametrize(
    ("param", "quantities"),
    [
        ("Object_Object:{20:reference:c0-e1}", {"20": "number:1"}),
        ("Object_Object:{20:reference:c0-e1, 30:reference:c0-e2}", {"20": "number:1", "30": "number:2"}),
        ("Object_Object:{}", None),
        ("Object_Object:{20:reference:c0-e3}", None),
        ("Object_Object:{20:1}", None),
        ("string:20", None),
        ("", None),
    ],
)
def test_a_map_argument_is_read_through_its_references(param: str, quantities: object) -> None:
    call = dwr.read_call(f"c0-e1=number:1\nc0-e2=number:2\nc0-param1={param}\n")
    assert call.quantities("c0-param1") == quantities
