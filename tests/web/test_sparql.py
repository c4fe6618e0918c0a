"""The SPARQL 1.1 Protocol as its clients use it: https://www.w3.org/TR/sparql11-protocol/."""

from __future__ import annotations

import csv
import http.client
import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

import httpx
import pytest
from rdflib import Graph, Literal, URIRef, Variable
from rdflib.query import Result
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from publod.vocabulary import DCTERMS, FOAF
from web import page
from web.servers import EXAMPLE, Running

#: What a browser sends with the form.
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
TITLE = "SELECT ?title WHERE { <work/atervandandeprogrammet-manual#it> dcterms:title ?title }"
GRAPH = "CONSTRUCT { ?s dcterms:title ?o } WHERE { ?s dcterms:title ?o }"
ROWS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}


@pytest.fixture
def endpoint(elsewhere: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=elsewhere.url, timeout=30) as client:
        yield client


def ask(client: httpx.Client, query: str, accept: str = "", **parameters: str) -> httpx.Response:
    headers = {"Accept": accept or "*/*"}
    return client.get("sparql", params={"query": query, **parameters}, headers=headers)


def values(response: httpx.Response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    rows = json.loads(response.text)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in rows]


def problem(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["Content-Type"] == "application/problem+json", response.text
    document = json.loads(response.text)
    assert document["status"] == response.status_code
    return response.status_code, document["detail"]


def test_the_three_ways_to_ask_are_answered_alike(endpoint: httpx.Client) -> None:
    got = ask(endpoint, TITLE)
    form = endpoint.post("sparql", data={"query": TITLE})
    direct = endpoint.post("sparql", content=TITLE, headers={"Content-Type": QUERY})
    with_charset = endpoint.post(
        "sparql", content=TITLE, headers={"Content-Type": f"{QUERY}; charset=utf-8"}
    )
    assert len(values(got)) == 1
    assert got.content == form.content == direct.content == with_charset.content
    assert got.headers["Content-Type"] == "application/sparql-results+json"
    assert got.headers["Publod-Commit"] == "1"
    assert "Accept" in got.headers["Vary"]


@pytest.mark.parametrize("media_type", ROWS)
def test_rows_in_every_format(endpoint: httpx.Client, media_type: str) -> None:
    query = (
        "SELECT ?a ?name ?none WHERE { ?a a foaf:Organization ; foaf:name ?name } ORDER BY ?name"
    )
    response = ask(endpoint, query, media_type)
    assert response.headers["Content-Type"].partition(";")[0] == media_type
    if media_type == "text/csv":
        rows = list(csv.reader(io.StringIO(response.text)))
        assert rows[0] == ["a", "name", "none"]
        names = {row[1] for row in rows[1:]}
    else:
        result = Result.parse(io.BytesIO(response.content), content_type=media_type)
        names = {str(row[Variable("name")]) for row in result.bindings}
    assert {"Polismyndigheten", "Länsstyrelsen Västernorrland"} <= names


@pytest.mark.parametrize(
    "media_type", ["application/sparql-results+json", "application/sparql-results+xml"]
)
def test_truth_values(endpoint: httpx.Client, media_type: str) -> None:
    for query, expected in (("ASK { ?s a pub:Work }", True), ("ASK { ?s a sh:Nothing }", False)):
        if "Nothing" in query:
            query = "ASK { ?s a <https://example.org/Nothing> }"
        response = ask(endpoint, query, media_type)
        result = Result.parse(io.BytesIO(response.content), content_type=media_type)
        assert result.askAnswer is expected


@pytest.mark.parametrize("media_type", GRAPHS)
def test_graphs_in_every_format(endpoint: httpx.Client, media_type: str) -> None:
    response = ask(endpoint, GRAPH, media_type)
    assert response.headers["Content-Type"].partition(";")[0] == media_type
    graph = Graph().parse(data=response.text, format=GRAPHS[media_type])
    expected = Graph().parse(data=ask(endpoint, GRAPH, "application/n-triples").text, format="nt")
    assert set(graph) == set(expected)
    assert len(graph) > 20


def test_describe_gives_a_graph(endpoint: httpx.Client) -> None:
    response = ask(endpoint, "DESCRIBE <agent/iom#it>", "text/turtle")
    graph = Graph().parse(data=response.text, format="turtle")
    assert (URIRef(EXAMPLE + "agent/iom#it"), None, None) in graph


NEGOTIATED = {
    ("", TITLE): "application/sparql-results+json",
    ("*/*", TITLE): "application/sparql-results+json",
    ("application/json", TITLE): "application/sparql-results+json",
    ("text/csv;q=0.5, application/sparql-results+xml", TITLE): "application/sparql-results+xml",
    ("text/*", TITLE): "text/csv",
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", TITLE): "application/sparql-results+xml",
    ("text/turtle, text/csv", TITLE): "text/csv",
    ("text/turtle, text/csv", GRAPH): "text/turtle",
    ("", GRAPH): "text/turtle",
    ("application/json", GRAPH): "application/ld+json",
    ("application/rdf+xml;q=0.9, application/n-triples", GRAPH): "application/n-triples",
}  # fmt: skip


def test_accept_decides(endpoint: httpx.Client) -> None:
    for (accept, query), expected in NEGOTIATED.items():
        response = endpoint.get("sparql", params={"query": query}, headers={"Accept": accept})
        assert response.status_code == 200
        found = response.headers["Content-Type"].partition(";")[0]
        assert (accept, query, found) == (accept, query, expected)


def test_a_format_that_does_not_fit_is_refused_with_a_list(endpoint: httpx.Client) -> None:
    for query, fitting in ((TITLE, "text/csv"), (GRAPH, "text/turtle")):
        response = ask(endpoint, query, "image/png")
        assert problem(response)[0] == 406
        assert fitting in json.loads(response.text)["available"]


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        (TITLE, "text/turtle", "application/sparql-results+json"),
        (GRAPH, "text/csv", "text/turtle; charset=utf-8"),
        (GRAPH, "application/sparql-results+json", "text/turtle; charset=utf-8"),
    ],
)
def test_who_takes_formats_of_the_other_kind_gets_the_first_that_fits(
    endpoint: httpx.Client, query: str, accept: str, kind: str
) -> None:
    for response in (
        ask(endpoint, query, accept),
        endpoint.post("sparql", data={"query": query}, headers={"Accept": accept}),
    ):
        assert response.status_code == 200
        assert response.headers["Content-Type"] == kind


def test_a_graph_as_graphml(endpoint: httpx.Client) -> None:
    query = (
        "CONSTRUCT { ?p dcterms:creator ?a ; dcterms:title ?t . ?a foaf:name ?n } "
        "WHERE { ?p a pub:Publication ; dcterms:title ?t ; dcterms:creator ?a . ?a foaf:name ?n }"
    )
    triples = Graph().parse(data=ask(endpoint, query, "application/n-triples").text, format="nt")
    response = ask(endpoint, query, "application/graphml+xml")
    assert response.headers["Content-Type"] == "application/graphml+xml"
    assert ask(endpoint, query, format="graphml").text == response.text
    xml = ElementTree.fromstring(response.text)
    space = "{http://graphml.graphdrawing.org/xmlns}"
    edges = {(e.get("source"), e.get("target")) for e in xml.iter(f"{space}edge")}
    assert edges == {(str(s), str(o)) for s, o in triples.subject_objects(DCTERMS.creator)}
    nodes = {n.get("id"): n for n in xml.iter(f"{space}node")}
    assert nodes.keys() == {str(n) for n in triples.subjects()}
    names = {k.get("attr.name"): k.get("id") for k in xml.iter(f"{space}key")}
    assert names.keys() == {"label", "property", "dcterms:title", "foaf:name"}
    iom = {d.get("key"): d.text for d in nodes[f"{EXAMPLE}agent/iom"
                                              "#it"].iter(f"{space}data")}  # fmt: skip
    assert set((iom[names["foaf:name"]] or "").split(" | ")) == {
        str(n) for n in triples.objects(URIRef(f"{EXAMPLE}agent/iom#it"), FOAF.name)
    }
    empty = ask(endpoint, "CONSTRUCT { ?s ?p 1 } { ?s <urn:none> ?p }", "application/graphml+xml")
    assert len(list(ElementTree.fromstring(empty.text).iter(f"{space}graph"))) == 1


def test_the_forms_format_decides(endpoint: httpx.Client) -> None:
    for query, name, media_type in (
        (TITLE, "csv", "text/csv"),
        (TITLE, "xml", "application/sparql-results+xml"),
        (TITLE, "ttl", "application/sparql-results+json"),
        (GRAPH, "json", "application/ld+json"),
        (GRAPH, "csv", "text/turtle"),
        (GRAPH, "jsonld", "application/ld+json"),
    ):
        response = endpoint.post(
            "sparql", data={"query": query, "format": name}, headers={"Accept": BROWSER}
        )
        assert response.headers["Content-Type"].partition(";")[0] == media_type


def test_the_dataset_of_the_request(endpoint: httpx.Client) -> None:
    everything = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    iom, police = EXAMPLE + "agent/iom", EXAMPLE + "agent/polismyndigheten"
    whole = int(values(ask(endpoint, everything))[0]["n"])
    one = int(values(ask(endpoint, everything, **{"default-graph-uri": iom}))[0]["n"])
    assert 0 < one < whole
    both = endpoint.get(
        "sparql",
        params=[("query", everything), ("default-graph-uri", iom), ("default-graph-uri", police)],
    )
    assert int(values(both)[0]["n"]) > one
    named = ask(
        endpoint, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": iom}
    )
    assert values(named) == [{"g": iom}]
    direct = endpoint.post(
        "sparql",
        params={"default-graph-uri": iom},
        content=everything,
        headers={"Content-Type": QUERY},
    )
    assert int(values(direct)[0]["n"]) == one
    form = endpoint.post("sparql", data={"query": everything, "default-graph-uri": iom})
    assert int(values(form)[0]["n"]) == one
    in_address = endpoint.post(
        "sparql", params={"default-graph-uri": iom}, data={"query": everything}
    )
    assert int(values(in_address)[0]["n"]) == one
    relative = iom.removeprefix(EXAMPLE)
    assert int(values(ask(endpoint, everything, **{"default-graph-uri": relative}))[0]["n"]) == one
    for wrong in ("a b", "http://[", "{x}"):
        refused = ask(endpoint, everything, **{"default-graph-uri": wrong})
        assert refused.status_code == 400
        assert wrong[:1] in problem(refused)[1]
    # What the request says counts, not what the query says (§2.1.4).
    own = f"SELECT (COUNT(*) AS ?n) FROM <{police}> WHERE {{ ?s ?p ?o }}"
    assert int(values(ask(endpoint, own, **{"default-graph-uri": iom}))[0]["n"]) == one
    empty = ask(endpoint, everything, **{"default-graph-uri": "https://example.org/none"})
    assert values(empty) == [{"n": "0"}]


FAULTS = {
    "SELECT * WHERE {": (400, "Line 1, column 17"),
    "SELECT * WHERE { ?s nope:x ?o }": (400, "nope"),
    "hello": (400, ""),
    "SELECT * WHERE { ?s ?p ?o FILTER(<http://x.example/f>(?s)) }": (400, "custom function"),
    "SELECT ?x WHERE { ?s ?p ?o } GROUP BY ?y": (400, ""),
    "INSERT DATA { <a> <b> <c> }": (403, "read-only"),
    "DELETE WHERE { ?s ?p ?o }": (403, "read-only"),
    "DROP ALL": (403, "read-only"),
    "PREFIX x: <y> LOAD <http://127.0.0.1/>": (403, "read-only"),
    "SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }": (403, "SERVICE"),
    "SELECT * WHERE { " + "{" * 400 + "}" * 400 + " }": (403, "nested"),
    "SELECT * WHERE { ?s ?p '" + "x" * 300_000 + "' }": (403, "longer"),
}


@pytest.mark.parametrize("query", FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_told_to_a_program_and_to_a_person(endpoint: httpx.Client, query: str) -> None:
    status, word = FAULTS[query]
    program = {"Content-Type": QUERY, "Accept-Language": "en"}
    response = endpoint.post("sparql", content=query.encode(), headers=program)
    found, detail = problem(response)
    assert (found, word in detail) == (status, True), detail
    for language in ("sv", "en"):
        headers = {"Accept": BROWSER, "Accept-Language": language}
        shown = endpoint.post("sparql", data={"query": query}, headers=headers)
        assert shown.status_code == status
        page.read(str(shown.url), shown.text, language)


def test_requests_that_the_protocol_does_not_know(endpoint: httpx.Client) -> None:
    many = [("query", TITLE), ("query", TITLE)]
    assert problem(endpoint.get("sparql", params=many))[0] == 400  # type: ignore
    assert problem(endpoint.post("sparql", data={"query": [TITLE, TITLE]}))[0] == 400
    assert problem(endpoint.post("sparql", data={"query": ""}))[0] == 400
    assert problem(endpoint.post("sparql", data={}, headers={"Content-Type": FORM}))[0] == 400
    assert problem(endpoint.post("sparql", content=b"", headers={"Content-Type": QUERY}))[0] == 400
    for content_type in ("text/plain", "application/json", "", "multipart/form-data; boundary=x"):
        response = endpoint.post("sparql", content=TITLE, headers={"Content-Type": content_type})
        assert problem(response)[0] == 415, content_type
    update = {"Content-Type": "application/sparql-update"}
    assert problem(endpoint.post("sparql", content="CLEAR ALL", headers=update))[0] == 403
    assert problem(endpoint.post("sparql", data={"update": "CLEAR ALL"}))[0] == 403
    assert problem(endpoint.post("sparql?update=CLEAR%20ALL"))[0] == 403
    assert problem(endpoint.put("sparql", content=TITLE, headers={"Content-Type": QUERY}))[0] == 405


@pytest.mark.parametrize("path", ["/sparql", "/publications"])
def test_a_refused_request_leaves_the_connection_open(endpoint: httpx.Client, path: str) -> None:
    """A body may come after its header: who answers before it has, must not hang up on it."""
    url = endpoint.base_url
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n"
    )
    with socket.create_connection((url.host, url.port), timeout=10) as connection:
        for _ in range(3):
            connection.sendall(head.encode())
            time.sleep(0.2)
            connection.sendall(b"ASK{}")
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            assert answer.status in {405, 415}
            assert answer.read()


GARBAGE = (
    b"\xff\xfe\x00", b"\x00", b"SELECT \x00 * {}", b"\xc3\x28", b"%", b"{" * 100, b"SELECT" * 5000,
    b"\xf0\x9f\x92\xa9", b"#" * 1000, b"# only a comment", "SELECT * {} \ud800".encode("utf-8", "surrogatepass"),
)  # fmt: skip


@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_a_clients_fault(endpoint: httpx.Client, body: bytes) -> None:
    direct = endpoint.post("sparql", content=body, headers={"Content-Type": QUERY})
    assert 400 <= direct.status_code < 500, direct.text
    form = endpoint.post("sparql", content=b"query=" + body, headers={"Content-Type": FORM})
    assert 400 <= form.status_code < 500, form.text
    quoted = "".join(f"%{byte:02x}" for byte in body[:2000])
    got = endpoint.get(f"sparql?query={quoted}")
    assert 400 <= got.status_code < 500, got.text


def test_too_much_is_refused(elsewhere: Running) -> None:
    def chunks() -> Iterator[bytes]:
        yield from (b"#" * 65536 for _ in range(100))

    for content in (b"#" * (2 << 20), b"#" * ((2 << 20) + 1), b"#" * (8 << 20), chunks()):
        # A server may hang up on what it will not read: each request has its own connection.
        with httpx.Client(base_url=elsewhere.url, timeout=30) as client:
            try:
                response = client.post("sparql", content=content, headers={"Content-Type": QUERY})
                assert response.status_code in {400, 403, 411, 413}
            except httpx.TransportError:
                pass  # closed before all was read: as good an answer
    assert httpx.get(elsewhere.url + "sparql?query=ASK%7B%7D").status_code == 200


def test_a_query_in_chunks_is_answered(endpoint: httpx.Client) -> None:
    def chunks() -> Iterator[bytes]:
        yield TITLE[:20].encode()
        yield TITLE[20:].encode()

    response = endpoint.post("sparql", content=chunks(), headers={"Content-Type": QUERY})
    assert len(values(response)) == 1


def test_text_in_any_script_comes_back_whole(endpoint: httpx.Client) -> None:
    for text in ("Återvändande", "тест", "人身売買", "مكافحة", "👩‍👩‍👧", "a\\u0000b"):
        query = f"SELECT ?x WHERE {{ BIND('{text}' AS ?x) }}"
        expected = text.replace("\\u0000", "\0")
        response = endpoint.post("sparql", data={"query": query})
        if response.status_code == 200:
            assert values(response) == [{"x": expected}]
        else:
            assert response.status_code == 400


@pytest.mark.filterwarnings("error::RuntimeWarning:SPARQLWrapper")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_reads_every_format(elsewhere: Running, method: str) -> None:
    wrapper = SPARQLWrapper(elsewhere.url + "sparql")
    wrapper.setMethod(POST if method == "POST" else "GET")
    for name in (JSON, XML, CSV, TSV):
        wrapper.setQuery("SELECT ?name WHERE { <agent/iom#it> foaf:name ?name }")
        wrapper.setReturnFormat(name)
        found = wrapper.queryAndConvert()
        text = found.toxml() if hasattr(found, "toxml") else str(found)  # type: ignore
        assert "International Organization for Migration" in text
    for name in (TURTLE, N3, RDFXML, JSONLD, XML):
        wrapper.setQuery(
            "CONSTRUCT { <agent/iom#it> foaf:name ?n } WHERE { <agent/iom#it> foaf:name ?n }"
        )
        wrapper.setReturnFormat(name)
        found = wrapper.queryAndConvert()
        if isinstance(found, bytes):
            found = Graph().parse(data=found, format="turtle")
        assert (None, None, Literal("International Organization for Migration", lang="en")) in found  # type: ignore


def test_results_in_xml_are_well_formed(endpoint: httpx.Client) -> None:
    query = "SELECT ?x WHERE { VALUES ?x { '<&>\"' \"]]>\" 'a\\tb' } }"
    root = ElementTree.fromstring(ask(endpoint, query, "application/sparql-results+xml").text)
    literals = [e.text for e in root.iter("{http://www.w3.org/2005/sparql-results#}literal")]
    assert literals == ['<&>"', "]]>", "a\tb"]


class Listener:
    """A port on the loopback that hears whoever comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.2)
        self.heard: list[str] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/"

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            self.heard.append(connection.recv(100).decode(errors="replace"))
            connection.close()

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._socket.close()


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()
    try:
        yield listener
    finally:
        listener.close()


def test_the_listener_hears() -> None:
    with listening() as listener, pytest.raises(httpx.TransportError):
        httpx.get(listener.url)
    assert listener.heard


def test_no_query_makes_the_server_contact_anyone(endpoint: httpx.Client) -> None:
    with listening() as listener:
        url = listener.url
        queries = [
            f"SELECT * WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
            f"SELECT * WHERE {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
            f"SELECT * WHERE {{ BIND(<{url}> AS ?g) SERVICE SILENT ?g {{ ?s ?p ?o }} }}",
            f"SELECT * WHERE {{ VALUES ?g {{ <{url}> }} SERVICE ?g {{ ?s ?p ?o }} }}",
            f"SELECT * WHERE {{ SER\\u0056ICE <{url}> {{ ?s ?p ?o }} }}",
            f"ASK {{ {{ SELECT * {{ service <{url}> {{ ?s ?p ?o }} }} }} }}",
            f"LOAD <{url}>", f"LOAD SILENT <{url}> INTO GRAPH <{url}g>",
            f"SELECT * FROM <{url}> WHERE {{ ?s ?p ?o }}",
            f"SELECT * FROM NAMED <{url}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
            f"CONSTRUCT {{ ?s ?p ?o }} FROM <{url}> WHERE {{ ?s ?p ?o }}",
            f"DESCRIBE <{url}>", f"DESCRIBE <{url}> FROM <{url}>",
            f"BASE <{url}> SELECT * WHERE {{ <x> ?p ?o }}",
        ]  # fmt: skip
        for query in queries:
            for more in ({}, {"default-graph-uri": url}, {"named-graph-uri": url}):
                response = ask(endpoint, query, **more)
                assert response.status_code in {200, 400, 403}, query
                if "LOAD" in query or "service" in query.lower() or "SER\\u" in query:
                    assert response.status_code in {400, 403}, query
    assert listener.heard == []


def test_the_form_is_a_page_in_both_languages(endpoint: httpx.Client) -> None:
    for language in ("sv", "en"):
        response = endpoint.get("sparql", headers={"Accept-Language": language})
        shown = page.read(str(response.url), response.text, language)
        example = shown.one("textarea").text
        answer = endpoint.post("sparql", data={"query": example, "format": "json"})
        assert values(answer), "the query of the form finds nothing"


def test_a_head_request_has_no_body(endpoint: httpx.Client) -> None:
    response = endpoint.head("sparql", params={"query": TITLE})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/sparql-results+json"
    assert response.content == b""


def test_the_tables_of_the_eu_and_geosparql_are_declared(endpoint: httpx.Client) -> None:
    count = "SELECT (COUNT(?p) AS ?n) { ?p a pub:Publication ; dcterms:language lang:SWE }"
    assert int(values(ask(endpoint, count))[0]["n"]) > 0
    point = '"POINT(18.07 59.33)"^^geo:wktLiteral'
    near = f"SELECT (geof:distance({point}, {point}, <http://www.opengis.net/def/uom/OGC/1.0/metre>) AS ?d) {{}}"
    assert float(values(ask(endpoint, near))[0]["d"]) == 0
