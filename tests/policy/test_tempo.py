"""How hot windows bend a day's pace."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from slotwatch.model import PARIS, Blocked, Maintenance, NoSlot, Pace, Window
from slotwatch.policy.cadence import LANDING, Strain, Tempo, mean_wait, next_look
from slotwatch.policy.tempo import DayPlan, plan, tempo
from slotwatch.policy.windows import HotWindow

DAY = date(2026, 11, 25)
PROOF = (datetime(2026, 11, 18, 7, 30, tzinfo=UTC),)
NONE = NoSlot("none")
MORNING = HotWindow(Window(time(8, 20), time(8, 40)), frozenset(), PROOF)


def local(clock: time, day: date = DAY) -> datetime:
    return datetime.combine(day, clock, PARIS).astimezone(UTC)


def at(clock: time, pace: Pace, *windows: HotWindow, day: date = DAY) -> Tempo | None:
    plans = [plan(pace, windows, day + timedelta(days=n)) for n in (0, 1)]
    return tempo(plans, local(clock, day), pace.floor)


def looks_in(pace: Pace, windows, day: date, random: Random) -> list[datetime]:
    """The looks of one local day, with a day before it that brings them out of step."""
    plans = {day + timedelta(days=n): plan(pace, windows, day + timedelta(days=n)) for n in (-1, 0, 1, 2)}
    begin, end = local(time(), day), local(time(), day + timedelta(days=1))
    now, looks = local(time(20), day - timedelta(days=1)), []
    while now < end:
        looks += [now] if now >= begin else []
        today = now.astimezone(PARIS).date()
        bent = tempo([plans[today], plans[today + timedelta(days=1)]], now, pace.floor)
        now += timedelta(seconds=next_look(pace, Strain(), NONE, now, random, bent).seconds)
    return looks


def test_without_windows_the_pace_is_not_bent():
    assert plan(Pace(), (), DAY) == DayPlan()
    assert at(time(8, 30), Pace()) is None


def test_inside_a_window_the_pace_is_the_floor_and_outside_a_little_slower():
    inside = at(time(8, 30), Pace(), MORNING)
    before = at(time(7), Pace(), MORNING)
    assert (inside.hot, inside.factor, inside.window) == (True, 1.0, "08:20-08:40")
    assert (before.hot, before.opens) == (False, local(time(8, 20)))
    assert 1.05 < before.factor < 1.08


def test_after_the_last_window_of_the_day_the_next_one_is_tomorrows():
    assert at(time(12), Pace(), MORNING).opens == local(time(8, 20), DAY + timedelta(days=1))


def test_a_day_without_a_window_keeps_its_pace_and_knows_of_tomorrows():
    thursday = HotWindow(MORNING.hours, frozenset({3}), PROOF)
    bent = at(time(12), Pace(), thursday)
    assert (bent.hot, bent.factor, bent.opens) == (False, 1.0, local(time(8, 20), DAY + timedelta(days=1)))
    assert at(time(12), Pace(), HotWindow(MORNING.hours, frozenset({5}), PROOF)) is None


def test_no_wait_goes_past_the_beginning_of_a_window():
    pace, opens = Pace(every=3600), local(time(8, 20))
    for minutes in range(2, 60):
        now = opens - timedelta(minutes=minutes)
        bent = tempo([plan(pace, (MORNING,), DAY)], now, pace.floor)
        for seed in range(10):
            wait = next_look(pace, Strain(), NONE, now, Random(seed), bent)
            assert wait.seconds <= 60 * minutes + LANDING
            if wait.seconds > 60 * minutes - LANDING:
                assert "08:20-08:40 opens" in wait.why


def test_a_look_just_before_a_window_belongs_to_it():
    assert at(time(8, 19, 30), Pace(), MORNING).hot


def test_a_window_across_midnight_is_open_on_both_days():
    late = HotWindow(Window(time(23, 50), time(0, 10)), frozenset({1}), PROOF)
    tuesday, wednesday = DAY - timedelta(days=1), DAY
    assert at(time(23, 55), Pace(), late, day=tuesday).hot
    assert at(time(0, 5), Pace(), late, day=wednesday).hot
    assert not at(time(23, 55), Pace(), late, day=wednesday - timedelta(days=3))


def test_the_night_pace_wins_over_what_was_learnt_and_not_over_the_owner():
    pace = Pace(night=Window(time(22), time(8, 30)), night_every=900)
    assert not at(time(8, 25), pace, MORNING).hot
    assert at(time(8, 35), pace, MORNING).hot
    assert at(time(8, 25), pace, HotWindow(MORNING.hours)).hot
    assert plan(Pace(night=Window(time(22), time(9))), (MORNING,), DAY) == DayPlan()


def test_a_ladder_and_a_retry_after_win_over_a_window():
    bent = at(time(8, 30), Pace(), MORNING)
    now = local(time(8, 30))
    for strain, outcome in (
        (Strain("blocked", 2), Blocked(403)),
        (Strain("maintenance", 1), Maintenance(503, 1200.0)),
        (Strain("maintenance", 3), Maintenance(502)),
    ):
        with_window = next_look(Pace(), strain, outcome, now, Random(1), bent)
        assert with_window == next_look(Pace(), strain, outcome, now, Random(1))


def test_a_day_of_few_looks_gives_half_of_them_to_its_windows_and_drops_the_worst_proven():
    sparse = Pace(every=6 * 3600)
    others = [HotWindow(Window(time(h), time(h, 30)), frozenset(), PROOF) for h in (12, 15)]
    planned = plan(sparse, (MORNING, *others), DAY)
    assert [span.window for span in planned.spans] == [MORNING]
    assert planned.hot > 1
    assert planned.slow <= 2


def test_a_pace_at_the_floor_has_nothing_to_gain():
    assert plan(Pace(every=60), (MORNING,), DAY) == DayPlan()


def test_windows_that_overlap_are_one():
    other = HotWindow(Window(time(8, 30), time(8, 50)))
    (span,) = plan(Pace(), (MORNING, other), DAY).spans
    assert (span.begins, span.ends) == (local(time(8, 20)), local(time(8, 50)))


@given(st.floats(0.05, 7200), st.floats(0, 0.5), st.sampled_from([0.05, 60.0, 300.0]))
def test_the_mean_of_the_waits_is_what_chance_gives(every, jitter, floor):
    pace = Pace(every=every, jitter=jitter, floor=floor)
    waits = [max(floor, every * (1 + jitter * (2 * (n + 0.5) / 2000 - 1))) for n in range(2000)]
    assert mean_wait(every, pace) == pytest.approx(sum(waits) / 2000, rel=1e-4)


CLOCKS = st.builds(lambda m: time(m // 60, m % 60), st.integers(0, 1439))


@st.composite
def windows(draw) -> list[HotWindow]:
    """At most three of at most half an hour, learnt or the owner's."""
    made = []
    for start in draw(st.lists(CLOCKS, min_size=1, max_size=3)):
        minute = 60 * start.hour + start.minute + draw(st.integers(5, 30))
        days = frozenset(draw(st.sets(st.integers(0, 6))))
        hours = Window(start, time(minute % 1440 // 60, minute % 60))
        made.append(HotWindow(hours, days, draw(st.sampled_from([PROOF, ()]))))
    return made


PACES = st.builds(
    Pace,
    every=st.floats(60, 1800),
    jitter=st.floats(0, 0.5),
    floor=st.sampled_from([60.0, 300.0]),
    night=st.none() | st.builds(Window, CLOCKS, CLOCKS),
    night_every=st.floats(300, 3600),
)


@settings(max_examples=30, deadline=None)
@given(PACES, windows(), st.sampled_from([DAY, date(2026, 11, 22), date(2027, 3, 28), date(2026, 10, 25)]))
@example(Pace(), [MORNING], DAY)
@example(
    Pace(every=60, jitter=0, night=Window(time(0, 1), time(0)), night_every=1483),
    [HotWindow(Window(time(0), time(0, 5)))],
    DAY,
)
@example(Pace(every=600, jitter=0.5), [MORNING], date(2026, 10, 25))
def test_no_day_has_more_looks_with_windows_than_without_and_no_two_are_closer_than_the_floor(pace, hot, day):
    runs = 12
    counts = {}
    for label, known in (("with", hot), ("without", [])):
        random = Random(1)
        count = 0
        for _ in range(runs):
            looks = looks_in(pace, known, day, random)
            count += len(looks)
            gaps = [(b - a).total_seconds() for a, b in pairwise(looks)]
            assert min(gaps, default=pace.floor) >= pace.floor - 1e-5
        counts[label] = count / runs
    # 2 %; on a day of few looks, two: the one at a window's beginning near midnight belongs to either day
    assert counts["with"] <= max(counts["without"] * 1.02, counts["without"] + 2)


@pytest.mark.parametrize("every", [120, 300, 900])
@pytest.mark.parametrize("hours", [[8], [8, 12, 15]])
def test_the_number_of_looks_stays_what_it_was(every, hours):
    pace = Pace(every=every)
    hot = [HotWindow(Window(time(h, 20), time(h, 50)), frozenset(), PROOF) for h in hours]
    counts = []
    for known in (hot, []):
        random = Random(5)
        counts.append(sum(len(looks_in(pace, known, DAY, random)) for _ in range(30)))
    assert 0.98 <= counts[0] / counts[1] <= 1.02
