"""Who may have a query answered now, and the long answers that are on their way.

The server has its own ways to share its processors; here no client has more queries under way than
leaves one to others, as with the store of our own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from threading import Lock
from time import monotonic

from publod.store.admission import Crowded, Slots
from publod.store.limits import Limits
from publod.store.meter import Meter, outcome_of
from publod.store.protocol import Asker
from publod.store.remote.http_client import Reply


class Turn:
    """A place among the queries that run at once. Raises QueryOverload when there is none."""

    def __init__(
        self, slots: Slots[None], limits: Limits, meter: Meter, asker: Asker | None
    ) -> None:
        self.meter = meter
        self.began = monotonic()
        self._slots = slots
        self._key = asker.key if asker else ""
        self._lock = Lock()
        meter.waiting(1)
        try:
            slots.take(limits.queue_seconds, self._key)
        except TimeoutError:
            raise limits.waited_too_long() from None
        except Crowded as crowded:
            raise limits.too_many_wait(crowded) from None
        finally:
            meter.waiting(-1)
        meter.running("fast", 1)
        self._entered = monotonic()
        self._is_taken = True

    def leave(self) -> None:
        """Give the place to another; safe to call twice."""
        with self._lock:
            was_taken, self._is_taken = self._is_taken, False
        if was_taken:
            self.meter.running("fast", -1)
            self._slots.give(None, self._key, monotonic() - self._entered)


class Stream(Iterator[bytes]):
    """The pieces of a long answer. Close it, or use it up, to let another query in."""

    def __init__(
        self, held: list[bytes], pieces: Iterator[bytes], reply: Reply, turn: Turn
    ) -> None:
        self._held = held[::-1]
        self._pieces = pieces
        self._reply = reply
        self._turn = turn

    def __next__(self) -> bytes:
        if self._held:
            return self._held.pop()
        try:
            return next(self._pieces)
        except StopIteration:
            self.close()
            raise
        except BaseException as error:
            self._turn.meter.ended(outcome_of(error), monotonic() - self._turn.began)
            self.close()
            raise

    def close(self) -> None:
        """Stop the query if it still runs."""
        self._held.clear()
        with contextlib.suppress(ValueError):  # another thread is reading this very moment
            getattr(self._pieces, "close", lambda: None)()
        self._reply.close()
        self._turn.leave()

    def __del__(self) -> None:
        self.close()
