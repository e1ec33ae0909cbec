"""The processes of a browser, as /proc shows them, and what memory they hold."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)
_OWN = re.compile(rb"^Rss(?:Anon|Shmem):\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Process:
    """One line of the process table."""

    pid: int
    name: bytes
    parent: int
    group: int
    dead: bool


def measure(pid: int) -> int:
    """Bytes of memory that a process and all below it hold, shared pages shared out (PSS).

    Of a process that does not let itself be looked into (Chromium's locked-in pages, unless we are root)
    what is its own is counted, without its share of the program.  0 when there is no such process.
    """
    return sum(map(_memory, _below(pid)))


def alive(group: int) -> bool:
    """Whether a process group has a living member; one that waits to be reaped is not."""
    return any(p.group == group and not p.dead for p in _table())


def kill(group: int) -> None:
    """End a whole process group, now."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def reap(group: int) -> None:
    """Take the dead of a browser's group that were left to us.

    In a container slotwatch is process 1: what a browser leaves behind becomes its child, and would stay
    in the table for ever.  The crash handlers have groups of their own, whatever the browser is told.
    """
    for process in list(_table()):
        # the leader has somebody who waits for it
        left = process.parent == os.getpid() and process.dead and process.pid != group
        if left and (process.group == group or process.name.startswith(b"chrome_crashpad")):
            with suppress(ChildProcessError):
                os.waitpid(process.pid, os.WNOHANG)


def _below(pid: int) -> set[int]:
    """A process and all its descendants."""
    children: dict[int, list[int]] = {}
    for process in _table():
        children.setdefault(process.parent, []).append(process.pid)
    found, waiting = set(), [pid]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += children.get(each, ())
    return found


def _table() -> Iterator[Process]:
    for folder in _PROC.iterdir():
        if folder.name.isdigit() and (stat := _read(folder / "stat")):
            # the second field is the program's name, in brackets, and may hold anything
            name, _, rest = stat.partition(b"(")[2].rpartition(b")")
            state, parent, group, *_ = rest.split()
            yield Process(int(folder.name), name, int(parent), int(group), state in (b"Z", b"X"))


def _memory(pid: int) -> int:
    sources: tuple[tuple[str, Callable[[bytes], list[bytes]]], ...] = (
        ("smaps_rollup", _PSS.findall),
        ("status", _OWN.findall),
    )
    for name, find in sources:
        if numbers := find(_read(_PROC / str(pid) / name)):
            return 1024 * sum(map(int, numbers))
    return 0


def _read(path: Path) -> bytes:
    """The content, empty when the process is gone or keeps it to itself."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
