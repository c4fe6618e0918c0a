"""The server as a process: it starts, refuses, catches up, follows, and ends whole."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from web import servers
from web.servers import DATA, EXAMPLE, Running

ALL = "SELECT (COUNT(*) AS ?n) WHERE { ?s a pub:Publication }"
EXTRA = (
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
    '<agent/extra#it> a foaf:Organization ; foaf:name "{name}"@sv , "{name}"@en .\n'
)


@pytest.fixture
def home(tmp_path: Path, example_home: Path) -> Path:
    """A copy of the seed catalogue that a test may change."""
    copy = tmp_path / "home"
    shutil.copytree(example_home, copy, symlinks=True)
    return copy


def names(url: str) -> list[str]:
    """What SPARQL says that the extra agent is called."""
    query = "SELECT ?n WHERE { <agent/extra#it> foaf:name ?n FILTER(LANG(?n) = 'sv') }"
    response = httpx.get(url + "sparql", params={"query": query}, timeout=20)
    assert response.status_code == 200, response.text
    return [row["n"]["value"] for row in response.json()["results"]["bindings"]]


def eventually(found: Callable[[], bool], seconds: float = 10) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if found():
            return True
        time.sleep(0.05)
    return found()


def test_it_serves_with_the_base_url_that_was_loaded(elsewhere: Running) -> None:
    assert httpx.get(elsewhere.url + "agent/iom.ttl").status_code == 200
    assert elsewhere.url in elsewhere.printed()
    assert EXAMPLE in elsewhere.printed()


def test_it_refuses_another_base_url_and_says_why(example_home: Path) -> None:
    port = str(servers.free_port())
    for base in ("https://other.example.se/", f"http://127.0.0.1:{port}/"):
        done = servers.publod(example_home, "serve", "--port", port, PUBLOD_BASE_URL=base)
        assert done.returncode == 1
        assert base in done.stderr
        assert EXAMPLE in done.stderr
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_it_refuses_when_nothing_was_loaded(tmp_path: Path) -> None:
    done = servers.publod(tmp_path / "none", "serve", "--port", str(servers.free_port()))
    assert done.returncode == 1
    assert "nothing has been loaded" in done.stderr
    assert "Traceback" not in done.stderr


def descendants(pid: int) -> set[int]:
    """The processes that a process has started, and those that they have."""
    found: set[int] = set()
    with contextlib.suppress(OSError):  # it has ended meanwhile, or one of its threads has
        for task in Path(f"/proc/{pid}/task").iterdir():
            found |= {int(c) for c in (task / "children").read_text(encoding="ascii").split()}
    return found | {other for child in found for other in descendants(child)}


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="the system has no /proc to see processes in"
)


def computed(pid: int) -> int:
    """How long a process has computed, in hundredths of a second; nothing once it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


@needs_proc
def test_it_prints_its_url_and_starts_soon(example_home: Path) -> None:
    settings = {"PUBLOD_BASE_URL": EXAMPLE}
    with servers.granian(example_home, settings=settings, anew=True) as running:
        took = sum(map(computed, [running.process.pid, *descendants(running.process.pid)]))
        printed = running.printed()
        assert running.url in printed
        assert EXAMPLE in printed
        assert httpx.get(running.url + "agent/iom.ttl").status_code == 200
    # Under 2 s on an idle machine; other tests beside it slow even the processors down.
    assert took < 400


@needs_proc
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
@pytest.mark.parametrize("kind", ["granian", "gunicorn"])
def test_a_signal_ends_it_and_all_that_it_started(
    example_home: Path, kind: str, stop: signal.Signals
) -> None:
    start = servers.granian if kind == "granian" else servers.gunicorn
    settings = {"PUBLOD_QUERY_DEADLINE": "2"}
    with start(example_home, settings=settings, anew=stop == signal.SIGTERM) as running:
        endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        with pytest.raises(httpx.TimeoutException):
            httpx.post(running.url + "sparql", data={"query": endless}, timeout=0.8)
        assert httpx.get(running.url + "sparql", params={"query": ALL}).status_code == 200
        family = descendants(running.process.pid)
        assert len(family) >= 3, "a web process and query workers were expected"
        running.process.send_signal(stop)
        # The endless query may hold a thread of the server for a while, never its processes. And a
        # signal may meet gunicorn while it hands a request to a thread: it then waits for itself
        # (its handler wants the lock that it holds), and kills its worker after 30 seconds.
        running.process.wait(30 if kind == "granian" else 45)
        assert eventually(lambda: not any(map(alive, family))), [p for p in family if alive(p)]


@needs_proc
def test_a_killed_server_leaves_no_query_workers(example_home: Path) -> None:
    with servers.gunicorn(example_home) as running:
        assert httpx.get(running.url + "sparql", params={"query": ALL}).status_code == 200
        family = descendants(running.process.pid)
        web = next(p for p in family if descendants(p))
        workers = descendants(web)
        assert workers
        os.kill(web, signal.SIGKILL)
        assert eventually(lambda: not any(map(alive, workers)))
        # Another web process takes its place.
        assert eventually(lambda: _answers(running.url))


def _answers(url: str) -> bool:
    try:
        response = httpx.get(url + "sparql", params={"query": ALL}, timeout=10)
    except httpx.TransportError:
        return False
    return response.status_code == 200


@pytest.mark.parametrize("kind", ["granian", "gunicorn"])
def test_a_load_is_seen_at_once_without_a_restart(home: Path, tmp_path: Path, kind: str) -> None:
    start = servers.granian if kind == "granian" else servers.gunicorn
    file = tmp_path / "extra.ttl"
    with start(home) as running, httpx.Client(base_url=running.url, timeout=20) as client:
        assert client.get("agent/extra").status_code == 404
        assert names(running.url) == []
        before = client.get("agents", headers={"Accept": "text/html"})
        for name in ("Första namnet", "Andra namnet"):
            file.write_text(EXTRA.format(name=name), encoding="utf-8")
            servers.load(home, file)
            assert name in client.get("agent/extra", headers={"Accept": "text/html"}).text
            assert name in client.get("agent/extra.ttl").text
            headers = {"Accept": "text/html", "If-None-Match": before.headers["ETag"]}
            assert name in client.get("agents", headers=headers).text
            assert eventually(lambda name=name: names(running.url) == [name])  # type: ignore[misc]
        servers.load(home, DATA, prune=True)
        assert client.get("agent/extra").status_code == 410
        assert eventually(lambda: names(running.url) == [])


def test_it_catches_up_with_the_ledger_after_a_crash(home: Path, tmp_path: Path) -> None:
    """A load that died between ledger and store: the store is old, or lost altogether."""
    old = tmp_path / "old-store"
    shutil.copytree(home / "store", old, symlinks=True)
    file = tmp_path / "extra.ttl"
    file.write_text(EXTRA.format(name="Namnet"), encoding="utf-8")
    servers.load(home, file)
    for lost in (False, True):
        shutil.rmtree(home / "store")
        if not lost:
            shutil.copytree(old, home / "store", symlinks=True)
        with servers.granian(home) as running:
            assert names(running.url) == ["Namnet"]
            response = httpx.get(running.url + "sparql", params={"query": ALL}, timeout=20)
            assert response.json()["results"]["bindings"][0]["n"]["value"] == "9"


def test_any_wsgi_server_mends_the_store_before_it_serves(home: Path) -> None:
    shutil.rmtree(home / "store")
    with servers.gunicorn(home) as running:
        assert httpx.get(running.url + "sparql", params={"query": ALL}, timeout=20).is_success


def test_queries_are_refused_honestly_while_there_is_no_store(home: Path) -> None:
    """Another process is writing, and has published nothing yet."""
    shutil.rmtree(home / "store")
    with (home / "writer.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with servers.gunicorn(home) as running:
            response = httpx.get(running.url + "sparql", params={"query": ALL}, timeout=20)
            assert response.status_code == 503
            assert response.headers["Content-Type"] == "application/problem+json"
            assert httpx.get(running.url + "agent/iom.ttl").status_code == 200
            assert "Traceback" not in running.printed()


def test_it_serves_while_another_process_writes(home: Path) -> None:
    """The writer's lock is held: the server starts all the same, with what was published."""
    with (home / "writer.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with servers.granian(home) as running:
            assert httpx.get(running.url + "agent/iom.ttl").status_code == 200
            response = httpx.get(running.url + "sparql", params={"query": ALL}, timeout=20)
            assert response.status_code == 200


def test_a_taken_port_is_told(example_home: Path, elsewhere: Running) -> None:
    port = elsewhere.url.rpartition(":")[2].rstrip("/")
    process = subprocess.Popen(
        [*servers.PUBLOD, "serve", "--port", port],
        env=servers.environment(example_home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=20)
        assert process.returncode != 0
        assert b"Traceback" not in output
        assert port.encode() in output
    except subprocess.TimeoutExpired:
        pytest.fail("two servers took one port")
    finally:
        servers.end(process)
