"""Files that people add: what they claim to be, and of any name."""

import os

import pytest

from slotwatch.evidence.attachments import MOST, BadFileError, safe_name, take

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(50) + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + bytes(100) + b"\xff\xd9"
PDF = b"%PDF-1.7\n" + bytes(100) + b"\n%%EOF\n"
EML = b"From: personne@example.org\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\nSubject: rdv\r\n\r\nBonjour\r\n"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("shot.png", PNG, "png"),
        ("photo.JPG", JPEG, "jpeg"),
        ("photo.jpeg", JPEG, "jpeg"),
        ("lettre.pdf", PDF, "pdf"),
        ("mail.eml", EML, "eml"),
        ("note.txt", "vu à 9 h".encode(), "text"),
    ],
)
def test_what_a_file_claims_is_proved(tmp_path, name, content, kind):
    (tmp_path / name).write_bytes(content)
    taken = take(tmp_path / name)
    assert (taken.attachment.kind, taken.attachment.length, taken.content) == (kind, len(content), content)
    assert taken.attachment.name == name


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("shot.png", JPEG, "is a JPEG, although its name ends in .png"),
        ("shot.jpg", PNG, "is a PNG, although"),
        ("lettre.pdf", b"<html>", "is no image or document of its kind"),
        ("lettre.pdf", b"PK\x03\x04....", "is a ZIP or an office file"),
        ("shot.png", PNG[:40], "is cut short"),
        ("lettre.pdf", PDF[:60], "is cut short"),
        ("photo.jpg", JPEG[:-2], "is cut short"),
        ("photo.jpg", b"\0\0\0\x18ftypheic" + bytes(40), "save it as JPEG"),
        ("IMG_1.heic", b"\0\0\0\x18ftypheic" + bytes(40), "save it as JPEG"),
        ("mail.eml", b"nothing of a mail", "is no e-mail"),
        ("mail.eml", PDF, "is a PDF"),
        ("note.txt", b"\xff\xfe\x00v", "is no text in UTF-8"),
        ("note.txt", b"a\0b", "is no text in UTF-8"),
        ("film.mp4", b"\0\0\0\x18ftypmp42", "is of a kind that is not taken"),
        ("setup.exe", b"MZ", "is of a kind that is not taken"),
        ("noname", PNG, "is of a kind that is not taken"),
        ("empty.png", b"", "is empty"),
    ],
)
def test_what_is_not_what_it_claims_is_refused_in_one_line(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadFileError) as refused:
        take(tmp_path / name)
    assert words in str(refused.value)
    assert name in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
    assert (tmp_path / name).read_bytes() == content


def test_a_hundred_megabytes_are_refused_without_being_read(tmp_path):
    path = tmp_path / "shot.png"
    with path.open("wb") as file:
        file.write(PNG)
        file.truncate(100_000_000)
    with pytest.raises(BadFileError, match="100 MB is more than 25 MB"):
        take(path)
    assert MOST == 25_000_000


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    for path in (tmp_path / "pipe.png", tmp_path, tmp_path / "absent.png", tmp_path / "nul\0.png"):
        with pytest.raises(BadFileError):
            take(path)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("capture d'écran 2026-11-25 à 09:30.png", "capture_d_écran_2026-11-25_à_09_30.png"),
        ("../../etc/passwd.txt", "_.._etc_passwd.txt"),
        ("...hidden.png", "hidden.png"),
        ("a\nb\t\x1b[31m.png", "a_b_31m.png"),
        ("%s{x}&<b>.pdf", "_s_x_b_.pdf"),
        ("", "file"),
        ("😀.png", "_.png"),
        ("e\u0301.png", "é.png"),
        ("\udcff.png", "_.png"),
    ],
)
def test_odd_names_are_kept_safely(name, safe):
    assert safe_name(name) == safe


def test_long_names_keep_their_ending():
    assert safe_name("x" * 300 + ".png") == "x" * 76 + ".png"
    assert len(safe_name("x" * 300)) == 80


def test_a_file_whose_name_is_no_utf8_can_be_added(tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"shot-\xff.png")  # noqa: PTH118 - bytes
    with open(path, "wb") as file:  # noqa: PTH123 - bytes
        file.write(PNG)
    from pathlib import Path

    assert take(Path(os.fsdecode(path))).attachment.name == "shot-_.png"
