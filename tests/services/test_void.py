"""VoID (https://www.w3.org/TR/void/): what is said of the data is true of the data."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

from publod.record_repository import Repository
from publod.services import void
from publod.services.dump_folder import DumpFolder
from publod.services.dump_writer import Counts
from publod.vocabulary import DCAT, DCTERMS, FOAF, PUB, RDF, SCHEMA, SKOS, VOID, XSD
from services.copying import BASE, Source, change, concept, publication

NS = "http://rdfs.org/ns/void#"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(tmp_path)


def described(source: Source, counts: Counts | None = None) -> tuple[Graph, URIRef]:
    graph = void.describe(Repository(source.ledger), counts or Counts())
    dataset = graph.value(URIRef(f"{BASE}{void.PATH}"), FOAF.primaryTopic)
    assert isinstance(dataset, URIRef)
    assert (dataset, RDF.type, VOID.Dataset) in graph
    return graph, dataset


def test_without_a_record_of_the_catalogue(source: Source) -> None:
    source.commit(publication("a"))
    graph, dataset = described(source)
    assert dataset == URIRef(f"{BASE}catalog#dataset")
    assert {
        t.language for t in graph.objects(dataset, DCTERMS.title) if isinstance(t, Literal)
    } == {"sv", "en"}
    assert graph.value(dataset, VOID.uriSpace) == Literal(BASE)
    assert graph.value(dataset, VOID.sparqlEndpoint) == URIRef(f"{BASE}sparql")
    assert graph.value(dataset, VOID.triples) is None, "nobody has counted"
    assert graph.value(dataset, VOID.exampleResource) == URIRef(f"{BASE}publication/a#it")
    assert graph.value(URIRef(f"{BASE}.well-known/void"), FOAF.primaryTopic) == dataset
    assert not [o for o in graph.objects() if str(o).startswith("None")]


def test_what_the_record_says_is_said(source: Source) -> None:
    source.commit(
        change(
            "catalog",
            (RDF.type, f"<{DCAT.Catalog}>"),
            (DCTERMS.title, '"Min"@sv'),
            (DCTERMS.license, "<http://creativecommons.org/licenses/by/4.0/>"),
            (DCAT.dataset, "<catalog#all>"),
        )
    )
    graph, dataset = described(source)
    assert dataset == URIRef(f"{BASE}catalog#all")
    assert list(graph.objects(dataset, DCTERMS.title)) == [Literal("Min", lang="sv")]
    assert graph.value(dataset, DCTERMS.license) == URIRef(
        "http://creativecommons.org/licenses/by/4.0/"
    )


def test_counts_are_those_of_the_data(source: Source) -> None:
    source.commit(publication("a", "x"), publication("b"), concept("x"))
    dump = DumpFolder(source.folder / "dumps").make(Repository(source.ledger))
    graph, dataset = described(source, dump.counts)
    partitions = {
        graph.value(part, URIRef(f"{NS}class")): graph.value(part, VOID.entities)
        for part in graph.objects(dataset, URIRef(f"{NS}classPartition"))
    }
    assert partitions[PUB.Publication] == Literal("2", datatype=XSD.integer)
    triples = [
        int(str(graph.value(part, VOID.triples)))
        for part in graph.objects(dataset, URIRef(f"{NS}propertyPartition"))
    ]
    assert int(str(graph.value(dataset, VOID.triples))) == sum(triples)
    assert int(str(graph.value(dataset, URIRef(f"{NS}properties")))) == len(triples)
    used = set(graph.objects(dataset, VOID.vocabulary))
    assert URIRef(DCTERMS.iri) in used
    assert URIRef("http://www.w3.org/ns/shacl#") not in used


def test_entities_are_what_is_there_now(source: Source) -> None:
    source.commit(publication("a"), publication("b"))
    graph, dataset = described(source)
    assert graph.value(dataset, VOID.entities) == Literal("2", datatype=XSD.integer)


def test_links_to_other_data_sets_are_counted(source: Source) -> None:
    exact, close = SKOS.exactMatch, SKOS.closeMatch
    wikidata, lcsh = "http://www.wikidata.org/entity/", "http://id.loc.gov/authorities/subjects/"
    source.commit(
        change("subject/a", (RDF.type, f"<{SKOS.Concept}>"), (exact, f"<{wikidata}Q1>"),
               (exact, f"<{lcsh}sh1>"), (close, f"<{wikidata}Q2>")),
        change("subject/b", (RDF.type, f"<{SKOS.Concept}>"), (exact, f"<{wikidata}Q1>")),
    )  # fmt: skip
    dump = DumpFolder(source.folder / "dumps").make(Repository(source.ledger))
    assert DumpFolder(source.folder / "dumps").find(dump.commit) == dump
    graph = void.describe(Repository(source.ledger), dump.counts)
    dataset = URIRef(f"{BASE}catalog#dataset")
    found = {}
    for links in graph.objects(dataset, URIRef(f"{NS}subset")):
        assert (links, RDF.type, URIRef(f"{NS}Linkset")) in graph
        assert graph.value(links, URIRef(f"{NS}subjectsTarget")) == dataset
        target = graph.value(links, URIRef(f"{NS}objectsTarget"))
        assert (target, RDF.type, VOID.Dataset) in graph
        assert graph.value(target, FOAF.homepage)
        key = (
            str(graph.value(target, VOID.uriSpace)),
            graph.value(links, URIRef(f"{NS}linkPredicate")),
        )
        assert key not in found
        found[key] = int(str(graph.value(links, VOID.triples)))
    assert found == {
        (wikidata, exact): 2, (wikidata, close): 1, (lcsh, exact): 1,
        (wikidata, SCHEMA.sameAs): 2, (lcsh, SCHEMA.sameAs): 1,
    }  # fmt: skip
