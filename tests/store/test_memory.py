"""All queries together stay below one budget, and small ones are answered meanwhile."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from publod.errors import PublodError, QueryOverload, QueryTooLarge, SettingsError
from publod.store.limits import Limits
from publod.store.memory_budget import UNIT, MemoryBudget, default_total, least_total
from publod.store.oxigraph.worker_pool import QueryPool
from publod.store.oxigraph.worker_process import reap
from publod.store.store_interface import Query

from .conftest import MakePool
from .records import BASE
from .test_pool import count

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel limits it on Linux")

TWO_CROSSED = "?a ?b ?c . ?d ?e ?f"
HUNGRY = [
    f"SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?x) {{ {TWO_CROSSED} }}",
    f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {TWO_CROSSED} BIND(CONCAT(STR(?a), STR(?d)) AS ?x) }}",
    f"SELECT * {{ {TWO_CROSSED} }} ORDER BY ?f ?c",
    'SELECT * { BIND("0123456789abcdef" AS ?v0) '
    + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(30))
    + " }",
]
#: Strings of 160 MiB, which a worker has not got from its start.
LARGE = (
    'SELECT (STRLEN(?v23) AS ?n) { BIND("0123456789" AS ?v0) '
    + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(23))
    + " }"
)


def resident(pools: list[QueryPool]) -> int:
    """The memory of all workers, in bytes."""
    total = 0
    for worker in [worker for pool in pools for worker in list(pool._workers)]:
        try:
            total += int(Path(f"/proc/{worker.pid}/statm").read_bytes().split()[1]) * 4096
        except (OSError, IndexError):  # it has just ended
            continue
    return total


@pytest.fixture
def two(request: pytest.FixtureRequest, big: Path, tmp_path: Path) -> Iterator[list[QueryPool]]:
    """What two web processes with the smallest budget have; their locks are of one process.

    A parameter is the deadline, in seconds.
    """
    limits = Limits(
        fast_slots=2,
        queue_seconds=20,
        deadline_seconds=getattr(request, "param", 20),
        total_memory=least_total(2, 2) + 4 * UNIT,
        processes=2,
    )
    pools = [
        QueryPool(big, base_url=BASE, limits=limits, permits=tmp_path / "lock") for _ in range(2)
    ]
    yield pools
    for pool in pools:
        pool.close()


@pytest.mark.parametrize("two", [5], indirect=True)
def test_hungry_queries_of_all_processes_stay_below_one_budget(two: list[QueryPool]) -> None:
    stop = threading.Event()
    ends: list[PublodError] = []

    def torment(pool: QueryPool, text: str) -> None:
        while not stop.is_set():
            try:
                pool.query(Query(text)).read()
            except PublodError as error:
                ends.append(error)

    threads = [threading.Thread(target=torment, args=(p, text)) for p in two for text in HUNGRY]
    for thread in threads:
        thread.start()
    highest = answered = 0
    until = time.monotonic() + 60
    try:
        while len(ends) < 16 and time.monotonic() < until:
            highest = max(highest, resident(two))
            assert count(two[answered % 2], "<publication/1#it> dcterms:title ?t") == 1
            answered += 1
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert 2 * UNIT < highest <= two[0].limits.total_memory
    assert answered
    assert any(
        isinstance(end, QueryOverload) and "all queries together" in str(end) for end in ends
    )


def test_a_query_that_needs_more_than_a_worker_has_at_first_gets_it(two: list[QueryPool]) -> None:
    assert two[0].query(Query(LARGE), results="csv").read().split()[1] == b"83886080"
    until = time.monotonic() + 60
    while two[0].allowances.budget.take(two[0].allowances.budget.size) is None:
        assert time.monotonic() < until, "what it had was not given back"
        time.sleep(0.02)
        reap()


def test_it_is_told_when_others_have_the_memory(two: list[QueryPool]) -> None:
    units = two[1].allowances.budget.take(two[1].allowances.budget.size - 2)
    assert units is not None
    with pytest.raises(QueryOverload, match=r"all queries together may have \d+ MiB"):
        two[0].query(Query(LARGE))
    two[1].allowances.budget.give(units)
    assert two[0].query(Query(LARGE)).body


HOLDER = """
import sys
from pathlib import Path
from publod.store.memory_budget import MemoryBudget, least_total
budget = MemoryBudget(least_total(1, 1), 1, 1, Path(sys.argv[1]))
print(len(budget.take(3)), flush=True)
sys.stdin.read()
"""


def test_what_a_killed_process_had_is_free_again(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    budget = MemoryBudget(least_total(1, 1), 1, 1, lock)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"3\n"
        assert budget.take(2) is None
        taken = budget.take(1)
        assert taken is not None
        other.kill()
    rest = budget.take(3)
    assert rest is not None
    assert not set(rest) & set(taken)
    budget.give(taken)
    assert budget.take(1) == taken


def test_without_a_file_each_process_has_its_part(tmp_path: Path) -> None:
    nowhere = tmp_path / "none" / "lock"
    budget = MemoryBudget(least_total(2, 3) + 4 * UNIT, 2, 3, nowhere)
    assert budget.size == 4


def test_a_budget_that_cannot_work_is_refused() -> None:
    with pytest.raises(SettingsError, match="PUBLOD_QUERY_TOTAL_MB must be 1344 at least for 2"):
        MemoryBudget(1 << 30, 2, 3)
    assert default_total(2, 3) >= least_total(2, 3)


def test_a_query_that_no_budget_is_enough_for_is_told_how_much_it_had(
    big: Path, make_pool: MakePool
) -> None:
    pool = make_pool(big, total_memory=least_total(1, 3), deadline_seconds=60)
    with pytest.raises(QueryTooLarge, match="more than 384 MiB"):
        pool.query(Query(HUNGRY[3]))
