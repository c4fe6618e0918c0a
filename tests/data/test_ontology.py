"""The ontology documents every own term, in both languages, and only those."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef

from publod.vocabulary import PUB

ROOT = Path(__file__).parents[2]
ONTOLOGY = Graph().parse(ROOT / "ontology" / "publod.ttl")
SCHEMA = Namespace("https://schema.org/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
SKOS = "http://www.w3.org/2004/02/skos/core#"
BIBFRAME = "http://id.loc.gov/ontologies/bibframe/"

CLASSES = [term for term in PUB if term.removeprefix(PUB.iri)[0].isupper()]
PROPERTIES = [term for term in PUB if term not in CLASSES]
ALIGNMENTS = (RDFS.subClassOf, RDFS.subPropertyOf, OWL.inverseOf, RDFS.seeAlso, DCTERMS.relation)

#: The terms of BIBFRAME 2 that we lean on; `hasEdition`, `supersedes` and `versionOf` do not exist.
BIBFRAME_TERMS = {
    "Work", "Hub", "Series", "Instance", "Isbn", "Issn", "Doi", "subtitle", "editionStatement",
    "editionEnumeration", "seriesEnumeration", "note", "classification", "instanceOf", "Local", "place",
    "ReportNumber", "supplementTo",
}  # fmt: skip


def short(term: URIRef) -> str:
    return term.removeprefix(PUB.iri)


def languages(term: URIRef, predicate: URIRef) -> list[str]:
    values = ONTOLOGY.objects(term, predicate)
    return sorted(v.language or "" for v in values if isinstance(v, Literal))


def test_the_ontology_has_exactly_the_terms_of_the_vocabulary() -> None:
    ontology = URIRef(PUB.iri)
    assert set(ONTOLOGY.subjects()) == {ontology, *PUB}
    assert (ontology, RDF.type, OWL.Ontology) in ONTOLOGY


@pytest.mark.parametrize("term", [URIRef(PUB.iri), *PUB], ids=short)
def test_a_term_has_a_label_and_a_comment_in_both_languages(term: URIRef) -> None:
    assert languages(term, RDFS.label) == ["en", "sv"]
    assert languages(term, RDFS.comment) == ["en", "sv"]


@pytest.mark.parametrize("term", list(PUB), ids=short)
def test_a_term_says_where_it_is_defined_and_is_aligned(term: URIRef) -> None:
    assert list(ONTOLOGY.objects(term, RDFS.isDefinedBy)) == [URIRef(PUB.iri)]
    aligned = any((term, alignment, None) in ONTOLOGY for alignment in ALIGNMENTS)
    inverse = (None, OWL.inverseOf, term) in ONTOLOGY
    assert aligned or inverse or term == PUB.instanceClass


def test_alignments_make_no_concepts_of_classes_and_properties() -> None:
    """The matches of SKOS have concepts on both sides (SKOS, S19 and S20)."""
    matches = {p for p in ONTOLOGY.predicates() if str(p).startswith(SKOS)}
    assert matches == set()


def test_the_ontology_says_its_version_dates_creator_and_prefix() -> None:
    ontology = URIRef(PUB.iri)
    properties = {str(p).rsplit("/")[-1].rsplit("#")[-1] for p in ONTOLOGY.predicates(ontology)}
    assert properties >= {
        "versionIRI", "versionInfo", "created", "modified", "creator", "license",
        "preferredNamespacePrefix", "preferredNamespaceUri",
    }  # fmt: skip


@pytest.mark.parametrize("term", CLASSES, ids=short)
def test_a_class_is_declared(term: URIRef) -> None:
    assert list(ONTOLOGY.objects(term, RDF.type)) == [OWL.Class]


@pytest.mark.parametrize("term", PROPERTIES, ids=short)
def test_a_property_has_a_kind_a_domain_and_a_range(term: URIRef) -> None:
    assert ONTOLOGY.value(term, RDF.type) in {OWL.DatatypeProperty, OWL.ObjectProperty}
    domains = list(ONTOLOGY.objects(term, RDFS.domain))
    several = list(ONTOLOGY.objects(term, SCHEMA.domainIncludes))
    assert (len(domains) == 1) is not (len(several) > 1)
    assert len(list(ONTOLOGY.objects(term, RDFS.range))) == 1


def test_only_terms_of_bibframe_that_exist_are_used() -> None:
    used = {str(term) for term in ONTOLOGY.objects() if str(term).startswith(BIBFRAME)}
    assert used == {BIBFRAME + term for term in BIBFRAME_TERMS}


def test_nothing_is_left_unnamed() -> None:
    assert not any(isinstance(node, BNode) for triple in ONTOLOGY for node in triple)
