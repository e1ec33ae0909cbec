"""Twenty days under every fault, in virtual time; and proof that the soak would find what it looks for."""

from dataclasses import replace

import pytest
from soak import Season

from slotwatch.model import NoSlot
from slotwatch.notify.outbox import Outbox
from slotwatch.policy import episodes
from slotwatch.store import Store


@pytest.fixture
def season(tmp_path):
    """A few days, for the tests that break something."""
    return Season(tmp_path, days=4, each=2)


@pytest.mark.timeout(180)
def test_twenty_days_of_faults_lose_no_alert_repeat_none_and_keep_the_statistics_clean(tmp_path):
    season = Season(tmp_path, days=20, each=5)
    season.run()
    print(season.table())
    assert season.broken(least=5) == []
    assert all(season.truth.looks[m.name, "no_slot"] > 500 for m in season.motives)
    assert len(season.truth.episodes) > 200


def test_a_message_that_vanishes_is_found_by_the_soak(season, monkeypatch):
    offer = Outbox.offer

    def forgetful(self, deliveries):
        offer(self, [d for d in deliveries if d.channel != "phone" or int(d.event.id[0], 16) > 3])

    monkeypatch.setattr(Outbox, "offer", forgetful)
    season.run()
    assert season.untold


def test_a_slot_told_again_and_again_is_found_by_the_soak(season, monkeypatch):
    advance = episodes.advance

    def amnesiac(state, check, wanted):
        return advance(replace(state, open=()), check, wanted)

    monkeypatch.setattr(episodes, "advance", amnesiac)
    season.run()
    assert season.told_twice


def test_trouble_written_down_as_an_answer_is_found_by_the_soak(season, monkeypatch):
    record = Store.record

    def rosy(self, change):
        check = change.check
        if check is not None and check.outcome.kind == "maintenance":
            check = replace(check, outcome=NoSlot("none", check.outcome.evidence))
        return record(self, replace(change, check=check))

    monkeypatch.setattr(Store, "record", rosy)
    season.run()
    assert season.wrong_records()
