"""What the document of a record says: what was authored, what follows, and what others say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from publod.bibliography.licence import CATALOG, licence_of_metadata
from publod.bibliography.record_summary import Summary, record_path_of, thing_at, thing_of
from publod.inference import WITH_INVERSE, Derivation, InstanceClasses
from publod.ledger import LedgerReader, Link, Record
from publod.rdf import Triple, iri_of, term_of_iri, triples_of
from publod.vocabulary import DCTERMS, FOAF, OWL, PUB, RDF, SCHEMA

_TYPE, _NUMBER = term_of_iri(RDF.type), term_of_iri(PUB.numberInSeries)
#: What agents are in schema.org, by what is authored of them.
_CLASSES = {
    term_of_iri(FOAF.Organization): term_of_iri(SCHEMA.Organization),
    term_of_iri(FOAF.Person): term_of_iri(SCHEMA.Person),
}
#: Parts of a whole that are looked at to see whether it is a series.
_MOST_PARTS = 50
#: By which a place of this catalogue is the same as one of another register.
SAME_AS = str(OWL.sameAs)


class RecordStatements:
    """The statements of records, read from a ledger or a snapshot of one."""

    def __init__(self, ledger: LedgerReader) -> None:
        self._ledger = ledger
        self._base = ledger.base_url

    @cached_property
    def licence(self) -> str:
        """The IRI of the licence of the metadata, as the catalogue's record states it; or ''."""
        text = self._ledger.graphs([CATALOG]).get(CATALOG, "")
        return licence_of_metadata(self._base + CATALOG, triples_of(text))

    @cached_property
    def derivation(self) -> Derivation:
        """The rules by which statements follow from others."""
        classes = InstanceClasses(self._base, self._ledger.graphs)
        return Derivation(self._base, classes, self.licence)

    def of(self, record: Record) -> set[Triple]:
        """What a present record's document says of its own things, authored or not."""
        document = self._base + record.path
        authored = list(triples_of(self._ledger.graphs([record.path])[record.path]))
        derived = self.derivation.of(document, thing_of(document, authored), authored, record.time)
        own = {triple for triple in derived if not self.is_foreign_to(triple, document)}
        return {*authored, *own, *self.incoming(record.path)}

    def incoming(self, path: str) -> set[Triple]:
        """What other records say of the things of one, told from its end."""
        links = [
            link for link in self._ledger.links_to([path], WITH_INVERSE) if link.subject != "_:"
        ]
        stated = [*map(self._triple, links), *self._numbers_of_parts(links)]
        return self.derivation.incoming(self._base + path, stated)

    def is_foreign_to(self, triple: Triple, document: str) -> bool:
        """Whether a derived triple is about another record: its own document says it."""
        subject = triple[0]
        local = subject.startswith(f"<{self._base}")
        return local and iri_of(subject).split("#", 1)[0] != document

    def agent_classes(self, names: Mapping[str, Summary], document: str) -> Iterator[Triple]:
        """What agents are that a document names, so that readers need not fetch them."""
        agents = {
            record_path_of(iri, self._base): term_of_iri(iri)
            for iri, name in names.items()
            if name.kind == "agent" and iri.split("#", 1)[0] != document
        }
        for path, text in self._ledger.graphs(agents).items():
            for s, p, o in triples_of(text):
                if s == agents[path] and p == _TYPE and o in _CLASSES:
                    yield s, _TYPE, _CLASSES[o]

    def _numbers_of_parts(self, links: Iterable[Link]) -> Iterator[Triple]:
        """The numbers of the first parts that link to a whole, which tell that it is a series."""
        parts = [link.source for link in links if link.predicate == str(DCTERMS.isPartOf)]
        for text in self._ledger.graphs(parts[:_MOST_PARTS]).values():
            if _NUMBER in text:
                yield from (triple for triple in triples_of(text) if triple[1] == _NUMBER)

    def _triple(self, link: Link) -> Triple:
        source = thing_at(self._base, link.source, link.subject)
        target = thing_at(self._base, link.target, link.object)
        return term_of_iri(source), term_of_iri(link.predicate), term_of_iri(target)


def names_of(ledger: LedgerReader, iris: Iterable[str]) -> dict[str, Summary]:
    """The summaries of those of the IRIs that records of the catalogue are about.

    Other things in a record, such as a file of a publication, do not have its name.
    """
    base = ledger.base_url
    local = {iri for iri in iris if iri.startswith(base)}
    records = ledger.records({record_path_of(iri, base) for iri in local})
    things = {thing_at(base, r.path, r.summary.fragment): r for r in records.values()}
    return {
        iri: things[iri].summary for iri in local if iri in things and not things[iri].withdrawn
    }


def same_places(ledger: LedgerReader, iris: Iterable[str]) -> dict[str, str]:
    """By IRIs of other registers, the places of this catalogue that are the same."""
    base = ledger.base_url
    documents = {iri.partition("#")[0]: iri for iri in iris if not iri.startswith(base)}
    links = ledger.links_to(documents, [SAME_AS]) if documents else ()
    places = ledger.records({link.source for link in links})
    return {
        documents[link.target]: thing_at(base, link.source, places[link.source].summary.fragment)
        for link in links
        if link.source in places and not places[link.source].withdrawn
    }
