"""DWR's wire format: the body that is sent, the value that is read."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.providers._dwr import NotDwr, call_body, read_reply
from slotwatch.providers._javascript import unescape


def reply(value: str) -> str:
    return f"//#DWR-REPLY\ndwr.engine._remoteHandleCallback('0','0',{value});\n"


def test_the_body_has_dwr_s_lines():
    body = call_body(
        "AjaxMotive",
        "motiveMultiSiteSubmit",
        ["boolean:false", "{motive}"],
        {"20": 2},
        page="/e/a.jsp",
        session="S1",
    )
    lines = body.split("\n")
    assert lines[-1] == ""
    assert lines[:4] == ["callCount=1", "page=/e/a.jsp", "httpSessionId=S1", "scriptSessionId="]
    assert lines[4:7] == ["c0-scriptName=AjaxMotive", "c0-methodName=motiveMultiSiteSubmit", "c0-id=0"]
    assert lines[7:-1] == [
        "c0-e1=number:2",
        "c0-param0=boolean:false",
        "c0-param1=Object_Object:{20:reference:c0-e1}",
        "batchId=0",
    ]


def test_the_third_generation_wants_two_lines_more():
    body = call_body("A", "m", ["{motive}"], {"20": 1}, page="/p", generation=3)
    assert "\ninstanceId=0\n" in body
    assert "\nnextReverseAjaxIndex=0\n" in body


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (reply("{foundAvailabilities:true,msg:null}"), {"foundAvailabilities": True, "msg": None}),
        (reply("{'a':\"b\",\"c\":'d'}"), {"a": "b", "c": "d"}),
        (reply("[1,-2.5,1e3,[],{}]"), [1, -2.5, 1000.0, [], {}]),
        (reply("undefined"), None),
        (reply("new Date(1800000000000)"), 1800000000000),
        (reply('"\\u00E9\\x41\\n\\/\\"\\\'"'), "éA\n/\"'"),
        (reply('"\\ud83d\\ude00 \\ud800"'), "😀 \ufffd"),
        (
            "var s0={};var s1=[];s0.a=s1;s1[0]=\"x\";s1[1]=false;s0['b']=1;\n" + reply("s0"),
            {"a": ["x", False], "b": 1},
        ),
        ("var s1={};\nvar s0={list:s1};s1.deep={};s1.deep.er=2;" + reply("s0"), {"list": {"deep": {"er": 2}}}),
        ('dwr._[0]\nvar r=window.dwr._[0];\nr.handleCallback("0","1",["a"]);', ["a"]),
        ('dwr.engine.remote.handleCallback("0","0",true);', True),
        ("if (x == 3) { y = z; }\n/* handleCallback('a','b',1) */" + reply("7"), 7),
    ],
)
def test_the_callback_s_argument_is_the_value(text, value):
    assert read_reply(text) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "calls nothing back"),
        ("<html>l'erreur</html>", "calls nothing back"),
        ("dwr.engine._remoteHandleException('0','0',{message:'x'});", "exception"),
        ("r.handleBatchException({name:'x'});", "exception"),
        (reply("1") + reply("2"), "more than once"),
        ("handleCallback('0',{});", "three arguments"),
        (reply("{a:1")[:-3], "cut off"),
        (reply('"never ends')[:-4], "cut off inside a string"),
        ("/* " + reply("1"), "cut off inside a comment"),
        (reply("unknown"), "unknown name 'unknown'"),
        (reply("{a 1}"), "unexpected '1'"),
        (reply("{(:1}"), "unexpected '('"),
        (reply("-x"), "unexpected 'x'"),
        (reply("function(){}"), "unknown name 'function'"),
        (reply("[" * 100 + "]" * 100), "nested too deeply"),
        ("var s0={};s0.a=true;s0.a=!1;" + reply("s0"), "unexpected '!'"),
        ("var s0=[];s0[7]=1;" + reply("s0"), "nothing known"),
        ("var s0={};s0.x.y=1;" + reply("s0"), "nothing known"),
        ("function handleCallback(batchId, callId, reply) {}", "unknown name 'batchId'"),
        ("handle" + "x" * 300_000, "too long"),
    ],
)
def test_anything_else_is_told_for_what_it_is(text, says):
    with pytest.raises(NotDwr) as error:
        read_reply(text)
    assert says in str(error.value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(VALUES)
def test_every_json_value_comes_through(value):
    assert read_reply(reply(json.dumps(value))) == value


@given(VALUES, st.data())
def test_a_cut_reply_is_never_a_value(value, data):
    whole = reply(json.dumps(value)).rstrip("\n;")
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(NotDwr):
        read_reply(whole[:cut])


@given(st.text(alphabet="handleCallback(){}[],;:='\"\\.u0s-/*\n "))
def test_no_text_is_too_odd_for_the_reader(text):
    with contextlib.suppress(NotDwr):
        read_reply("handle" + text)


@given(st.text(alphabet="\\ux0123456789abcdefnrt'\""))
def test_unescaping_never_fails(text):
    unescape(text).encode("utf-8")
