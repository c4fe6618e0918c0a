"""What is served meets the shapes that are served, to a SHACL processor that knows nothing else."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from rdflib import OWL
from rdflib.compare import isomorphic

from publod.services import dump_writer
from publod.validation import published
from publod.vocabulary import PUB, SH, SHAPES
from publod.web.site import KEY

TURTLE = {"Accept": "text/turtle"}
#: At most so many records of a kind: a program judges each in a tenth of a second or so.
MOST = 12
PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://e.example/> .
"""


def pyshacl(shapes: Path, *data: Path) -> str:
    """What the program says of files, each by itself; '' where all of them conform."""
    program = Path(sys.executable).with_name("pyshacl")
    done = subprocess.run(
        [program, "-s", shapes, "-sf", "turtle", "-df", "turtle", "--validate-each", *data],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.fixture(scope="module")
def shapes(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("served") / "shapes.ttl"
    file.write_bytes(app.test_client().get("/shapes", headers={"Accept": "text/turtle"}).data)
    return file


def test_a_dump_conforms(app: Flask, shapes: Path, tmp_path: Path) -> None:
    dump_writer.write(app.extensions[KEY].repository, tmp_path)
    (packed,) = tmp_path.glob("*.ttl.gz")
    dump = tmp_path / "dump.ttl"
    dump.write_bytes(gzip.decompress(packed.read_bytes()))
    assert pyshacl(shapes, dump) == ""


def test_the_document_of_any_record_conforms(
    app: Flask, client: FlaskClient, shapes: Path, tmp_path: Path
) -> None:
    by_kind: dict[str, list[Path]] = defaultdict(list)
    repository = app.extensions[KEY].repository
    for record in repository.present_records(repository.paths()).values():
        if len(by_kind[record.kind]) < MOST:
            file = tmp_path / (record.path.replace("/", "-") + ".ttl")
            file.write_bytes(client.get(f"/{record.path}.ttl").data)
            by_kind[record.kind].append(file)
    assert by_kind.keys() >= {"publication", "work", "edition", "agent", "subject", "catalog"}
    assert pyshacl(shapes, *(file for files in by_kind.values() for file in files)) == ""


def test_what_is_wrong_is_still_found(client: FlaskClient, shapes: Path, tmp_path: Path) -> None:
    """A class that is stated and is another one, and a text in place of a thing."""
    path = "publication/manual-misstanke-manniskohandel-2019"
    text = client.get(f"/{path}.ttl").get_data(as_text=True)
    agent = "<https://data.example.se/agent/jamstalldhetsmyndigheten#it>"
    for wrong in (
        f"\n{agent} a dcterms:Location ; <http://www.w3.org/2004/02/skos/core#prefLabel> 'x'@sv .",
        f"\n<https://data.example.se/{path}#it> dcterms:publisher 'x' .",
    ):
        file = tmp_path / "wrong.ttl"
        file.write_text(text + wrong)
        assert "OrConstraintComponent" in pyshacl(shapes, file)


def conforms(shapes: str, data: str) -> bool:
    import pyshacl

    graph = published(rdflib.Graph().parse(data=PREFIXES + shapes))
    return bool(
        pyshacl.validate(
            rdflib.Graph().parse(data=PREFIXES + data), shacl_graph=graph, inference="none"
        )[0]
    )


_TARGET = "ex:S a sh:NodeShape ; sh:targetNode ex:a ; "


@pytest.mark.parametrize(
    ("shape", "data", "expected"),
    [
        ("sh:property [ sh:path ex:p ; sh:class ex:C ] .", "ex:a ex:p ex:b .", True),
        ("sh:property [ sh:path ex:p ; sh:class ex:C ] .", "ex:a ex:p ex:b . ex:b a ex:D .", False),
        ("sh:property [ sh:path ex:p ; sh:class ex:C ] .", "ex:a ex:p [ ex:q 1 ] .", False),
        ("sh:property [ sh:path ex:p ; sh:class ex:C , ex:E ] .", "ex:a ex:p ex:b .", True),
        ("sh:property [ sh:path ex:p ; sh:class ex:C , ex:E ] .",
         "ex:a ex:p ex:b . ex:b a ex:C .", False),
        ("sh:property [ sh:path ex:p ; sh:or ( [ sh:class ex:C ] [ sh:class ex:D ] ) ] .",
         "ex:a ex:p ex:b .", True),
        ("sh:property [ sh:path ex:p ; sh:not [ sh:class ex:C ] ] .", "ex:a ex:p ex:b .", True),
        ("sh:property [ sh:path ex:p ; sh:not [ sh:class ex:C ] ] .",
         "ex:a ex:p ex:b . ex:b a ex:C .", False),
        ("sh:property [ sh:path ex:p ; sh:xone ( [ sh:class ex:C ] [ sh:class ex:D ] ) ] .",
         "ex:a ex:p ex:b .", True),
        ("sh:property [ sh:path ex:p ; sh:xone ( [ sh:class ex:C ] [ sh:class ex:D ] ) ] .",
         "ex:a ex:p ex:b . ex:b a ex:C , ex:D .", False),
        ("sh:property [ sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:C ] ; "
         "sh:qualifiedMinCount 1 ] .", "ex:a ex:p ex:b .", True),
        ("sh:property [ sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:C ] ; "
         "sh:qualifiedMaxCount 1 ] .", "ex:a ex:p ex:b , ex:c .", True),
    ],
)  # fmt: skip
def test_shapes_of_one_s_own(shape: str, data: str, expected: bool) -> None:
    assert conforms(_TARGET + shape, data) is expected


def test_the_shapes_themselves_stay_as_they_are() -> None:
    written = rdflib.Graph().parse(data=PREFIXES + _TARGET + "sh:class ex:C .")
    before = len(written)
    assert (None, SH["class"], None) in written
    published(written)
    assert len(written) == before


def test_shapes_without_tests_of_classes_are_served_as_they_are() -> None:
    written = rdflib.Graph().parse(data=PREFIXES + _TARGET + "sh:nodeKind sh:IRI .")
    assert set(published(written)) == set(written)


def test_axioms_are_not_served() -> None:
    axiom = "ex:C <http://www.w3.org/2000/01/rdf-schema#subClassOf> ex:D ."
    assert not set(published(rdflib.Graph().parse(data=PREFIXES + axiom)))


def test_the_vocabularies_are_graphs_of_the_store(client: FlaskClient) -> None:
    """Named by their IRIs, with what is served of them, and counted with nothing."""
    for path, iri in (("ontology", PUB.iri), ("shapes", SHAPES)):
        stored = client.get("/graphs", query_string={"graph": iri}, headers=TURTLE)
        served = client.get(f"/{path}.ttl")
        one, other = (rdflib.Graph().parse(data=a.text, format="turtle") for a in (stored, served))
        assert isomorphic(one, other)
    query = "SELECT ?label { pub:editionNumber rdfs:label ?label FILTER(lang(?label) = 'en') }"
    assert "edition number" in client.get("/sparql", query_string={"query": query}).text
    site = client.application.extensions[KEY]
    counts = site.repository.statistics()
    assert not {str(SH.NodeShape), str(OWL.Class)} & counts.classes.keys()
    assert str(SH.path) not in counts.properties
    whole = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), STR(<>))) }"
    rows = client.get("/sparql", query_string={"query": whole}).get_json()["results"]["bindings"]
    assert sum(counts.properties.values()) == int(rows[0]["n"]["value"])


def test_the_names_of_languages_can_be_queried(client: FlaskClient) -> None:
    query = """
        SELECT DISTINCT ?name { ?p dcterms:language ?l . ?l skos:prefLabel ?name }
    """
    text = client.get("/sparql", query_string={"query": query}).text
    assert "svenska" in text
    assert "Swedish" in text
