"""A small registry of booking systems, and ways to load a text as a configuration."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import BaseModel, ConfigDict, Field, model_validator

from slotwatch.config import Settings, load
from slotwatch.contract import Provider

# made up, and shaped so that a leak of any part is noticed
TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
CHAT = "-1009988776655"
PING_KEY = "5f0c2d1e-made-up-9b77"
PASSWORD = "p@ss/w:rd ünï?#&%"

BASE = """\
contact = "moi@example.org"
[[channel]]
name = "telegram"
url = "tgram://${TELEGRAM_TOKEN}/${TELEGRAM_CHAT}"
[[motive]]
name = "renouvellement"
url = "https://www.prefecture.example/booking/create/12345"
"""


class Options(BaseModel):
    """Base of the test systems' options."""

    model_config = ConfigDict(extra="forbid", strict=True)


class BookingOptions(Options):
    """Of the booking module."""

    planning: list[str] | None = Field(None, description="Counters, by label or value.")
    steps: int = Field(2, ge=0, le=5, description="How far to go.")


class Marker(Options):
    """A marker on a page."""

    css: str | None = Field(None, description="A selector.")
    text: str | None = Field(None, description="Words.")


class PageOptions(Options):
    """Of any page."""

    slot: list[Marker] = Field(description="What says yes.")
    no_slot: list[Marker] = Field(description="What says no.")

    @model_validator(mode="after")
    def _both(self) -> "PageOptions":
        if not self.slot or not self.no_slot:
            raise ValueError("a page needs a marker for yes and one for no")
        return self


def _provider(
    options: type[Options], *, floor: float = 60.0, marks: str | None = None, in_browser: bool = False
) -> Provider:
    async def look(motive: object, fetch: object) -> None:
        raise AssertionError("loading a configuration looks at nothing")

    provider = SimpleNamespace(
        TITLE="A test system",
        EXAMPLE=f"https://www.prefecture.example{marks or '/'}",
        FLOOR=floor,
        Options=options,
        matches=lambda url: marks is not None and marks in url,
        look=look,
    )
    if in_browser:
        provider.IN_BROWSER = True
    assert isinstance(provider, Provider)
    return provider


@pytest.fixture(scope="session")
def providers() -> Mapping[str, Provider]:
    return {
        "booking": _provider(BookingOptions, marks="/booking/create/"),
        "eappointment": _provider(Options, floor=300.0, marks="/eAppointment"),
        "mirror": _provider(Options, marks="/eAppointment/mirror"),
        "page": _provider(PageOptions, in_browser=True),
    }


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "HOME": str(tmp_path / "home"),
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_CHAT": CHAT,
        "MAIL_PASSWORD": PASSWORD,
        "PING_KEY": PING_KEY,
        "EMPTY": "",
    }


@pytest.fixture
def secrets() -> tuple[str, ...]:
    """Every secret of `environ`, also as it stands inside an address."""
    from urllib.parse import quote

    plain = (TOKEN, CHAT, PASSWORD, PING_KEY)
    return (*plain, *(quote(secret, safe="") for secret in plain), *TOKEN.split(":"))


@pytest.fixture
def base() -> str:
    """The smallest configuration that loads."""
    return BASE


Load = Callable[..., Settings]


@pytest.fixture
def load_text(tmp_path: Path, providers: Mapping[str, Provider], environ: dict[str, str]) -> Load:
    """``load_text(text, **more environment)``."""

    def load_it(text: str | bytes, check: Callable[[str], str | None] | None = None, **more: str) -> Settings:
        path = tmp_path / "slotwatch.toml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return load(path, providers, environ=environ | more, check_channel=check)

    return load_it
