"""The JSON-LD context of all documents: https://www.w3.org/TR/json-ld11/#the-context.

Made from the vocabulary: schema.org's terms are plain names, all others keep their prefix. There
is no ``@vocab``: with one, a misspelt key would become a property instead of being left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from rdflib import URIRef

from publod.rdf.ntriples import prefixed
from publod.vocabulary import (
    BIBO,
    DCAT,
    DCTERMS,
    FOAF,
    HYDRA,
    ORG,
    OWL,
    PREFIXES,
    PUB,
    RDFS,
    SCHEMA,
    SH,
    SKOS,
    VOID,
    XSD,
    Vocabulary,
)


def _named(vocabulary: Vocabulary, names: str) -> tuple[URIRef, ...]:
    return tuple(vocabulary[name] for name in names.split())


#: Properties whose values name things: a bare string under one of these keys is an IRI.
LINKS = (
    *_named(
        SCHEMA,
        "about additionalType audience author contentUrl contributor dataset distribution "
        "encoding exampleOfWork hasDefinedTerm hasPart inDefinedTermSet isBasedOn isPartOf "
        "license mainEntity mainEntityOfPage memberOf mentions parentOrganization publisher "
        "sameAs spatialCoverage subOrganization subjectOf supersededBy translationOfWork url "
        "workExample workTranslation",
    ),
    *_named(
        DCTERMS,
        "accrualPeriodicity audience conformsTo contributor creator format hasPart hasVersion "
        "isPartOf isReferencedBy isReplacedBy isVersionOf language license provenance publisher "
        "references replaces rights source spatial subject type",
    ),
    *_named(
        SKOS,
        "broadMatch broader closeMatch exactMatch hasTopConcept inScheme narrowMatch narrower "
        "related relatedMatch topConceptOf",
    ),
    *_named(FOAF, "homepage isPrimaryTopicOf page phone primaryTopic"),
    *_named(
        DCAT,
        "accessService accessURL compressFormat contactPoint dataset distribution downloadURL "
        "endpointDescription endpointURL landingPage mediaType record servesDataset service "
        "theme themeTaxonomy",
    ),
    *_named(
        ORG,
        "changedBy hasSubOrganization memberOf originalOrganization resultedFrom "
        "resultingOrganization subOrganizationOf",
    ),
    *_named(HYDRA, "first last member next previous view"),
    *_named(
        VOID, "dataDump exampleResource feature inDataset rootResource sparqlEndpoint vocabulary"
    ),
    *_named(
        SH,
        "detail focusNode path property result resultPath resultSeverity severity "
        "sourceConstraint sourceConstraintComponent sourceShape sparql targetClass targetNode "
        "targetObjectsOf targetSubjectsOf",
    ),
    *_named(RDFS, "domain isDefinedBy range seeAlso subClassOf subPropertyOf"),
    *_named(PUB, "announcedLanguage instanceClass"),
    *_named(OWL, "sameAs"),
)

#: Properties that say the same in several languages: {"sv": "Rapport", "en": "Report"}.
TEXTS = (
    *_named(
        SCHEMA,
        "abstract alternateName alternativeHeadline copyrightNotice creditText description "
        "headline jobTitle keywords legalName name",
    ),
    *_named(DCTERMS, "abstract alternative description title"),
    *_named(SKOS, "altLabel definition example hiddenLabel note prefLabel scopeNote"),
    *_named(SH, "description message name resultMessage"),
    *_named(PUB, "subtitle edition editionHistory"),
    *_named(DCAT, "keyword"),
    *_named(FOAF, "name"),
    *_named(RDFS, "comment label"),
)

YEARS = (SCHEMA.datePublished, DCTERMS.issued, DCTERMS.temporal)
TIMES = (SCHEMA.dateModified, DCTERMS.created, DCTERMS.modified)
LISTS = (BIBO.authorList,)


@dataclass(frozen=True)
class Term:
    """A key of the context: how its bare values are read, and what holds several of them."""

    name: str
    coercion: str | None = None  # "@id", or a datatype's IRI
    container: str | None = None  # "@language" or "@list"


@dataclass(frozen=True)
class Context:
    """Terms by IRI, prefixes by name, and how the two keywords of every node are spelled."""

    terms: Mapping[str, Term] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    id: str = "@id"
    type: str = "@type"

    def compact(self, iri: str) -> str:
        """A class, a datatype or an undefined property: a plain name, prefixed, or as it is."""
        if iri in self.terms:
            return self.terms[iri].name
        return self.uncoerced(iri)

    def uncoerced(self, iri: str) -> str:
        """A key for this IRI that no term defines, so that its values stand for themselves."""
        if not self.prefixes or (parts := prefixed(iri)) is None:
            return iri
        key = ":".join(parts)
        term = self.terms.get(iri)
        return iri if term is not None and term.name == key else key

    def definitions(self, used: Collection[str] | None = None) -> dict[str, Any]:
        """The value of ``@context``: whole, or just what the keys and types ``used`` need."""
        used_terms = [(i, t) for i, t in self.terms.items() if used is None or t.name in used]
        definitions: dict[str, Any] = {"@version": 1.1, self.id: "@id", self.type: "@type"}
        terms = {term.name: _definition(iri, term) for iri, term in used_terms}
        needed = None if used is None else _prefixes_in(used, terms)
        definitions.update(
            (p, i) for p, i in self.prefixes.items() if needed is None or p in needed
        )
        return definitions | terms


def _definition(iri: str, term: Term) -> str | dict[str, str]:
    """A term definition: https://www.w3.org/TR/json-ld11/#expanded-term-definition."""
    parts = prefixed(iri)
    short = ":".join(parts) if parts else iri
    definition = {} if term.name == short else {"@id": short}
    if term.coercion:
        datatype = prefixed(term.coercion)
        definition["@type"] = ":".join(datatype) if datatype else term.coercion
    if term.container:
        definition["@container"] = term.container
    return short if definition == {"@id": short} else definition


def _prefixes_in(used: Collection[str], terms: Mapping[str, str | dict[str, str]]) -> set[str]:
    names = set(used)
    for definition in terms.values():
        names.update([definition] if isinstance(definition, str) else definition.values())
    return {name.partition(":")[0] for name in names if ":" in name}


def _terms() -> dict[str, Term]:
    """Every plain name of schema.org, and every prefixed name with something to define."""
    coercions: dict[str, str] = {str(iri): "@id" for iri in (*LINKS, *LISTS)}
    coercions |= {str(iri): str(XSD.gYear) for iri in YEARS}
    coercions |= {str(iri): str(XSD.dateTime) for iri in TIMES}
    containers: dict[str, str] = {str(iri): "@language" for iri in TEXTS}
    containers |= {str(iri): "@list" for iri in LISTS}
    terms: dict[str, Term] = {}
    for iri in (str(iri) for iri in (*SCHEMA, *LINKS, *TEXTS, *YEARS, *TIMES, *LISTS)):
        prefix, local = prefixed(iri) or ("", iri)
        name = local if prefix == SCHEMA.prefix else f"{prefix}:{local}"
        terms[iri] = Term(name, coercions.get(iri), containers.get(iri))
    return terms


#: The context that is published.
CONTEXT = Context(_terms(), PREFIXES, "id", "type")
#: No context: every IRI in full.
PLAIN = Context()


def published() -> dict[str, Any]:
    """The document at /context.jsonld."""
    return {"@context": CONTEXT.definitions()}
