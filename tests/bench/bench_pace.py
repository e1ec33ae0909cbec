"""What hot windows bring: the delay from a release to the look that sees it, against the uniform pace at the same
number of requests.  Virtual and seeded: twelve weeks to learn from, twelve weeks measured.
"""

import argparse
import statistics
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from random import Random

from slotwatch.model import PARIS, NoSlot, Pace
from slotwatch.policy.cadence import Strain, next_look
from slotwatch.policy.rhythm import Rhythm

BEGIN = datetime(2026, 3, 2, tzinfo=PARIS).astimezone(UTC)  # summer time begins and ends inside
WEEKS = 12
LEARNT, END = BEGIN + timedelta(weeks=WEEKS), BEGIN + timedelta(weeks=2 * WEEKS)

History = Callable[[Random], list[datetime]]


def at(day: int, clock: time, minutes: float) -> datetime:
    """An instant of the nth local day."""
    date = (BEGIN.astimezone(PARIS) + timedelta(days=day)).date()
    return (datetime.combine(date, clock, PARIS) + timedelta(minutes=minutes)).astimezone(UTC)


def weekly(random: Random) -> list[datetime]:
    """Every Monday at half past eight, three minutes early or late."""
    return [at(day, time(8, 30), random.uniform(-3, 3)) for day in range(0, 14 * WEEKS, 7)]


def daily(random: Random) -> list[datetime]:
    """Every working day at nine, three minutes early or late."""
    return [at(day, time(9), random.uniform(-3, 3)) for day in range(14 * WEEKS) if day % 7 < 5]


def chance(per_week: float) -> History:
    """At any time, so many a week."""
    span = (END - BEGIN).total_seconds()
    count = round(per_week * 2 * WEEKS)
    return lambda random: sorted(BEGIN + timedelta(seconds=random.uniform(0, span)) for _ in range(count))


HISTORIES: dict[str, History] = {
    "weekly, ± 3 min": weekly,
    "working days, ± 3 min": daily,
    "random, 1 a week": chance(1),
    "random, 5 a week": chance(5),
    "random, 20 a week": chance(20),
}


def watch(pace: Pace, releases: list[datetime], random: Random, *, learning: bool) -> tuple[list[float], int]:
    """Look for twice twelve weeks; the delays (seconds) and the number of looks of the second twelve.

    What a look teaches is what it saw: a release is known only from the look that found it.
    """
    rhythm = Rhythm(pace, PARIS)
    now, delays, looks, found = BEGIN, [], 0, 0
    outcome = NoSlot("none")
    while now < END:
        seen = found
        while seen < len(releases) and releases[seen] <= now:
            delays += [(now - releases[seen]).total_seconds()] if releases[seen] >= LEARNT else []
            seen += 1
        if seen > found and learning:
            rhythm.recall([now])
        found = seen
        looks += now >= LEARNT
        tempo = rhythm.tempo(now) if learning else None
        now += timedelta(seconds=next_look(pace, Strain(), outcome, now, random, tempo).seconds)
    return delays, looks


def measure(history: History, pace: Pace, runs: int) -> dict[str, float]:
    """Medians over all runs, and what learning changed."""
    delays: dict[bool, list[float]] = {False: [], True: []}
    looks = {False: 0, True: 0}
    for seed in range(runs):
        releases = history(Random(seed))
        for learning in (False, True):
            late, count = watch(pace, releases, Random(1000 + seed), learning=learning)
            delays[learning] += late
            looks[learning] += count
    uniform, learnt = (statistics.median(delays[learning]) for learning in (False, True))
    return {
        "uniform_s": uniform,
        "learnt_s": learnt,
        "shorter": uniform / learnt,
        "requests": looks[True] / looks[False],
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="histories of each kind")
    runs = parser.parse_args().runs
    print(f"Median delay from release to look, {WEEKS} weeks after {WEEKS} of learning; {runs} histories")
    print(f"{'releases':24} {'every':>6} {'uniform':>9} {'learnt':>9} {'shorter':>8} {'requests':>9}")
    for every in (300.0, 600.0):
        for name, history in HISTORIES.items():
            got = measure(history, Pace(every=every), runs)
            print(
                f"{name:24} {every:5.0f}s {got['uniform_s']:8.0f}s {got['learnt_s']:8.0f}s"
                f" {got['shorter']:7.2f}× {100 * got['requests']:8.1f}%"
            )


if __name__ == "__main__":
    main()
