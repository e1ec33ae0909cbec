"""What the daemon does for the evidence beside watching."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest

from slotwatch.config import EvidenceSettings
from slotwatch.evidence import entries, service
from slotwatch.evidence.by_hand import attest, make
from slotwatch.evidence.tokens import Tokens
from slotwatch.model import PARIS, Motive
from slotwatch.policy.captures import EVERY
from slotwatch.store import StoreError, StoreThread

MOTIVE = Motive("renewal", "booking", "https://booking.example/a;jsessionid=AA11?planning=12&token=secret-token")


def test_the_start_says_what_runs_and_how_often_and_nothing_of_the_owner(now):
    settings = SimpleNamespace(
        motives=(MOTIVE,), evidence=EvidenceSettings(of_motives={"renewal": EVERY}), contact="me@example.org"
    )
    facts = service.started(settings, now).facts
    assert facts["motives"] == [
        {
            "name": "renewal",
            "provider": "booking",
            "url": "https://booking.example/a?planning=12&token=REDACTED",
            "every_s": 300.0,
            "jitter": 0.2,
            "keep": "all",
        }
    ]
    assert set(facts) == {"version", "python", "system", "motives"}
    assert "me@example.org" not in json.dumps(facts)


class Clock:
    """Sleeps at once, until its time is over."""

    def __init__(self, start, end):
        self.at, self.end = start, end

    def now(self):
        return self.at

    async def sleep(self, seconds):
        self.at += timedelta(seconds=seconds)
        if self.at > self.end:
            raise _OverError


class _OverError(Exception):
    pass


async def _remind(store, start, weeks):
    told = []
    clock = Clock(start, start + timedelta(weeks=weeks))

    async def tell(what):
        told.append((clock.at, what.what, what.detail))

    with pytest.raises(_OverError):
        await service.reminding([MOTIVE], StoreThread(store), clock, tell)
    return told


async def test_reminders_come_once_a_week_also_across_a_restart(store):
    start = datetime(2026, 9, 1, 6, tzinfo=UTC)
    store.seal([entries.start(start, {})])
    told = await _remind(store, start, 4)
    told += await _remind(store, start + timedelta(weeks=4), 4)
    assert {(what, detail) for _, what, detail in told} == {("try-by-hand", "renewal")}
    instants = [at for at, _, _ in told]
    assert all(b - a >= timedelta(days=7) for a, b in pairwise(instants))
    assert 5 <= len(told) <= 8
    assert len(store.entries(entries.REMINDED)) == len(told)


async def test_a_reminder_names_the_hours_that_were_tried(store, bodies):
    start = datetime(2026, 9, 1, 6, tzinfo=UTC)
    store.seal([entries.start(start, {})])
    attest(store, bodies, "renewal", make("attempt", "none", start.astimezone(PARIS)), [], start)
    told = await _remind(store, start, 2)
    assert told[0][2] == "renewal (8 h)"


async def test_a_store_that_fails_stops_neither_stamps_nor_reminders(now):
    class Broken:
        async def last_instants(self, _kind):
            raise StoreError("disk failure")

    clock = Clock(now, now + timedelta(hours=3))
    with pytest.raises(_OverError):
        await service.reminding([MOTIVE], Broken(), clock, None)
    clock = Clock(now, now + timedelta(hours=3))
    with pytest.raises(_OverError):
        await service.stamping(Broken(), clock, None, None, None)


async def test_a_stamp_whose_configuration_is_wrong_says_so(tmp_path):
    assert "no such file" in await service.stamp_in_a_process(tmp_path / "absent.toml")


def test_a_motive_has_its_own_plan_or_the_usual_one():
    own = EvidenceSettings(of_motives={"renewal": EVERY})
    assert own.plan("renewal") == EVERY
    assert own.plan("another") == EvidenceSettings().keep
    assert replace(own, keep=EVERY).plan("another") == EVERY


def test_tokens_are_files_in_the_order_of_their_stamping(tmp_path, now):
    tokens = Tokens(tmp_path)
    assert list(tokens.all()) == []
    later = tokens.keep(9, now + timedelta(days=1), b"later")
    earlier = tokens.keep(12, now, b"earlier")
    (tokens.folder / "notes.txt").write_text("not ours")
    assert list(tokens.all()) == [(12, earlier), (9, later)]
    assert earlier.name == "20261125T090000Z-000000012.tsr"
    assert tokens.folder.stat().st_mode & 0o777 == 0o700


def test_a_token_that_cannot_be_kept_is_told_in_one_line(tmp_path, now):
    (tmp_path / "evidence").write_text("a file stands here")
    with pytest.raises(StoreError, match="let slotwatch write there"):
        Tokens(tmp_path).keep(1, now, b"x")
