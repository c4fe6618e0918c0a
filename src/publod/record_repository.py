"""Every question a reader asks, answered from the ledger: `Repository`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Literal, TypeVar

from cachetools import LRUCache

from publod.bibliography.entry import Entry
from publod.bibliography.entry_batches import entries_of
from publod.bibliography.lineage import Lineage
from publod.bibliography.lineage_reader import drafts_among, read_lineage
from publod.bibliography.record_summary import Summary, thing_at, thing_of
from publod.errors import RecordNotFound, RecordWithdrawn
from publod.inference import derived_graph, external_label_triples, label_graph, label_triples
from publod.ledger import Commit, LedgerReader, Record
from publod.ledger.labels_in_use import labels_in_use
from publod.ledger.queries import batches
from publod.rdf import Triple, triples_of
from publod.read_model.database import ReadModel
from publod.read_model.description import Description
from publod.read_model.materialization import Materialization
from publod.read_model.record_statements import RecordStatements, names_of
from publod.read_model.statistics import Statistics

_Value = TypeVar("_Value")


class Repository(LedgerReader):
    """The catalogue: what can be asked of its ledger, and what follows from that.

    ``catalogued_by`` is the organisation code of whoever describes, ``swepub_code`` the one by
    which Swepub knows it, for entries to tell. What is told of records is taken from
    ``read_model``, and made where it is not there.
    """

    def __init__(
        self,
        ledger: LedgerReader,
        catalogued_by: str = "",
        swepub_code: str = "",
        read_model: ReadModel | None = None,
        cache: MaterializedCache | None = None,
    ) -> None:
        self._ledger = ledger
        self._codes = catalogued_by, swepub_code
        self._read_model = read_model
        self._cache = cache or MaterializedCache()
        self.base_url = ledger.base_url

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """A connection of its ledger."""
        with self._ledger.connected() as connection:
            yield connection

    def head(self) -> Commit:
        """The commit that answers show now."""
        return self._ledger.head()

    def graphs(self, paths: Iterable[str]) -> dict[str, str]:
        """The present graphs of records, at the base URL that its ledger has."""
        return self._ledger.graphs(paths)

    def is_crowded(self, time: int) -> bool:
        """Whether there are several commits of one second, so that their dates do not differ."""
        return self.commits_at(time) > 1

    def present(self, path: str) -> Record:
        """A record that can be described. Raises RecordNotFound or RecordWithdrawn."""
        record = self.record(path)
        if record is None:
            raise RecordNotFound(path)
        if record.withdrawn:
            raise RecordWithdrawn(path, record.touched, record.time)
        return record

    def statistics(self) -> Statistics:
        """How much there is of each class and property, as of the commit of the read model."""
        return self._read_model.statistics() if self._read_model else Statistics()

    def read_model_commit(self) -> tuple[int, str]:
        """The commit that the read model shows and its version; 0 and '' where there is none."""
        return self._read_model.commit() if self._read_model else (0, "")

    def _part(self, record: Record, part: Literal["document", "entry", "lineage"]) -> Any:
        """A part of what is told of a present record, as of the state that it was read in.

        Where it has to be made, no other part is: a neighbour that is damaged may be in that.
        """
        key = record.path, record.version
        whole = self._cache.get(key)
        if whole is None and self._read_model is not None:
            whole = self._cache.put(key, self._read_model.get(record))
        if whole is not None:
            return getattr(whole, part)
        made = self._cache.get((*key, part))
        if made is None:
            with self._ledger.snapshot() as ledger:
                made = getattr(Materialization(ledger, *self._codes), part)(record)
            self._cache.put((*key, part), made)
        return made

    def describe(self, record: Record, *, derived: bool = True) -> Description:
        """A present record's graph: as authored, and with what follows from it and its neighbours.

        With what follows come the names of the things that it links to.
        """
        document = self.base_url + record.path
        return Description(record, document, self._part(record, "document"), derived=derived)

    def statements(self, record: Record) -> set[Triple]:
        """What a present record's document says of its own things, authored or not."""
        return RecordStatements(self._ledger).of(record)

    def own_name(self, record: Record) -> set[Triple]:
        """What the documents of its neighbours say of a record: its name."""
        return set(label_triples(self._thing(record), record.summary.label))

    def follows(self, document: str, thing: str, triples: Iterable[Triple]) -> set[Triple]:
        """What follows from statements of a record, as if they had been authored."""
        return set(RecordStatements(self._ledger).derivation.of(document, thing, triples, 0))

    def names(self, iris: Iterable[str]) -> dict[str, Summary]:
        """The summaries of those of the IRIs that records of this catalogue are about."""
        return names_of(self._ledger, iris)

    @contextmanager
    def snapshot(self) -> Iterator[Repository]:
        """The catalogue as it is now, whatever is written meanwhile; for one thread."""
        with self._ledger.snapshot() as ledger:
            yield Repository(ledger, *self._codes, self._read_model, self._cache)

    def lazy_snapshot(self) -> Repository:
        """The catalogue as it is when the first question is asked, until it is closed.

        To be used by one thread at a time.
        """
        return Repository(self._ledger.lazy_snapshot(), *self._codes, self._read_model, self._cache)

    def close(self) -> None:
        """Give what it reads from back."""
        self._ledger.close()

    def entries(self, paths: Iterable[str]) -> Iterator[tuple[str, Entry]]:
        """What is told of publications, by path, in that order and all of one state.

        What is not there is left out.
        """
        with self._ledger.snapshot() as ledger:
            for some in batches(paths):
                there = self._entries_of_read_model(ledger, some)
                missing = [path for path in some if path not in there]
                there |= entries_of(ledger, missing, *self._codes)
                yield from ((path, there[path]) for path in some if path in there)

    def _entries_of_read_model(self, ledger: LedgerReader, paths: list[str]) -> dict[str, Entry]:
        if self._read_model is None:
            return {}
        there = self._read_model.get_all(ledger.records(paths).values())
        return {path: one.entry for path, one in there.items() if one.entry is not None}

    def entry(self, record: Record) -> Entry:
        """What is told of a publication or an edition, as of the state that it was read in."""
        entry: Entry = self._part(record, "entry")
        return entry

    def lineage_of(self, record: Record) -> Lineage:
        """The lineage of a work, or of the work that an edition is of; empty for anything else."""
        lineage: Lineage = self._part(record, "lineage")
        return lineage

    def lineage(self, work: str) -> Lineage:
        """All editions of a work, described or stated, in order. ``work`` is the work's IRI."""
        with self._ledger.snapshot() as ledger:
            return read_lineage(ledger, work)

    def replaced(self, paths: Iterable[str]) -> set[str]:
        """Which of some publications another one replaces that is no draft."""
        found = self.replacements(paths)
        if not found:
            return set()
        with self._ledger.snapshot() as ledger:
            drafts = drafts_among(ledger, {newer for some in found.values() for newer in some})
        return {path for path, newer in found.items() if newer - drafts}

    def present_records(self, paths: Iterable[str]) -> dict[str, Record]:
        """Those of the records that can be described, by path."""
        records = self.records(paths)
        return {path: record for path, record in records.items() if not record.withdrawn}

    def things(self, records: Iterable[Record]) -> list[tuple[str, Record]]:
        """Records with the IRIs of what they describe."""
        return [(self._thing(record), record) for record in records]

    def _thing(self, record: Record) -> str:
        return thing_at(self.base_url, record.path, record.summary.fragment)

    def licence(self) -> str:
        """The IRI of the licence of the metadata, as the catalogue's record states it; '' for none.

        When it changes, every record is touched: what is kept by a record's version holds.
        """
        return RecordStatements(self._ledger).licence

    def documents(self, *, derived: bool) -> Iterator[tuple[str, str]]:
        """The whole catalogue: each document's IRI with its canonical N-Triples.

        With ``derived``, what follows from a record comes as a graph of its own, and after all
        records the labels of what they name and does not have one, if there are any.
        """
        derivation = RecordStatements(self._ledger).derivation
        for paths in batches(self.paths(), 1000):
            graphs = self.graphs(paths)
            records = self.records(paths) if derived else {}
            for path in sorted(graphs):
                document = self.base_url + path
                yield document, graphs[path]
                if derived:
                    triples = list(triples_of(graphs[path]))
                    thing = thing_of(document, triples)
                    inferred = derivation.of(document, thing, triples, records[path].time)
                    text = "".join(f"{s} {p} {o} .\n" for s, p, o in inferred)
                    yield derived_graph(document), text
        labels = labels_in_use(self) if derived else {}
        if labels:
            text = "".join(f"{s} {p} {o} .\n" for s, p, o in external_label_triples(labels))
            yield label_graph(self.base_url), text


_MOST = 256


class MaterializedCache:
    """What is told of records, by path and version, and by part where that was made alone.

    A version differs whenever anything differs that is told of a record, of neighbours too, so that
    nothing here can be out of date. Safe to share between threads.
    """

    def __init__(self) -> None:
        self._records: LRUCache[tuple[str, ...], Any] = LRUCache(_MOST)
        self._lock = Lock()

    def get(self, key: tuple[str, ...]) -> Any:
        """What is here; None for nothing."""
        with self._lock:
            return self._records.get(key)

    def put(self, key: tuple[str, ...], value: _Value) -> _Value:
        """Have something here, if it is anything."""
        if value is not None:
            with self._lock:
                self._records[key] = value
        return value
