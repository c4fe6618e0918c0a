"""Pages of one client beside another that reads slowly, or asks for much at once.

Both have addresses of their own on the loopback, since the service tells clients apart by that.
Each page comes over a connection of its own, so that all web processes are asked.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import httpx

from bench.report import Result
from bench.servers import publod

GREEDY, MODEST = "127.0.0.2", "127.0.0.3"
READERS, FLOODERS = 60, 16
#: What a page may take beside them, in milliseconds at the 95th percentile.
_GOAL = 250
_PAGES = 150
#: How long pages are asked for at most, in seconds.
_ENOUGH = 20
_ROWS = quote("SELECT * WHERE { ?s ?p ?o } LIMIT 100000")
_DUMP = "/dumps/latest.nq.gz"
#: What is read slowly, by name.
LONG = {
    "CSV": "/publications.csv",
    "BibTeX": "/publications.bib",
    "RIS": "/publications.ris",
    "CSL JSON": "/publications.csljson",
    "lists that all differ": "/publications.csv?year={n}-2030",
    "Atom": "/publications.atom?page={n}",
    "OAI-PMH": "/oai?verb=ListRecords&metadataPrefix=marc21",
    "a dump": _DUMP,
    "SPARQL rows": f"/sparql?query={_ROWS}",
    "SPARQL rows that all differ": f"/sparql?query={_ROWS}%20%23{{n}}",
    "a style sheet": "/static/site.css",
}
FLOODS = ("reconciling", "searches with facets", "suggestions")


def measure(home: Path) -> Iterator[Result]:
    """The 95th percentile of pages: meanwhile, and at once afterwards."""
    with publod(home) as url, ExitStack() as stack:
        visitor = stack.enter_context(client_from(url, MODEST))
        pages(visitor, 2 * _PAGES)
        idle = pages(visitor)
        for name, path in {**LONG, "a dump": _dump(visitor)}.items():
            with slow_readers(url, path) as statuses:
                meanwhile = pages(visitor)
            yield _result(f"{READERS} slow readers of {name}, {_shown(statuses)}", meanwhile, idle)
            yield _result(f"after {READERS} slow readers of {name}", pages(visitor), idle)
        for name in FLOODS:
            with flood(url, name) as statuses:
                meanwhile = pages(visitor)
            yield _result(f"{FLOODERS} clients of {name}, {_shown(statuses)}", meanwhile, idle)
            yield _result(f"after {FLOODERS} clients of {name}", pages(visitor), idle)


def _dump(client: httpx.Client) -> str:
    """The address of the newest dump, which is made when it is asked for the first time."""
    while (response := client.get(_DUMP)).status_code == httpx.codes.SERVICE_UNAVAILABLE:
        time.sleep(0.5)
    return urlsplit(urljoin(f"{client.base_url}{_DUMP}", response.headers["Location"])).path


def _result(name: str, value: float, idle: float) -> Result:
    return Result(
        f"pages at p95, {name}", value, "ms", idle, "idle", goal=_GOAL, less_is_better=True
    )


def _shown(statuses: Counter[int]) -> str:
    return " ".join(f"{count} of {status}" for status, count in sorted(statuses.items()))


@contextmanager
def client_from(url: str, address: str) -> Iterator[httpx.Client]:
    """A client with an address of its own, and a new connection for each request."""
    transport = httpx.HTTPTransport(
        local_address=address, limits=httpx.Limits(max_keepalive_connections=0)
    )
    with httpx.Client(transport=transport, base_url=url, timeout=30) as client:
        yield client


_numbers = itertools.count()


def pages(client: httpx.Client, count: int = _PAGES) -> float:
    """How long pages take at the 95th percentile, in milliseconds.

    What is not answered with success counts as if it had taken a minute; after 20 seconds it is
    enough.
    """
    taken: list[float] = []
    until = time.perf_counter() + _ENOUGH
    for number in itertools.islice(_numbers, count):
        if (started := time.perf_counter()) > until:
            break
        paths = (f"/publication/p{number % 5000}", "/static/site.css", "/publications", "/")
        is_good = False
        with contextlib.suppress(httpx.TransportError):
            answer = client.get(paths[number % 4], headers={"Accept": "text/html,*/*;q=0.5"})
            is_good = answer.status_code == httpx.codes.OK
        taken.append((time.perf_counter() - started) * 1000 if is_good else 60_000)
    return sorted(taken)[int(0.95 * len(taken))]


@contextmanager
def slow_readers(url: str, path: str) -> Iterator[Counter[int]]:
    """Clients that have asked for a path and read next to nothing; gives what they were told."""
    address = urlsplit(url)
    ended = threading.Event()
    statuses: Counter[int] = Counter()
    with ExitStack() as stack:
        connections = []
        for number in range(READERS):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.bind((GREEDY, 0))
            connection.connect((str(address.hostname), address.port or 80))
            target = path.replace("{n}", str(1900 + number if "year" in path else number + 1))
            head = f"GET {target} HTTP/1.1\r\nHost: {address.netloc}\r\nAccept: */*\r\n\r\n"
            connection.sendall(head.encode())
            connection.setblocking(False)
            connections.append(connection)
        reading = threading.Thread(target=_read, args=(connections, statuses, ended))
        reading.start()
        time.sleep(3)  # until all of them are being served, or are not
        try:
            yield statuses
        finally:
            ended.set()
            reading.join()


def _read(
    connections: Sequence[socket.socket], statuses: Counter[int], ended: threading.Event
) -> None:
    """Take some bytes of each answer now and then."""
    begun: set[int] = set()
    while not ended.wait(0.5):
        for connection in connections:
            try:
                piece = connection.recv(500)
            except OSError:
                continue
            if piece and connection.fileno() not in begun:
                begun.add(connection.fileno())
                statuses[int(piece.split()[1])] += 1


@contextmanager
def flood(url: str, name: str) -> Iterator[Counter[int]]:
    """Clients that ask again as soon as they are answered; gives, at the end, what they were told.

    They are in a process of their own, so that the pages that are measured do not wait for them
    on this side.
    """
    spawn = get_context("spawn")
    ended, told = spawn.Event(), spawn.SimpleQueue()
    process = spawn.Process(target=_ask_on, args=(url, name, ended, told))
    process.start()
    statuses: Counter[int] = Counter()
    time.sleep(4)
    try:
        yield statuses
    finally:
        ended.set()
        statuses.update(told.get())
        process.join()


def _ask_on(url: str, name: str, ended: Event, told: SimpleQueue[Counter[int]]) -> None:
    statuses: Counter[int] = Counter()

    def run(number: int) -> None:
        with client_from(url, GREEDY) as client:
            for turn in itertools.count():
                if ended.is_set():
                    return
                status = 0
                with contextlib.suppress(httpx.TransportError):
                    status = _ASKING[name](client, number * 10_000 + turn).status_code
                statuses[status] += 1
                if status != httpx.codes.OK:
                    ended.wait(0.2)  # as a client does that is told to come again

    threads = [threading.Thread(target=run, args=(n,)) for n in range(FLOODERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.put(statuses)


_WORDS = ("rapport", "vägledning", "miljö", "trygghet", "kunskap", "skola", "samverkan", "hälsa")


def _reconcile(client: httpx.Client, number: int) -> httpx.Response:
    batch = {
        f"q{n}": {"query": " ".join(_WORDS[(number + n * k) % 8] for k in range(1, 5)) + f" {n}"}
        for n in range(50)
    }
    return client.post("/reconcile", data={"queries": json.dumps(batch)})


def _search(client: httpx.Client, number: int) -> httpx.Response:
    words = f"{_WORDS[number % 8]} {_WORDS[number // 8 % 8]}"
    return client.get("/publications", params={"q": words, "year": f"{1900 + number % 90}-2030"})


def _suggest(client: httpx.Client, number: int) -> httpx.Response:
    return client.get("/suggest", params={"q": _WORDS[number % 8][: 2 + number % 5]})


_ASKING: dict[str, Callable[[httpx.Client, int], httpx.Response]] = dict(
    zip(FLOODS, (_reconcile, _search, _suggest), strict=True)
)
