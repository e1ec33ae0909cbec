"""What a dossier is made of, gathered whole: nothing that counts against the person, or us, can be left out."""

from datetime import date, timedelta

import pytest

from slotwatch import __version__
from slotwatch.evidence import entries
from slotwatch.evidence.by_hand import attest, make
from slotwatch.evidence.data import Exchange
from slotwatch.evidence.dossier_data import gather
from slotwatch.model import (
    PARIS,
    Available,
    Blocked,
    Cause,
    Evidence,
    NoSlot,
    Slot,
    Unreachable,
)
from slotwatch.store import ClockProof

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def since(now):
    return now


@pytest.fixture
def gathered(store, motive, since):
    return lambda until=None: gather(store, motive, since, until or since + 30 * DAY)


def test_each_look_has_its_line_with_its_seal(store, look, gathered, since):
    store.seal([entries.start(since, {})])
    look(since, clock=ClockProof(synchronised=True, gap=1))
    look(since + HOUR, Unreachable(Cause.TIMEOUT, "30 s"))
    first, second = gathered().checks
    assert (first.number, first.entry, first.local.utcoffset()) == (1, 2, HOUR)
    assert first.seal == store.seals_of_checks(1, 1)[1][1]
    assert (first.sentence, first.status, first.digest) == ("aucun créneau", 200, "ab" * 32)
    assert (first.synchronised, first.gap) == (True, 1)
    assert (second.outcome, second.sentence, second.status, second.answered) == (
        "unreachable",
        "timeout: 30 s",
        None,
        False,
    )
    assert gathered().errors == (second,)
    assert gathered().generated == __version__
    assert gathered().head == store.head()


def test_a_capture_is_tied_to_its_look_and_its_body_is_at_hand(store, bodies, look, gathered, since):
    look(since)
    name = bodies.put(b"<p>aucun</p>")
    exchange = Exchange(since, "GET", "https://a.example/", "https://a.example/", 200, sha256=name, answered=name)
    store.seal([entries.capture("renewal", 1, since, "change", [exchange])])
    data = gathered()
    assert data.checks[0].capture == data.captures[0].number == 2
    assert data.captures[0].exchanges == (exchange,)
    assert data.captures[0].page == exchange
    assert data.body(name) == b"<p>aucun</p>"
    assert data.body("ab" * 32) is None
    bodies.path(name).write_bytes(b"changed")
    assert data.body(name) is None


def test_a_deleted_capture_stays_as_its_hashes_with_the_deletion(store, look, gathered, since):
    look(since)
    exchange = Exchange(since, "GET", "https://a.example/", "https://a.example/", 200, sha256="aa" * 32)
    store.seal([entries.capture("renewal", 1, since, "change", [exchange])])
    store.seal([entries.capture("another", 1, since, "change", [exchange])])
    store.seal([entries.deletion(since, "owner", [2]), entries.deletion(since, "budget", [3])])
    data = gathered()
    assert data.captures[0].deleted
    assert [(d.why, d.entries) for d in data.deletions] == [("owner", (2,))]


def test_a_hole_of_eleven_days_is_there_with_its_days(store, look, gathered, since):
    store.seal([entries.start(since, {})])
    look(since)
    look(since + 11 * DAY)
    data = gathered(since + 11 * DAY + MINUTE)
    (hole,) = data.holes
    assert (hole.length, hole.edge, hole.stopped) == (11 * DAY, True, True)
    assert hole.days == tuple(date(2026, 11, 26) + n * DAY for n in range(10))
    assert data.totals.longest_hole == 11 * DAY


def test_a_hole_tells_whether_slotwatch_was_stopped(store, look, gathered, since):
    store.seal([entries.start(since - HOUR, {})])
    for minutes in (0, 300):
        look(since + minutes * MINUTE)
    store.seal([entries.stop(since + 400 * MINUTE), entries.start(since + 700 * MINUTE, {})])
    look(since + 701 * MINUTE)
    data = gathered(since + 702 * MINUTE)
    assert [hole.stopped for hole in data.holes] == [False, True]


def test_slots_seen_are_told_from_their_first_look_to_their_last(store, look, motive, gathered, since):
    free = Available((Slot(date(2027, 1, 14), None, "guichet 1"),))
    for n, outcome in enumerate((None, free, Blocked(503), free, None, free)):
        look(since + n * 5 * MINUTE, outcome)
    first, second = gathered().sightings
    assert (first.first, first.last, first.wanted) == (2, 4, True)
    assert (first.since, first.until) == (since + 5 * MINUTE, since + 15 * MINUTE)
    assert first.slots == free.slots
    assert (second.first, second.last) == (6, 6)


def test_attempts_by_hand_stand_in_the_order_in_which_they_happened(store, bodies, gathered, since):
    for days, result in ((9, "captcha"), (2, "none"), (40, "none")):
        attempt = make("attempt", result, (since + days * DAY).astimezone(PARIS))
        attest(store, bodies, "renewal", attempt, [], since + 50 * DAY)
    attest(store, bodies, "another", make("attempt", "none", since.astimezone(PARIS)), [], since)
    assert [(a.result, a.number) for a in gathered().by_hand] == [("none", 2), ("captcha", 1)]


def test_clock_jumps_and_runs_are_there(store, gathered, since):
    store.seal([entries.start(since, {"version": "1"}), entries.clock_jump(since + HOUR, -3600.04)])
    store.seal([entries.start(since + DAY, {"version": "2"}), entries.stop(since + 2 * DAY)])
    store.seal([entries.start(since + 40 * DAY, {"version": "3"})])
    data = gathered()
    assert [(j.at, j.seconds) for j in data.jumps] == [(since + HOUR, -3600.0)]
    assert [(r.since, r.until, r.facts["version"]) for r in data.runs] == [
        (since, None, "1"),
        (since + DAY, since + 2 * DAY, "2"),
    ]


def test_only_stamps_that_cover_the_period_are_given(store, look, tokens, gathered, since):
    def stamp(at):
        number, head = store.head()
        tokens.keep(number, at, b"synthetic")
        store.seal([entries.stamp(at, number, head, "https://timestamp.example/", "aa" * 32, at)])

    look(since - 10 * DAY)
    stamp(since - 9 * DAY)
    look(since)
    stamp(since + DAY)
    look(since + 2 * DAY)
    look(since + 40 * DAY)
    for days in (41, 42):
        stamp(since + days * DAY)
    data = gathered()
    assert [s.at for s in data.stamps] == [since + DAY, since + 41 * DAY]
    assert all(s.token.read_bytes() == b"synthetic" for s in data.stamps)


def test_the_totals_count_days_weeks_and_hours_of_the_office(store, look, gathered, since):
    free = Available((Slot(),))
    for hours, outcome in ((0, None), (14.5, None), (15, free), (24 * 5, Blocked(403)), (24 * 12, None)):
        look(since + hours * HOUR, outcome)
    totals = gathered().totals
    assert (totals.checks, totals.answered, totals.available, totals.share) == (5, 4, 1, 0.25)
    assert totals.kinds == {"available": 1, "blocked": 1, "no_slot": 3}
    # 10:00, 00:30 and 01:00 the day after, 10:00 on the 30th and on the 7th
    assert (totals.days, totals.weeks, totals.hours) == (4, 3, 3)
    assert totals.per_week == {"2026-W48": 3, "2026-W49": 1, "2026-W50": 1}
    assert totals.per_hour == {0: 1, 1: 1, 10: 3}


def test_checks_made_before_there_was_a_chain_are_counted_as_sealed_later(store, look, gathered, since):
    look(since)
    look(since + HOUR)
    store.seal([entries.start(since + 2 * HOUR, {})])
    look(since + 3 * HOUR)
    assert gathered().late == 2


def test_a_period_without_a_look_is_one_hole(gathered, since):
    data = gathered()
    assert data.checks == ()
    assert [(h.since, h.until) for h in data.holes] == [(since, since + 30 * DAY)]
    assert data.totals.share is None
    assert data.head is None


def test_a_period_is_closed_at_its_beginning_and_open_at_its_end(look, gathered, since):
    for days in (-1, 0, 29, 30):
        look(since + days * DAY)
    assert [c.at for c in gathered().checks] == [since, since + 29 * DAY]


def test_another_motives_looks_are_not_ours(look, gathered, since):
    look(since, NoSlot("x", Evidence()), "another")
    assert gathered().checks == ()
