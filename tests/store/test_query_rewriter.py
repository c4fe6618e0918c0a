"""What is sent to another engine: nothing that it could take for more than a query of ours."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest

from publod.errors import QueryError, QueryRefused, QuerySyntaxError
from publod.store.remote.query_rewriter import rewritten
from publod.store.remote.query_service import RemoteQueries
from publod.store.remote.writer import RemoteStore
from publod.store.store_interface import Query
from publod.vocabulary import PREFIXES

from .engines import Server
from .records import BASE, change, document

RECORD, OTHER = document(1), document(2)


@pytest.mark.parametrize(
    ("text", "default", "named", "sent"),
    [
        ("SELECT * { ?s ?p ?o }", None, None, "SELECT * { ?s ?p ?o }"),
        ("SELECT * FROM <publication/1> { }", [RECORD], [], "SELECT *                      { }"),
        (
            "SELECT ?s\nFROM <publication/1>\nFROM NAMED <publication/2> WHERE { }",
            [RECORD],
            [OTHER],
            "SELECT ?s\n" + " " * 20 + "\n" + " " * 26 + " WHERE { }",
        ),
        (
            "CONSTRUCT { ?s ?p ?o } FROM <publication/1> WHERE { ?s ?p ?o }",
            [RECORD],
            [],
            "CONSTRUCT { ?s ?p ?o }" + " " * 22 + "WHERE { ?s ?p ?o }",
        ),
        ("CONSTRUCT FROM <publication/1> WHERE { }", [RECORD], [], "CONSTRUCT" + " " * 22 + "WHERE { }"),
        ("DESCRIBE <x> FROM <publication/1>", [RECORD], [], "DESCRIBE <x>" + " " * 21),
        ("ASK from named <publication/1>{}", [], [RECORD], "ASK" + " " * 27 + "{}"),
        (f"PREFIX p: <{BASE}publication/> ASK FROM p:1 {{}}", [RECORD], [], None),
        (f"BASE <{BASE}publication/> ASK FROM <1> {{}}", [RECORD], [], None),
        ("ASK { ?s ?p 'FROM <x:y>' } # FROM <x:y>", None, None, None),
        ("SELECT (STRLEN(?from) AS ?n) { ?s ?p ?from }", None, None, None),
    ],
)  # fmt: skip
def test_from_becomes_the_dataset(
    text: str, default: list[str] | None, named: list[str] | None, sent: str | None
) -> None:
    found = rewritten(Query(text), BASE, PREFIXES)
    assert found.default == (None if default is None else tuple(default))
    assert found.named == (None if named is None else tuple(named))
    assert sent is None or found.text == sent
    assert len(found.text) == len(text)


def test_lines_end_alike_for_every_engine() -> None:
    """Where one sees a comment that goes on after a carriage return, it could hide a string."""
    found = rewritten(Query("ASK { } # a \r ''' \r\n b \r '''"), BASE, PREFIXES)
    assert found.text == "ASK { } # a \n ''' \n b \n '''"


def test_what_a_query_relies_on_is_declared() -> None:
    found = rewritten(Query("PREFIX foaf: <x:y#> ASK { ?a dcterms:title ?b ; foaf:n skos:c }"), BASE, PREFIXES)  # fmt: skip
    assert found.prologue == (
        f"BASE <{BASE}> PREFIX dcterms: <{PREFIXES['dcterms']}> PREFIX skos: <{PREFIXES['skos']}> "
    )


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (bif:http_get('http://h/') AS ?x) {}",
        "SELECT (<bif:http_get>('http://h/') AS ?x) {}",
        "SELECT (<http_get> ('http://h/') AS ?x) {}".replace("<http_get>", "<sql:http_get>"),
        "PREFIX b: <bif:> SELECT (b:http_get('http://h/') AS ?x) {}",
        "PREFIX http: <bif:http_> SELECT (http:get('http://h/') AS ?x) {}",
        "PREFIX : <bif:> SELECT (:http_get #(\n ('http://h/') AS ?x) {}",
        "PREFIX b: <bif:h> SELECT (b:ttp\\_get('http://h/') AS ?x) {}",
        "SELECT (<\\u0062if:http_get>('http://h/') AS ?x) {}",
        "SELECT (\\u0062if:http_get('http://h/') AS ?x) {}",
        "BASE <bif:> SELECT (<bif:http_get>('http://h/') AS ?x) {}",
        "SELECT * { FILTER(?a<?b)FILTER(<bif:http_get>('http://h/')) FILTER(?c>?d) }",
        "SELECT * { FILTER(?a<?b+'#>')\nFILTER bif:http_get('http://h/') }",
        "SELECT ('\n' bif:http_get('http://h/') '\n' AS ?x) {}",
        "SELECT (' \r ' bif:http_get('http://h/') ' \r ' AS ?x) {}",
        "ASK { ?s ?p \"\"\" bif:http_get('http://h/') }",
        "SELECT (`bif:http_get('http://h/')` AS ?x) {}",
        "define get:soft 'replace' SELECT * FROM <http://h/> {}",
        "define sql:log-enable 3 ASK {}",
        "DEFINE input:storage '' ASK {}",
        "PREFIX a: <b:> define get:soft 'soft' ASK {}",
        "SELECT * FROM <http://h/x> {}",
        "SELECT * FROM NAMED <http://h/x> {}",
        "SELECT * FROM <http://data.example.se.evil.example/> {}",
        "SELECT * { SERVICE <http://h/> {} }",
        "SELECT * { SERVIC\\u0045 <http://h/> {} }",
        "LOAD <http://h/>",
        "DROP ALL",
        "ASK {} ; DROP ALL".replace("ASK {} ; ", "PREFIX a: <a:> "),
        "ASK { ?s ?p 'x\ud800' }",
        "PREFIX a: <a:> SELECT * FROM a: {}",
        "sparql clear graph <x:y>",
    ],
)  # fmt: skip
def test_what_an_engine_could_take_for_more_is_refused(text: str) -> None:
    with pytest.raises(QueryError) as raised:
        rewritten(Query(text), BASE, PREFIXES)
    assert isinstance(raised.value, QueryRefused | QuerySyntaxError)


def test_the_protocols_graphs_must_be_ours_too() -> None:
    for graphs in ((), (RECORD,)):
        with pytest.raises(QueryRefused, match="no graph of this catalogue"):
            rewritten(Query("ASK {}", graphs, ("http://127.0.0.1/x",)), BASE, PREFIXES)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (xsd:integer(?a) AS ?x) { FILTER(?a < 5 && ?b > 3) }",
        "SELECT (<http://www.w3.org/2001/XMLSchema#date>(?a) AS ?x) {}",
        "ASK { ?a schema:name/(dcterms:title|^schema:url)* ?b . FILTER(?a != <x#y>) }",
        "ASK { VALUES (?a ?b) { (dcterms:title <x>) (UNDEF 1.5e3) } FILTER NOT EXISTS { ?a ?b ?c } }",
        "ASK { ?a dcterms:creator (<a> <b>) ; dcterms:title 'x'@sv-SE, \"\"\"a\n\"b\"\"\" , '\\'' }",
        "ASK { FILTER(regex('a', '^[a-z]+\\\\.$', 'i')) }",
        "SELECT (GROUP_CONCAT(DISTINCT ?a; SEPARATOR=', ') AS ?x) { ?a ?b _:c } GROUP BY ?b HAVING (COUNT(*) > 1)",
        "ASK { ?a ?b -1 , +1.0 , true , \"1\"^^xsd:int ; !(dcterms:title|a) ?c }",
    ],
)  # fmt: skip
def test_what_the_standard_has_passes(text: str) -> None:
    found = rewritten(Query(text), BASE, PREFIXES)
    assert found.text == text


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine that nothing may fetch."""
    fetched: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fetched.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", fetched
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["oxigraph", "virtuoso"])
def test_a_public_query_fetches_nothing(
    name: str, request: pytest.FixtureRequest, listener: tuple[str, list[str]]
) -> None:
    url, fetched = listener
    server: Server = request.getfixturevalue(f"{name}_server")
    with RemoteStore(
        server.url, server.update_url, base_url=BASE, user=server.user, password=server.password
    ) as store:
        store.apply(1, [change(1, "a")])
    queries = RemoteQueries(server.url, base_url=BASE)
    for text in (
        "SELECT (bif:http_get('URL') AS ?x) {}",
        "SELECT (<bif:http_get>('URL') AS ?x) {}",
        "SELECT * FROM <URL> {}",
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
        "DESCRIBE <URL>",
        "LOAD <URL>",
        "define get:soft 'replace' SELECT * FROM <URL> {}",
        "define input:grab-var 's' SELECT * { ?s ?p ?o }",
    ):
        try:
            queries.query(Query(text.replace("URL", url))).read()
        except QueryError:
            pass
    queries.close()
    assert fetched == []
