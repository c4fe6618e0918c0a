"""How slow a machine is while a test runs: a reference that is timed in the same seconds."""

from __future__ import annotations

import threading
import time
from typing import Self

#: What the reference does again and again, in seconds: it sleeps, then it computes.
_ASLEEP, _COMPUTING = 0.04, 0.01


class Slowness:
    """Times the reference until its end; a context manager.

    What a test gives something time for, on a machine that does nothing else, is `stretched` by
    how much longer than there the reference takes.
    """

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._computed = self._took = _COMPUTING
        self._longest_stall = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def stretched(self, seconds: float) -> float:
        """So many seconds on an idle machine, as they are on this one now."""
        return seconds * max(1.0, self._took / self._computed) + self._longest_stall

    def _run(self) -> None:
        while not self._ended.is_set():
            begun = time.monotonic()
            time.sleep(_ASLEEP)
            awake, processor = time.monotonic(), time.thread_time()
            self._longest_stall = max(self._longest_stall, awake - begun - _ASLEEP)
            while (computed := time.thread_time() - processor) < _COMPUTING:
                pass
            self._computed += computed
            self._took += time.monotonic() - awake
