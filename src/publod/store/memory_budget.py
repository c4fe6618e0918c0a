"""The memory that all queries of a service share, whatever the number of its web processes.

A query worker has one unit from its start, which is enough for most queries. Of these, each web
process has as many as it has fast slots, and two to spare: they are reserved for it. All other
units lie in a common pool, from which a long query takes one, and a query that needs more takes
more. The kernel holds each worker to what it has
(`publod.store.oxigraph.worker_sandbox.permit`), so all workers together stay below the budget.

A unit is a byte of a file that a web process has locked (fcntl(2), "Advisory record locking"): no
process counts for another, and the kernel gives back what a dead one had.
"""

from __future__ import annotations

import fcntl
import os
from functools import cache
from pathlib import Path
from threading import Lock

from publod.errors import SettingsError
from publod.messages import N_
from publod.store import process_lifetime

MIB = 1 << 20
#: What a worker may have from its start, in bytes of resident memory: a third is the engine's.
UNIT = 96 * MIB
#: How many idle workers a web process keeps beside those of its fast slots.
SPARES = 2
#: The common pool has so many units at least.
_LEAST = 4
#: A query that needs more than it has gets so many times as much, if there is as much.
_STEP = 4


def least_total(processes: int, fast_slots: int) -> int:
    """The smallest budget for so many web processes, in bytes."""
    return (processes * (fast_slots + SPARES) + _LEAST) * UNIT


def default_total(processes: int, fast_slots: int) -> int:
    """Half of the machine's memory, or of what this group of processes may have; in bytes."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            machine = min(machine, int(Path(file).read_text(encoding="ascii")))
        except (OSError, ValueError):  # there is no such group, or no limit to it
            continue
    return max(machine // 2, least_total(processes, fast_slots))


class MemoryBudget:
    """Units of ``total`` bytes that are shared through ``file`` by ``processes`` web processes.

    Without a file that can be written, each process has its part of the common pool to itself.
    Raises SettingsError for a total that is too small.
    """

    def __init__(
        self, total: int, processes: int, fast_slots: int, file: Path | None = None
    ) -> None:
        self.total = total or default_total(processes, fast_slots)
        least = least_total(processes, fast_slots)
        if self.total < least:
            raise SettingsError(
                N_(
                    "PUBLOD_QUERY_TOTAL_MB must be %(least)s at least for %(processes)s "
                    "web processes that start %(fast_slots)s queries at once: raise "
                    "it, or lower PUBLOD_WORKERS or PUBLOD_QUERY_FAST_SLOTS",
                    least=least // MIB,
                    processes=processes,
                    fast_slots=fast_slots,
                )
            )
        shared = (self.total - least) // UNIT + _LEAST
        self._units = (
            _units(shared, processes, str(file.absolute())) if file else _Units(shared, -1)
        )

    @property
    def size(self) -> int:
        """How many units there are for long queries, and so for one of them at most."""
        return self._units.size

    def more(self, units: int) -> int:
        """How many units a query gets that has so many and needs more; the same if it may not."""
        return min(units * _STEP, self.size)

    def take(self, number: int) -> tuple[int, ...] | None:
        """Take so many units; None when they are not free."""
        return self._units.take(number)

    def give(self, units: tuple[int, ...]) -> None:
        """Give units back, once the process that had them has ended."""
        self._units.give(units)


class _Units:
    """Bytes of a file, and which of them this process holds."""

    def __init__(self, size: int, descriptor: int) -> None:
        self.size = size
        self._descriptor = descriptor
        self.begin_anew()
        process_lifetime.watch_forks(self)

    def begin_anew(self) -> None:
        """In a forked child: it has none of its parent's locks."""
        self._lock = Lock()
        self._held: set[int] = set()

    def take(self, number: int) -> tuple[int, ...] | None:
        with self._lock:
            taken: list[int] = []
            for unit in range(self.size):
                if len(taken) == number:
                    break
                if unit not in self._held and self._is_locked(unit):
                    self._held.add(unit)
                    taken.append(unit)
            if len(taken) == number:
                return tuple(taken)
            self._release(taken)
        return None

    def give(self, units: tuple[int, ...]) -> None:
        with self._lock:
            self._release([unit for unit in units if unit in self._held])

    def _is_locked(self, unit: int) -> bool:
        if self._descriptor < 0:
            return True
        try:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, unit)
        except OSError:  # another process has it
            return False
        return True

    def _release(self, units: list[int]) -> None:
        for unit in units:
            self._held.discard(unit)
            if self._descriptor >= 0:
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, unit)


@cache
def _units(shared: int, processes: int, file: str) -> _Units:
    """The units of a file; one object in each process, since its locks are the process's."""
    try:  # it stays open: closing any descriptor of it would give all locks up
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return _Units(max(1, shared // processes), -1)
    return _Units(shared, descriptor)
