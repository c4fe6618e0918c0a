"""A fixed number of slots, each with what was last used in it."""

from __future__ import annotations

import threading
from collections import deque
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class Slots(Generic[T]):
    """Slots that threads take and give back; they never become more or fewer.

    The last one given back is the first to be taken, because its worker is still warm: with one
    client this is worth a third of the rate. Who has to wait is handed the next one that comes
    back, so that nobody who comes later can go first.
    """

    def __init__(self, contents: list[T]) -> None:
        self._lock = threading.Lock()
        self._free = contents
        self._queue: deque[SimpleQueue[T]] = deque()

    @property
    def waiting(self) -> int:
        """How many threads wait for a slot."""
        return len(self._queue)

    def take(self, seconds: float) -> T:
        """Take a slot, waiting so long at most. TimeoutError when none came free."""
        with self._lock:
            if self._free:
                return self._free.pop()
            mine: SimpleQueue[T] = SimpleQueue()
            self._queue.append(mine)
        try:
            return mine.get(timeout=seconds)
        except Empty:
            pass
        with self._lock:
            if mine in self._queue:
                self._queue.remove(mine)
                raise TimeoutError
        return mine.get_nowait()  # it came at the last moment

    def give(self, content: T) -> None:
        """Give a slot back, with what the next one to take it will find in it."""
        with self._lock:
            if self._queue:
                self._queue.popleft().put(content)
            else:
                self._free.append(content)
