"""What speaks against the dossier is in it: cover or synthesis, chronology, and a piece of its own."""

import inspect
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pypdf import PdfReader

from slotwatch.evidence.data import ClockJump, Deletion, Sighting
from slotwatch.evidence.dossier import build as building
from slotwatch.evidence.dossier.build import build
from slotwatch.evidence.dossier.order import Order
from slotwatch.model import Slot


@pytest.fixture
def texts(whole, reader):
    """Text of the synthesis (one page), the chronology, and the piece about holes and slots."""
    folder = whole.folder
    return (
        " ".join(reader.text(folder / "00_couverture_et_synthese.pdf", "-f", "2").split()),
        " ".join(reader.text(folder / "01_chronologie.pdf").split()),
        " ".join(reader.text(folder / "05_interruptions_erreurs_places_vues.pdf", "-layout").split()),
    )


def test_the_synthesis_is_one_page(whole):
    assert len(PdfReader(whole.folder / "00_couverture_et_synthese.pdf").pages) == 2


def test_a_slot_seen_is_told_everywhere(texts, whole, reader):
    synthesis, chronology, piece = texts
    assert "1 relevé montrait au moins une place" in synthesis
    assert "Places vues : 1 fois" in synthesis
    assert "dans les souhaits" in synthesis
    assert "jeudi 14 janvier 2027 à 9 h 20" in synthesis
    assert "place proposée" in chronology
    assert "on offer" not in chronology
    assert "jeudi 14 janvier 2027 à 9 h 20" in piece
    assert "rien n’a été noté" in piece
    cover = reader.text(whole.folder / "00_couverture_et_synthese.pdf", "-l", "1", "-layout")
    assert "1 fois, dont 1 dans les souhaits" in cover


def test_a_hole_of_eleven_days_is_told_everywhere(texts, whole, reader):
    synthesis, chronology, piece = texts
    assert "11 jours 7 h" in synthesis
    assert "11 jours entiers : « pas de relevé »" in synthesis
    assert "aucun relevé" in synthesis  # the week in the picture
    assert "PAS DE RELEVÉ pendant 11 jours 7 h" in chronology
    assert chronology.count("pas de relevé") >= 11  # a line for each day
    assert "11 : « pas de relevé »" in piece
    assert "11 jours 7 h" in reader.text(whole.folder / "00_couverture_et_synthese.pdf", "-l", "1")


def test_failed_checks_are_told_everywhere_and_stay_out_of_the_shares(texts, whole):
    synthesis, chronology, piece = texts
    failed = len(whole.data.errors)
    assert f"Relevés sans réponse : {failed}" in synthesis
    assert "hors statistique" in synthesis
    assert chronology.count("site en panne") == whole.data.totals.kinds["maintenance"]
    assert f"{failed} relevés sur" in piece
    assert "délai d’attente dépassé" in piece


def test_a_clock_jump_is_told_everywhere(texts):
    synthesis, chronology, piece = texts
    assert "Sauts de l’horloge de l’ordinateur : 1" in synthesis
    assert "−3 600 s" in synthesis
    assert "HORLOGE : le jeudi 17 septembre 2026" in chronology
    assert "−3 600 s" in piece


def test_what_was_deleted_is_told_everywhere(texts):
    synthesis, chronology, piece = texts
    assert "Contenus supprimés depuis : 2" in synthesis
    assert "SUPPRESSION" in chronology
    assert "2 : 12, 13" in piece


def test_by_hand_is_marked_as_such_everywhere(texts, whole, reader):
    synthesis, chronology, _ = texts
    assert "tentatives à la main 1" in synthesis
    assert chronology.count("À LA MAIN (entrée") == 3
    steps = reader.text(next(whole.folder.glob("*_tentatives_et_demarches.pdf")))
    assert steps.count("à la main") >= 3
    assert "1A 234 567 8901 2" in steps


def test_no_parameter_can_leave_anything_out():
    switches = set(inspect.signature(building.build).parameters) | set(inspect.signature(Order).parameters)
    assert switches == {
        *("data", "order", "target", "screens", "force", "progress"),
        *("person", "prefecture", "secrets", "user_agent", "contact", "first"),
    }


def test_a_page_of_synthesis_stays_one_page_whatever_there_is_to_tell(maker, order, words, tmp_path, reader):
    for n in range(0, 2000, 30):
        maker.check(words.SINCE + timedelta(hours=n), "available" if n % 60 else "no_slot", "x" * 200)
    line = maker.lines[1]
    slots = tuple(Slot(place="guichet " + "très long " * 30 + str(n)) for n in range(9))
    seen = [Sighting(line.number, line.number, line.at, line.at, slots, wanted=True)] * 40
    jumps = [ClockJump(n, line.at + timedelta(hours=n), 4000.0 * n) for n in range(1, 30)]
    gone = [Deletion(900 + n, line.at, "owner", tuple(range(200))) for n in range(30)]
    data = maker.data(sightings=tuple(seen), jumps=tuple(jumps), deletions=tuple(gone), late=12)
    build(data, order, tmp_path / "pack")
    path = tmp_path / "pack" / "00_couverture_et_synthese.pdf"
    assert len(PdfReader(path).pages) == 2
    text = " ".join(reader.text(path, "-f", "2").split())
    assert "Places vues : 40 fois" in text
    assert "et 37 autres" in text
    assert "12 relevés de la période datent d’avant la chaîne scellée" in text
    assert reader.outside(path) == []


def test_a_year_still_fits_the_picture_on_its_page(maker, order, words, tmp_path, reader):
    end = words.SINCE + timedelta(days=365)
    for n in range(0, 365 * 24, 40):
        maker.check(words.SINCE + timedelta(hours=n))
    build(maker.data(until=end), order, tmp_path / "pack")
    path = tmp_path / "pack" / "00_couverture_et_synthese.pdf"
    assert len(PdfReader(path).pages) == 2
    assert reader.outside(path) == []


def test_looks_without_any_answer_prove_nothing_and_the_synthesis_says_so(maker, order, words, tmp_path, reader):
    maker.check(words.SINCE + timedelta(hours=9), "maintenance", "HTTP 503")
    build(maker.data(), order, tmp_path / "pack")
    text = " ".join(reader.text(tmp_path / "pack" / "00_couverture_et_synthese.pdf", "-f", "2").split())
    assert "rien n’en résulte" in text


def test_the_two_half_past_twos_of_an_october_night_can_be_told_apart(maker, order, words, tmp_path, reader):
    night = datetime(2026, 10, 25, 0, 30, tzinfo=words.SINCE.tzinfo)
    maker.check(night)
    maker.check(night + timedelta(hours=1))
    build(maker.data(), order, tmp_path / "pack")
    text = reader.text(tmp_path / "pack" / "01_chronologie.pdf", "-layout")
    assert "25/10/2026 02:30:00 +02:00" in text
    assert "25/10/2026 02:30:00 +01:00" in text


def test_a_damaged_page_is_named_and_not_hidden(maker, order, words, tmp_path, reader):
    maker.check(words.SINCE + timedelta(hours=9))
    damaged = maker.capture(words.page("one"))
    maker.check(words.SINCE + timedelta(hours=10))
    missing = maker.capture(words.page("two"))
    maker.check(words.SINCE + timedelta(hours=11))
    gone = maker.capture(words.page("three"))
    maker.captures[2] = replace(gone, deleted=True)
    maker.bodies[damaged.page.sha256] = b"changed"
    del maker.bodies[missing.page.sha256]
    pack = build(maker.data(), order, tmp_path / "pack")
    text = " ".join(reader.text(pack.folder / "02_captures_2026-09.pdf").split())
    assert text.count("absente ou endommagée") == 2
    assert "supprimée depuis" in text
    proof = reader.text(next(pack.folder.glob("*_integrite.pdf")))
    assert damaged.page.sha256 in proof
    assert missing.page.sha256 in proof
    assert pack.pages.missing == {damaged.page.sha256, missing.page.sha256}
