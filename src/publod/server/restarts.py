"""When a process that has ended unasked is started again."""

from __future__ import annotations

#: A process that has run for so long was well: the next end is the first one again. In seconds.
HEALTHY = 30.0
#: The first pause, and the longest, in seconds. To start a web process costs about a second.
_FIRST, _LONGEST = 0.5, 10.0
#: So many ends, each soon after a start, are a crash loop.
_LOOP = 3


class Restarts:
    """The restarts of one process: at once the first time, then after pauses that double."""

    def __init__(self) -> None:
        self._failures = 0

    def pause_after(self, seconds: float) -> float:
        """How long to wait, in seconds, now that it has ended after running for so many."""
        if seconds >= HEALTHY:
            self._failures = 0
        self._failures += 1
        if self._failures == 1:
            return 0.0
        return float(min(_FIRST * 2 ** (self._failures - 2), _LONGEST))

    @property
    def is_looping(self) -> bool:
        """Whether it has ended again and again soon after it was started."""
        return self._failures >= _LOOP

    @property
    def begins_to_loop(self) -> bool:
        """Whether its last end made that so; then it is worth a line in the log."""
        return self._failures == _LOOP
