"""Reminders to try by hand: once a week, never at night, at hours that vary."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from slotwatch.model import PARIS
from slotwatch.policy.reminders import due

START = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _weeks(count, attempts=()):
    """The reminders of so many weeks, asked for every hour."""
    told, now = [], START
    while now < START + timedelta(weeks=count):
        if due(now, PARIS, [a for a in attempts if a <= now], told[-1] if told else None, START):
            told.append(now)
        now += HOUR
    return told


def test_one_a_week_at_hours_that_vary_and_never_at_night():
    told = _weeks(12)
    assert 9 <= len(told) <= 12
    assert all(b - a >= timedelta(days=7) for a, b in pairwise(told))
    hours = {at.astimezone(PARIS).hour for at in told}
    assert len(hours) >= 4
    assert min(hours) >= 8
    assert max(hours) < 22


def test_the_first_week_is_quiet():
    assert _weeks(1) == []


def test_who_has_just_tried_is_left_alone():
    attempts = [START + timedelta(days=5 * n) for n in range(10)]
    assert _weeks(6, attempts) == []


def test_the_hours_of_former_attempts_are_told():
    attempts = [START, START + timedelta(days=1, hours=5)]
    reminder = due(START + timedelta(days=30, hours=11), PARIS, attempts, None, START)
    assert reminder is not None
    assert (reminder.attempts, reminder.hours) == (2, (10, 15))
