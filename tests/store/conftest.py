"""Small catalogues, a big one, and what readers see of a store."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store

from publod.store.limits import Limits
from publod.store.oxigraph.generations import current_generation
from publod.store.oxigraph.query_execution import Exchange
from publod.store.oxigraph.worker_pool import QueryPool
from publod.store.oxigraph.writer import EmbeddedStore
from publod.store.remote.query_service import RemoteQueries
from publod.store.store_interface import Meter, Query

from . import engines
from .engine_under_test import Engine, remote_writer, wiped
from .made_up_server import MadeUpServer, made_up_server
from .records import BASE, change

MakePool = Callable[..., QueryPool]
MakeQueries = Callable[..., RemoteQueries]


def titles(path: str) -> dict[str, set[str]]:
    """What the generation at ``path`` has as titles, by document; its derived graphs must agree."""
    found: dict[str, set[str]] = {}
    derived: dict[str, set[str]] = {}
    for quad in Store.read_only(f"{path}/db"):
        graph = str(getattr(quad.graph_name, "value", ""))
        into = derived if graph.endswith("#derived") else found
        value = quad.object.value if hasattr(quad.object, "value") else ""
        into.setdefault(graph.removesuffix("#derived"), set()).add(str(value))
    assert found == derived
    return found


def published_titles(folder: Path) -> dict[str, set[str]]:
    return titles(current_generation(folder).path)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten records at commit 1; read only."""
    folder = tmp_path_factory.mktemp("small")
    with EmbeddedStore(folder) as store:
        store.apply(1, [change(n, f"Title {n}") for n in range(10)])
        store.publish()
    return folder


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2,000 records and 84,000 triples: enough for a query that does not end; read only."""
    folder = tmp_path_factory.mktemp("big")
    with EmbeddedStore(folder) as store:
        store.apply(1, [change(n, f"Title {n}", triples=40) for n in range(2000)])
        store.publish()
    return folder


@pytest.fixture
def make_pool() -> Iterator[MakePool]:
    """Make pools that are closed after the test; limits are given as keywords."""
    pools: list[QueryPool] = []

    def make(folder: Path, meter: Meter | None = None, **limits: float) -> QueryPool:
        bounds = Limits(**limits)  # type: ignore[arg-type]
        pools.append(QueryPool(folder, base_url=BASE, limits=bounds, meter=meter))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture
def pool(small: Path, make_pool: MakePool) -> QueryPool:
    return make_pool(small)


@pytest.fixture(scope="session")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[engines.Server]:
    """A SPARQL server that follows the standard closely."""
    with engines.oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="session")
def set_up_virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Virtuoso that was set up and has ended."""
    folder = tmp_path_factory.mktemp("virtuoso")
    with engines.virtuoso(folder):
        return folder


@pytest.fixture(scope="session")
def virtuoso_server(
    set_up_virtuoso: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[engines.Server]:
    """A SPARQL server that is widely used, and follows the standard in its own way."""
    folder = tmp_path_factory.mktemp("copy") / "virtuoso"
    with engines.virtuoso(shutil.copytree(set_up_virtuoso, folder)) as server:
        yield server


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> engines.Server:
    """An empty server, which goes on running."""
    server: engines.Server = request.getfixturevalue(f"{request.param}_server")
    wiped(server)
    return server


@pytest.fixture(params=["oxigraph", "virtuoso"])
def mortal_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[engines.Server]:
    """A server for one test, which may kill it.

    Virtuoso that comes back after a kill may have statements again that it had deleted before.
    """
    folder = tmp_path / "server"
    if request.param == "oxigraph":
        folder.mkdir()
        running = engines.oxigraph(folder)
    else:
        shutil.copytree(request.getfixturevalue("set_up_virtuoso"), folder)
        running = engines.virtuoso(folder)
    with running as server:
        yield server


@pytest.fixture(params=["embedded", "oxigraph", "virtuoso"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "embedded":
        pool = QueryPool(tmp_path / "store", base_url=BASE, limits=Limits(deadline_seconds=60))
        yield Engine("embedded", lambda: EmbeddedStore(tmp_path / "store"), pool)
        pool.close()
        return
    server: engines.Server = request.getfixturevalue(f"{request.param}_server")
    wiped(server)
    queries = RemoteQueries(server.url, base_url=BASE, limits=Limits(deadline_seconds=60))
    yield Engine(request.param, lambda: remote_writer(server), queries, more=1)
    queries.close()


@pytest.fixture
def ten(engine: Engine) -> Engine:
    """Ten records at commit 1."""
    engine.fill(1, *(change(n, f"Title {n}") for n in range(10)))
    return engine


@pytest.fixture
def made_up() -> Iterator[MadeUpServer]:
    with made_up_server() as made:
        yield made


@pytest.fixture
def make_queries(made_up: MadeUpServer) -> Iterator[MakeQueries]:
    made: list[RemoteQueries] = []

    def queries(url: str = "", meter: Meter | None = None, **limits: float) -> RemoteQueries:
        made.append(
            RemoteQueries(
                url or made_up.url,
                base_url=BASE,
                limits=Limits(**limits),  # type: ignore[arg-type]
                meter=meter,
            )
        )
        return made[-1]

    yield queries
    for one in made:
        one.close()


def begin(pool: QueryPool, query: Query, seconds: float = 0.001) -> Exchange | None:
    """A query that has been begun, if its turn came so soon."""
    return asyncio.run(pool.begin(query, seconds=seconds))
