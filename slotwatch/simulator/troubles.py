"""Answers that are no site's own: statuses, overload, challenges, redirects astray, broken connections."""

from datetime import datetime, timedelta
from email.utils import format_datetime

from slotwatch.simulator import foreign, wording
from slotwatch.simulator.dress import SYNTHETIC, bare_page, gouv_page
from slotwatch.simulator.exchange import Asked, Fault, Reply, redirect
from slotwatch.simulator.script import Phase

HAPROXY_403 = bare_page("403 Forbidden", "Request forbidden by administrative rules.")
#: What proxies say by themselves, by status; variants of a kind and of trap 4 by name.
BODIES = {
    "403": HAPROXY_403,
    "403 nginx": bare_page("403 Forbidden", signature="nginx"),
    "404": bare_page("404 Not Found", signature="nginx"),
    "429": bare_page("429 Too Many Requests", signature="nginx"),
    "500": bare_page("500 Internal Server Error", signature="nginx"),
    "502": bare_page("502 Bad Gateway", signature="nginx"),
    "503": bare_page("503 Service Unavailable", "No server is available to handle this request."),
    "504": bare_page("504 Gateway Time-out", signature="nginx"),
    "504 timeout": bare_page("504 Gateway Timeout", "The server did not answer in time."),
}
OVERLOAD = bare_page(wording.OVERLOAD, "<p>Veuillez renouveler votre demande dans quelques minutes.</p>")
#: Challenge pages by variant: status, server header, page (providers §2.4, §11, §12.9).
_MOMENT = (
    f'<!DOCTYPE html><html>{SYNTHETIC}<head><title>Just a moment...</title></head><body><div id="cf-wrapper">'
    'Checking your browser</div><script src="https://challenges.cloudflare.com/turnstile"></script></body></html>'
)
_ATTENTION = (
    f"<!DOCTYPE html><html>{SYNTHETIC}<head><title>Attention Required! | Cloudflare</title></head><body>"
    "<h1>Sorry, you have been blocked</h1></body></html>"
)
_IMPERVA = (
    f'<html>{SYNTHETIC}<head><meta name="robots" content="noindex,nofollow">'
    '<script src="/_Incapsula_Resource?synthetic"></script></head><body></body></html>'
)
CHALLENGES = {
    "moment": (403, "cloudflare", _MOMENT),
    "200": (200, "cloudflare", _MOMENT),
    "attention": (403, "cloudflare", _ATTENTION),
    "imperva": (200, "imperva", _IMPERVA),
}
HUGE = 3 * 2**20


def trouble(phase: Phase, asked: Asked, now: datetime, weight: int) -> Reply | None:
    """The answer of a trouble, None when the kind is a matter for the site."""
    if phase.kind.isdecimal():
        name = f"{phase.kind} {phase.variant}".strip()
        return Reply(BODIES[name], status=int(phase.kind), headers=retry_header(phase, now))
    match phase.kind:
        case "overload":
            return Reply(OVERLOAD, status=int(phase.variant or 200), headers=retry_header(phase, now))
        case "challenge":
            return challenge(phase.variant)
        case "redesign":
            return redirect(foreign.HOME)
        case "loop":
            return redirect(asked.path)
        case "blank":
            return Reply()
        case "drop" | "hang":
            return Reply(fault=Fault(phase.kind))
    page = _page(phase.kind, weight)
    return Reply(page) if page else None


def _page(kind: str, weight: int) -> str:
    match kind:
        case "maintenance":
            return gouv_page("Maintenance", f"<h1>Maintenance</h1><p>{wording.DOWN}</p>", weight)
        case "quota":
            return gouv_page("Trop de requêtes", f"<h1>Accès limité</h1><p>{wording.QUOTA}</p>", weight)
        case "closed":
            return gouv_page("Prise de rendez-vous", f"<p>{wording.CLOSED}</p>", weight)
        case "exception":
            return gouv_page("Erreur", "<h1>Erreur</h1><p>Une erreur est survenue.</p>", weight)
        case "huge":
            return gouv_page("Plan du site", "<h1>Plan du site</h1>", HUGE)
        case _:
            return ""


def challenge(variant: str) -> Reply:
    """A challenge page of Cloudflare or Imperva."""
    status, server, page = CHALLENGES[variant or "moment"]
    return Reply(page, status=status, headers=(("Server", server),))


def retry_header(phase: Phase, now: datetime) -> tuple[tuple[str, str], ...]:
    """Retry-After in seconds, or as the HTTP date of an hour ago."""
    if not phase.retry:
        return ()
    past = format_datetime(now - timedelta(hours=1), usegmt=True)
    return (("Retry-After", past if phase.retry == "past" else phase.retry),)
