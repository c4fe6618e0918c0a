"""Every question a reader asks, answered from the ledger: `Repository`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from cachetools import LRUCache
from rdflib import Graph

from publod.bibliography.entry import Entry
from publod.bibliography.entry_batches import entries_of
from publod.bibliography.licence import CATALOG, licence_of_metadata
from publod.bibliography.lineage import Lineage
from publod.bibliography.lineage_reader import drafts_among, read_lineage
from publod.bibliography.record_summary import Summary, record_path_of, thing_at, thing_of
from publod.errors import RecordNotFound, RecordWithdrawn
from publod.inference import (
    WITH_INVERSE,
    Derivation,
    InstanceClasses,
    derived_graph,
    external_label_triples,
    label_graph,
    label_triples,
)
from publod.ledger import Commit, LedgerReader, Link, Record
from publod.ledger.labels_in_use import labels_in_use
from publod.ledger.queries import batches
from publod.rdf import Triple, graph_of, iri_of, is_iri, term_of_iri, triples_of
from publod.vocabulary import DCTERMS, FOAF, OWL, PUB, RDF, SCHEMA

_ABOUT = term_of_iri(DCTERMS.spatial)
_TYPE, _NUMBER = term_of_iri(RDF.type), term_of_iri(PUB.numberInSeries)
#: What agents are in schema.org, by what is authored of them.
_CLASSES = {
    term_of_iri(FOAF.Organization): term_of_iri(SCHEMA.Organization),
    term_of_iri(FOAF.Person): term_of_iri(SCHEMA.Person),
}
#: Parts of a whole that are looked at to see whether it is a series.
_MOST_PARTS = 50
_SAME_AS = str(OWL.sameAs)


@dataclass(frozen=True, slots=True)
class Description:
    """A record as it is read: its graph, and the names of the things that it links to.

    ``authored`` holds what was authored, ``derived`` what the store has as the record's derived
    graph, ``graph`` what follows for its own things as well as what was authored. ``same_places``
    are the places of this catalogue that it names by IRIs of other registers, by these.
    ``agent_classes`` has what schema.org calls the agents that it names.
    """

    record: Record
    document: str
    thing: str
    graph: Graph
    authored: Graph
    derived: Sequence[Triple] = ()
    names: dict[str, Summary] = field(default_factory=dict)
    same_places: dict[str, str] = field(default_factory=dict)
    agent_classes: Graph = field(default_factory=Graph)

    def named_graphs(self) -> dict[str, Graph]:
        """The graphs that the store has of the record, by their IRIs."""
        graphs = {self.document: self.authored}
        if self.derived:
            graphs[derived_graph(self.document)] = graph_of(self.derived)
        return graphs


class Repository(LedgerReader):
    """The catalogue: what can be asked of its ledger, and what follows from that.

    ``catalogued_by`` is the organisation code of whoever describes, ``swepub_code`` the one by
    which Swepub knows it, for entries to tell.
    """

    def __init__(
        self,
        ledger: LedgerReader,
        catalogued_by: str = "",
        swepub_code: str = "",
        entry_cache: EntryCache | None = None,
    ) -> None:
        self._ledger = ledger
        self._codes = catalogued_by, swepub_code
        self._entry_cache = entry_cache or EntryCache()
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

    def describe(self, record: Record, *, derived: bool = True) -> Description:
        """A present record's graph: as authored, and with what follows from it and its neighbours.

        With what follows come the names of the things that it links to.
        """
        path = record.path
        document = self.base_url + path
        authored = list(triples_of(self.graphs([path])[path]))
        thing = thing_of(document, authored)
        if not derived:
            plain = graph_of(authored)
            return Description(record, document, thing, plain, plain)
        derivation = self._derivation()
        inferred = derivation.of(document, thing, authored, record.time)
        triples = self._with_neighbours(document, record, authored, inferred, derivation)
        same = self.same_places(iri_of(o) for _, p, o in triples if p == _ABOUT and is_iri(o))
        names = self.names([*same.values(), *(iri_of(o) for _, _, o in triples if is_iri(o))])
        for iri in sorted(names):
            if iri.split("#", 1)[0] != document and iri not in same.values():
                triples.update(label_triples(iri, names[iri].label))
        graph = graph_of(sorted(triples))
        own = graph_of(authored)
        classes = graph_of(sorted(self._classes_of_agents(names, document)))
        return Description(record, document, thing, graph, own, inferred, names, same, classes)

    def _with_neighbours(
        self,
        document: str,
        record: Record,
        authored: Iterable[Triple],
        inferred: Iterable[Triple],
        derivation: Derivation,
    ) -> set[Triple]:
        """What a document says, but for the names of what it links to."""
        links = self._incoming(record.path)
        incoming = [*map(self._triple, links), *self._numbers_of_parts(links)]
        return {
            *authored,
            *(t for t in inferred if not self._is_foreign_to(t, document)),
            *derivation.incoming(document, incoming),
        }

    def statements(self, record: Record) -> set[Triple]:
        """What a present record's document says of its own things, authored or not."""
        document = self.base_url + record.path
        authored = list(triples_of(self.graphs([record.path])[record.path]))
        derivation = self._derivation()
        inferred = derivation.of(document, thing_of(document, authored), authored, record.time)
        return self._with_neighbours(document, record, authored, inferred, derivation)

    def own_name(self, record: Record) -> set[Triple]:
        """What the documents of its neighbours say of a record: its name."""
        return set(label_triples(self._thing(record), record.summary.label))

    def follows(self, document: str, thing: str, triples: Iterable[Triple]) -> set[Triple]:
        """What follows from statements of a record, as if they had been authored."""
        return set(self._derivation().of(document, thing, triples, 0))

    def _numbers_of_parts(self, links: Iterable[Link]) -> Iterator[Triple]:
        """The numbers of the first parts that link to a whole, which tell that it is a series."""
        parts = [link.source for link in links if link.predicate == str(DCTERMS.isPartOf)]
        for text in self.graphs(parts[:_MOST_PARTS]).values():
            if _NUMBER in text:
                yield from (triple for triple in triples_of(text) if triple[1] == _NUMBER)

    def _classes_of_agents(self, names: Mapping[str, Summary], document: str) -> Iterator[Triple]:
        """What agents are that a document names, so that readers need not fetch them."""
        agents = {
            record_path_of(iri, self.base_url): term_of_iri(iri)
            for iri, name in names.items()
            if name.kind == "agent" and iri.split("#", 1)[0] != document
        }
        for path, text in self.graphs(agents).items():
            for s, p, o in triples_of(text):
                if s == agents[path] and p == _TYPE and o in _CLASSES:
                    yield s, _TYPE, _CLASSES[o]

    def names(self, iris: Iterable[str]) -> dict[str, Summary]:
        """The summaries of those of the IRIs that records of this catalogue are about.

        Other things in a record, such as a file of a publication, do not have its name.
        """
        local = {iri for iri in iris if iri.startswith(self.base_url)}
        records = self.records({record_path_of(iri, self.base_url) for iri in local})
        things = {self._thing(record): record for record in records.values()}
        return {
            iri: things[iri].summary for iri in local if iri in things and not things[iri].withdrawn
        }

    def same_places(self, iris: Iterable[str]) -> dict[str, str]:
        """By IRIs of other registers, the places of this catalogue that are the same."""
        documents = {iri.partition("#")[0]: iri for iri in iris if not self._is_local(iri)}
        links = self.links_to(documents, [_SAME_AS]) if documents else ()
        places = self.present_records(link.source for link in links)
        return {
            documents[link.target]: self._thing(places[link.source])
            for link in links
            if link.source in places
        }

    def _is_local(self, iri: str) -> bool:
        return iri.startswith(self.base_url)

    @contextmanager
    def snapshot(self) -> Iterator[Repository]:
        """The catalogue as it is now, whatever is written meanwhile; for one thread."""
        with self._ledger.snapshot() as ledger:
            yield Repository(ledger, *self._codes, self._entry_cache)

    def lazy_snapshot(self) -> Repository:
        """The catalogue as it is when the first question is asked, until it is closed.

        To be used by one thread at a time.
        """
        return Repository(self._ledger.lazy_snapshot(), *self._codes, self._entry_cache)

    def close(self) -> None:
        """Give what it reads from back."""
        self._ledger.close()

    def entries(self, paths: Iterable[str]) -> Iterator[tuple[str, Entry]]:
        """What is told of publications, by path, in that order and all of one state.

        What is not there is left out.
        """
        with self._ledger.snapshot() as ledger:
            yield from entries_of(ledger, paths, *self._codes)

    def entry(self, record: Record) -> Entry:
        """What is told of a publication, as of the state that its record was read in."""
        return self._entry_cache.get(record, lambda: dict(self.entries([record.path]))[record.path])

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
        text = self.graphs([CATALOG]).get(CATALOG, "")
        return licence_of_metadata(self.base_url + CATALOG, triples_of(text))

    def documents(self, *, derived: bool) -> Iterator[tuple[str, str]]:
        """The whole catalogue: each document's IRI with its canonical N-Triples.

        With ``derived``, what follows from a record comes as a graph of its own, and after all
        records the labels of what they name and does not have one, if there are any.
        """
        derivation = self._derivation()
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

    def _incoming(self, path: str) -> list[Link]:
        return [link for link in self.links_to([path], WITH_INVERSE) if link.subject != "_:"]

    def _triple(self, link: Link) -> Triple:
        source = thing_at(self.base_url, link.source, link.subject)
        target = thing_at(self.base_url, link.target, link.object)
        return term_of_iri(source), term_of_iri(link.predicate), term_of_iri(target)

    def _is_foreign_to(self, triple: Triple, document: str) -> bool:
        """Whether a derived triple is about another record: its own document says it."""
        subject = triple[0]
        local = subject.startswith(f"<{self.base_url}")
        return local and iri_of(subject).split("#", 1)[0] != document

    def _derivation(self) -> Derivation:
        classes = InstanceClasses(self.base_url, self.graphs)
        return Derivation(self.base_url, classes, self.licence())


_MOST = 256


class EntryCache:
    """Entries by the path and the version of their record.

    A version differs whenever anything differs that an entry tells, of neighbours too, so that
    no entry here can be out of date. Safe to share between threads.
    """

    def __init__(self) -> None:
        self._entries: LRUCache[tuple[str, str], Entry] = LRUCache(_MOST)
        self._lock = Lock()

    def get(self, record: Record, read: Callable[[], Entry]) -> Entry:
        """The entry of a record; ``read`` reads it in the state that the record was read in."""
        key = record.path, record.version
        with self._lock:
            entry = self._entries.get(key)
        if entry is None:
            entry = read()
            with self._lock:
                self._entries[key] = entry
        return entry
