"""Public SPARQL in isolated processes: no query can stop, starve or bring down anything else.

Each query runs in a worker process of its own. It begins in a fast slot; when it turns out to be
long it must take a slow slot to go on, and leaves the fast one to others. So however many
endless queries come, small ones find a free fast slot, after ``fast_seconds`` at the latest.
docs/decisions/0003-query-workers.md has the reasons and the measurements.
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

from publod.errors import (
    QueryAbandoned,
    QueryOverload,
    QueryRefused,
    QuerySyntaxError,
    StoreError,
)
from publod.store import forks, guard, wire
from publod.store.exchange import SMALL, Exchange, Stream
from publod.store.generations import Generation, current_generation
from publod.store.limits import Limits
from publod.store.meter import ANSWERED, Meter, outcome_of
from publod.store.process import WorkerProcess
from publod.store.protocol import Answer, Asker, GraphFormat, Kind, Query, ResultsFormat
from publod.store.slots import Crowded, Slots
from publod.vocabulary import PREFIXES

_KINDS: dict[bytes, Kind] = {
    wire.BINDINGS: "bindings",
    wire.BOOLEAN: "boolean",
    wire.GRAPH: "graph",
}
#: How long after the deadline the kernel ends a query that the pool has not ended.
_GRACE_SECONDS = 2.0
#: After waiting so long for a slot, in seconds, a query is begun only if somebody is still there.
_LONG_WAIT = 0.1


class QueryPool:
    """Answers queries on the published generation of ``folder``; any number of threads may call.

    Workers start with the first query. ``prefixes`` (all of publod's vocabulary, if not given) are
    declared in every query. After a fork the child's pool begins anew with workers of its own.
    """

    def __init__(
        self,
        folder: Path,
        *,
        base_url: str,
        prefixes: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        meter: Meter | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.meter = meter or Meter()
        self._folder = str(folder.absolute())
        declared = dict(PREFIXES if prefixes is None else prefixes)
        self._hello = wire.Hello(base_url, declared, self.limits.memory)
        self._workers: set[WorkerProcess] = set()
        self._begin()
        forks.watch(self)
        weakref.finalize(self, _close_all, self._workers)

    @property
    def commit(self) -> int:
        """The commit that a query starting now would show. StoreError when there is none yet."""
        return current_generation(self._folder).commit

    @property
    def version(self) -> str:
        """Names what a query starting now would show: its generation. StoreError when none."""
        return current_generation(self._folder).path

    def network_is_closed(self) -> bool:
        """Tell whether the kernel keeps workers from the network here; starts one to see."""
        worker = WorkerProcess(self._hello)
        try:
            worker.await_ready()
            return worker.is_network_closed
        finally:
            worker.close()

    def query(
        self,
        query: Query,
        *,
        results: ResultsFormat = "json",
        graphs: GraphFormat = "ttl",
        asker: Asker | None = None,
    ) -> Answer:
        """Answer ``query`` in whichever of the two formats fits its kind.

        Raises QuerySyntaxError, QueryRefused (also for updates), QueryTimeout, QueryTooLarge,
        QueryOverload (try again later), QueryAbandoned (``asker`` has left) or StoreError.
        """
        came = monotonic()
        try:
            answer = self._answer(query, results, graphs, asker)
        except BaseException as error:
            self.meter.ended(outcome_of(error), monotonic() - came)
            raise
        self.meter.ended(ANSWERED, monotonic() - came)
        return answer

    def _answer(
        self, query: Query, results: ResultsFormat, graphs: GraphFormat, asker: Asker | None
    ) -> Answer:
        has_dataset = guard.inspect(query.text)
        default = named = None
        if query.default_graphs or query.named_graphs:
            default, named = list(query.default_graphs), list(query.named_graphs)
        union = default is None and not has_dataset
        started = monotonic()
        try:
            while True:
                generation = current_generation(self._folder)
                request = wire.pack(
                    wire.Request(
                        generation.path, query.text, union, default, named, results, graphs,
                        self.limits.deadline_seconds + _GRACE_SECONDS,
                    )
                )  # fmt: skip
                answer = self._ask(request, generation, results, graphs, asker)
                if answer is not None:
                    return answer
                if monotonic() - started > self.limits.deadline_seconds:
                    raise StoreError(f"the published store {generation.path} cannot be read")
        except QuerySyntaxError as error:
            if guard.is_update(query.text):
                raise QueryRefused(guard.READ_ONLY) from None
            raise QuerySyntaxError(
                guard.readable(str(error), query.text, self._hello.prefixes)
            ) from None

    def close(self) -> None:
        """Stop all queries; those under way end with an error."""
        with self._lock:
            self._is_closed = True
        _close_all(self._workers)

    def begin_anew(self) -> None:
        """In a forked child: let go of the parent's workers without touching them."""
        while self._workers:
            self._workers.pop().abandon()
        self._begin()

    def promote(self, exchange: Exchange) -> bool:
        """Move ``exchange`` to a slow slot, with its worker; False when none is free for it.

        A client has one slow slot less than there are at most, as it is with fast ones.
        """
        with self._lock:
            if len(self._slow) >= self.limits.slow_slots:
                now = monotonic()
                for other in [other for other in self._slow if other.is_expired(now)]:
                    # Its reader has stopped reading; the socket is closed when it comes back.
                    self._slow.discard(other)
                    if other.worker is not None:
                        other.worker.kill()
            if len(self._slow) >= self.limits.slow_slots:
                return False
            own = sum(other.key == exchange.key for other in self._slow)
            if exchange.key and own >= max(1, self.limits.slow_slots - 1):
                return False
            self._slow.add(exchange)
            exchange.is_slow = True
            self.meter.running("fast", -1)
            self.meter.running("slow", 1)
            replacement = self._spare.pop() if self._spare else None
        self._fast.give(replacement, exchange.key)
        self._keep_one_spare()
        return True

    def take_back(self, exchange: Exchange, worker: WorkerProcess, *, healthy: bool) -> None:
        """End ``exchange``: its slot is free, and its worker too if it is ``healthy``."""
        self.meter.running("slow" if exchange.is_slow else "fast", -1)
        # The slot first: ending a process takes longer than someone in the queue should wait.
        if not exchange.is_slow:
            self._fast.give(worker if healthy else None, exchange.key)
        else:
            with self._lock:
                self._slow.discard(exchange)
                if healthy:
                    self._spare.append(worker)
        if not healthy:
            self._workers.discard(worker)
            worker.close()

    def _begin(self) -> None:
        """Start with no workers: when made, and in a forked child."""
        self._is_closed = False
        self._lock: threading.Lock = threading.Lock()
        self._slow: set[Exchange] = set()
        #: Idle workers that hold no slot, for whoever is promoted or finds its slot's worker dead.
        self._spare: list[WorkerProcess] = []
        #: The fast slots that are free, each with its worker or with None where one must be found.
        self._fast = Slots[WorkerProcess | None](
            [None] * self.limits.fast_slots, self.limits.waiting
        )

    def _ask(
        self,
        request: bytes,
        generation: Generation,
        results: ResultsFormat,
        graphs: GraphFormat,
        asker: Asker | None,
    ) -> Answer | None:
        """Put a request to a worker; None when its generation is no longer there."""
        exchange = self._enter(request, asker)
        try:
            letter, payload = exchange.frame()
            if letter == wire.GONE:
                return None
            kind = _KINDS[payload[:1]]
            form = graphs if kind == "graph" else results
            held, size = [payload[1:]], len(payload)
            while exchange.worker is not None and size < SMALL:
                letter, payload = exchange.frame()
                held.append(payload)
                size += len(payload)
            if exchange.worker is None:
                body = held[0] if len(held) == 1 else b"".join(held)
                return Answer(kind, form, generation.commit, body, iter((body,)))
            # Its reader sets the pace from now on, so it must not keep a fast slot.
            exchange.stream()
            return Answer(kind, form, generation.commit, None, Stream(exchange, held))
        except BaseException:
            exchange.leave(healthy=False)
            raise

    def _enter(self, request: bytes, asker: Asker | None) -> Exchange:
        """Wait for a fast slot, and hand the request to its worker."""
        key = asker.key if asker is not None else ""
        came = monotonic()
        self.meter.waiting(1)
        try:
            worker = self._fast.take(self.limits.queue_seconds, key)
        except TimeoutError:
            raise QueryOverload(
                f"no query could be started within {self.limits.queue_seconds:g} s, because too "
                "many wait: try again in a moment"
            ) from None
        except Crowded:
            raise QueryOverload(
                f"{self.limits.waiting} queries from your address are waiting already, which is "
                "the most that may: ask one after the other"
            ) from None
        finally:
            self.meter.waiting(-1)
        if asker is not None and monotonic() - came > _LONG_WAIT and asker.has_left():
            self._fast.give(worker, key)
            raise QueryAbandoned("whoever asked the query has left")
        try:
            while worker is None or not worker.send(request):
                if worker is not None:  # it was killed while it was idle
                    self._workers.discard(worker)
                    worker.close()
                with self._lock:
                    worker = self._spare.pop() if self._spare else None
                worker = worker or self._start()
                self._keep_one_spare()
            exchange = Exchange(self, worker, asker)
        except BaseException:
            self._fast.give(None, key)
            raise
        self.meter.running("fast", 1)
        return exchange

    def _start(self) -> WorkerProcess:
        if self._is_closed:
            raise StoreError("the query pool is closed")
        worker = WorkerProcess(self._hello)
        self._workers.add(worker)
        return worker

    def _keep_one_spare(self) -> None:
        """Have a worker ready before it is needed; starting it does not wait for it."""
        if not self._spare:
            with contextlib.suppress(StoreError):  # whoever needs one will find out why
                worker = self._start()
                with self._lock:
                    self._spare.append(worker)


def _close_all(workers: set[WorkerProcess]) -> None:
    while workers:
        workers.pop().close(patience=1.0)
