"""The writer against a dict: any order of changes, publications, crashes and rebuilds."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from publod.store.oxigraph.generations import current_generation
from publod.store.oxigraph.writer import EmbeddedStore
from publod.store.store_interface import GraphChange

from .conftest import published_titles
from .records import change, document

CHANGES = st.dictionaries(
    st.integers(0, 4), st.lists(st.sampled_from("abc"), max_size=2, unique=True), max_size=4
)


class Interrupted(Exception):
    """Stands for a crash while a commit is applied."""


class WriterMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="publod-store-"))
        self.store = EmbeddedStore(self.folder)
        self.commit = 0
        self.ledger: list[dict[int, list[str]]] = []
        self.published: dict[str, set[str]] | None = None

    def expected(self) -> dict[str, set[str]]:
        state: dict[int, list[str]] = {}
        for changes in self.ledger:
            state.update(changes)
        return {document(n): set(titles) for n, titles in state.items() if titles}

    def changes(self) -> list[GraphChange]:
        return [change(n, *titles) for n, titles in self.ledger[-1].items()]

    @rule(changes=CHANGES)
    def apply(self, changes: dict[int, list[str]]) -> None:
        self.ledger.append(changes)
        self.store.apply(len(self.ledger), self.changes())

    @rule(changes=CHANGES, survivors=st.integers(0, 3))
    def crash_in_apply(self, changes: dict[int, list[str]], survivors: int) -> None:
        self.ledger.append(changes)

        def part() -> list[GraphChange]:
            return self.changes()[:survivors]

        # What a kill leaves behind: the state says that a commit is on its way, and some of it is.
        self.store._remember(self.store._state._replace(applying=True))
        for graphs, quads in part():
            self.store._clear(graphs)
            self.store._insert(quads or b"")
        self.reopen()
        assert self.store.commit == len(self.ledger) - 1
        self.store.apply(len(self.ledger), self.changes())

    @rule()
    def publish(self) -> None:
        self.store.publish()
        self.published = self.expected()
        assert current_generation(self.folder).commit == len(self.ledger)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = EmbeddedStore(self.folder)

    @rule()
    def rebuild(self) -> None:
        self.store.reset()
        expected = self.expected()
        records = [change(n, *expected[document(n)]) for n in range(5) if document(n) in expected]
        self.store.apply(len(self.ledger), records)

    @invariant()
    def readers_see_what_was_published(self) -> None:
        assert self.store.commit == len(self.ledger)
        if self.published is not None:
            assert published_titles(self.folder) == self.published
        assert len(list((self.folder / "generations").iterdir())) <= 1

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)


TestWriter = WriterMachine.TestCase
TestWriter.settings = settings(max_examples=8, stateful_step_count=8, deadline=None)
