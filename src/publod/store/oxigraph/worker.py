"""A query worker: a process that answers one query at a time and can be killed at any moment.

Started by publod.store.oxigraph.worker_process as ``python -m publod.store.oxigraph.worker CHANNEL
LIFELINE`` (two inherited descriptors). It imports little, since being started is part of its job:
each query that goes wrong costs one worker.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
from typing import IO, TYPE_CHECKING, Any, cast

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
)

from publod.errors import QueryRefused, StoreError
from publod.isolated_process import close_network
from publod.messages import N_, Message
from publod.store import query_guard
from publod.store.oxigraph import worker_protocol, worker_sandbox
from publod.store.oxigraph.generations import DATABASE, current_generation, hold, sweep

if TYPE_CHECKING:
    from collections.abc import Callable

_RESULTS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_GRAPHS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


class Channel:
    """The socket to the web process; plain reads and writes, since importing ``socket`` is slow."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._received = b""

    def receive(self) -> tuple[Any, ...] | None:
        """Wait for a message; None when the other side has closed.

        Raises BlockingIOError when none has come for as long as the other side has set.
        """
        while True:
            found = worker_protocol.unpack(self._received)
            if found is not None:
                message, self._received = found
                return message
            data = os.read(self._descriptor, worker_protocol.FRAME_SIZE)
            if not data:
                return None
            self._received += data

    def send(self, letter: bytes, payload: bytes = b"") -> None:
        """Send a frame; blocks while the other side is not reading."""
        data = worker_protocol.frame(letter, payload)
        sent = os.write(self._descriptor, data)
        while sent < len(data):
            sent += os.write(self._descriptor, memoryview(data)[sent:])


class Outlet:
    """A file for the engine to write an answer to, sent on in frames as they fill.

    An answer that fits in one frame leaves as one; it can still become an error until then.
    """

    def __init__(self, channel: Channel, kind: bytes) -> None:
        self._channel = channel
        self._parts = [kind]
        self._size = 0
        self._letter = worker_protocol.BEGIN

    def write(self, data: bytes) -> int:
        """Take ``data`` in; blocks while the other side is not reading."""
        self._parts.append(data)
        self._size += len(data)
        if self._size >= worker_protocol.FRAME_SIZE:
            self._channel.send(self._letter, b"".join(self._parts))
            self._parts, self._size, self._letter = [], 0, worker_protocol.DATA
        return len(data)

    def flush(self) -> None:
        """Do nothing: frames leave when they are full or the answer is whole."""

    def finish(self) -> None:
        """Send what is left, and that this is all."""
        rest = b"".join(self._parts)
        if self._letter is worker_protocol.BEGIN:
            self._channel.send(worker_protocol.WHOLE, rest)
        else:
            self._channel.send(worker_protocol.END, rest)


class Worker:
    """The generation that is open, and how to answer on it."""

    def __init__(self, channel: Channel, hello: worker_protocol.Hello) -> None:
        self._channel = channel
        self._hello = hello
        self._path: str | None = None
        self._lock = -1
        self._store: Store | None = None
        #: What it may have, in bytes; 0 where that has to be said anew.
        self._memory = 0

    def answer(self, request: worker_protocol.Request) -> None:
        """Answer one query with a whole answer, with the beginning of one, or with an error."""
        # Should everyone else be dead or stuck, the kernel still ends this query.
        signal.setitimer(signal.ITIMER_REAL, request.alarm)
        try:
            if request.generation == self._path or self._open(request.generation):
                if self._memory != request.memory:
                    self._memory = request.memory
                    worker_sandbox.permit(request.memory)
                self._run(request)
            else:
                self._channel.send(worker_protocol.GONE)
        except QueryRefused as error:
            self._fail("QueryRefused", error.message)
        except (SyntaxError, ValueError) as error:  # ValueError: a graph name that is no IRI
            self._explain(request.text, str(error))
        except MemoryError:
            self._channel.send(worker_protocol.CRAMPED)
        except BrokenPipeError:
            raise
        except (OSError, RuntimeError) as error:  # RuntimeError: damaged files, unknown functions
            if "custom function" in str(error):
                self._explain(request.text, str(error))
            else:
                # By this RocksDB begins what it says of a checksum that is wrong.
                damaged = str(error).startswith("Corruption")
                self._fail(
                    "StoreDamaged" if damaged else "StoreError",
                    N_("the SPARQL store could not be read: %(error)s", error=error),
                )
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def prepare(self) -> None:
        """Open the current generation, so that no query is charged for it."""
        with contextlib.suppress(StoreError, OSError, RuntimeError):  # the first query will tell
            if self._hello.folder:
                self._open(current_generation(self._hello.folder).path)

    def rest(self) -> None:
        """While idle, move on to the current generation so that the old one can be removed."""
        if self._path is not None:
            folder = self._path.rpartition("/")[0].rpartition("/")[0]
            with contextlib.suppress(StoreError, OSError):  # the next query will tell
                current = current_generation(folder).path
                if current != self._path:
                    self._open(current)

    def _run(self, request: worker_protocol.Request) -> None:
        assert self._store is not None  # noqa: S101 (answer has opened it)
        default, named = request.default_graphs, request.named_graphs
        has_dataset = query_guard.inspect(request.text, request.added)
        found = self._store.query(
            request.text,
            base_iri=self._hello.base_iri,
            prefixes=self._hello.prefixes,
            use_default_graph_as_union=default is None and not has_dataset,
            default_graph=None if default is None else [NamedNode(iri) for iri in default],
            named_graphs=None if named is None else [NamedNode(iri) for iri in named],
        )
        if isinstance(found, QuerySolutions):
            outlet = Outlet(self._channel, worker_protocol.BINDINGS)
            found.serialize(cast("IO[bytes]", outlet), _RESULTS[request.results])
        elif isinstance(found, QueryBoolean):
            outlet = Outlet(self._channel, worker_protocol.BOOLEAN)
            found.serialize(cast("IO[bytes]", outlet), _RESULTS[request.results])
        else:
            outlet = Outlet(self._channel, worker_protocol.GRAPH)
            found.serialize(cast("IO[bytes]", outlet), _GRAPHS[request.graphs])
        outlet.finish()

    def _open(self, path: str) -> bool:
        old, self._store, self._path = self._lock, None, None
        lock = hold(path)
        if old >= 0:
            os.close(old)
            sweep(path.rpartition("/")[0].rpartition("/")[0])
        self._lock = -1 if lock is None else lock
        if lock is None:
            return False
        worker_sandbox.permit(1 << 40)
        self._store, self._path, self._memory = Store.read_only(f"{path}/{DATABASE}"), path, 0
        return True

    def _explain(self, text: str, problem: str) -> None:
        if query_guard.is_update(text):
            self._fail("QueryRefused", query_guard.READ_ONLY)
        else:
            message = query_guard.readable(problem, text, self._hello.prefixes)
            self._fail("QuerySyntaxError", message)

    def _fail(self, error: str, message: Message) -> None:
        text = json.dumps([error, message.to_json()])
        self._channel.send(worker_protocol.ERROR, text.encode())


def main(channel: Channel, lifeline: int) -> None:
    """Answer queries from ``channel`` until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is the parent's to handle
    worker_sandbox.die_with(lifeline)
    message = _next(channel)
    if message is None:
        return
    hello = worker_protocol.Hello(*message)
    is_closed = close_network()
    worker_sandbox.limit(hello.memory)
    worker = Worker(channel, hello)
    worker.prepare()
    channel.send(worker_protocol.READY, b"closed" if is_closed else b"open")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a dying engine's last words fill every log
    gc.disable()  # nothing here makes cycles
    while (message := _next(channel, worker.rest)) is not None:
        worker.answer(worker_protocol.Request(*message))


def _next(channel: Channel, idle: Callable[[], None] = lambda: None) -> tuple[Any, ...] | None:
    while True:
        try:
            return channel.receive()
        except BlockingIOError:
            idle()


if __name__ == "__main__":
    main(Channel(int(sys.argv[1])), int(sys.argv[2]))
