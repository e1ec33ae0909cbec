"""Captures as folders: what is written is read back, and what cannot be read is told in one line."""

import stat
import tomllib
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.capture import BadCapture, Exchange, Shown, Strayed, free_name, look_again, motive_of, read, write
from slotwatch.capture import words as toml
from slotwatch.contract import Conversation, Hop, Page
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
    Slot,
    Unreachable,
    Unrecognised,
)
from slotwatch.providers import registry

URL = "https://www.example.gouv.fr/booking/create/12345"
PAGE = Page(
    f"{URL}/2",
    200,
    "<p>é\r\nœ</p>\n",
    {"content-type": "text/html; charset=utf-8", "date": "x"},
    chain=(Hop(f"{URL}/0", 302), Hop(f"{URL}/1", 302)),
    retry_after=12.5,
    truncated=True,
)
SAID = Conversation(
    "wss://api.example.org/x", ("[]", "end_of_search", '{"a": "é"}'), complete=False, cause=Cause.TIMEOUT
)
PROOF = Evidence(URL, 200, 'a "marker"\n')
OUTCOMES = [
    Available((Slot(), Slot(place="guichet 1")), PROOF),
    NoSlot("«Il n'existe plus…»", PROOF),
    NotOpen("404", Evidence()),
    NeedsHuman(Human.SESSION, PROOF),
    Blocked(429, 60.0, PROOF),
    Blocked(None, None, PROOF),
    Maintenance(503, None, PROOF),
    Unreachable(Cause.TLS, "expired", PROOF),
    Unrecognised("?", PROOF),
]


def shown(*exchanges, outcome=OUTCOMES[1], **changes):
    made = Shown("booking", "essai", URL, ZoneInfo("Europe/Paris"), {}, exchanges, ["eZSESSID"], outcome)
    return replace(made, **changes)


def test_a_page_comes_back_to_the_letter(tmp_path):
    write(tmp_path / "a" / "x", shown(Exchange("POST", f"{URL}/0", PAGE, ("condition", "nextButton"))))
    [exchange] = read(tmp_path / "a" / "x").exchanges
    assert (exchange.method, exchange.url, exchange.sent) == ("POST", f"{URL}/0", ("condition", "nextButton"))
    page = exchange.answer
    assert replace(page, body=b"", digest="") == PAGE
    assert len(page.digest) == 64
    assert page.body == PAGE.text.encode()


def test_a_conversation_comes_back_to_the_letter(tmp_path):
    write(tmp_path / "x", shown(Exchange("CONVERSE", SAID.url, SAID)))
    [exchange] = read(tmp_path / "x").exchanges
    assert replace(exchange.answer, digest="") == SAID


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda o: o.kind)
def test_an_outcome_comes_back(tmp_path, outcome):
    write(tmp_path / "x", shown(Exchange("GET", URL, outcome), outcome=outcome))
    back = read(tmp_path / "x")
    assert back.outcome == outcome
    assert back.exchanges[0].answer == outcome


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        ("text/html", "", "01.html"),
        ("application/json", "{}", "01.json"),
        ("text/javascript", "", "01.js"),
        ("application/xml", "", "01.xml"),
        ("text/plain", "<p>", "01.txt"),
        ("", "  <p>", "01.html"),
        ("", "x", "01.txt"),
    ],
)
def test_a_body_is_a_file_of_its_kind(tmp_path, kind, text, name):
    page = Page(URL, 200, text, {"content-type": kind} if kind else {})
    write(tmp_path / "x", shown(Exchange("GET", URL, page)))
    assert {path.name for path in (tmp_path / "x").iterdir()} == {name, "exchange.toml"}


def test_a_capture_is_for_its_owner_s_eyes_and_never_written_over(tmp_path):
    write(tmp_path / "x", shown(Exchange("GET", URL, PAGE)))
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "x").iterdir()}
    assert (stat.S_IMODE((tmp_path / "x").stat().st_mode), modes) == (0o700, {0o600})
    with pytest.raises(FileExistsError):
        write(tmp_path / "x", shown())
    assert free_name(tmp_path, ["x", "y"]) == tmp_path / "y"
    with pytest.raises(BadCapture, match="no free name"):
        free_name(tmp_path, ["x"])


@given(
    st.dictionaries(
        st.text(max_size=8), st.text() | st.integers(-(2**40), 2**40) | st.booleans() | st.lists(st.text())
    )
)
def test_any_options_survive_toml(values):
    back = tomllib.loads("\n".join(toml.table("options", values)))["options"]
    assert back == values or any("\ud800" <= c <= "\udfff" for c in repr(values))


def test_nested_options_survive_toml():
    values = {"a": {"b": [1.5, {"c": True, "none": None}], "e": {}}, "f": None, "g": float("inf")}
    back = tomllib.loads("\n".join(toml.table("options", values)))["options"]
    assert back == {"a": {"b": [1.5, {"c": True}], "e": {}}, "g": float("inf")}


# ── bad input ──────────────────────────────────────────────────────────────────────────────────


GOOD = """
[capture]
format = 1
provider = "booking"
motive = "essai"
url = "https://www.example.gouv.fr/booking/create/12345"
timezone = "Europe/Paris"
[outcome]
kind = "no_slot"
[[exchange]]
method = "GET"
url = "https://www.example.gouv.fr/booking/create/12345/0"
answered = "https://www.example.gouv.fr/booking/create/12345/0"
status = 200
file = "01.html"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "01.html").write_text("<p></p>")

    def make(text):
        (tmp_path / "exchange.toml").write_text(text)
        return tmp_path

    return make


def test_a_hand_made_capture_is_read(folder):
    assert read(folder(GOOD)).exchanges[0].answer.text == "<p></p>"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (GOOD, "", "no table [capture]"),
        (GOOD, "[[", "not TOML"),
        ("format = 1", "format = 2", "format 2; this slotwatch reads 1"),
        ("format = 1", "", "format None"),
        ('provider = "booking"', "", "provider is missing"),
        ('"Europe/Paris"', '"Europe/Nulle-Part"', "No time zone found with key Europe/Nulle-Part"),
        ('"no_slot"', '"maybe"', "no outcome is called 'maybe'"),
        ('kind = "no_slot"', 'kind = "unreachable"', "cause None is none of dns,"),
        ('kind = "no_slot"', 'kind = "available"', "Available needs at least one slot"),
        ("status = 200", 'status = "200"', "status is missing, or no whole number"),
        ("status = 200", "", "status is missing"),
        ('method = "GET"', "", "method is missing"),
        ('"01.html"', '"../01.html"', "must be a plain name"),
        ('"01.html"', '"/etc/passwd"', "must be a plain name"),
        ('"01.html"', '"02.html"', "02.html: no such file or directory; give the folder"),
        ('method = "GET"', 'method = "CONVERSE"', "01.html is no JSON"),
        ("status = 200", "status = 200\nchain = [1]", "exchange.toml: "),
        ("status = 200", "status = 200\nheaders = 1", "headers must be a table"),
        ("status = 200", "status = 200\nretry_after = []", "exchange.toml: "),
        ("[[exchange]]", "[exchange]", "[[exchange]] must be tables"),
    ],
)
def test_a_folder_that_is_no_capture_is_told_in_one_line(folder, old, new, says):
    assert old in GOOD
    with pytest.raises(BadCapture) as error:
        read(folder(GOOD.replace(old, new)))
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_no_folder_and_odd_files_are_told(tmp_path, folder):
    with pytest.raises(BadCapture, match="no such file or directory; give the folder that"):
        read(tmp_path / "nowhere")
    (tmp_path / "01.html").write_bytes(b"\xff\xfe")
    with pytest.raises(BadCapture, match="not text in UTF-8"):
        read(folder(GOOD))
    (tmp_path / "01.html").unlink()
    (tmp_path / "01.html").symlink_to("/etc/hostname")
    with pytest.raises(BadCapture, match="a link, or larger than"):
        read(folder(GOOD))
    (tmp_path / "01.html").unlink()
    (tmp_path / "01.html").write_bytes(b"x" * (8 * 1024**2 + 1))
    with pytest.raises(BadCapture, match="a link, or larger than 8 MB"):
        read(folder(GOOD))


def test_a_system_or_option_that_is_not_known_here_is_told():
    with pytest.raises(BadCapture, match=r"there is no provider 'boking'; there are: .*booking"):
        motive_of(shown(provider="boking"), registry())
    with pytest.raises(BadCapture, match=r"options\.plannning: Extra inputs are not permitted"):
        motive_of(shown(options={"plannning": "1"}), registry())


# ── replaying ──────────────────────────────────────────────────────────────────────────────────


async def test_a_provider_that_asks_for_something_else_has_strayed():
    terms = Page(f"{URL}/0", 200, "<p></p>")
    with pytest.raises(Strayed, match=r"something else .*: request 1, GET /booking/create/12345/0, not POST /x"):
        await look_again(shown(Exchange("POST", "https://www.example.gouv.fr/x?y", terms)), registry())
    with pytest.raises(Strayed, match="more than was recorded: request 1"):
        await look_again(shown(), registry())


async def test_a_recorded_failure_is_the_outcome_of_the_replay():
    failed = Unreachable(Cause.TIMEOUT, "late", PROOF)
    assert await look_again(shown(Exchange("GET", f"{URL}/0", failed)), registry()) == failed
