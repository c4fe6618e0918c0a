"""What the workers of one web process may have of the memory that all share."""

from __future__ import annotations

import contextlib
import resource
from pathlib import Path

from publod.store.memory_budget import UNIT, MemoryBudget
from publod.store.oxigraph.worker_process import WorkerProcess, reap


class Allowances:
    """Gives workers memory of a budget, and none of them more than ``most`` bytes."""

    def __init__(self, budget: MemoryBudget, most: int) -> None:
        self.budget = budget
        self._most = max(1, most // UNIT)

    def next(self, worker: WorkerProcess) -> int:
        """How many units a worker gets that needs more than it has; as many if it may not."""
        units = worker.memory // UNIT
        return max(units, min(self.budget.more(units), self._most))

    def hold(self, worker: WorkerProcess, number: int) -> bool:
        """Have a worker hold so many more units; False when others have them."""
        reap()
        units = self.budget.take(number)
        if units is None:
            return False
        worker.hold(units, self.budget.give)
        return True

    def grow(self, worker: WorkerProcess) -> None:
        """Let a worker that computes have more, if half of what it may have is taken."""
        more = self.next(worker)
        units = worker.memory // UNIT
        if more > units and _is_cramped(worker) and self.hold(worker, more - units):
            with contextlib.suppress(OSError, AttributeError):  # it has died: receive will tell
                soft, hard = resource.prlimit(worker.pid, resource.RLIMIT_DATA)
                soft += more * UNIT - worker.memory
                resource.prlimit(worker.pid, resource.RLIMIT_DATA, (soft, hard))
            worker.memory = more * UNIT


def _is_cramped(worker: WorkerProcess) -> bool:
    """Whether half of the memory that it may have is taken; False where nobody knows."""
    try:
        pages = int(Path(f"/proc/{worker.pid}/statm").read_bytes().split()[5])
        soft = resource.prlimit(worker.pid, resource.RLIMIT_DATA)[0]
    except (OSError, AttributeError):
        return False
    return 0 <= soft - pages * resource.getpagesize() < worker.memory // 2
