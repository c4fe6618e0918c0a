"""The disk that long answers may take while they are sent."""

from __future__ import annotations

from collections import Counter
from threading import Lock

from publod.errors import QueryOverload


class Room:
    """The room for all long answers that one process is sending.

    One answer may be ``largest`` bytes long, and all together four times that. One client's leave
    the room of one answer to others, however slowly it reads.
    """

    def __init__(self, largest: int) -> None:
        self.largest = largest
        self._lock = Lock()
        self._taken: Counter[str] = Counter()

    def take(self, key: str, size: int) -> None:
        """Take so many bytes more for a client's answer; QueryOverload when there are none."""
        with self._lock:
            own, all_taken = self._taken[key] + size, self._taken.total() + size
            if own > 3 * self.largest or all_taken > 4 * self.largest:
                raise QueryOverload(
                    f"the long answers that are being read take {4 * self.largest >> 20} MiB, or "
                    f"yours {3 * self.largest >> 20} MiB, which is the most that may lie here: try "
                    "again when some have been read, or ask for less at a time with LIMIT"
                )
            self._taken[key] = own

    def give(self, key: str, size: int) -> None:
        """Give bytes back."""
        with self._lock:
            self._taken[key] -= size
            if not self._taken[key]:
                del self._taken[key]
