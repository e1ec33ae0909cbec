"""Pages of other systems that a visitor may be sent to: RDV-Préfecture, RDV Service Public, ANTS, logins, home."""

import json

from slotwatch.simulator.dress import bare_page, gouv_page
from slotwatch.simulator.exchange import Reply
from slotwatch.simulator.generic import CAPTCHA_FORM

RDVPREF = "/rdvpref/reservation/demarche/1040"
CGU = f"{RDVPREF}/cgu/"
CRENEAU = f"{RDVPREF}/creneau/"
HOME = "/"
NEWS = "/actualites"
SIGN_IN = "/agents/sign_in"
FRANCECONNECT = "/franceconnect"

#: RDV Service Public's steps before any slot (providers §5, trap 14).
STEPS = {
    "address": '<label for="search_where">Votre adresse</label><input id="search_where" name="address">',
    "service": "<h2>Sélectionnez le service avec qui vous voulez prendre un RDV</h2><ul><li>État civil</li></ul>",
    "motif": "<h2>Sélectionnez le motif de votre RDV</h2><ul><li>Passeport</li></ul>",
    "organisation": "<h2>Sélectionnez une organisation</h2><ul><li>Mairie</li></ul>",
}
#: ANTS answers that prove nothing (providers §6 as §12.16 sums it up).
ANTS = {
    "empty": "[]",
    "errors": json.dumps({"step": "end_of_search", "editor_errors_number": 3}),
    "text": "end_of_search",
}
#: Pages without an answer that JavaScript or a click would fill.
SHELLS = {
    "noscript": '<div id="q-app"></div><noscript>JavaScript is disabled</noscript>',
    "cookies": '<div class="consent"><h2>Gestion des cookies</h2><button>Tout accepter</button></div>',
}


def elsewhere(path: str, error: str, weight: int) -> Reply:
    """A path that belongs to none of the sites; ``error`` is the parameter of that name."""
    pages = {
        CGU: lambda: _terms(error, weight),
        CRENEAU: lambda: gouv_page("Choisissez votre créneau", "<h1>Choisissez votre créneau</h1>", weight),
        HOME: lambda: gouv_page("Accueil - Les services de l'État", "<h1>Bienvenue</h1>", weight),
        NEWS: lambda: gouv_page("Actualités", "<h1>Actualités</h1><p>Le site fait peau neuve.</p>", weight),
        SIGN_IN: lambda: gouv_page(
            "Connexion",
            '<h1>Connexion</h1><form method="post"><input type="password" name="password"></form>',
            weight,
        ),
        FRANCECONNECT: lambda: gouv_page(
            "FranceConnect", '<h1>S\'identifier avec FranceConnect</h1><a href="#">FranceConnect</a>', weight
        ),
    }
    if path in pages:
        return Reply(pages[path]())
    return Reply(bare_page("404 Not Found", signature="nginx"), status=404)


def _terms(error: str, weight: int) -> str:
    told = {
        "invalidCaptcha": '<p id="text-input-captcha-desc-error">Le code saisi est incorrect</p>',
        "errorSessionInvalide": "<p>Votre session a expiré.</p>",
    }.get(error, "")
    return gouv_page(
        "Constituez votre dossier", f"<h1>Constituez votre dossier</h1>{told}{CAPTCHA_FORM}<p>Suivant</p>", weight
    )
