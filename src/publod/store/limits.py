"""How much one process lets queries take."""

from __future__ import annotations

from dataclasses import dataclass

from publod.errors import QueryOverload, SettingsError

GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a :class:`publod.store.QueryPool`; times in seconds, memory in bytes.

    A query takes one of ``fast_slots``, waiting ``queue_seconds`` for it at most. When it runs
    longer than ``fast_seconds`` it needs one of ``slow_slots`` to go on, and at
    ``deadline_seconds`` it is stopped, whole answer or not. ``waiting`` is how many queries of one
    client wait for a fast slot at most. ``memory`` is address space, not
    resident memory: the engine needs about 0.5 GiB of it before the first query, hence the floor.
    """

    fast_slots: int = 3
    slow_slots: int = 4
    queue_seconds: float = 2.0
    waiting: int = 16
    fast_seconds: float = 0.25
    deadline_seconds: float = 20.0
    memory: int = 4 * GIB

    def __post_init__(self) -> None:
        if self.fast_slots < 1 or self.slow_slots < 0:
            raise SettingsError("there must be at least one fast slot, and no fewer than 0 slow")
        if min(self.queue_seconds, self.fast_seconds, self.deadline_seconds) <= 0:
            raise SettingsError("the time limits of queries must be longer than 0 s")
        if self.waiting < 1:
            raise SettingsError("a client must be able to wait with one query at least")
        if self.memory < 2 * GIB:
            raise SettingsError("a query worker needs 2 GiB of address space or more")

    def waited_too_long(self) -> QueryOverload:
        """What a query is told that has waited for its turn as long as it may."""
        return QueryOverload(
            f"no query could be started within {self.queue_seconds:g} s, because too many wait: "
            "try again in a moment"
        )

    def too_many_wait(self) -> QueryOverload:
        """What a query is told whose client has as many waiting as it may."""
        return QueryOverload(
            f"{self.waiting} queries from your address are waiting already, which is the most that "
            "may: ask one after the other"
        )
