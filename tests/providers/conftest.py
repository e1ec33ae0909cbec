"""Fixtures of the booking systems: pages with their right answers, and a network that follows a script.

Each provider has a folder with an `expected.toml`: `[[reader]]` tables are configurations as an owner would write
them (address and options), `[[case]]` tables are pages and what they must be read as.  A provider without such
a folder fails the suite.
"""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from slotwatch.contract import Conversation, LookFailed, Page
from slotwatch.model import Outcome
from slotwatch.providers import registry

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Reader:
    """A provider with an owner's configuration; ``like`` names the system that a `page` reader is written for."""

    provider: str
    url: str
    options: Any
    number: int = 0
    like: str = ""

    @property
    def system(self) -> str:
        return self.like or self.provider

    def read(self, page: Page) -> Outcome:
        return registry()[self.provider].read(page, self.options)  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return f"{self.provider}-{self.number}"


@dataclass(frozen=True)
class Case:
    """A page and what it must be read as."""

    reader: Reader
    name: str
    page: Page
    expect: str
    marker: str = ""
    why: str = ""
    want: str = ""
    days: tuple[date, ...] | None = None
    slots: tuple[str, ...] | None = None
    asked: float | None = None
    contradicts: bool = False

    def __str__(self) -> str:
        return f"{self.reader.provider}: {self.expect}: {self.name}"


@dataclass(frozen=True)
class Trap:
    """A page that is neither yes nor no; ``kinds`` says what it is for a provider."""

    name: str
    page: Page
    kinds: Mapping[str, str]

    def __str__(self) -> str:
        return self.name


def _readers(provider: str) -> list[Reader]:
    tables = tomllib.loads((HERE / provider / "expected.toml").read_text(encoding="utf-8"))["reader"]
    validate = registry()[provider].Options.model_validate
    return [
        Reader(provider, t["url"], validate(t.get("options", {})), n, t.get("like", ""))
        for n, t in enumerate(tables)
    ]


def _cases(provider: str) -> Iterator[Case]:
    readers = _readers(provider)
    for table in tomllib.loads((HERE / provider / "expected.toml").read_text(encoding="utf-8"))["case"]:
        reader = readers[table.get("reader", 0)]
        if "options" in table:
            options = registry()[provider].Options.model_validate(table["options"])
            reader = Reader(provider, reader.url, options, like=table.get("like", ""))
        body = table["body"] if "body" in table else _text(HERE / provider / table["file"])
        page = Page(
            table.get("url", reader.url),
            table.get("status", 101 if table.get("file", "").endswith(".talk.json") else 200),
            body,
            headers=table.get("headers", {}),
            retry_after=table.get("retry_after"),
            truncated=table.get("truncated", False),
            digest="0" * 64,
        )
        yield Case(
            reader,
            table.get("name") or table["file"].rpartition(".")[0].replace("_", " "),
            page,
            table["expect"],
            marker=table.get("marker", ""),
            why=table.get("why", ""),
            want=table.get("want", ""),
            days=tuple(map(date.fromisoformat, table["days"])) if "days" in table else None,
            slots=tuple(table["slots"]) if "slots" in table else None,
            asked=table.get("asked"),
            contradicts=table.get("contradicts", False),
        )


def _text(path: Path) -> str:
    """A fixture's text.  In a recorded conversation (`*.talk.json`) a message may stand as the JSON it holds."""
    text = path.read_text(encoding="utf-8")
    if not path.name.endswith(".talk.json"):
        return text
    return json.dumps([m if isinstance(m, str) else json.dumps(m, ensure_ascii=False) for m in json.loads(text)])


def _traps() -> Iterator[Trap]:
    described = tomllib.loads((HERE / "traps" / "traps.toml").read_text(encoding="utf-8"))
    for path in sorted((HERE / "traps").glob("[0-9]*")):
        about = described["default"] | described["files"].get(path.name, {})
        text = path.read_bytes().decode("utf-8")
        kinds = {name: about.get(name, about["is"]) for name in registry()}
        yield Trap(path.name, Page(about["url"], about["status"], text), kinds)


READERS = [reader for provider in registry() for reader in _readers(provider)]
CASES = [case for provider in registry() for case in _cases(provider)]
TRAPS = list(_traps())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name, values in {"case": CASES, "trap": TRAPS, "reader": READERS}.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, values, ids=str)


@pytest.fixture
def cases() -> list[Case]:
    return CASES


@pytest.fixture
def traps() -> list[Trap]:
    return TRAPS


@pytest.fixture
def fixture_page() -> Callable[..., Page]:
    """A page of a provider's folder, at an address of one's choice."""

    def load(name: str, url: str, status: int = 200) -> Page:
        return Page(url, status, (HERE / name).read_text(encoding="utf-8"))

    return load


@dataclass(frozen=True)
class Asked:
    """A request that a provider made."""

    method: str
    url: str
    form: tuple[tuple[str, str], ...] = ()
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class ScriptedFetch:
    """The contract's `Fetch`, answering from a list: pages, conversations, or outcomes that `LookFailed` carries.

    Running out of answers fails the test, as does an answer left over (`assert_done`).
    """

    def __init__(
        self, answers: Sequence[Page | Conversation | Outcome], cookies: Mapping[str, str] | None = None
    ) -> None:
        self.answers = list(answers)
        self.asked: list[Asked] = []
        self.forgotten: list[int] = []
        self._cookies = dict(cookies or {})

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        return self._answer(Asked("GET", url, headers=headers or {}))

    async def head(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        return self._answer(Asked("HEAD", url, headers=headers or {}))

    async def post(
        self,
        url: str,
        *,
        form: Sequence[tuple[str, str]] | None = None,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        return self._answer(Asked("POST", url, tuple(form or ()), body or "", headers or {}))

    async def converse(self, url: str, message: str, *, until: Callable[[str], bool]) -> Conversation:
        return self._answer(Asked("CONVERSE", url, body=message))

    def forget(self) -> None:
        self.forgotten.append(len(self.asked))

    @property
    def cookies(self) -> Mapping[str, str]:
        return self._cookies

    def assert_done(self) -> None:
        assert not self.answers, f"{len(self.answers)} answers were never asked for"

    def _answer(self, asked: Asked) -> Any:
        self.asked.append(asked)
        assert self.answers, f"an unexpected request: {asked}"
        answer = self.answers.pop(0)
        if isinstance(answer, Page | Conversation):
            return answer
        raise LookFailed(answer)


@pytest.fixture
def scripted() -> type[ScriptedFetch]:
    return ScriptedFetch
