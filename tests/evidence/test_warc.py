"""Exported pages are read back by a web archive library, as a viewer would."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from slotwatch.evidence.data import Capture, Exchange
from slotwatch.evidence.warc import export

AT = datetime(2026, 11, 25, 9, 0, 3, tzinfo=UTC)
PAGE = "<p>aucun créneau</p>".encode()


def _exchange(**more):
    facts = {
        "at": AT,
        "method": "GET",
        "url": "https://booking.example/a?planning=12",
        "final": "https://booking.example/a?planning=12",
        "status": 200,
        "headers": {"content-type": "text/html; charset=utf-8", "content-encoding": "gzip", "content-length": "9"},
        "sha256": "aa" * 32,
        "answered": "aa" * 32,
        "length": len(PAGE),
    }
    return Exchange(**(facts | more))


def _capture(*exchanges, number=12, **more):
    return Capture(number, "cd" * 32, 9, AT, AT.astimezone(ZoneInfo("Europe/Paris")), "change", exchanges, **more)


@pytest.fixture
def records(tmp_path):
    """Export captures, and give each record's type, address, status, headers and content."""

    def go(*captures, body=lambda _: PAGE):
        target = tmp_path / "pages.warc.gz"
        done = export(captures, body, target)
        found = []
        with target.open("rb") as file:
            for record in ArchiveIterator(file):
                http = record.http_headers
                found.append(
                    (
                        record.rec_type,
                        record.rec_headers.get_header("WARC-Target-URI"),
                        http and http.get_statuscode(),
                        http and dict(http.headers),
                        record.content_stream().read(),
                    )
                )
        return done, found

    return go


def test_an_exchange_is_a_request_a_response_and_what_ties_them_to_the_chain(records):
    done, found = records(_capture(_exchange()))
    assert (done.captures, done.exchanges, done.deleted) == (1, 1, 0)
    info, response, request, about = found
    assert info[0] == "warcinfo"
    assert response == (
        "response",
        "https://booking.example/a?planning=12",
        "200",
        {"content-type": "text/html; charset=utf-8", "Content-Length": str(len(PAGE))},
        PAGE,
    )
    assert request[:2] == ("request", "https://booking.example/a?planning=12")
    assert request[3] == {"Host": "booking.example"}
    assert about[0] == "metadata"
    assert b"chain-entry: 12\r\n" in about[4]
    assert b"motive-check: 9\r\n" in about[4]


def test_redirects_lead_from_one_address_to_the_next(records):
    chain = (("https://booking.example/0", 302), ("https://booking.example/1", 301))
    exchange = _exchange(url="https://booking.example/0", final="https://booking.example/2", chain=chain)
    _, found = records(_capture(exchange))
    answers = [(r[1], r[2], (r[3] or {}).get("Location")) for r in found if r[0] == "response"]
    assert answers == [
        ("https://booking.example/0", "302", "https://booking.example/1"),
        ("https://booking.example/1", "301", "https://booking.example/2"),
        ("https://booking.example/2", "200", None),
    ]


def test_failures_conversations_and_missing_bodies_are_told(records):
    failed = _exchange(status=None, sha256="", answered="", failure="timeout: 30 s", headers={})
    talk = _exchange(
        method="WEBSOCKET", url="wss://booking.example/ws", final="wss://booking.example/ws", status=101
    )
    missing = _exchange(sha256="bb" * 32)
    _, found = records(
        _capture(failed, talk, missing), body=lambda name: None if name.startswith("bb") else b'{"a": 1}'
    )
    assert [r[0] for r in found] == ["warcinfo", "metadata", "resource", "metadata", "metadata"]
    assert b"failure: timeout: 30 s" in found[1][4]
    assert found[2][4] == b'{"a": 1}'
    assert b"missing: the body is not there any more" in found[4][4]


def test_an_unknown_status_has_a_record_too(records):
    _, found = records(_capture(_exchange(status=599)))
    assert found[1][2] == "599"


def test_deleted_captures_are_left_out_and_counted(records):
    done, found = records(_capture(_exchange(), deleted=True), _capture(_exchange(), number=13))
    assert (done.captures, done.deleted) == (1, 1)
    assert len([r for r in found if r[0] == "response"]) == 1


def test_the_librarys_own_checker_finds_nothing_wrong(records, tmp_path, capsys):
    records(_capture(_exchange(), _exchange(method="POST")))

    class Arguments:
        inputs = (str(tmp_path / "pages.warc.gz"),)
        verbose = False

    checker = Checker(Arguments)
    checker.process_all()
    assert checker.exit_value == 0, capsys.readouterr().out


def test_nothing_is_written_over_and_nothing_half_written_stays(tmp_path):
    target = tmp_path / "pages.warc.gz"
    target.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        export([_capture(_exchange())], lambda _: PAGE, target)
    assert target.read_bytes() == b"mine"

    def breaks(_name):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        export([_capture(_exchange())], breaks, tmp_path / "other.warc.gz")
    assert [p.name for p in tmp_path.iterdir()] == ["pages.warc.gz"]
