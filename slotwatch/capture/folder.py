"""A redacted look as a folder: `exchange.toml` says what was asked and answered, the bodies lie beside it."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from slotwatch.capture import words
from slotwatch.capture.tape import Exchange
from slotwatch.contract import Conversation, Hop, Page
from slotwatch.model import Outcome

NAME = "exchange.toml"
FORMAT = 1

#: A body is 2 MiB at most, and UTF-8 may make more of it; a bigger file is not one of ours.
_LARGEST = 8 * 1024 * 1024
_FILE = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_KINDS = (("html", "html"), ("json", "json"), ("javascript", "js"), ("xml", "xml"))


class BadCapture(Exception):  # noqa: N818 - named for what the owner is told
    """The folder is no capture that can be read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A look that may be shown: redacted.

    ``outcome`` is what the look gave, ``taken`` when (ISO, UTC), ``version`` the slotwatch that took it;
    ``faithful`` says whether a replay gave the same outcome.
    """

    provider: str
    motive: str
    url: str
    timezone: ZoneInfo
    options: Mapping[str, Any]
    exchanges: Sequence[Exchange]
    cookies: Sequence[str]
    outcome: Outcome
    taken: str = ""
    version: str = ""
    faithful: bool = True
    redacted: Mapping[str, int] = field(default_factory=dict)


def write(folder: Path, shown: Shown) -> None:
    """Make the folder, for its owner's eyes only.  Raises OSError, also where it exists."""
    folder.mkdir(mode=0o700, parents=True)
    lines = [
        "# A look of slotwatch, redacted: `slotwatch replay FOLDER` runs the provider on it.",
        "# Read it through before you send it: only you know what else in it is personal.",
        "",
        *words.table(
            "capture",
            {
                "format": FORMAT,
                "slotwatch": shown.version,
                "taken": shown.taken,
                "provider": shown.provider,
                "motive": shown.motive,
                "url": shown.url,
                "timezone": shown.timezone.key,
                "cookies": list(shown.cookies),
                "faithful": shown.faithful,
            },
        ),
        *words.table("redacted", shown.redacted),
        *words.table("options", shown.options),
        *words.table("outcome", words.of_outcome(shown.outcome)),
    ]
    for number, exchange in enumerate(shown.exchanges, start=1):
        about, file, body = _lay_out(number, exchange)
        if file:
            _write(folder / file, body)
        lines += words.table("exchange", about, many=True)
    _write(folder / NAME, "\n".join(lines))


def read(folder: Path) -> Shown:
    """A folder that `write` made, or a hand-made one of its kind.  Raises `BadCapture`."""
    path = folder / NAME
    try:
        raw = tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as error:
        raise BadCapture(f"{path}: not TOML: {error}") from None
    about = raw.get("capture")
    if not isinstance(about, dict):
        raise BadCapture(f"{path}: no table [capture]: this is no capture of slotwatch")
    if about.get("format") != FORMAT:
        raise BadCapture(f"{path}: format {about.get('format')!r}; this slotwatch reads {FORMAT}")
    exchanges = raw.get("exchange", [])
    try:
        return Shown(
            provider=words.text(about, "provider"),
            motive=words.text(about, "motive"),
            url=words.text(about, "url"),
            timezone=ZoneInfo(words.text(about, "timezone")),
            options=words.mapping(raw, "options"),
            exchanges=[_exchange(folder, each) for each in exchanges],
            cookies=[str(name) for name in about.get("cookies", [])],
            outcome=words.to_outcome(words.mapping(raw, "outcome")),
            taken=str(about.get("taken", "")),
            version=str(about.get("slotwatch", "")),
            faithful=about.get("faithful") is True,
            redacted={name: int(count) for name, count in words.mapping(raw, "redacted").items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # KeyError is a time zone that does not exist, and quotes its words when printed
        raise BadCapture(f"{path}: {error.args[0] if error.args else 'cannot be read'}") from None


def _lay_out(number: int, exchange: Exchange) -> tuple[dict[str, Any], str, str]:
    """The table of an exchange, and the name and text of the file with its body."""
    about: dict[str, Any] = {"method": exchange.method, "url": exchange.url}
    if exchange.sent:
        about["form"] = list(exchange.sent)
    match exchange.answer:
        case Page() as page:
            file = f"{number:02}.{_suffix(page)}"
            about |= {"status": page.status, "answered": page.url, "file": file}
            about |= {"truncated": True} if page.truncated else {}
            about |= {"retry_after": page.retry_after} if page.retry_after is not None else {}
            about |= {"chain": [[hop.url, hop.status] for hop in page.chain]} if page.chain else {}
            return about | {"headers": dict(page.headers)}, file, page.text
        case Conversation() as said:
            file = f"{number:02}.talk.json"
            about |= {"answered": said.url, "file": file, "complete": said.complete}
            about |= {"cause": said.cause.value} if said.cause else {}
            return about, file, json.dumps(said.messages, ensure_ascii=False, indent=1) + "\n"
        case failed:
            return about | {"failed": words.of_outcome(failed)}, "", ""


def _exchange(folder: Path, raw: Any) -> Exchange:
    if not isinstance(raw, dict):
        raise TypeError("[[exchange]] must be tables")
    method, url = words.text(raw, "method"), words.text(raw, "url")
    sent = tuple(str(name) for name in raw.get("form", []))
    if "failed" in raw:
        return Exchange(method, url, words.to_outcome(words.mapping(raw, "failed")), sent)
    name = words.text(raw, "file")
    if not _FILE.fullmatch(name):
        raise ValueError(f"file {name!r} must be a plain name beside {NAME}")
    body = _read(folder / name)
    if method == "CONVERSE":
        return Exchange(method, url, _conversation(raw, body, name))
    return Exchange(method, url, _page(raw, body), sent)


def _page(raw: Mapping[str, Any], body: str) -> Page:
    asked = raw.get("retry_after")
    return Page(
        url=words.text(raw, "answered"),
        status=words.number(raw, "status"),
        text=body,
        headers={str(k).lower(): str(v) for k, v in words.mapping(raw, "headers").items()},
        chain=tuple(Hop(str(url), int(status)) for url, status in raw.get("chain", [])),
        digest=words.digest(body),
        retry_after=None if asked is None else float(asked),
        truncated=raw.get("truncated") is True,
        body=body.encode(),
    )


def _conversation(raw: Mapping[str, Any], body: str, name: str) -> Conversation:
    try:
        messages = json.loads(body)
    except ValueError as error:
        raise ValueError(f"{name} is no JSON: {error}") from None
    if not isinstance(messages, list):
        raise TypeError(f"{name} must be a list of messages")
    said = tuple(m if isinstance(m, str) else json.dumps(m, ensure_ascii=False) for m in messages)
    complete = raw.get("complete") is True
    cause = None if complete else words.cause(raw.get("cause"))
    return Conversation(words.text(raw, "answered"), said, complete, words.digest(*said), cause)


def _suffix(page: Page) -> str:
    kind = page.headers.get("content-type", "").lower()
    if not kind and page.text.lstrip()[:1] == "<":
        return "html"
    return next((suffix for word, suffix in _KINDS if word in kind), "txt")


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_bytes(text.encode("utf-8", "replace"))


def _read(path: Path) -> str:
    """A file's text to the letter: no line end is changed."""
    try:
        if path.is_symlink() or path.stat().st_size > _LARGEST:
            raise BadCapture(f"{path}: a link, or larger than {_LARGEST // 1024**2} MB: no part of a capture")
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise BadCapture(f"{path}: not text in UTF-8") from None
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise BadCapture(f"{path}: {reason}; give the folder that `slotwatch capture` made") from None


def free_name(where: Path, names: Iterable[str]) -> Path:
    """The first of these names that is not taken there."""
    for name in names:
        with suppress(OSError):
            if not (where / name).exists():
                return where / name
    raise BadCapture(f"{where}: no free name for a folder")
