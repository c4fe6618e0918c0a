"""A fixed number of slots, each with what was last used in it, shared fairly among clients."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class Crowded(Exception):
    """There is no slot now, and no waiting for one."""


class Slots(Generic[T]):
    """Slots that threads and coroutines take and give back; they never become more or fewer.

    The last one given back is the first to be taken, because its worker is still warm: with one
    client this is worth a third of the rate. Who has to wait is handed the next one that comes
    back, so that nobody who comes later can go first.

    A client has one slot less than there are at most, so the last one is always another's; and
    among those who wait, the clients take turns, however many queries each has waiting. ``key``
    tells clients apart; those without one are bound by neither. One client waits for ``waiting``
    slots at most.
    """

    def __init__(self, contents: list[T], waiting: int = 1 << 30) -> None:
        self._lock = threading.Lock()
        self._free = contents
        self._share = max(1, len(contents) - 1)
        self._most = waiting
        self._held: Counter[str] = Counter()
        #: Who waits, by client; the client whose turn comes next is the first.
        self._queues: dict[str, deque[Callable[[T], None]]] = {}

    @property
    def waiting(self) -> int:
        """How many wait for a slot."""
        with self._lock:
            return sum(map(len, self._queues.values()))

    def take(self, seconds: float, key: str = "") -> T:
        """Take a slot, waiting so long at most.

        Raises TimeoutError when none came free, Crowded when the client has too many waiting.
        """
        mine: SimpleQueue[T] = SimpleQueue()
        hand = mine.put
        self._ask(hand, key)
        try:
            return mine.get(timeout=seconds)
        except Empty:
            if self._withdraw(hand, key):
                raise TimeoutError from None
        return mine.get_nowait()  # it came at the last moment

    async def take_soon(self, seconds: float, key: str = "") -> T:
        """As `take`, letting the event loop go on meanwhile."""
        loop = asyncio.get_running_loop()
        coming: asyncio.Future[T] = loop.create_future()

        def arrive(content: T) -> None:
            if coming.done():  # nobody waits for it any more
                self.give(content, key)
            else:
                coming.set_result(content)

        def hand(content: T) -> None:
            loop.call_soon_threadsafe(arrive, content)

        def give_up() -> None:
            if not coming.done() and self._withdraw(hand, key):
                coming.set_exception(TimeoutError())

        self._ask(hand, key)
        late = loop.call_later(seconds, give_up)
        try:
            return await coming
        except asyncio.CancelledError:
            self._withdraw(hand, key)
            if not coming.cancelled() and coming.exception() is None:
                self.give(coming.result(), key)
            raise
        finally:
            late.cancel()

    def give(self, content: T, key: str = "") -> None:
        """Give a slot of a client back, with what the next one to take it will find in it."""
        with self._lock:
            self._held[key] -= 1
            if not self._held[key]:
                del self._held[key]
            self._free.append(content)
            while self._free and (turn := self._turn()) is not None:
                queue = self._queues.pop(turn)
                self._held[turn] += 1
                queue.popleft()(self._free.pop())
                if queue:
                    self._queues[turn] = queue  # behind all others

    def _ask(self, hand: Callable[[T], None], key: str) -> None:
        """Have a slot handed over, now or when the turn comes. Raises Crowded."""
        with self._lock:
            if not (self._free and self._may_have(key)):
                queue = self._queues.setdefault(key, deque())
                if len(queue) >= self._most:
                    raise Crowded
                queue.append(hand)
                return
            self._held[key] += 1
            content = self._free.pop()
        hand(content)

    def _withdraw(self, hand: Callable[[T], None], key: str) -> bool:
        """Wait no longer; False when there is nothing to wait for, because it has been handed."""
        with self._lock:
            queue = self._queues.get(key, deque())
            if hand not in queue:
                return False
            queue.remove(hand)
            if not queue:
                del self._queues[key]
            return True

    def _may_have(self, key: str) -> bool:
        return not key or self._held[key] < self._share

    def _turn(self) -> str | None:
        """The client that is handed a slot next."""
        return next((key for key in self._queues if self._may_have(key)), None)
