"""Whose turn it is to begin a query, and what they are told who wait in vain."""

from __future__ import annotations

from time import monotonic

from publod.errors import QueryAbandoned
from publod.store.admission import Crowded, Slots
from publod.store.limits import Limits
from publod.store.oxigraph.worker_process import WorkerProcess
from publod.store.store_interface import Asker, Meter

#: After waiting so long for a slot, in seconds, a query is begun only if somebody is still there.
_LONG_WAIT = 0.1


class Turns:
    """The fast slots, each with its worker or with None where one must be found."""

    def __init__(self, limits: Limits, meter: Meter) -> None:
        self._limits = limits
        self._meter = meter
        self._slots = Slots[WorkerProcess | None](
            [None] * limits.fast_slots, limits.waiting, limits.total_waiting
        )

    async def soon(self, asker: Asker | None, seconds: float) -> WorkerProcess | None:
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

    def wait(self, asker: Asker | None) -> WorkerProcess | None:
        """A slot, when it comes. Raises QueryOverload, or QueryAbandoned if the asker has left."""
        key, came = key_of(asker), monotonic()
        self._meter.waiting(1)
        try:
            worker = self._slots.take(self._limits.queue_seconds, key)
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
            self._slots.give(worker, key)
            raise
        return worker

    def give(self, worker: WorkerProcess | None, key: str, seconds: float | None = None) -> None:
        """Give a slot of a client back, with a worker that is free, and say what its use cost."""
        self._slots.give(worker, key, seconds)

    def charge(self, key: str, seconds: float) -> None:
        """Count what a query of a client has cost beyond its fast slot."""
        self._slots.charge(key, seconds)

    def is_heavy(self, key: str) -> bool:
        """Whether the client's queries have taken so long lately that others go first."""
        return self._slots.is_heavy(key)


def key_of(asker: Asker | None) -> str:
    """What tells clients apart."""
    return asker.key if asker is not None else ""
