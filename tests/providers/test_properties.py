"""Damage never turns a page into an answer, nor one answer into the other."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slotwatch.contract import Page
from slotwatch.providers import registry

ANSWERS = {"available", "no_slot"}
BANNERS = (
    "<div class='bandeau'>Maintenance prévue le 12 janvier : site indisponible de 6h à 8h.</div>",
    "<div>Suite à une erreur 503 hier, le service est rétabli.</div>",
    "<p>Les rendez-vous disponibles sont publiés le lundi : choisissez votre créneau horaire.</p>",
    "<ul><li>calendrier</li><li>libre</li><li>complet</li></ul>",
    "<template><h2>Aucun créneau disponible</h2><td class='status-1 free'>libre</td></template>",
    '<script>var a = {foundAvailabilities: true, msg: "Il n\'existe plus de plage horaire libre"};</script>',
    "<!-- Il n'existe plus de plage horaire libre -->",
)

quick = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Pages(list):
    """Pages and the outcomes they have untouched; with a short `repr`, for hypothesis' sake."""

    def __repr__(self):
        return f"{len(self)} pages"


@pytest.fixture(params=list(registry()))
def pages(request, cases):
    """One provider's pages."""
    return Pages((c, c.reader.read(c.page)) for c in cases if c.reader.provider == request.param)


def _no_new_answer(case, before, after):
    """It may lose its answer to the damage; it never gets one, nor the other one."""
    assert after.kind not in ANSWERS or after.kind == before.kind, (case.name, after)


@quick
@given(share=st.floats(0, 1))
def test_a_page_cut_anywhere_gives_its_answer_or_none(pages, share):
    for case, before in pages:
        if case.contradicts:
            continue  # cut before its second answer it is an honest page with one
        text = case.page.text[: int(len(case.page.text) * share)]
        _no_new_answer(case, before, case.reader.read(replace(case.page, text=text)))


def test_a_short_page_cut_at_any_letter_gives_its_answer_or_none(pages):
    for case, before in pages:
        text = case.page.text
        if case.contradicts or len(text) > 400:
            continue
        for end in range(len(text)):
            _no_new_answer(case, before, case.reader.read(replace(case.page, text=text[:end])))


@quick
@given(share=st.floats(0, 1))
def test_a_page_known_to_be_cut_never_says_no(pages, share):
    for case, _ in pages:
        text = case.page.text[: int(len(case.page.text) * share)]
        assert case.reader.read(replace(case.page, text=text, truncated=True)).kind != "no_slot", case.name


@quick
@given(banner=st.sampled_from(BANNERS), place=st.sampled_from(["<body>", "</body>"]))
def test_banners_change_no_answer(pages, banner, place):
    for case, before in pages:
        if place not in case.page.text:
            continue
        joined = banner + place if place == "</body>" else place + banner
        after = case.reader.read(replace(case.page, text=case.page.text.replace(place, joined, 1)))
        _no_new_answer(case, before, after)
        if before.kind in ANSWERS:
            assert after.kind == before.kind, (case.name, banner, after)


@quick
@given(form=st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_unicode_forms_change_no_answer(pages, form):
    for case, before in pages:
        after = case.reader.read(replace(case.page, text=unicodedata.normalize(form, case.page.text)))
        _no_new_answer(case, before, after)


@quick
@given(
    charsets=st.sampled_from([("utf-8", "latin-1"), ("utf-8", "cp1252"), ("latin-1", "utf-8"), ("utf-8", "ascii")])
)
def test_a_wrong_charset_changes_no_answer_into_the_other(pages, charsets):
    for case, before in pages:
        text = case.page.text.encode(charsets[0], "replace").decode(charsets[1], "replace")
        _no_new_answer(case, before, case.reader.read(replace(case.page, text=text)))


@quick
@given(times=st.integers(2, 4))
def test_the_page_repeated_in_itself_changes_no_answer_into_the_other(pages, times):
    for case, before in pages:
        _no_new_answer(case, before, case.reader.read(replace(case.page, text=case.page.text * times)))


def test_a_page_with_slots_glued_to_any_other_is_never_a_no(pages):
    """Where one of the two offers slots by its structure, the whole does not say that there are none."""
    for offering, outcome in pages:
        if outcome.kind != "available" or offering.page.text.lstrip()[:1] != "<":
            continue
        for other, _ in pages:
            text = other.page.text + offering.page.text
            assert offering.reader.read(replace(offering.page, text=text)).kind != "no_slot", other.name


@quick
@given(noise=st.text(max_size=30), share=st.floats(0, 1))
def test_noise_anywhere_never_raises(pages, noise, share):
    for case, _ in pages[::3]:
        at = int(len(case.page.text) * share)
        text = case.page.text[:at] + noise + case.page.text[at:]
        outcome = case.reader.read(replace(case.page, text=text))
        repr(outcome).encode("utf-8")


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(), max_size=400), status=st.integers(100, 599))
def test_no_text_at_all_is_an_answer_or_an_error(reader, text, status):
    outcome = reader.read(Page(reader.url, status, text))
    assert outcome.kind not in ANSWERS
