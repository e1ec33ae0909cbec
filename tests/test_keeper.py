"""What the keeper remembers of a look, and how it keeps it, over real connections and real files."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from slotwatch.clock import SystemClock
from slotwatch.contract import Conversation, Page
from slotwatch.fetch import Client
from slotwatch.keeper import Keeper
from slotwatch.model import Capture
from slotwatch.simulator import Simulator, parse_script
from slotwatch.store import Captures

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def content(kept):
    return Path(kept.path).read_bytes()


@pytest.fixture
def keeper(tmp_path):
    return Keeper(Captures(tmp_path))


@pytest.fixture
async def client():
    async with Client(user_agent="tests/1", clock=SystemClock()) as opened:
        yield opened


@pytest.fixture
async def site():
    async with Simulator(script=parse_script("none")) as simulator:
        yield simulator


async def test_the_last_page_of_a_look_is_kept_byte_by_byte(keeper, client, site):
    fetch = keeper.watching("m", client.session("m"))
    await fetch.get(site.single_url)
    page = await fetch.get(site.page_url)
    kept = await keeper.keep("m", AT)
    assert kept.error == ""
    assert content(kept) == page.body
    assert kept.path.endswith("/captures/m.20261125T090000Z.html")


async def test_no_header_and_no_cookie_is_in_the_file(keeper, client, site):
    fetch = keeper.watching("m", client.session("m"))
    await fetch.get(f"{site.single_url}/0")
    secrets = list(fetch.cookies.values())
    text = content(await keeper.keep("m", AT)).decode()
    assert secrets
    assert not [secret for secret in secrets if secret in text]
    assert "set-cookie" not in text.lower()


async def test_a_new_look_forgets_the_page_of_the_look_before(keeper, client, site):
    await keeper.watching("m", client.session("m")).get(site.page_url)
    keeper.watching("m", client.session("m"))
    assert await keeper.keep("m", AT) is None


async def test_each_motive_has_its_own_page(keeper, client, site):
    await keeper.watching("a", client.session("a")).get(site.page_url)
    await keeper.watching("b", client.session("b")).get(site.single_url)
    a, b = await keeper.keep("a", AT), await keeper.keep("b", AT)
    assert content(a) != content(b)


async def test_the_wrapped_session_is_the_same_session(keeper, client, site):
    fetch = keeper.watching("m", client.session("m"))
    await fetch.post(f"{site.single_url}/0", form=[("a", "b")])
    assert fetch.cookies == client.session("m").cookies != {}
    assert (await fetch.head(site.page_url)).text == ""
    fetch.forget()
    assert client.session("m").cookies == {}


class Spoken:
    """The contract's `Fetch`, as far as a conversation goes."""

    async def converse(self, url, message, *, until):
        return Conversation(url, ("one", "två"), complete=True)

    async def get(self, url, *, headers=None):
        return Page(url, 200, "<p>é", headers={"content-type": "text/plain; charset=utf-8"} if headers else {})


async def test_a_conversation_is_kept_as_its_messages(keeper):
    await keeper.watching("m", Spoken()).converse("wss://x.example/", "?", until=bool)
    kept = await keeper.keep("m", AT)
    assert kept.path.endswith(".txt")
    assert content(kept).decode() == "one\ntvå"


@pytest.mark.parametrize(("headers", "suffix"), [(None, ".html"), ({"Accept": "text/plain"}, ".txt")])
async def test_a_page_without_bytes_is_kept_as_text_under_the_kind_it_has(keeper, headers, suffix):
    await keeper.watching("m", Spoken()).get("https://x.example/", headers=headers)
    kept = await keeper.keep("m", AT)
    assert kept.path.endswith(suffix)
    assert content(kept).decode() == "<p>é"


async def test_a_disk_that_says_no_is_a_reason_and_no_exception(tmp_path):
    (tmp_path / "captures").write_text("in the way")
    keeper = Keeper(Captures(tmp_path))
    await keeper.watching("m", Spoken()).get("https://x.example/")
    kept = await keeper.keep("m", AT)
    assert kept.path == ""
    assert "is not a folder" in kept.error


async def test_a_disk_that_does_not_answer_holds_up_no_message():
    hung = threading.Event()

    class Hanging:
        def keep(self, motive, at, body, suffix):
            hung.wait(10)
            return Path("/never")

    keeper = Keeper(Hanging(), patience=0.05)
    await keeper.watching("m", Spoken()).get("https://x.example/")
    try:
        assert await keeper.keep("m", AT) == Capture(error="the disk did not answer within 0.05 s")
    finally:
        hung.set()
