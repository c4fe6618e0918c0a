"""What becomes of another server's answers: handed on byte by byte, or left in time."""

from __future__ import annotations

import socket
import threading
import time
from queue import SimpleQueue

import pytest

from publod.errors import (
    QueryAbandoned,
    QueryTimeout,
    StoreError,
)
from publod.store.remote.query_service import SMALL
from publod.store.store_interface import Meter, Query

from .conftest import MakeQueries
from .made_up_server import (
    ROWS,
    Asked,
    Handler,
    MadeUpServer,
    Reader,
    begin_chunks,
    chunk,
    has_gone,
    whole,
)

ROW = Query("SELECT ?a { ?a ?b ?c }")


class Counted(Meter):
    def __init__(self) -> None:
        self.outcomes: list[str] = []
        self.now = 0

    def running(self, lane: str, change: int) -> None:
        self.now += change

    def ended(self, outcome: str, seconds: float) -> None:
        self.outcomes.append(outcome)


def test_an_answer_is_handed_on_byte_by_byte(
    made_up: MadeUpServer, make_queries: MakeQueries
) -> None:
    odd = b'{"head":\r\n{}, "results" : {"bindings": [ \x00\xff no JSON at all'
    made_up.answer = lambda handler, _: whole(handler, odd)
    assert make_queries().query(ROW).body == odd


def test_a_long_answer_flows_while_it_is_made(
    made_up: MadeUpServer, make_queries: MakeQueries
) -> None:
    go_on: SimpleQueue[None] = SimpleQueue()

    def answer(handler: Handler, _: Asked) -> None:
        begin_chunks(handler, "text/csv")
        chunk(handler, b"a" * SMALL)
        for _n in range(3):
            go_on.get()
            chunk(handler, b"b" * 1000)
        handler.wfile.write(b"0\r\n\r\n")

    made_up.answer = answer
    meter = Counted()
    found = make_queries(meter=meter).query(ROW, results="csv")
    assert found.body is None
    assert meter.now == 1
    pieces = b""
    while len(pieces) < SMALL:
        pieces += next(found.chunks)
    for n in range(1, 4):
        go_on.put(None)
        while len(pieces) < SMALL + 1000 * n:
            pieces += next(found.chunks)
    assert list(found.chunks) == []
    assert pieces == b"a" * SMALL + b"b" * 3000
    assert (meter.now, meter.outcomes) == (0, ["answered"])


def test_a_server_that_does_not_answer_is_left_at_the_deadline(
    made_up: MadeUpServer, make_queries: MakeQueries
) -> None:
    left: SimpleQueue[bool] = SimpleQueue()
    made_up.answer = lambda handler, _: left.put(has_gone(handler, 10))
    meter = Counted()
    began = time.monotonic()
    with pytest.raises(QueryTimeout):
        make_queries(meter=meter, deadline_seconds=0.3).query(ROW)
    assert 0.25 < time.monotonic() - began < 5
    assert left.get(timeout=5)
    assert (meter.now, meter.outcomes) == (0, ["deadline"])


@pytest.mark.parametrize("begun", [100, SMALL + 10])
def test_a_server_that_stops_on_the_way_is_left_at_the_deadline(
    made_up: MadeUpServer, make_queries: MakeQueries, begun: int
) -> None:
    left: SimpleQueue[bool] = SimpleQueue()

    def answer(handler: Handler, _: Asked) -> None:
        begin_chunks(handler)
        chunk(handler, b"a" * begun)
        left.put(has_gone(handler, 10))

    made_up.answer = answer
    meter = Counted()
    with pytest.raises(QueryTimeout):
        make_queries(meter=meter, deadline_seconds=0.5).query(ROW).read()
    assert left.get(timeout=5)
    assert meter.now == 0
    assert meter.outcomes[-1] == "deadline"


@pytest.mark.parametrize("begun", [0, 100, SMALL + 10])
def test_a_reader_who_leaves_stops_the_query(
    made_up: MadeUpServer, make_queries: MakeQueries, begun: int
) -> None:
    left: SimpleQueue[bool] = SimpleQueue()
    reader = Reader()

    def answer(handler: Handler, _: Asked) -> None:
        if begun:
            begin_chunks(handler)
            chunk(handler, b"a" * begun)
        reader.gone = True
        left.put(has_gone(handler, 10))

    made_up.answer = answer
    began = time.monotonic()
    with pytest.raises(QueryAbandoned):
        make_queries(deadline_seconds=30).query(ROW, asker=reader).read()
    assert time.monotonic() - began < 5
    assert left.get(timeout=5)


def test_a_stream_that_is_closed_stops_the_query(
    made_up: MadeUpServer, make_queries: MakeQueries
) -> None:
    left: SimpleQueue[bool] = SimpleQueue()

    def answer(handler: Handler, _: Asked) -> None:
        begin_chunks(handler)
        chunk(handler, b"a" * 2 * SMALL)
        left.put(has_gone(handler, 10))

    made_up.answer = answer
    meter = Counted()
    found = make_queries(meter=meter).query(ROW)
    next(found.chunks)
    getattr(found.chunks, "close")()  # noqa: B009 (an Iterator need not have one)
    assert left.get(timeout=5)
    assert meter.now == 0


def test_a_stream_that_is_closed_wakes_the_thread_that_reads_it(
    made_up: MadeUpServer, make_queries: MakeQueries
) -> None:
    left: SimpleQueue[bool] = SimpleQueue()
    ended: SimpleQueue[BaseException] = SimpleQueue()

    def answer(handler: Handler, _: Asked) -> None:
        begin_chunks(handler)
        chunk(handler, b"a" * 2 * SMALL)
        left.put(has_gone(handler, 10))

    def read() -> None:
        try:
            reading.set()
            found.read()
        except StoreError as error:
            ended.put(error)

    made_up.answer = answer
    meter = Counted()
    found = make_queries(meter=meter, deadline_seconds=30).query(ROW)
    reading = threading.Event()
    thread = threading.Thread(target=read)
    thread.start()
    reading.wait()
    time.sleep(0.2)  # the rest of what has come is read, and no more will
    getattr(found.chunks, "close")()  # noqa: B009
    assert left.get(timeout=5)
    assert ended.get(timeout=5)
    thread.join()
    assert meter.now == 0


@pytest.mark.parametrize("way", ["length", "chunks", "rows as TSV"])
@pytest.mark.parametrize("size", [100, 2 * SMALL])
def test_an_answer_that_is_cut_short_never_looks_whole(
    made_up: MadeUpServer, make_queries: MakeQueries, way: str, size: int
) -> None:
    body = b'{"head":{"vars":["a"]},"results":{"bindings":[' + b" " * size

    def answer(handler: Handler, _: Asked) -> None:
        if way == "length":
            handler.send_response(200)
            handler.send_header("Content-Type", ROWS)
            handler.send_header("Content-Length", str(size + 1000))
            handler.end_headers()
            handler.wfile.write(body)
        else:
            begin_chunks(handler)
            chunk(handler, body)
            if way == "rows as TSV":
                handler.wfile.write(b"0\r\n\r\n")
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    made_up.answer = answer
    with pytest.raises(StoreError):
        make_queries().query(ROW, results="tsv" if way == "rows as TSV" else "json").read()
