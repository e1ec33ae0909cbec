"""The person's own files: printed, joined as they are, or plainly said to be missing."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from slotwatch.evidence.data import Attachment
from slotwatch.evidence.dossier import attached, mails
from slotwatch.evidence.dossier.build import build


@pytest.fixture
def with_file(maker, order, words, tmp_path):
    """Build a pack with one attempt that holds these files."""

    def make(*files, **more):
        maker.check(words.SINCE + timedelta(hours=9))
        at = words.SINCE + timedelta(hours=20)
        attempt = maker.by_hand(at, "attempt", "none", files=files, **more)
        return build(maker.data(by_hand=(attempt,)), order, tmp_path / "pack").folder

    return make


def test_a_pdf_is_a_piece_of_its_own_byte_for_byte(whole):
    [path] = whole.folder.glob("*_document_joint_entree_*.pdf")
    file = whole.data.by_hand[2].files[0]
    assert path.read_bytes() == whole.data.body(file.sha256)


def test_an_e_mail_is_printed_with_its_headers_and_without_its_telephone(whole, reader):
    text = " ".join(reader.text(next(whole.folder.glob("*_documents_joints.pdf")), "-layout").split())
    assert "pref-sejour@prefecture.example" in text
    assert "Objet Rendez-vous refusé" in text
    assert "je ne trouve aucun rendez-vous depuis septembre." in text
    assert "[téléphone masqué]" in text


def test_a_picture_loses_what_the_camera_wrote_into_it(maker, with_file):
    image = Image.new("RGB", (900, 700), "orange")
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONEMAKER"
    exif[0x0112] = 6
    file = BytesIO()
    image.save(file, "JPEG", exif=exif)
    folder = with_file(maker.attach("photo.jpg", "jpeg", file.getvalue()))
    path = next(folder.glob("*_documents_joints.pdf"))
    assert b"SECRETPHONEMAKER" not in path.read_bytes()
    [printed] = PdfReader(path).pages[0].images
    assert printed.image.height > printed.image.width  # upright, as the camera meant it
    assert all("SECRETPHONEMAKER" not in str(part) for part in printed.image.info.values())


@pytest.mark.parametrize(
    ("name", "kind", "body", "why"),
    [
        ("lettre.pdf", "pdf", b"<html>", "ce n’est pas un PDF"),
        ("ecran.png", "png", b"not a picture", "l’image ne peut être lue"),
        ("grand.pdf", "pdf", b"%PDF-1.4" + bytes(attached.LARGEST_PDF), "trop volumineux"),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_named_and_stays_out(maker, with_file, reader, name, kind, body, why):
    folder = with_file(maker.attach(name, kind, body))
    text = " ".join(reader.text(next(folder.glob("*_tentatives_et_demarches.pdf"))).split())
    assert why in text
    assert name in text
    assert not list(folder.glob("*_document_joint_*"))


def test_a_damaged_or_deleted_file_is_said_to_be_so(maker, with_file, reader, words):
    folder = with_file(Attachment("perdu.png", "png", words.digest(b"lost"), 4))
    text = " ".join(reader.text(next(folder.glob("*_tentatives_et_demarches.pdf"))).split())
    assert "absent ou endommagé" in text


def test_files_deleted_by_the_person_are_said_to_be_so(maker, with_file, reader):
    folder = with_file(maker.attach("un.txt", "text", b"x"), deleted=True)
    text = " ".join(reader.text(next(folder.glob("*_tentatives_et_demarches.pdf"))).split())
    assert "supprimé depuis, à la demande de la personne" in text


def test_odd_names_do_no_harm(maker, with_file, reader):
    folder = with_file(
        maker.attach("../../étrange & <b>nom</b> 100 %.png.txt", "text", "Texte à lire.\n\n<i>brut</i>".encode())
    )
    text = " ".join(reader.text(next(folder.glob("*_documents_joints.pdf"))).split())
    assert "<b>nom</b>" in text
    assert "<i>brut</i>" in text


def test_an_html_e_mail_is_read_as_text():
    headers, lines = mails.read(
        b"From: a@example.org\r\nContent-Type: text/html; charset=no-such\r\n\r\n"
        b"<p>Bonjour</p><p>Merci &amp; fin</p>"
    )
    assert headers == [("De", "a@example.org")]
    assert [line.strip() for line in lines if line.strip()] == ["Bonjour", "Merci & fin"]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"Subject: =?x?q?=?=\r\n\r\n", b"To: <<<>>,,\r\nDate: x\r\n"]
)
def test_a_broken_e_mail_still_gives_something(content):
    headers, lines = mails.read(content)
    assert isinstance(headers, list)
    assert isinstance(lines, list)


def test_a_text_too_long_to_print_says_so():
    lines = list(mails.paragraphs("x" * 20_000))
    assert lines[-1].startswith("[… 8000 caractères de plus")
