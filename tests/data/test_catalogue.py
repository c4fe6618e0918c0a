"""The catalogue in `data/` as a whole: it conforms, and keeps to the rules for authored files."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef

from publod.vocabulary import DCAT, VOCABULARIES

ROOT = Path(__file__).parents[2]
BASE = "https://example.org/"
BIBO = Namespace("http://purl.org/ontology/bibo/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
#: Addresses of the service, which are not records.
SERVICE = {URIRef(BASE + "sparql"), URIRef(BASE + "publications")}

FILES = sorted((ROOT / "data").rglob("*.ttl"))


def relative(file: Path) -> str:
    return str(file.relative_to(ROOT / "data"))


@cache
def catalogue() -> Graph:
    graph = Graph()
    for file in FILES:
        graph.parse(file, publicID=BASE)
    return graph


def local(iri: object) -> bool:
    return isinstance(iri, URIRef) and iri.startswith(BASE)


def test_the_catalogue_conforms_to_the_shapes() -> None:
    shapes = Graph()
    for file in (ROOT / "shapes").glob("*.ttl"):
        shapes.parse(file)
    data = Graph()
    for triple in [*catalogue(), *shapes.triples((None, RDFS.subClassOf, None))]:
        data.add(triple)
    conforms, _, text = pyshacl.validate(
        data, shacl_graph=shapes, inference="none", inplace=True, advanced=False
    )
    assert conforms, text


def test_every_subject_is_a_thing_under_the_base_or_a_cell_of_an_author_list() -> None:
    lists = catalogue().objects(None, BIBO.authorList)
    cells = {cell for list_ in lists for cell in catalogue().transitive_objects(list_, RDF.rest)}
    things = {s for s in catalogue().subjects() if s not in cells and local(s)}
    assert [s for s in things if not re.search(r"^[a-z0-9/-]+#[a-z-]+$", str(s)[len(BASE) :])] == []


def test_of_foreign_things_only_the_heading_is_given_and_only_with_a_match() -> None:
    headings = {s for s in catalogue().subjects() if isinstance(s, URIRef) and not local(s)}
    assert {p for s in headings for p in catalogue().predicates(s)} == {SKOS.prefLabel}
    matches = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch)
    assert headings <= {o for match in matches for o in catalogue().objects(None, match)}


def test_every_match_in_a_vocabulary_of_headings_has_its_heading() -> None:
    vocabularies = (
        "http://eurovoc.europa.eu/", "http://id.loc.gov/authorities/", "https://id.kb.se/term/",
        "http://www.yso.fi/onto/yso/",
    )  # fmt: skip
    for match in (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch):
        for heading in catalogue().objects(None, match):
            if str(heading).startswith(vocabularies):
                assert (heading, SKOS.prefLabel, None) in catalogue(), heading


def test_the_places_of_sweden_are_all_there_and_conform() -> None:
    """21 counties with codes of two digits, 290 municipalities with four, in their counties."""
    places = Graph().parse(ROOT / "vocabularies" / "places-sweden.ttl", publicID=BASE)
    codes = {str(code): place for place, code in places.subject_objects(SKOS.notation)}
    sizes = Counter(len(code) for code in codes if code.isdigit())
    assert sizes == {2: 21, 4: 290}
    for code, place in codes.items():
        if len(code) == 4:
            assert places.value(place, DCTERMS.isPartOf) == codes[code[:2]], code
    geonames = [str(o) for o in places.objects(None, OWL.sameAs) if "geonames" in str(o)]
    assert len(geonames) == len(set(geonames)) == 21 + 290 + 1
    shapes = Graph().parse(ROOT / "shapes" / "place.ttl")
    conforms, _, text = pyshacl.validate(places, shacl_graph=shapes, inplace=True)
    assert conforms, text


def test_every_local_thing_that_is_referred_to_exists() -> None:
    described = set(catalogue().subjects())
    assert {o for o in catalogue().objects() if local(o)} - described == SERVICE


def test_every_work_and_every_agent_is_referred_to() -> None:
    used = set(catalogue().objects())
    for class_ in (FOAF.Organization, FOAF.Person, URIRef("https://w3id.org/publod/ns#Work")):
        assert set(catalogue().subjects(RDF.type, class_)) - used == set()


def test_creators_are_listed_in_order_where_there_are_several() -> None:
    for subject in set(catalogue().subjects(DCTERMS.creator, None)):
        several = len(list(catalogue().objects(subject, DCTERMS.creator))) > 1
        assert ((subject, BIBO.authorList, None) in catalogue()) is several, subject


@pytest.mark.parametrize(
    ("class_", "predicates"),
    [
        (SKOS.Concept, (SKOS.prefLabel, SKOS.definition)),
        (SKOS.ConceptScheme, (DCTERMS.title, DCTERMS.description)),
        (FOAF.Organization, (FOAF.name,)),
        (FOAF.Person, (FOAF.name,)),
        (URIRef("https://w3id.org/publod/ns#Publication"), (DCTERMS.abstract,)),
    ],
    ids=str,
)
def test_texts_are_in_swedish_and_english(class_: URIRef, predicates: tuple[URIRef, ...]) -> None:
    for thing in catalogue().subjects(RDF.type, class_):
        for predicate in predicates:
            values = catalogue().objects(thing, predicate)
            tags = {value.language for value in values if isinstance(value, Literal)}
            assert tags == {"sv", "en"}, (thing, predicate)


def test_inverses_are_left_to_be_derived() -> None:
    for predicate in (SKOS.narrower, SKOS.hasTopConcept, DCTERMS.hasVersion, DCTERMS.isReplacedBy):
        assert list(catalogue().subject_objects(predicate)) == []


def test_a_concept_is_below_another_or_at_the_top_of_its_scheme() -> None:
    for concept in catalogue().subjects(RDF.type, SKOS.Concept):
        below = (concept, SKOS.broader, None) in catalogue()
        assert below is not ((concept, SKOS.topConceptOf, None) in catalogue()), concept


def test_every_property_and_class_is_in_the_vocabulary() -> None:
    known = {term for vocabulary in VOCABULARIES for term in vocabulary}
    used = {*catalogue().predicates(), *catalogue().objects(None, RDF.type)}
    assert used - known == set()


@pytest.mark.parametrize("file", FILES, ids=relative)
def test_a_file_is_written_with_relative_iris(file: Path) -> None:
    text = file.read_text("utf-8")
    assert "@base" not in text
    assert "BASE <" not in text
    assert BASE not in text


@pytest.mark.parametrize("file", sorted((ROOT / "data" / "publications").iterdir()), ids=relative)
def test_a_publication_has_a_file_of_its_own_named_like_it(file: Path) -> None:
    graph = Graph().parse(file, publicID=BASE)
    publication = URIRef("https://w3id.org/publod/ns#Publication")
    assert list(graph.subjects(RDF.type, publication)) == [
        URIRef(f"{BASE}publication/{file.stem}#it")
    ]


def test_the_data_set_has_themes_of_the_european_portals() -> None:
    table = "http://publications.europa.eu/resource/authority/data-theme/"
    [dataset] = catalogue().subjects(RDF.type, DCAT.Dataset)
    themes = {str(theme) for theme in catalogue().objects(dataset, DCAT.theme)}
    assert {t.removeprefix(table) for t in themes if t.startswith(table)} == {
        "GOVE",
        "JUST",
        "SOCI",
    }
