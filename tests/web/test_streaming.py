"""Long answers as they flow, and what becomes of queries whose clients have left."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import pytest

from web import servers
from web.servers import Running
from web.test_server import computed, descendants, eventually, needs_proc

#: Longer than any test here takes: what ends a query in these tests is not the deadline.
SETTINGS = {"PUBLOD_QUERY_DEADLINE": "120", "PUBLOD_QUERY_MEMORY_MB": "4096"}
#: Rows flow at once, and there are some hundred million of them.
FLOOD = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"
#: No row comes for a very long time.
SILENT = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
JSON = "application/sparql-results+json"


@pytest.fixture(scope="module", params=["granian", "gunicorn"])
def server(request: pytest.FixtureRequest, big_home: Path) -> Iterator[Running]:
    start = servers.granian if request.param == "granian" else servers.gunicorn
    with start(big_home, settings=SETTINGS) as running:
        # The first query starts the workers.
        assert httpx.get(running.url + "sparql?query=ASK%7B%7D", timeout=30).status_code == 200
        yield running


def ask(server: Running, query: str, fields: str = "") -> socket.socket:
    """A connection on which a query has just been asked."""
    address = urlsplit(server.url)
    connection = socket.create_connection((str(address.hostname), address.port or 80), timeout=60)
    target = "/sparql?" + urlencode({"query": query})
    connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\n{fields}\r\n".encode())
    return connection


def busy(server: Running) -> set[int]:
    """The query workers that have computed since a moment ago."""
    before = {pid: computed(pid) for pid in descendants(server.process.pid) if is_worker(pid)}
    time.sleep(0.3)
    return {pid for pid, ticks in before.items() if computed(pid) > ticks + 3}


def is_worker(pid: int) -> bool:
    try:
        return b"publod.store.oxigraph.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def resident(pids: set[int]) -> int:
    """The resident memory of processes together, in bytes."""
    total = 0
    for pid in pids:
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096
        except OSError:
            continue
    return total


def test_rows_come_long_before_the_last(server: Running) -> None:
    with ask(server, FLOOD, f"Accept: {JSON}\r\n") as connection:
        head = connection.recv(65536)
        assert head.startswith(b"HTTP/1.1 200 "), head
        assert b"content-length" not in head.lower()
        got = 0
        while got < 5_000_000:
            piece = connection.recv(1 << 20)
            assert piece
            got += len(piece)


@needs_proc
def test_a_stream_takes_no_more_memory_the_longer_it_is(server: Running) -> None:
    with ask(server, FLOOD) as connection:
        sizes = []
        got = 0
        for until in (10, 60):
            while got < until << 20:
                piece = connection.recv(1 << 20)
                assert piece, "the answer ended"
                got += len(piece)
            sizes.append(resident({server.process.pid, *descendants(server.process.pid)}))
    assert sizes[1] - sizes[0] < 30 << 20, sizes


@needs_proc
@pytest.mark.parametrize("query", [FLOOD, SILENT], ids=["flood", "silent"])
def test_a_client_that_goes_away_stops_its_query(server: Running, query: str) -> None:
    assert eventually(lambda: not busy(server), 20)
    with ask(server, query):
        assert eventually(lambda: bool(busy(server)), 20)
    assert eventually(lambda: not busy(server), 20), "it is still computed, for nobody"


@needs_proc
def test_a_client_that_goes_away_before_a_query_is_long_stops_it(server: Running) -> None:
    for _ in range(8):
        ask(server, SILENT).close()
    assert eventually(lambda: not busy(server), 20)
    assert httpx.get(server.url + "sparql?query=ASK%7B%7D", timeout=30).status_code == 200


@needs_proc
def test_who_waits_for_a_query_computes_nothing(server: Running) -> None:
    """An event loop that has looked at a worker's socket must not leave threads spinning on it."""
    with ask(server, SILENT):
        assert eventually(lambda: bool(busy(server)), 20)
        time.sleep(0.5)  # by now it is waited for by a thread
        waiting = {pid for pid in descendants(server.process.pid) if not is_worker(pid)}
        before = sum(map(computed, waiting))
        time.sleep(1)
        assert sum(map(computed, waiting)) - before < 20
    assert eventually(lambda: not busy(server), 20)


def test_a_slow_reader_gets_all_of_it(server: Running) -> None:
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 30000"
    expected = httpx.get(server.url + "sparql", params={"query": query}, timeout=60)
    with ask(server, query, f"Accept: {JSON}\r\nConnection: close\r\n") as connection:
        time.sleep(1)
        parts = []
        while piece := connection.recv(300_000):
            parts.append(piece)
            time.sleep(0.01)
    assert len(b"".join(parts)) > len(expected.content)
    assert len(json.loads(expected.content)["results"]["bindings"]) == 30000
    assert parts[-1].endswith((b"0\r\n\r\n", expected.content[-5:]))


@pytest.mark.parametrize("version", ["--http1.1", "--http1.0"])
def test_a_long_answer_in_time_is_whole(server: Running, tmp_path: Path, version: str) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed (Debian: curl)")
    with httpx.Client(base_url=server.url, timeout=30) as client:
        count = client.get("sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"})
        expected = int(count.json()["results"]["bindings"][0]["n"]["value"])
    file = tmp_path / "answer.nt"
    subprocess.run(
        [curl, version, "--silent", "--fail", "--output", str(file),
         "--header", "Accept: application/n-triples",
         "--data-urlencode", "query=CONSTRUCT WHERE { ?s ?p ?o }", f"{server.url}sparql"],
        timeout=30,
        check=True,
    )  # fmt: skip
    assert file.stat().st_size > 1 << 20
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == expected
    assert all(line.endswith(" .") for line in lines)


def status_of(server: Running, query: str) -> int:
    return httpx.get(server.url + "sparql", params={"query": query}, timeout=30).status_code


def test_readers_that_stop_reading_keep_no_worker(server: Running) -> None:
    """Their answers wait in files, so that there may be more of them than places for queries."""
    everything = "CONSTRUCT WHERE { ?s ?p ?o }"
    readers = 0
    until = time.monotonic() + 40
    with ExitStack() as stack:
        while readers < 6:
            assert time.monotonic() < until, "no place is free again"
            connection = stack.enter_context(ask(server, everything))
            status = connection.recv(12)
            # Who comes while the places are taken is told so.
            assert status in {b"HTTP/1.1 200", b"HTTP/1.1 503"}
            readers += status.endswith(b"200")
        assert eventually(lambda: status_of(server, everything) == 200, 20)
        assert status_of(server, "ASK {}") == 200


def test_a_reader_that_stalls_does_not_keep_the_server_from_ending(big_home: Path) -> None:
    """It would for a minute; answers have two seconds here, and ten elsewhere."""
    settings = {"PUBLOD_QUERY_DEADLINE": "60"}
    soon = "from publod.server import serving; serving._ENDING = 2"
    with (
        servers.granian(big_home, settings=settings, changed=soon) as running,
        ask(running, FLOOD) as stalled,
    ):
        assert stalled.recv(1000).startswith(b"HTTP/1.1 200 ")
        running.process.terminate()
        assert running.process.wait(15) == 0
