import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.fetch.charset import decode

NO = "Aucun créneau disponible, désolé à 8 h — l’équipe, 5 €"
HTML = "text/html"


def test_utf_8_is_read_without_being_declared():
    assert decode(NO.encode(), HTML) == NO


def test_windows_1252_is_read_without_being_declared():
    assert decode(NO.encode("cp1252"), HTML) == NO


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO-8859-1", "latin1", "us-ascii", "windows-1252", "x-cp1252"])
def test_latin_1_and_its_kin_are_read_as_windows_1252(label):
    assert decode(NO.encode("cp1252"), f"text/html; charset={label}") == NO


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html;charset=iso-8859-15",
        'text/html; charset="ISO-8859-15"',
        "text/html; Charset = 'iso-8859-15'; x=1",
    ],
)
def test_the_header_declares_however_it_is_written(content_type):
    assert decode("5 € œuvre".encode("iso-8859-15"), content_type) == "5 € œuvre"


@pytest.mark.parametrize(
    "label", ["utf-8859", "", "x" * 500, "hex", "base64", "rot13", "undefined", "é", "a\0b", ".."]
)
def test_a_charset_that_does_not_exist_counts_as_none(label):
    assert decode(NO.encode(), f"text/html; charset={label}") == NO


@pytest.mark.parametrize("label", ["utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape"])
def test_a_codec_that_is_no_charset_of_a_page_counts_as_none(label):
    assert decode(rb"a\u00e9+AOk-", f"text/html; charset={label}") == r"a\u00e9+AOk-"


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="iso-8859-15">',
        "<META CHARSET=iso-8859-15/>",
        "<meta name=x charset='iso-8859-15'>",
        '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15">',
    ],
)
def test_a_meta_declares_when_the_header_does_not(meta):
    assert decode(f"<html>{meta}5 €".encode("iso-8859-15"), HTML) == f"<html>{meta}5 €"


def test_the_header_comes_before_the_meta():
    page = '<meta charset="iso-8859-15">5 €'
    assert decode(page.encode("cp1252"), "text/html; charset=windows-1252") == page


def test_an_unknown_header_leaves_the_word_to_the_meta():
    page = '<meta charset="iso-8859-15">5 €'
    assert decode(page.encode("iso-8859-15"), "text/html; charset=utf-8859") == page


def test_a_meta_after_the_first_2048_bytes_is_not_looked_for():
    page = " " * 2048 + '<meta charset="iso-8859-15">é€'
    assert decode(page.encode(), HTML) == page


def test_a_meta_that_says_utf_16_can_not_be_true():
    page = "<meta charset=utf-16>é"
    assert decode(page.encode(), HTML) == page


def test_a_declaration_that_the_bytes_contradict_counts_as_none():
    assert decode(NO.encode("cp1252"), "text/html; charset=utf-8") == NO
    assert decode(NO.encode(), "text/html; charset=shift_jis") == NO


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_comes_before_everything_and_is_not_text(mark, codec):
    assert decode(mark + NO.encode(codec), "text/html; charset=iso-8859-1") == NO


def test_utf_16_without_a_mark_is_little_endian_as_in_browsers():
    assert decode(NO.encode("utf-16-le"), "text/html; charset=utf-16") == NO


def test_one_rotten_byte_does_not_spoil_the_accents_of_the_page():
    assert decode(NO.encode() + b"\xff", "text/html; charset=utf-8") == NO + "\ufffd"


def test_bytes_that_windows_1252_does_not_know_are_replaced():
    assert decode(b"caf\xe9 \x81") == "café \ufffd"


@pytest.mark.parametrize("content_type", ["", "text/html; charset=utf-8"])
def test_a_character_cut_in_two_by_the_size_limit_is_left_out(content_type):
    assert decode("créé".encode()[:-1], content_type, truncated=True) == "cré"


def test_an_empty_body_is_empty_text():
    assert decode(b"") == ""


@given(st.binary(max_size=300), st.text(max_size=40), st.booleans())
def test_no_bytes_and_no_header_make_it_raise_or_give_text_that_no_file_takes(body, content_type, truncated):
    for header in (content_type, f"text/html; charset={content_type}"):
        decode(body, header, truncated=truncated).encode()


@given(st.binary(max_size=100), st.sampled_from(["utf-8", "utf-16", "utf-32", "shift_jis", "gb18030", "cp037"]))
def test_a_declared_charset_never_makes_binary_bytes_raise(body, label):
    decode(body, f"text/html; charset={label}").encode()
