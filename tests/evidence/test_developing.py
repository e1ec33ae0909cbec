"""What may be kept of an exchange: everything but what lets somebody in."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from slotwatch.contract import Conversation, Hop
from slotwatch.evidence.developing import address, develop
from slotwatch.evidence.film import Shot

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
COOKIE = "8F3A2B1C9D0E4F5A6B7C"


def _shot(page, **more):
    return Shot(AT, "GET", "https://booking.example/a", page=page, **more)


def test_a_page_without_secrets_is_kept_byte_for_byte(page):
    body = b"<p>\xff\xfe aucun</p>\r\n"
    exchange, kept = develop(_shot(page(body), secrets=frozenset({COOKIE})))
    assert kept == body
    assert exchange.sha256 == exchange.answered == sha256(body).hexdigest()
    assert (exchange.blotted, exchange.length, exchange.status) == (0, len(body), 200)


def test_a_page_that_the_site_said_is_unmodified_says_so_beside_its_status(page):
    exchange, kept = develop(_shot(replace(page(b"<p>aucun</p>"), revalidated=True)))
    assert kept == b"<p>aucun</p>"
    assert "304" in exchange.headers["x-slotwatch-revalidated"]
    exchange, _ = develop(_shot(page(b"<p>aucun</p>")))
    assert "x-slotwatch-revalidated" not in exchange.headers


@pytest.mark.parametrize(
    "written",
    [
        f'<a href="/x;jsessionid={COOKIE}?y=1">',
        f"<script>var session='{COOKIE}'</script>",
        f"<p>{COOKIE} and again {COOKIE}</p>",
    ],
)
def test_a_cookies_value_in_a_page_is_blotted_out_and_said_so(page, written):
    exchange, kept = develop(_shot(page(written.encode()), secrets=frozenset({COOKIE})))
    assert COOKIE.encode() not in kept
    assert len(kept) == len(written)
    assert exchange.blotted == written.count(COOKIE)
    assert exchange.answered == sha256(written.encode()).hexdigest() != exchange.sha256


def test_the_spellings_of_a_secret_are_blotted_too(page):
    secret = 'p&ss"w/rd1'
    written = 'p&amp;ss&quot;w/rd1 p%26ss%22w%2Frd1 p&ss\\"w/rd1'
    _, kept = develop(_shot(page(written.encode())), [secret])
    assert b"rd1" not in kept


@pytest.mark.parametrize("value", ["fr", "accepted-all", "1", ""])
def test_a_cookie_that_is_a_word_is_no_secret(page, value):
    body = b"<html lang=fr>accepted-all 1</html>"
    exchange, kept = develop(_shot(page(body), secrets=frozenset({value})))
    assert (kept, exchange.blotted) == (body, 0)


def test_a_session_in_the_address_of_a_page_is_blotted_even_if_no_cookie_knows_it(page):
    exchange, kept = develop(_shot(page(b'<form action="/a;JSESSIONID=0011AABB.node1?x=2">')))
    assert kept == b'<form action="/a;JSESSIONID=**************?x=2">'
    assert exchange.blotted == 1


def test_only_harmless_headers_are_kept(page):
    headers = {"content-type": "text/html", "server": "x", "x-client-ip": "192.0.2.7", "x-csrf-token": "abc"}
    exchange, _ = develop(_shot(page(headers=headers)))
    assert exchange.headers == {"content-type": "text/html", "server": "x"}


def test_addresses_keep_their_query_and_lose_their_keys(page):
    shot = Shot(
        AT,
        "GET",
        "https://u:p@booking.example/a;jsessionid=AA11?planning=12&token=abcdef#frag",
        page=page(
            url="https://booking.example/b?session_id=zzz&day=3", chain=(Hop("https://booking.example/a", 302),)
        ),
    )
    exchange, _ = develop(shot)
    assert exchange.url == "https://booking.example/a?planning=12&token=REDACTED"
    assert exchange.final == "https://booking.example/b?session_id=REDACTED&day=3"
    assert exchange.chain == (("https://booking.example/a", 302),)
    assert address("https://booking.example/a?planning=12") == "https://booking.example/a?planning=12"


def test_a_page_that_the_owners_session_opened_is_redacted_whole(page):
    body = (
        '<p>Bonjour Mme Exemple</p><input type="hidden" name="_csrf" value="f00dcafe1234">'
        "<p>06 12 34 56 78, personne@example.org</p><p>aucun créneau</p>"
    ).encode()
    exchange, kept = develop(_shot(page(body)), private=True)
    for personal in ("Exemple", "f00dcafe1234", "12 34 56 78", "personne@"):
        assert personal.encode() not in kept
    assert "aucun créneau".encode() in kept
    assert exchange.blotted >= 4
    assert exchange.answered == sha256(body).hexdigest()


def test_an_owners_page_without_anything_personal_stays_byte_for_byte(page):
    body = b"<p>aucun cr\xc3\xa9neau</p>"
    exchange, kept = develop(_shot(page(body)), private=True)
    assert (kept, exchange.blotted) == (body, 0)


def test_a_failure_is_kept_without_a_body():
    exchange, kept = develop(
        Shot(AT, "GET", "https://booking.example/a", failure="timeout: no whole answer in time")
    )
    assert kept == b""
    assert (exchange.status, exchange.sha256, exchange.failure) == (None, "", "timeout: no whole answer in time")


def test_a_conversation_is_kept_message_by_message():
    talk = Conversation("wss://booking.example/ws", ('{"a": 1}', f'{{"s": "{COOKIE}"}}'), complete=True)
    exchange, kept = develop(Shot(AT, "WEBSOCKET", talk.url, talk=talk, secrets=frozenset({COOKIE})))
    assert kept == b'{"a": 1}\n{"s": "' + b"*" * len(COOKIE) + b'"}'
    assert (exchange.status, exchange.blotted, exchange.media_type) == (101, 1, "text/plain")


def test_a_page_that_was_cut_at_the_limit_says_so(page):
    assert develop(_shot(page(truncated=True)))[0].truncated
