"""Pages of the legacy ``booking`` module (eZ Publish) and of the Préfecture de police (providers §1, §3)."""

from dataclasses import dataclass
from datetime import date, timedelta

from slotwatch.simulator import wording
from slotwatch.simulator.dress import gouv_page
from slotwatch.simulator.offers import DAYS, HOURS, Offer, in_words, monday
from slotwatch.simulator.wording import as_html


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter ("guichet"): the value of its radio button and its label."""

    pid: str
    label: str


@dataclass(frozen=True, slots=True)
class BookingPages:
    """Everything one procedure can show.  ``base`` is ``/booking/create/<ID>``."""

    base: str
    title: str
    weight: int

    def terms(self, error: str = "") -> str:
        """Step 0: the terms, asked for again whenever the session is lost."""
        return self._form(
            0,
            f'<div id="condition_Booking">{error}<p>Cette procédure est réservée aux usagers du département.</p>'
            '<p><input type="checkbox" name="condition" id="condition"> <label for="condition">'
            "J'ai lu et j'accepte les conditions d'utilisation du service</label></p></div>",
            f'<input type="submit" class="Bbutton" name="nextButton" value="{wording.TERMS_BUTTON}">'
            '<input type="submit" class="Bbutton" name="manageButton" value="Gérer vos rendez-vous">',
        )

    def counters(self, counters: tuple[Counter, ...]) -> str:
        """Step 1: which counter?"""
        lines = "\n".join(
            f'<p class="Bligne"><input type="radio" name="planning" value="{c.pid}" id="planning{c.pid}">'
            f'<label for="planning{c.pid}">{as_html(c.label)}</label></p>'
            for c in counters
        )
        return self._form(
            1,
            f'<fieldset id="fchoix_Booking"><legend>Nature du rendez-vous</legend>\n{lines}</fieldset>',
            _submit(wording.NEXT_BUTTON),
        )

    def nothing(self, sentence: str) -> str:
        """Step 2: the "no"."""
        return self._form(2, as_html(sentence), _submit(wording.FINISH_BUTTON, "finishButton"))

    def message(self, html: str) -> str:
        """Step 2: something else in the place of the answer."""
        return self._form(2, html, _submit(wording.NEXT_BUTTON))

    def captcha(self, beside: str = "") -> str:
        """Step 2: a captcha in the place of the answer.  Its key is no key of anyone."""
        return self._form(
            2,
            f"<p>Veuillez confirmer que vous n'êtes pas un robot.</p>{beside}"
            '<div class="g-recaptcha" data-sitekey="synthetic"></div>',
            _submit(wording.NEXT_BUTTON),
        )

    def kinds(self) -> str:
        """Step 3: type of appointment; real procedures usually skip it."""
        return self._form(
            3,
            '<fieldset><legend>Type de rendez-vous</legend><p class="Bligne">'
            '<input type="radio" name="type" value="1" checked> Rendez-vous au guichet</p></fieldset>',
            _submit(wording.NEXT_BUTTON),
        )

    def calendar(self, week: date, free: tuple[Offer, ...]) -> str:
        """Step 4: the week with its free times."""
        return self._form(4, self.fragment(week, free), _submit(wording.FIRST_BUTTON))

    def identity(self) -> str:
        """Step 6, where no watcher has any business."""
        fields = "".join(
            f'<p><label>{name}<input type="text" name="{name}"></label></p>'
            for name in ("lastname", "firstname", "email", "emailcheck")
        )
        return self._form(
            6, fields + '<div class="g-recaptcha" data-sitekey="synthetic"></div>', _submit("Valider")
        )

    def fragment(self, week: date, free: tuple[Offer, ...]) -> str:
        """The calendar of one week, as the ``ezjscore`` endpoint gives it (providers §1.5).

        «libre» marks each free cell, and stands once more in the legend (trap 11).
        """
        days = [monday(week) + timedelta(days=n) for n in range(7)]
        heads = "".join(f"<th>{DAYS[day.weekday()][:3]}. {day:%d/%m}</th>" for day in days)
        rows = "\n".join(
            "<tr>" + "".join(self._cell(Offer(day, at), free) for day in days) + "</tr>" for at in HOURS
        )
        return (
            f'<table class="planning"><tr><th colspan="7">Semaine du {in_words(days[0])} au {in_words(days[6])}'
            f"</th></tr>\n<tr>{heads}</tr>\n{rows}</table>\n"
            '<div class="legende"><h4>Légende</h4><span class="status-1">libre</span> '
            '<span class="status-0">fermé</span></div>'
        )

    def _cell(self, cell: Offer, free: tuple[Offer, ...]) -> str:
        if cell not in free:
            return '<td class="status-0">&nbsp;</td>'
        return (
            f'<td class="status-1 free"><a href="{self.base}/5/{cell.stamp}" title="{cell.words}">'
            f"{cell.at:%H:%M} libre</a></td>"
        )

    def _form(self, step: int, inner: str, buttons: str) -> str:
        steps = "".join(
            f'<img src="/design/booking/images/etape_{n}{"r" if n == step else ""}.png" alt="">'
            for n in range(1, 7)
        )
        return gouv_page(
            f"{self.title} - Demande de rendez-vous",
            f'<h1>{as_html(self.title)}</h1><p id="etapes">{steps}</p>\n'
            f'<form id="FormBookingCreate" name="create" method="post" action="{self.base}/{step}">\n'
            f'<div id="inner_Booking">{inner}</div>\n<div id="submit_Booking">{buttons}</div>\n</form>',
            self.weight,
        )


def _submit(value: str, name: str = "nextButton") -> str:
    return f'<input type="submit" class="Bbutton" name="{name}" value="{value}">'
