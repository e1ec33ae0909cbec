import unicodedata

import pytest

from slotwatch.config import addresses
from slotwatch.config.values import BadValue


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://www.prefecture.example/a?b=c#d", "https://www.prefecture.example/a?b=c#d"),
        ("HTTP://www.prefecture.example", "http://www.prefecture.example/"),
        ("https://www.prefecture.example?x", "https://www.prefecture.example/?x"),
        ("http://[::1]:8080/a@b", "http://[::1]:8080/a@b"),
    ],
)
def test_web_addresses_are_read_with_their_path_spelt_out(written, read):
    assert addresses.web_address(written) == read


@pytest.mark.parametrize(
    "written",
    ["", "www.prefecture.example", "ftp://a.example/", "file:///etc/passwd", "https://", "https:///a", "https://:80/",
     "https://a.example:port/", "https://a.example:99999/", "https://[a.example/", "https://a b.example/",
     "https://a.example/\n", "https://me:pw@a.example/", "https://me@a.example/", "https://a.example\\@127.0.0.1/",
     "https://a.example/" + "a" * 2000, "javascript:alert(1)", 1, None, ["https://a.example/"]],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(written):
    with pytest.raises(BadValue):
        addresses.web_address(written)


@pytest.mark.parametrize(
    "written", ["moi@example.org", "first.last+rdv@mail.example.org", "https://example.org/me"]
)
def test_contacts_are_read(written):
    assert addresses.contact(written) == written


@pytest.mark.parametrize(
    "written",
    ["", "moi", "moi@", "@example.org", "moi@localhost", "moi@example.org\r\nX: y", "moi@example.org)",
     "a b@example.org", "https://example.org/(x)", "https://exämple.org/", "x" * 200 + "@example.org", 1, None],
)  # fmt: skip
def test_what_cannot_stand_in_a_user_agent_is_refused(written):
    with pytest.raises(BadValue):
        addresses.contact(written)


@pytest.mark.parametrize("written", ["renouvellement", "préfecture-94", "A_b-1", "x" * 64])
def test_names_are_read(written):
    assert addresses.name(written) == written


def test_a_name_typed_with_separate_accents_is_the_same_name():
    assert addresses.name(unicodedata.normalize("NFD", "préfecture")) == "préfecture"


@pytest.mark.parametrize(
    "written", ["", " ", "a b", "a/b", "..", "a.b", "a\n", "x" * 65, "é\u0301", "😀", 1, None]
)
def test_what_cannot_be_a_name_is_refused(written):
    with pytest.raises(BadValue):
        addresses.name(written)


@pytest.mark.parametrize(
    ("written", "hint"),
    [("FR", "fr"), ("French", "fr"), ("français", "fr"), ("English", "en"), ("anglais", "en"), ("de", "")],
)
def test_another_word_for_a_language_is_told_the_right_one(written, hint):
    with pytest.raises(BadValue) as caught:
        addresses.language(written)
    assert caught.value.hint == (f'Did you mean "{hint}"?' if hint else "")
