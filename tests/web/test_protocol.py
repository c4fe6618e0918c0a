"""What the SPARQL 1.1 specifications ask of a service, beside what its clients do.

The requests of the first two tables are those of the W3C's protocol tests, query operation
(https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/), with graphs of this catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF
from rdflib.plugins.sparql import prepareQuery

from publod.rdf import canonical
from publod.vocabulary import SD, VOID
from web.servers import EXAMPLE, Running

Pairs = list[tuple[str, str | int | float | bool | None]]

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
IOM, POLICE = EXAMPLE + "agent/iom", EXAMPLE + "agent/polismyndigheten"
ONE = "ASK { ?s foaf:name ?name }"
BOTH = f"ASK {{ <{IOM}#it> ?p ?o . <{POLICE}#it> ?q ?r }}"
NAMED = f"ASK {{ GRAPH <{IOM}> {{ ?s ?p ?o }} GRAPH <{POLICE}> {{ ?t ?q ?r }} }}"
FULL = f"ASK {{ <{IOM}#it> ?p ?o GRAPH <{POLICE}> {{ <{POLICE}#it> ?q ?r }} }}"
DEFAULT_GRAPHS: Pairs = [("default-graph-uri", IOM), ("default-graph-uri", POLICE)]
NAMED_GRAPHS: Pairs = [("named-graph-uri", IOM), ("named-graph-uri", POLICE)]
MIXED: Pairs = [("default-graph-uri", IOM), ("named-graph-uri", POLICE)]
ANSWERED: dict[str, tuple[str, Pairs]] = {
    "query": (ONE, []),
    "dataset of default graphs": (BOTH, DEFAULT_GRAPHS),
    "dataset of named graphs": (NAMED, NAMED_GRAPHS),
    "dataset of both": (FULL, MIXED),
    "dataset of the request before that of the query": (
        ONE.replace("ASK", "ASK FROM <http://example.org/none>"), MIXED,
    ),
}  # fmt: skip
REFUSED: dict[str, tuple[str, str, dict[str, str], bytes]] = {
    "method": ("PUT", "?query=ASK%20%7B%7D", {}, b""),
    "two queries": ("GET", "?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", {}, b""),
    "media type": ("POST", "", {"Content-Type": "text/plain"}, b"ASK {}"),
    "no type of a form": ("POST", "", {}, b"query=ASK%20%7B%7D"),
    "no type of a query": ("POST", "", {}, b"ASK {}"),
    "not UTF-8": (
        "POST", "", {"Content-Type": f"{DIRECT}; charset=UTF-16"}, "ASK {}".encode("utf-16"),
    ),
    "syntax": ("GET", "?query=ASK%20%7B", {}, b""),
}  # fmt: skip


@pytest.fixture
def endpoint(elsewhere: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=elsewhere.url, timeout=30) as client:
        yield client


def said(response: httpx.Response) -> bool:
    assert response.status_code == 200, response.text
    return bool(json.loads(response.text)["boolean"])


@pytest.mark.parametrize("name", ANSWERED)
def test_a_query_in_each_of_the_three_ways(endpoint: httpx.Client, name: str) -> None:
    query, dataset = ANSWERED[name]
    pairs = [("query", query), *dataset]
    form = str(httpx.QueryParams(pairs)).encode()
    assert said(endpoint.get("sparql", params=httpx.QueryParams(pairs)))
    assert said(endpoint.post("sparql", content=form, headers={"Content-Type": FORM}))
    direct = endpoint.post(
        "sparql",
        params=httpx.QueryParams(dataset),
        content=query.encode(),
        headers={"Content-Type": DIRECT},
    )
    assert said(direct)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_query_is_a_clients_fault(endpoint: httpx.Client, name: str) -> None:
    method, target, fields, body = REFUSED[name]
    response = endpoint.request(method, "sparql" + target, headers=fields, content=body)
    assert 400 <= response.status_code < 500


@pytest.mark.parametrize(
    ("query", "media_types"),
    [
        ("SELECT * { ?s ?p ?o } LIMIT 1", {"application/sparql-results+json"}),
        (ONE, {"application/sparql-results+json"}),
        ("CONSTRUCT WHERE { ?s foaf:name ?o }", {"text/turtle"}),
        ("DESCRIBE <agent/iom#it>", {"text/turtle"}),
    ],
)
def test_the_type_fits_the_form_of_the_query(
    endpoint: httpx.Client, query: str, media_types: set[str]
) -> None:
    response = endpoint.get("sparql", params={"query": query})
    assert response.status_code == 200
    assert response.headers["Content-Type"].partition(";")[0] in media_types


def test_an_answer_that_is_known_is_not_sent_again(endpoint: httpx.Client) -> None:
    for query in (ONE, "SELECT * WHERE { ?s ?p ?o } LIMIT 2000"):
        first = endpoint.get("sparql", params={"query": query})
        tag = first.headers["ETag"]
        assert first.headers["Cache-Control"] == "no-cache"
        for known in (tag, f'"other", {tag}', tag.removeprefix("W/")):
            again = endpoint.get(
                "sparql", params={"query": query}, headers={"If-None-Match": known}
            )
            assert again.status_code == 304, known
        other = endpoint.get(
            "sparql", params={"query": query}, headers={"Accept": "text/csv", "If-None-Match": tag}
        )
        assert other.status_code == 200
        assert other.headers["ETag"] != tag
        head = endpoint.head("sparql", params={"query": query})
        assert (head.status_code, head.headers["ETag"], head.content) == (200, tag, b"")


def test_nobody_has_the_answer_to_what_is_no_query(endpoint: httpx.Client) -> None:
    """``*`` is every answer that there is, and there is none to this."""
    for query in ("SELECT", "DROP ALL"):
        response = endpoint.get("sparql", params={"query": query}, headers={"If-None-Match": "*"})
        assert response.status_code in {400, 403}, query


def test_what_is_new_each_time_may_not_be_kept(endpoint: httpx.Client) -> None:
    for query in ("SELECT (NOW() AS ?n) {}", "SELECT (\\u0055UID() AS ?n) {}"):
        response = endpoint.get("sparql", params={"query": query})
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers
    posted = endpoint.post("sparql", data={"query": ONE})
    assert "ETag" not in posted.headers


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("text/turtle", "turtle"),
        ("application/rdf+xml", "xml"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_it_describes_itself_to_whoever_asks_for_rdf(
    endpoint: httpx.Client, accept: str, name: str
) -> None:
    response = endpoint.get("sparql", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith(accept)
    assert response.headers["ETag"]
    graph = Graph().parse(data=response.text, format=name, publicID=str(response.url))
    service = graph.value(predicate=RDF.type, object=SD.Service)
    assert graph.value(service, SD.endpoint) == URIRef(EXAMPLE + "sparql")
    assert (service, SD.feature, SD.UnionDefaultGraph) in graph
    assert (service, SD.supportedLanguage, SD.SPARQL11Query) in graph
    assert len(set(graph.objects(service, SD.resultFormat))) == 8
    (count,) = endpoint.get(
        "sparql",
        params={"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"},
        headers={"Accept": "text/csv"},
    ).text.split()[1:]
    assert [int(str(n)) for n in graph.objects(None, VOID.triples)] == [int(count)]
    assert all(isinstance(term, URIRef | Literal) for triple in graph for term in triple)
    asked = prepareQuery(
        "SELECT ?g { ?s sd:defaultDataset/sd:defaultGraph ?g }", initNs={"sd": SD.iri}
    )
    assert len(list(graph.query(asked))) == 1


def test_a_browser_gets_the_page_and_not_the_description(endpoint: httpx.Client) -> None:
    for accept in ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*", ""):
        response = endpoint.get("sparql", headers={"Accept": accept})
        assert response.headers["Content-Type"].startswith("text/html")
        assert "Accept" in response.headers["Vary"].split(", ")


def test_a_graph_is_read_by_its_name(endpoint: httpx.Client) -> None:
    """The Graph Store Protocol, §5.2: https://www.w3.org/TR/sparql11-http-rdf-update/#http-get."""
    for name in (IOM, "agent/iom"):
        response = endpoint.get("graphs", params={"graph": name})
        assert response.headers["Content-Type"].startswith("text/turtle")
        graph = Graph().parse(data=response.text, format="turtle")
        authored = endpoint.get("agent/iom.nt", params={"view": "authored"}).text
        assert set(graph) == set(Graph().parse(data=authored, format="nt"))
        tag = response.headers["ETag"]
        again = endpoint.get("graphs", params={"graph": name}, headers={"If-None-Match": tag})
        assert again.status_code == 304
    derived = endpoint.get("graphs", params={"graph": IOM + "#derived"})
    assert set(Graph().parse(data=derived.text, format="turtle")).isdisjoint(graph)
    head = endpoint.head(
        "graphs", params={"graph": IOM}, headers={"Accept": "application/n-triples"}
    )
    assert head.status_code == 200
    assert head.headers["Content-Type"] == "application/n-triples"


@pytest.mark.parametrize(
    "path",
    ["agent/iom", "publication/prostitution-i-norra-sverige-2017", "work/regionkoordinatorer"],
)
def test_a_graph_has_one_content_in_the_store_and_in_the_document(
    endpoint: httpx.Client, path: str
) -> None:
    """And a query of the document without GRAPH finds everything, as one of the store does."""
    own, derived = ox.NamedNode(EXAMPLE + path), ox.NamedNode(EXAMPLE + path + "#derived")
    document = quads(endpoint.get(f"{path}.trig").text)
    assert document.keys() == {ox.DefaultGraph(), own, derived}
    for graph in (own, derived):
        stored = endpoint.get(
            "graphs", params={"graph": graph.value}, headers={"Accept": "application/n-triples"}
        )
        assert same(document[graph]) == same(quads(stored.text)[ox.DefaultGraph()])
    default, besides = document[ox.DefaultGraph()], document[own] | document[derived]
    assert besides <= default
    abroad = {t for t in document[derived] if str(t.subject).startswith(f"<{EXAMPLE}")}
    abroad = {
        t for t in abroad if not str(t.subject)[1:].startswith((own.value + "#", own.value + ">"))
    }
    said = quads(endpoint.get(f"{path}.nt").text)[ox.DefaultGraph()]
    assert same(default - abroad) == same(said)
    authored = quads(endpoint.get(f"{path}.trig", params={"view": "authored"}).text)
    assert authored == dict.fromkeys((ox.DefaultGraph(), own), authored[own])
    assert same(authored[own]) == same(document[own])


def quads(text: str) -> dict[ox.NamedNode | ox.DefaultGraph, set[ox.Triple]]:
    """What a document of TriG, or of less, has in each of its graphs."""
    found: dict[ox.NamedNode | ox.DefaultGraph, set[ox.Triple]] = {}
    for quad in ox.parse(text, format=ox.RdfFormat.TRIG):
        found.setdefault(quad.graph_name, set()).add(quad.triple)
    return found


def same(triples: set[ox.Triple]) -> str:
    """The graph in canonical form, whatever the labels of its blank nodes."""
    return canonical((str(t.subject), str(t.predicate), str(t.object)) for t in triples)


def test_all_graphs_are_read_as_one(endpoint: httpx.Client) -> None:
    everything = endpoint.get("graphs?default", headers={"Accept": "application/n-triples"})
    count = endpoint.get(
        "sparql",
        params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"},
        headers={"Accept": "text/csv"},
    )
    assert len(everything.text.splitlines()) == int(count.text.split()[1])


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("", 400),
        ("?default&graph=agent/iom", 400),
        ("?graph=agent/iom&graph=agent/iom", 400),
        ("?graph=agent/nobody", 404),
        ("?graph=https://example.org/none", 404),
        ("?graph=x%3E%20%7B%7D%20UNION%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20%23", 400),
        ("?graph=%22", 400),
        ("?graph=http%3A%2F%2F%5B", 400),
    ],
)
def test_what_names_no_graph_is_refused(endpoint: httpx.Client, target: str, status: int) -> None:
    assert endpoint.get("graphs" + target).status_code == status


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_graphs_are_not_written(endpoint: httpx.Client, method: str) -> None:
    response = endpoint.request(method, "graphs", params={"graph": IOM}, content=b"")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_what_was_authored_can_be_told_from_what_follows(endpoint: httpx.Client) -> None:
    """As docs/sparql.md says: a record's graph has what was authored, and `#derived` the rest."""

    def count(pattern: str) -> int:
        query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
        answer = endpoint.get("sparql", params={"query": query}, headers={"Accept": "text/csv"})
        return int(answer.text.split()[1])

    authored = count("GRAPH ?g { ?s ?p ?o } FILTER(!STRENDS(STR(?g), '#derived'))")
    derived = count("GRAPH ?g { ?s ?p ?o } FILTER(STRENDS(STR(?g), '#derived'))")
    assert authored > 500
    assert derived > 500
    assert count("?s ?p ?o") <= authored + derived


def test_a_form_has_so_many_parameters_and_no_more(endpoint: httpx.Client) -> None:
    form = "&".join(["query=ASK{}", *("x=1" for _ in range(999))])
    assert endpoint.post("sparql", content=form, headers={"Content-Type": FORM}).status_code == 200
    more = endpoint.post("sparql", content=form + "&x=1", headers={"Content-Type": FORM})
    assert more.status_code == 400
    assert "parametrar" in more.json()["detail"]
