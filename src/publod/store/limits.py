"""How much one process lets queries take, by default, and what those hear that want more."""

from __future__ import annotations

from dataclasses import dataclass

from publod.errors import QueryOverload, SettingsError
from publod.messages import N_

GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a pool of query workers; times in seconds, memory in bytes.

    Whatever is not set has the value that stands here.

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
    queue_seconds: float = 5.0
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

    def too_many_wait(self, *, of_all_clients: bool) -> QueryOverload:
        """What a query is told that may not wait for its turn."""
        if of_all_clients:
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
