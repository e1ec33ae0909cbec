"""The pure parts: which program, which flags, which requests, which causes, which cookies."""

import pytest

from slotwatch.contract import Hop
from slotwatch.fetch.browser import crumbs
from slotwatch.fetch.browser.command import command, environment, wants_sandbox
from slotwatch.fetch.browser.errors import NoBrowserError
from slotwatch.fetch.browser.gatekeeper import FORBIDDEN, SPARED, Gatekeeper
from slotwatch.fetch.browser.network_errors import cause_of
from slotwatch.fetch.browser.program import find, why_missing
from slotwatch.fetch.browser.traffic import Traffic
from slotwatch.fetch.cookies import Cookie
from slotwatch.model import Cause


def here(*names):
    return lambda name: f"/usr/bin/{name}" if name in names else (name if name.startswith("/opt") else None)


def test_the_lightest_browser_that_is_here_is_taken():
    assert find({}, here("google-chrome", "chromium")) == "/usr/bin/chromium"
    assert find({}, here("chromium", "chromium-headless-shell")) == "/usr/bin/chromium-headless-shell"
    assert find({"SLOTWATCH_CHROMIUM": "/opt/c"}, here("chromium")) == "/opt/c"
    assert why_missing({}, here("chromium-browser")) is None


def test_without_a_browser_the_words_say_how_to_get_one_on_each_system():
    words = why_missing({}, here())
    assert words == (
        "No Chromium is installed here. Install it: sudo apt install chromium (Debian, Raspberry Pi OS); "
        "Docker: build the image with --build-arg WITH_CHROMIUM=1."
    )
    with pytest.raises(NoBrowserError, match="SLOTWATCH_CHROMIUM names /nowhere, which is no program here"):
        find({"SLOTWATCH_CHROMIUM": "/nowhere"}, here("chromium"))


def test_pages_are_locked_in_unless_we_are_root_or_the_owner_said_so(tmp_path):
    assert wants_sandbox(1000, {})
    assert not wants_sandbox(0, {})
    assert not wants_sandbox(1000, {"SLOTWATCH_CHROMIUM_SANDBOX": "off"})
    assert "--no-sandbox" not in command("chromium", tmp_path)
    assert "--no-sandbox" in command("chromium", tmp_path, sandbox=False)


def test_no_port_is_opened_and_the_profile_is_the_given_one(tmp_path):
    words = command("chromium", tmp_path, user_agent="a b", names="MAP x y", extra=["--window-size=1,1"])
    assert "--remote-debugging-pipe" in words
    assert not any(word.startswith("--remote-debugging-port") for word in words)
    assert f"--user-data-dir={tmp_path}" in words
    assert "--user-agent=a b" in words
    assert "--host-resolver-rules=MAP *.invalid ~NOTFOUND, MAP x y" in words
    assert words[-1] == "--window-size=1,1"
    assert "--disable-dev-shm-usage" not in words
    assert "--disable-dev-shm-usage" in command("chromium", tmp_path, shared_memory=False)


def test_the_browser_sees_nothing_of_our_environment_but_what_it_needs(tmp_path):
    ours = {"PATH": "/bin", "TELEGRAM_TOKEN": "secret", "HOME": "/home/me", "http_proxy": "http://p", "LANG": "C"}
    seen = environment(tmp_path, "Europe/Paris", ours)
    home = str(tmp_path)
    assert seen == {
        "PATH": "/bin",
        "LANG": "C",
        "HOME": home,
        "TMPDIR": home,
        "XDG_RUNTIME_DIR": home,
        "TZ": "Europe/Paris",
    }


@pytest.mark.parametrize(
    ("url", "kind", "refusal"),
    [
        ("https://site.fr/a.js", "Script", None),
        ("https://site.fr/a.css", "Stylesheet", None),
        ("https://cdn.org/data", "XHR", None),
        ("https://site.fr/a.png", "Image", SPARED),
        ("https://site.fr/favicon.ico", "Other", SPARED),
        ("https://site.fr/a.woff2", "Font", SPARED),
        ("data:text/css,", "Stylesheet", None),
        ("file:///etc/passwd", "Document", FORBIDDEN),
        ("chrome://version", "Document", FORBIDDEN),
        ("http://192.168.1.1/", "Image", FORBIDDEN),
        ("http://127.0.0.1:8080/", "XHR", FORBIDDEN),
        ("http://localhost/", "Document", FORBIDDEN),
        ("http://[::1]/", "Script", FORBIDDEN),
        ("http://2130706433/", "Script", FORBIDDEN),
        ("http://[", "Script", FORBIDDEN),
    ],
)
def test_a_public_page_gets_what_makes_a_page_and_nothing_from_inside(url, kind, refusal):
    assert Gatekeeper(public=True).refusal(url, kind) == refusal


def test_a_page_that_is_inside_itself_may_reach_inside():
    assert Gatekeeper(public=False).refusal("http://127.0.0.1/", "XHR") is None
    assert Gatekeeper(public=False).refusal("file:///etc/passwd", "XHR") == FORBIDDEN


@pytest.mark.parametrize(
    ("name", "cause", "answered"),
    [
        ("net::ERR_NAME_NOT_RESOLVED", Cause.DNS, Cause.DNS),
        ("net::ERR_DNS_TIMED_OUT", Cause.DNS, Cause.DNS),
        ("net::ERR_CERT_DATE_INVALID", Cause.TLS, Cause.TLS),
        ("net::ERR_SSL_PROTOCOL_ERROR", Cause.TLS, Cause.TLS),
        ("net::ERR_CONNECTION_TIMED_OUT", Cause.TIMEOUT, Cause.TIMEOUT),
        ("net::ERR_CONNECTION_REFUSED", Cause.CONNECT, Cause.RESET),
        ("net::ERR_INTERNET_DISCONNECTED", Cause.CONNECT, Cause.RESET),
        ("net::ERR_EMPTY_RESPONSE", Cause.EMPTY, Cause.RESET),
        ("net::ERR_CONNECTION_RESET", Cause.EMPTY, Cause.RESET),
        ("net::ERR_TOO_MANY_REDIRECTS", Cause.REDIRECTS, Cause.REDIRECTS),
        ("net::ERR_CONTENT_LENGTH_MISMATCH", Cause.RESET, Cause.RESET),
        ("net::ERR_HTTP2_PROTOCOL_ERROR", Cause.PROTOCOL, Cause.PROTOCOL),
        ("net::ERR_SOMETHING_NEW", Cause.PROTOCOL, Cause.PROTOCOL),
    ],
)
def test_chromiums_errors_have_the_causes_of_the_plain_sessions(name, cause, answered):
    assert cause_of(name) is cause
    assert cause_of(name, answered=True) is answered


def test_cookies_come_back_as_they_were_each_with_the_hosts_it_is_for():
    cookies = [
        Cookie("one", "1", "www.site.fr"),
        Cookie("all", "2", "site.fr", "/in", host_only=False, secure=True, http_only=True, expires=4_000_000_000),
        Cookie("six", "3", "::1", secure=True),
    ]
    rows = crumbs.from_cookies(cookies)
    assert crumbs.to_cookies(rows, 0.0)[0] == cookies[0]
    assert [row.get("domain", row.get("url")) for row in crumbs.to_set(rows)] == [
        "http://www.site.fr/",
        ".site.fr",
        "https://[::1]/",
    ]
    held = crumbs.to_cookies(rows, 0.0)[1]
    assert (held.domain, held.host_only, held.expires) == ("site.fr", False, 4_000_000_000 // 3600 * 3600)


def asked(key, url, frame="F", kind="Document", **more):
    return {"requestId": key, "loaderId": key, "frameId": frame, "type": kind, "request": {"url": url}, **more}


def shown(traffic, key, now=0.0):
    traffic.feed("Page.frameNavigated", {"frame": {"id": "F", "loaderId": key}}, now)


def answered(traffic, key, url, status=200):
    answer = {"url": url, "status": status, "mimeType": "text/html"}
    traffic.feed("Network.responseReceived", {"requestId": key, "response": answer}, 0.0)


@pytest.fixture
def traffic():
    made = Traffic()
    made.begin("F")
    return made


def test_a_page_is_at_rest_when_it_has_loaded_and_been_quiet_long_enough(traffic):
    traffic.feed("Network.requestWillBeSent", asked("D", "http://s/"), 0.0)
    answered(traffic, "D", "http://s/")
    shown(traffic, "D")
    traffic.feed("Network.loadingFinished", {"requestId": "D"}, 1.0)
    assert not traffic.at_rest(9.0, 0.5)
    traffic.feed("Page.loadEventFired", {}, 2.0)
    assert not traffic.at_rest(2.4, 0.5)
    assert traffic.at_rest(2.5, 0.5)
    traffic.feed("Network.requestWillBeSent", asked("X", "http://s/x", kind="XHR"), 3.0)
    assert not traffic.at_rest(9.0, 0.5)
    traffic.feed("Network.loadingFailed", {"requestId": "X", "errorText": "net::ERR_FAILED"}, 9.0)
    assert not traffic.at_rest(9.4, 0.5)
    assert traffic.at_rest(9.5, 0.5)


def test_frames_and_streams_do_not_keep_a_page_from_its_rest(traffic):
    traffic.feed("Network.requestWillBeSent", asked("D", "http://s/"), 0.0)
    shown(traffic, "D")
    traffic.feed("Network.loadingFinished", {"requestId": "D"}, 0.0)
    traffic.feed("Page.loadEventFired", {}, 0.0)
    traffic.feed("Network.requestWillBeSent", asked("E", "http://s/e", kind="EventSource"), 5.0)
    traffic.feed("Network.requestWillBeSent", asked("F2", "http://s/f", frame="inner"), 5.0)
    assert traffic.at_rest(5.0, 0.5)


def test_a_page_that_moves_on_leaves_its_requests_behind_and_itself_in_the_chain(traffic):
    traffic.feed("Network.requestWillBeSent", asked("D", "http://s/?token=1#x"), 0.0)
    redirect = {"url": "http://u:p@s/?token=1#x", "status": 302}
    traffic.feed("Network.requestWillBeSent", asked("D", "http://s/b", redirectResponse=redirect), 0.0)
    answered(traffic, "D", "http://s/b")
    shown(traffic, "D")
    traffic.feed("Network.requestWillBeSent", asked("X", "http://s/x", kind="XHR") | {"loaderId": "D"}, 0.0)
    traffic.feed("Network.requestWillBeSent", asked("E", "http://s/c"), 0.0)
    answered(traffic, "E", "http://s/c", 404)
    shown(traffic, "E", 1.0)
    assert traffic.shown.chain == (Hop("http://s/?token=1", 302), Hop("http://s/b", 200))
    assert (traffic.shown.url, traffic.shown.status) == ("http://s/c", 404)
    traffic.feed("Network.loadingFinished", {"requestId": "E"}, 1.0)
    traffic.feed("Page.loadEventFired", {}, 1.0)
    assert traffic.at_rest(1.5, 0.5)


def test_a_download_does_not_take_the_place_of_the_page(traffic):
    traffic.feed("Network.requestWillBeSent", asked("D", "http://s/"), 0.0)
    shown(traffic, "D")
    traffic.feed("Network.requestWillBeSent", asked("Z", "http://s/f.zip"), 0.0)
    traffic.feed("Network.loadingFailed", {"requestId": "Z", "errorText": "net::ERR_ABORTED"}, 0.0)
    assert traffic.shown.url == "http://s/"
    assert traffic.document("Z").failed
    assert not traffic.document("Z").broken
