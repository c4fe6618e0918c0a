"""How much of a shared resource each client has used lately.

An address costs nothing, so taking turns by address alone gives sixty-four addresses sixty-four
turns. What cannot be multiplied for free is a record of small requests: a client that has one goes
before those of which nothing is known, and these before those that have used much, however many
they are.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log
from time import monotonic

#: What one request may cost without being counted, in seconds: lookups are free.
FREE_SECONDS = 0.05
#: After how many seconds half of what was used is forgotten.
HALF_LIFE = 300.0
#: Below how many seconds of use a client is a light one, and from how many on a heavy one.
_LIGHT, _HEAVY = 0.05, 0.1

#: The levels of clients: all of whose requests were small, of which nothing is known, and from
#: which on they are heavy.
LIGHT, UNKNOWN, HEAVY = 0, 1, 2
#: How many clients are remembered; beyond it, those that have used least are forgotten.
_MOST_CLIENTS = 10_000


class Usage:
    """The recent use of each client, in seconds, halved every ``HALF_LIFE`` seconds.

    Not safe for threads: `publod.store.admission.Slots` calls it under its own lock.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        #: What each client had used, and when that was computed.
        self._used: dict[str, tuple[float, float]] = {}

    def add(self, key: str, seconds: float | None) -> None:
        """Count what one request of a client cost, beyond what is free; None if nobody knows."""
        if not key or seconds is None:
            return
        if seconds <= FREE_SECONDS:
            self._used.setdefault(key, (0.0, self._clock()))
        else:
            self._used[key] = (self.of(key) + seconds - FREE_SECONDS, self._clock())
        if len(self._used) > _MOST_CLIENTS:
            by_use = sorted(self._used, key=self.of)
            for light in by_use[: _MOST_CLIENTS // 2]:
                del self._used[light]

    def of(self, key: str) -> float:
        """How many seconds a client has used lately."""
        found = self._used.get(key)
        if found is None or not found[0]:
            return 0.0
        seconds, at = found
        return float(seconds * 0.5 ** ((self._clock() - at) / HALF_LIFE))

    def level(self, key: str) -> int:
        """``LIGHT``, ``UNKNOWN``, or ``HEAVY`` and one more for each fourfold use.

        Levels are coarse, so that clients of about the same use still take turns.
        """
        used = self.of(key)
        if used < _HEAVY:
            return LIGHT if used < _LIGHT and key in self._used else UNKNOWN
        return HEAVY + int(log(used / _HEAVY, 4))
