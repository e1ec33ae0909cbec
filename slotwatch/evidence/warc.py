"""Captures as a WARC file (ISO 28500), which any web archive tool replays.  For the command alone.

One request and one response record for each exchange and each redirect that led to it, and a metadata record
that ties them to the chain.  Bodies are stored unpacked, so the headers that spoke of packing are left out;
cookies were never there.
"""

import io
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from slotwatch import __version__
from slotwatch.evidence.data import Capture, Exchange

#: Headers of the transfer, not of the body that is kept.
_OF_TRANSFER = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})


@dataclass(frozen=True, slots=True)
class Exported:
    """How many captures and exchanges went into the file, and how many captures had lost their bodies before."""

    captures: int
    exchanges: int
    deleted: int


def export(captures: Iterable[Capture], body: Callable[[str], bytes | None], target: Path) -> Exported:
    """Write the captures to a new ``.warc.gz``, whole or not at all.  Raises OSError (FileExistsError too)."""
    if target.exists():
        raise FileExistsError(f"{target} is there already")
    partial = target.with_name(f".{target.name}.part")
    count = exchanges = deleted = 0
    try:
        with os.fdopen(
            os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb"
        ) as file:
            writer = _Writer(file, target.name)
            for capture in captures:
                if capture.deleted:
                    deleted += 1
                    continue
                count += 1
                for exchange in capture.exchanges:
                    exchanges += 1
                    writer.exchange(capture, exchange, body(exchange.sha256) if exchange.sha256 else b"")
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)
    return Exported(count, exchanges, deleted)


class _Writer:
    def __init__(self, file: Any, name: str) -> None:
        self._warc = WARCWriter(file, gzip=True)
        facts = {
            "software": f"slotwatch/{__version__}",
            "format": "WARC File Format 1.1",
            "description": "pages as they were answered; cookies and what was sent were never kept",
        }
        self._warc.write_record(self._warc.create_warcinfo_record(name, facts))

    def exchange(self, capture: Capture, exchange: Exchange, body: bytes | None) -> None:
        """The records of one exchange.  ``body`` is None where it should be there and is not."""
        facts = {
            "motive-check": str(capture.check),
            "chain-entry": str(capture.number),
            "chain-hash": capture.seal,
            "body-sha256": exchange.sha256,
            "answered-sha256": exchange.answered,
            "blotted-places": str(exchange.blotted),
            "truncated": "yes" if exchange.truncated else "",
            "failure": exchange.failure,
            "missing": "the body is not there any more" if body is None else "",
        }
        about = None
        for index, (url, status) in enumerate(exchange.chain):
            onward = exchange.chain[index + 1][0] if index + 1 < len(exchange.chain) else exchange.final
            self._pair(exchange, url, status, {"Location": onward}, b"")
        if exchange.method == "WEBSOCKET":
            about = self._resource(exchange, body or b"")
        elif exchange.status is not None and body is not None:
            kept = {n: v for n, v in exchange.headers.items() if n not in _OF_TRANSFER}
            about = self._pair(exchange, exchange.final, exchange.status, kept, body)
        self._metadata(exchange, about, {name: fact for name, fact in facts.items() if fact})

    def _pair(self, exchange: Exchange, url: str, status: int, headers: dict[str, str], body: bytes) -> str:
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        method = exchange.method if url == exchange.url else "GET"
        reason = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"
        answered = [*headers.items(), ("Content-Length", str(len(body)))]
        response = self._warc.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(f"{status} {reason}", answered, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": _date(exchange.at)},
        )
        request = self._warc.create_warc_record(
            url,
            "request",
            http_headers=StatusAndHeaders(
                f"{method} {path} HTTP/1.1", [("Host", parts.netloc)], is_http_request=True
            ),
            warc_headers_dict={"WARC-Date": _date(exchange.at)},
        )
        self._warc.write_request_response_pair(request, response)
        return str(response.rec_headers.get_header("WARC-Record-ID"))

    def _resource(self, exchange: Exchange, body: bytes) -> str:
        record = self._warc.create_warc_record(
            exchange.url,
            "resource",
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type="text/plain; charset=utf-8",
            warc_headers_dict={"WARC-Date": _date(exchange.at)},
        )
        self._warc.write_record(record)
        return str(record.rec_headers.get_header("WARC-Record-ID"))

    def _metadata(self, exchange: Exchange, about: str | None, facts: dict[str, str]) -> None:
        text = "".join(f"{name}: {fact}\r\n" for name, fact in facts.items()).encode()
        headers = {"WARC-Date": _date(exchange.at)} | ({"WARC-Concurrent-To": about} if about else {})
        self._warc.write_record(
            self._warc.create_warc_record(
                exchange.final,
                "metadata",
                payload=io.BytesIO(text),
                length=len(text),
                warc_content_type="application/warc-fields",
                warc_headers_dict=headers,
            )
        )


def _date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
