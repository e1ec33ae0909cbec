"""RDV-Préfecture: terms with a captcha, the session that it opens, the slot page behind it (providers §2)."""

from slotwatch.simulator.booking import OUT_OF_SIGHT
from slotwatch.simulator.captcha import CaptchaGate, Judgement
from slotwatch.simulator.dress import bare_page
from slotwatch.simulator.exchange import Asked, Cookie, Reply, redirect
from slotwatch.simulator.rdv_prefecture_pages import RdvPrefecturePages
from slotwatch.simulator.script import Phase
from slotwatch.simulator.sessions import Session, Sessions
from slotwatch.simulator.site import Cue
from slotwatch.simulator.wording import NO_SLOT

COOKIE, NODE = "JSESSIONID", ".node1"
IMAGE = "/rdvpref/captcha"
SESSION_OVER = "errorSessionInvalide"
WRONG = "invalidCaptcha"


class RdvPrefectureSite:
    """One procedure.  ``gate`` poses the captchas and says how long a session lasts.

    In the phase ``captcha`` every right answer leads to another captcha and the slot page sends back to the
    terms; in ``captcha chained`` the second right answer opens it.
    """

    parts: tuple[str, ...] = ()

    def __init__(self, ident: int, title: str, gate: CaptchaGate, weight: int) -> None:
        self.key = f"rdv_prefecture/{ident}"
        self.base = f"/rdvpref/reservation/demarche/{ident}"
        self.entry = f"{self.base}/"
        self.pages = RdvPrefecturePages(self.base, title, weight)
        self._gate = gate
        self._sessions = Sessions(self.key, 32)
        self._opened: dict[str, float] = {}

    def owns(self, path: str) -> bool:
        """The procedure's pages, and the captcha's picture."""
        return path in {IMAGE, self.base} or path.startswith(self.entry)

    def channel(self, asked: Asked) -> str:  # noqa: ARG002 - the protocol's signature
        """There is but one."""
        return self.key

    def at_answer(self, asked: Asked) -> bool:
        """The slot page."""
        return self._page(asked) == "creneau"

    def forget(self) -> None:
        """Lose every session: the captcha comes back."""
        self._sessions.forget()
        self._opened.clear()

    def trap(self, phase: Phase) -> Reply | None:
        """The slot page with neither marker is this site's own."""
        return Reply(self.pages.neither()) if phase.number == 8 else None

    def answer(self, asked: Asked, cue: Cue) -> Reply:
        """One page.  A visitor without a session gets one with whatever page it is."""
        if asked.path == IMAGE:
            return self._picture(asked)
        page = self._page(asked)
        if not asked.posted and not asked.path.endswith("/"):
            return redirect(f"{asked.path}/")
        session = self._session(asked)
        cookies: tuple[Cookie, ...] = ()
        if session is None:
            session = self._sessions.begin()
            cookies = (Cookie(COOKIE, f"{session.ident}{NODE}", path="/rdvpref"),)
        match page:
            case "":
                return Reply(self.pages.home(closed=cue.phase.kind == "nocalendar"), cookies=cookies)
            case "cgu":
                return self._terms(asked, cue.phase, cookies)
            case "cgu/_validerCaptcha":
                return self._judged(asked, session, cue.phase, cookies)
            case "creneau":
                return self._slots(asked, session, cue, cookies)
            case "infos":
                return Reply(self.pages.identity(), cookies=cookies)
            case _:
                return Reply(bare_page("404 Not Found"), status=404)

    def _page(self, asked: Asked) -> str:
        return asked.path.removeprefix(self.base).strip("/") if asked.path != IMAGE else "captcha"

    def _session(self, asked: Asked) -> Session | None:
        value = asked.cookies.get(COOKIE, "")
        # without its node the session is not found (providers §2.4)
        return self._sessions.find(value.removesuffix(NODE)) if value.endswith(NODE) else None

    def _picture(self, asked: Asked) -> Reply:
        picture = self._gate.picture(asked.query.get("t", ""))
        if picture is None:
            return Reply(bare_page("404 Not Found"), status=404)
        return Reply(content=picture, content_type="image/png", charset="")

    def _terms(self, asked: Asked, phase: Phase, cookies: tuple[Cookie, ...]) -> Reply:
        hidden = OUT_OF_SIGHT.format(NO_SLOT) if phase.variant == "hidden-no" else ""
        captcha = self._gate.pose(asked.at)
        return Reply(self.pages.terms(captcha, asked.query.get("error", ""), hidden), cookies=cookies)

    def _judged(self, asked: Asked, session: Session, phase: Phase, cookies: tuple[Cookie, ...]) -> Reply:
        match self._gate.judge(asked.form.get("captchaId", ""), asked.form.get("captchaUsercode", ""), asked.at):
            case Judgement.EXPIRED:
                return self._back(SESSION_OVER, cookies)
            case Judgement.WRONG:
                return self._back(WRONG, cookies)
        session.step += 1
        if phase.kind == "captcha" and (phase.variant != "chained" or session.step < 2):
            return self._back("", cookies)
        session.step = 0
        self._opened[session.ident] = asked.at
        return redirect(f"{self.base}/creneau/", cookies=cookies)

    def _slots(self, asked: Asked, session: Session, cue: Cue, cookies: tuple[Cookie, ...]) -> Reply:
        opened, lasts = self._opened.get(session.ident), self._gate.session_lasts
        if opened is None or (lasts is not None and asked.at - opened > lasts):
            self._opened.pop(session.ident, None)
            return self._back(SESSION_OVER, cookies)
        if asked.posted:
            return redirect(f"{self.base}/infos/")
        if cue.phase.kind == "captcha" and cue.phase.variant != "chained":
            return self._back("", cookies)
        if cue.phase.kind == "nocalendar":
            return redirect(self.entry)
        if not cue.offers:
            return Reply(self.pages.nothing(cue.phase, cue.today))
        later = cue.phase.variant == "typed"
        page = self.pages.later if later else self.pages.slots
        return Reply(page(cue.offers, cue.today), shows=True)

    def _back(self, error: str, cookies: tuple[Cookie, ...]) -> Reply:
        query = f"?error={error}" if error else ""
        return redirect(f"{self.base}/cgu/{query}", cookies=cookies)
