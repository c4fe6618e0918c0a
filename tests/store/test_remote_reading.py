"""One set of tests for every engine: what is read from it, in every format and dataset."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import pytest
from rdflib import Graph

from publod.errors import QueryRefused, QuerySyntaxError
from publod.store.store_interface import GraphChange, GraphFormat, Query, ResultsFormat

from .engine_under_test import HARD, Engine
from .records import TITLE, change, document

TITLES = f"SELECT ?title {{ ?s <{TITLE}> ?title }} ORDER BY ?title"


def test_rows_in_every_format(ten: Engine) -> None:
    expected = [f"Title {n}" for n in range(10)]

    def ask(results: ResultsFormat) -> str:
        answer = ten.queries.query(Query(TITLES), results=results)
        assert (answer.kind, answer.format, answer.commit) == ("bindings", results, 1)
        return answer.read().decode()

    rows = json.loads(ask("json"))["results"]["bindings"]
    assert [row["title"]["value"] for row in rows] == expected
    literals = ElementTree.fromstring(ask("xml")).iter(
        "{http://www.w3.org/2005/sparql-results#}literal"
    )
    assert [literal.text for literal in literals] == expected
    assert list(csv.reader(ask("csv").split())) == [["title"], *([t] for t in expected)] or list(
        csv.reader(ask("csv").splitlines())
    ) == [["title"], *([t] for t in expected)]
    assert ask("tsv").splitlines() == ["?title", *(f'"{t}"' for t in expected)]


def test_tsv_tells_terms_apart(engine: Engine) -> None:
    quads = HARD.replace("GRAPH", document(1))
    engine.fill(1, GraphChange((document(1),), quads.encode()))
    text = "SELECT ?o ?none { GRAPH <publication/1> { <publication/1#it> ?p ?o } }"
    lines = engine.queries.query(Query(text), results="tsv").read().decode().splitlines()
    assert lines[0] == "?o\t?none"
    terms = {line.removesuffix("\t") for line in lines[1:]}
    assert len(terms) == 12
    assert '"\u0627\u0644\u0628\u0634\u0631"@ar' in terms
    assert '"2014"^^<http://www.w3.org/2001/XMLSchema#gYear>' in terms
    assert "<https://example.org/\u00e5?q=1&r=%20#x>" in terms
    assert [term for term in terms if term.startswith("_:")]
    assert [term for term in terms if '\\"' in term and "\\\\ \\n \\t \\r" in term]


@pytest.mark.parametrize("results", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize(("text", "expected"), [("?s ?p ?o", "true"), ("?s 1 ?o", "false")])
def test_yes_or_no(ten: Engine, results: ResultsFormat, text: str, expected: str) -> None:
    answer = ten.queries.query(Query(f"ASK {{ {text.replace('1', '<x:y>')} }}"), results=results)
    assert (answer.kind, answer.format) == ("boolean", results)
    body = answer.read().decode()
    if results == "json":
        assert json.loads(body)["boolean"] is (expected == "true")
    elif results == "xml":
        told = ElementTree.fromstring(body).find("{http://www.w3.org/2005/sparql-results#}boolean")
        assert told is not None
        assert told.text == expected
    else:
        assert body == expected


@pytest.mark.parametrize(
    ("graphs", "syntax"),
    [("ttl", "turtle"), ("nt", "nt"), ("rdfxml", "xml"), ("jsonld", "json-ld")],
)
@pytest.mark.parametrize(
    "text", [f"CONSTRUCT WHERE {{ ?s <{TITLE}> ?o }}", "DESCRIBE <publication/1#it>"]
)
def test_graphs_in_every_format(ten: Engine, text: str, graphs: GraphFormat, syntax: str) -> None:
    answer = ten.queries.query(Query(text), graphs=graphs)
    assert (answer.kind, answer.format) == ("graph", graphs)
    graph = Graph().parse(data=answer.read(), format=syntax)
    triples = {(str(s), str(p), str(o)) for s, p, o in graph}
    assert (f"{document(1)}#it", TITLE, "Title 1") in triples
    assert len(triples) == (10 if "CONSTRUCT" in text else 2)


def test_prefixes_and_relative_iris_are_known(ten: Engine) -> None:
    assert ten.count("<publication/3#it> dcterms:title ?title ; schema:name ?title") == 1


# -- datasets -------------------------------------------------------------------------------------


def test_the_default_graph_is_the_union_of_all_records(ten: Engine) -> None:
    assert ten.count("?s ?p ?o") == 20 + ten.more
    assert ten.count("GRAPH ?g { ?s ?p ?o }") == 20 + ten.more
    assert ten.count("GRAPH <publication/1> { ?s ?p ?o }") == 1
    assert ten.count("?s dcterms:title ?a ; schema:name ?b") == 10


def test_from_gives_only_that_graph(ten: Engine) -> None:
    one, two = "FROM <publication/1>", "FROM <publication/1> FROM <publication/1#derived>"
    assert ten.count("?s ?p ?o", one) == 1
    assert ten.count("?s ?p ?o", two) == 2
    assert ten.count("GRAPH ?g { ?s ?p ?o }", one) == 0
    assert ten.count("?s ?p ?o", "FROM NAMED <publication/1>") == 0
    assert ten.count("GRAPH ?g { ?s ?p ?o }", "FROM NAMED <publication/1>") == 1


def test_the_protocols_dataset_goes_before_the_querys(ten: Engine) -> None:
    one, two = (document(1),), (document(1), document(2))
    assert ten.count("?s ?p ?o", default_graphs=two) == 2
    assert ten.count("?s ?p ?o", "FROM <publication/3>", default_graphs=two) == 2
    assert ten.count("GRAPH ?g { ?s ?p ?o }", default_graphs=two) == 0
    assert ten.count("GRAPH ?g { ?s ?p ?o }", named_graphs=one) == 1
    assert ten.count("?s ?p ?o", named_graphs=one) == 0
    both = ten.count("?s ?p ?o . GRAPH ?g { ?s ?p ?o }", default_graphs=two, named_graphs=one)
    assert both == 1
    with pytest.raises(QuerySyntaxError):
        ten.queries.query(Query("ASK {}", default_graphs=("no iri",)))


# -- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("SELECT ?x {", QuerySyntaxError, None),
        ("SELECT ?x { ?x ex:p 1 }", QuerySyntaxError, "the prefix ex: is not declared"),
        ("", QuerySyntaxError, "ends too early"),
        ("INSERT DATA { <a> <b> <c> }", QueryRefused, "read-only"),
        ("LOAD <http://127.0.0.1/>", QueryRefused, "read-only"),
        ("SELECT * { SERVICE <http://x/> {} }", QueryRefused, "SERVICE"),
    ],
)
def test_errors_say_what_is_wrong(
    ten: Engine, text: str, error: type[Exception], message: str | None
) -> None:
    with pytest.raises(error, match=message):
        ten.queries.query(Query(text))
    assert ten.count("?s dcterms:title ?o") == 10


# -- many and long --------------------------------------------------------------------------------


def test_many_threads_get_their_own_answers(ten: Engine) -> None:
    def ask(n: int) -> bool:
        text = f"SELECT ?t {{ <publication/{n % 10}#it> dcterms:title ?t }}"
        return [row["t"]["value"] for row in ten.rows(text)] == [f"Title {n % 10}"]

    with ThreadPoolExecutor(6) as threads:
        assert all(threads.map(ask, range(120)))


def test_a_long_answer_comes_whole(engine: Engine) -> None:
    engine.fill(1, *(change(n, f"Title {n}", triples=40) for n in range(300)))
    text = "SELECT * { ?s ?p ?o FILTER(STRSTARTS(STR(?s), STR(<publication/>))) }"
    rows: dict[ResultsFormat, Callable[[bytes], int]] = {
        "json": lambda body: len(json.loads(body)["results"]["bindings"]),
        "xml": lambda body: body.count(b"<result>"),
        "csv": lambda body: len(list(csv.reader(body.decode().splitlines()))) - 1,
        "tsv": lambda body: body.count(b"\n") - 1,
    }
    for results, number_of in rows.items():
        answer = engine.queries.query(Query(text), results=results)
        assert answer.body is None
        body = answer.read()
        assert len(body) > 1 << 20
        assert number_of(body) == 300 * 42, results
