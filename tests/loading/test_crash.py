"""Killed at any moment, a load leaves the old catalogue or the new one, whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from bench.generate import write

from publod.derivation import Derivation, derived_graph
from publod.ingest.projection import InstanceClasses
from publod.ledger import Ledger
from publod.model.summary import thing_of
from publod.store import current_generation
from publod.syntax import triples_of

from .commands import BASE, PUBLOD, environment, publod

PUBLICATIONS = 1000
KILLS = 4


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A catalogue in two versions: the second changes, adds and leaves out records."""
    old, new = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("new")
    write(PUBLICATIONS, old)
    write(PUBLICATIONS + 100, new, seed=7)
    return old, new


@pytest.mark.parametrize("part", range(2))
def test_a_killed_load_loses_doubles_and_halves_nothing(
    versions: tuple[Path, Path], tmp_path: Path, part: int
) -> None:
    old, new = versions
    home = tmp_path / "home"
    started = time.monotonic()
    publod(home, "load", "--prune", old)
    duration = time.monotonic() - started
    states = [ledger_state(home)]
    files = [new, old]
    rng = random.Random(2026 + part)
    for kill in range(KILLS):
        wanted = files[kill % 2]
        _load_and_kill(home, wanted, rng.uniform(0.05, 1.05) * duration)
        # Before anything is mended: readers see a whole commit, the ledger has the old or the new.
        assert store_state(home) in states
        found = ledger_state(home)
        if found not in states:
            states.append(found)
        assert len(states) <= 2, "a state that is neither the old nor the new one"
        publod(home, "load", "--prune", wanted)
        after = ledger_state(home)
        if after not in states:
            states.append(after)
        assert len(states) <= 2
        assert store_state(home) == after
        assert after == states[1 - kill % 2]
    publod(home, "rebuild")
    assert store_state(home) == ledger_state(home)


def _load_and_kill(home: Path, files: Path, after: float) -> None:
    process = subprocess.Popen(
        [*PUBLOD, "load", "--prune", str(files)],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ledger_state(home: Path) -> dict[str, Counter[str]]:
    """What the ledger says that the store should hold: the lines of each graph.

    The datestamp is left out: it tells the two loads of one content apart.
    """
    ledger = Ledger.open(f"sqlite:///{home / 'ledger.db'}", BASE)
    derivation = Derivation(BASE, InstanceClasses(ledger))
    state: dict[str, Counter[str]] = {}
    for path, text in ledger.graphs(ledger.paths()).items():
        document = BASE + path
        authored = list(triples_of(text))
        derived = derivation.of(document, thing_of(document, authored), authored, 0)
        state[document] = Counter(" ".join(t) for t in authored)
        state[derived_graph(document)] = Counter(
            " ".join(t) for t in derived if not t[1].endswith("/modified>")
        )
    ledger.close()
    return state


def store_state(home: Path) -> dict[str, Counter[str]]:
    """What readers of the SPARQL store see: the lines of each graph."""
    store = ox.Store.read_only(f"{current_generation(home / 'store').path}/db")
    state: dict[str, Counter[str]] = {}
    for quad in store:
        line = str(quad.triple)
        if quad.predicate.value != "http://purl.org/dc/terms/modified":
            assert isinstance(quad.graph_name, ox.NamedNode)
            state.setdefault(quad.graph_name.value, Counter())[line] += 1
    return state
