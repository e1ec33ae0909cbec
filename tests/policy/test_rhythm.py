"""Hot windows as time goes by."""

import statistics
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from slotwatch.model import PARIS, Available, Check, HotHours, Maintenance, NoSlot, Pace, Slot, Window
from slotwatch.policy.cadence import Strain, next_look
from slotwatch.policy.episodes import Episode, MotiveState
from slotwatch.policy.rhythm import RELEARN, Rhythm, released_in

NOW = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)  # a Wednesday, 08:30 in Paris
MINUTE = timedelta(minutes=1)
A = Slot(date(2027, 1, 14))
WEEKS = [NOW - timedelta(weeks=n) for n in range(3)]


def state(answered: datetime | None, *open_: Episode) -> MotiveState:
    return MotiveState(watched_since=answered, last_answer=answered, open=open_)


def test_a_slot_that_a_recent_answer_did_not_show_was_released_now():
    check = Check("renewal", NOW, 0.5, Available((A,)))
    assert released_in(check, state(NOW - 5 * MINUTE), state(NOW, Episode(A, NOW))) == (NOW,)


@pytest.mark.parametrize(
    ("check", "before", "after"),
    [
        # the first look, a look after a hole, a slot that is still there, no answer, an answer without slots
        (Check("m", NOW, 0.5, Available((A,))), state(None), state(NOW, Episode(A, NOW))),
        (Check("m", NOW, 0.5, Available((A,))), state(NOW - 30 * MINUTE), state(NOW, Episode(A, NOW))),
        (Check("m", NOW, 0.5, Available((A,))), state(NOW - MINUTE), state(NOW, Episode(A, NOW - 5 * MINUTE))),
        (Check("m", NOW, 0.5, Maintenance(502)), state(NOW - MINUTE), state(NOW - MINUTE)),
        (Check("m", NOW, 0.5, NoSlot("none")), state(NOW - MINUTE), state(NOW)),
    ],
)
def test_other_looks_do_not_say_when_something_was_released(check, before, after):
    assert released_in(check, before, after) == ()


def test_the_sites_own_word_counts_also_when_everything_is_gone():
    stated = NOW - 40 * MINUTE
    check = Check("m", NOW, 0.5, NoSlot("none", released=stated))
    assert released_in(check, state(None), state(NOW)) == (stated,)


def test_what_looks_show_is_learnt_within_the_hour():
    rhythm = Rhythm(Pace(), PARIS, WEEKS[1:])
    assert rhythm.windows(NOW - MINUTE) == ()
    rhythm.saw(Check("m", NOW, 0.5, Available((A,))), state(NOW - 5 * MINUTE), state(NOW, Episode(A, NOW)))
    assert rhythm.windows(NOW) == ()
    assert [str(w) for w in rhythm.windows(NOW + RELEARN)] == ["wed 08:22-08:35"]


def test_what_is_recalled_is_learnt_at_once():
    rhythm = Rhythm(Pace(), PARIS)
    assert rhythm.tempo(NOW) is None
    rhythm.recall(WEEKS)
    assert rhythm.tempo(NOW).hot


def test_a_clock_that_went_back_learns_anew():
    rhythm = Rhythm(Pace(), PARIS, WEEKS)
    assert rhythm.windows(NOW + timedelta(weeks=52)) == ()
    assert rhythm.windows(NOW) == ()  # what was too old then is no longer known
    rhythm.recall(WEEKS)
    assert rhythm.windows(NOW)


def test_the_owners_windows_come_first_and_hold_from_the_first_look():
    own = HotHours(Window(time(12), time(12, 20)), frozenset({2}))
    rhythm = Rhythm(Pace(hot=(own,)), PARIS, WEEKS)
    assert [str(w) for w in rhythm.windows(NOW)] == ["wed 12:00-12:20", "wed 08:22-08:35"]
    assert Rhythm(Pace(hot=(own,)), PARIS).tempo(NOW + timedelta(hours=3, minutes=35)).hot


def delay(releases, *, learning: bool, seed: int) -> float:
    """Median seconds from a release to its look, in the second half of the history."""
    rhythm, random, now, missed, delays = Rhythm(Pace(), PARIS), Random(seed), releases[0], list(releases), []
    while missed:
        while missed and missed[0] <= now:
            delays.append((now - missed.pop(0)).total_seconds())
            rhythm.recall([now])
        tempo = rhythm.tempo(now) if learning else None
        now += timedelta(seconds=next_look(Pace(), Strain(), NoSlot("none"), now, random, tempo).seconds)
    return statistics.median(delays[len(releases) // 2 :])


def test_a_weekly_habit_is_seen_three_times_sooner_with_as_many_looks():
    random = Random(1)
    releases = [NOW + timedelta(weeks=n, minutes=random.uniform(-3, 3)) for n in range(20)]
    seeds = range(3)
    uniform = statistics.median(delay(releases, learning=False, seed=s) for s in seeds)
    learnt = statistics.median(delay(releases, learning=True, seed=s) for s in seeds)
    assert uniform / learnt >= 3


def test_random_releases_are_not_seen_later():
    random = Random(2)
    releases = sorted(NOW + timedelta(weeks=16) * random.random() for _ in range(80))
    uniform, learnt = (delay(releases, learning=learning, seed=4) for learning in (False, True))
    assert learnt <= 1.1 * uniform
