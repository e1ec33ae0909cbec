"""The memory of the house: checks, episodes, events, the outbox and the owner's sessions in one SQLite file.

`Store` is synchronous and belongs to one thread; `StoreThread` is that thread with an async face;
`StoreLock` keeps a second daemon out.  Every failure is a `StoreError` of one line.
"""

from slotwatch.store.captures import Captures
from slotwatch.store.chain import BEGINNING, Entry, Link, Sealed
from slotwatch.store.chain_book import ChainBook
from slotwatch.store.database import Opened, Store
from slotwatch.store.errors import Failure, StoreError
from slotwatch.store.lock import StoreLock
from slotwatch.store.rows import ClockProof, DeliveryRow, EventState, Memory, MotiveStatus, Record, Recorded
from slotwatch.store.sessions import How, OwnerSession, SessionBook, open_beside
from slotwatch.store.thread import StoreThread

__all__ = [
    "BEGINNING",
    "Captures",
    "ChainBook",
    "ClockProof",
    "DeliveryRow",
    "Entry",
    "EventState",
    "Failure",
    "How",
    "Link",
    "Memory",
    "MotiveStatus",
    "Opened",
    "OwnerSession",
    "Record",
    "Recorded",
    "Sealed",
    "SessionBook",
    "Store",
    "StoreError",
    "StoreLock",
    "StoreThread",
    "open_beside",
]
