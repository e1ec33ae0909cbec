"""The memory of the house: checks, episodes, events and the outbox in one SQLite file.

`Store` is synchronous and belongs to one thread; `StoreThread` is that thread with an async face;
`StoreLock` keeps a second daemon out.  Every failure is a `StoreError` of one line.
"""

from slotwatch.store.database import Opened, Store
from slotwatch.store.errors import Failure, StoreError
from slotwatch.store.lock import StoreLock
from slotwatch.store.rows import DeliveryRow, EventState, Memory, MotiveStatus, Record, Recorded
from slotwatch.store.thread import StoreThread

__all__ = [
    "DeliveryRow",
    "EventState",
    "Failure",
    "Memory",
    "MotiveStatus",
    "Opened",
    "Record",
    "Recorded",
    "Store",
    "StoreError",
    "StoreLock",
    "StoreThread",
]
