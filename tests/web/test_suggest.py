"""Suggestions while somebody types, and the description that tells browsers of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote, urljoin
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web.growing import PREFIXES

BROWSERS, SCRIPTS = "application/x-suggestions+json", "application/json"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def test_browsers_get_what_opensearch_says(client: FlaskClient) -> None:
    response = client.get("/suggest?q=m%C3%A4nniskoh&lang=sv", headers={"Accept": BROWSERS})
    assert response.headers["Content-Type"] == BROWSERS
    typed, names, kinds, addresses = json.loads(response.data)
    assert typed == "människoh"
    assert len(names) == len(kinds) == len(addresses) > 0
    at = names.index("människohandel")
    assert kinds[at] == "Ämne"
    assert addresses[at] == "https://data.example.se/subject/human-trafficking"


def test_our_script_gets_paths_and_languages(client: FlaskClient) -> None:
    response = client.get("/suggest?q=polis&lang=sv", headers={"Accept": SCRIPTS})
    assert response.headers["Content-Type"] == SCRIPTS
    found = json.loads(response.data)
    assert {"name", "language", "kind", "label", "path"} == set(found[0])
    for one in found:
        assert client.get("/" + one["path"]).status_code == 200
    assert {"subject/police"} <= {one["path"] for one in found}


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20", "?q=%00", "?q=xyzzyplugh"])
def test_nothing_to_suggest(client: FlaskClient, query: str) -> None:
    response = client.get("/suggest" + query, headers={"Accept": SCRIPTS})
    assert (response.status_code, json.loads(response.data)) == (200, [])
    assert len(json.loads(client.get("/suggest" + query).data)) == 4


def test_anybody_gets_something(client: FlaskClient) -> None:
    for accept in ("text/html", "*/*", "image/png", ""):
        response = client.get("/suggest?q=pol", headers={"Accept": accept})
        assert (response.status_code, response.headers["Content-Type"]) == (200, BROWSERS)


def test_it_may_be_kept_for_a_moment_and_asked_anew(client: FlaskClient) -> None:
    response = client.get("/suggest?q=pol&lang=sv")
    assert response.headers["Cache-Control"] == "max-age=60"
    assert {"Accept", "Accept-Language", "Cookie"} <= set(
        response.headers["Vary"].replace(" ", "").split(",")
    )
    tag = response.headers["ETag"]
    again = client.get("/suggest?q=pol&lang=sv", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/suggest?q=pol&lang=en", headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_before_there_is_an_index(grow: Callable[..., Flask]) -> None:
    client = grow(
        PREFIXES + "<agent/a#it> a foaf:Organization ; foaf:name 'Alfa'@sv .", indexed=False
    ).test_client()
    assert json.loads(client.get("/suggest?q=alf").data) == ["alf", [], [], []]


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=200))
def test_any_text_can_be_typed(client: FlaskClient, text: str) -> None:
    response = client.get("/suggest?q=" + quote(text), headers={"Accept": SCRIPTS})
    assert response.status_code == 200
    json.loads(response.data)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_description_of_the_search(client: FlaskClient, language: str) -> None:
    response = client.get(f"/opensearch.xml?lang={language}")
    assert response.headers["Content-Type"] == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(response.data)
    assert root.tag == OPENSEARCH + "OpenSearchDescription"
    assert len(root.findtext(OPENSEARCH + "ShortName", "")) <= 16
    assert len(root.findtext(OPENSEARCH + "LongName", "")) <= 48
    assert root.findtext(OPENSEARCH + "Language") == language
    templates = {
        (e.get("type"), e.get("rel")): e.get("template", "") for e in root.iter(OPENSEARCH + "Url")
    }
    assert templates["text/html", None] == (
        f"https://data.example.se/publications?q={{searchTerms}}&page={{startPage?}}&lang={language}"
    )
    for (kind, relation), template in templates.items():
        local = template.removeprefix("https://data.example.se")
        filled = local.replace("{searchTerms}", "polis").replace("{startPage?}", "1")
        answer = client.get(filled, headers={"Accept": kind or ""})
        assert answer.headers["Content-Type"].partition(";")[0] == kind, relation
        empty = local.replace("{searchTerms}", "polis").replace("{startPage?}", "")
        sent = client.get(empty, headers={"Accept": kind or ""})
        if sent.status_code == 303:
            sent = client.get(urljoin(local, sent.headers["Location"]))
        assert sent.status_code == 200
    tag = response.headers["ETag"]
    again = client.get(f"/opensearch.xml?lang={language}", headers={"If-None-Match": tag})
    assert again.status_code == 304
