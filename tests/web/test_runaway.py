"""Queries that never end, over HTTP: an honest 503 or a broken connection, and others go on."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from slowness import Slowness
from web import servers
from web.servers import Running

DEADLINE = 1.0
#: How much later than the deadline an answer may come, on a machine that does nothing else.
GRACE = 1.5

RUNAWAY = {
    "cartesian count": (
        "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    ),
    "cartesian sort": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "GROUP_CONCAT over all": (
        "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?all) WHERE { ?a ?b ?c . ?d ?e ?f }"
    ),
    "property-path closure": "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<x:y>|^!<x:y>)* ?b }",
}  # fmt: skip
STREAM = {
    "rows": ("SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }", "application/sparql-results+json"),
    "triples": (
        "CONSTRUCT { ?a ?e ?f . ?d ?b ?c } WHERE { ?a ?b ?c . ?d ?e ?f }", "application/n-triples"
    ),
}  # fmt: skip
SMALL = "SELECT ?name WHERE { <agent/a7#it> foaf:name ?name }"
SETTINGS = {
    "PUBLOD_QUERY_DEADLINE": str(DEADLINE),
    "PUBLOD_QUERY_MEMORY_MB": "2048",
    "PUBLOD_THREADS": "8",
}


@pytest.fixture(scope="module", params=["granian", "gunicorn"])
def server(request: pytest.FixtureRequest, big_home: Path) -> Iterator[Running]:
    if request.param == "granian":
        with servers.granian(big_home, settings=SETTINGS) as running:
            yield running
    else:
        with servers.gunicorn(big_home, settings=SETTINGS) as running:
            yield running


def small(client: httpx.Client) -> float:
    """Ask a small query; how long it took."""
    started = time.monotonic()
    response = client.get("sparql", params={"query": SMALL})
    assert response.status_code == 200, response.text
    assert len(response.json()["results"]["bindings"]) == 2
    return time.monotonic() - started


def test_queries_that_never_end_get_an_honest_answer(server: Running) -> None:
    """All at once, since there is a place for each: they take no longer together than one."""

    def answer(query: str) -> tuple[httpx.Response, float]:
        with httpx.Client(base_url=server.url, timeout=30) as client:
            started = time.monotonic()
            response = client.post("sparql", data={"query": query})
            return response, time.monotonic() - started

    with Slowness() as machine, ThreadPoolExecutor(len(RUNAWAY)) as threads:
        answers = dict(zip(RUNAWAY, threads.map(answer, RUNAWAY.values()), strict=True))
    for name, (response, took) in answers.items():
        assert response.status_code == 503, (name, response.text[:500])
        assert response.json()["status"] == 503, name
        assert took < DEADLINE + machine.stretched(GRACE), name
    with httpx.Client(base_url=server.url, timeout=30) as client:
        small(client)


def test_small_queries_are_answered_while_others_never_end(server: Running) -> None:
    stop = threading.Event()
    statuses: list[int] = []

    def torment(query: str) -> None:
        with httpx.Client(base_url=server.url, timeout=30) as client:
            while not stop.is_set():
                statuses.append(client.post("sparql", data={"query": query}).status_code)

    threads = [threading.Thread(target=torment, args=(query,)) for query in RUNAWAY.values()]
    times: list[float] = []
    with Slowness() as machine, httpx.Client(base_url=server.url, timeout=30) as client:
        small(client)
        for thread in threads:
            thread.start()
        until = time.monotonic() + 2 * DEADLINE
        while time.monotonic() < until or len(times) < 5:
            times.append(small(client))
            assert client.get("agent/a7").status_code == 200
        stop.set()
        for thread in threads:
            thread.join()
    assert set(statuses) == {503}
    # Seldom more than a tenth of a second, with twice as many endless queries as processors.
    assert sorted(times)[len(times) // 2] < machine.stretched(0.25), sorted(times)


@pytest.mark.parametrize("name", STREAM)
def test_a_long_answer_that_is_cut_is_never_taken_for_a_whole_one(
    server: Running, name: str
) -> None:
    query, media_type = STREAM[name]
    started = time.monotonic()
    with Slowness() as machine, httpx.Client(base_url=server.url, timeout=30) as client:
        try:
            response = client.post("sparql", data={"query": query}, headers={"Accept": media_type})
        except httpx.RemoteProtocolError:
            pass  # broken off, which nobody can miss
        else:
            assert response.status_code == 503
    assert time.monotonic() - started < DEADLINE + machine.stretched(GRACE)


@pytest.mark.parametrize("version", ["--http1.1", "--http1.0"])
def test_curl_notices_that_an_answer_is_cut(server: Running, version: str) -> None:
    """In HTTP/1.0 too, where the end of the connection is the end of the answer."""
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed (Debian: curl)")
    query, media_type = STREAM["rows"]
    done = subprocess.run(
        [curl, version, "--silent", "--fail", "--output", "/dev/null",
         "--header", f"Accept: {media_type}",
         "--data-urlencode", f"query={query}", f"{server.url}sparql"],
        timeout=30,
        check=False,
    )  # fmt: skip
    assert done.returncode in {18, 22, 56}, "curl took a cut answer for a whole one"


def test_clients_that_leave_take_no_places_with_them(server: Running) -> None:
    """More clients than there are places for long queries come, and go before they are answered."""
    query, media_type = STREAM["rows"]
    for _ in range(6):
        with (
            httpx.Client(base_url=server.url, timeout=30) as client,
            client.stream(
                "POST", "sparql", data={"query": query}, headers={"Accept": media_type}
            ) as answer,
        ):
            # Who comes when all places are taken is told so.
            assert answer.status_code in {200, 503}
            next(answer.iter_raw(1000))
    for _ in range(6):
        with (
            httpx.Client(base_url=server.url, timeout=0.1) as client,
            contextlib.suppress(httpx.TimeoutException),
        ):
            answer = client.post("sparql", data={"query": RUNAWAY["cartesian count"]})
            assert answer.status_code == 503
    with httpx.Client(base_url=server.url, timeout=30) as client:
        small(client)
        long = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER(REGEX(STR(?o), '7')) }"
        until = time.monotonic() + 60
        while (response := client.get("sparql", params={"query": long})).status_code == 503:
            assert time.monotonic() < until, "no place for a long query is free again"
        assert response.status_code == 200
