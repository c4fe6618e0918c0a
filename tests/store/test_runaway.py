"""Queries that never end: stopped at the deadline, seen to be stopped, and in nobody's way."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from publod.errors import PublodError, QueryError, QueryOverload, QueryTimeout, QueryTooLarge
from publod.store.oxigraph.worker_pool import QueryPool
from publod.store.store_interface import Lane, Meter, Query
from slowness import Slowness

from .conftest import MakePool
from .test_pool import close, count, is_running

#: What may be added to a time on a machine that does nothing else, in seconds.
MARGIN = 1.0
#: Long enough for a worker to run into the deadline and not into its own memory.
DEADLINE = 2.0

CARTESIAN = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
#: Rows that begin to flow at once, seven thousand million of them.
FLOOD = Query("SELECT * { ?a ?b ?c . ?d ?e ?f }")
ENDLESS = {
    "cartesian count": f"SELECT (COUNT(*) AS ?n) {{ {CARTESIAN} }}",
    "cartesian sort": f"SELECT * {{ {CARTESIAN} }} ORDER BY ?i ?f ?c",
    "concat over all": f"SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?x) {{ {CARTESIAN} }}",
    "path closure": "SELECT (COUNT(*) AS ?n) { ?a (!<none:>)* ?b . ?b (!<none:>)* ?c }",
    "distinct": f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {CARTESIAN} BIND(UUID() AS ?x) }}",
    "no such row": f"SELECT * {{ {CARTESIAN} FILTER(STR(?a) = CONCAT(STR(?d), STR(?g))) }}",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_query_is_stopped_at_the_deadline(
    big: Path, make_pool: MakePool, name: str
) -> None:
    pool = make_pool(big, deadline_seconds=DEADLINE)
    begun = time.monotonic()
    with Slowness() as machine, pytest.raises((QueryTimeout, QueryTooLarge)):
        pool.query(Query(ENDLESS[name]))
    assert time.monotonic() - begun < DEADLINE + machine.stretched(MARGIN)
    assert count(pool, "<publication/1#it> dcterms:title ?t") == 1


def test_an_endless_answer_breaks_off_with_an_error(big: Path, make_pool: MakePool) -> None:
    pool = make_pool(big, deadline_seconds=DEADLINE)
    answer = pool.query(FLOOD)
    assert answer.body is None
    got: list[int] = []
    begun = time.monotonic()
    with Slowness() as machine, pytest.raises(QueryTimeout):
        got.extend(len(chunk) for chunk in answer.chunks)
    assert sum(got) > 1_000_000
    assert time.monotonic() - begun < DEADLINE + machine.stretched(MARGIN)
    assert next(answer.chunks, None) is None


def test_small_queries_are_answered_while_endless_ones_run(big: Path, make_pool: MakePool) -> None:
    pool = make_pool(big, fast_slots=2, slow_slots=2, queue_seconds=10, deadline_seconds=DEADLINE)
    done = threading.Event()
    ends: list[PublodError] = []

    def attack(text: str) -> None:
        while not done.is_set():
            try:
                pool.query(Query(text)).read()
            except PublodError as error:
                ends.append(error)

    attackers = [
        threading.Thread(target=attack, args=[text]) for text in list(ENDLESS.values())[:4]
    ]
    for attacker in attackers:
        attacker.start()
    slowest = 0.0
    machine = Slowness()
    until = time.monotonic() + 60
    answered = 0
    try:
        with machine:
            # Until either kind of end has been seen, however long a loaded machine takes for that.
            while answered < 6 or not {QueryTimeout, QueryOverload} <= {type(end) for end in ends}:
                assert time.monotonic() < until
                begun = time.monotonic()
                assert count(pool, "<publication/1#it> dcterms:title ?t") == 1
                slowest = max(slowest, time.monotonic() - begun)
                answered += 1
                time.sleep(0.02)
    finally:
        done.set()
        for attacker in attackers:
            attacker.join()
    # Two attackers hold the slow slots, and two go through the fast ones for 0.25 s each time.
    assert slowest < 0.25 + machine.stretched(MARGIN)
    assert {type(end) for end in ends} <= {QueryTimeout, QueryOverload, QueryTooLarge}


def test_too_many_long_queries_are_told_to_come_back(big: Path, make_pool: MakePool) -> None:
    pool = make_pool(big, slow_slots=0)
    with pytest.raises(QueryOverload, match="such queries are running already") as refusal:
        pool.query(Query(ENDLESS["cartesian count"]))
    assert refusal.value.retry_after >= 1
    assert count(pool, "<publication/1#it> dcterms:title ?t") == 1


def test_a_full_queue_is_told(big: Path, make_pool: MakePool) -> None:
    meter = Starts()
    pool = make_pool(big, meter=meter, fast_slots=1, fast_seconds=60.0, queue_seconds=0.1)
    thread = threading.Thread(target=fails, args=[pool, QueryTooLarge])
    count(pool, "<publication/1#it> dcterms:title ?t")
    meter.started.clear()
    thread.start()
    assert meter.started.wait(60)
    with pytest.raises(QueryOverload, match="too many wait"):
        pool.query(Query("ASK {}"))
    for worker in list(pool._workers):
        os.kill(worker.pid, signal.SIGKILL)
    thread.join()


def test_a_reader_that_stops_reading_loses_its_slot_at_the_deadline(
    big: Path, make_pool: MakePool
) -> None:
    pool = make_pool(big, slow_slots=1, deadline_seconds=DEADLINE)
    stalled = pool.query(FLOOD)
    with pytest.raises(QueryOverload):
        pool.query(Query("SELECT * { ?s ?p ?o }"))
    time.sleep(DEADLINE)
    # Its slot is free, and an answer begins; a loaded machine may not come to its end in time.
    other = pool.query(Query("SELECT * { ?s ?p ?o }"), results="csv")
    assert next(other.chunks)
    close(other)
    with pytest.raises(QueryTimeout):
        list(stalled.chunks)


def test_closing_an_answer_stops_its_query(big: Path, make_pool: MakePool) -> None:
    pool = make_pool(big)
    answer = pool.query(FLOOD)
    pids = {worker.pid for worker in pool._workers}
    next(answer.chunks)
    close(answer)
    until = time.monotonic() + 60
    while all(map(is_running, pids)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not all(map(is_running, pids))
    assert next(answer.chunks, None) is None
    dropped = pool.query(FLOOD)
    del dropped
    assert not pool._slow


def test_a_worker_killed_in_the_middle_is_an_error(big: Path, make_pool: MakePool) -> None:
    meter = Starts()
    pool = make_pool(big, meter=meter)
    count(pool, "<publication/1#it> dcterms:title ?t")
    meter.started.clear()

    def kill() -> None:
        pids = [worker.pid for worker in list(pool._workers)]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        while any(map(is_running, pids)):
            time.sleep(0.01)

    def kill_busy() -> None:
        assert meter.started.wait(60)
        # To start takes a worker a tenth of that.
        while all(computed(worker.pid) < 1 for worker in list(pool._workers)):
            time.sleep(0.02)
        kill()

    threading.Thread(target=kill_busy, daemon=True).start()
    with pytest.raises(QueryTooLarge, match="died"):
        pool.query(Query(ENDLESS["cartesian count"]))
    answer = pool.query(FLOOD)
    kill()
    with pytest.raises(QueryTooLarge, match="died"):
        list(answer.chunks)
    assert count(pool, "<publication/1#it> dcterms:title ?t") == 1


def test_a_query_that_eats_memory_meets_the_ceiling(big: Path, make_pool: MakePool) -> None:
    pool = make_pool(big, memory=2 << 30, deadline_seconds=120.0)
    # Each row doubles a string: 2 GiB after a few, whatever the machine's speed.
    text = 'SELECT * { BIND("0123456789abcdef" AS ?v0) '
    text += " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(30))
    with pytest.raises(QueryTooLarge, match="memory"):
        pool.query(Query(text + " }")).read()
    assert count(pool, "<publication/1#it> dcterms:title ?t") == 1


def test_long_queries_are_modest(big: Path, make_pool: MakePool) -> None:
    pool = make_pool(big, fast_seconds=0.1, deadline_seconds=3.0)
    thread = threading.Thread(target=fails, args=[pool, QueryTimeout])
    thread.start()
    while 10 not in niceness(pool):
        assert thread.is_alive()  # it ended without ever having been made modest
        time.sleep(0.02)
    thread.join()
    assert 10 not in niceness(pool)


class Starts(Meter):
    """Notices that a query begins to run."""

    def __init__(self) -> None:
        self.started = threading.Event()

    def running(self, lane: Lane, change: int) -> None:
        if change > 0:
            self.started.set()


def computed(pid: int) -> float:
    """How long a process has computed, in seconds; 0 for one that has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def niceness(pool: QueryPool) -> set[int]:
    found = set()
    for worker in list(pool._workers):
        with suppress(ProcessLookupError):  # it has just ended
            found.add(os.getpriority(os.PRIO_PROCESS, worker.pid))
    return found


def fails(pool: QueryPool, error: type[QueryError]) -> None:
    with pytest.raises(error):
        pool.query(Query(ENDLESS["cartesian count"]))
