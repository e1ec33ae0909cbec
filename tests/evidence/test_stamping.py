"""Stamps by a real authority made with the openssl command, and every way in which one can fail."""

import asyncio
import shutil
from datetime import timedelta
from itertools import pairwise

import pytest

from slotwatch.evidence import entries
from slotwatch.evidence.authority import QUERY, REPLY, StampError, State, examine, load_roots
from slotwatch.evidence.stamping import stamp
from slotwatch.fetch.errand import post_bytes
from slotwatch.store import Entry

if not shutil.which("openssl"):
    pytest.skip("the openssl command is not installed", allow_module_level=True)


@pytest.fixture
def do(store, tokens, authority, now):
    """Ask the authority to stamp the head."""

    async def go(ca=authority.ca, seconds=5.0):
        async def post(question):
            return await post_bytes(
                authority.url, question, content_type=QUERY, accept=REPLY, user_agent="test", seconds=seconds
            )

        return await stamp(store, tokens, post, authority.url, ca, now)

    return go


async def test_the_head_is_stamped_and_the_chain_says_so(store, look, tokens, authority, do):
    look()
    head = store.head()
    async with authority.serving():
        receipt = await do()
    assert (receipt.number, receipt.head) == head
    assert receipt.stamped.state is State.STAMPED
    assert "Synthetic authority" in receipt.stamped.authority
    (sealed,) = store.entries(entries.STAMP)
    assert (sealed.entry.facts["of"], sealed.entry.facts["head"]) == head
    assert list(tokens.all()) == [(1, receipt.token)]
    assert receipt.token.stat().st_mode & 0o777 == 0o600


async def test_the_authority_learns_a_hash_and_a_number_and_no_name(store, look, authority, do):
    look()
    async with authority.serving():
        await do()
    (asked,) = authority.asked
    assert authority.content_of(asked) == store.entries(entries.STAMP)[0].entry.facts["head"]
    assert len(asked) < 110


async def test_anybody_can_prove_the_stamp_with_openssl(store, look, authority, do, tmp_path):
    look()
    line = store.line(1)
    async with authority.serving():
        receipt = await do()
    (tmp_path / "line.json").write_bytes(line)
    proof = await asyncio.create_subprocess_exec(
        *("openssl", "ts", "-verify", "-data", str(tmp_path / "line.json")),
        *("-in", str(receipt.token), "-CAfile", str(authority.ca)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await proof.communicate()
    assert b"Verification: OK" in said


@pytest.mark.parametrize(
    ("behaviour", "state", "words"),
    [
        ("refuses", State.REFUSED, "the authority says:"),
        ("forbids", State.REFUSED, "HTTP 403"),
        ("another nonce", State.NONCE, "another question"),
        ("another content", State.OTHER, "what was stamped is"),
        ("expired", State.EXPIRED, "2021-01-01"),
        ("garbage", State.GARBAGE, "cannot be read"),
        ("a web page", State.GARBAGE, "text/html"),
        ("hangs up", State.UNREACHABLE, "empty reply"),
    ],
)
async def test_each_failure_has_its_state_and_leaves_nothing_behind(
    store, look, tokens, authority, do, behaviour, state, words
):
    look()
    authority.behaviour = behaviour
    async with authority.serving():
        with pytest.raises(StampError, match=words) as failed:
            await do()
    assert failed.value.state is state
    assert len(str(failed.value).splitlines()) == 1
    assert store.entries(entries.STAMP) == []
    assert list(tokens.all()) == []


async def test_no_answer_in_time_is_unreachable(look, do, authority, unused_port):
    look()
    authority.url = f"http://127.0.0.1:{unused_port}/tsr"
    with pytest.raises(StampError) as failed:
        await do(seconds=0.2)
    assert failed.value.state is State.UNREACHABLE


@pytest.fixture
def unused_port():
    """A port that takes connections and never answers."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield silent.getsockname()[1]


async def test_an_answer_of_another_authority_is_refused(look, authority, do):
    look()
    async with authority.serving():
        with pytest.raises(StampError, match="not issued by timestamp_ca") as failed:
            await do(ca=authority.other_ca)
    assert failed.value.state is State.UNTRUSTED


async def test_a_stamp_of_an_authority_not_known_here_is_kept_and_said_to_be_unproved(store, look, authority, do):
    look()
    async with authority.serving():
        receipt = await do(ca=None)
    assert receipt.stamped.state is State.UNPROVED
    assert len(store.entries(entries.STAMP)) == 1


async def test_a_signature_with_one_wrong_bit_is_refused(store, look, authority):
    look()
    number, head = store.head()
    roots, known = load_roots(authority.ca)
    async with authority.serving():
        answer = authority.reply(_question(store.line(number)))
    assert examine(answer, head, nonce=None, roots=roots, known=known).state is State.STAMPED
    wrong = answer[:-1] + bytes([answer[-1] ^ 1])
    with pytest.raises(StampError) as failed:
        examine(wrong, head, nonce=None, roots=roots, known=known)
    assert failed.value.state is State.UNTRUSTED


def _question(line):
    from slotwatch.evidence.authority import ask

    return ask(line).body


def test_a_certificate_file_that_is_none_is_named(tmp_path):
    (tmp_path / "ca.pem").write_text("nothing of the kind")
    for path in (tmp_path / "ca.pem", tmp_path / "absent.pem"):
        with pytest.raises(StampError, match=path.name):
            load_roots(path)


async def test_an_empty_chain_is_not_stamped(do, authority):
    async with authority.serving():
        assert await do() is None
    assert authority.asked == []


async def test_a_head_that_was_tampered_with_is_not_stamped(store, look, authority, do):
    look()
    store._connection.execute("UPDATE checks SET status = 404")
    async with authority.serving():
        with pytest.raises(StampError, match="evidence verify"):
            await do()
    assert authority.asked == []


async def test_the_daily_stamp_is_tried_again_every_hour_and_told_after_a_day():
    from slotwatch.evidence import service

    clock, told, tries = _Clock(), [], []

    class Chain:
        async def last_instants(self, _kind):
            return {}

    async def fails():
        tries.append(clock.at)
        return "timeout" if len(tries) < 30 else ""

    async def tell(what):
        told.append((what.what, len(tries)))

    with pytest.raises(_OverError):
        await service.stamping(Chain(), clock, fails, tell, _Log())
    assert [b - a for a, b in pairwise(tries)] == [timedelta(hours=1)] * (len(tries) - 1)
    assert told == [("stamp-failing", 24)]


async def test_a_stamp_of_today_is_enough_for_today(store, now):
    from slotwatch.evidence import service

    clock, tries = _Clock(), []
    clock.at = now

    class Chain:
        async def last_instants(self, _kind):
            return {"": now}

    async def stamps():
        tries.append(clock.at)
        return ""

    with pytest.raises(_OverError):
        await service.stamping(Chain(), clock, stamps, None, _Log())
    assert tries[0] - now == timedelta(days=1)


class _OverError(Exception):
    pass


class _Clock:
    """Sleeps at once, for two days."""

    def __init__(self):
        from datetime import UTC, datetime

        self.at = datetime(2026, 11, 25, tzinfo=UTC)
        self.sleeps = 0

    def now(self):
        return self.at

    async def sleep(self, seconds):
        self.at += timedelta(seconds=seconds)
        self.sleeps += 1
        if self.sleeps > 48:
            raise _OverError


class _Log:
    def warning(self, *_args, **_facts):
        pass


def test_an_entry_tells_all_of_a_stamp(store, now):
    entry = entries.stamp(now, 7, "ab" * 32, "https://timestamp.example/", "cd" * 32, now)
    store.seal([Entry("start", now), entry])
    assert store.entries(entries.STAMP)[0].entry == entry
