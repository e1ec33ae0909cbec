"""Synthetic records for the store's tests: no site, no person, no address that exists."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import strategies as st

from slotwatch.model import (
    Available,
    Blocked,
    Capture,
    Cause,
    Change,
    Check,
    Delivery,
    DeliveryState,
    Event,
    Evidence,
    Human,
    Maintenance,
    NeedsHuman,
    NoSlot,
    Noticed,
    NotOpen,
    SessionEnded,
    SessionEnding,
    SiteChanged,
    Slot,
    SlotsGone,
    SlotsOpened,
    TestMessage,
    TroubleEntered,
    TroubleLeft,
    Unreachable,
    Unrecognised,
    WeekOf,
    WeekPassed,
    WentBlind,
)
from slotwatch.policy.cadence import Strain
from slotwatch.policy.canaries import WRITTEN_EVERY, Drought, DrySpell
from slotwatch.policy.episodes import Episode, MotiveState, Trouble
from slotwatch.store import Record, Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EVIDENCE = Evidence("https://booking.example/motif/1", 200, "Aucun créneau disponible", "ab" * 32)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def open_store() -> Iterator[Callable[..., Store]]:
    """Open a folder's store; every one is closed at the end."""
    opened: list[Store] = []

    def open_it(folder: Path, **more: Any) -> Store:
        store = Store.open(folder, now=more.pop("now", NOW), **more).store
        opened.append(store)
        return store

    yield open_it
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., Store], tmp_path: Path) -> Store:
    return open_store(tmp_path)


@pytest.fixture
def make_check() -> Callable[..., Check]:
    def make(at: datetime = NOW, outcome: Any = None, motive: str = "renewal") -> Check:
        return Check(motive, at, 0.345, outcome or NoSlot("Aucun créneau disponible", EVIDENCE))

    return make


@pytest.fixture
def make_record(make_check: Callable[..., Check]) -> Callable[..., Record]:
    """A record of an ordinary look; anything may be given instead."""

    def make(at: datetime = NOW, outcome: Any = None, motive: str = "renewal", **more: Any) -> Record:
        check = make_check(at, outcome, motive)
        plain = {
            "check": check,
            "state": MotiveState(watched_since=NOW, last_look=at, last_answer=at),
            "strain": Strain(),
            "due": at + timedelta(minutes=5),
        }
        return Record(motive, **(plain | more))

    return make


@pytest.fixture
def make_delivery() -> Callable[..., Delivery]:
    numbers = count(1)

    def make(channel: str = "mail", at: datetime = NOW, event: Event | None = None, **more: Any) -> Delivery:
        event = event or Event(f"event-{next(numbers)}", "renewal", at, SlotsOpened((Slot(),), 1))
        return Delivery(f"{event.id}:{channel}", event, channel, at, at + timedelta(hours=24), **more)

    return make


@pytest.fixture
def walled_folder() -> Iterator[Path]:
    """A folder that others may enter, but not write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o700)


@pytest.fixture
def as_anybody() -> Callable[[Path], Any]:
    """Without root's privileges, for which no permission counts.

    A plain user owns the folder, so it loses its write bit instead (unless all the world may write).
    """

    @contextmanager
    def lowered(folder: Path) -> Iterator[None]:
        mode = folder.stat().st_mode & 0o777
        if os.geteuid() == 0:
            os.seteuid(65534)
        elif not mode & 0o002:
            folder.chmod(0o555)
        try:
            yield
        finally:
            if os.getuid() == 0:
                os.seteuid(0)
            folder.chmod(mode)

    return lowered


# ── anything that the types allow ──────────────────────────────────────────────────────────────


def _strategies() -> SimpleNamespace:
    words = st.text(max_size=20)  # any code points but surrogates, so NUL and the astral planes too
    names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
    instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
        lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
    )
    maybe = st.none() | instants
    seconds = st.none() | st.floats(0, 1e7)
    slots = st.builds(Slot, st.none() | st.dates(), st.none() | st.times(), words)
    some = st.lists(slots, min_size=1, max_size=4, unique=True).map(tuple)
    statuses = st.none() | st.integers(100, 599)
    proof = st.builds(
        Evidence, words, statuses, words, st.just("") | st.binary(min_size=32, max_size=32).map(bytes.hex)
    )
    outcomes = st.one_of(
        st.builds(Available, some, proof, maybe),
        st.builds(NoSlot, words, proof, maybe),
        st.builds(NotOpen, words, proof),
        st.builds(NeedsHuman, st.sampled_from(Human), proof),
        st.builds(Blocked, statuses, seconds, proof),
        st.builds(Maintenance, statuses, seconds, proof),
        st.builds(Unreachable, st.sampled_from(Cause), words, proof),
        st.builds(Unrecognised, words, proof),
    )
    numbers = st.integers(0, 10**6)
    weeks = st.builds(WeekOf, words, numbers, numbers, numbers, numbers, st.floats(0, 1e7))
    captures = st.none() | st.builds(Capture, words, words)
    happenings = st.one_of(
        st.builds(SlotsOpened, some, st.integers(1, 99)),
        st.builds(SlotsGone, some),
        st.builds(
            TroubleEntered,
            words,
            words,
            instants,
            st.integers(1, 99),
            seconds,
            st.booleans(),
            st.none() | st.sampled_from(Change),
            captures,
        ),
        st.builds(SiteChanged, words, instants, st.integers(1, 99999), st.floats(0, 1e7), captures),
        st.builds(TroubleLeft, words, instants),
        st.builds(WentBlind, instants),
        st.builds(SessionEnding, instants, st.floats(0, 1e7)),
        st.builds(SessionEnded, instants),
        st.builds(Noticed, words, words),
        st.builds(WeekPassed, instants, instants, st.lists(weeks, max_size=3).map(tuple)),
        st.builds(TestMessage),
    )
    episodes = st.lists(st.builds(Episode, slots, instants, st.booleans()), max_size=4, unique_by=lambda e: e.slot)
    trouble = st.builds(
        Trouble, words, instants, instants, st.integers(1, 99), st.lists(words, max_size=2).map(tuple)
    )
    written = st.integers(0, 99).map(lambda n: n * WRITTEN_EVERY)  # what is not written down is forgotten
    past = st.lists(st.builds(DrySpell, st.floats(0, 1e7), st.integers(0, 9999)), max_size=5).map(tuple)
    droughts = st.builds(Drought, st.booleans(), maybe, written, past, st.booleans())
    states = st.builds(
        MotiveState, maybe, maybe, maybe, episodes.map(tuple), st.none() | trouble, st.booleans(), droughts
    )
    strains = st.builds(Strain, words, st.integers(0, 50))
    return SimpleNamespace(
        words=words,
        names=names,
        instants=instants,
        maybe=maybe,
        outcomes=outcomes,
        happenings=happenings,
        states=states,
        strains=strains,
        slots=some,
        states_of_delivery=st.sampled_from(DeliveryState),
    )


@pytest.fixture(scope="session")
def anything() -> SimpleNamespace:
    """Strategies by name."""
    return _strategies()
