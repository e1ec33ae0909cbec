"""A look at a consulate's API, from the handshake to the times of the first open days (providers §7.1)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from typing import Any
from urllib.parse import quote, urlencode

from slotwatch.contract import Fetch, LookFailed, Page
from slotwatch.model import PARIS, Available, Evidence, NoSlot, NotOpen, Outcome, Slot, Unrecognised
from slotwatch.providers._choice import Choice as Service
from slotwatch.providers._choice import pick
from slotwatch.providers._consulat_answers import (
    APP,
    HANDSHAKE,
    Interval,
    Team,
    excluded,
    interval,
    odd,
    open_days,
    session,
    team,
    times,
)
from slotwatch.providers._consulat_options import Address, Options, without_session
from slotwatch.providers._gates import gate_status

_FINE = (200, 204)
_NO_HEAD = (405, 501)


@dataclass
class Walk:
    """From the handshake to the times, in one session."""

    here: Address
    options: Options
    fetch: Fetch
    zone: tzinfo = PARIS
    headers: dict[str, str] = field(default_factory=dict)

    async def go(self) -> Outcome:
        """Every step gives what the next one needs, or the outcome."""
        if outcome := await self.shake_hands():
            return outcome
        found = await self.team()
        if isinstance(found, Outcome):
            return found
        service = self._choose(found)
        if isinstance(service, Outcome):
            return service
        base = f"/team/{quote(found.ident, safe='')}"
        body = {"standaloneServiceName": service.label, "sessionId": None, "captcha": None}
        ident = session(await self._post(f"{base}/reservations-session", body), self.options)
        if isinstance(ident, Outcome):
            return ident
        return await self._days(f"{base}/reservations", service, ident)

    async def shake_hands(self) -> Outcome | None:
        """Get the headers that every other call must carry; None when all is well.

        HEAD, as the page does; where that has no answer to it, one GET, which can also say why.
        """
        url, own = f"{self._api}/handshake", {self.options.web_header: self.options.web}
        page = await self.fetch.head(url, headers=own)
        if page.status in _NO_HEAD or (page.status in _FINE and not _has_hands(page)):
            page = await self.fetch.get(url, headers=own)
        if page.status not in _FINE and (outcome := gate_status(page)):
            return outcome
        if not _has_hands(page):
            return gate_status(page) or odd(page, f"the handshake has no {APP} and {HANDSHAKE}", self.options)
        self.headers = {
            **own,
            APP: page.headers[APP],
            "x-csrf-token": page.headers[HANDSHAKE],
            "Accept": "application/json",
        }
        return None

    async def team(self) -> Team | Outcome:
        """The consulate and its services."""
        return team(await self._get(f"/team/slug/{self.here.slug}?lang=fr"), self.options)

    def _choose(self, found: Team) -> Service | Outcome:
        """The wanted service: of the options, else the one that the address names, else the only one."""
        named = self.options.service
        if named is None and self.options.service_id is None:
            named = self.here.service or None
        choice = pick(found.services, self.options.service_id, named, what="service", key="service_id")
        if isinstance(choice, Service):
            return choice
        evidence = Evidence(f"{self._api}/team/slug/{self.here.slug}", 200, choice.marker("services"))
        gone = choice.absent and found.services
        return NotOpen(choice.why, evidence) if gone else Unrecognised(choice.why, evidence)

    async def _days(self, base: str, service: Service, ident: str) -> Outcome:
        """The open days, and whether they have times."""
        asked = urlencode({"serviceId": service.value})
        span = interval(await self._get(f"{base}/get-interval?{asked}"), self.options, self.zone)
        if isinstance(span, Outcome):
            return span
        body = {
            "start": span.start.isoformat(),
            "end": span.end.isoformat(),
            "session": {service.value: 1},
            "sessionId": ident,
        }
        page = await self._post(f"{base}/exclude-days", body)
        closed = excluded(page, self.options)
        if isinstance(closed, Outcome):
            return closed
        if days := open_days(span, closed):
            return await self._times(f"{base}/availability", service, ident, days)
        return _all_excluded(page, span)

    async def _times(self, url: str, service: Service, ident: str, days: Sequence[date]) -> Outcome:
        """The times of the first open days.  What fails after a yes takes nothing from it."""
        slots: list[Slot] = []
        evidence = Evidence()
        for day in days[: self.options.days]:
            query = {"name": service.label, "date": day.isoformat(), "places": "1", "matching": ""}
            query |= {"maxCapacity": "1", "sessionId": ident}
            try:
                outcome = times(await self._get(f"{url}?{urlencode(query)}"), self.options, self.zone)
            except LookFailed:
                if not slots:
                    raise
                break
            if isinstance(outcome, Available):
                evidence = evidence if slots else outcome.evidence
                slots += outcome.slots
            elif not isinstance(outcome, NoSlot):
                if not slots:
                    return outcome
                break
            elif not slots:
                evidence = outcome.evidence
        if slots:
            return Available(tuple(slots), evidence)
        return _none_found(days, self.options, evidence)

    async def _get(self, path: str) -> Page:
        page = await self.fetch.get(f"{self._api}{path}", headers=self.headers)
        return replace(page, url=without_session(page.url))

    async def _post(self, path: str, body: Mapping[str, Any]) -> Page:
        headers = {**self.headers, "Content-Type": "application/json"}
        return await self.fetch.post(f"{self._api}{path}", body=json.dumps(body), headers=headers)

    @property
    def _api(self) -> str:
        return self.options.api or self.here.api


def _has_hands(page: Page) -> bool:
    return bool(page.headers.get(APP) and page.headers.get(HANDSHAKE))


def _all_excluded(page: Page, span: Interval) -> NoSlot:
    words = f"exclude-days: every day from {span}"
    return NoSlot(words, page.evidence(words))


def _none_found(days: Sequence[date], options: Options, evidence: Evidence) -> Outcome:
    if len(days) > options.days:
        why = (
            f"none of the first {options.days} of {len(days)} open days has a time left, and the others were "
            "not asked about: raise days in the configuration"
        )
        return Unrecognised(why, evidence)
    return NoSlot(f"availability = [] on each of the {len(days)} open days", evidence)
