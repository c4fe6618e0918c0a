"""What Prometheus is told, by all web processes together."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from web import servers
from web.servers import Running
from web.test_server import eventually

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
#: What ends a query that does not end, in seconds.
DEADLINE = 2
SETTINGS = {
    "PUBLOD_WORKERS": "2",
    "PUBLOD_QUERY_DEADLINE": str(DEADLINE),
    "PUBLOD_QUERY_MEMORY_MB": "2048",
}
ENDED = "publod_sparql_queries_total"


@pytest.fixture(scope="module")
def running(big_home: Path) -> Iterator[Running]:
    """Two web processes; the last test kills them, and what was counted before stays."""
    with servers.granian(big_home, settings=SETTINGS) as server:
        yield server


Measures = dict[tuple[str, str], float]


def measured(url: str) -> Measures:
    """Each sample by its name and the value of its first label."""
    response = httpx.get(url + "metrics", timeout=20)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.headers["Cache-Control"] == "no-store"
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def since(before: Measures, url: str) -> Measures:
    """How much each sample has grown."""
    return {name: value - before.get(name, 0) for name, value in measured(url).items()}


def test_queries_are_counted_by_what_became_of_them(running: Running) -> None:
    url = running.url
    before = measured(url)
    thread = threading.Thread(
        target=lambda: httpx.post(url + "sparql", data={"query": ENDLESS}, timeout=30)
    )
    thread.start()
    assert eventually(lambda: measured(url).get(("publod_sparql_running", "slow"), 0) == 1)
    thread.join()
    for _ in range(20):
        assert httpx.get(url + "sparql?query=ASK%7B%7D").status_code == 200
    httpx.post(url + "sparql", data={"query": "SELECT"})
    httpx.post(url + "sparql", data={"query": "DROP ALL"})
    found, now = since(before, url), measured(url)
    assert found[ENDED, "deadline"] == 1
    assert found[ENDED, "syntax"] == 1
    assert found[ENDED, "refused"] == 1
    assert found[ENDED, "answered"] + found[ENDED, "kept"] == 20
    assert now["publod_sparql_running", "slow"] == 0
    assert now["publod_sparql_running", "fast"] == 0
    assert now["publod_sparql_waiting", ""] == 0
    assert found["publod_sparql_seconds_count", ""] == found[ENDED, "answered"] + 3
    assert found["publod_sparql_seconds_sum", ""] > DEADLINE - 0.1
    assert now["publod_commit", "ledger"] == now["publod_commit", "store"] == 1


def test_a_long_answer_is_counted_once(running: Running) -> None:
    """As what became of it in the end."""
    flood = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"
    long = "SELECT * WHERE { ?a ?b ?c } LIMIT 9000"
    url = running.url
    before = measured(url)
    got = httpx.get(url + "sparql", params={"query": long}, timeout=30)
    assert len(got.json()["results"]["bindings"]) == 9000
    with contextlib.suppress(httpx.TransportError):
        httpx.get(url + "sparql", params={"query": flood}, timeout=30)
    with httpx.stream("GET", url + "sparql", params={"query": flood}, timeout=30) as response:
        next(response.iter_raw())
    assert eventually(lambda: since(before, url).get((ENDED, "abandoned"), 0) == 1)
    found = since(before, url)
    assert found[ENDED, "answered"] == 1
    assert found[ENDED, "deadline"] == 1
    assert found["publod_sparql_seconds_count", ""] == 3


def test_a_process_that_was_killed_runs_nothing(running: Running, big_home: Path) -> None:
    thread = threading.Thread(target=_ask_in_vain, args=[running.url])
    thread.start()
    slow = ("publod_sparql_running", "slow")
    assert eventually(lambda: measured(running.url).get(slow, 0) == 1)
    folder = big_home / "metrics" / running.url.strip("/").rpartition(":")[2]
    for file in folder.glob("gauge_livesum_*.db"):
        os.kill(int(file.stem.rpartition("_")[2]), signal.SIGKILL)
    thread.join()
    time.sleep(0.2)
    assert eventually(lambda: _fares(running.url, slow), 20)


def _ask_in_vain(url: str) -> None:
    try:
        httpx.post(url + "sparql", data={"query": ENDLESS}, timeout=30)
    except httpx.TransportError:
        return


def _fares(url: str, slow: tuple[str, str]) -> bool:
    try:
        return measured(url).get(slow, 0) == 0
    except httpx.TransportError:
        return False
