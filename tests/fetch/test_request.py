import pytest
from yarl import URL

from slotwatch.contract import LookFailed
from slotwatch.fetch.request import Request, getting, posting
from slotwatch.model import Cause


def test_http_and_https_of_one_site_share_a_lane():
    lanes = {
        Request("GET", URL(url)).lane for url in ("http://WWW.exemple.test/a", "https://www.exemple.test:443/b")
    }
    assert lanes == {"www.exemple.test"}


@pytest.mark.parametrize(
    ("url", "lane"),
    [("http://a.test:8080/", "a.test:8080"), ("http://[::1]:81/", "[::1]:81"), ("https://a.test./", "a.test")],
)
def test_another_port_is_another_lane(url, lane):
    assert Request("GET", URL(url)).lane == lane


def test_the_url_shown_has_no_user_no_password_and_no_fragment():
    assert Request("GET", URL("https://me:secret@a.test:8443/x?y=1#z")).shown == "https://a.test:8443/x?y=1"


@pytest.mark.parametrize(
    "url", ["", "/x", "ftp://a.test/", "mailto:a@b.test", "http:///x", "http://[::1/", "http://a:99999/"]
)
def test_an_address_that_is_not_of_the_web_is_a_look_that_failed(url):
    with pytest.raises(LookFailed) as failure:
        getting(url, None)
    assert failure.value.outcome.cause is Cause.PROTOCOL
    assert failure.value.outcome.detail.startswith("not a web address")


def test_a_form_is_urlencoded_in_its_own_order():
    request = posting("http://a.test/", [("b", "1"), ("a", "é &"), ("b", "2")], None, None)
    assert request.body == b"b=1&a=%C3%A9+%26&b=2"
    assert request.headers == {"Content-Type": "application/x-www-form-urlencoded"}


def test_the_content_type_of_the_caller_stays():
    request = posting("http://a.test/", [("b", "1")], None, {"content-type": "text/plain"})
    assert request.headers == {"content-type": "text/plain"}


def test_a_body_is_sent_as_it_stands():
    request = posting("http://a.test/", None, "callCount=1\npage=é", {"Content-Type": "text/plain"})
    assert request.body == "callCount=1\npage=é".encode()


def test_form_and_body_together_are_refused():
    with pytest.raises(ValueError, match="form or body, not both"):
        posting("http://a.test/", [], "x", None)


def test_nobody_puts_on_another_name():
    assert getting("http://a.test/", {"user-AGENT": "Mozilla", "Referer": "r"}).headers == {"Referer": "r"}
