"""What a look means for whoever wants to watch the page."""

import pytest

from slotwatch.adding.verdict import Verdict, explain, is_login, judge
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

VERDICTS = [
    (Available((Slot(),)), Verdict.GOOD, "book it"),
    (NoSlot("Aucun créneau"), Verdict.GOOD, "clear no"),
    (NeedsHuman(Human.LOGIN), Verdict.NEVER, "behind a login"),
    (NeedsHuman(Human.CAPTCHA), Verdict.LATER, "wants a human first (captcha)"),
    (NeedsHuman(Human.SESSION), Verdict.LATER, "wants a human first (session)"),
    (Blocked(403), Verdict.LATER, "HTTP 403"),
    (Maintenance(502), Verdict.LATER, "HTTP 502"),
    (Unreachable(Cause.TIMEOUT), Verdict.LATER, "timeout"),
    (NotOpen("fermé"), Verdict.DOUBTFUL, "nothing to book here: fermé"),
    (Unrecognised("inconnu"), Verdict.DOUBTFUL, "none that slotwatch knows: inconnu"),
]


@pytest.mark.parametrize(("outcome", "verdict", "says"), VERDICTS, ids=lambda v: getattr(v, "kind", None))
def test_each_outcome_has_its_verdict_and_its_sentence(outcome, verdict, says):
    assert judge(outcome) is verdict
    assert says in explain(outcome, "titre", guarded=False)


def test_a_captcha_names_the_command_where_the_owner_can_let_slotwatch_in():
    captcha = NeedsHuman(Human.CAPTCHA)
    assert "slotwatch session open titre" in explain(captcha, "titre", guarded=True)
    assert "session open" not in explain(captcha, "titre", guarded=False)


@pytest.mark.parametrize(
    ("url", "login"),
    [
        ("https://franceconnect.example/authorize?x=1", True),
        ("https://www.example.org/users/sign_in", True),
        ("https://www.example.org/rdv?next=/login", False),
        ("https://www.example.org/rdv", False),
    ],
)
def test_an_address_may_tell_that_it_is_a_login(url, login):
    assert is_login(url) is login
