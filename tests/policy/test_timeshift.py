"""What is remembered moves along with a wall clock that jumps."""

from datetime import UTC, datetime, timedelta

import pytest

from slotwatch.model import Slot
from slotwatch.policy import episodes, timeshift
from slotwatch.policy.canaries import Drought
from slotwatch.policy.episodes import Episode, MotiveState, Trouble
from slotwatch.policy.timeshift import Reading

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "ticks", "jump"),
    [
        (60, 60, 0),
        (150, 60, 0),
        (181, 60, 121),
        (59.5, 60, 0),
        (58, 60, -2),
        (-3540, 60, -3600),
        (28800, 28800, 0),
    ],
)
def test_a_jump_is_what_the_steady_clock_did_not_count(wall, ticks, jump):
    before, after = Reading(NOW, 10.0), Reading(NOW + timedelta(seconds=wall), 10.0 + ticks)
    assert timeshift.jump(before, after) == jump


def test_ages_stay_what_they_were():
    hour = timedelta(hours=1)
    state = MotiveState(
        watched_since=NOW - 9 * hour,
        last_look=NOW - hour / 60,
        last_answer=NOW - 2 * hour,
        open=(Episode(Slot(), NOW - hour),),
        trouble=Trouble("blocked", NOW - hour, NOW - 2 * hour, 3),
        drought=Drought(began=NOW - 3 * hour),
    )
    year = timedelta(days=365)
    moved = timeshift.shifted(state, year.total_seconds())
    assert moved.last_answer == NOW + year - 2 * hour
    assert moved.trouble == Trouble("blocked", NOW + year - hour, NOW + year - 2 * hour, 3)
    assert moved.drought.began == NOW + year - 3 * hour
    assert moved.open == state.open
    assert episodes.age(moved, NOW + year).happenings == ()
    assert episodes.age(moved, NOW + year + 5 * hour).happenings != ()


def test_what_is_not_there_does_not_move():
    assert timeshift.shifted(MotiveState(), 1e6) == MotiveState()


def test_a_jump_out_of_the_calendar_is_survived():
    state = MotiveState(last_answer=NOW)
    assert timeshift.shifted(state, 1e12) == state
