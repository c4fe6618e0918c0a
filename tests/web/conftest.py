"""Servers and clients that tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from publod.app import create_app
from seed_settings import seed_settings
from web import servers
from web.growing import PREFIXES, Growing
from web.servers import DATA, EXAMPLE, Running


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed catalogue under https://data.example.se/; nobody writes to it."""
    return servers.made_once(tmp_path_factory, "example", lambda folder: servers.load(folder, DATA))


@pytest.fixture(scope="session")
def big_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five hundred generated publications: enough for queries that do not end."""

    def make(folder: Path) -> None:
        servers.generate(500, folder / "files")
        servers.load(folder, folder / "files")

    return servers.made_once(tmp_path_factory, "big", make)


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """``publod serve`` of the seed catalogue at the address that its IRIs have."""
    home = tmp_path_factory.mktemp("own")
    port = servers.free_port()
    servers.load(home, DATA, base=f"http://127.0.0.1:{port}/")
    with servers.granian(home, port) as running:
        yield running


@pytest.fixture(scope="session")
def elsewhere(example_home: Path) -> Iterator[Running]:
    """``publod serve`` of the catalogue of https://data.example.se/ at another address."""
    with servers.granian(example_home) as running:
        yield running


@pytest.fixture(scope="session")
def under_gunicorn(example_home: Path) -> Iterator[Running]:
    """The same catalogue under gunicorn."""
    with servers.gunicorn(example_home) as running:
        yield running


@pytest.fixture(scope="session")
def app(example_home: Path) -> Flask:
    """The application in this process."""
    return create_app(seed_settings(home=example_home, base_url=EXAMPLE))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    """A client that follows no redirect and gives up in time."""
    with httpx.Client(timeout=30) as client:
        yield client


@pytest.fixture
def grow(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Make an application of a catalogue that is written inside the test, as Turtle."""
    made: list[Growing] = []

    def make(turtle: str, *, indexed: bool = True) -> Flask:
        made.append(Growing(tmp_path / str(len(made))))
        made[-1].load({"": turtle}, indexed=indexed)
        return made[-1].app

    yield make
    for growing in made:
        growing.close()


@pytest.fixture
def replacing(grow: Callable[[str], Flask]) -> FlaskClient:
    """A part of the seed catalogue, had its manual of 2019 replaced the one it was made from."""
    new = "publication/manual-misstanke-manniskohandel-2019"
    old = "edition/manual-manniskohandel-lansstyrelsen-stockholm-2016"
    return grow(
        f"{PREFIXES}<{new}#it> dcterms:replaces <{old}#it> .\n"
        f"<{old}#it> dcterms:isReferencedBy <{new}#it> .\n"
        + "".join(
            (DATA / name).read_text("utf-8")
            for name in (f"{new[:11]}s{new[11:]}.ttl", "agents.ttl")
        )
    ).test_client()
