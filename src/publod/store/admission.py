"""Admission: a fixed number of slots, shared fairly among clients by what each has used lately."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from collections.abc import Callable
from math import log
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Generic, TypeVar

from publod.errors import QueryAbandoned
from publod.store.limits import Limits
from publod.store.store_interface import Asker, Meter

T = TypeVar("T")

#: Of how many turns one goes to whoever has waited longest for one, whatever it has used, so that
#: heavy clients wait longer and do not wait in vain.
_PLAIN_TURN = 4


class Crowded(Exception):
    """There is no slot now, and no waiting for one: the client has as many waiting as it may."""


class Full(Crowded):
    """As many wait as may in all, none of them for a client that has used more than this one."""


class Slots(Generic[T]):
    """Slots that threads and coroutines take and give back; they never become more or fewer.

    The last one given back is the first to be taken, because its worker is still warm: with one
    client this is worth a third of the rate. Who has to wait is handed the next one that comes
    back, so that nobody who comes later can go first.

    ``key`` tells clients apart, as `Client.key` does; those without one are bound by nothing here.
    A client has ``share`` slots at most, or one less than there are, so the last one is always
    another's. What a slot's use cost is told when it is given back, and makes a client light or
    heavy for some minutes (`Usage`). All others together leave the last slot to light clients; a
    new one may have it while a single client has the rest. Among those who wait, the lighter go
    first, and clients of about the same use take turns, however many requests each has waiting. One
    client waits for ``waiting`` slots at most, and all for ``total``: beyond it, whoever has used
    most is sent away.
    """

    def __init__(
        self,
        contents: list[T],
        waiting: int = 1 << 30,
        total: int = 1 << 30,
        usage: Usage | None = None,
        share: int | None = None,
    ) -> None:
        self._lock = threading.Lock()
        self._free = contents
        self._all_but_last = max(1, len(contents) - 1)
        self._share = self._all_but_last if share is None else max(1, share)
        self._most = waiting
        self._total = total
        self._usage = usage or Usage()
        self._turns = 0
        self._held: Counter[str] = Counter()
        #: Who waits, by client; the client whose turn comes next by order is the first.
        self._queues: dict[str, deque[Callable[[T | Crowded], None]]] = {}

    @property
    def waiting(self) -> int:
        """How many wait for a slot."""
        with self._lock:
            return self._count()

    def is_heavy(self, key: str) -> bool:
        """Whether a client has used so much lately that light ones go first."""
        with self._lock:
            return self._usage.level(key) >= HEAVY

    def charge(self, key: str, seconds: float) -> None:
        """Count what a client has used outside of a slot."""
        with self._lock:
            self._usage.add(key, seconds)

    def take(self, seconds: float, key: str = "") -> T:
        """Take a slot, waiting so long at most.

        Raises TimeoutError when none came free, Crowded when there is no waiting for one.
        """
        mine: SimpleQueue[T | Crowded] = SimpleQueue()
        hand = mine.put
        self._ask(hand, key)
        try:
            came = mine.get(timeout=seconds)
        except Empty:
            if self._withdraw(hand, key):
                raise TimeoutError from None
            came = mine.get_nowait()  # it came at the last moment
        if isinstance(came, Crowded):
            raise came
        return came

    async def take_soon(self, seconds: float, key: str = "") -> T:
        """As `take`, letting the event loop go on meanwhile."""
        loop = asyncio.get_running_loop()
        coming: asyncio.Future[T] = loop.create_future()

        def arrive(content: T | Crowded) -> None:
            if isinstance(content, Crowded):
                if not coming.done():
                    coming.set_exception(content)
            elif coming.done():  # nobody waits for it any more
                self.give(content, key)
            else:
                coming.set_result(content)

        def hand(content: T | Crowded) -> None:
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

    def give(self, content: T, key: str = "", seconds: float | None = None) -> None:
        """Give a slot of a client back, with what the next one to take it will find in it.

        ``seconds`` is what its use has cost, if that is known.
        """
        with self._lock:
            self._usage.add(key, seconds)
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

    def _ask(self, hand: Callable[[T | Crowded], None], key: str) -> None:
        """Have a slot handed over, now or when the turn comes. Raises Crowded."""
        with self._lock:
            if not (self._free and self._may_have(key, self._usage.level(key))):
                if len(self._queues.get(key, ())) >= self._most:
                    raise Crowded
                self._make_room(key)
                self._queues.setdefault(key, deque()).append(hand)
                return
            self._held[key] += 1
            content = self._free.pop()
        hand(content)

    def _make_room(self, key: str) -> None:
        """Send away who has used most, if too many wait. Raises Full if that is this client."""
        if self._count() < self._total:
            return
        heaviest = max(self._queues, key=self._usage.level)
        if self._usage.level(heaviest) <= self._usage.level(key):
            raise Full
        queue = self._queues[heaviest]
        queue.pop()(Full())
        if not queue:
            del self._queues[heaviest]

    def _withdraw(self, hand: Callable[[T | Crowded], None], key: str) -> bool:
        """Wait no longer; False when there is nothing to wait for, because it has been handed."""
        with self._lock:
            queue = self._queues.get(key, deque())
            if hand not in queue:
                return False
            queue.remove(hand)
            if not queue:
                del self._queues[key]
            return True

    def _count(self) -> int:
        return sum(map(len, self._queues.values()))

    def _may_have(self, key: str, level: int) -> bool:
        if not key:
            return True
        if self._held[key] >= self._share:
            return False
        if level == LIGHT:
            return True
        others = [k for k in self._held if k and self._usage.level(k) != LIGHT]
        if sum(self._held[k] for k in others) < self._all_but_last:
            return True
        return level == UNKNOWN and len(others) == 1 and key not in others

    def _turn(self) -> str | None:
        """The client that is handed a slot next."""
        levels = {key: self._usage.level(key) for key in self._queues}
        able = [key for key, level in levels.items() if self._may_have(key, level)]
        if not able:
            return None
        self._turns += 1
        return able[0] if self._turns % _PLAIN_TURN == 0 else min(able, key=levels.__getitem__)


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


#: After waiting so long for a slot, in seconds, a query is begun only if somebody is still there.
_LONG_WAIT = 0.1


class QuerySlots(Generic[T]):
    """The slots in which queries begin: whose turn it is, and what they hear who wait in vain."""

    def __init__(self, contents: list[T], limits: Limits, meter: Meter) -> None:
        self._limits = limits
        self._meter = meter
        self._slots = Slots[T](contents, limits.waiting, limits.total_waiting)

    async def soon(self, asker: Asker | None, seconds: float) -> T:
        """A slot, if one comes so soon. Crowded if none does."""
        key = key_of(asker)
        try:
            return self._slots.take(0, key)
        except TimeoutError:
            pass
        self._meter.waiting(1)
        try:
            return await self._slots.take_soon(seconds, key)
        except TimeoutError:
            raise Crowded from None
        finally:
            self._meter.waiting(-1)

    def wait(self, asker: Asker | None) -> T:
        """A slot, when it comes. Raises QueryOverload, or QueryAbandoned if the asker has left."""
        key, came = key_of(asker), monotonic()
        self._meter.waiting(1)
        try:
            content = self._slots.take(self._limits.queue_seconds, key)
        except TimeoutError:
            raise self._limits.waited_too_long() from None
        except Crowded as crowded:
            raise self._limits.too_many_wait(of_all_clients=isinstance(crowded, Full)) from None
        finally:
            self._meter.waiting(-1)
        try:
            if asker is not None and monotonic() - came > _LONG_WAIT and asker.has_left():
                raise QueryAbandoned
        except BaseException:
            self._slots.give(content, key)
            raise
        return content

    def give(self, content: T, key: str, seconds: float | None = None) -> None:
        """Give a slot of a client back, with what is in it, and say what its use cost."""
        self._slots.give(content, key, seconds)

    def charge(self, key: str, seconds: float) -> None:
        """Count what a query of a client has cost beyond its fast slot."""
        self._slots.charge(key, seconds)

    def is_heavy(self, key: str) -> bool:
        """Whether the client's queries have taken so long lately that others go first."""
        return self._slots.is_heavy(key)


def key_of(asker: Asker | None) -> str:
    """What tells clients apart."""
    return asker.key if asker is not None else ""
