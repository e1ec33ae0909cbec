"""The twenty trap pages of providers §12: never a yes, never a no (but for 19, which holds its answer)."""

from dataclasses import replace
from datetime import date

from slotwatch.simulator import dwr, foreign, wording
from slotwatch.simulator.booking_pages import BookingPages, Counter
from slotwatch.simulator.dress import gouv_page, with_banner
from slotwatch.simulator.eappointment_pages import entry_page
from slotwatch.simulator.exchange import Asked, Reply, redirect
from slotwatch.simulator.kinds import TRAPS
from slotwatch.simulator.script import Phase
from slotwatch.simulator.site import NONE, Cue, Site
from slotwatch.simulator.troubles import BODIES, HAPROXY_403, OVERLOAD, challenge

#: Words that must not decide, beside an answer that does.
PLANNED = "Une maintenance du site est prévue samedi : le site sera indisponible de 6 h à 8 h."
_ESII = "ISO-8859-1"


def trap_phases() -> tuple[Phase, ...]:
    """Every trap in every variant: the rows of a trap matrix."""
    return tuple(
        Phase("trap", number, variant) for number, trap in TRAPS.items() for variant in trap.variants or ("",)
    )


def spring(site: Site, asked: Asked, cue: Cue, weight: int, version: int) -> Reply:
    """The trap of this phase, in the site's own version where it has one; ``version`` is that of DWR."""
    phase = cue.phase
    variant = phase.variant or next(iter(TRAPS[phase.number].variants), "")
    own = site.trap(phase)
    if own is not None:
        return own
    pages = BookingPages(site.entry if "/booking/" in site.entry else "/booking/create/16105", "Étrangers", weight)
    match phase.number:
        case 1:
            return Reply(pages.terms())
        case 2:
            return Reply(pages.counters((Counter("990", "Guichet A"), Counter("1000", "Guichet B"))))
        case 11:
            # in a page of step 2: step 4 itself would be a sign of a slot (providers §1.4)
            return Reply(pages.message(pages.fragment(date(2026, 12, 7), ())))
        case 12:
            return _broken_reply(variant, version, dwr.read_call(asked.body).batch, weight)
        case 19:
            answer = site.answer(asked, cue if variant == "slots" else replace(cue, phase=NONE, offers=()))
            return replace(answer, text=with_banner(answer.text, PLANNED))
        case 20:
            return _damaged(site, asked, cue, variant, weight)
        case _:
            return _page(phase.number, variant, weight)


def truncated(reply: Reply) -> Reply:
    """Its first third, which holds no answer; a redirect stays whole."""
    if reply.status == 302:
        return reply
    third = reply.messages[: len(reply.messages) // 3]
    return replace(reply, text=reply.text[: len(reply.text) // 3], messages=third, shows=False)


def _page(number: int, variant: str, weight: int) -> Reply:
    """Traps that are the same everywhere, by number."""
    if number >= 13:
        return _later_page(number, variant, weight)
    match number:
        case 3:
            return Reply(OVERLOAD, status=int(variant))
        case 4:
            return Reply(BODIES[variant.replace("-", " ")])
        case 5:
            return Reply(HAPROXY_403, status=int(variant))
        case 6:
            return redirect(foreign.CGU)
        case 7:
            error = {"session": "errorSessionInvalide", "captcha": "invalidCaptcha"}[variant]
            return redirect(f"{foreign.CGU}?error={error}")
        case 8:
            return redirect(foreign.CRENEAU)
        case 9:
            return challenge(variant)
        case _:  # 10
            sentence = wording.CLOSED if variant == "closed" else wording.NO_CALENDAR
            return Reply(gouv_page("Prise de rendez-vous", f"<p>{sentence}</p>", weight))


def _later_page(number: int, variant: str, weight: int) -> Reply:
    match number:
        case 13:
            return Reply(entry_page(weight, wording.BAD_CODE if variant == "alert" else ""), charset=_ESII)
        case 14:
            return Reply(gouv_page("Prendre rendez-vous", foreign.STEPS[variant], weight))
        case 15:
            return redirect(foreign.SIGN_IN if variant == "sign-in" else foreign.FRANCECONNECT)
        case 16:
            kind = "text/plain" if variant == "text" else "application/json"
            return Reply(foreign.ANTS[variant], content_type=kind)
        case 17:
            return redirect(foreign.HOME if variant == "home" else foreign.NEWS)
        case _:  # 18
            return Reply(gouv_page("Rendez-vous", foreign.SHELLS[variant], 0))


def _broken_reply(variant: str, version: int, batch: str, weight: int) -> Reply:
    if variant == "html":
        return Reply(entry_page(weight), charset=_ESII)
    refused = dwr.callback(version, batch, {"foundAvailabilities": False, "msg": wording.NO_MOTIVE})
    text = {
        "empty": "",
        # inside the callback, after the field and before the sentence's end
        "cut": refused[: refused.index("foundAvailabilities") + 30],
        "exception": dwr.exception(version, batch),
        "batch": dwr.batch_exception(version, batch, "No Session"),
        "null": dwr.callback(version, batch, None),
        "unknown": dwr.callback(version, batch, {"availabilities": [], "state": 0}),
    }[variant]
    return Reply(text, content_type="text/javascript", charset=_ESII)


def _damaged(site: Site, asked: Asked, cue: Cue, variant: str, weight: int) -> Reply:
    match variant:
        case "cut":
            return truncated(site.answer(asked, replace(cue, phase=NONE, offers=())))
        case "charset":
            page = gouv_page("Préfecture", "<h1>Préfecture</h1><p>Accès réservé à l'étape précédente</p>", weight)
            return Reply(page, charset="utf-8", encoding="iso-8859-1")
        case _:
            return Reply()
