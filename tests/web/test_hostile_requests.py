"""Requests that mean harm: every answer has its policy, and none is a multiple of what was asked."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from urllib.parse import quote

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from publod.web.http.headers import DEEPEST_PATH, EVERYWHERE, LONGEST_BODY, LONGEST_PATH
from web.servers import Running

PUBLICATION = "https://data.example.se/publication/prostitution-i-norra-sverige-2017"
LONG = 60_000
#: A page may be so many bytes longer than it is without what was asked.
MOST = 256 << 10
PARTS = {
    "levels": "a/" * (LONG // 2),
    "empty levels": "/" * LONG,
    "as many levels as there may be": "a/" * (DEEPEST_PATH - 5),
    "a long name": "x" * LONG,
    "a name as long as it may be": "å\"<&'" * (LONGEST_PATH // 5 - 10),
    "control characters": "a\x00\x01\x1f\x7f\r\nX-Evil: 1",
    "markup": "\"'><script>alert(1)</script>",
    "up": "../../../../etc/passwd",
}
PARAMETERS = ("q", "lang", "page", "query", "format", "id", "view", "subject", "year", "verb",
              "identifier", "resumptionToken", "graph", "_profile", "before", "prefix", "queries")  # fmt: skip


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Without cookies: for those werkzeug's client reads a long address character by character."""
    return app.test_client(use_cookies=False)


def rules(app: Flask) -> list[str]:
    return sorted({rule.rule for rule in app.url_map.iter_rules()})


def assert_kept(response: object, where: object) -> None:
    headers = response.headers  # type: ignore[attr-defined]
    for name, value in EVERYWHERE:
        found = headers.get(name)
        if name == "Content-Security-Policy" and str(where).startswith("/reconcile/preview"):
            assert found.startswith("default-src 'none'"), where
        else:
            assert found == value, (where, name)
    assert "X-Evil" not in headers, where
    assert sum(len(n) + len(v) for n, v in headers.items()) < 16 << 10, where


@pytest.mark.parametrize("part", PARTS)
def test_whatever_path_is_asked_for(app: Flask, client: FlaskClient, part: str) -> None:
    text = quote(PARTS[part])
    for rule in rules(app):
        path = re.sub(r"<[^>]*>", lambda _: text, rule) if "<" in rule else f"{rule}/{text}"
        if path.startswith("//"):  # the test's client would take it for a host
            path = "/." + path
        response = client.get(path, headers={"Accept": "text/html"})
        assert response.status_code < 500, rule
        assert len(response.data) < MOST, (rule, len(response.data))
        assert_kept(response, rule)


TEXTS = ("x" * LONG, "\"'<&\x01" * (LONG // 20))


def assert_short(client: FlaskClient, path: str, query: str, where: str) -> None:
    response = client.get(f"{path}?{query}", headers={"Accept": "text/html"})
    assert response.status_code < 500 or path in {"/sparql", "/graphs"}, where
    # A query for SPARQL stands in its form, with quotes of five characters each.
    most = 8 * LONG if path == "/sparql" else MOST
    assert len(response.data) < most, (where, len(response.data))
    assert_kept(response, path)


def test_whatever_query_is_asked_for_anywhere(app: Flask, client: FlaskClient) -> None:
    for rule in rules(app):
        path = re.sub(r"<[^>]*>", "1", rule)
        share = quote(TEXTS[1][: LONG // len(PARAMETERS)])
        query = "&".join(f"{name}={share}" for name in PARAMETERS)
        assert_short(client, path, query, rule)


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_whatever_parameter_is_long(client: FlaskClient, parameter: str) -> None:
    for path in (
        "/",
        "/publications",
        "/agents",
        "/new",
        "/sparql",
        "/profiles",
        "/oai",
        "/reconcile",
    ):
        for text in TEXTS:
            assert_short(client, path, f"{parameter}={quote(text)}", path)
        assert_short(client, path, f"{parameter}=a&" * 4000, path)


def test_every_method_and_every_kind_of_answer_has_the_policy(
    app: Flask, client: FlaskClient
) -> None:
    for rule in rules(app):
        path = re.sub(r"<[^>]*>", "1", rule)
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "BREW"):
            assert_kept(client.open(path, method=method), path)
    for path, status in (
        ("/static/style.css", 200), ("/static/icon.svg", 200), ("/static/none", 404),
        ("/agents/", 308), ("/publication", 308), ("/" + "a/" * 300, 414), ("/none", 404),
        ("/publications.xyz", 404), ("/robots.txt", 200),
    ):  # fmt: skip
        for accept in ("text/html", "application/json"):
            response = client.get(path, headers={"Accept": accept})
            assert response.status_code == status, (path, response.status_code)
            assert_kept(response, path)
    tag = client.get("/agents").headers["ETag"]
    unchanged = client.get("/agents", headers={"If-None-Match": tag})
    assert unchanged.status_code == 304
    assert_kept(unchanged, "/agents")


def test_answers_from_before_the_framework_have_the_policy(elsewhere: Running) -> None:
    queries = (
        "ASK {}",
        "SELECT * { ?s ?p ?o } LIMIT 1",
        "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1",
        "nonsense",
    )
    with httpx.Client(base_url=elsewhere.url, timeout=30) as http:
        for query in queries:
            for _ in range(2):  # the second comes from memory
                found = http.get("sparql", params={"query": query}, headers={"Accept": "*/*"})
                assert_kept(found, query)
                tag = found.headers.get("ETag", "")
                again = {"Accept": "*/*", "If-None-Match": tag}
                assert_kept(http.get("sparql", params={"query": query}, headers=again), query)
        too_long = http.post("sparql", content=b"x" * (LONGEST_BODY + 1))
        assert too_long.status_code == 413
        assert_kept(too_long, "a body that is not received")
        deep = http.get("a/" * 20_000, headers={"Accept": "text/html"})
        assert deep.status_code == 414
        assert_kept(deep, "a long path")


def test_a_page_about_a_long_path_is_short_and_says_so(client: FlaskClient) -> None:
    headers = {"Accept": "text/html", "Accept-Language": "sv"}
    response = client.get("/" + "x" * LONG, headers=headers)
    assert response.status_code == 414
    assert "Adressen är för lång" in response.text
    assert "8\N{NO-BREAK SPACE}192 tecken" in response.text
    assert len(response.data) < 1024
    told = client.get("/" + "x" * LONG, headers={"Accept": "application/json"}).get_json()
    assert told["status"] == 414
    assert "instance" not in told


@pytest.mark.parametrize(
    "end", ["#\x00\x01\x0b\x1f", "#\"'<>&]]>", "#\r\n\t", "#\ud800", "#\ufffe\uffff", "#" + "x" * LONG]
)  # fmt: skip
def test_unapi_is_well_formed_for_any_id(client: FlaskClient, end: str) -> None:
    identifier = PUBLICATION + end
    asked = quote(identifier, safe="", errors="surrogatepass")
    response = client.get(f"/unapi?id={asked}")
    assert response.status_code == 300
    found = ET.fromstring(response.data)
    assert found.attrib["id"].startswith(PUBLICATION)
    assert len(found) == 2
    for other in (f"/unapi?id={asked}&format=%00%3C", f"/unapi?id=%00{asked}"):
        assert client.get(other).status_code in {404, 406}
