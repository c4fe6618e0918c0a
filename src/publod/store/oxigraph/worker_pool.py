"""Public SPARQL in isolated processes: no query can stop, starve or bring down anything else."""

from __future__ import annotations

import contextlib
import resource
import threading
import weakref
from pathlib import Path
from time import monotonic

from publod.errors import QueryTooLarge, StoreError
from publod.messages import N_
from publod.store import process_lifetime, query_guard
from publod.store.admission import Crowded, QuerySlots, key_of
from publod.store.limits import Limits
from publod.store.memory_budget import SPARES, UNIT, MemoryBudget
from publod.store.oxigraph import worker_protocol
from publod.store.oxigraph.generations import Generation, current_generation, shows
from publod.store.oxigraph.query_execution import Exchange, PreparedQuery
from publod.store.oxigraph.worker_process import WorkerProcess, close_all, reap
from publod.store.oxigraph.worker_protocol import Request
from publod.store.store_interface import (
    ANSWERED,
    Answer,
    Asker,
    GraphFormat,
    Meter,
    Query,
    ResultsFormat,
    outcome_of,
)
from publod.vocabulary import QUERY_PREFIXES

#: How long after the deadline the kernel ends a query that the pool has not ended.
_GRACE = 2.0


class QueryPool:
    """Answers queries on the published generation of ``folder``; any number of threads may call.

    Workers start with the first query. All prefixes of publod's vocabulary are declared in every
    query. ``permits`` is the file through which the pools of several web processes share their
    memory (`publod.store.memory_budget`). A forked child begins with workers anew.
    """

    def __init__(
        self,
        folder: Path,
        *,
        base_url: str,
        limits: Limits | None = None,
        meter: Meter | None = None,
        permits: Path | None = None,
    ) -> None:
        self.limits = limits = limits or Limits()
        budget = MemoryBudget(limits.total_memory, limits.processes, limits.fast_slots, permits)
        self.allowances = Allowances(budget, limits.memory)
        self.meter = meter or Meter()
        self._folder = str(folder.absolute())
        self._hello = worker_protocol.Hello(
            base_url, QUERY_PREFIXES, self.limits.memory, self._folder
        )
        self._workers: set[WorkerProcess] = set()
        self._begin()
        process_lifetime.watch_forks(self)
        weakref.finalize(self, close_all, self._workers)

    @property
    def commit(self) -> int:
        """The commit that a query starting now would show. StoreError when there is none yet."""
        return current_generation(self._folder).commit

    @property
    def version(self) -> str:
        """Names what a query starting now would show: its generation. StoreError when none."""
        return current_generation(self._folder).path

    def shows(self, commit: int, origin: str) -> bool:
        """Whether a query starting now would show exactly this commit of the ledger."""
        return shows(Path(self._folder), commit, origin)

    def network_is_closed(self) -> bool:
        """Tell whether the kernel keeps workers from the network here; starts one to see."""
        with contextlib.closing(WorkerProcess(self._hello)) as worker:
            worker.await_ready()
            return worker.is_network_closed

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
        while True:
            begun = self._asked(query, results, graphs)
            try:
                exchange = self._enter(begun, self._fast.wait(asker), asker)
            except BaseException as error:
                self.meter.ended(outcome_of(error), monotonic() - came)
                raise
            answer = self.finish(exchange)
            if answer is not None:
                return answer
            if monotonic() - came > self.limits.deadline_seconds:
                raise StoreError(N_("the published store cannot be read"))

    async def begin(
        self,
        query: Query,
        *,
        seconds: float,
        results: ResultsFormat = "json",
        graphs: GraphFormat = "ttl",
        asker: Asker | None = None,
    ) -> Exchange | None:
        """Begin a query if it need not wait for its turn longer than so; None if it must.

        Whoever gets an exchange must give it to `finish`, or end it with ``leave``. Raises as
        `query` does.
        """
        begun = self._asked(query, results, graphs)
        try:
            return self._enter(begun, await self._fast.soon(asker, seconds), asker)
        except Crowded:
            return None
        except BaseException as error:
            self.meter.ended(outcome_of(error), monotonic() - begun.came)
            raise

    def finish(self, exchange: Exchange) -> Answer | None:
        """The answer to a query that was begun, waiting for it.

        None when what it began on is no longer there: then it must be asked again. Raises as
        `query` does.
        """
        try:
            answer = exchange.answer()
        except BaseException as error:
            self.meter.ended(outcome_of(error), exchange.age)
            raise
        if answer is not None and answer.body is not None:  # a long one is not over yet
            self.meter.ended(ANSWERED, exchange.age)
        return answer

    def _asked(self, query: Query, results: ResultsFormat, graphs: GraphFormat) -> PreparedQuery:
        """What is asked, ready for a worker. Raises as `query` does."""
        came = monotonic()
        try:
            generation = current_generation(self._folder)
            request = self._request(query, generation, (results, graphs), UNIT)
        except BaseException as error:
            self.meter.ended(outcome_of(error), monotonic() - came)
            raise
        return PreparedQuery(query, (results, graphs), generation, came, request)

    def _request(
        self, query: Query, on: Generation, formats: tuple[ResultsFormat, GraphFormat], memory: int
    ) -> bytes:
        """The request for a worker. Raises QueryRefused; reading the text is the worker's work."""
        query_guard.require_length(query.text, query.added)
        default = named = None
        if query.default_graphs or query.named_graphs:
            default, named = list(query.default_graphs), list(query.named_graphs)
        alarm = self.limits.deadline_seconds + _GRACE
        request = Request(on.path, query.text, default, named, *formats, alarm, memory, query.added)
        return worker_protocol.pack(request)

    def close(self) -> None:
        """Stop all queries; those under way end with an error."""
        with self._lock:
            self._is_closed = True
        close_all(self._workers)

    def begin_anew(self) -> None:
        """In a forked child: let go of the parent's workers without touching them."""
        while self._workers:
            self._workers.pop().abandon()
        self._begin()

    def promote(self, exchange: Exchange) -> bool:
        """Move ``exchange`` to a slow slot, with its worker; False when none is free for it.

        Another worker takes its place in the fast slot, so there must be memory for one more:
        raises QueryOverload where there is none.

        A client has one slow slot less than there are at most, and so have all heavy ones
        together, as it is with fast ones.
        """
        with self._lock:
            if len(self._slow) >= self.limits.slow_slots:
                now = monotonic()
                for other in [other for other in self._slow if other.is_expired(now)]:
                    # Its reader has stopped reading; the socket is closed when it comes back.
                    self._slow.discard(other)
                    if (doomed := other.worker) is not None:
                        doomed.kill()
            if len(self._slow) >= self.limits.slow_slots:
                return False
            own = sum(other.key == exchange.key for other in self._slow)
            if exchange.key and own >= self.limits.slow_share:
                return False
            if len(self._slow) >= self.limits.slow_share and self._fast.is_heavy(exchange.key):
                return False
            if exchange.worker is not None and not self.allowances.hold(exchange.worker, 1):
                raise self.limits.no_memory(self.allowances.budget.total)
            self._slow.add(exchange)
            exchange.is_slow = True
            self.meter.running("fast", -1)
            self.meter.running("slow", 1)
            replacement = self._spare.pop() if self._spare else None
        self._fast.give(replacement, exchange.key, exchange.cost())
        self._keep_one_spare()
        return True

    def enlarge(self, exchange: Exchange) -> None:
        """Begin the query of ``exchange`` again with a worker that may have more memory.

        Raises QueryTooLarge where it may have no more, and QueryOverload where others have it.
        """
        old = exchange.worker
        if old is None:
            raise StoreError(N_("the query has ended"))
        more = self.allowances.next(old)
        if more * UNIT <= old.memory:
            raise QueryTooLarge.for_memory(old.memory)
        if not exchange.is_slow and not self.promote(exchange):
            raise self.limits.too_many_long()
        self._workers.discard(old)
        old.close(patience=1.0)  # it gives back what it held
        worker = exchange.worker = self._start()
        if not self.allowances.hold(worker, more):
            raise self.limits.no_memory(self.allowances.budget.total)
        worker.memory = more * UNIT
        asked = exchange.asked
        request = self._request(asked.query, asked.generation, asked.formats, worker.memory)
        if not worker.send(request):
            raise StoreError(N_("a query worker did not start"))
        exchange.begin_again(worker)

    def take_back(self, exchange: Exchange, worker: WorkerProcess, *, healthy: bool) -> None:
        """End ``exchange``: its slot is free, and its worker too if it is ``healthy``."""
        self.meter.running("slow" if exchange.is_slow else "fast", -1)
        cost = exchange.cost(worker, healthy=healthy)
        # The slot first: ending a process takes longer than someone in the queue should wait.
        if not exchange.is_slow:
            self._fast.give(worker if healthy else None, exchange.key, cost)
        else:
            self._fast.charge(exchange.key, cost)
            with self._lock:
                self._slow.discard(exchange)
                healthy = healthy and worker.memory == UNIT and len(self._spare) < SPARES
                if healthy:
                    worker.let_go()
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
        free: list[WorkerProcess | None] = [None] * self.limits.fast_slots
        #: Each with its worker, or with None where one must be found.
        self._fast = QuerySlots(free, self.limits, self.meter)

    def _enter(
        self, asked: PreparedQuery, worker: WorkerProcess | None, asker: Asker | None
    ) -> Exchange:
        """Hand the request to the worker of a slot, or to one for it."""
        try:
            while worker is None or not worker.send(asked.request):
                if worker is not None:  # it was killed while it was idle
                    self._workers.discard(worker)
                    worker.close()
                with self._lock:
                    worker = self._spare.pop() if self._spare else None
                worker = worker or self._start()
                self._keep_one_spare()
            exchange = Exchange(self, worker, asked, asker)
        except BaseException:
            self._fast.give(None, key_of(asker))
            raise
        self.meter.running("fast", 1)
        return exchange

    def _start(self) -> WorkerProcess:
        if self._is_closed:
            raise StoreError(N_("the query pool is closed"))
        worker = WorkerProcess(self._hello)
        self._workers.add(worker)
        return worker

    def _keep_one_spare(self) -> None:
        """Have a worker ready before it is needed; starting it does not wait for it."""
        if not self._spare:
            with contextlib.suppress(StoreError, OSError):  # whoever needs one will find out why
                worker = self._start()
                with self._lock:
                    self._spare.append(worker)


class Allowances:
    """Gives workers memory of a budget, and none of them more than ``most`` bytes."""

    def __init__(self, budget: MemoryBudget, most: int) -> None:
        self.budget = budget
        self._most = max(1, most // UNIT)

    def next(self, worker: WorkerProcess) -> int:
        """How many units a worker gets that needs more than it has; as many if it may not."""
        units = worker.memory // UNIT
        return max(units, min(self.budget.more(units), self._most))

    def hold(self, worker: WorkerProcess, number: int) -> bool:
        """Have a worker hold so many more units; False when others have them."""
        reap()
        units = self.budget.take(number)
        if units is None:
            return False
        worker.hold(units, self.budget.give)
        return True

    def grow(self, worker: WorkerProcess) -> None:
        """Let a worker that computes have more, if half of what it may have is taken."""
        more = self.next(worker)
        units = worker.memory // UNIT
        if more > units and _is_cramped(worker) and self.hold(worker, more - units):
            with contextlib.suppress(OSError, AttributeError):  # it has died: receive will tell
                soft, hard = resource.prlimit(worker.pid, resource.RLIMIT_DATA)
                soft += more * UNIT - worker.memory
                resource.prlimit(worker.pid, resource.RLIMIT_DATA, (soft, hard))
            worker.memory = more * UNIT


def _is_cramped(worker: WorkerProcess) -> bool:
    """Whether half of the memory that it may have is taken; False where nobody knows."""
    try:
        pages = int(Path(f"/proc/{worker.pid}/statm").read_bytes().split()[5])
        soft = resource.prlimit(worker.pid, resource.RLIMIT_DATA)[0]
    except (OSError, AttributeError):
        return False
    return 0 <= soft - pages * resource.getpagesize() < worker.memory // 2
