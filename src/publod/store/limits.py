"""How much one process lets queries take, and the slots in which they begin."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from publod.errors import QueryAbandoned, QueryOverload, SettingsError
from publod.messages import N_
from publod.store.admission import Crowded, Full, Slots
from publod.store.store_interface import Asker, Meter

T = TypeVar("T")

GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a pool of query workers; times in seconds, memory in bytes.

    A query takes one of ``fast_slots``, waiting ``queue_seconds`` for it at most. When it runs
    longer than ``fast_seconds`` it needs one of ``slow_slots`` to go on, and at
    ``deadline_seconds`` it is stopped, whole answer or not. ``waiting`` is how many queries of one
    client wait for a fast slot at most, of all clients four times as many. ``memory`` is address
    space, not resident memory: the engine needs about 0.5 GiB of it before the first query, hence
    the floor. ``total_memory`` is the resident memory of all query workers of ``processes`` web
    processes, 0 for half of the machine's.
    """

    fast_slots: int = 3
    slow_slots: int = 4
    queue_seconds: float = 2.0
    waiting: int = 16
    fast_seconds: float = 0.25
    deadline_seconds: float = 20.0
    memory: int = 4 * GIB
    total_memory: int = 0
    processes: int = 1

    def __post_init__(self) -> None:
        if self.fast_slots < 1 or self.slow_slots < 0:
            raise SettingsError(
                N_("there must be at least one fast slot, and no fewer than 0 slow")
            )
        if min(self.queue_seconds, self.fast_seconds, self.deadline_seconds) <= 0:
            raise SettingsError(N_("the time limits of queries must be longer than 0 s"))
        if self.waiting < 1:
            raise SettingsError(N_("a client must be able to wait with one query at least"))
        if self.memory < 2 * GIB:
            raise SettingsError(N_("a query worker needs 2 GiB of address space or more"))

    def waited_too_long(self) -> QueryOverload:
        """What a query is told that has waited for its turn as long as it may."""
        return QueryOverload(
            N_(
                "the query waited %(queue_seconds)s s for one of %(fast_slots)s places, which is "
                "as long as one may, because too many wait: try again in a moment",
                queue_seconds=float(self.queue_seconds),
                fast_slots=self.fast_slots,
            )
        )

    def too_many_long(self) -> QueryOverload:
        """What a query is told that turns out to be long while as many are as may be."""
        return QueryOverload(
            N_(
                "the query ran longer than %(fast_seconds)s s, and %(slow_slots)s such queries "
                "are running already, or %(slow_share)s of yours or of clients that have had "
                "many, which is the most that may: try again in a while, or narrow it",
                fast_seconds=float(self.fast_seconds),
                slow_slots=self.slow_slots,
                slow_share=self.slow_share,
            ),
            retry_after=max(1, round(self.deadline_seconds / 4)),
        )

    def no_memory(self, total: int) -> QueryOverload:
        """What a query is told that needs memory which others have."""
        return QueryOverload(
            N_(
                "the query needs more memory than is free: all queries together "
                "may have %(total)s MiB, and others have it: try again in a "
                "moment, or ask for less at a time",
                total=total >> 20,
            ),
            retry_after=max(1, round(self.deadline_seconds / 4)),
        )

    def too_many_read(self) -> QueryOverload:
        """What a long answer is told while as many are being read as may be."""
        return QueryOverload(
            N_(
                "%(slow_slots)s long answers are being read already, or "
                "%(slow_share)s by you or by clients that have had many, which is "
                "the most that may: try again, or ask for less at a time with LIMIT",
                slow_slots=self.slow_slots,
                slow_share=self.slow_share,
            )
        )

    @property
    def slow_share(self) -> int:
        """How many slow slots one client, or all heavy ones, may have: one is left to others."""
        return max(1, self.slow_slots - 1)

    @property
    def total_waiting(self) -> int:
        """How many queries of all clients wait for a fast slot at most: each holds a thread."""
        return 4 * self.waiting

    def too_many_wait(self, crowded: Crowded) -> QueryOverload:
        """What a query is told that may not wait for its turn."""
        if isinstance(crowded, Full):
            return QueryOverload(
                N_(
                    "%(total_waiting)s queries are waiting already, which is the most that may, "
                    "and yours have taken no less time lately than theirs: try again in a while",
                    total_waiting=self.total_waiting,
                )
            )
        return QueryOverload(
            N_(
                "%(waiting)s queries from your address are waiting already, which "
                "is the most that may: ask one after the other",
                waiting=self.waiting,
            )
        )


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
            raise self._limits.too_many_wait(crowded) from None
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
