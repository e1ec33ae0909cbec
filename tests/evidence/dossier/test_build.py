"""The pack as a court's clerk and a lawyer meet it, opened by readers that have nothing to do with its maker."""

import re
import subprocess
import zipfile
from dataclasses import replace

import pytest
from pypdf import PdfReader

from slotwatch.evidence.dossier.build import build, steps_of
from slotwatch.evidence.dossier.order import Order, PackError

TELERECOURS = re.compile(r"\d\d_[A-Za-z0-9_-]+\.pdf")


def _own(whole):
    """The PDFs that slotwatch wrote: those that the person added are theirs."""
    return sorted(path for path in whole.folder.glob("*.pdf") if "document_joint_" not in path.name)


def test_every_file_has_a_name_that_telerecours_takes(whole):
    names = sorted(path.name for path in whole.folder.glob("*.pdf"))
    assert names[:3] == ["00_couverture_et_synthese.pdf", "01_chronologie.pdf", "02_captures_2026-09.pdf"]
    assert all(TELERECOURS.fullmatch(name) and len(name) <= 80 for name in names)
    assert [int(name[:2]) for name in names] == list(range(len(names)))


def test_the_inventory_names_every_piece_in_order(whole):
    lines = (whole.folder / "00_inventaire.txt").read_text("utf-8").splitlines()
    named = [line.split()[:2] for line in lines if re.match(r"\d\d  ", line)]
    assert named == [[path.name[:2], path.name] for path in sorted(whole.folder.glob("*.pdf"))]


def test_the_first_piece_takes_the_number_of_the_lawyers_inventory(three_months, words, tmp_path):
    pack = build(three_months, Order(words.PERSON, first=7), tmp_path / "pack")
    assert [piece.number for piece in pack.pieces] == list(range(7, 7 + len(pack.pieces)))
    assert (tmp_path / "pack" / "07_chronologie.pdf").exists()


def test_every_piece_has_bookmarks_under_the_same_rule_as_names(whole):
    for path in _own(whole):
        outline = list(_flat(PdfReader(path).outline))
        assert outline, path.name
        for title in outline:
            assert len(title) <= 80
            assert title.isascii()
            assert not set(title) & set("%/&.")
    months = [t for t in _flat(PdfReader(whole.folder / "01_chronologie.pdf").outline) if "2026" in t]
    assert {"septembre 2026", "octobre 2026", "novembre 2026", "mardi 1er septembre 2026"} <= set(months)


def _flat(outline):
    for each in outline:
        if isinstance(each, list):
            yield from _flat(each)
        else:
            yield each.title


def test_bookmarks_lead_to_their_pages(whole):
    reader = PdfReader(whole.folder / "01_chronologie.pdf")
    for entry in [e for part in reader.outline if isinstance(part, list) for e in part]:
        if not isinstance(entry, list):
            text = reader.pages[reader.get_destination_page_number(entry)].extract_text()
            assert entry.title.split()[1] in text


def test_pages_are_counted_and_the_count_is_true(whole, reader):
    for piece in whole.pack.pieces:
        if piece.pages is None:
            continue
        path = whole.folder / piece.name
        assert len(PdfReader(path).pages) == piece.pages
        text = reader.text(path, "-layout")
        for page in (1, piece.pages):
            assert f"page {page} sur {piece.pages}" in text


def test_every_font_is_embedded(whole, reader):
    for path in _own(whole):
        fonts = reader.fonts(path)
        assert fonts
        assert {embedded for _, embedded in fonts} == {"yes"}, path.name
        assert all("Vera" in name for name, _ in fonts)


def test_nothing_reaches_over_the_edge_of_its_page(whole, reader):
    for path in _own(whole):
        assert reader.outside(path) == [], path.name


def test_long_addresses_sentences_and_names_stay_on_their_pages(maker, order, words, reader, tmp_path):
    address = "https://www.prefecture.example/" + "a" * 900 + "?" + "&".join(f"p{n}={n}" * 9 for n in range(40))
    maker.motive = replace(maker.motive, name="renouvellement-" + "x" * 120, url=address)
    for hours in (10, 34):
        line = maker.check(
            words.SINCE + _hours(hours), "unrecognised", "W" * 400 + " " + "mot " * 900, url=address
        )
        maker.capture(words.page("x"), line)
    maker.check(words.SINCE + _hours(58), "unreachable", "timeout: " + "é" * 700)
    pack = build(maker.data(), replace(order, person="Z" * 150, prefecture="P" * 150), tmp_path / "pack")
    for path in pack.folder.glob("*.pdf"):
        assert reader.outside(path) == [], path.name


def _hours(count):
    from datetime import timedelta

    return timedelta(hours=count)


def test_the_text_can_be_searched_letter_by_letter(whole, reader, words):
    text = reader.text(whole.folder / "01_chronologie.pdf", "-layout")
    assert text.count(f"« {words.SENTENCE} »") >= sum(line.outcome == "no_slot" for line in whole.data.checks)
    assert whole.data.checks[0].digest in text
    assert "01/09/2026 06:00:00 +02:00" in text
    assert "2026-09-01 04:00:00" in text
    assert words.URL in text


def test_every_look_has_its_row(whole, reader):
    text = reader.text(whole.folder / "01_chronologie.pdf", "-layout")
    rows = re.findall(r"^\s*(\d+)\s+\d\d/\d\d/2026 \d\d:\d\d:\d\d \+0[12]:00\s+2026", text, re.MULTILINE)
    assert [int(number) for number in rows] == [line.number for line in whole.data.checks]


def test_no_line_begins_with_what_belongs_to_the_word_before(whole, reader):
    for path in _own(whole):
        for line in reader.text(path).splitlines():
            assert not re.match(r"\s*[:;?!»%]", line), (path.name, line)
            assert not line.rstrip().endswith("«"), (path.name, line)


def test_the_pictures_of_the_pages_are_there_and_legible(whole, reader):
    path = whole.folder / "02_captures_2026-09.pdf"
    first = whole.data.captures[0]
    pages = PdfReader(path).pages
    [number] = [n for n, p in enumerate(pages) if p.images and f"Capture {first.number}\n" in p.extract_text()][:1]
    image = pages[number].images[0].image
    assert image.width >= 900
    drawn = reader.picture(path, number + 1, dots=100).convert("RGB")
    blue = sum(count for count, colour in drawn.getcolors(10**7) if colour[2] > 120 and max(colour[:2]) < 30)
    assert blue > 5000  # the head of the page that was captured


def test_a_tall_picture_takes_several_pages_that_overlap(whole):
    tall = whole.data.captures[1].number
    text = [page.extract_text() for page in PdfReader(whole.folder / "02_captures_2026-09.pdf").pages]
    assert sum(f"Capture {tall} - " in page and "(suite)" in page for page in text) >= 2


def test_without_pictures_the_dossier_says_so_and_shows_the_words_of_the_page(
    three_months, order, reader, tmp_path
):
    build(three_months, order, tmp_path / "pack")
    text = reader.text(tmp_path / "pack" / "02_captures_2026-09.pdf")
    assert "Ces captures sont sans image" in text
    assert "Texte de la page autour de la phrase" in text


def test_the_same_data_give_the_same_bytes(maker, order, words, tmp_path):
    for n in range(5):
        maker.check(words.SINCE + _hours(8 + n))
        maker.capture(words.page("x", 3000 + n))
    data = maker.data()
    first, second = (build(data, order, tmp_path / name).folder for name in "ab")
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert len(files) > 10
    for file in files:
        assert (first / file).read_bytes() == (second / file).read_bytes(), file


def test_the_files_say_the_date_of_the_data_and_no_name(whole, words):
    for path in _own(whole):
        information = PdfReader(path).metadata
        assert information.creation_date.year == 2026
        assert information.author == "slotwatch"
        assert words.PERSON not in str(information)


def test_the_list_of_hashes_is_true_and_whole(whole):
    checked = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=whole.folder, capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    listed = {line[66:] for line in (whole.folder / "SHA256SUMS").read_text().splitlines()}
    there = {path.relative_to(whole.folder).as_posix() for path in whole.folder.rglob("*") if path.is_file()}
    assert listed == there - {"SHA256SUMS"}


def test_raw_pages_are_unaltered_and_named_after_their_hash(whole, words):
    archive = zipfile.ZipFile(whole.folder / "verification" / "pages.zip")
    names = archive.namelist()
    assert len(names) == len(whole.data.captures)
    for name in names:
        assert words.digest(archive.read(name)) == name.removesuffix(".html")


def test_progress_is_told_to_its_end(maker, order, words, tmp_path):
    for n in range(3):
        maker.check(words.SINCE + _hours(8 + n))
        maker.capture(words.page("x", 3000 + n))
    told = []
    data = maker.data()
    build(data, order, tmp_path / "pack", progress=lambda: told.append(1))
    assert len(told) == steps_of(data) == 9


def test_an_order_for_nobody_is_refused():
    with pytest.raises(PackError, match="--for"):
        Order("   ")


def test_a_number_of_a_first_piece_that_cannot_be_is_refused():
    with pytest.raises(PackError, match="between 1 and 80"):
        Order("x", first=0)
