"""What follows from what was authored, computed the same way for every reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from publod.bibliography.dates import timestamp
from publod.bibliography.language_codes_and_names import tag_of
from publod.bibliography.licence import CATALOG
from publod.bibliography.record_summary import record_path_of
from publod.rdf import (
    Triple,
    iri_of,
    is_blank,
    is_iri,
    literal_of,
    term_of_iri,
    term_of_literal,
    triples_of,
)
from publod.vocabulary import (
    BIBO,
    DCAT,
    DCTERMS,
    EU_LANGUAGE,
    FOAF,
    MARCREL,
    ORG,
    OWL,
    PUB,
    RDF,
    SCHEMA,
    SKOS,
    XSD,
)

#: A property and its schema.org counterparts: same subject, same object.
COUNTERPARTS = {
    DCTERMS.title: SCHEMA.name,
    PUB.subtitle: SCHEMA.alternativeHeadline,
    DCTERMS.alternative: SCHEMA.alternateName,
    DCTERMS.creator: SCHEMA.author,
    DCTERMS.contributor: SCHEMA.contributor,
    DCTERMS.publisher: SCHEMA.publisher,
    DCTERMS.audience: SCHEMA.audience,
    DCTERMS.issued: SCHEMA.datePublished,
    DCTERMS.abstract: SCHEMA.abstract,
    DCTERMS.description: SCHEMA.description,
    DCTERMS.subject: SCHEMA.about,
    DCTERMS.temporal: SCHEMA.temporalCoverage,
    DCTERMS.spatial: SCHEMA.spatialCoverage,
    DCTERMS.isPartOf: SCHEMA.isPartOf,
    DCTERMS.identifier: SCHEMA.identifier,
    PUB.doi: SCHEMA.identifier,
    PUB.isbn: SCHEMA.isbn,
    PUB.issn: SCHEMA.issn,
    DCTERMS.license: SCHEMA.license,
    DCTERMS.rights: SCHEMA.copyrightNotice,
    PUB.edition: SCHEMA.version,
    PUB.correctedBy: SCHEMA.correction,
    BIBO.numPages: SCHEMA.numberOfPages,
    FOAF.page: SCHEMA.subjectOf,
    BIBO.volume: SCHEMA.volumeNumber,
    BIBO.issue: SCHEMA.issueNumber,
    BIBO.pageStart: SCHEMA.pageStart,
    BIBO.pageEnd: SCHEMA.pageEnd,
    MARCREL.trl: SCHEMA.translator,
    MARCREL.edt: SCHEMA.editor,
    MARCREL.ill: SCHEMA.illustrator,
    MARCREL.fnd: SCHEMA.funder,
    DCTERMS.isVersionOf: SCHEMA.exampleOfWork,
    FOAF.name: SCHEMA.name,
    FOAF.givenName: SCHEMA.givenName,
    FOAF.familyName: SCHEMA.familyName,
    FOAF.homepage: SCHEMA.url,
    OWL.sameAs: SCHEMA.sameAs,
    ORG.subOrganizationOf: SCHEMA.parentOrganization,
    ORG.memberOf: SCHEMA.memberOf,
    SKOS.prefLabel: SCHEMA.name,
    SKOS.altLabel: SCHEMA.alternateName,
    SKOS.definition: SCHEMA.description,
    SKOS.inScheme: SCHEMA.inDefinedTermSet,
    SKOS.notation: SCHEMA.termCode,
    SKOS.exactMatch: SCHEMA.sameAs,
    DCAT.dataset: SCHEMA.dataset,
    DCAT.mediaType: SCHEMA.encodingFormat,
    DCAT.byteSize: SCHEMA.contentSize,
    DCAT.downloadURL: SCHEMA.contentUrl,
}

#: Pairs that say the same from either end; each is the other's inverse.
INVERSES = {
    DCTERMS.isVersionOf: DCTERMS.hasVersion,
    DCTERMS.replaces: DCTERMS.isReplacedBy,
    DCTERMS.isPartOf: DCTERMS.hasPart,
    DCTERMS.isFormatOf: DCTERMS.hasFormat,
    PUB.amends: PUB.amendedBy,
    PUB.corrects: PUB.correctedBy,
    PUB.supplements: PUB.supplementedBy,
    SCHEMA.exampleOfWork: SCHEMA.workExample,
    SCHEMA.translationOfWork: SCHEMA.workTranslation,
    SCHEMA.isPartOf: SCHEMA.hasPart,
    SCHEMA.parentOrganization: SCHEMA.subOrganization,
    SKOS.broader: SKOS.narrower,
    SKOS.related: SKOS.related,
    SKOS.topConceptOf: SKOS.hasTopConcept,
    ORG.subOrganizationOf: ORG.hasSubOrganization,
}

#: A class and all classes whose members its members also are, as the shapes have it
#: (``rdfs:subClassOf``): who validates the data anew has it without the axioms.
CLASSES = {
    PUB.Work: (SCHEMA.CreativeWork,),
    PUB.Publication: (DCTERMS.BibliographicResource,),
    PUB.Edition: (DCTERMS.BibliographicResource, SCHEMA.CreativeWork),
    PUB.StatedEdition: (PUB.Edition, DCTERMS.BibliographicResource, SCHEMA.CreativeWork),
    FOAF.Organization: (FOAF.Agent, SCHEMA.Organization),
    FOAF.Person: (FOAF.Agent, SCHEMA.Person),
    SKOS.Concept: (SCHEMA.DefinedTerm,),
    SKOS.ConceptScheme: (SCHEMA.DefinedTermSet,),
    DCAT.Catalog: (SCHEMA.DataCatalog,),
    DCAT.Dataset: (SCHEMA.Dataset,),
    DCAT.Distribution: (SCHEMA.MediaObject,),
    DCAT.DataService: (SCHEMA.WebAPI,),
    DCTERMS.Location: (SCHEMA.Place,),
}


#: A property and the class that things at its other end are in: that of what schema.org expects.
CLASSES_OF_VALUES = {DCTERMS.audience: SCHEMA.Audience}


_COUNTERPARTS = {term_of_iri(p): term_of_iri(q) for p, q in COUNTERPARTS.items()}
_INVERSES = {term_of_iri(p): term_of_iri(q) for p, q in INVERSES.items()} | {
    term_of_iri(q): term_of_iri(p) for p, q in INVERSES.items()
}
_CLASSES = {term_of_iri(c): tuple(map(term_of_iri, cs)) for c, cs in CLASSES.items()}
_CLASSES_OF_VALUES = {term_of_iri(p): term_of_iri(c) for p, c in CLASSES_OF_VALUES.items()}

#: The properties from which something follows about the thing at their other end.
WITH_INVERSE: tuple[str, ...] = tuple(
    sorted(
        iri_of(p) for p in {*_COUNTERPARTS, *_INVERSES, *_CLASSES_OF_VALUES}
        if p in _INVERSES or _COUNTERPARTS.get(p) in _INVERSES or p in _CLASSES_OF_VALUES
    )
)  # fmt: skip

_TYPE = term_of_iri(RDF.type)
_DC_TYPE = term_of_iri(DCTERMS.type)
_DC_LANGUAGE = term_of_iri(DCTERMS.language)
_IN_LANGUAGE = term_of_iri(SCHEMA.inLanguage)
_PUBLICATION = term_of_iri(PUB.Publication)
_CREATIVE_WORK = term_of_iri(SCHEMA.CreativeWork)
_NUMBER_IN_SERIES = term_of_iri(PUB.numberInSeries)
_POSITION = term_of_iri(SCHEMA.position)
_DATASET, _DCAT_DISTRIBUTION = map(term_of_iri, (DCAT.Dataset, DCAT.Distribution))
_DISTRIBUTED_AS, _DISTRIBUTION = map(term_of_iri, (DCAT.distribution, SCHEMA.distribution))
_DATA_DOWNLOAD = term_of_iri(SCHEMA.DataDownload)
_ENCODING = term_of_iri(SCHEMA.encoding)
_LOCATION, _REPORT = term_of_iri(DCTERMS.Location), term_of_iri(SCHEMA.Report)
_PART_OF, _WITHIN = term_of_iri(DCTERMS.isPartOf), term_of_iri(SCHEMA.containedInPlace)
_DOCUMENT_NUMBER, _REPORT_NUMBER = map(term_of_iri, (PUB.documentNumber, SCHEMA.reportNumber))
_CORRECTS, _CORRECTION = term_of_iri(PUB.corrects), term_of_iri(SCHEMA.correction)
_IDENTIFIER = term_of_iri(SCHEMA.identifier)
_SERIES, _BOOK = term_of_iri(SCHEMA.CreativeWorkSeries), term_of_iri(SCHEMA.Book)
_EDITION, _BOOK_EDITION = term_of_iri(PUB.edition), term_of_iri(SCHEMA.bookEdition)
_WHOLE_NUMBER = re.compile("[1-9][0-9]{0,8}")

#: From the term of a type concept to the terms of the classes that things of that type are in.
ClassLookup = Callable[[str], Iterable[str]]


def derived_graph(document: str) -> str:
    """The IRI of the named graph that holds what follows from a record."""
    return f"{document}#derived"


def label_graph(base_url: str) -> str:
    """The IRI of the named graph with the labels of what has no record and is named in some."""
    return f"{base_url}{CATALOG}#labels"


def is_computed(document: str, fragment: str) -> bool:
    """Whether the named graph with a fragment of a document's IRI holds nothing authored."""
    return fragment == "derived" or (fragment == "labels" and document.endswith(f"/{CATALOG}"))


def external_label_triples(labels: Mapping[str, Mapping[str, str]]) -> list[Triple]:
    """What is in the graph of labels, sorted; ``labels`` are by IRI and by language."""
    return sorted(
        (term_of_iri(iri), term_of_iri(SKOS.prefLabel), term_of_literal(text, language))
        for iri, texts in labels.items()
        for language, text in texts.items()
    )


class Derivation:
    """The rules for one catalogue.

    ``instance_classes`` looks up ``pub:instanceClass`` of a type concept, which is another record.
    ``licence`` is the IRI of the licence of the metadata, '' where the catalogue states none.
    Nothing is ever derived from what is said of a foreign thing: those are linked, never claimed.
    """

    def __init__(self, base_url: str, instance_classes: ClassLookup, licence: str = "") -> None:
        self._local = f"<{base_url}"
        self._instance_classes = instance_classes
        self._licence = licence

    def of(self, document: str, thing: str, triples: Iterable[Triple], time: int) -> list[Triple]:
        """All that follows from a record's triples and was not authored, sorted.

        ``time`` is the record's datestamp in UTC epoch seconds.
        """
        authored = set(triples)
        beginnings = ("_", f"<{document}>", f"<{document}#")
        own = {triple for triple in authored if triple[0].startswith(beginnings)}
        found: set[Triple] = set()
        for triple in own:
            found.update(self._properties(triple))
            if not is_blank(triple[0]):  # no other document could name it
                found.update(self._inverses(triple))
        found.update(self._classes(own))
        found.update(_positions(own))
        found.update(self._series(t for t in own if not is_blank(t[0])))
        found.update(_of_classes(own, found))
        found.update(_downloads(own))
        found.update(_document(document, thing, time, self._licence))
        return sorted(found - authored)

    def incoming(self, document: str, statements: Iterable[Triple]) -> set[Triple]:
        """What statements of other records say about the things of a document.

        With those of parts belong their numbers in the whole.
        """
        stated = list(statements)
        inferred = {triple for statement in stated for triple in self._inverses(statement)}
        inferred.update(self._series(stated))
        return {triple for triple in inferred if is_of(triple[0], document)}

    def _properties(self, triple: Triple) -> Iterator[Triple]:
        s, p, o = triple
        counterpart = _COUNTERPARTS.get(p)
        if counterpart:
            yield s, counterpart, o
        if p == _DC_LANGUAGE and o.startswith(f"<{EU_LANGUAGE}"):
            code = o[len(EU_LANGUAGE) + 1 : -1]
            yield s, _IN_LANGUAGE, f'"{tag_of(code)}"'

    def _inverses(self, triple: Triple) -> Iterator[Triple]:
        """What follows about the thing at the other end, if it is one of the catalogue's."""
        s, p, o = triple
        if o.startswith(self._local):
            for predicate in (p, _COUNTERPARTS.get(p)):
                if predicate in _INVERSES:
                    yield o, _INVERSES[predicate], s
            if p == _CORRECTS:
                yield o, _CORRECTION, s
            if p in _CLASSES_OF_VALUES:
                yield o, _TYPE, _CLASSES_OF_VALUES[p]

    def _series(self, statements: Iterable[Triple]) -> Iterator[Triple]:
        """What has numbered parts is a series, if it is one of the catalogue's."""
        stated = list(statements)
        numbered = {s for s, p, _ in stated if p == _NUMBER_IN_SERIES}
        for s, p, o in stated:
            if p == _PART_OF and s in numbered and o.startswith(self._local):
                yield o, _TYPE, _SERIES

    def _classes(self, authored: set[Triple]) -> Iterator[Triple]:
        publications: dict[str, set[str]] = {}
        for s, p, o in authored:
            if p == _TYPE:
                for also in _CLASSES.get(o, ()):
                    yield s, _TYPE, also
                if o == _PUBLICATION:
                    publications.setdefault(s, set())
        for s, p, o in authored:
            if p == _DC_TYPE and s in publications:
                publications[s].update(self._instance_classes(o))
        for s, classes in publications.items():
            for name in classes or {_CREATIVE_WORK}:
                yield s, _TYPE, name


def _positions(authored: set[Triple]) -> Iterator[Triple]:
    """The number in a series as a place in it: an integer, or a text such as "2018:4".

    Where there are two numbers, or a place of its own, which of them is meant is not known.
    """
    placed = {s for s, p, _ in authored if p == _POSITION}
    numbers: dict[str, list[str]] = {}
    for s, p, o in authored:
        if p == _NUMBER_IN_SERIES and s not in placed:
            numbers.setdefault(s, []).append(literal_of(o).text if o[0] == '"' else "")
    for s, texts in numbers.items():
        if len(texts) == 1 and texts[0]:
            datatype = str(XSD.integer) if _WHOLE_NUMBER.fullmatch(texts[0]) else ""
            yield s, _POSITION, term_of_literal(texts[0], datatype=datatype)


def _of_classes(authored: set[Triple], derived: set[Triple]) -> Iterator[Triple]:
    """What schema.org says otherwise of things of some classes.

    Reports have numbers of their own, other texts identifiers; a place lies in a place; books have
    editions, where other texts have versions.
    """
    books = {s for s, p, o in derived if p == _TYPE and o == _BOOK}
    reports = {s for s, p, o in derived if p == _TYPE and o == _REPORT}
    places = {s for s, p, o in authored if p == _TYPE and o == _LOCATION}
    for s, p, o in authored:
        if p == _DOCUMENT_NUMBER:
            yield s, _REPORT_NUMBER if s in reports else _IDENTIFIER, o
        if p == _EDITION and s in books:
            yield s, _BOOK_EDITION, o
        if p == _PART_OF and s in places:
            yield s, _WITHIN, o


def _downloads(authored: set[Triple]) -> Iterator[Triple]:
    """Distributions: schema.org has the property for data sets alone; publications have files."""
    datasets = {s for s, p, o in authored if p == _TYPE and o == _DATASET}
    for s, p, o in authored:
        # A blank node that two properties led to would need a name of its own in each document.
        if p == _DISTRIBUTED_AS and s not in datasets and is_iri(o):
            yield s, _ENCODING, o
        if p == _DISTRIBUTED_AS and s in datasets:
            yield s, _DISTRIBUTION, o
            if (o, _TYPE, _DCAT_DISTRIBUTION) in authored:
                yield o, _TYPE, _DATA_DOWNLOAD


def is_of(term: str, document: str) -> bool:
    """Whether a term names a document or a thing that is described in it."""
    if not is_iri(term):
        return False
    iri = iri_of(term)
    return iri == document or iri.startswith(document + "#")


def _document(document: str, thing: str, time: int, licence: str) -> Iterator[Triple]:
    """What is true of the record itself, as distinct from what it describes."""
    about = term_of_iri(document)
    stamp = timestamp(time)
    yield about, _TYPE, term_of_iri(FOAF.Document)
    if thing != document:
        yield about, term_of_iri(FOAF.primaryTopic), term_of_iri(thing)
    if licence:
        yield about, term_of_iri(DCTERMS.license), term_of_iri(licence)
    yield about, term_of_iri(DCTERMS.modified), f'"{stamp}"^^{term_of_iri(XSD.dateTime)}'


def label_triples(thing: str, label: Mapping[str, str]) -> Iterator[Triple]:
    """The name of a thing that another document links to, so that readers need not fetch it."""
    for language, text in label.items():
        yield term_of_iri(thing), term_of_iri(SCHEMA.name), term_of_literal(text, language)


_INSTANCE_CLASS = term_of_iri(PUB.instanceClass)


class InstanceClasses:
    """Looks up ``pub:instanceClass`` in the graphs of type concepts; remembers what it found.

    ``graphs`` gives the present graphs of records by their paths. An instance is good for as long
    as those do not change: for one pass over a catalogue, or one document.
    """

    def __init__(self, base_url: str, graphs: Callable[[Iterable[str]], Mapping[str, str]]) -> None:
        self._base = base_url
        self._graphs = graphs
        self._known: dict[str, tuple[str, ...]] = {}

    def __call__(self, concept: str) -> tuple[str, ...]:
        """The class terms of a type concept's term; none for a foreign or unknown concept."""
        if concept not in self._known:
            path = record_path_of(iri_of(concept), self._base)
            graph = self._graphs([path]).get(path, "")
            self._known[concept] = tuple(
                o for s, p, o in triples_of(graph) if s == concept and p == _INSTANCE_CLASS
            )
        return self._known[concept]
