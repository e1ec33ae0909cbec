"""The simulator: a loopback server around the sites, and what a test may ask of it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from types import TracebackType
from typing import Self

from aiohttp import web

from slotwatch.clock import Clock, SystemClock
from slotwatch.simulator.captcha import CaptchaGate
from slotwatch.simulator.exchange import SOCKET, Reply
from slotwatch.simulator.house import House
from slotwatch.simulator.journal import Journal, Request, Shown, Trespass
from slotwatch.simulator.offers import Offer
from slotwatch.simulator.script import Phase, Script, parse_script
from slotwatch.simulator.stage import EVERYWHERE
from slotwatch.simulator.wire import converse, read, send, wants_socket

_SWITCHED = 101


class Simulator:
    """Prefecture sites on loopback.  Use it as ``async with Simulator(script="none 20s; slots 2") as sim``.

    ``script`` plays on every site from the start; ``answer`` and ``play`` change it at run time, for all
    sites or for one (``site="booking/989"``, a counter ``"booking/989/1001"``, a family ``"booking"``).
    ``clock`` decides which phase is on; ``today`` fixes the day from which slots are dated (else the
    clock's day in Paris).  ``weight`` is the size of a page in bytes, ``dwr`` (2 or 3) the version that the
    eappointment site speaks, ``robots`` the text of robots.txt (None: 404).

    ``port`` 0 takes any free one.  The address is an IP address: a client that keeps cookies must accept
    them from one (aiohttp: ``CookieJar(unsafe=True)``).
    """

    def __init__(
        self,
        script: str | Script = "none",
        *,
        clock: Clock | None = None,
        port: int = 0,
        today: date | None = None,
        weight: int = 40_000,
        dwr: int = 2,
        robots: str | None = None,
    ) -> None:
        self.clock = clock or SystemClock()
        self.robots = robots
        self._port = port
        self._house = House(self.clock, _script(script), today, weight, dwr)
        self._journal = Journal()
        self._over = asyncio.Event()
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> Self:
        # a visitor who gives up on a page that hangs must not leave a task behind
        server = web.Server(self._handle, handler_cancellation=True, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        asked = await read(request, self.clock.monotonic())
        site = self._house.site_at(asked.path)
        key = site.key if site else ""
        self._journal.note(asked, key)
        if asked.path == "/robots.txt" and self.robots is not None:
            reply = Reply(self.robots, content_type="text/plain")
        else:
            reply = self._house.reply(asked)

        def sent(reply: Reply) -> None:
            if reply.shows:
                self._journal.shown.append(Shown(self.clock.monotonic(), key))

        def hear(text: str) -> Reply:
            said = replace(asked, at=self.clock.monotonic(), method=SOCKET, body=text)
            self._journal.note(said, key)
            return self._house.reply(said)

        if reply.status == _SWITCHED:
            if wants_socket(request):
                return await converse(request, hear, sent, self.clock, self._over)
            reply = replace(reply, status=200)  # nobody asked for a WebSocket: the answer all the same
        return await send(request, reply, self.url, self.clock.now(), lambda: sent(reply), self._over)

    # ── direction ──────────────────────────────────────────────────────────────────────────────

    def answer(self, phase: str | Phase, site: str = EVERYWHERE) -> None:
        """From now on, answer this one phase (``"slots 2"``).  ValueError as `parse_script`."""
        self.play(Script((phase,)) if isinstance(phase, Phase) else phase, site)

    def play(self, script: str | Script, site: str = EVERYWHERE) -> None:
        """From now on, play this script from its beginning.

        It replaces what was playing there and on every part of it: without ``site``, everywhere.
        """
        self._house.play(_script(script), site)

    def site(self, key: str) -> "Desk":
        """One site or counter: its address, its slots, its requests, its script."""
        return Desk(self, key, self.url + self._house.site_of(key).entry)

    def offers(self, site: str) -> tuple[Offer, ...]:
        """The slots that this site (or counter) offers now, () when there is none."""
        return self._house.offers(site)

    def forget_sessions(self) -> None:
        """Lose every session of every site, as restarted servers do."""
        for site in self._house.sites:
            site.forget()

    # ── the record ─────────────────────────────────────────────────────────────────────────────

    @property
    def requests(self) -> list[Request]:
        """What was asked, in order."""
        return self._journal.requests

    @property
    def shown(self) -> list[Shown]:
        """When a page that shows a slot had gone out completely, and of which site."""
        return self._journal.shown

    @property
    def trespasses(self) -> list[Trespass]:
        """Requests that no watcher may make; a test asserts that there are none."""
        return self._journal.trespasses

    @property
    def captcha(self) -> CaptchaGate:
        """RDV-Préfecture's captcha: what the latest picture says, how long it and its session last."""
        return self._house.captcha

    @property
    def captcha_answers(self) -> list[Request]:
        """Captchas answered at RDV-Préfecture; a test asserts that there are as many as its owner asked for."""
        return self._journal.answers

    # ── addresses ──────────────────────────────────────────────────────────────────────────────

    @property
    def keys(self) -> tuple[str, ...]:
        """Every site and counter that can be scripted apart."""
        return self._house.keys

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``, without a slash."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def booking_url(self) -> str:
        """A department's procedure with two counters."""
        return self.site("booking/16105").url

    @property
    def single_url(self) -> str:
        """A procedure with one counter, so that step 1 is skipped."""
        return self.site("booking/9845").url

    @property
    def pprdv_url(self) -> str:
        """The Préfecture de police's card pick-up, with its eight counters."""
        return self.site("booking/989").url

    @property
    def eappointment_url(self) -> str:
        """Entry page of the ESII site."""
        return self.site("eappointment").url

    @property
    def page_url(self) -> str:
        """The page of no particular system."""
        return self.site("page").url

    @property
    def ants_url(self) -> str:
        """The ANTS hub's search."""
        return self.site("ants").url

    @property
    def rdv_prefecture_url(self) -> str:
        """Home page of a procedure at RDV-Préfecture."""
        return self.site("rdv_prefecture/16040").url

    @property
    def consulat_url(self) -> str:
        """Page of a consulate on Troov."""
        return self.site("consulat").url

    @property
    def json_url(self) -> str:
        """The same as JSON."""
        return self.site("json").url


@dataclass(frozen=True, slots=True)
class Desk:
    """One site, or one counter of it; ``url`` is where its visitors begin."""

    simulator: Simulator
    key: str
    url: str

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The slots on offer now, () when there is none."""
        return self.simulator.offers(self.key)

    @property
    def requests(self) -> list[Request]:
        """What the site of this desk was asked."""
        return [r for r in self.simulator.requests if r.site and f"{self.key}/".startswith(f"{r.site}/")]

    def answer(self, phase: str | Phase) -> None:
        """From now on, answer this here."""
        self.simulator.answer(phase, site=self.key)

    def play(self, script: str | Script) -> None:
        """From now on, play this here."""
        self.simulator.play(script, site=self.key)


def _script(script: str | Script) -> Script:
    return parse_script(script) if isinstance(script, str) else script
