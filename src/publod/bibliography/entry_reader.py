"""From the triples of publications and of the records that they lead to, to values of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rdflib import URIRef

from publod.bibliography.entry import (
    Agent,
    BibliographicResource,
    Concept,
    Edition,
    Entry,
    Place,
    inheriting,
)
from publod.bibliography.property_values import (
    HOST_KINDS,
    classifications_of,
    creators_of,
    files_of,
    identifier_texts,
    isbns_of,
    language_codes,
    match_labels_of,
    matches_of,
    notations_of,
)
from publod.bibliography.record_summary import NAMES
from publod.bibliography.triple_index import Statements
from publod.rdf import term_of_iri
from publod.vocabulary import ADMS, BIBO, DCTERMS, FOAF, MARCREL, OWL, PUB, RDF, SCHEMA, SKOS

#: The properties by which a publication leads to the records that its entry tells of.
NEIGHBOURS: tuple[str, ...] = tuple(
    str(p)
    for p in (
        DCTERMS.creator, DCTERMS.contributor, DCTERMS.publisher, DCTERMS.subject, DCTERMS.type,
        DCTERMS.audience, DCTERMS.isVersionOf, DCTERMS.isPartOf, DCTERMS.replaces,
        SCHEMA.isBasedOn, SCHEMA.translationOfWork, SCHEMA.mentions, PUB.ofEdition, PUB.amends,
        PUB.corrects, PUB.supplements, DCTERMS.isFormatOf, DCTERMS.spatial, PUB.placeOfPublication,
        ADMS.status, *MARCREL,
    )
)  # fmt: skip
#: … and those by which other publications lead to it.
INCOMING: tuple[str, ...] = tuple(
    str(p)
    for p in (
        DCTERMS.replaces, SCHEMA.translationOfWork, SCHEMA.isBasedOn, DCTERMS.isFormatOf,
        PUB.amends, PUB.corrects, PUB.supplements, DCTERMS.isPartOf,
    )
)  # fmt: skip

#: By which editions lead to their works.
EDITION_OF = str(DCTERMS.isVersionOf)
#: Other editions that an entry tells of, the latest ones: of a work with very many, each record
#: would repeat them all.
MOST_EDITIONS = 100

_PERSON = term_of_iri(FOAF.Person)
_AGENT = term_of_iri(FOAF.Agent)
_PERSONS_AND_BODIES = {
    *map(term_of_iri, (FOAF.Person, FOAF.Organization, SCHEMA.Person, SCHEMA.Organization)),
}
_STATED = term_of_iri(PUB.StatedEdition)
_GOVERNMENT = term_of_iri(SCHEMA.GovernmentOrganization)
_PART_OF = str(DCTERMS.isPartOf)
_LEVELS = {_STATED, term_of_iri(PUB.Edition)}
_EDITIONS = {*_LEVELS, term_of_iri(PUB.Publication)}
_ADDITIONS = (PUB.amends, PUB.corrects, PUB.supplements)
_NOTHING = Statements(())


@dataclass
class Reader:
    """Reads entries; what neighbours say is read once for all of a batch.

    ``neighbour`` gives the statements of the record that a thing's IRI leads to, or None where
    this catalogue does not describe it. ``same_places`` are the catalogue's own places by their
    IRIs in other registers. ``links`` gives the links into an edition that has publications, as
    `entry` takes them.
    """

    neighbour: Callable[[str], Statements | None]
    same_places: Mapping[str, str] = field(default_factory=dict)
    links: Callable[[str], Iterable[tuple[str, str]]] = lambda _: ()
    _agents: dict[str, Agent] = field(default_factory=dict)
    _concepts: dict[str, Concept] = field(default_factory=dict)
    _resources: dict[str, BibliographicResource] = field(default_factory=dict)
    _places: dict[str, Place] = field(default_factory=dict)
    _levels: dict[str, Entry] = field(default_factory=dict)

    def entry(
        self,
        thing: str,
        statements: Statements,
        incoming: Iterable[tuple[str, str]] = (),
        modified: int = 0,
        catalogued_by: str = "",
        *,
        created: int = 0,
        swepub_code: str = "",
    ) -> Entry:
        """The entry of a publication. ``incoming`` pairs a property with who says it of this one.

        With ``dcterms:isVersionOf`` stand the editions of its works, which say it of the work.
        What it does not say itself is that of its edition, if it has one.
        ``modified`` is the record's datestamp in UTC epoch seconds, ``created`` when it came.
        """
        node = term_of_iri(thing)
        by = [*incoming]

        def related(predicate: URIRef) -> tuple[BibliographicResource, ...]:
            return tuple(self.resource(iri) for iri in statements.iris(node, predicate))

        def related_from(predicate: URIRef) -> tuple[BibliographicResource, ...]:
            return tuple(self.resource(iri) for p, iri in by if p == str(predicate))

        def either(predicate: URIRef) -> tuple[BibliographicResource, ...]:
            both = (*related(predicate), *related_from(predicate))
            return tuple({resource.iri: resource for resource in both}.values())

        wholes = self._wholes(statements, node)
        # Works are series, but for those that say otherwise. With pages it is in one of its wholes:
        # in a work, unless another one is a book.
        has_pages = bool(statements.text(node, BIBO.pageStart))
        direct = statements.iris(node, DCTERMS.isPartOf)
        nearest = [w for w in wholes if w.iri in direct]
        is_in_book = any(w.host_kind or (w.is_edition and not w.issue) for w in nearest)
        may_be_series = is_in_book or not has_pages
        series = [w for w in nearest if may_be_series and not (w.is_edition or w.host_kind)]

        def concepts(predicate: URIRef) -> tuple[Concept, ...]:
            return tuple(self.concept(iri) for iri in statements.iris(node, predicate))

        entry = Entry(
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
            spatial=tuple(map(self.place, statements.iris(node, DCTERMS.spatial))),
            edition=statements.texts(node, PUB.edition),
            edition_history=statements.texts(node, PUB.editionHistory),
            works=related(DCTERMS.isVersionOf),
            editions=self._editions(thing, by),
            series=tuple(series),
            number_in_series=statements.text(node, PUB.numberInSeries),
            replaces=related(DCTERMS.replaces),
            replaced_by=related_from(DCTERMS.replaces),
            based_on=related(SCHEMA.isBasedOn),
            translation_of=related(SCHEMA.translationOfWork),
            translated_as=related_from(SCHEMA.translationOfWork),
            identifiers=identifier_texts(statements, node, DCTERMS.identifier),
            doi=next(iter(identifier_texts(statements, node, PUB.doi)), ""),
            rights=statements.texts(node, DCTERMS.rights),
            licence=next(iter(statements.iris(node, DCTERMS.license)), ""),
            files=files_of(statements, node),
            pages=tuple(statements.iris(node, FOAF.page)),
            modified=modified,
            catalogued_by=catalogued_by,
            roles=tuple(
                (str(role).rpartition("/")[2], self.agent(iri))
                for role in MARCREL
                for iri in statements.iris(node, role)
            ),
            places_of_publication=tuple(
                map(self.place, statements.iris(node, PUB.placeOfPublication))
            ),
            hosts=tuple(whole for whole in wholes if whole not in series),
            page_start=statements.text(node, BIBO.pageStart),
            page_end=statements.text(node, BIBO.pageEnd),
            position=statements.number(node, SCHEMA.position),
            registration_numbers=identifier_texts(statements, node, PUB.registrationNumber),
            classifications=tuple(classifications_of(statements, node)),
            keywords=tuple(statements.all_texts(node, SCHEMA.keywords)),
            source_description=statements.texts(node, PUB.sourceDescription),
            mentions=tuple(self._mentions(statements, node)),
            notes=tuple(statements.all_texts(node, SKOS.note)),
            extent=statements.texts(node, DCTERMS.extent),
            page_count=statements.number(node, BIBO.numPages),
            status=next(iter(concepts(ADMS.status)), None),
            valid=statements.text(node, DCTERMS.valid),
            of_edition=related(PUB.ofEdition),
            formats=either(DCTERMS.isFormatOf),
            reworked_as=related_from(SCHEMA.isBasedOn),
            amends=related(PUB.amends),
            amended_by=related_from(PUB.amends),
            corrects=related(PUB.corrects),
            corrected_by=related_from(PUB.corrects),
            supplements=related(PUB.supplements),
            supplemented_by=related_from(PUB.supplements),
            parts=self._parts(by),
            created=created,
            swepub_code=swepub_code,
        )
        level = next((level for level in entry.of_edition if level.is_level), None)
        if entry.is_level or level is None:
            return entry
        return inheriting(entry, self._level(level.iri))

    def _is_level(self, iri: str) -> bool:
        classes = self._statements_of(iri).objects(term_of_iri(iri), RDF.type)
        return not _LEVELS.isdisjoint(classes)

    def _level(self, iri: str) -> Entry:
        """An edition with what it and others say of it, as its publications inherit it."""
        if iri not in self._levels:
            self._levels[iri] = self.entry(iri, self._statements_of(iri), self.links(iri))
        return self._levels[iri]

    def agent(self, iri: str) -> Agent:
        """An agent as its record tells of it, or by its IRI alone."""
        if iri not in self._agents:
            statements, node = self._statements_of(iri), term_of_iri(iri)
            classes = set(statements.objects(node, RDF.type))
            self._agents[iri] = Agent(
                iri=iri,
                name=statements.texts(node, FOAF.name),
                alternative=tuple(statements.all_texts(node, SKOS.altLabel)),
                is_person=None if _is_any_agent(classes) else _PERSON in classes,
                given=statements.text(node, FOAF.givenName),
                family=statements.text(node, FOAF.familyName),
                identifiers=identifier_texts(statements, node, DCTERMS.identifier),
                same_as=tuple(statements.iris(node, OWL.sameAs)),
                homepage=next(iter(statements.iris(node, FOAF.homepage)), ""),
                is_government=_GOVERNMENT in classes,
            )
        return self._agents[iri]

    def concept(self, iri: str) -> Concept:
        """A concept as its record tells of it, or by its IRI alone."""
        if iri not in self._concepts:
            statements, node = self._statements_of(iri), term_of_iri(iri)
            code, headings = notations_of(statements, node)
            self._concepts[iri] = Concept(
                iri=iri,
                label=statements.texts(node, SKOS.prefLabel),
                alternative=tuple(statements.all_texts(node, SKOS.altLabel)),
                matches=matches_of(statements, node),
                match_labels=match_labels_of(statements, node),
                classes=tuple(statements.iris(node, PUB.instanceClass)),
                notation=code,
                headings=headings,
            )
        return self._concepts[iri]

    def resource(self, iri: str) -> BibliographicResource:
        """Another publication, a stated edition or a work."""
        if iri not in self._resources:
            statements = self._statements_of(iri)
            resource = BibliographicResource(**_shared(iri, statements))
            creators = creators_of(statements, term_of_iri(iri)) if resource.is_edition else ()
            if creators:
                resource = replace(resource, main_entry=self.agent(creators[0]))
            if resource.is_publication:
                above = statements.iris(term_of_iri(iri), PUB.ofEdition)
                # Only levels are read: publications could lead to each other in a circle.
                if level := next(filter(self._is_level, above), None):
                    resource = inheriting(resource, self.resource(level))
            self._resources[iri] = resource
        return self._resources[iri]

    def place(self, iri: str) -> Place:
        """A place as its record tells of it, or the record of the same place; or its IRI alone."""
        if iri not in self._places:
            self._places[iri] = self._place(self.same_places.get(iri, iri), frozenset())
        return self._places[iri]

    def _place(self, iri: str, below: frozenset[str]) -> Place:
        statements, node = self._statements_of(iri), term_of_iri(iri)
        above = [other for other in statements.iris(node, DCTERMS.isPartOf) if other not in below]
        nearest = [self._place(other, below | {iri}) for other in above]
        code, headings = notations_of(statements, node)
        return Place(
            iri=iri,
            name=statements.texts(node, SKOS.prefLabel),
            alternative=tuple(statements.all_texts(node, SKOS.altLabel)),
            code=code,
            headings=headings,
            same_as=tuple(statements.iris(node, OWL.sameAs)),
            matches=matches_of(statements, node),
            within=tuple(further for place in nearest for further in (place, *place.within)),
        )

    def _wholes(self, statements: Statements, node: str) -> tuple[BibliographicResource, ...]:
        """What something is part of, and what these are part of, the nearest first."""
        wholes: dict[str, BibliographicResource] = {}
        level = statements.iris(node, DCTERMS.isPartOf)
        while level := [iri for iri in dict.fromkeys(level) if iri not in wholes]:
            wholes |= {iri: self.resource(iri) for iri in level}
            # A series may be in another, of which its volumes are no parts.
            parts = [iri for iri in level if wholes[iri].is_edition]
            level = [
                above
                for iri in parts
                for above in self._statements_of(iri).iris(term_of_iri(iri), DCTERMS.isPartOf)
            ]
        return tuple(wholes.values())

    def _parts(self, by: Iterable[tuple[str, str]]) -> tuple[BibliographicResource, ...]:
        """The parts by their position, else by their IRI; the first of very many."""
        parts = []
        for iri in dict.fromkeys(iri for p, iri in by if p == _PART_OF):
            position = self._statements_of(iri).number(term_of_iri(iri), SCHEMA.position)
            parts.append((position is None, position or 0, iri))
        return tuple(self.resource(iri) for _, _, iri in sorted(parts)[:MOST_EDITIONS])

    def _mentions(self, statements: Statements, node: str) -> Iterator[tuple[str, str]]:
        """What the text mentions, by its names."""
        yield from statements.all_texts(node, SCHEMA.mentions)
        for iri in statements.iris(node, SCHEMA.mentions):
            own = statements.texts(term_of_iri(iri), *NAMES)
            yield from (own or self.resource(iri).title).items()

    def newest(self, editions: Iterable[str]) -> list[str]:
        """The newest of a work's editions: those that the entry of any of them can tell of."""
        ordered = sorted(map(self.resource, editions), key=_age)
        return [edition.iri for edition in ordered[-MOST_EDITIONS - 1 :]]  # less itself

    def _editions(
        self, thing: str, by: Iterable[tuple[str, str]]
    ) -> tuple[BibliographicResource, ...]:
        others = map(self.resource, {iri for p, iri in by if p == EDITION_OF} - {thing})
        shown = (other for other in others if other.is_stated_only or not other.is_level)
        return tuple(sorted(shown, key=_age)[-MOST_EDITIONS:])

    def _statements_of(self, iri: str) -> Statements:
        return self.neighbour(iri) or _NOTHING


def _age(edition: BibliographicResource) -> tuple[int, str, str]:
    return edition.edition_number or 0, edition.issued, edition.iri


def edition_of(iri: str, statements: Statements) -> Edition:
    """Read an edition from its record's statements. Its ``status`` is still any IRI."""
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
        amends=tuple(statements.iris(node, PUB.amends)),
        corrects=tuple(statements.iris(node, PUB.corrects)),
        supplements=tuple(statements.iris(node, PUB.supplements)),
        formats=tuple(statements.iris(node, DCTERMS.isFormatOf)),
        of_edition=tuple(statements.iris(node, PUB.ofEdition)),
        status=next(iter(statements.iris(node, ADMS.status)), ""),
        valid=statements.text(node, DCTERMS.valid),
        has_statement=bool(statements.texts(node, PUB.edition, SCHEMA.version, SCHEMA.bookEdition)),
    )


def _is_any_agent(classes: set[str]) -> bool:
    """Whether an agent may be a person or an organisation: nothing but an agent is said of it."""
    return _AGENT in classes and classes.isdisjoint(_PERSONS_AND_BODIES)


def _shared(iri: str, statements: Statements) -> dict[str, Any]:
    """The fields that every `BibliographicResource` has."""
    node = term_of_iri(iri)
    classes = set(statements.objects(node, RDF.type))
    return {
        "iri": iri,
        "title": statements.texts(node, *NAMES),
        "subtitle": statements.texts(node, PUB.subtitle),
        "edition_number": statements.number(node, PUB.editionNumber),
        "issued": statements.text(node, DCTERMS.issued),
        "is_stated_only": _STATED in classes,
        "languages": language_codes(statements, node),
        "issn": identifier_texts(statements, node, PUB.issn),
        "is_edition": bool(classes & _EDITIONS),
        "is_level": bool(_LEVELS & classes),
        "document_numbers": identifier_texts(statements, node, PUB.documentNumber),
        "volume": statements.text(node, BIBO.volume),
        "issue": statements.text(node, BIBO.issue),
        "isbn": isbns_of(statements, node),
        "host_kind": next((kind for iri, kind in HOST_KINDS.items() if iri in classes), ""),
        "media": tuple(statements.iris(node, DCTERMS.medium)),
        "is_addition": any(statements.iris(node, relation) for relation in _ADDITIONS),
    }
