"""cookies.txt as browsers' extensions, curl and wget write it.  Every value here is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.fetch.cookies import Cookie
from slotwatch.fetch.netscape import NotNetscape, read, select

NOW = 1_800_000_000


def line(*fields):
    return "\t".join(fields)


PLAIN = line("www.example.org", "FALSE", "/rdv", "TRUE", "0", "JSESSIONID", "abc.noeud1")


def test_a_line_gives_every_field_its_meaning():
    text = line("#HttpOnly_.Example.org", "TRUE", "/rdv", "TRUE", "1900000000", "id", 'a=b"c d"')
    assert read(text) == (
        Cookie("id", 'a=b"c d"', "example.org", "/rdv", False, secure=True, http_only=True, expires=1900000000),
    )


def test_comments_empty_lines_and_a_byte_order_mark_are_no_cookies():
    text = "\ufeff# Netscape HTTP Cookie File\r\n# https://example.org/spec\r\n\r\n   \r\n" + PLAIN + "\r\n"
    assert [c.name for c in read(text)] == ["JSESSIONID"]


@pytest.mark.parametrize("expiry", ["0", "-1", "", " ", "0.0"])
def test_every_way_to_write_a_session_cookie_means_no_expiry(expiry):
    assert read(line("a.example", "FALSE", "/", "FALSE", expiry, "n", "v"))[0].expires is None


def test_an_expiry_with_a_fraction_is_a_number_of_seconds():
    assert read(line("a.example", "FALSE", "/", "FALSE", "1900000000.75", "n", "v"))[0].expires == 1900000000


@pytest.mark.parametrize("fields", [("n", ""), ("n",)])
def test_an_empty_value_may_come_without_its_tab(fields):
    assert read(line("a.example", "FALSE", "/", "FALSE", "0", *fields))[0].value == ""


@pytest.mark.parametrize(
    ("domain", "below", "alone"),
    [
        ("a.example", "FALSE", True),
        (".a.example", "TRUE", False),
        ("a.example", "true", False),
        (".a.example", "FALSE", False),
    ],
)
def test_hosts_below_get_it_when_the_flag_or_the_dot_says_so(domain, below, alone):
    assert read(line(domain, below, "/", "FALSE", "0", "n", "v"))[0].host_only is alone


def test_every_odd_line_is_named_in_one_error_and_none_is_quoted():
    text = "\n".join(
        [
            "# Netscape HTTP Cookie File",
            PLAIN,
            "s3cr3t",
            line("a.example", "PERHAPS", "/", "FALSE", "0", "n", "s3cr3t"),
            line("a.example", "FALSE", "/", "yes", "0", "n", "s3cr3t"),
            line("a.example", "FALSE", "/", "FALSE", "tomorrow", "n", "s3cr3t"),
            line("", "FALSE", "/", "FALSE", "0", "n", "s3cr3t"),
            line("a.example", "FALSE", "rdv", "FALSE", "0", "n", "s3cr3t"),
            line("a.example", "FALSE", "/", "FALSE", "0", "n", "s3cr3t; Domain=x"),
            line("a.example", "FALSE", "/", "FALSE", "0", "n", "s3cr3t", "more"),
            PLAIN,
        ]
    )
    with pytest.raises(NotNetscape) as refused:
        read(text)
    words = str(refused.value)
    assert "s3cr3t" not in words
    assert "\n" not in words
    for number, why in (
        (3, "1 field instead of 7"),
        (4, "second field"),
        (5, "fourth field"),
        (6, "fifth field"),
        (7, "first field"),
        (8, "third field"),
        (9, "no cookie can hold"),
        (10, "8 fields instead of 7"),
    ):
        assert f"line {number}: " in words
        assert why in words
    assert "line 2:" not in words
    assert "line 11:" not in words


def test_a_long_list_of_odd_lines_is_cut_and_counted():
    with pytest.raises(NotNetscape, match=r"line 10: .*; and 15 more \(a line has seven fields"):
        read("odd\n" * 25)


def test_the_other_form_that_extensions_write_is_recognised():
    with pytest.raises(NotNetscape, match=r"looks like JSON: export as cookies\.txt"):
        read('[\n  {"domain": "www.example.org", "name": "a", "value": "s3cr3t"}\n]')


@pytest.mark.parametrize("text", ["", "\n\n", "# Netscape HTTP Cookie File\n"])
def test_a_file_without_a_cookie_says_what_to_do(text):
    with pytest.raises(NotNetscape, match="export again while the site is open"):
        read(text)


def test_only_what_a_browser_would_send_to_the_host_is_taken_and_the_rest_is_counted():
    cookies = [
        Cookie("mine", "1", "www.example.org"),
        Cookie("wide", "2", "example.org", host_only=False, expires=NOW + 1),
        Cookie("narrow", "3", "example.org"),
        Cookie("other", "4", "elsewhere.example"),
        Cookie("", "5", "www.example.org"),
        Cookie("old", "6", "www.example.org", expires=NOW),
        Cookie("mine", "7", "www.example.org"),
    ]
    chosen = select(cookies, "WWW.example.org:8443", NOW)
    assert {c.name: c.value for c in chosen.taken} == {"mine": "7", "wide": "2"}
    assert (chosen.foreign, chosen.expired) == (3, 1)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "127.0.0.1", "[::1]:8080"])
def test_a_bare_address_is_a_host_too(host):
    cookies = [Cookie("a", "1", "127.0.0.1"), Cookie("a", "1", "::1")]
    assert len(select(cookies, host, NOW).taken) == 1


@given(st.text())
def test_no_text_makes_it_raise_anything_else(text):
    try:
        words = " ".join(cookie.name for cookie in read(text))
    except NotNetscape as refused:
        words = str(refused)
    assert "\n" not in words


@given(
    st.lists(
        st.builds(
            Cookie,
            st.from_regex(r"[A-Za-z0-9_.-]{1,12}", fullmatch=True),
            st.from_regex(r"[A-Za-z0-9+/=%\" -]{0,20}", fullmatch=True),
            st.sampled_from(["a.example", "b.a.example"]),
            st.sampled_from(["/", "/rdv"]),
            st.booleans(),
            st.booleans(),
            st.booleans(),
            st.none() | st.integers(1, 2**40),
        ),
        min_size=1,
    )
)
def test_what_is_written_in_this_form_is_read_back(cookies):
    text = "\n".join(
        line(
            ("#HttpOnly_" if c.http_only else "") + ("" if c.host_only else ".") + c.domain,
            "FALSE" if c.host_only else "TRUE",
            c.path,
            "TRUE" if c.secure else "FALSE",
            str(c.expires or 0),
            c.name,
            c.value,
        )
        for c in cookies
    )
    assert read(text) == tuple(cookies)
