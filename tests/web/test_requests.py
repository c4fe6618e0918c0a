"""What is answered to what is asked: formats, methods, and addresses that nobody meant."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from flask.testing import FlaskClient

from publod.formats import FORMATS
from web import page
from web.crawler import links
from web.servers import Running

RECORDS = (
    "publication/atervandandeprogrammet-manual-2019",
    "work/atervandandeprogrammet-manual",
    "edition/manual-manniskohandel-lansstyrelsen-stockholm-2016",
    "agent/iom",
    "subject/human-trafficking",
    "type/manual",
    "audience/authorities",
    "scheme/subjects",
    "catalog",
)
RESOURCES = (*RECORDS, "", "publications", "works", "agents", "subjects", "ontology", "shapes")
TYPES = {
    "html": "text/html; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
FEED = {"atom": "application/atom+xml", "jsonfeed": "application/feed+json"}
CITED = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csljson": "application/vnd.citationstyles.csl+json",
}


#: In which library systems take publications over.
LIBRARY = {
    "mrc": "application/marc",
    "marcxml": "application/marcxml+xml",
    "mods": "application/mods+xml",
}
#: Views that share a media type with others, or are named by a profile: of every record, and of
#: publications.
SCHEMA = {"schema": "application/ld+json"}
VIEWS = {
    **SCHEMA,
    **LIBRARY,
    "bibframe": "application/rdf+xml",
    "datacite": "application/vnd.datacite.datacite+xml",
}


def types_of(path: str) -> dict[str, str]:
    """The suffixes and media types of a resource."""
    kind = path.partition("/")[0]
    if kind == "publications":
        return {**TYPES, **CITED, **LIBRARY, "csv": "text/csv; charset=utf-8", **FEED}
    if kind == "publication":
        return {**TYPES, **CITED, **FEED, **VIEWS}
    fed = {"work", "works", "agent", "agents", "subject", "subjects", "type", "audience"}
    found = {**TYPES, **FEED} if kind in fed else TYPES
    return {**found, **SCHEMA} if path in RECORDS else found


#: What Chromium, Firefox, curl, rdflib, Raptor and Jena send, and what people try.
ACCEPTED = {
    "": "html",
    "*/*": "html",
    "text/*": "html",
    "application/*": "jsonld",
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8": "html",
    "text/turtle": "ttl",
    "text/turtle, */*": "ttl",
    "TEXT/TURTLE": "ttl",
    "text/turtle;q=0.5, application/rdf+xml;q=0.9": "rdf",
    "text/turtle;q=0.9, text/html;q=0.8": "ttl",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/n-triples": "nt",
    "text/plain": "nt",
    "application/trig": "trig",
    "application/n-quads": "nq",
    "text/n3": "ttl",
    "*/*;q=0.1, text/turtle;q=0": "html",
    "text/html;q=0, */*": "ttl",
    "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8": "ttl",
    "application/rdf+xml, text/rdf;q=0.6": "rdf",
    "image/png, text/turtle;q=0.001": "ttl",
    ", ,text/turtle,,": "ttl",
    "text/turtle;q=5": "html",
    "text/turtle;charset=utf-8": "ttl",
    'text/turtle;q="0.5"': "ttl",
    "\x7fnonsense": "html",
}
REFUSED = ("image/png", "text/turtle;q=0", "*/*;q=0", "application/pdf, image/*")


@pytest.mark.parametrize("path", RESOURCES)
def test_accept_decides(client: FlaskClient, path: str) -> None:
    for accept, suffix in ACCEPTED.items():
        response = client.get("/" + path, headers={"Accept": accept})
        assert (accept, response.status_code) == (accept, 200)
        assert (accept, response.headers["Content-Type"]) == (accept, TYPES[suffix])
        vary = {name.strip() for name in response.headers["Vary"].split(",")}
        assert "Accept" in vary
        assert "Accept-Language" in vary


@pytest.mark.parametrize("path", [path for path in RESOURCES if path])
def test_a_suffix_wins_over_accept(client: FlaskClient, path: str) -> None:
    for suffix, content_type in TYPES.items():
        for accept in ("text/html", "text/turtle", "image/png", "*/*;q=0"):
            response = client.get(f"/{path}.{suffix}", headers={"Accept": accept})
            assert (response.status_code, response.headers["Content-Type"]) == (200, content_type)


BY_NAME = {
    "ttl": "turtle", "turtle": "turtle", "text/turtle": "turtle", "json": "json-ld",
    "jsonld": "json-ld", "application/ld+json": "json-ld", "application/ld json": "json-ld",
    "xml": "rdf-xml", "rdf": "rdf-xml", "nquads": "n-quads", "html": "html",
}  # fmt: skip


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("path", ["publication/regionkoordinatorer-2018", "agents", "ontology", ""])
def test_a_format_is_named_in_the_address(client: FlaskClient, path: str, name: str) -> None:
    """As other servers have it, whatever Accept says."""
    wanted = next(f for f in FORMATS if f.name == BY_NAME[name])
    response = client.get(
        f"/{path}", query_string={"format": name}, headers={"Accept": "image/png"}
    )
    assert response.status_code == 200
    assert response.headers["Content-Type"] == wanted.content_type
    plain = client.get(f"/{path}", headers={"Accept": wanted.media_type})
    if wanted.name != "html":
        assert response.data == plain.data
    assert response.headers["Content-Location"] == plain.headers["Content-Location"]


def test_a_name_of_no_format_is_passed_over(client: FlaskClient) -> None:
    path = "/agent/iom"
    turtle = {"Accept": "text/turtle"}
    assert client.get(f"{path}?format=nonsense", headers=turtle).mimetype == "text/turtle"
    assert client.get(f"{path}?format=bib").status_code == 406


@pytest.mark.parametrize(("suffix", "as_"), [("json", "jsonld"), ("xml", "rdf")])
def test_suffixes_of_other_servers(client: FlaskClient, suffix: str, as_: str) -> None:
    for path in ("publication/regionkoordinatorer-2018", "agents", "ontology"):
        response, expected = (client.get(f"/{path}.{ending}") for ending in (suffix, as_))
        assert response.status_code == 200
        assert response.data == expected.data
        assert response.headers["Content-Type"] == expected.headers["Content-Type"]


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/xml", "application/rdf+xml"),
        ("text/xml, image/png", "application/rdf+xml"),
        ("application/xml, text/html", "text/html"),
        (
            'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"',
            "application/ld+json",
        ),
    ],
)
def test_what_else_asks_for_a_record(client: FlaskClient, accept: str, form: str) -> None:
    for path in ("/agent/iom", "/agents"):
        assert client.get(path, headers={"Accept": accept}).mimetype == form


@pytest.mark.parametrize("path", RESOURCES)
def test_every_answer_tells_of_the_others(own: Running, http: httpx.Client, path: str) -> None:
    types = types_of(path)
    for suffix, content_type in types.items():
        if suffix in VIEWS:  # what is asked for by media type alone is the record itself
            response = http.get(f"{own.url}{path}.{suffix}")
        else:
            response = http.get(own.url + path, headers={"Accept": content_type.partition(";")[0]})
        assert response.headers["Content-Type"] == content_type
        media_types = {t.partition(";")[0] for t in types.values()} - {
            content_type.partition(";")[0]
        }
        alternates = [(t, p) for t, p in links(response) if "alternate" in p["rel"].split()]
        assert {parameters["type"] for _, parameters in alternates} == media_types
        for target, parameters in alternates:
            other = http.get(urljoin(str(response.url), target), headers={"Accept": "*/*"})
            assert other.status_code == 200
            assert other.headers["Content-Type"].partition(";")[0] == parameters["type"]
        location = urljoin(str(response.url), response.headers["Content-Location"])
        same = http.get(location, headers={"Accept": "*/*"})
        assert same.content == response.content, f"{location} for {suffix}"
        assert same.headers["ETag"] == response.headers["ETag"]


@pytest.mark.parametrize("path", [*RESOURCES, "context.jsonld", "nowhere", "sparql", "robots.txt"])
def test_head_is_get_without_a_body(own: Running, http: httpx.Client, path: str) -> None:
    for accept in ("text/html", "text/turtle", "image/png"):
        get = http.get(own.url + path, headers={"Accept": accept})
        head = http.head(own.url + path, headers={"Accept": accept})
        assert head.status_code == get.status_code
        assert head.content == b""
        ignored = {"date"}
        assert {k: v for k, v in head.headers.items() if k not in ignored} == {
            k: v for k, v in get.headers.items() if k not in ignored
        }


@pytest.mark.parametrize("path", [*RESOURCES, "context.jsonld", "agent/iom.ttl"])
def test_options_say_what_is_allowed_and_to_whom(client: FlaskClient, path: str) -> None:
    response = client.options("/" + path, headers={"Origin": "https://example.org"})
    assert response.status_code in {200, 204}
    assert {m.strip() for m in response.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response.headers["Access-Control-Allow-Methods"]
    assert "If-None-Match" in response.headers["Access-Control-Allow-Headers"]


def test_sparql_may_be_posted_from_other_sites(client: FlaskClient) -> None:
    response = client.options("/sparql", headers={"Origin": "https://example.org"})
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", ["agent/iom", "agent/iom.ttl", "", "publications", "sparql", "no"])
def test_data_may_be_read_from_other_sites(client: FlaskClient, path: str) -> None:
    response = client.get("/" + path, headers={"Accept": "text/turtle", "Origin": "https://e.org"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    exposed = response.headers["Access-Control-Expose-Headers"]
    assert {"ETag", "Link", "Content-Location"} <= {name.strip() for name in exposed.split(",")}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["agent/iom", "", "publications", "agent/iom.ttl", "ontology"])
def test_nothing_but_reading_is_allowed(client: FlaskClient, method: str, path: str) -> None:
    for accept, kind in (("text/html", "text/html"), ("*/*", "application/problem+json")):
        response = client.open("/" + path, method=method, headers={"Accept": accept})
        assert response.status_code == 405
        assert response.mimetype == kind
        allowed = {name.strip() for name in response.headers["Allow"].split(",")}
        assert allowed == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("accept", REFUSED)
@pytest.mark.parametrize("path", ["agent/iom", "publications", "", "ontology"])
def test_what_is_not_there_is_refused_with_a_list(
    client: FlaskClient, path: str, accept: str
) -> None:
    response = client.get("/" + path, headers={"Accept": accept})
    assert response.status_code == 406
    assert response.mimetype == "application/problem+json"
    problem = json.loads(response.text)
    assert problem["status"] == 406
    types = types_of(path).values()
    assert {t.partition(";")[0] for t in types} == set(problem["available"])
    assert {"Accept"} <= {name.strip() for name in response.headers["Vary"].split(",")}


def test_a_person_can_read_the_list(client: FlaskClient) -> None:
    accept = "image/png, text/html;q=0"
    assert client.get("/agent/iom", headers={"Accept": accept}).status_code == 406
    response = client.get("/context.jsonld", headers={"Accept": "text/html"})
    assert response.status_code == 200  # it has one representation, whoever asks
    authored = client.get("/agent/iom?view=authored", headers={"Accept": "text/html"})
    assert authored.status_code == 406
    assert authored.mimetype == "text/html"
    shown = page.read("http://localhost/agent/iom", authored.text)
    assert "text/turtle" in {element.text for element in shown.all("code")}


@pytest.mark.parametrize(
    "path", ["nowhere", "agent/nobody", "agent/iom.pdf", "agent/iom.", "x.ttl"]
)
def test_what_was_never_there_is_not_found(client: FlaskClient, path: str) -> None:
    for language in ("sv", "en"):
        response = client.get(
            "/" + path, headers={"Accept": "text/html", "Accept-Language": language}
        )
        assert response.status_code == 404
        shown = page.read("http://localhost/" + path, response.text, language)
        assert "404" in [text.text for text in shown.texts]
    problem = json.loads(client.get("/" + path, headers={"Accept": "text/turtle"}).text)
    assert (problem["status"], problem["instance"]) == (404, "/" + path)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("works/", "works"),
        ("publication", "publications"),
        ("publication/", "publications"),
        ("publications/?q=a%20b", "publications?q=a%20b"),
        ("agent/iom/", "agent/iom"),
        ("about/accessibility///", "about/accessibility"),
        ("ontology/", "ontology"),
    ],
)
def test_a_shortened_address_leads_on(client: FlaskClient, path: str, meant: str) -> None:
    response = client.get("/" + path)
    assert response.status_code == 308
    location = urljoin("http://localhost/" + path, response.headers["Location"])
    assert location == "http://localhost/" + meant
    assert client.get("/" + meant).status_code == 200


#: Every address of the documentation's table that is no list, page or record.
SERVICES = (
    "sparql", "sparql/terms.json", "graphs", "metrics", "suggest", "reconcile", "opensearch.xml", "oai", "unapi",
    "datasets/dcat", ".well-known/void", "dumps", "changes", "changes/1", "sitemap.xml", "robots.txt", "context.jsonld", "profiles",
)  # fmt: skip


@pytest.mark.parametrize("slashes", ["/", "///"])
@pytest.mark.parametrize("path", SERVICES)
def test_a_service_leads_on(client: FlaskClient, path: str, slashes: str) -> None:
    response = client.get(f"/{path}{slashes}?a=%C3%A5&b=")
    assert response.status_code == 308
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    location = urljoin(f"http://localhost/{path}{slashes}", response.headers["Location"])
    assert location == f"http://localhost/{path}?a=%C3%A5&b="
    assert client.get(f"/{path}////").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("oai", b"verb=Identify", "<Identify>"),
        ("sparql", b"query=ASK%7B%3Fs+%3Fp+%3Fo%7D", "true"),
        ("reconcile", b'queries={"q0":{"query":"Polismyndigheten"}}', "agent/polismyndigheten"),
    ],
)
def test_a_service_that_is_sent_something_leads_on(
    elsewhere: Running, http: httpx.Client, path: str, body: bytes, expected: str
) -> None:
    """By the server itself, which answers queries before Flask does, with method and body."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for query in ("", "?lang=sv"):
        response = http.post(f"{elsewhere.url}{path}/{query}", content=body, headers=form)
        assert response.status_code == 308
        assert response.headers["Location"] == f"../{path}{query}"
        followed = http.send(response.next_request) if response.next_request else response
        assert followed.request.method == "POST"
        assert followed.status_code == 200
        assert expected in followed.text
    by_address = http.get(f"{elsewhere.url}{path}/?{body.decode()}", follow_redirects=True)
    assert expected in by_address.text
    assert http.put(f"{elsewhere.url}{path}/").status_code == 405


FAULTY = {
    "Content-Length: 9999999\r\n\r\n": (413, "2,097,152 bytes", "2 097 152 byte"),
    "Transfer-Encoding: chunked\r\n\r\nZZZ\r\n": (400, "ended before", "tog slut"),
}


@pytest.mark.parametrize("sent", FAULTY, ids=["too long", "no chunk"])
@pytest.mark.parametrize("path", ["sparql", "sparql?query=ASK%7B%7D", "agent/iom"])
def test_what_is_not_received_is_told_to_a_program_and_to_a_person(
    own: Running, path: str, sent: str
) -> None:
    status, english, swedish = FAULTY[sent]
    address = urlsplit(own.url)
    for accept, language, expected in (
        ("application/json", "en", english), ("text/html", "sv", swedish),
    ):  # fmt: skip
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=20)
        connection.connect()
        head = f"POST /{path} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n"
        connection.sock.sendall(f"{head}Accept-Language: {language}\r\n{sent}".encode())
        response = http.client.HTTPResponse(connection.sock)
        response.begin()
        text = response.read().decode().replace("\N{NO-BREAK SPACE}", " ")
        assert (response.status, response.getheader("Access-Control-Allow-Origin")) == (status, "*")
        assert response.getheader("Connection") == "close"
        assert expected in text
        assert accept != "text/html" or text.startswith("<!doctype html>")
        connection.close()


#: Addresses that nobody meant; sent as they are, byte for byte.
TRICKS = (
    "//", "///", "//evil.example/", "//agent/iom", "/agent//iom", "/./", "/./agent/iom",
    "/agent/./iom", "/../agent/iom", "/agent/../agent/iom", "/agent%2Fiom", "/agent/iom/",
    "/agent/iom%00", "/%00", "/agent/iom%0d%0aSet-Cookie:%20a=b", "/%0a", "/%",
    "/%ff%fe", "/%c3%a5", "/agent/iom%20", "/agent/iom.ttl/", "/.ttl", "/.html", "/.", "/..",
    "/publications/", "/publications.ttl.ttl", "/agent/iom.ttl.ttl", "/agent/iom;x=1",
    "/agent/iom?", "/agent/iom?page=7", "/agent/iom?view=bogus", "/agent/iom?view=authored",
    "/agent/iom?view=authored&view=x", "/agent/iom?lang=xx", "/agent/iom?lang=sv&lang=en",
    "/agent/iom?lang=%0d%0aX-Evil:%201", "/publications?page=%0d%0aX-Evil:%201",
    "/publications?page=0", "/publications?page=-1", "/publications?page=999999999999",
    "/publications?page=abc", "/publications?page=", "/publications?page=1", "/publications?page=2",
    "/publications?page=%C2%B2", "/publications?page=1e3", "/publications?page=01",
    "/static/", "/static/../site.py", "/static/..%2Fsite.py", "/static/%2e%2e/site.py",
    "/sparql/", "/sparql.ttl", "/context.jsonld.ttl", "/context", "/robots.txt/",
    "/ontology/", "/ontology.pdf", "/ontology?page=3", "/" + "a" * 5000, "/" + "a/" * 2000,
    "/agent/iom?" + "x=y&" * 1000, "/agent/iom?query=%00", "/favicon.ico", "/agent/iom#it",
    "/agent/%69om", "/AGENT/IOM", "/agent/iom?lang", "/?lang=en", "/?page=2", "/catalog?page=2",
)  # fmt: skip


@pytest.mark.parametrize("server", ["own", "under_gunicorn"])
def test_no_address_breaks_the_server(server: str, request: pytest.FixtureRequest) -> None:
    running: Running = request.getfixturevalue(server)
    before = bodies(running)
    address = urlsplit(running.url)
    for accept in ("text/html", "text/turtle"):
        for trick in TRICKS:
            connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=20)
            connection.putrequest("GET", trick, skip_accept_encoding=True)
            connection.putheader("Accept", accept)
            connection.endheaders()
            response = connection.getresponse()
            body = response.read()
            assert response.status in {200, 301, 303, 308, 400, 404, 406, 414, 431}, trick
            assert response.getheader("X-Evil") is None
            assert (response.getheader("Set-Cookie") or "lang=sv;").startswith(
                ("lang=sv;", "lang=en;")
            )
            if response.status == 200 and response.getheader("Content-Type", "").startswith(
                "text/h"
            ):
                page.read(urljoin(running.url, trick), body.decode())
            connection.close()
    assert bodies(running) == before
    assert "Traceback" not in running.printed()


def bodies(running: Running) -> dict[tuple[str, str, str], tuple[str | None, bytes]]:
    """What the addresses that people use give, with the ETag."""
    found: dict[tuple[str, str, str], tuple[str | None, bytes]] = {}
    with httpx.Client(base_url=running.url, timeout=20) as client:
        for path in ("", "agent/iom", "agent/iom.html", "publications", "catalog", "ontology"):
            for accept in ("text/html", "text/turtle"):
                for language in ("sv", "en"):
                    headers = {"Accept": accept, "Accept-Language": language}
                    response = client.get(path, headers=headers)
                    assert response.status_code == 200
                    found[path, accept, language] = response.headers["ETag"], response.content
    return found


LANGUAGES = {
    "": "sv", "sv": "sv", "en": "en", "en-GB": "en", "sv-FI": "sv", "de": "sv", "*": "sv",
    "de, en;q=0.5": "en", "en;q=0.4, sv;q=0.8": "sv", "sv;q=0": "en", "fi, *;q=0.1": "sv",
}  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/", "/agent/iom", "/publications", "/ontology", "/sparql", "/no"]
)
def test_the_language_of_pages_is_the_readers(client: FlaskClient, path: str) -> None:
    for wish, expected in LANGUAGES.items():
        headers = {"Accept": "text/html", "Accept-Language": wish}
        page.read("http://localhost" + path, client.get(path, headers=headers).text, expected)
    for asked, other in (("sv", "en"), ("en", "sv")):
        headers = {"Accept": "text/html", "Accept-Language": other}
        response = client.get(f"{path}?lang={asked}", headers=headers)
        page.read("http://localhost" + path, response.text, asked)


def test_authored_data_is_what_was_authored(client: FlaskClient) -> None:
    path = "/publication/atervandandeprogrammet-manual-2019"
    headers = {"Accept": "application/n-triples"}
    authored = client.get(path + "?view=authored", headers=headers)
    whole = client.get(path, headers=headers)
    assert set(authored.text.splitlines()) < set(whole.text.splitlines())
    assert "schema.org/name" not in authored.text
    assert authored.headers["ETag"] != whole.headers["ETag"]
    location = urljoin("http://localhost" + path, authored.headers["Content-Location"])
    assert client.get(location.removeprefix("http://localhost")).data == authored.data
