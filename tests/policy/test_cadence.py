"""When to look next."""

from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import (
    Available,
    Blocked,
    Cause,
    Human,
    Maintenance,
    NeedsHuman,
    NoSlot,
    NotOpen,
    Pace,
    Slot,
    Unreachable,
    Unrecognised,
    Window,
)
from slotwatch.policy.cadence import (
    FLOOR,
    LADDERS,
    LONGEST_RETRY_AFTER,
    Ladder,
    Strain,
    climb,
    first_look,
    floor_for,
    gap_for,
    host_rest,
    is_loopback,
    next_look,
    retry_after,
)

NOON = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # 00:30 in Paris


class Fixed:
    """Chance that always says the same."""

    def __init__(self, value: float) -> None:
        self.value = value

    def random(self) -> float:
        return self.value


MIDDLE, LOWEST, HIGHEST = Fixed(0.5), Fixed(0.0), Fixed(1 - 1e-12)

OUTCOMES = st.one_of(
    st.just(NoSlot("none")),
    st.just(Available((Slot(),))),
    st.just(NotOpen("dead")),
    st.just(Unrecognised("what?")),
    st.sampled_from(Human).map(NeedsHuman),
    st.sampled_from(Cause).map(Unreachable),
    st.builds(Blocked, st.just(429), st.none() | st.floats(0, 1e7)),
    st.builds(Maintenance, st.just(503), st.none() | st.floats(0, 1e7)),
)
WINDOWS = st.none() | st.builds(Window, st.times(), st.times())
PACES = st.builds(
    Pace,
    every=st.floats(0.05, 1e5),
    jitter=st.floats(0, 0.5),
    floor=st.sampled_from([0.05, 60.0, 300.0]),
    night=WINDOWS,
    night_every=st.floats(0.05, 1e5),
)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
CHANCE = st.floats(0, 1, exclude_max=True).map(Fixed)


@given(PACES, st.lists(OUTCOMES, min_size=1, max_size=40), CHANCE, INSTANTS)
def test_no_configuration_and_no_outcome_brings_a_wait_below_the_floor_or_the_sites_request(
    pace, outcomes, chance, now
):
    strain = Strain()
    for outcome in outcomes:
        strain = climb(strain, outcome)
        wait = next_look(pace, strain, outcome, now, chance)
        assert wait.seconds >= pace.floor
        assert wait.seconds >= min(retry_after(outcome) or 0, LONGEST_RETRY_AFTER)
        assert wait.why


def test_the_steady_pace_is_jittered_around_its_middle():
    pace = Pace(every=300, jitter=0.2)
    waits = [next_look(pace, Strain(), NoSlot("none"), NOON, r).seconds for r in (LOWEST, MIDDLE, HIGHEST)]
    assert waits == pytest.approx([240, 300, 360])


def test_jitter_differs_from_look_to_look():
    random = Random(7)
    waits = {next_look(Pace(), Strain(), NoSlot("none"), NOON, random).seconds for _ in range(50)}
    assert len(waits) == 50


def test_at_night_in_paris_the_night_pace_holds():
    pace = Pace(every=300, night=Window(time(23), time(6)), night_every=900)
    assert next_look(pace, Strain(), NoSlot("none"), NIGHT, MIDDLE).seconds == 900
    assert next_look(pace, Strain(), NoSlot("none"), NOON, MIDDLE).seconds == 300


def test_a_night_pace_never_makes_the_night_faster_than_the_day():
    pace = Pace(every=1800, night=Window(time(23), time(6)), night_every=900)
    assert next_look(pace, Strain(), NoSlot("none"), NIGHT, MIDDLE).seconds == 1800


@pytest.mark.parametrize("kind", sorted(LADDERS))
def test_every_ladder_climbs_to_its_cap_and_stays_there(kind):
    ladder = LADDERS[kind]
    rungs = [ladder.rung(n) for n in range(1, 60)]
    assert rungs[0] == ladder.first
    assert rungs == sorted(rungs)
    assert rungs[-1] == ladder.cap


def test_a_ladder_survives_absurd_counts():
    assert Ladder(1, 2, 100).rung(10**6) == 100


def test_five_503_without_header_wait_longer_each_time_with_jitter_kept_inside_the_cap():
    pace, strain, cap = Pace(every=60, jitter=0.2), Strain(), LADDERS["maintenance"].cap
    middles = []
    for _ in range(5):
        strain = climb(strain, Maintenance(503))
        middles.append(next_look(pace, strain, Maintenance(503), NOON, MIDDLE).seconds)
    assert middles == sorted(set(middles))
    top = Strain("maintenance", 50)
    lowest, highest = (next_look(pace, top, Maintenance(503), NOON, r).seconds for r in (LOWEST, HIGHEST))
    assert lowest < highest
    assert highest == pytest.approx(cap)


def test_retry_after_is_obeyed_and_spread_upwards_only():
    for chance in (LOWEST, MIDDLE, HIGHEST):
        wait = next_look(Pace(), Strain("maintenance", 1), Maintenance(503, 1200.0), NOON, chance)
        assert 1200 <= wait.seconds <= 1260
        assert "1200 s" in wait.why


def test_a_429_with_retry_after_120_waits_at_least_120_seconds():
    wait = next_look(Pace(every=60), Strain("blocked", 1), Blocked(429, 120.0), NOON, LOWEST)
    assert wait.seconds >= 120


def test_a_retry_after_of_a_day_is_obeyed_and_one_of_a_century_is_cut_to_a_week():
    assert next_look(Pace(), Strain("blocked", 1), Blocked(429, 86400.0), NOON, LOWEST).seconds == 86400
    assert next_look(Pace(), Strain("blocked", 1), Blocked(429, 3e9), NOON, LOWEST).seconds == LONGEST_RETRY_AFTER


def test_without_retry_after_a_block_uses_the_ladder():
    assert next_look(Pace(), Strain("blocked", 1), Blocked(429), NOON, MIDDLE).seconds == 900


def test_a_slower_pace_is_not_made_faster_by_trouble():
    pace = Pace(every=7200, jitter=0)
    assert next_look(pace, Strain("unreachable", 1), Unreachable(Cause.DNS), NOON, MIDDLE).seconds == 7200


def test_the_same_trouble_climbs_another_begins_anew_and_an_answer_resets():
    strain = climb(climb(Strain(), Blocked(403)), Blocked(429))
    assert strain == Strain("blocked", 2)
    assert climb(strain, Maintenance(502)) == Strain("maintenance", 1)
    assert climb(strain, NoSlot("none")) == climb(strain, Available((Slot(),))) == Strain()


def test_three_empty_replies_in_a_row_are_waited_out_like_a_block():
    pace, empty = Pace(), Unreachable(Cause.EMPTY)
    waits = [next_look(pace, Strain("unreachable", n), empty, NOON, MIDDLE).seconds for n in (1, 2, 3)]
    assert waits[:2] == [300, 300]
    assert waits[2] == LADDERS["blocked"].rung(3)
    assert next_look(pace, Strain("unreachable", 3), Unreachable(Cause.DNS), NOON, MIDDLE).seconds == 300


def test_a_block_rests_the_whole_host_and_a_502_does_not():
    def rest(outcome, count=1):
        strain = Strain(outcome.kind, count)
        return host_rest(strain, outcome, next_look(Pace(), strain, outcome, NOON, MIDDLE))

    assert rest(Blocked(403)) == 900
    assert rest(Blocked(200, 3600.0)) >= 3600
    assert rest(Maintenance(503, 1800.0)) >= 1800
    assert rest(Unreachable(Cause.EMPTY), 3) == LADDERS["blocked"].rung(3)
    assert rest(Maintenance(502)) == rest(NoSlot("none")) == rest(Unreachable(Cause.TIMEOUT)) == 0


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.3.2.1:8080", True),
        ("[::1]:80", True),
        ("localhost", True),
        ("localhost:8000", True),
        ("127.0.0.1.example.org", False),
        ("localhost.example.org", False),
        ("10.0.0.1", False),
        ("www.val-de-marne.gouv.fr", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(host, expected):
    assert is_loopback(host) is expected


def test_floors_hold_for_public_hosts_and_not_for_this_machine():
    assert floor_for("www.example.org") == FLOOR
    assert floor_for("www.example.org", 120) == 120
    assert floor_for("www.example.org", 1) == FLOOR
    assert floor_for("127.0.0.1:80", 120) < 1
    assert gap_for("www.example.org") == 1
    assert gap_for("localhost") == 0


class TestFirstLook:
    """After a start."""

    pace = Pace(floor=60)

    def test_a_motive_never_looked_at_is_looked_at_now(self):
        assert first_look(self.pace, None, None, Strain(), NOON) == 0

    def test_the_floor_holds_across_a_restart(self):
        last = NOON - timedelta(seconds=10)
        assert first_look(self.pace, last, NOON + timedelta(hours=1), Strain(), NOON) == 50
        assert first_look(self.pace, NOON - timedelta(hours=1), None, Strain(), NOON) == 0

    def test_a_ladder_is_waited_out_across_a_restart(self):
        last, due = NOON - timedelta(minutes=5), NOON + timedelta(hours=2)
        assert first_look(self.pace, last, due, Strain("blocked", 4), NOON) == 7200

    def test_a_due_time_written_by_a_clock_gone_mad_is_bounded(self):
        last = NOON - timedelta(minutes=5)
        due = NOON + timedelta(days=4000)
        assert first_look(self.pace, last, due, Strain("blocked", 4), NOON) == LONGEST_RETRY_AFTER

    def test_a_last_look_in_the_future_costs_one_floor_and_no_more(self):
        assert first_look(self.pace, NOON + timedelta(days=30), None, Strain(), NOON) == 60
