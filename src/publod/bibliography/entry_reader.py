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
        said: Statements,
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
            return tuple(self.resource(iri) for iri in said.iris(node, predicate))

        def related_from(predicate: URIRef) -> tuple[BibliographicResource, ...]:
            return tuple(self.resource(iri) for p, iri in by if p == str(predicate))

        def concepts(predicate: URIRef) -> tuple[Concept, ...]:
            return tuple(self.concept(iri) for iri in said.iris(node, predicate))

        return Entry(
            **_shared(thing, said),
            alternative=tuple(said.all_texts(node, DCTERMS.alternative)),
            creators=tuple(map(self.agent, creators_of(said, node))),
            contributors=tuple(map(self.agent, said.iris(node, DCTERMS.contributor))),
            publishers=tuple(map(self.agent, said.iris(node, DCTERMS.publisher))),
            abstract=said.texts(node, DCTERMS.abstract, DCTERMS.description),
            subjects=concepts(DCTERMS.subject),
            types=concepts(DCTERMS.type),
            audiences=concepts(DCTERMS.audience),
            temporal=tuple(text for _, text in said.all_texts(node, DCTERMS.temporal)),
            spatial=tuple(said.iris(node, DCTERMS.spatial)),
            edition=said.texts(node, PUB.edition),
            edition_history=said.texts(node, PUB.editionHistory),
            works=related(DCTERMS.isVersionOf),
            editions=self._editions(thing, by),
            series=related(DCTERMS.isPartOf),
            number_in_series=said.text(node, PUB.numberInSeries),
            replaces=related(DCTERMS.replaces),
            replaced_by=related_from(DCTERMS.replaces),
            based_on=related(SCHEMA.isBasedOn),
            translation_of=related(SCHEMA.translationOfWork),
            translated_as=related_from(SCHEMA.translationOfWork),
            identifiers=_identifiers(said, node, DCTERMS.identifier),
            isbn=_identifiers(said, node, PUB.isbn),
            doi=next(iter(_identifiers(said, node, PUB.doi)), ""),
            rights=said.texts(node, DCTERMS.rights),
            licence=next(iter(said.iris(node, DCTERMS.license)), ""),
            files=tuple(_file(said, o) for o in said.objects(node, DCAT.distribution)),
            pages=tuple(said.iris(node, FOAF.page)),
            modified=modified,
            catalogued_by=catalogued_by,
        )

    def agent(self, iri: str) -> Agent:
        """An agent as its record tells of it, or by its IRI alone."""
        if iri not in self._agents:
            said, node = self._said(iri), term_of_iri(iri)
            self._agents[iri] = Agent(
                iri=iri,
                name=said.texts(node, FOAF.name),
                alternative=tuple(said.all_texts(node, SKOS.altLabel)),
                is_person=_PERSON in said.objects(node, RDF.type),
                given=said.text(node, FOAF.givenName),
                family=said.text(node, FOAF.familyName),
                identifiers=_identifiers(said, node, DCTERMS.identifier),
                same_as=tuple(said.iris(node, OWL.sameAs)),
                homepage=next(iter(said.iris(node, FOAF.homepage)), ""),
            )
        return self._agents[iri]

    def concept(self, iri: str) -> Concept:
        """A concept as its record tells of it, or by its IRI alone."""
        if iri not in self._concepts:
            said, node = self._said(iri), term_of_iri(iri)
            self._concepts[iri] = Concept(
                iri=iri,
                label=said.texts(node, SKOS.prefLabel),
                alternative=tuple(said.all_texts(node, SKOS.altLabel)),
                matches=tuple(
                    (name, match)
                    for name, predicate in _MATCHES.items()
                    for match in said.iris(node, predicate)
                ),
                classes=tuple(said.iris(node, PUB.instanceClass)),
                notation=said.text(node, SKOS.notation),
            )
        return self._concepts[iri]

    def resource(self, iri: str) -> BibliographicResource:
        """Another publication, a stated edition or a work."""
        if iri not in self._resources:
            self._resources[iri] = BibliographicResource(**_shared(iri, self._said(iri)))
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

    def _said(self, iri: str) -> Statements:
        return self.neighbour(iri) or _NOTHING


def _age(edition: BibliographicResource) -> tuple[int, str, str]:
    return edition.edition_number or 0, edition.issued, edition.iri


def edition_of(iri: str, said: Statements) -> Edition:
    """Read an edition from its record's statements."""
    node = term_of_iri(iri)
    return Edition(
        **_shared(iri, said),
        creators=creators_of(said, node),
        announced=language_codes(said, node, PUB.announcedLanguage),
        works=tuple(said.iris(node, DCTERMS.isVersionOf)),
        replaces=tuple(said.iris(node, DCTERMS.replaces)),
        replaced_by=tuple(said.iris(node, DCTERMS.isReplacedBy)),
        translation_of=tuple(said.iris(node, SCHEMA.translationOfWork)),
        translated_as=tuple(said.iris(node, SCHEMA.workTranslation)),
        based_on=tuple(said.iris(node, SCHEMA.isBasedOn)),
    )


def _shared(iri: str, said: Statements) -> dict[str, Any]:
    """The fields that every `BibliographicResource` has."""
    node = term_of_iri(iri)
    return {
        "iri": iri,
        "title": said.texts(node, *NAMES),
        "subtitle": said.texts(node, PUB.subtitle),
        "edition_number": said.number(node, PUB.editionNumber),
        "issued": said.text(node, DCTERMS.issued),
        "is_stated_only": _STATED in said.objects(node, RDF.type),
        "languages": language_codes(said, node),
        "issn": _identifiers(said, node, PUB.issn),
    }


def creators_of(said: Statements, node: str) -> tuple[str, ...]:
    """The IRIs of creators, in the printed order where that was recorded."""
    unordered = said.iris(node, DCTERMS.creator)
    return tuple(dict.fromkeys((*said.listed(node, BIBO.authorList), *unordered)))


def language_codes(
    said: Statements, node: str, predicate: URIRef = DCTERMS.language
) -> tuple[str, ...]:
    """Languages by their codes in the EU authority table, such as SWE."""
    return tuple(
        iri.removeprefix(EU_LANGUAGE)
        for iri in said.iris(node, predicate)
        if iri.startswith(EU_LANGUAGE)
    )


def _identifiers(said: Statements, node: str, predicate: URIRef) -> tuple[str, ...]:
    texts = (text for _, text in said.all_texts(node, predicate))
    return tuple(text for text in texts if not is_harmful(text))


def _file(said: Statements, node: str) -> File:
    media_type = next(iter(said.iris(node, DCAT.mediaType)), "") or said.text(node, DCAT.mediaType)
    urls = said.iris(node, DCAT.downloadURL) or said.iris(node, DCAT.accessURL)
    return File(
        iri=iri_of(node) if is_iri(node) else "",
        url=next(iter(urls), ""),
        media_type=media_type.removeprefix(_MEDIA_TYPES),
        size=said.number(node, DCAT.byteSize),
        title=said.texts(node, DCTERMS.title),
        languages=language_codes(said, node),
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
        said = {path: Statements(triples) for path, triples in graphs.items()}
        known.update(said)
        missing = wanted - known.keys()
        found = source.graphs(missing)
        known.update({p: Statements(triples_of(found[p])) if p in found else None for p in missing})
        newest = {work: reader.newest(iris) for work, iris in editions.items()}
        for path in some:
            if path in graphs:
                thing = thing_of(base + path, graphs[path])
                told = [
                    *incoming.get(path, ()),
                    *((EDITION_OF, iri) for w in works[path] for iri in newest.get(w, ())),
                ]
                time = records[path].time
                yield path, reader.entry(thing, said[path], told, time, catalogued_by)


def _works(triples: Iterable[tuple[str, str, str]], base: str) -> set[str]:
    """The paths of the works that a publication is an edition of, as far as they are here."""
    return {
        record_path_of(iri_of(o), base)
        for _, p, o in triples
        if p == _EDITION_OF and is_iri(o) and o.startswith(f"<{base}")
    }
