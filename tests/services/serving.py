"""Catalogues for harvesters, served by real servers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from publod.config import Settings
from publod.ledger import Change, Ledger
from services.copying import BASE, START, concept, publication, withdrawn
from web import servers
from web.servers import DATA, Running

COUNT = 450  # two full pages and a half
SECOND = START + 100
GONE = ("n007", "n200", "n449")
MOVED = "n010"


def ledger(home: Path) -> Ledger:
    """The ledger of a home, made if need be."""
    home.mkdir(parents=True, exist_ok=True)
    return Ledger.create(Settings(home=home).database, BASE)


def _name(number: int) -> str:
    return f"n{number:03}"


def _publication(number: int, subject: str = "") -> Change:
    return publication(
        _name(number),
        subject or f"s{number % 5}",
        title=f"Nummer {number} & <åäö> \\U0001F4D8",
        language="SWE" if number % 2 else "ENG",
    )


def _fill(home: Path) -> None:
    made = ledger(home)
    concepts = [concept(f"s{n}", "top") for n in range(5)]
    made.commit([*concepts, *map(_publication, range(COUNT))], "all", START)
    made.commit([withdrawn(f"publication/{name}") for name in GONE], "gone", SECOND)
    made.commit([_publication(10, "s1")], "moved", SECOND + 100)
    made.close()


def many_home(factory: pytest.TempPathFactory) -> Path:
    """Four hundred and fifty publications in five sets; three withdrawn, one moved."""
    return servers.made_once(factory, "many-harvested", _fill)


@contextmanager
def many(factory: pytest.TempPathFactory, workers: int = 2) -> Iterator[Running]:
    """These, served by two processes."""
    with servers.granian(many_home(factory), settings={"PUBLOD_WORKERS": str(workers)}) as running:
        yield running


@contextmanager
def seed(factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The seed catalogue, served."""
    home = servers.made_once(factory, "example", lambda folder: servers.load(folder, DATA))
    with servers.granian(home) as running:
        yield running
