"""One query's way through the pool: the clock, the lanes, and the answer as it comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from publod import errors
from publod.errors import (
    PublodError,
    QueryAbandoned,
    QueryTimeout,
    QueryTooLarge,
    StoreError,
)
from publod.messages import N_, Message
from publod.store.admission import key_of
from publod.store.oxigraph import worker_protocol
from publod.store.oxigraph.generations import Generation, report
from publod.store.oxigraph.worker_process import NoMemory, WorkerProcess
from publod.store.query_guard import shape_of
from publod.store.store_interface import (
    ANSWERED,
    Answer,
    GraphFormat,
    Kind,
    Query,
    ResultsFormat,
    outcome_of,
)

if TYPE_CHECKING:
    from publod.store.oxigraph.worker_pool import QueryPool
    from publod.store.store_interface import Asker

#: An answer up to this size is handed over whole, so that its length can be told in advance.
SMALL = 256 << 10

#: How many times its fast time a query may take by the clock on the wall, when the processors were
#: busy with others and it has not had its time on them.
PATIENCE = 8

#: What a query costs whose worker must be ended, beside its own time, in seconds.
_NEW_WORKER = 0.1

#: How often a long query looks whether anybody still waits for it, in seconds.
_LOOK = 0.25

_KINDS: dict[bytes, Kind] = {
    worker_protocol.BINDINGS: "bindings",
    worker_protocol.BOOLEAN: "boolean",
    worker_protocol.GRAPH: "graph",
}
#: After these the worker is free.
_LAST = frozenset({worker_protocol.WHOLE, worker_protocol.END, worker_protocol.GONE})

#: The errors that a worker may report.
_ERRORS: dict[str, type[PublodError]] = {
    "QueryRefused": errors.QueryRefused,
    "QuerySyntaxError": errors.QuerySyntaxError,
    "QueryTooLarge": errors.QueryTooLarge,
    "StoreDamaged": errors.StoreDamaged,
    "StoreError": errors.StoreError,
}


class _Cramped(Exception):
    """The query needs more memory than its worker has, and nothing of its answer is sent yet."""


class PreparedQuery(NamedTuple):
    """A query, in which formats of rows and of graphs, and on what; as ``request``."""

    query: Query
    formats: tuple[ResultsFormat, GraphFormat]
    generation: Generation
    #: When it came, on the monotonic clock.
    came: float
    request: bytes


class Exchange:
    """A query that a worker is busy with, from a fast slot to its end.

    Only the thread that makes the query calls it, save ``expire``.
    """

    __slots__ = (
        "_asker",
        "_began",
        "_began_cpu",
        "_charged_at",
        "_charged_cpu",
        "_deadline",
        "_is_streaming",
        "_modest",
        "_next",
        "asked",
        "is_slow",
        "key",
        "pool",
        "worker",
    )

    def __init__(
        self, pool: QueryPool, worker: WorkerProcess, asked: PreparedQuery, asker: Asker | None
    ) -> None:
        limits = pool.limits
        self.pool = pool
        self.key = key_of(asker)
        self._asker = asker
        self.asked = asked
        self.worker: WorkerProcess | None = worker
        self.is_slow = False
        self._is_streaming = False
        self._modest = False
        self._began = monotonic()
        self._began_cpu = worker.cpu_seconds()
        self._charged_at, self._charged_cpu = self._began, self._began_cpu
        self._deadline = self._began + limits.deadline_seconds
        self._next = self._deadline
        worker.wait(min(limits.fast_seconds, limits.deadline_seconds))

    @property
    def age(self) -> float:
        """How long ago the query came, in seconds."""
        return monotonic() - self.asked.came

    def fileno(self) -> int:
        """What becomes readable when there is something of the answer; -1 when it has ended."""
        return -1 if self.worker is None else self.worker.fileno()

    def is_answered(self) -> bool:
        """Whether all that `QueryPool.finish` will need is here, so that it will not wait."""
        return self.worker is None or self.worker.gather() in {
            worker_protocol.WHOLE,
            worker_protocol.ERROR,
        }

    def is_begun(self) -> bool:
        """Whether the first part of a long answer is here, or none will ever be."""
        worker = self.worker
        return worker is not None and (
            worker.gather()
            in {worker_protocol.BEGIN, worker_protocol.GONE, worker_protocol.CRAMPED}
            or worker.is_silenced
        )

    def answer(self) -> Answer | None:
        """The answer, as far as it is small or once it has begun; None when it must be asked again.

        Raises what stopped it, or what its worker complains of. A query that needs more memory is
        begun again with more, as long as there is more.
        """
        try:
            while True:
                try:
                    return self._answer()
                except _Cramped:
                    self.pool.enlarge(self)
        except BaseException:
            self.leave(healthy=False)
            raise

    def begin_again(self, worker: WorkerProcess) -> None:
        """Go on with another worker, which has been sent the query."""
        self.worker = worker
        self._modest = False
        self._began = self._charged_at = monotonic()
        self._began_cpu = self._charged_cpu = worker.cpu_seconds()
        worker.wait(min(self.pool.limits.fast_seconds, max(0.0, self._deadline - self._began)))

    def _answer(self) -> Answer | None:
        results, graphs = self.asked.formats
        version, commit = self.asked.generation
        letter, payload = self.frame()
        if letter == worker_protocol.GONE:
            return None
        kind = _KINDS[payload[:1]]
        form = graphs if kind == "graph" else results
        held, size = [payload[1:]], len(payload)
        while self.worker is not None and size < SMALL:
            letter, payload = self.frame()
            held.append(payload)
            size += len(payload)
        if self.worker is None:
            body = held[0] if len(held) == 1 else b"".join(held)
            return Answer(kind, form, commit, version, body, iter((body,)))
        # Its reader sets the pace from now on, so it must not keep a fast slot.
        self.stream()
        return Answer(kind, form, commit, version, None, Stream(self, held))

    def frame(self) -> tuple[bytes, bytes]:
        """Wait for the next frame, within what the lanes and the deadline allow."""
        while True:
            worker = self.worker
            if worker is None:
                raise self._timeout()
            try:
                letter, payload = worker.receive()
            except BlockingIOError:
                self._look_at_the_clock(worker)
                continue
            except EOFError:
                self._die(worker)
            if letter == worker_protocol.CRAMPED:
                self._need_more(worker)
            if letter == worker_protocol.ERROR:
                self.leave()
                problem = _error_of(payload)
                if isinstance(problem, errors.StoreDamaged):
                    report(self.asked.generation.path)
                raise problem
            if letter in _LAST:
                self.leave()
            return letter, payload

    def stream(self) -> None:
        """Leave the fast lane, because the reader sets the pace from now on."""
        if not self.is_slow and not self.pool.promote(self):
            raise self.pool.limits.too_many_read()
        self._is_streaming = True

    def cost(self, worker: WorkerProcess | None = None, *, healthy: bool = True) -> float:
        """How long the query has computed since this was asked last, in seconds.

        ``worker`` is its worker when it has been given up; one that is not ``healthy`` has to be
        replaced, which costs as well.
        """
        worker = worker or self.worker
        if worker is None:
            return 0.0
        now = monotonic()
        began = max(self._charged_at, worker.ready_at if worker.ready_at < inf else now)
        # A worker that has died has no clock of its own any more.
        clock = worker.cpu_seconds()
        computed = clock - max(self._charged_cpu, worker.ready_cpu)
        self._charged_at, self._charged_cpu = now, clock
        return max(0.0, min(computed, now - began)) + (0.0 if healthy else _NEW_WORKER)

    def keep_time(self) -> None:
        """Look at the clock between two frames of a long answer."""
        if self.worker is not None and monotonic() >= self._next:
            self._look_at_the_clock(self.worker)

    def is_expired(self, now: float) -> bool:
        """Whether its time is over and only a reader that has stopped reading keeps it open."""
        return now >= self._deadline

    def leave(self, *, healthy: bool = True) -> None:
        """Give slot and worker back; a worker in an unknown state, or a niced one, is ended."""
        worker, self.worker = self.worker, None
        if worker is not None:
            self.pool.take_back(self, worker, healthy=healthy and not self._modest)

    def _look_at_the_clock(self, worker: WorkerProcess) -> None:
        limits = self.pool.limits
        now = monotonic()
        if now >= self._deadline:
            self.leave(healthy=False)
            raise self._timeout()
        if self._asker is not None and self._asker.has_left():
            self.leave(healthy=False)
            raise QueryAbandoned
        fast_until = self._fast_until(worker, now)
        if now >= fast_until and not self._modest:
            if not self.is_slow and not self.pool.promote(self):
                self.leave(healthy=False)
                raise limits.too_many_long()
            worker.make_modest()
            self._modest = True
        if self._modest:
            self.pool.allowances.grow(worker)
            self._next = min(now + _LOOK, self._deadline)
        else:
            self._next = min(fast_until, now + limits.fast_seconds, self._deadline)
        worker.wait(self._next - now)

    def _fast_until(self, worker: WorkerProcess, now: float) -> float:
        """When it may have used up its fast time, at the earliest.

        Neither that its worker was still starting nor that others had the processors is the
        query's fault: what counts is how long it has computed.
        """
        fast = self.pool.limits.fast_seconds
        began = max(self._began, worker.ready_at)
        if now < began + fast:  # also while it is starting: then ``began`` is endless
            return began + fast
        computed = worker.cpu_seconds() - max(self._began_cpu, worker.ready_cpu)
        return min(now + fast - computed, began + PATIENCE * fast)

    def _need_more(self, worker: WorkerProcess) -> NoReturn:
        """What becomes of a query for which its worker's memory is too small."""
        if not self._is_streaming:
            raise _Cramped
        self.leave(healthy=False)
        raise QueryTooLarge.for_memory(worker.memory)

    def _timeout(self) -> QueryTimeout:
        shape = shape_of(self.asked.query.text)
        return QueryTimeout(self.pool.limits.deadline_seconds, shape)

    def _die(self, worker: WorkerProcess) -> NoReturn:
        cause = worker.cause_of_death(self.pool.limits.deadline_seconds)
        if isinstance(cause, NoMemory) and monotonic() < self._deadline:
            self._need_more(worker)
        if monotonic() >= self._deadline or isinstance(cause, QueryTimeout):
            cause = self._timeout()
        self.leave(healthy=False)
        raise cause


def _error_of(payload: bytes) -> PublodError:
    try:
        name, message = json.loads(payload)
        return _ERRORS[name](Message.from_json(message))
    except (ValueError, TypeError, KeyError):
        return StoreError(N_("a query worker gave an answer that is none"))


class Stream(Iterator[bytes]):
    """A long answer's chunks. Close it, or use it up, to free its worker."""

    __slots__ = ("_exchange", "_held", "_is_done", "_seconds")

    def __init__(self, exchange: Exchange, held: list[bytes]) -> None:
        self._exchange = exchange
        self._held = held[::-1]
        self._is_done = False
        #: How long it took to its beginning: how fast the rest goes is the reader's affair.
        self._seconds = exchange.age

    def __next__(self) -> bytes:
        if self._held:
            return self._held.pop()
        if self._is_done:
            raise StopIteration
        try:
            self._exchange.keep_time()
            letter, payload = self._exchange.frame()
        except BaseException as error:
            self._end(outcome_of(error), healthy=False)
            raise
        if letter == worker_protocol.END:
            self._end(ANSWERED, healthy=True)
            if not payload:
                raise StopIteration
        return payload

    def close(self) -> None:
        """Stop the query if it still runs."""
        if not self._is_done:
            self._held.clear()
            self._end(outcome_of(QueryAbandoned()), healthy=False)

    def __del__(self) -> None:
        self.close()

    def _end(self, outcome: str, *, healthy: bool) -> None:
        self._is_done = True
        self._exchange.leave(healthy=healthy)
        self._exchange.pool.meter.ended(outcome, self._seconds)
