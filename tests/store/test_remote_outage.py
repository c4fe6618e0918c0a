"""A projection on another server follows the ledger, and survives that server's deaths."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.catalogue import Home, edited, small
from publod.errors import StoreError
from publod.ingest import catch_up, rebuild
from publod.rdf import canonical, triples_of
from publod.record_repository import Repository
from publod.store.remote import writer as remote_writer
from publod.store.remote.query_service import RemoteQueries
from publod.store.remote.writer import RemoteStore
from publod.store.store_interface import GraphChange, Query

from .engines import Server
from .records import BASE, change, document


def writer(server: Server, patience: float = 20.0) -> RemoteStore:
    return RemoteStore(
        server.url,
        server.update_url,
        base_url=BASE,
        user=server.user,
        password=server.password,
        patience=patience,
    )


def graphs(server: Server) -> dict[str, str]:
    """What the server has below the base URL, graph by graph, as canonical N-Triples."""
    queries = RemoteQueries(server.url, base_url=BASE)
    rows = queries.query(Query("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"), results="tsv")
    found: dict[str, str] = {}
    for row in rows.read().decode().splitlines()[1:]:
        graph, s, p, o = row.split("\t")
        found[graph[1:-1]] = found.get(graph[1:-1], "") + f"{s} {p} {o} .\n"
    queries.close()
    found.pop(f"{BASE}sparql#shown")
    return {name: canonical(triples_of(text)) for name, text in found.items()}


def expected(home: Home) -> dict[str, str]:
    return {name: text for name, text in Repository(home.truth).documents(derived=True) if text}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.put(small())
    return made


def test_following_shows_what_the_ledger_has(
    home: Home, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in small parts, after missed commits, over again, and for another ledger."""
    chance, records = random.Random(1), small()
    for part in (5000, 30, 5000):
        monkeypatch.setattr(remote_writer, "PART", part)
        for _ in range(2):
            records = edited(chance, records, 3)
            home.put(records)
        with writer(server) as store:
            catch_up(home.truth, store)
            assert (store.commit, store.is_published) == (home.truth.head().id, True)
            assert catch_up(home.truth, store) == 0
        assert graphs(server) == expected(home)
    with writer(server) as store:
        store.apply(99, [change(77, "of another ledger")], "99.another")
        catch_up(home.truth, store)
        assert graphs(server) == expected(home)
        rebuild(home.truth, store)
    assert graphs(server) == expected(home)


def test_a_server_that_dies_in_a_commit_and_comes_back_is_waited_for(
    mortal_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_writer, "PART", 60)
    threads: list[threading.Thread] = []

    def revive() -> None:
        time.sleep(0.1)
        mortal_server.start()

    def changes() -> Iterator[GraphChange]:
        for n in range(60):
            if n in {20, 45}:  # between two parts, while the next is being made
                mortal_server.kill()
                threads.append(threading.Thread(target=revive))
                threads[-1].start()
            yield change(n, f"new {n}", triples=20)

    with writer(mortal_server, patience=60) as store:
        store.apply(1, [change(n, f"old {n}", triples=20) for n in range(80)])
        store.apply(2, changes(), "2.x")
        assert (store.commit, store.is_published) == (2, True)
    for thread in threads:
        thread.join()
    found = graphs(mortal_server)
    for n in range(80):
        kind = "new" if n < 60 else "old"
        assert f'"{kind} {n}"' in found[document(n)]
        assert found[document(n)].count("\n") == 21
    assert len(threads) == 2


def test_a_server_that_is_killed_at_any_moment_is_mended(
    mortal_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kill comes while an update is being carried out, or on its way."""
    monkeypatch.setattr(remote_writer, "PART", 200)
    chance = random.Random(5)
    for commit in range(1, 4):
        changes = [change(n, f"c{commit}", triples=20) for n in range(150)]
        killer = threading.Timer(chance.uniform(0.02, 0.3), mortal_server.kill)
        killer.start()
        with pytest.raises(StoreError), writer(mortal_server, patience=0.3) as store:
            while True:
                store.apply(commit, changes)
        killer.join()
        mortal_server.start()
        with writer(mortal_server) as store:
            assert store.commit in {commit - 1, commit}
            store.apply(commit, changes)
        found = graphs(mortal_server)
        assert len(found) == 300
        assert all(f'"c{commit}"' in found[document(n)] for n in range(150))
        assert all(found[document(n)].count("\n") == 21 for n in range(150))


def test_a_server_that_stays_away_is_an_error_and_the_rest_is_done_later(
    home: Home, mortal_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_writer, "PART", 60)
    with writer(mortal_server) as store:
        catch_up(home.truth, store)
    home.put(edited(random.Random(3), small(), 6))
    with writer(mortal_server, patience=0.5) as store:
        parts = 0
        send = store._send

        def dies(update: str) -> None:
            nonlocal parts
            parts += 1
            if parts == 3:
                mortal_server.kill()
            send(update)

        monkeypatch.setattr(store, "_send", dies)
        with pytest.raises(StoreError, match="could not be written"):
            catch_up(home.truth, store)
    with pytest.raises(StoreError, match="could not be written"):
        writer(mortal_server, patience=0.2)
    queries = RemoteQueries(mortal_server.url, base_url=BASE)
    with pytest.raises(StoreError, match="does not answer"):
        queries.query(Query("ASK {}"))
    mortal_server.start()
    assert queries.query(Query("ASK { ?s ?p ?o }"), results="csv").read() == b"true"
    assert queries.commit == 1
    assert queries.version != queries.version  # what it holds is no one commit's
    with writer(mortal_server) as store:
        assert (store.commit, store.is_published) == (1, False)
        catch_up(home.truth, store)
        assert store.is_published
    assert graphs(mortal_server) == expected(home)
    queries.close()
