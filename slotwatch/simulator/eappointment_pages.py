"""Pages of an ESII eAppointment site, in the shape of Val-de-Marne's (providers §4.2)."""

import calendar
from collections.abc import Mapping
from datetime import date

from slotwatch.simulator.dress import esii_page
from slotwatch.simulator.offers import DAYS, HOURS, MONTHS, Offer
from slotwatch.simulator.wording import BAD_CODE, as_html

BASE = "/eAppointmentpref94"
ENTRY = f"{BASE}/element/jsp/specific/pref94.jsp"
STEPS = f"{BASE}/element/jsp/appointment.jsp"
DO = f"{BASE}/appointment.do"
TITLE = "Prise de rendez-vous"

#: Sub-sites by the key that the entry page's script derives from a postal code.
PLACES = {"P941": "Créteil", "P942": "Nogent-sur-Marne", "P943": "L'Haÿ-les-Roses"}
MOTIVES = {
    "20": "Retrait de titre",
    "21": "Demande de duplicata",
    "30": "Renouvellement de titre de séjour",
    "70": "Document de circulation pour mineur",
}

_ENTRY_SCRIPT = f"""function coin() {{
  var places = {{"94000": "P941", "94130": "P942", "94240": "P943"}};
  if (!navigator.cookieEnabled) {{ alert("Veuillez activer les cookies."); return; }}
  var place = places[document.getElementById("CPId").value];
  if (!place) {{ alert("{BAD_CODE}"); return; }}
  window.location = "{DO}?sitekey=" + place + "&mobile=false";
}}"""


def entry_page(weight: int, alert: str = "") -> str:
    """Asks for the postal code; the browser itself turns it into a sub-site."""
    told = f'<div class="alert">{alert}</div>' if alert else ""
    return esii_page(
        TITLE,
        f'<h1>Rendez-vous étrangers</h1>{told}<form name="frm" class="form-horizontal" action="javascript:coin()">'
        '<label for="CPId">Code postal</label><input type="text" id="CPId" name="CP" maxlength="5">'
        '<input type="button" class="btn btn-primary" value="Continuer" onclick="coin()"></form>',
        weight,
        _ENTRY_SCRIPT,
    )


def motives_page(place: str, motives: Mapping[str, str], weight: int) -> str:
    """Step 1: which motive?  Its next button makes the DWR call, not a form."""
    boxes = "\n".join(
        f'<div class="motiveField1"><div><input type="checkbox" name="selectedMotiveKeyList" value="{key}" '
        f'id="motive{key}" onclick="setQuantity(this)"> '
        f'<label for="motive{key}">{as_html(label)}</label></div></div>'
        for key, label in motives.items()
    )
    return _step_page(place, f"<fieldset><legend>Motifs</legend>\n{boxes}</fieldset>", weight)


def days_page(place: str, free: tuple[Offer, ...], weight: int) -> str:
    """Step 2: date picker, hours, nearest date in words."""
    first = free[0]
    hours = "".join(f'<option value="{at:%H:%M}">{at:%H:%M}</option>' for at in HOURS)
    return _step_page(
        place,
        f'<p>Premier rendez-vous proposé : <span class="soonestText">{first.words.replace(" à ", ", ")}</span></p>'
        '<label for="dayValueId">Jour</label><input type="text" id="dayValueId" name="dayValue" value="">'
        f'<select id="hourValueSelect" name="hourValue">{hours}</select>'
        '<div id="timeareaempty" style="visibility:hidden">Aucune plage pour ce jour.</div>'
        f"{_month(first.day, {offer.day for offer in free})}",
        weight,
    )


def captcha_page(weight: int, beside: str = "") -> str:
    """An image to copy; none was ever reported on this product, so the look is made up."""
    return esii_page(
        TITLE,
        f'<h1>Vérification</h1>{beside}<form name="form2" method="post" action="{DO}">'
        f'<img src="{BASE}/captcha.png" alt="captcha"><label for="captcha">Recopiez le code de l\'image</label>'
        '<input type="text" id="captcha" name="captchaUsercode"></form>',
        weight,
    )


def identity_page(weight: int) -> str:
    """Where no watcher has any business."""
    return esii_page(TITLE, '<form name="form2"><input name="lastname"><input name="email"></form>', weight)


def _step_page(place: str, inner: str, weight: int) -> str:
    return esii_page(
        TITLE,
        f'<h1>Sous-préfecture de {as_html(place)}</h1><form name="form2" method="post" action="{DO}">\n{inner}\n'
        '<select id="ISiteBeanKeySelect" name="siteKey"><option value="">-</option></select>'
        '<input type="hidden" id="serviceBeanKey" name="serviceKey" value="">'
        '<div id="layerMotive" class="noLayerMotive"></div>'
        '<input type="button" id="nextButtonId" value="Suivant" onclick="loadSoonestAvailabilities()"></form>',
        weight,
    )


def _month(day: date, free: set[date]) -> str:
    rows = []
    for week in calendar.Calendar().monthdatescalendar(day.year, day.month):
        cells = (
            f'<td><a class="ui-state-default" href="#">{d.day}</a></td>'
            if d in free
            else f'<td class="ui-state-disabled"><span class="ui-state-default">{d.day}</span></td>'
            for d in week
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    heads = "".join(f"<th>{name[:2]}</th>" for name in DAYS)
    return (
        '<div class="ui-datepicker-group">'
        f'<div class="ui-datepicker-title">{MONTHS[day.month - 1]} {day.year}</div>'
        f'<table class="ui-datepicker-calendar"><tr>{heads}</tr>{"".join(rows)}</table></div>'
    )
