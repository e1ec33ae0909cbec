"""An ESII eAppointment site: entry, session with its route cookie, motives, DWR call, next step (providers §4)."""

import re
from collections.abc import Mapping
from datetime import timedelta

from slotwatch.simulator import dwr, wording
from slotwatch.simulator import eappointment_pages as pages
from slotwatch.simulator.booking import OUT_OF_SIGHT
from slotwatch.simulator.dress import bare_page, with_banner
from slotwatch.simulator.exchange import Asked, Cookie, Reply, redirect
from slotwatch.simulator.script import Phase
from slotwatch.simulator.sessions import Session, Sessions
from slotwatch.simulator.site import Cue

CHARSET = "ISO-8859-1"
ROUTE = ".worker_gfa1"
#: How far the list of closed days reaches.
HORIZON_DAYS = 90
_CALL = re.compile(rf"{pages.BASE}/dwr/call/plaincall/(\w+)\.(\w+)\.dwr")


class EappointmentSite:
    """Val-de-Marne's.  ``version`` of DWR is 2 or 3."""

    key = "eappointment"
    entry = pages.ENTRY
    parts = tuple(f"eappointment/{place}" for place in pages.PLACES)

    def __init__(self, weight: int, version: int = 2) -> None:
        if version not in (2, 3):
            raise ValueError(f"dwr is 2 or 3, not {version}")
        self.version = version
        self._weight = weight
        self._sessions = Sessions(self.key, 32)

    def owns(self, path: str) -> bool:
        """Everything below the application's folder."""
        return path.startswith(f"{pages.BASE}/")

    def channel(self, asked: Asked) -> str:
        """``eappointment/<sitekey>`` once the sub-site is chosen."""
        session = self._session(asked)
        part = f"{self.key}/{asked.query.get('sitekey') or (session.choice if session else '')}"
        return part if part in self.parts else self.key

    def at_answer(self, asked: Asked) -> bool:
        """The DWR call."""
        return bool(_CALL.fullmatch(asked.path))

    def forget(self) -> None:
        """Lose every session: visitors are thrown back to the entry page."""
        self._sessions.forget()

    def trap(self, phase: Phase) -> Reply | None:  # noqa: ARG002 - the protocol's signature
        """Nothing that is not common."""
        return None

    def answer(self, asked: Asked, cue: Cue) -> Reply:
        """Entry, choice of the sub-site, current step, or a call."""
        session = self._session(asked)
        if call := _CALL.fullmatch(asked.path):
            return self._call(call[1], call[2], asked, session, cue)
        match asked.path:
            case pages.ENTRY:
                cookies = self._cookies(self._sessions.begin()) if session is None else ()
                return self._html(pages.entry_page(self._weight), cookies)
            case pages.DO if asked.posted:
                return self._submit(asked, session)
            case pages.DO:
                return self._enter(asked, session)
            case pages.STEPS:
                return self._step(session, cue)
            case _:
                return Reply(bare_page("404 Not Found"), status=404)

    def _session(self, asked: Asked) -> Session | None:
        # another node of the cluster knows nothing of this session
        here = asked.cookies.get("ID_ROUTE_GFA") == ROUTE
        return self._sessions.find(asked.cookies.get("JSESSIONID")) if here else None

    def _cookies(self, session: Session) -> tuple[Cookie, ...]:
        cookies = (Cookie("JSESSIONID", session.ident, pages.BASE), Cookie("ID_ROUTE_GFA", ROUTE))
        return cookies if self.version == 2 else (*cookies, Cookie("DWRSESSIONID", session.ident[:20], pages.BASE))

    def _html(self, text: str, cookies: tuple[Cookie, ...] = (), *, shows: bool = False) -> Reply:
        return Reply(text, charset=CHARSET, cookies=cookies, shows=shows)

    def _enter(self, asked: Asked, session: Session | None) -> Reply:
        place = asked.query.get("sitekey", "")
        if place not in pages.PLACES:
            return redirect(pages.ENTRY)
        cookies: tuple[Cookie, ...] = ()
        if session is None:
            session = self._sessions.begin()
            cookies = self._cookies(session)
        session.choice, session.step, session.told_yes = place, 1, False
        return redirect(pages.STEPS, cookies=cookies)

    def _submit(self, asked: Asked, session: Session | None) -> Reply:
        if session is None:
            return redirect(pages.ENTRY)
        if asked.form.get("dayValue"):
            return self._html(pages.identity_page(self._weight))
        # the browser submits the form only after the call said yes
        session.step = 2 if session.told_yes else 1
        return redirect(pages.STEPS)

    def _step(self, session: Session | None, cue: Cue) -> Reply:
        if session is None or not session.choice:
            return redirect(pages.ENTRY)
        place = pages.PLACES[session.choice]
        phase = cue.phase
        if session.step == 2 and cue.offers:
            return self._html(pages.days_page(place, cue.offers, self._weight), shows=True)
        if phase.kind == "captcha" and not phase.late:
            hidden = OUT_OF_SIGHT.format(wording.NO_MOTIVE) if phase.variant else ""
            return self._html(pages.captcha_page(self._weight, hidden))
        page = pages.motives_page(place, self._motives(phase), self._weight)
        if phase.kind == "quoted":
            page = with_banner(page, _quoted(phase))
        return self._html(page)

    def _motives(self, phase: Phase) -> Mapping[str, str]:
        keys, labels = list(pages.MOTIVES), list(pages.MOTIVES.values())
        if phase.kind == "nocalendar":
            return dict(zip(keys[1:], labels[1:], strict=True))
        if phase.kind == "relabelled":
            return dict(zip(keys, labels[1:] + labels[:1], strict=True))
        return pages.MOTIVES

    def _call(self, script: str, method: str, asked: Asked, session: Session | None, cue: Cue) -> Reply:
        call = dwr.read_call(asked.body)
        fault = dwr.call_fault(call, script, method)
        if not asked.headers.get("content-type", "").startswith("text/plain"):
            fault = "Content-Type"
        if self.version == 3 and "instanceId" not in call.fields:
            fault = fault or "instanceId"
        if fault or not asked.posted:
            return self._script(
                dwr.batch_exception(self.version, call.batch, f"Missing or wrong: {fault or 'POST'}")
            )
        if session is None or not session.choice:
            return self._script(dwr.exception(self.version, call.batch, "Session expired"))
        match cue.phase.kind:
            case "exception":
                return self._script(dwr.exception(self.version, call.batch))
            case "captcha":
                return self._html(pages.captcha_page(self._weight))
            case "quoted":
                return self._script(dwr.callback(self.version, call.batch, None))
        return self._invoke(f"{script}.{method}", call, session, cue)

    def _invoke(self, name: str, call: dwr.Call, session: Session, cue: Cue) -> Reply:
        match name:
            case "AjaxMotive.motiveMultiSiteSubmit":
                return self._motive_submit(call, session, cue)
            case "AjaxSelectionFormFeeder.getClosedDaysList":
                open_days = {offer.day for offer in cue.offers}
                days = (cue.today + timedelta(days=n) for n in range(1, HORIZON_DAYS + 1))
                value: object = [day.isoformat() for day in days if day not in open_days]
            case "AjaxSelectionFormFeeder.checkServiceSelContainAvailabilities":
                value = bool(cue.offers)
            case "AjaxSelectionFormFeeder.numberOfMonthToDisplayInCalendar":
                value = HORIZON_DAYS // 30
            case _:
                return self._script(dwr.exception(self.version, call.batch, "Access denied"))
        shows = bool(cue.offers) and not isinstance(value, int | None)
        return self._script(dwr.callback(self.version, call.batch, value), shows=shows)

    def _motive_submit(self, call: dwr.Call, session: Session, cue: Cue) -> Reply:
        wanted = call.quantities("c0-param1")
        known = self._motives(cue.phase)
        well_formed = call.fields.get("c0-param0") == "boolean:false" and wanted
        if not well_formed or not wanted or any(key not in known for key in wanted):
            return self._script(dwr.exception(self.version, call.batch, "Unknown motive"))
        session.told_yes = bool(cue.offers)
        value = {
            "foundAvailabilities": session.told_yes,
            "initPreviousSelectedService": False,
            "initPreviousSelectedSite": False,
            "msg": None if session.told_yes else wording.no_motive(cue.phase.variant),
            "overrideValue": None,
        }
        escaped = cue.phase.variant != "raw"
        return self._script(dwr.callback(self.version, call.batch, value, escaped=escaped), shows=session.told_yes)

    def _script(self, text: str, *, shows: bool = False) -> Reply:
        return Reply(text, content_type="text/javascript", charset=CHARSET, shows=shows)


def _quoted(phase: Phase) -> str:
    if phase.variant == "hidden":
        return OUT_OF_SIGHT.format(wording.NO_MOTIVE)
    return f"Si le message «\u00a0{wording.NO_MOTIVE}\u00a0» s'affiche, revenez un autre jour."
