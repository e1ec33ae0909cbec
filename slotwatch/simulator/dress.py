"""What surrounds the answer on a real page: head, menus, banners, footer, some 40 KB of them.

The filling is deterministic and made of words that naive watchers trip over («disponible»,
«horaires», «calendrier», «complet», numbers such as 502 in identifiers; providers §10.10-12), never of a
marker.  It holds no name, address or number of a person.
"""

from functools import lru_cache

#: Every page says that it is not real.
GENERATOR = '<meta name="generator" content="slotwatch simulator (synthetic)">'
SYNTHETIC = "<!-- slotwatch simulator (synthetic) -->"

_BANNER_PLACE = '<div id="bandeau">'
_THEMES = (
    "Démarches administratives", "Horaires et accès", "Services de l'État", "Actions de l'État",
    "Publications", "Calendrier des épreuves", "Documents disponibles", "Prendre un rendez-vous",
    "Étrangers en France", "Permis de conduire", "Dossier complet", "Sécurité routière",
    "Carte grise", "Associations", "Élections", "Environnement",
)  # fmt: skip
_NOTES = (
    "Les formulaires sont disponibles en téléchargement.",
    "Consultez le calendrier des commissions et la date de la prochaine séance.",
    "Tout dossier incomplet sera retourné ; vérifiez la liste des pièces.",
    "Les horaires d'ouverture au public peuvent changer pendant les vacances.",
    "Choisir un thème dans la liste pour afficher les rubriques.",
)


@lru_cache(maxsize=64)
def _filling(size: int, prefix: str) -> str:
    """List items of at least ``size`` characters together, "" for none."""
    items: list[str] = []
    length = 0
    while length < size:
        n = len(items)
        item = (
            f'<li class="menu-item level-{n % 3}" id="{prefix}-{500 + n}"><a href="/rubrique/{prefix}/{n}">'
            f"{_THEMES[n % len(_THEMES)]} {n}</a><p>{_NOTES[n % len(_NOTES)]}</p></li>\n"
        )
        items.append(item)
        length += len(item)
    return "".join(items)


def _fill(missing: int, prefix: str) -> str:
    # rounded, so that pages of nearly the same length share one filling
    return _filling(max(0, missing) // 512 * 512, prefix)


def gouv_page(title: str, main: str, weight: int, head: str = "") -> str:
    """A page of a prefecture's site, about ``weight`` bytes in all."""
    missing = weight - len(main) - 1400
    return f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8">{GENERATOR}
<title>{title}</title>
<link rel="stylesheet" href="/design/site/stylesheets/core.css" media="all">
<style>#page{{width:960px;margin:auto}} .Bbutton{{padding:.3em}} .free{{background:#cfc}}</style>
<script>var site = {{section: "502", rubrique: "503-404", horaires: []}};</script>{head}
</head><body class="booking">
{_BANNER_PLACE}</div>
<div id="cookies-banner"><p>Ce site utilise des cookies de mesure d'audience.</p><a href="#">Accepter</a></div>
<div id="page"><header><h2 class="logo">Les services de l'État</h2><nav><ul class="menu">
{_fill(missing * 6 // 10, "nav")}</ul></nav></header>
<main id="main">
{main}
</main>
<footer><ul class="plan">
{_fill(missing * 4 // 10, "plan")}</ul><p>Mentions légales - Accessibilité - Plan du site</p></footer></div>
</body></html>
"""


def esii_page(title: str, main: str, weight: int, script: str = "") -> str:
    """A page of an ESII eAppointment site; served as ISO-8859-1 (providers §12.20)."""
    missing = weight - len(main) - len(script) - 1300
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">{GENERATOR}
<title>{title}</title>
<script type="text/javascript" src="/eAppointmentpref94/dwr/engine.js"></script>
<script type="text/javascript" src="/eAppointmentpref94/dwr/interface/AjaxMotive.js"></script>
<script type="text/javascript">
var currentStep = 1; var beginStep = 1;
{script}
</script></head><body>
{_BANNER_PLACE}</div>
<div id="header"><ul class="nav">
{_fill(missing * 6 // 10, "lien")}</ul></div>
<div id="displayDiv" class="container">
{main}
</div>
<div id="footer"><ul class="aide">
{_fill(missing * 4 // 10, "aide")}</ul></div>
</body></html>
"""


def with_banner(page: str, text: str) -> str:
    """The same page with a news banner on top; anything that is not one of our pages stays as it is."""
    return page.replace(_BANNER_PLACE, f'{_BANNER_PLACE}<p class="actualite">{text}</p>', 1)


def bare_page(heading: str, text: str = "", signature: str = "") -> str:
    """What a proxy or web server answers by itself: a heading and hardly more."""
    foot = f"<hr><center>{signature}</center>" if signature else ""
    return (
        f"<html>{SYNTHETIC}\n<head><title>{heading}</title></head>\n"
        f"<body><h1>{heading}</h1>\n{text}\n{foot}</body></html>\n"
    )
