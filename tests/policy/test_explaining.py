"""Why the next look is when it is."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotwatch.model import (
    PARIS,
    Available,
    Blocked,
    Check,
    HotHours,
    Maintenance,
    Motive,
    NoSlot,
    Pace,
    Slot,
    Window,
)
from slotwatch.policy.cadence import Strain, next_look
from slotwatch.policy.explaining import Known, explain
from slotwatch.policy.rhythm import Rhythm

NOW = datetime(2026, 11, 25, 7, 10, tzinfo=UTC)  # 08:10 in Paris
HOT = HotHours(Window(time(8, 20), time(8, 40)))
MOTIVE = Motive("renewal", "booking", "https://www.example.org/booking/create/1", Pace(every=900, hot=(HOT,)))


def known(outcome=None, strain=Strain(), *, motive=MOTIVE, ago=60.0, chance=None, **more) -> Known:  # noqa: B008
    at = NOW - timedelta(seconds=ago)
    last = Check(motive.name, at, 0.0, outcome or NoSlot("aucun créneau"))
    rhythm = Rhythm(motive.pace, motive.timezone)
    tempo = rhythm.tempo(at)
    wait = next_look(motive.pace, strain, last.outcome, at, chance or Random(1), tempo)
    plain = {"due": at + timedelta(seconds=wait.seconds), "tempo": tempo, "windows": rhythm.windows(NOW)}
    return Known(motive, last=last, strain=strain, **(plain | more))


def rules(explanation) -> dict[str, str]:
    return {reason.rule: reason.words for reason in explanation.reasons}


def test_a_look_at_the_beginning_of_a_window_says_so_with_its_twenty_seconds():
    explanation = explain(known(), NOW)
    assert abs(explanation.at - datetime.combine(date(2026, 11, 25), time(8, 20), PARIS)) <= timedelta(seconds=20)
    assert explanation.chance == pytest.approx(20)
    assert explanation.because == "hot window 08:20-08:40 opens"
    assert rules(explanation) == {
        "state": "no slot: aucun créneau",
        "ladder": "none: the site answers",
        "pace": "every 900 s ± 20 %",
        "window": "next: 08:20-08:40; until then 1.25 times slower",
        "host rest": "none: www.example.org may be asked",
        "floor": "60 s: nothing brings two looks closer",
    }


def test_without_windows_the_steady_pace_explains_it():
    motive = Motive("renewal", "booking", "https://www.example.org/booking/create/1", Pace(every=300))
    explanation = explain(known(motive=motive), NOW)
    assert (explanation.because, explanation.chance) == ("steady pace", pytest.approx(60))
    assert rules(explanation)["window"] == "none: no release hour is known"


def test_a_ladder_explains_it_although_a_window_is_near():
    explanation = explain(known(Maintenance(502), Strain("maintenance", 3)), NOW)
    assert explanation.because == "maintenance 3 in a row"
    assert rules(explanation)["ladder"] == "maintenance, 3 in a row; hot windows do not count"


def test_what_the_site_asked_for_explains_it():
    explanation = explain(known(Blocked(429, 3600.0), Strain("blocked", 1)), NOW)
    assert explanation.because == "the site asked for 3600 s"
    assert rules(explanation)["ladder"].endswith("the site asked for 3600 s")


def test_a_host_that_rests_longer_wins():
    rest = NOW + timedelta(hours=2)
    explanation = explain(known(rest=rest), NOW)
    assert (explanation.at, explanation.chance, explanation.because) == (rest, None, "its host rests")
    assert rules(explanation)["host rest"] == "www.example.org is left alone for another 7200 s"
    assert explain(Known(MOTIVE, rest=rest), NOW).at == rest


def test_a_rest_that_is_over_does_not_count():
    assert explain(known(rest=NOW - timedelta(hours=1)), NOW).because == "hot window 08:20-08:40 opens"


def test_a_motive_never_looked_at_is_due_now():
    explanation = explain(Known(MOTIVE), NOW)
    assert (explanation.at, explanation.chance, explanation.because) == (
        NOW,
        None,
        "it has not been looked at yet",
    )


def test_a_look_that_is_late_says_that_it_is_due():
    explanation = explain(known(ago=7200), NOW)
    assert explanation.because.endswith("; it is due now")


OUTCOMES = st.sampled_from(
    [
        (NoSlot("none"), Strain()),
        (Available((Slot(),)), Strain()),
        (Maintenance(502), Strain("maintenance", 2)),
        (Blocked(429, 900.0), Strain("blocked", 1)),
    ]
)


@given(OUTCOMES, st.integers(0, 2**16), st.floats(0, 1e5), st.booleans())
def test_what_was_drawn_lies_within_the_chance_that_is_told(drawn, seed, ago, hot):
    outcome, strain = drawn
    pace = Pace(every=900, hot=(HOT,) if hot else ())
    motive = Motive("renewal", "booking", "https://www.example.org/booking/create/1", pace)
    facts = known(outcome, strain, motive=motive, ago=ago, chance=Random(seed))
    explanation = explain(facts, NOW)
    assert explanation.at == facts.due
    waits = [explain(known(outcome, strain, motive=motive, ago=ago, chance=Random(s)), NOW).at for s in range(8)]
    assert max(waits) - min(waits) <= timedelta(seconds=2 * explanation.chance + 1e-3)
