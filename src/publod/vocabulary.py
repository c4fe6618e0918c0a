"""Every namespace and term that publod uses, spelled once.

A namespace here is closed: ``DCTERMS.titel`` raises AttributeError at once, where an open
namespace would make an IRI that no one else has. Each namespace's IRI leads to its documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rdflib import URIRef


class Vocabulary:
    """A closed namespace: attributes and items are its terms, and nothing else is."""

    def __init__(self, prefix: str, iri: str, terms: str) -> None:
        self.prefix = prefix
        self.iri = iri
        self._terms = {name: URIRef(iri + name) for name in terms.split()}

    def __getattr__(self, name: str) -> URIRef:
        try:
            return self._terms[name]
        except KeyError:
            raise AttributeError(f"{name!r} is not a term of {self.prefix}: <{self.iri}>") from None

    def __getitem__(self, name: str) -> URIRef:
        return self._terms[name]

    def __iter__(self) -> Iterator[URIRef]:
        return iter(self._terms.values())

    def __contains__(self, iri: str) -> bool:
        return iri in self._terms.values()


PUB = Vocabulary(
    "pub",
    "https://w3id.org/publod/ns#",
    "Work Edition StatedEdition Publication subtitle edition editionNumber editionHistory "
    "ofEdition announcedLanguage amends amendedBy corrects correctedBy supplements supplementedBy "
    "numberInSeries isbn issn doi documentNumber registrationNumber classification "
    "placeOfPublication sourceDescription instanceClass",
)
RDF = Vocabulary(
    "rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type first rest nil langString List"
)
RDFS = Vocabulary(
    "rdfs",
    "http://www.w3.org/2000/01/rdf-schema#",
    "label comment seeAlso isDefinedBy subClassOf subPropertyOf domain range",
)
XSD = Vocabulary(
    "xsd",
    "http://www.w3.org/2001/XMLSchema#",
    "string gYear gYearMonth date dateTime integer positiveInteger nonNegativeInteger boolean "
    "anyURI decimal",
)
OWL = Vocabulary(
    "owl", "http://www.w3.org/2002/07/owl#", "sameAs Ontology versionInfo versionIRI inverseOf"
)
DCTERMS = Vocabulary(
    "dcterms",
    "http://purl.org/dc/terms/",
    "title alternative creator contributor publisher date issued created modified language "
    "abstract description subject type audience temporal spatial isPartOf hasPart identifier "
    "rights license isVersionOf hasVersion replaces isReplacedBy source format extent "
    "relation BibliographicResource Location hasFormat isFormatOf medium valid "
    "conformsTo accrualPeriodicity isReferencedBy references provenance",
)
SKOS = Vocabulary(
    "skos",
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme prefLabel altLabel hiddenLabel definition scopeNote note example "
    "broader narrower related inScheme hasTopConcept topConceptOf exactMatch closeMatch broadMatch "
    "narrowMatch relatedMatch notation",
)
FOAF = Vocabulary(
    "foaf",
    "http://xmlns.com/foaf/0.1/",
    "Agent Organization Person Document name givenName familyName homepage page primaryTopic "
    "isPrimaryTopicOf phone",
)
ORG = Vocabulary(
    "org",
    "http://www.w3.org/ns/org#",
    "subOrganizationOf hasSubOrganization memberOf resultedFrom changedBy originalOrganization "
    "resultingOrganization ChangeEvent",
)
DCAT = Vocabulary(
    "dcat",
    "http://www.w3.org/ns/dcat#",
    "Catalog Dataset Distribution DataService dataset service distribution themeTaxonomy keyword "
    "theme contactPoint accessURL downloadURL mediaType byteSize compressFormat endpointURL "
    "endpointDescription servesDataset landingPage record CatalogRecord accessService",
)
SCHEMA = Vocabulary(
    "schema",
    "https://schema.org/",
    "CreativeWork CreativeWorkSeries Audience Report Book Article Guide HowTo DigitalDocument "
    "Organization Person "
    "GovernmentOrganization DefinedTerm DefinedTermSet MediaObject "
    "Legislation Dataset DataCatalog DataDownload ContactPoint WebAPI Thing Place "
    "name alternateName alternativeHeadline headline description abstract author contributor "
    "publisher datePublished dateModified inLanguage about keywords audience additionalType "
    "temporalCoverage spatialCoverage isPartOf hasPart position identifier isbn issn license "
    "usageInfo copyrightNotice version bookEdition exampleOfWork workExample isBasedOn "
    "translationOfWork workTranslation encoding encodingFormat contentUrl contentSize url sameAs "
    "termCode inDefinedTermSet hasDefinedTerm parentOrganization subOrganization memberOf "
    "givenName familyName "
    "jobTitle legalName telephone contactType mentions mainEntity "
    "mainEntityOfPage dataset distribution creditText subjectOf learningResourceType "
    "reportNumber translator editor illustrator funder volumeNumber issueNumber "
    "pageStart pageEnd correction containedInPlace "
    "numberOfPages supersededBy",
)
BIBO = Vocabulary(
    "bibo",
    "http://purl.org/ontology/bibo/",
    "authorList volume issue pageStart pageEnd numPages isbn isbn10 isbn13 issn eissn "
    "Periodical Book Proceedings",
)
ADMS = Vocabulary("adms", "http://www.w3.org/ns/adms#", "status")
#: Roles of agents, each a property: https://id.loc.gov/vocabulary/relators
MARCREL = Vocabulary(
    "marcrel",
    "http://id.loc.gov/vocabulary/relators/",
    "trl edt ill pht aui aft com trc nrt cmm rev fnd his isb res dgs ths",
)
HYDRA = Vocabulary(
    "hydra",
    "http://www.w3.org/ns/hydra/core#",
    "Collection PartialCollectionView member totalItems view first last next previous",
)
VOID = Vocabulary(
    "void",
    "http://rdfs.org/ns/void#",
    "Dataset dataDump sparqlEndpoint uriSpace triples entities exampleResource inDataset feature "
    "vocabulary rootResource",
)
#: https://www.w3.org/TR/sparql11-service-description/
SD = Vocabulary(
    "sd",
    "http://www.w3.org/ns/sparql-service-description#",
    "Service Dataset Graph SPARQL11Query UnionDefaultGraph endpoint supportedLanguage "
    "resultFormat feature propertyFeature Feature defaultDataset availableGraphs defaultGraph "
    "languageExtension",
)
SH = Vocabulary(
    "sh",
    "http://www.w3.org/ns/shacl#",
    "NodeShape PropertyShape ValidationReport ValidationResult Violation Warning Info conforms "
    "result focusNode resultPath value resultMessage resultSeverity sourceShape sourceConstraint "
    "sourceConstraintComponent message name description path property sparql select targetClass "
    "targetNode targetSubjectsOf targetObjectsOf detail severity deactivated "
    "class or not xone nodeKind IRI maxCount qualifiedValueShape qualifiedMaxCount "
    "conformanceDisallows "
    "DatatypeConstraintComponent ClosedConstraintComponent InConstraintComponent "
    "NotConstraintComponent ClassConstraintComponent MinCountConstraintComponent "
    "PatternConstraintComponent",
)

#: Annotations of vocabularies: https://vocab.org/vann/
VANN = Vocabulary(
    "vann", "http://purl.org/vocab/vann/", "preferredNamespacePrefix preferredNamespaceUri"
)

#: The prefixes of every document and of the SPARQL form, in the order in which people read them.
VOCABULARIES: tuple[Vocabulary, ...] = (
    PUB, DCTERMS, SCHEMA, SKOS, FOAF, DCAT, ORG, BIBO, ADMS, MARCREL,
    OWL, RDF, RDFS, XSD, HYDRA, VOID, SH,
)  # fmt: skip

PREFIXES: dict[str, str] = {v.prefix: v.iri for v in VOCABULARIES}
_EU_TABLES = "http://publications.europa.eu/resource/authority/"
#: What needs no declaration in queries: these, tables of the EU's Publications Office, of which
#: values of the catalogue are, and GeoSPARQL's literals and functions (OGC 22-047r1).
QUERY_PREFIXES: dict[str, str] = PREFIXES | {
    "lang": f"{_EU_TABLES}language/",
    "filetype": f"{_EU_TABLES}file-type/",
    "theme": f"{_EU_TABLES}data-theme/",
    "freq": f"{_EU_TABLES}frequency/",
    "licence": f"{_EU_TABLES}licence/",
    "country": f"{_EU_TABLES}country/",
    "atu": f"{_EU_TABLES}atu/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "geof": "http://www.opengis.net/def/function/geosparql/",
}

#: The prefix of each namespace that has one.
PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}
_own: dict[str, str] = {}

#: The namespace of the shapes, served at /shapes.
SHAPES = "https://w3id.org/publod/shapes#"
#: Where the languages of publications are named (EU Publications Office authority table).
EU_LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
#: … and the types of files.
EU_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
#: The states that an edition may be in: https://www.w3.org/TR/vocab-adms/#adms-status
ADMS_STATUS = "http://purl.org/adms/status/"
#: What a text is printed on or stored in: https://www.rdaregistry.info/termList/RDACarrierType/
RDA_CARRIER = "http://rdaregistry.info/termList/RDACarrierType/"


def use_own_prefixes(own: Mapping[str, str]) -> None:
    """Abbreviate these namespaces beside publod's, from here on, in this process."""
    for prefix, namespace in _own.items():
        del PREFIXES[prefix], QUERY_PREFIXES[prefix], PREFIX_OF[namespace]
    _own.clear()
    _own.update(own)
    PREFIXES.update(own)
    QUERY_PREFIXES.update(own)
    PREFIX_OF.update((namespace, prefix) for prefix, namespace in own.items())


def own_prefixes() -> dict[str, str]:
    """The prefixes of a catalogue's own, with their namespaces."""
    return dict(_own)


def shortened(iri: str) -> str:
    """An IRI with a known prefix, as people write it."""
    for prefix, namespace in (*PREFIXES.items(), ("shape", SHAPES)):
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
