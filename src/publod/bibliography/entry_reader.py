"""From the triples of publications and of the records that they lead to, to values of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

from rdflib import URIRef

from publod.bibliography.entry import (
    Agent,
    BibliographicResource,
    Concept,
    Edition,
    Entry,
    File,
)
from publod.bibliography.link_safety import is_harmful
from publod.bibliography.record_summary import NAMES, record_path_of, thing_at, thing_of
from publod.bibliography.triple_index import Statements
from publod.rdf import iri_of, is_iri, term_of_iri, triples_of
from publod.vocabulary import BIBO, DCAT, DCTERMS, EU_LANGUAGE, FOAF, OWL, PUB, RDF, SCHEMA, SKOS

#: The properties by which a publication leads to the records that its entry tells of.
NEIGHBOURS: tuple[str, ...] = tuple(
    str(p)
    for p in (
        DCTERMS.creator, DCTERMS.contributor, DCTERMS.publisher, DCTERMS.subject, DCTERMS.type,
        DCTERMS.audience, DCTERMS.isVersionOf, DCTERMS.isPartOf, DCTERMS.replaces,
        SCHEMA.isBasedOn, SCHEMA.translationOfWork,
    )
)  # fmt: skip
#: … and those by which other publications lead to it.
INCOMING: tuple[str, ...] = (str(DCTERMS.replaces), str(SCHEMA.translationOfWork))

#: By which editions lead to their works.
EDITION_OF = str(DCTERMS.isVersionOf)
#: Other editions that an entry tells of, the latest ones: of a work with very many, each record
#: would repeat them all.
MOST_EDITIONS = 100

_MATCHES = {
    "exactMatch": SKOS.exactMatch,
    "closeMatch": SKOS.closeMatch,
    "broadMatch": SKOS.broadMatch,
    "narrowMatch": SKOS.narrowMatch,
    "relatedMatch": SKOS.relatedMatch,
}
_PERSON = term_of_iri(FOAF.Person)
_STATED = term_of_iri(PUB.StatedEdition)
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_NOTHING = Statements(())


@dataclass
class Reader:
    """Reads entries; what neighbours say is read once for all of a batch.

    ``neighbour`` gives the statements of the record that a thing's IRI leads to, or None where
    this catalogue does not describe it.
    """

    neighbour: Callable[[str], Statements | None]
    _agents: dict[str, Agent] = field(default_factory=dict)
    _concepts: dict[str, Concept] = field(default_factory=dict)
    _resources: dict[str, BibliographicResource] = field(default_factory=dict)

    def entry(
        self,
        thing: str,
        statements: Statements,
        incoming: Iterable[tuple[str, str]] = (),
        modified: int = 0,
        catalogued_by: str = "",
    ) -> Entry:
        """The entry of a publication. ``incoming`` pairs a property with who says it of this one.

        With ``dcterms:isVersionOf`` stand the editions of its works, which say it of the work.
        ``modified`` is the record's datestamp in UTC epoch seconds.
        """
        node = term_of_iri(thing)
        by = [*incoming]

        def related(predicate: URIRef) -> tuple[BibliographicResource, ...]:
            return tuple(self.resource(iri) for iri in statements.iris(node, predicate))

        def related_from(predicate: URIRef) -> tuple[BibliographicResource, ...]:
            return tuple(self.resource(iri) for p, iri in by if p == str(predicate))

        def concepts(predicate: URIRef) -> tuple[Concept, ...]:
            return tuple(self.concept(iri) for iri in statements.iris(node, predicate))

        return Entry(
            **_shared(thing, statements),
            alternative=tuple(statements.all_texts(node, DCTERMS.alternative)),
            creators=tuple(map(self.agent, creators_of(statements, node))),
            contributors=tuple(map(self.agent, statements.iris(node, DCTERMS.contributor))),
            publishers=tuple(map(self.agent, statements.iris(node, DCTERMS.publisher))),
            abstract=statements.texts(node, DCTERMS.abstract, DCTERMS.description),
            subjects=concepts(DCTERMS.subject),
            types=concepts(DCTERMS.type),
            audiences=concepts(DCTERMS.audience),
            temporal=tuple(text for _, text in statements.all_texts(node, DCTERMS.temporal)),
            spatial=tuple(statements.iris(node, DCTERMS.spatial)),
            edition=statements.texts(node, PUB.edition),
            edition_history=statements.texts(node, PUB.editionHistory),
            works=related(DCTERMS.isVersionOf),
            editions=self._editions(thing, by),
            series=related(DCTERMS.isPartOf),
            number_in_series=statements.text(node, PUB.numberInSeries),
            replaces=related(DCTERMS.replaces),
            replaced_by=related_from(DCTERMS.replaces),
            based_on=related(SCHEMA.isBasedOn),
            translation_of=related(SCHEMA.translationOfWork),
            translated_as=related_from(SCHEMA.translationOfWork),
            identifiers=_identifiers(statements, node, DCTERMS.identifier),
            isbn=_identifiers(statements, node, PUB.isbn),
            doi=next(iter(_identifiers(statements, node, PUB.doi)), ""),
            rights=statements.texts(node, DCTERMS.rights),
            licence=next(iter(statements.iris(node, DCTERMS.license)), ""),
            files=tuple(_file(statements, o) for o in statements.objects(node, DCAT.distribution)),
            pages=tuple(statements.iris(node, FOAF.page)),
            modified=modified,
            catalogued_by=catalogued_by,
        )

    def agent(self, iri: str) -> Agent:
        """An agent as its record tells of it, or by its IRI alone."""
        if iri not in self._agents:
            statements, node = self._statements_of(iri), term_of_iri(iri)
            self._agents[iri] = Agent(
                iri=iri,
                name=statements.texts(node, FOAF.name),
                alternative=tuple(statements.all_texts(node, SKOS.altLabel)),
                is_person=_PERSON in statements.objects(node, RDF.type),
                given=statements.text(node, FOAF.givenName),
                family=statements.text(node, FOAF.familyName),
                identifiers=_identifiers(statements, node, DCTERMS.identifier),
                same_as=tuple(statements.iris(node, OWL.sameAs)),
                homepage=next(iter(statements.iris(node, FOAF.homepage)), ""),
            )
        return self._agents[iri]

    def concept(self, iri: str) -> Concept:
        """A concept as its record tells of it, or by its IRI alone."""
        if iri not in self._concepts:
            statements, node = self._statements_of(iri), term_of_iri(iri)
            self._concepts[iri] = Concept(
                iri=iri,
                label=statements.texts(node, SKOS.prefLabel),
                alternative=tuple(statements.all_texts(node, SKOS.altLabel)),
                matches=tuple(
                    (name, match)
                    for name, predicate in _MATCHES.items()
                    for match in statements.iris(node, predicate)
                ),
                classes=tuple(statements.iris(node, PUB.instanceClass)),
                notation=statements.text(node, SKOS.notation),
            )
        return self._concepts[iri]

    def resource(self, iri: str) -> BibliographicResource:
        """Another publication, a stated edition or a work."""
        if iri not in self._resources:
            self._resources[iri] = BibliographicResource(**_shared(iri, self._statements_of(iri)))
        return self._resources[iri]

    def newest(self, editions: Iterable[str]) -> list[str]:
        """The newest of a work's editions: those that the entry of any of them can tell of."""
        ordered = sorted(map(self.resource, editions), key=_age)
        return [edition.iri for edition in ordered[-MOST_EDITIONS - 1 :]]  # less itself

    def _editions(
        self, thing: str, by: Iterable[tuple[str, str]]
    ) -> tuple[BibliographicResource, ...]:
        others = {iri for p, iri in by if p == EDITION_OF} - {thing}
        return tuple(sorted(map(self.resource, others), key=_age)[-MOST_EDITIONS:])

    def _statements_of(self, iri: str) -> Statements:
        return self.neighbour(iri) or _NOTHING


def _age(edition: BibliographicResource) -> tuple[int, str, str]:
    return edition.edition_number or 0, edition.issued, edition.iri


def edition_of(iri: str, statements: Statements) -> Edition:
    """Read an edition from its record's statements."""
    node = term_of_iri(iri)
    return Edition(
        **_shared(iri, statements),
        creators=creators_of(statements, node),
        announced=language_codes(statements, node, PUB.announcedLanguage),
        works=tuple(statements.iris(node, DCTERMS.isVersionOf)),
        replaces=tuple(statements.iris(node, DCTERMS.replaces)),
        replaced_by=tuple(statements.iris(node, DCTERMS.isReplacedBy)),
        translation_of=tuple(statements.iris(node, SCHEMA.translationOfWork)),
        translated_as=tuple(statements.iris(node, SCHEMA.workTranslation)),
        based_on=tuple(statements.iris(node, SCHEMA.isBasedOn)),
    )


def _shared(iri: str, statements: Statements) -> dict[str, Any]:
    """The fields that every `BibliographicResource` has."""
    node = term_of_iri(iri)
    return {
        "iri": iri,
        "title": statements.texts(node, *NAMES),
        "subtitle": statements.texts(node, PUB.subtitle),
        "edition_number": statements.number(node, PUB.editionNumber),
        "issued": statements.text(node, DCTERMS.issued),
        "is_stated_only": _STATED in statements.objects(node, RDF.type),
        "languages": language_codes(statements, node),
        "issn": _identifiers(statements, node, PUB.issn),
    }


def creators_of(statements: Statements, node: str) -> tuple[str, ...]:
    """The IRIs of creators, in the printed order where that was recorded."""
    unordered = statements.iris(node, DCTERMS.creator)
    return tuple(dict.fromkeys((*statements.listed(node, BIBO.authorList), *unordered)))


def language_codes(
    statements: Statements, node: str, predicate: URIRef = DCTERMS.language
) -> tuple[str, ...]:
    """Languages by their codes in the EU authority table, such as SWE."""
    return tuple(
        iri.removeprefix(EU_LANGUAGE)
        for iri in statements.iris(node, predicate)
        if iri.startswith(EU_LANGUAGE)
    )


def _identifiers(statements: Statements, node: str, predicate: URIRef) -> tuple[str, ...]:
    texts = (text for _, text in statements.all_texts(node, predicate))
    return tuple(text for text in texts if not is_harmful(text))


def _file(statements: Statements, node: str) -> File:
    media_type = next(iter(statements.iris(node, DCAT.mediaType)), "") or statements.text(
        node, DCAT.mediaType
    )
    urls = statements.iris(node, DCAT.downloadURL) or statements.iris(node, DCAT.accessURL)
    return File(
        iri=iri_of(node) if is_iri(node) else "",
        url=next(iter(urls), ""),
        media_type=media_type.removeprefix(_MEDIA_TYPES),
        size=statements.number(node, DCAT.byteSize),
        title=statements.texts(node, DCTERMS.title),
        languages=language_codes(statements, node),
    )


_BATCH = 250
#: Neighbours that are remembered from one batch to the next, so that memory stays flat.
_KEPT = 5000
_EDITION_OF = f"<{EDITION_OF}>"
_OUTGOING = {f"<{p}>" for p in NEIGHBOURS}


class Source(Protocol):
    """Where records are read from: a ledger, or a snapshot of one."""

    @property
    def base_url(self) -> str:
        """The URL below which records lie."""

    def graphs(self, paths: Iterable[str]) -> Mapping[str, str]:
        """The graphs of present records as canonical N-Triples, by path."""

    def links_to(self, paths: Iterable[str], predicates: Sequence[str]) -> Sequence[Any]:
        """Links into records, as `publod.ledger.Link`."""

    def records(self, paths: Iterable[str]) -> Mapping[str, Any]:
        """The state of records, as `publod.ledger.Record`."""


def entries_of(
    source: Source, paths: Iterable[str], catalogued_by: str = ""
) -> Iterator[tuple[str, Entry]]:
    """The entries of publications by path, in that order; what is not there is left out.

    Reads some hundreds at a time, so that a whole catalogue passes in little memory. To have all
    of one state, ask a snapshot of the ledger. ``catalogued_by`` goes into every entry.
    """
    base = source.base_url
    known: dict[str, Statements | None] = {}

    def neighbour(iri: str) -> Statements | None:
        return known.get(record_path_of(iri, base))

    reader = Reader(neighbour)
    rest = iter(paths)
    while some := list(islice(rest, _BATCH)):
        if len(known) > _KEPT:
            known.clear()
            reader = Reader(neighbour)
        graphs = {path: list(triples_of(text)) for path, text in source.graphs(some).items()}
        records = source.records(graphs)
        incoming: dict[str, list[tuple[str, str]]] = {}
        wanted: set[str] = set()
        for link in source.links_to(graphs, INCOMING):
            incoming.setdefault(link.target, []).append(
                (link.predicate, thing_at(base, link.source, link.subject))
            )
            wanted.add(link.source)
        for triples in graphs.values():
            wanted.update(
                record_path_of(iri_of(o), base)
                for _, p, o in triples
                if p in _OUTGOING and is_iri(o) and o.startswith(f"<{base}")
            )
        works = {path: _works(triples, base) for path, triples in graphs.items()}
        editions: dict[str, list[str]] = {}
        for link in source.links_to({w for some in works.values() for w in some}, [EDITION_OF]):
            editions.setdefault(link.target, []).append(thing_at(base, link.source, link.subject))
            wanted.add(link.source)
        # Editions of one work often stand in one batch: none of it is read again.
        statements = {path: Statements(triples) for path, triples in graphs.items()}
        known.update(statements)
        missing = wanted - known.keys()
        texts = source.graphs(missing)
        known.update({p: Statements(triples_of(texts[p])) if p in texts else None for p in missing})
        newest = {work: reader.newest(iris) for work, iris in editions.items()}
        for path in some:
            if path in graphs:
                thing = thing_of(base + path, graphs[path])
                links = [
                    *incoming.get(path, ()),
                    *((EDITION_OF, iri) for w in works[path] for iri in newest.get(w, ())),
                ]
                time = records[path].time
                yield path, reader.entry(thing, statements[path], links, time, catalogued_by)


def _works(triples: Iterable[tuple[str, str, str]], base: str) -> set[str]:
    """The paths of the works that a publication is an edition of, as far as they are here."""
    return {
        record_path_of(iri_of(o), base)
        for _, p, o in triples
        if p == _EDITION_OF and is_iri(o) and o.startswith(f"<{base}")
    }
