"""Clients that read long answers slowly keep nothing that others need."""

from __future__ import annotations

import json
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import cast
from urllib.parse import quote, urlencode, urlsplit

import httpx
import pytest
from flask import Flask, Response

from publod.ledger import Ledger
from publod.web.site import KEY, Site
from web import servers
from web.growing import PREFIXES, Growing
from web.servers import Running
from web.test_server import eventually

#: More than a process has connections to the ledger (32), or threads.
READERS = 60
GREEDY, MODEST = "127.0.0.2", "127.0.0.3"
#: Publications that make a list of 4 MB, which no socket's buffer holds.
COUNT, ABSTRACT = 125, 32_000
ROWS = quote("SELECT * WHERE { ?a ?b ?c . ?d dcterms:title ?e }")
#: What is read slowly, by name: the addresses that one reader after the other asks for.
LONG = {
    "one list": ("publications.csv",),
    "lists in other formats": ("publications.bib", "publications.ris", "publications.csljson"),
    "lists that all differ": ("publications.csv?year={n}-2030",),
    "feeds, harvests and files": (
        "publications.atom", "oai?verb=ListRecords&metadataPrefix=oai_dc", "static/site.css",
    ),
    "rows": (f"sparql?query={ROWS}%20%23{{n}}",),
    "graphs": ("graphs?default&{n}",),
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """``publod serve`` of a catalogue whose lists are long."""
    folder = servers.made_once(tmp_path_factory, "long", fill)
    with servers.granian(folder / "home") as running:
        assert httpx.get(f"{running.url}sparql?query=ASK%7B%7D", timeout=30).status_code == 200
        yield running


def fill(folder: Path) -> None:
    """Make that catalogue, with all that is made from its ledger."""
    folder.mkdir()
    growing = Growing(folder)
    growing.load(
        {
            str(n): f"<publication/{n}#it> a pub:Publication ; dcterms:title 'P {n}'@sv ; "
            f"dcterms:issued '2020'^^xsd:gYear ; dcterms:abstract '{'ord ' * (ABSTRACT // 4)}'@sv ."
            for n in range(COUNT)
        }
    )
    growing.close()
    with servers.granian(folder / "home"):
        pass


@contextmanager
def readers(running: Running, kind: str) -> Iterator[list[tuple[int, socket.socket]]]:
    """Clients of one address that were answered and read no more than the beginning of that.

    Gives the status that each was told, and its connection.
    """
    address = urlsplit(running.url)
    with ExitStack() as stack:
        connections: dict[int, socket.socket] = {}
        for number in range(READERS):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.bind((GREEDY, 0))
            connection.connect((str(address.hostname), address.port or 80))
            paths = LONG[kind]
            target = paths[number % len(paths)].replace("{n}", str(1900 + number))
            head = f"GET /{target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            connection.sendall(head.encode())
            connections[connection.fileno()] = connection
        told: list[tuple[int, socket.socket]] = []
        until = time.monotonic() + 40
        while connections and time.monotonic() < until:
            for found in select.select(list(connections), [], [], 1)[0]:
                connection = connections.pop(found)
                head = connection.recv(16).decode()
                told.append((int(head.split()[1]), connection))
        assert not connections, f"{len(connections)} of {READERS} were told nothing"
        yield told


def page(running: Running, path: str) -> float:
    """How long somebody else waits for a page, in seconds."""
    transport = httpx.HTTPTransport(local_address=MODEST)
    with httpx.Client(transport=transport, base_url=running.url, timeout=30) as client:
        started = time.monotonic()
        assert client.get(path).status_code == 200
        return time.monotonic() - started


def slowest(running: Running) -> float:
    """The slowest of some pages, each unlike the others, in seconds."""
    return max(
        page(running, path)
        for n in range(2)
        for path in (f"publication/{n}", "static/site.css", f"publications?page={n + 1}")
    )


@pytest.mark.parametrize("kind", LONG)
def test_pages_do_not_wait_for_slow_readers(server: Running, kind: str) -> None:
    """Held by a reader they would wait for ever: 30 s for a connection, and 60 for a thread."""
    usual = slowest(server)
    with readers(server, kind) as told:
        meanwhile = slowest(server)
    afterwards = slowest(server)
    statuses = {status for status, _ in told}
    assert statuses <= {200, 503}
    assert 200 in statuses
    assert max(meanwhile, afterwards) < 5 + 20 * usual, (usual, meanwhile, afterwards)
    assert "QueuePool" not in server.printed()


def test_a_batch_stops_when_its_client_leaves_and_others_go_on(server: Running) -> None:
    """A hundred batches of a client that does not wait for them, and one of somebody else."""
    batch = {f"q{n}": {"query": f"ord {n} " * 60, "limit": 50} for n in range(50)}
    body = urlencode({"queries": json.dumps(batch)})
    address = urlsplit(server.url)
    head = (
        "POST /reconcile HTTP/1.1\r\nHost: x\r\nContent-Length: "
        f"{len(body)}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    usual = slowest(server)
    with ExitStack() as stack:
        for _ in range(100):
            connection = stack.enter_context(socket.socket())
            connection.bind((GREEDY, 0))
            connection.connect((str(address.hostname), address.port or 80))
            connection.sendall((head + body).encode())
        assert slowest(server) < 5 + 20 * usual
    transport = httpx.HTTPTransport(local_address=MODEST)
    with httpx.Client(transport=transport, base_url=server.url, timeout=30) as client:
        started = time.monotonic()
        one = client.post("reconcile", data={"queries": '{"q": {"query": "P 1"}}'})
        assert one.status_code == 200
        assert one.json()["q"]["result"]
        assert time.monotonic() - started < 5 + 20 * usual


def test_a_slow_reader_gets_the_whole_list(server: Running) -> None:
    whole = httpx.get(f"{server.url}publications.csv", timeout=60).content
    assert len(whole) > COUNT * ABSTRACT
    with readers(server, "one list") as told:
        page(server, "publications")
        (first, *_) = (connection for status, connection in told if status == 200)
        first.settimeout(30)
        parts = []
        while piece := first.recv(1 << 20):
            parts.append(piece)
    body = b"".join(parts)
    assert body.endswith(b"\r\n0\r\n\r\n")
    assert sum(map(len, parts)) > len(whole)


def test_who_is_refused_is_told_when_to_come_again(server: Running) -> None:
    with readers(server, "lists that all differ") as told:
        refused = [connection for status, connection in told if status == 503]
        assert refused, "one client has all places"
        refused[0].settimeout(30)
        parts = []
        while piece := refused[0].recv(1 << 16):
            parts.append(piece)
    answer = b"".join(parts).lower()
    assert b"\r\nretry-after: " in answer
    assert b"\r\ncontent-type: application/problem+json" in answer
    assert b"\r\ncache-control: no-store" in answer


def test_no_answer_holds_the_ledger_while_it_is_read(grow: Callable[[str], Flask]) -> None:
    """Whatever view gives pieces of its body while it asks the ledger."""
    app = grow(f"{PREFIXES} <publication/1#it> a pub:Publication ; dcterms:title 'P'@sv .")
    site: Site = app.extensions[KEY]
    ledger = cast(Ledger, site.repository._ledger)

    def pieces() -> Iterator[bytes]:
        with site.repository.snapshot() as now:
            for _ in range(100):
                yield f"{now.head().id}".encode() * 50_000

    app.add_url_rule("/long", view_func=lambda: Response(pieces(), content_type="text/plain"))
    for encoding in ("identity", "gzip"):
        client = app.test_client()
        response = client.get("/long", headers={"Accept-Encoding": encoding}, buffered=False)
        assert next(response.iter_encoded())
        assert eventually(lambda: ledger._engine.pool.checkedout() == 0)  # type: ignore[attr-defined]
        assert site.repository.head().id == 1
        response.close()
    assert app.test_client().get("/long").data == b"1" * 5_000_000
    head = app.test_client().head("/long")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers.get("Content-Length") != "0"
