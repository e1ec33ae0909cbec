"""The legacy ``booking`` module and the Préfecture de police's: steps, session, redirects (providers §1.3, §3)."""

import re
from collections.abc import Sequence
from datetime import timedelta

from slotwatch.simulator import wording
from slotwatch.simulator.booking_pages import BookingPages, Counter
from slotwatch.simulator.dress import bare_page, with_banner
from slotwatch.simulator.exchange import Asked, Cookie, Reply, redirect
from slotwatch.simulator.offers import monday
from slotwatch.simulator.script import Phase
from slotwatch.simulator.sessions import Session, Sessions
from slotwatch.simulator.site import Cue

COOKIE = "eZSESSID"
#: Where the "no" may stand without being read by anyone (providers §14.7).
OUT_OF_SIGHT = (
    '<template><p>{0}</p></template><script>var texte = "{0}";</script><!-- {0} -->'
    '<p hidden>{0}</p><p style="display:none">{0}</p>'
)
_CALL = re.compile(r"/ezjscore/call/bookingserver::planning::assign::(\d+)::(\d+)::(\d+)")
_STEP = re.compile(r"(?:/([0-6])(?:/\d+)?)?/?")


class BookingSite:
    """One procedure.  With a single counter, step 1 is skipped."""

    def __init__(self, ident: int, title: str, counters: Sequence[Counter], weight: int) -> None:
        self.key = f"booking/{ident}"
        self.entry = f"/booking/create/{ident}"
        self.counters = tuple(counters)
        self.parts = tuple(f"{self.key}/{counter.pid}" for counter in self.counters)
        self.pages = BookingPages(self.entry, title, weight)
        self._ident = str(ident)
        self._sessions = Sessions(self.key, 26)

    def owns(self, path: str) -> bool:
        """The procedure's steps, with or without ``/index.php``, and its calendar endpoint."""
        path = path.removeprefix("/index.php")
        call = _CALL.fullmatch(path)
        return path == self.entry or path.startswith(f"{self.entry}/") or bool(call and call[1] == self._ident)

    def channel(self, asked: Asked) -> str:
        """``booking/<ID>/<counter>`` once a counter is chosen."""
        call = _CALL.fullmatch(asked.path)
        session = self._sessions.find(asked.cookies.get(COOKIE))
        pid = call[2] if call else asked.form.get("planning") or (session.choice if session else "")
        return f"{self.key}/{pid}" if f"{self.key}/{pid}" in self.parts else self.key

    def at_answer(self, asked: Asked) -> bool:
        """From step 2 on, and at the calendar endpoint."""
        step = self._step(asked)
        return step is None or step >= 2

    def forget(self) -> None:
        """Lose every session: the terms page comes back."""
        self._sessions.forget()

    def trap(self, phase: Phase) -> Reply | None:
        """The counter list of this procedure; everything else is common."""
        return Reply(self.pages.counters(self.counters)) if phase.number == 2 else None

    def answer(self, asked: Asked, cue: Cue) -> Reply:
        """Walk one step."""
        if call := _CALL.fullmatch(asked.path):
            return self._week(int(call[3]), cue)
        step = self._step(asked)
        session = self._sessions.find(asked.cookies.get(COOKIE))
        if session is None:
            session = self._sessions.begin()
            return Reply(self.pages.terms(), cookies=(Cookie(COOKIE, session.ident),))
        match step:
            case 0:
                return self._accept(asked, session)
            case 1:
                return self._choose(asked, session, cue)
            case 2 | 3 | 4:
                return self._result(step, asked, session, cue)
            case 5:
                return redirect(f"{self.entry}/6")
            case 6:
                return Reply(self.pages.identity())
            case _:
                return Reply(bare_page("404 Not Found"), status=404)

    def _step(self, asked: Asked) -> int | None:
        path = asked.path.removeprefix("/index.php")
        match = _STEP.fullmatch(path.removeprefix(self.entry)) if path.startswith(self.entry) else None
        return int(match[1] or 0) if match else None

    def _accept(self, asked: Asked, session: Session) -> Reply:
        if not asked.posted:
            return Reply(self.pages.terms())
        if asked.form.get("condition") != "on" or "nextButton" not in asked.form:
            return Reply(
                self.pages.terms('<p class="erreur">Vous devez accepter les conditions d\'utilisation.</p>')
            )
        if len(self.counters) == 1:
            session.choice = self.counters[0].pid
            return redirect(f"{self.entry}/2")
        return redirect(f"{self.entry}/1")

    def _choose(self, asked: Asked, session: Session, cue: Cue) -> Reply:
        shown = self._shown(cue.phase)
        if asked.posted and asked.form.get("planning") in {c.pid for c in shown} and "nextButton" in asked.form:
            session.choice = asked.form["planning"]
            return redirect(f"{self.entry}/2")
        return Reply(self.pages.counters(shown))

    def _shown(self, phase: Phase) -> tuple[Counter, ...]:
        if phase.kind != "relabelled":
            return self.counters
        labels = [c.label for c in self.counters[1:]] + [self.counters[0].label]
        return tuple(Counter(c.pid, label) for c, label in zip(self.counters, labels, strict=True))

    def _result(self, step: int, asked: Asked, session: Session, cue: Cue) -> Reply:
        if not session.choice:
            return Reply(self.pages.counters(self._shown(cue.phase)))
        if cue.offers:
            return self._offer(step, asked, cue)
        # a slot taken meanwhile: back to the step that says so
        return redirect(f"{self.entry}/2") if step > 2 else Reply(self._no_offer(cue.phase))

    def _offer(self, step: int, asked: Asked, cue: Cue) -> Reply:
        typed = cue.phase.variant == "typed"
        if step == 2:
            return redirect(f"{self.entry}/{3 if typed else 4}")
        if step == 3:
            seen = typed and not asked.posted
            return Reply(self.pages.kinds(), shows=True) if seen else redirect(f"{self.entry}/4")
        return Reply(self.pages.calendar(cue.offers[0].day, cue.offers), shows=True)

    def _no_offer(self, phase: Phase) -> str:
        match phase.kind:
            case "captcha":
                hidden = OUT_OF_SIGHT.format(wording.NO_RANGE) if phase.variant == "hidden-no" else ""
                return self.pages.captcha(hidden)
            case "nocalendar":
                return self.pages.message(wording.NO_CALENDAR)
            case "quoted" if phase.variant == "hidden":
                return self.pages.message(OUT_OF_SIGHT.format(wording.NO_RANGE))
            case "quoted":
                return with_banner(
                    self.pages.message("<p>Traitement de votre demande.</p>"),
                    f"Si le message «\u00a0{wording.NO_RANGE}\u00a0» s'affiche, revenez un autre jour.",
                )
            case _:
                return self.pages.nothing(wording.no_range(phase.variant))

    def _week(self, offset: int, cue: Cue) -> Reply:
        week = monday(cue.today) + timedelta(days=offset // 7 * 7)
        free = tuple(offer for offer in cue.offers if monday(offer.day) == week)
        return Reply(self.pages.fragment(week, free), shows=bool(free))
