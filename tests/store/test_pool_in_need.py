"""What becomes of places when the system has no more files, or a worker has died."""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from publod.errors import QueryAbandoned, StoreError
from publod.store.oxigraph.query_execution import Exchange
from publod.store.store_interface import Query

from .conftest import MakePool, begin

NAME = Query("SELECT ?t { <publication/1#it> dcterms:title ?t }")
FLOOD = Query("SELECT * { ?a ?b ?c . ?d ?e ?f }")


class Asker:
    """Somebody whose connection is looked at."""

    def __init__(self, look: Callable[[], bool], key: str = "somebody") -> None:
        self.key = key
        self.has_left = look


def no_file() -> bool:
    raise OSError(errno.EMFILE, "Too many open files")


def test_a_place_comes_back_from_whoever_cannot_be_looked_at(
    big: Path, make_pool: MakePool
) -> None:
    pool = make_pool(big, fast_slots=1, fast_seconds=30)
    holder = begin(pool, FLOOD)
    assert holder is not None
    raised: list[BaseException] = []

    def wait() -> None:
        try:
            pool.query(NAME, asker=Asker(no_file))
        except OSError as error:
            raised.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.3)  # long enough to be looked at
    holder.leave(healthy=False)
    waiting.join(20)
    assert raised
    assert pool.query(NAME).body


def test_a_stream_that_fails_gives_its_worker_back(
    big: Path, make_pool: MakePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = make_pool(big, slow_slots=1)
    answer = pool.query(FLOOD)
    monkeypatch.setattr(Exchange, "keep_time", lambda _: no_file())
    with pytest.raises(OSError, match="Too many"):
        while True:
            next(answer.chunks)
    monkeypatch.undo()
    later = pool.query(FLOOD)
    assert next(later.chunks)


def test_no_worker_can_be_started_for_want_of_files(
    big: Path, make_pool: MakePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = make_pool(big, fast_slots=1)
    monkeypatch.setattr(socket, "socketpair", no_file)
    with pytest.raises(StoreError, match="Too many"):
        pool.query(NAME)
    monkeypatch.undo()
    monkeypatch.setattr(os, "pipe", no_file)
    with pytest.raises(StoreError, match="Too many"):
        pool.query(NAME)
    monkeypatch.undo()
    assert pool.query(NAME).body


def test_whoever_has_left_gives_the_place_back(big: Path, make_pool: MakePool) -> None:
    pool = make_pool(big, fast_slots=1, fast_seconds=30)
    holder = begin(pool, FLOOD)
    assert holder is not None
    threading.Timer(0.3, lambda: holder.leave(healthy=False)).start()
    with pytest.raises(QueryAbandoned):
        pool.query(NAME, asker=Asker(lambda: True))
    assert pool.query(NAME).body


def test_a_worker_that_died_is_noticed_without_waiting(big: Path, make_pool: MakePool) -> None:
    pool = make_pool(big)
    begun = begin(pool, FLOOD)
    assert begun is not None
    assert begun.worker is not None
    begun.worker.kill()
    limit = time.monotonic() + 60
    while not begun.is_begun():
        assert not begun.is_answered()
        assert time.monotonic() < limit, "nobody would have been told"
        time.sleep(0.01)
    begun.leave(healthy=False)
