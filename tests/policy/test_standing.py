"""What a robots.txt forbids is told at once, asks for nothing, and keeps no other motive away."""

from datetime import UTC, datetime, timedelta
from random import Random

from slotwatch.model import Blocked, Check, Filter, Pace, TroubleEntered
from slotwatch.policy import budget, cadence, episodes
from slotwatch.policy.cadence import Strain
from slotwatch.policy.episodes import MotiveState
from slotwatch.policy.network import Network, judge
from slotwatch.policy.standing import KIND, disallowed, is_standing, was_not_asked

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
OUTCOME = disallowed("www.prefecture.example", "/booking/", "https://www.prefecture.example/booking/")


def test_it_is_told_from_every_other_refusal():
    assert is_standing(OUTCOME)
    assert not is_standing(Blocked(403))
    assert not is_standing(Blocked(None))


def test_it_names_host_path_and_what_overrides_it():
    words = episodes.describe(OUTCOME)
    assert words.startswith("robots.txt of www.prefecture.example disallows /booking/: slotwatch does not look")
    assert 'robots = "ignore"' in words


def test_the_other_motives_of_the_host_go_on():
    strain = cadence.climb(Strain(), OUTCOME)
    wait = cadence.next_look(Pace(), strain, OUTCOME, NOW, Random(1))
    assert cadence.host_rest(strain, OUTCOME, wait) == 0
    assert 1800 < wait.seconds <= 3600


def test_it_is_told_at_the_first_look_and_once():
    state, told = MotiveState(), []
    for number in range(5):
        check = Check("a", NOW + timedelta(hours=number), 0.1, OUTCOME)
        step = episodes.advance(state, check, Filter())
        state = step.state
        told += [what for what in step.happenings if isinstance(what, TroubleEntered)]
    assert len(told) == 1
    assert told[0].looks == 1


def test_a_restart_looks_at_once_since_its_owner_may_have_overridden_it():
    due = NOW + timedelta(hours=1)
    last = NOW - timedelta(minutes=5)
    assert cadence.first_look(Pace(), last, due, Strain(KIND, 4), NOW) == 0
    assert cadence.first_look(Pace(), last, due, Strain("blocked", 4), NOW) == 3600


def test_what_was_not_asked_says_nothing_about_our_network():
    spent = budget.refusal("www.prefecture.example", "", 10, NOW)
    for outcome in (OUTCOME, spent):
        assert was_not_asked(outcome)
        assert judge(Network(), "www.prefecture.example", outcome, NOW)[0] == Network()
    assert not was_not_asked(Blocked(429, 60.0))
    assert not was_not_asked(Blocked(None))
