"""A clock that stands still until told, simulators on loopback, and a browser without a screen."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import aiohttp
import pytest

from slotwatch.simulator import Simulator

TODAY = date(2026, 11, 30)  # a Monday


class StillClock:
    """Time moves by `pass_time` alone."""

    def __init__(self) -> None:
        self.elapsed = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 30, 12, 0, tzinfo=UTC) + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        return 1000.0 + self.elapsed

    async def sleep(self, seconds: float) -> None:
        self.elapsed += seconds

    def pass_time(self, seconds: float) -> None:
        self.elapsed += seconds


@dataclass
class Seen:
    """A page as a browser ends up with it."""

    url: str
    status: int
    text: str
    body: bytes
    headers: Any
    hops: list[tuple[int, str]] = field(default_factory=list)

    @property
    def path(self) -> str:
        return "/" + self.url.split("/", 3)[3]

    @property
    def form(self) -> dict[str, str]:
        return Form.of(self.text)


class Form(HTMLParser):
    """Names of the page's input fields and their values."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = dict(attrs)
        if tag == "input" and got.get("name"):
            self.fields.setdefault(str(got["name"]), got.get("value") or "")

    @classmethod
    def of(cls, text: str) -> dict[str, str]:
        form = cls()
        form.feed(text)
        return form.fields


class Browser:
    """A plain aiohttp client that keeps cookies from an IP address and follows redirects."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def get(self, url: str, **options: Any) -> Seen:
        return await self._ask("GET", url, **options)

    async def post(self, url: str, data: Any, **options: Any) -> Seen:
        return await self._ask("POST", url, data=data, **options)

    async def _ask(self, method: str, url: str, **options: Any) -> Seen:
        async with self.session.request(method, url, **options) as response:
            body = await response.read()
            hops = [(r.status, r.headers["Location"]) for r in response.history]
            text = body.decode(response.charset or "utf-8", "replace")
            return Seen(str(response.url), response.status, text, body, response.headers, hops)

    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.session.cookie_jar}

    def forget(self, name: str | None = None) -> None:
        self.session.cookie_jar.clear(lambda cookie: name is None or cookie.key == name)

    async def book_until_answer(self, url: str, planning: str | None) -> Seen:
        """Terms, counter (None: there is but one), and whatever comes then."""
        await self.get(url)
        page = await self.post(
            f"{url}/0", {"condition": "on", "nextButton": "Effectuer une demande de rendez-vous"}
        )
        if planning is not None:
            page = await self.post(f"{url}/1", {"planning": planning, "nextButton": "Etape suivante"})
        return page

    async def enter(self, sim: Simulator, place: str = "P941") -> Seen:
        """The ESII site up to its list of motives."""
        await self.get(sim.eappointment_url)
        return await self.get(f"{sim.url}/eAppointmentpref94/appointment.do?sitekey={place}&mobile=false")

    async def call(self, sim: Simulator, motive: str = "20", **changes: str | None) -> Seen:
        """The DWR call for one motive, as the page's script makes it; ``None`` leaves a line out."""
        name = "AjaxMotive.motiveMultiSiteSubmit"
        lines: dict[str, str | None] = {
            "callCount": "1",
            "page": "/eAppointmentpref94/element/jsp/appointment.jsp",
            "httpSessionId": "",
            "scriptSessionId": "",
            "c0-scriptName": "AjaxMotive",
            "c0-methodName": "motiveMultiSiteSubmit",
            "c0-id": "0",
            "c0-param0": "boolean:false",
            "c0-e1": "number:1",
            "c0-param1": f"Object_Object:{{{motive}:reference:c0-e1}}",
            "batchId": "7",
        }
        lines.update({key.replace("_", "-"): value for key, value in changes.items() if key != "content_type"})
        body = "\n".join(f"{key}={value}" for key, value in lines.items() if value is not None)
        return await self.post(
            f"{sim.url}/eAppointmentpref94/dwr/call/plaincall/{name}.dwr",
            body,
            headers={"Content-Type": changes.get("content_type") or "text/plain"},
        )


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def anchor() -> date:
    return TODAY


@pytest.fixture
async def simulate(clock: StillClock) -> AsyncIterator[Callable[..., Any]]:
    async with AsyncExitStack() as stack:

        async def start(script: str = "none", **options: Any) -> Simulator:
            options.setdefault("clock", clock)
            options.setdefault("today", TODAY)
            return await stack.enter_async_context(Simulator(script, **options))

        yield start


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    jar = aiohttp.CookieJar(unsafe=True)
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=timeout) as session:
        yield Browser(session)


@pytest.fixture
def personal() -> re.Pattern[str]:
    """What looks like a person's address or telephone number."""
    return re.compile(r"[\w.+-]+@[\w-]+\.\w+|\b0\d(?:[ .]?\d\d){4}\b|\+33")
