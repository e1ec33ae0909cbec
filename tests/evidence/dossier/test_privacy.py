"""The name is on the cover alone; no secret, cookie or telephone number is anywhere in the pack."""

import gzip
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader

from slotwatch.evidence.data import ChainLine
from slotwatch.evidence.dossier.build import build
from slotwatch.evidence.dossier.masking import Masking

PHONE = re.compile(r"06[ .]?12[ .]?34[ .]?56[ .]?78")


def _everything(folder, reader):
    """All text of the pack, by file: PDFs as read, archives unpacked; and the bytes of every file."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield path.name, path.read_bytes().decode("latin-1")
        if path.suffix == ".pdf" and "document_joint_" not in path.name:
            yield path.name, reader.text(path)
            yield path.name, str(PdfReader(path).metadata)
        elif path.suffix == ".zip":
            archive = zipfile.ZipFile(path)
            for name in archive.namelist():
                yield f"{path.name}/{name}", archive.read(name).decode("utf-8", "replace")
        elif path.suffix == ".gz":
            yield path.name, gzip.decompress(path.read_bytes()).decode()
        elif path.suffix in {".txt", ".csv"}:
            yield path.name, path.read_text("utf-8")


def test_the_name_is_on_the_cover_alone(whole, reader, words):
    holders = {name for name, text in _everything(whole.folder, reader) if words.PERSON in text}
    assert holders == {"00_couverture_et_synthese.pdf"}
    pages = [page.extract_text() for page in PdfReader(whole.folder / "00_couverture_et_synthese.pdf").pages]
    assert [words.PERSON in page for page in pages] == [True, False]


def test_no_part_of_the_name_is_in_what_the_person_wrote(whole, reader):
    for name, text in _everything(whole.folder, reader):
        if name != "00_couverture_et_synthese.pdf":
            assert not re.search(r"tiémoko|fictif", text, re.IGNORECASE), name


def test_no_telephone_number_is_anywhere(whole, reader):
    for name, text in _everything(whole.folder, reader):
        assert not PHONE.search(text), name


def test_no_secret_is_anywhere_wherever_it_slipped_in(maker, order, words, reader, tmp_path):
    secret = words.SECRET
    line = maker.check(
        words.SINCE + timedelta(hours=9), sentence=f"erreur {secret}", url=f"{words.URL}&jeton={secret}"
    )
    maker.capture(words.page(f"greets {secret}"), line)
    maker.motive = replace(maker.motive, url=f"{words.URL}&jeton={secret}")
    attempt = maker.by_hand(
        words.SINCE + timedelta(hours=20),
        "attempt",
        "none",
        note=f"mot de passe {secret}",
        files=(maker.attach("note.txt", "text", f"voici {secret}, 06 12 34 56 78".encode()),),
    )
    lines = [ChainLine(1, "aa" * 32, f'{{"url":"{secret}"}}'.encode()), ChainLine(2, "bb" * 32, b'{"clean":1}')]
    data = maker.data(by_hand=(attempt,), chain=lambda: iter(lines))
    pack = build(data, replace(order, user_agent=f"slotwatch ({secret})"), tmp_path / "pack")
    for name, text in _everything(pack.folder, reader):
        assert secret not in text, name
        assert not PHONE.search(text), name
    assert len(pack.pages.private) == 1
    chain = gzip.decompress((pack.folder / "verification" / "chaine.jsonl.gz").read_bytes()).decode().splitlines()
    assert '"kept_back": true' in chain[0]
    assert "aa" * 32 in chain[0]
    assert chain[1] == '{"clean":1}'


def test_the_persons_contact_address_is_not_printed(whole, reader):
    for name, text in _everything(whole.folder, reader):
        assert "moi@example.org" not in text, name


@pytest.mark.parametrize(
    "written",
    [
        "06 12 34 56 78",
        "06.12.34.56.78",
        "0612345678",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033612345678",
    ],
)
def test_a_telephone_number_is_masked_in_every_spelling(order, written):
    assert Masking(order).text(f"appelez le {written}.") == "appelez le [téléphone masqué]."


@pytest.mark.parametrize("text", ["1A 234 567 8901 2", "2026-09-01 04:00:00", "ab06123456789cd", "guichet 0612"])
def test_what_is_no_telephone_number_stays(order, text):
    assert Masking(order).text(text) == text


@pytest.mark.parametrize("written", ["Tiémoko", "TIEMOKO", "exemple-fictif", "Exemple-Fictif Tiémoko"])
def test_a_part_of_the_name_is_masked_in_notes(order, written):
    masked = Masking(order).note(f"lettre de {written} hier")
    assert "nom masqué" in masked
    assert "fictif" not in masked.lower()
    assert "tiemoko" not in masked.lower()


def test_a_common_word_of_the_site_is_no_name(order, words):
    masking = Masking(replace(order, person="Le Saint Martin"))
    assert masking.text("Mairie de Saint-Martin, le lundi") == "Mairie de Saint-Martin, le lundi"


def test_tokens_in_an_address_are_masked_and_its_rest_stays(order):
    url = Masking(order).url("https://a.example/x?token=abc123&planning=12#/motif/3")
    assert url == "https://a.example/x?token=[masqué]&planning=12#/motif/3"
