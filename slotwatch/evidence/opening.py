"""Adding to the chain from a command, whether a daemon runs or not."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from slotwatch.store import ChainBook, Store, StoreError, StoreLock, open_beside


@contextmanager
def open_chain(folder: Path, now: datetime) -> Iterator[ChainBook]:
    """The chain of a state folder, to be added to; made if need be.  Raises `StoreError`."""
    with ExitStack() as stack:
        book: ChainBook
        try:
            stack.enter_context(StoreLock(folder))
        except StoreError as error:
            if not error.is_lock:
                raise
            book = stack.enter_context(open_beside(folder))  # a daemon watches: take turns with it
        else:
            store = Store.open(folder, now=now).store
            stack.callback(store.close)
            book = store
        yield book
