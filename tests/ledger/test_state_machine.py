"""Any sequence of commits, beside a model of dictionaries: the ledger says what the model says."""

from __future__ import annotations

import sqlite3
import tempfile
from itertools import product
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from publod.bibliography.record_summary import Summary
from publod.errors import LedgerError
from publod.ledger import Change, Commit, Ledger, Link

BASE = "https://data.example.se/"
PATHS = [f"thing/{name}" for name in "abcdefg"]
VERSION, SUBJECT = "http://purl.org/dc/terms/isVersionOf", "http://purl.org/dc/terms/subject"

paths = st.sampled_from(PATHS)
links = st.lists(
    st.tuples(
        st.sampled_from(["it", "", "_:"]),
        st.sampled_from([VERSION, SUBJECT]),
        st.sampled_from([*PATHS, "never/made"]),
        st.sampled_from(["it", ""]),
    ),
    unique=True,
    max_size=3,
)
summaries = st.builds(
    Summary,
    kind=st.sampled_from(["publication", "work"]),
    label=st.dictionaries(st.sampled_from(["sv", "en", ""]), st.text("aÅb \"'", min_size=1)),
    year=st.none() | st.integers(1, 9999),
    edition=st.none() | st.integers(1, 99),
    fragment=st.sampled_from(["it", "", "other"]),
)


@st.composite
def changes(draw: st.DrawFn) -> list[Change]:
    """Some records' next revisions, a few of them withdrawals."""
    return [
        Change(path, None)
        if draw(st.integers(0, 3)) == 0
        else Change(
            path,
            f"<{BASE}{path}#it> <http://p/p> {draw(st.integers(0, 9))} .\n",
            draw(summaries),
            tuple(Link(path, *link) for link in draw(links)),
        )
        for path in draw(st.lists(paths, unique=True, min_size=1, max_size=4))
    ]


class Ledgers(RuleBasedStateMachine):
    """A ledger and what it should say."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.file = Path(self.folder.name, "ledger.db")
        self.ledger = Ledger.create(f"sqlite:///{self.file}", BASE)
        self.head = Commit(0, 0)
        self.now: dict[str, Change] = {}  # the last revision of each record
        self.changed: dict[str, int] = {}
        self.kept: dict[str, Summary] = {}  # a tombstone keeps its summary
        self.history: list[tuple[str, int, str | None]] = []

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()

    @rule(some=changes(), now=st.integers(0, 100))
    def commit(self, some: list[Change], now: int) -> None:
        known = [c for c in some if c.graph is not None or c.path in self.now]
        if not known:
            return
        made = self.ledger.commit(known, "a message", now)
        # The clock may have gone back; the ledger's time does not.
        assert (made.id, made.time) == (self.head.id + 1, max(now, self.head.time))
        self.head = made
        for change in known:
            self.now[change.path] = change
            self.changed[change.path] = made.id
            if change.graph is not None:
                self.kept[change.path] = change.summary
            self.history.append((change.path, made.id, change.graph))

    @rule(some=changes())
    def fail_in_the_middle(self, some: list[Change]) -> None:
        """The same record twice breaks a rule of the database, after much has been written."""
        fresh = Change("thing/new", "<a> <b> <c> .\n")
        with pytest.raises(LedgerError):
            self.ledger.commit([*some, fresh, fresh], "never", 5)
        assert self.ledger.record("thing/new") is None

    @rule()
    def open_again(self) -> None:
        self.ledger.close()
        self.ledger = Ledger.open(f"sqlite:///{self.file}", BASE)

    @rule(since=st.integers(0, 5), size=st.integers(1, 3))
    def follow(self, since: int, size: int) -> None:
        batches = list(self.ledger.touched_since(since, size))
        found = [record for batch in batches for record in batch]
        records = self.ledger.records(PATHS)
        expected = sorted(
            (r for r in records.values() if r.touched > since), key=lambda r: (r.touched, r.id)
        )
        assert found == expected
        assert all(len(batch) <= size for batch in batches)

    @property
    def present(self) -> dict[str, Change]:
        return {path: c for path, c in self.now.items() if c.graph is not None}

    @invariant()
    def state(self) -> None:
        assert self.ledger.head() == self.head
        assert self.ledger.paths() == sorted(self.present)
        assert self.ledger.graphs(PATHS) == {p: c.graph for p, c in self.present.items()}
        assert self.ledger.digests(PATHS) == {p: c.digest for p, c in self.now.items()}
        records = self.ledger.records(PATHS)
        assert records == {p: self.ledger.record(p) for p in self.now}
        for path, record in records.items():
            assert record.withdrawn == (path not in self.present)
            assert record.changed == self.changed[path] <= record.touched <= self.head.id
            if path in self.kept:
                assert record.summary == self.kept[path]

    @invariant()
    def linked(self) -> None:
        def order(link: Link) -> tuple[str, ...]:
            return (link.source, link.predicate, link.target, link.object, link.subject)

        expected = sorted((li for c in self.present.values() for li in c.links), key=order)
        assert self.ledger.links_from(PATHS) == expected
        for target in (*PATHS, "never/made"):
            to = [link for link in expected if link.target == target]
            assert self.ledger.links_to([target]) == to
            subject = [link for link in to if link.predicate == SUBJECT]
            assert self.ledger.links_to([target], [SUBJECT]) == subject

    @invariant()
    def listed(self) -> None:
        by_kind: dict[str, list[str]] = {}
        for path, change in self.present.items():
            by_kind.setdefault(change.summary.kind, []).append(path)
        assert self.ledger.counts() == {kind: len(found) for kind, found in by_kind.items()}
        for kind, language in product(("publication", "work"), ("sv", "en")):
            wanted = by_kind.get(kind, [])
            alphabetical = sorted(wanted, key=lambda p: (self.now[p].summary.sort_key(language), p))
            rows, total = self.ledger.listing(kind, 1, 2, language)
            assert ([r.path for r in rows], total) == (alphabetical[1:3], len(wanted))
            newest = sorted(
                wanted,
                key=lambda p: (
                    -(self.now[p].summary.year or 0),
                    self.now[p].summary.sort_key(language),
                    p,
                ),
            )
            rows, total = self.ledger.newest(kind, 2, language)
            assert ([r.path for r in rows], total) == (newest[:2], len(wanted))
            for target in PATHS[:3]:
                sources = [
                    p
                    for p in newest
                    if any(li[2:4] == (SUBJECT, target) for li in self.now[p].links)
                ]
                rows, total = self.ledger.linking(target, [SUBJECT], kind, 2, language)
                assert ([r.path for r in rows], total) == (sources[:2], len(sources))

    @invariant()
    def only_ever_added_to(self) -> None:
        with sqlite3.connect(self.file) as database:
            found = database.execute(
                'SELECT path, "commit", graph FROM revisions JOIN records '
                "ON records.id = record ORDER BY revisions.id"
            ).fetchall()
            times = [time for (time,) in database.execute("SELECT time FROM commits ORDER BY id")]
        database.close()
        assert found == self.history
        assert times == sorted(times)
        assert len(times) == self.head.id


TestLedgers = Ledgers.TestCase
TestLedgers.settings = settings(max_examples=20, stateful_step_count=12, deadline=None)
