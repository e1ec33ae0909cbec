"""Every page of every provider is read as its `expected.toml` says."""

from slotwatch.model import Available, Blocked, Maintenance, NeedsHuman, NoSlot, NotOpen, Unrecognised
from slotwatch.providers import registry

#: What a provider's own pages must cover; `unreachable` is no page.
KINDS = {"available", "no_slot", "needs_human", "blocked", "maintenance", "unrecognised"}


def test_page_is_read_as_expected(case):
    outcome = case.reader.read(case.page)
    assert outcome.kind == case.expect, outcome
    assert case.marker in outcome.evidence.marker
    assert (outcome.evidence.url, outcome.evidence.status) == (case.page.url, case.page.status)
    assert outcome.evidence.digest == case.page.digest
    match outcome:
        case Available():
            assert case.days is None or outcome.days == case.days
            assert case.slots is None or tuple(map(str, outcome.slots)) == case.slots
        case Unrecognised(why=why):
            assert why
            assert case.why in why
        case NeedsHuman(want=want):
            assert case.want in want
        case Blocked() | Maintenance():
            assert outcome.retry_after == (case.asked if case.asked is not None else case.page.retry_after)
        case NoSlot(sentence=sentence) | NotOpen(sentence=sentence):
            assert sentence


def test_every_provider_has_a_page_for_every_outcome(cases):
    for name in registry():
        kinds = {case.expect for case in cases if case.reader.provider == name}
        assert kinds >= KINDS, f"{name} lacks pages for {KINDS - kinds}"


def test_outcomes_hold_no_text_that_a_store_would_refuse(case):
    outcome = case.reader.read(case.page)
    repr(outcome).encode("utf-8")
    assert len(outcome.evidence.marker) <= 400
    assert "\n" not in outcome.evidence.marker
