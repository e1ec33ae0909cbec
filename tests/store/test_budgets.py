"""What hosts were sent survives the death of the process."""

from datetime import date

from slotwatch.policy.budget import Spending
from slotwatch.store import StoreThread


async def test_counts_come_back_after_a_restart_and_only_those_named_change(tmp_path, open_store):
    thread = StoreThread(open_store(tmp_path))
    await thread.keep_budgets({"a": Spending(date(2026, 3, 2), 40), "b": Spending(date(2026, 3, 2), 5)})
    await thread.keep_budgets({"a": Spending(date(2026, 3, 3), 1)})
    assert await thread.budgets() == {"a": Spending(date(2026, 3, 3), 1), "b": Spending(date(2026, 3, 2), 5)}
    await thread.close()
    again = open_store(tmp_path)
    assert again.budgets()["a"] == Spending(date(2026, 3, 3), 1)


def test_nothing_to_keep_is_no_mistake(tmp_path, open_store):
    store = open_store(tmp_path)
    store.keep_budgets({})
    assert store.budgets() == {}
