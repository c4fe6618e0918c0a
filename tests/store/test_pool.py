"""What the pool answers: kinds, formats, datasets, generations, errors."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pyoxigraph import RdfFormat, parse

from publod.errors import (
    QueryOverload,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    SettingsError,
    StoreError,
)
from publod.store import query_guard
from publod.store.limits import Limits
from publod.store.oxigraph.worker_pool import QueryPool
from publod.store.oxigraph.writer import EmbeddedStore
from publod.store.store_interface import Answer, GraphFormat, Query, ResultsFormat

from .conftest import MakePool, begin
from .records import BASE, TITLE, change, document

TITLES = f"SELECT ?title {{ ?s <{TITLE}> ?title }} ORDER BY ?title"


def count(pool: QueryPool, pattern: str, *, clause: str = "", **graphs: Any) -> int:
    text = f"SELECT (COUNT(*) AS ?n) {clause} {{ {pattern} }}"
    answer = pool.query(Query(text, **graphs), results="csv")
    return int(answer.read().split()[1])


# -- kinds and formats ----------------------------------------------------------------------------


def test_rows_in_every_format(pool: QueryPool) -> None:
    expected = [f"Title {n}" for n in range(10)]

    def ask(results: ResultsFormat) -> str:
        answer = pool.query(Query(TITLES), results=results)
        assert (answer.kind, answer.format, answer.commit) == ("bindings", results, 1)
        return answer.read().decode()

    rows = json.loads(ask("json"))["results"]["bindings"]
    assert [row["title"]["value"] for row in rows] == expected
    literals = ElementTree.fromstring(ask("xml")).iter(
        "{http://www.w3.org/2005/sparql-results#}literal"
    )
    assert [literal.text for literal in literals] == expected
    assert list(csv.reader(ask("csv").splitlines())) == [["title"], *([t] for t in expected)]
    assert ask("tsv").splitlines() == ["?title", *(f'"{t}"' for t in expected)]


@pytest.mark.parametrize(
    ("results", "expected"),
    [("json", b'{"head":{},"boolean":true}'), ("csv", b"true"), ("tsv", b"true")],
)
def test_yes_or_no(pool: QueryPool, results: ResultsFormat, expected: bytes) -> None:
    answer = pool.query(Query("ASK { ?s ?p ?o }"), results=results)
    assert (answer.kind, answer.format, answer.body) == ("boolean", results, expected)


@pytest.mark.parametrize(
    ("graphs", "syntax"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("rdfxml", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
    ],
)
@pytest.mark.parametrize(
    "text", [f"CONSTRUCT WHERE {{ ?s <{TITLE}> ?o }}", "DESCRIBE <publication/1#it>"]
)
def test_graphs_in_every_format(
    pool: QueryPool, text: str, graphs: GraphFormat, syntax: RdfFormat
) -> None:
    answer = pool.query(Query(text), graphs=graphs)
    assert (answer.kind, answer.format) == ("graph", graphs)
    triples = {str(quad.triple) for quad in parse(answer.read(), syntax)}
    assert f'<{document(1)}#it> <{TITLE}> "Title 1"' in triples
    assert len(triples) == (10 if "CONSTRUCT" in text else 2)


def test_prefixes_and_relative_iris_are_known(pool: QueryPool) -> None:
    assert count(pool, "<publication/3#it> dcterms:title ?title ; schema:name ?title") == 1


# -- datasets -------------------------------------------------------------------------------------


def test_the_default_graph_is_the_union(pool: QueryPool) -> None:
    assert count(pool, "?s ?p ?o") == 20
    assert count(pool, "GRAPH ?g { ?s ?p ?o }") == 20
    assert count(pool, "GRAPH <publication/1> { ?s ?p ?o }") == 1


def test_from_gives_only_that_graph(pool: QueryPool) -> None:
    one, two = "FROM <publication/1>", "FROM <publication/1> FROM <publication/1#derived>"
    assert count(pool, "?s ?p ?o", clause=one) == 1
    assert count(pool, "?s ?p ?o", clause=two) == 2
    assert count(pool, "GRAPH ?g { ?s ?p ?o }", clause=one) == 0
    assert count(pool, "?s ?p ?o", clause="FROM NAMED <publication/1>") == 0
    assert count(pool, "GRAPH ?g { ?s ?p ?o }", clause="FROM NAMED <publication/1>") == 1


def test_the_protocols_dataset_goes_before_the_querys(pool: QueryPool) -> None:
    one, two = (document(1),), (document(1), document(2))
    assert count(pool, "?s ?p ?o", default_graphs=two) == 2
    assert count(pool, "?s ?p ?o", clause="FROM <publication/3>", default_graphs=two) == 2
    assert count(pool, "GRAPH ?g { ?s ?p ?o }", default_graphs=two) == 0
    assert count(pool, "GRAPH ?g { ?s ?p ?o }", named_graphs=one) == 1
    assert count(pool, "?s ?p ?o", named_graphs=one) == 0
    assert (
        count(pool, "?s ?p ?o . GRAPH ?g { ?s ?p ?o }", default_graphs=two, named_graphs=one) == 1
    )
    with pytest.raises(QuerySyntaxError):
        pool.query(Query("ASK {}", default_graphs=("no iri",)))


# -- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("SELECT ?x {", QuerySyntaxError, "line 1, column 12: the query ends too early"),
        ("SELECT ?x { ?x ex:p 1 }", QuerySyntaxError, "the prefix ex: is not declared"),
        ("", QuerySyntaxError, "ends too early"),
        ("SELECT * { ?s ?p '\ud800' }", QuerySyntaxError, "surrogate"),
        ("INSERT DATA { <a> <b> <c> }", QueryRefused, "read-only"),
        ("LOAD <http://127.0.0.1/>", QueryRefused, "read-only"),
        ("SELECT * { SERVICE <http://x/> {} }", QueryRefused, "SERVICE"),
    ],
)
def test_errors_say_what_is_wrong(
    pool: QueryPool, text: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        pool.query(Query(text))
    assert pool.query(Query("ASK {}")).body == b'{"head":{},"boolean":true}'


def test_nothing_to_query_yet(tmp_path: Path, make_pool: MakePool) -> None:
    pool = make_pool(tmp_path)
    with pytest.raises(StoreError, match="nothing has been published"):
        pool.query(Query("ASK {}"))


def test_a_damaged_generation_is_an_error_and_not_an_empty_answer(
    tmp_path: Path, make_pool: MakePool
) -> None:
    with EmbeddedStore(tmp_path) as store:
        store.apply(1, [change(1, "a")])
        store.publish()
    for file in (tmp_path / "current" / "db").glob("*.sst"):
        file.unlink()
    pool = make_pool(tmp_path)
    for _ in range(2):
        with pytest.raises(StoreError):
            pool.query(Query(TITLES))


def test_limits_that_cannot_work_are_refused() -> None:
    with pytest.raises(SettingsError):
        Limits(memory=1 << 30)
    with pytest.raises(SettingsError):
        Limits(deadline_seconds=0)
    with pytest.raises(SettingsError):
        Limits(fast_slots=0)


def test_the_text_of_a_query_is_read_by_the_worker_alone(
    pool: QueryPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading takes some hundred milliseconds at worst, which no web process has to give."""

    def never(*_: object) -> bool:
        raise AssertionError("the query was read in the web process")

    for name in ("inspect", "is_update", "readable", "tokens", "readings"):
        monkeypatch.setattr(query_guard, name, never)
    assert count(pool, "?s ?p ?o", clause="FROM <publication/1>") == 1
    for text, error in {
        "SELECT * { SERVICE <http://x/> {} }": QueryRefused,
        "INSERT DATA { <a> <b> <c> }": QueryRefused,
        "?a<b#>" * 10_000 + "?aservice": QuerySyntaxError,
    }.items():
        with pytest.raises(error):
            pool.query(Query(text))


BOMBS = {
    "not": f"ASK {{ FILTER({'!' * 200_000}true) }}",
    "sum": f"ASK {{ FILTER({'+'.join(['1'] * 60_000)} = 1) }}",
    "deep brackets": "SELECT * {" * 20_000,
    "quoted triples": f"SELECT * {{ {'<<' * 100_000} }}",
    "property path": f"SELECT * {{ ?a {'/'.join(['a'] * 100_000)} ?b }}",
    "alternatives": f"SELECT * {{ ?a {'|'.join(['a'] * 100_000)} ?b }}",
    "unions": f"SELECT * {{ {{}} {'UNION {} ' * 25_000} }}",
    "joins": f"SELECT * {{ {''.join(f'?a{n} ?b{n} ?c{n} .' for n in range(8_000))} }}",
    "blank nodes": f"SELECT * {{ ?a ?b {'[ ?p ' * 240}1{']' * 240} }}",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_stack_bomb_hurts_only_its_own_worker(
    small: Path, make_pool: MakePool, bomb: str
) -> None:
    pool = make_pool(small, deadline_seconds=2.0)
    with pytest.raises((QueryTooLarge, QueryRefused, QueryTimeout)):
        pool.query(Query(BOMBS[bomb]))
    assert pool.query(Query("ASK {}")).body


# -- generations ----------------------------------------------------------------------------------


def test_queries_follow_the_generations_and_old_ones_go(
    tmp_path: Path, make_pool: MakePool
) -> None:
    """Each answer is of one commit, and that no older than what was published before."""
    wrong: list[str] = []
    done = threading.Event()
    floor = 1

    with EmbeddedStore(tmp_path) as store:

        def write(commit: int) -> None:
            store.apply(commit, [change(n, str(commit)) for n in range(5)])
            store.publish()

        write(1)
        pool = make_pool(tmp_path)

        def read() -> None:
            while not done.is_set():
                at_least = floor
                answer = pool.query(Query(TITLES), results="csv")
                titles = set(answer.read().split()[1:])
                if titles != {str(answer.commit).encode()} or answer.commit < at_least:
                    wrong.append(f"{answer.commit} >= {at_least}: {titles}")

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for commit in range(2, 20):
            write(commit)
            floor = commit
        done.set()
        for reader in readers:
            reader.join()
        assert wrong == []
        assert pool.commit == 19
        # Idle workers move on by themselves.
        until = time.monotonic() + 60
        while len(list((tmp_path / "generations").iterdir())) > 1 and time.monotonic() < until:
            time.sleep(0.05)
        assert len(list((tmp_path / "generations").iterdir())) == 1


def test_a_long_query_keeps_its_generation(big: Path, tmp_path: Path, make_pool: MakePool) -> None:
    del big
    with EmbeddedStore(tmp_path) as store:
        store.apply(1, [change(n, f"first {n}", triples=40) for n in range(300)])
        store.publish()
        pool = make_pool(tmp_path)
        answer = pool.query(Query("SELECT * { ?s ?p ?o }"), results="csv")
        assert answer.body is None
        store.apply(2, [change(n) for n in range(300)])
        store.publish()
        assert count(pool, "?s ?p ?o") == 0
        assert len(answer.read().splitlines()) == 1 + 300 * 42


# -- many at once ---------------------------------------------------------------------------------


def test_sixteen_threads_get_their_own_answers(small: Path, make_pool: MakePool) -> None:
    pool = make_pool(small, queue_seconds=30)

    def ask(n: int) -> bool:
        answer = pool.query(Query(f"SELECT ?t {{ <publication/{n % 10}#it> dcterms:title ?t }}"))
        return f'"Title {n % 10}"'.encode() in answer.read()

    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(ask, range(1500)))


def test_long_answers_stream_at_the_readers_pace(big: Path, make_pool: MakePool) -> None:
    pool = make_pool(big, slow_slots=2)
    answers = [pool.query(Query("SELECT * { ?s ?p ?o }"), results="tsv") for _ in range(2)]
    assert all(answer.body is None for answer in answers)
    # Both slow slots are taken by readers that do not read: no third, but small ones as ever.
    with pytest.raises(QueryOverload, match="2 long answers are being read"):
        pool.query(Query("SELECT * { ?s ?p ?o }"))
    assert count(pool, "<publication/1#it> dcterms:title ?t") == 1
    assert answers[0].read().count(b"\n") == 84_001
    close(answers[1])
    assert pool.query(Query("SELECT * { ?s ?p ?o }")).body is None


def close(answer: Answer) -> None:
    getattr(answer.chunks, "close")()  # noqa: B009 (an Iterator need not have one; a stream has)


# -- processes ------------------------------------------------------------------------------------


def workers(pid: int) -> set[int]:
    """The query workers that are children of ``pid``."""
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes()
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
            if b"publod.store.oxigraph.worker" in command and parent == pid:
                found.add(int(folder.name))
    return found


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_idle_workers_that_are_killed_are_replaced(pool: QueryPool) -> None:
    for _ in range(3):
        assert count(pool, "?s ?p ?o") == 20
        for worker in list(pool._workers):
            worker.await_ready()
            os.kill(worker.pid, signal.SIGKILL)
        time.sleep(0.05)


def test_importing_the_pool_does_not_import_the_engine() -> None:
    program = "import sys, publod.store.oxigraph.worker_pool; print('pyoxigraph' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "False\n"


PARENT = f"""
import os, sys, threading, time
from pathlib import Path
from publod.store.limits import Limits
from publod.store.store_interface import Query
from publod.store.oxigraph.worker_pool import QueryPool
pool = QueryPool(Path(sys.argv[1]), base_url="{BASE}", limits=Limits(deadline_seconds=60))
pool.query(Query("ASK {{}}"))
endless = Query("SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }}")
threading.Thread(target=pool.query, args=[endless], daemon=True).start()
time.sleep(0.6)
print("running", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_workers_die_with_their_parent_even_when_it_is_killed(big: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(big)], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"running\n"
        children = workers(parent.pid)
        assert len(children) >= 2
        parent.kill()
    until = time.monotonic() + 5
    while any(map(is_running, children)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(is_running, children))


def test_a_forked_child_has_workers_of_its_own(pool: QueryPool) -> None:
    assert count(pool, "?s ?p ?o") == 20
    mine = {worker.pid for worker in pool._workers}
    child = os.fork()
    if child == 0:
        code = 1
        try:
            answers = [count(pool, "?s ?p ?o") for _ in range(3)]
            shared = mine & {worker.pid for worker in pool._workers}
            code = 0 if answers == [20] * 3 and not shared else 2
            pool.close()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert count(pool, "?s ?p ?o") == 20
    assert mine <= {worker.pid for worker in pool._workers}


def test_a_closed_pool_answers_nothing_and_leaves_nothing(small: Path, make_pool: MakePool) -> None:
    pool = make_pool(small)
    assert count(pool, "?s ?p ?o") == 20
    pids = {worker.pid for worker in pool._workers}
    pool.close()
    with pytest.raises(StoreError, match="closed"):
        pool.query(Query("ASK {}"))
    assert not any(map(is_running, pids))


def test_a_query_is_begun_only_where_that_takes_no_waiting(big: Path, make_pool: MakePool) -> None:
    pool = make_pool(big, fast_slots=1)
    title = Query("SELECT ?t { <publication/1#it> dcterms:title ?t }")
    begun = begin(pool, title)
    assert begun is not None
    assert begin(pool, title) is None
    while not begun.is_answered():
        assert not begun.is_begun()
        time.sleep(0.001)
    answer = pool.finish(begun)
    assert answer is not None
    assert answer.body == pool.query(title).body
    assert begun.fileno() == -1
    with pytest.raises(QueryRefused, match="longer"):
        begin(pool, Query("#" * 300_000))
    refused = begin(pool, Query("SELECT * { SERVICE <x:y> { ?s ?p ?o } }"))
    assert refused is not None
    with pytest.raises(QueryRefused, match="SERVICE"):
        pool.finish(refused)
    wrong = begin(pool, Query("SELECT"))
    assert wrong is not None
    with pytest.raises(QuerySyntaxError, match="line 1"):
        pool.finish(wrong)


def test_a_long_answer_that_was_begun_is_told_from_a_small_one(
    big: Path, make_pool: MakePool
) -> None:
    pool = make_pool(big)
    begun = begin(pool, Query("SELECT * { ?a ?b ?c . ?d ?e ?f }"))
    assert begun is not None
    while not begun.is_begun():
        assert not begun.is_answered()
        time.sleep(0.001)
    answer = pool.finish(begun)
    assert answer is not None
    assert answer.body is None
    close(answer)
    given_up = begin(pool, Query("SELECT * { ?a ?b ?c . ?d ?e ?f }"))
    assert given_up is not None
    given_up.leave(healthy=False)
    assert count(pool, "<publication/1#it> dcterms:title ?t") == 1
