"""After a refusal one motive asks, and the others wait for what comes of it."""

import pytest

from slotwatch.model import (
    Available,
    Blocked,
    Cause,
    Human,
    Maintenance,
    NeedsHuman,
    NoSlot,
    NotOpen,
    Slot,
    Unreachable,
    Unrecognised,
)
from slotwatch.policy.circuit import GLANCE, LOOPBACK_GLANCE, PATIENCE, Circuit, begin, judge, trip, wait

HOST = "www.prefecture.example"


def test_a_closed_circuit_keeps_nobody_waiting():
    closed = Circuit()
    assert begin(closed, "a", 5.0) == closed
    assert wait(closed, HOST, "b", 5.0) == 0


def test_while_the_host_rests_everybody_waits_for_its_end():
    resting = trip(Circuit(), 100.0)
    assert wait(resting, HOST, "a", 40.0) == 60.0
    assert wait(resting, HOST, "a", 100.0) == 0


def test_a_shorter_rest_does_not_shorten_a_longer_one():
    assert trip(trip(Circuit(), 100.0), 50.0).until == 100.0


def test_one_probes_and_the_others_look_again_soon_whether_they_may():
    probing = begin(trip(Circuit(), 100.0), "a", 100.0)
    assert wait(probing, HOST, "a", 101.0) == 0
    assert wait(probing, HOST, "b", 101.0) == GLANCE
    assert wait(probing, "127.0.0.1:80", "b", 101.0) == LOOPBACK_GLANCE


@pytest.mark.parametrize(
    "outcome", [Available((Slot(),)), NoSlot("aucun"), NotOpen("fermé"), NeedsHuman(Human.CAPTCHA)]
)
def test_an_answer_to_the_probe_lets_everybody_in(outcome):
    closed = judge(begin(trip(Circuit(), 100.0), "a", 100.0), HOST, "a", outcome, 101.0)
    assert closed == Circuit()


@pytest.mark.parametrize("outcome", [Unreachable(Cause.TIMEOUT), Unrecognised("?"), Maintenance(503)])
def test_a_probe_that_proves_nothing_makes_room_for_the_next_one_a_floor_later(outcome):
    still = judge(begin(trip(Circuit(), 100.0), "a", 100.0), HOST, "a", outcome, 101.0)
    assert wait(still, HOST, "b", 101.0) == 60.0
    assert wait(still, HOST, "b", 161.0) == 0


def test_a_probe_that_is_refused_begins_the_next_rest():
    refused = trip(begin(trip(Circuit(), 100.0), "a", 100.0), 1000.0)
    assert judge(refused, HOST, "a", Blocked(403), 101.0) == refused
    assert wait(refused, HOST, "b", 101.0) == 899.0
    assert wait(begin(refused, "b", 1000.0), HOST, "a", 1000.0) == GLANCE


def test_a_look_that_began_before_the_refusal_proves_nothing():
    open_ = trip(Circuit(), 100.0)
    assert judge(open_, HOST, "b", NoSlot("aucun"), 1.0) == open_
    probing = begin(open_, "a", 100.0)
    assert judge(probing, HOST, "b", NoSlot("aucun"), 101.0) == probing


def test_a_probe_that_never_reports_is_given_up():
    probing = begin(trip(Circuit(), 100.0), "a", 100.0)
    assert wait(probing, HOST, "b", 100.0 + PATIENCE - 1) > 0
    assert wait(probing, HOST, "b", 100.0 + PATIENCE) == 0
