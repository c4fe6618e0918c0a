"""A load that is killed at any moment loses, doubles and half-shows nothing.

The command runs in a session of its own and is killed with SIGKILL: at moments spread over the
whole of its time, while it writes its commit, while it projects, and while it publishes. What it
is doing is seen from outside, from the files that it writes.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pyoxigraph as ox
import pytest
from bench.generate import write

from cli.running import Command, publod_apart, started
from ingest.catalogue import ADDRESSES, PREFIXES
from publod import bootstrap
from publod.errors import LedgerError, StoreError
from publod.ingest import catch_up
from publod.ingest.record_drafts import Drafting
from publod.ingest.sources import sources_of, statements_of
from publod.ledger import Ledger
from publod.rdf import canonical, triples_of
from publod.record_repository import Repository
from publod.store.oxigraph.generations import current_generation
from publod.vocabulary import PUB, SHAPES
from seed_settings import seed_settings

BASE = "https://data.example.se/"
#: Enough for each step of a load to be met, and few enough to load in a second.
PUBLICATIONS = 200
#: A record by its path, as canonical N-Triples.
State = dict[str, str]


class Home:
    """A folder of state, and the two versions of the catalogue that are loaded into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = seed_settings(home=folder / "home", base_url=BASE)
        self.versions = (folder / "old", folder / "new")

    def start(self, version: int) -> Command:
        """Load a version with the command, in a session of its own."""
        return started(self.settings.home, *self.load(version))

    def finish(self, version: int) -> None:
        publod_apart(self.settings.home, *self.load(version))

    def load(self, version: int) -> list[str]:
        return ["load", "--prune", "--yes", str(self.versions[version])]

    def state(self) -> State:
        with closing(Ledger.open(self.settings.database, BASE)) as ledger:
            return ledger.graphs(ledger.paths())

    def store(self) -> dict[str, str]:
        """What readers of the published store see, graph by graph."""
        found: dict[str, list[str]] = {}
        blank: set[str] = set()
        generation = current_generation(self.settings.store)
        for quad in ox.Store.read_only(f"{generation.path}/db"):
            assert isinstance(quad.graph_name, ox.NamedNode)
            name = quad.graph_name.value
            if name in VOCABULARIES:
                continue
            found.setdefault(name, []).append(f"{quad.triple} .\n")
            if isinstance(quad.object, ox.BlankNode):
                blank.add(name)
        texts = {name: "".join(sorted(lines)) for name, lines in found.items()}
        return texts | {name: canonical(triples_of(texts[name])) for name in blank}

    def projected_anew(self) -> dict[str, str]:
        with closing(Ledger.open(self.settings.database, BASE)) as ledger:
            return dict(Repository(ledger).documents(derived=True))


#: Graphs of a store that do not follow from the ledger.
VOCABULARIES = frozenset({PUB.iri, SHAPES})


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first version loaded, made once for all test processes."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder = shared / "killed-loads"
    with (shared / "killed-loads.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            home = Home(folder)
            write(PUBLICATIONS, home.versions[0])
            revise(*home.versions)
            home.finish(0)
    return folder


def revise(old: Path, new: Path) -> None:
    """Another version: agents renamed, publications changed, added, and left out."""
    new.mkdir()
    for file in old.iterdir():
        text = file.read_text(encoding="utf-8")
        text = re.sub(r'"Agency (\d*7)"@en', r'"Bureau \1"@en', text)
        text = re.sub(r'"(GEN-\d*[05]0)"', r'"\1-B"', text)
        text = re.sub(r"(publication/p\d*1\d\d)9#it", r"\g<1>9x#it", text)
        (new / file.name).write_text(text, encoding="utf-8")
    more = (f"<agent/new{n}#it> a foaf:Organization ; foaf:name 'Ny {n}'@sv ." for n in range(60))
    (new / "more.ttl").write_text(PREFIXES + "\n".join(more), encoding="utf-8")


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Home:
    shutil.copytree(template, tmp_path / "own", symlinks=True)
    return Home(tmp_path / "own")


Moment = Callable[[Home, Command, random.Random], None]


def any_time(_home: Home, _loading: Command, chance: random.Random) -> None:
    time.sleep(chance.uniform(0.02, 0.6))


def while_committing(home: Home, loading: Command, chance: random.Random) -> None:
    log = home.settings.home / "ledger.db-wal"
    before = size(log)
    wait(loading, lambda: size(log) > before)
    time.sleep(chance.uniform(0, 0.1))


def while_projecting(home: Home, loading: Command, chance: random.Random) -> None:
    wait(loading, lambda: is_applying(home))
    time.sleep(chance.uniform(0, 0.1))


def while_publishing(home: Home, loading: Command, chance: random.Random) -> None:
    wait(loading, lambda: is_applying(home))
    wait(loading, lambda: not is_applying(home))
    time.sleep(chance.uniform(0, 0.01))


def wait(loading: Command, event: Callable[[], bool]) -> None:
    while loading.poll() is None and not event():
        time.sleep(0.001)


def kill(loading: Command) -> bool:
    """Kill it with all that it started, if it has not come to its end."""
    loading.kill()
    return loading.wait() == -signal.SIGKILL


def size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def is_applying(home: Home) -> bool:
    try:
        state = json.loads((home.settings.store / "live" / "state.json").read_bytes())
    except FileNotFoundError:
        return False
    return bool(state["applying"])


@contextmanager
def watched(home: Home, sizes: set[int]) -> Iterator[None]:
    """Readers come all the while; each must see a whole commit in the ledger and the store."""
    stop, faults, looks = Event(), list[str](), 0

    def look() -> None:
        nonlocal looks
        while not stop.is_set():
            with closing(Ledger.open(home.settings.database, BASE)) as ledger:
                seen = len(ledger.paths())
            generation = current_generation(home.settings.store)
            try:
                graphs = sum(1 for _ in ox.Store.read_only(f"{generation.path}/db").named_graphs())
            except OSError:  # swept away between the two lines; a reader would ask again
                continue
            # Beside those of records one of labels, and the vocabularies.
            if seen not in sizes or graphs not in {2 * size + 3 for size in sizes}:
                faults.append(f"{seen} records, {graphs} graphs")
            looks += 1
            time.sleep(0.3)

    watcher = Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()
    assert (faults, looks > 0) == ([], True)


@pytest.mark.parametrize(
    ("moment", "kills"),
    [(any_time, 3), (while_committing, 2), (while_projecting, 2), (while_publishing, 2)],
)
def test_a_killed_load_leaves_the_old_or_the_new_whole(
    home: Home, moment: Moment, kills: int
) -> None:
    chance = random.Random(moment.__name__)
    states = [home.state(), *map(records_of, home.versions[1:])]
    assert len(states[1]) != len(states[0])
    sizes = {len(state) for state in states}
    commit, killed = 1, 0
    for number in range(kills):
        target = (number + 1) % 2
        with watched(home, sizes):
            loading = home.start(target)
            moment(home, loading, chance)
            killed += kill(loading)
        after = home.state()
        assert after in states
        generation = current_generation(home.settings.store)
        with bootstrap.writer(home.settings) as writer, bootstrap.store(home.settings) as store:
            assert writer.ledger is not None
            head = writer.ledger.head().id
            assert head in {commit, commit + 1}
            assert generation.commit in {commit, head}
            commit = head
            catch_up(writer.ledger, store)  # as a server does when it starts
            assert (store.commit, store.is_published) == (head, True)
        assert home.store() == home.projected_anew()
    last = kills % 2
    home.finish(last)
    assert home.state() == states[last]
    assert home.store() == home.projected_anew()
    assert_nothing_is_doubled(home)
    assert killed > 0


def records_of(version: Path) -> State:
    """What a version's files say, read without a ledger."""

    drafting = Drafting(ADDRESSES)
    for statement, source in statements_of(sources_of([version]).files, BASE):
        drafting.add(statement, source)
    return {path: draft.graph for path, draft in drafting.drafts().items()}


def assert_nothing_is_doubled(home: Home) -> None:
    with closing(sqlite3.connect(home.settings.home / "ledger.db")) as database:
        twice = database.execute(
            'SELECT record, "commit" FROM revisions GROUP BY 1, 2 HAVING count(*) > 1 UNION ALL '
            "SELECT path, count(*) FROM records GROUP BY path HAVING count(*) > 1 UNION ALL "
            "SELECT b.record, b.id FROM revisions a JOIN revisions b ON a.record = b.record "
            'WHERE a.graph = b.graph AND b."commit" = (SELECT min(c."commit") FROM revisions c '
            'WHERE c.record = a.record AND c."commit" > a."commit")'
        ).fetchall()
        check = database.execute("PRAGMA integrity_check").fetchall()
    assert (twice, check) == ([], [("ok",)])


def test_a_killed_first_load_leaves_nothing_or_all(tmp_path: Path) -> None:
    home = Home(tmp_path)
    write(50, home.versions[0])
    started = time.monotonic()
    home.finish(0)
    duration = time.monotonic() - started
    whole = home.state()
    chance = random.Random(1)
    for fraction in (0.3, 0.75, 0.85, 0.95):
        shutil.rmtree(home.settings.home, ignore_errors=True)
        loading = home.start(0)
        time.sleep(duration * fraction * chance.uniform(0.9, 1.05))
        kill(loading)
        try:
            assert home.state() in ({}, whole)
            current_generation(home.settings.store)
        except (LedgerError, StoreError):
            pass  # not yet made
    home.finish(0)
    assert home.state() == whole
    assert home.store() == home.projected_anew()
