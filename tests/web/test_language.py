"""The language that was chosen once stays, for pages and for nothing else."""

from __future__ import annotations

from collections import defaultdict

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web import page
from web.servers import EXAMPLE

HTML = {"Accept": "text/html"}
PAGES = ("/", "/agent/iom", "/agent/iom.html", "/publications", "/ontology", "/sparql", "/nowhere")


def spoken(client: FlaskClient, path: str, **headers: str) -> str:
    response = client.get(path, headers={**HTML, **headers})
    return page.read("http://localhost" + path, response.text).one("html").attributes["lang"]


@pytest.mark.parametrize("path", PAGES)
def test_a_choice_is_remembered(app: Flask, path: str) -> None:
    client = app.test_client()
    assert spoken(client, path, **{"Accept-Language": "sv"}) == "sv"
    response = client.get(f"{path}?lang=en", headers=HTML)
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("lang=en;")
    for attribute in ("Path=/", "SameSite=Lax", "Max-Age=31536000", "HttpOnly"):
        assert attribute in cookie
    for other in PAGES:
        assert spoken(client, other, **{"Accept-Language": "sv"}) == "en"
        # What is asked for now goes before what was asked for then.
        assert (
            client.get(f"{other}?lang=sv", headers=HTML).headers["Set-Cookie"].startswith("lang=sv")
        )
        client.set_cookie("lang", "en")


@pytest.mark.parametrize(
    ("asked", "path", "query"),
    [
        ("", "", ""),
        ("agent/iom", "agent/iom", ""),
        ("agent/iom.html", "agent/iom", ""),
        ("agents?page=1&x=y", "agents", ""),
        ("new?kind=other", "new", "?kind=other"),
        ("publications?type=manual&x=y", "publications", "?type=manual"),
    ],
)
def test_a_page_in_a_language_that_was_asked_for_is_a_page_of_its_own(
    client: FlaskClient, asked: str, path: str, query: str
) -> None:
    """Others know it by the catalogue's own address, wherever it is looked at."""
    plain = f"{EXAMPLE}{path}{query}"
    of = {tag: f"{plain}{'&' if query else '?'}lang={tag}" for tag in ("en", "sv")}
    for language in ("", "sv", "en"):
        more = f"{'&' if '?' in asked else '?'}lang={language}" if language else ""
        response = client.get(f"/{asked}{more}", headers=HTML)
        assert f'<{of.get(language, plain)}>; rel="canonical"' in response.headers["Link"]
        assert response.headers["Link"].count('rel="canonical"') == 1
        shown = page.read(f"http://localhost/{asked}", response.text)
        named = {
            e.attributes["hreflang"]: e.attributes["href"]
            for e in shown.all("link")
            if "hreflang" in e.attributes
        }
        assert named == {**of, "x-default": plain}


def test_data_has_one_address_and_an_error_none(client: FlaskClient) -> None:
    data = client.get("/agent/iom.ttl?lang=sv").headers["Link"]
    assert f'<{EXAMPLE}agent/iom>; rel="canonical"' in data
    assert 'hreflang="x-default"' not in client.get("/nowhere", headers=HTML).text


@pytest.mark.parametrize(
    "value", ["", "de", "EN", "sv;en", "../sv", "%0d%0a", "sv\u00e5", "x" * 4000]
)
def test_other_values_of_the_cookie_count_for_nothing(app: Flask, value: str) -> None:
    client = app.test_client()
    client.set_cookie("lang", value)
    for language in ("sv", "en"):
        assert spoken(client, "/agent/iom", **{"Accept-Language": language}) == language


@pytest.mark.parametrize(
    "path", ["/agent/iom", "/", "/agent/iom.ttl", "/publications", "/nowhere", "/sparql"]
)
def test_caches_are_told(client: FlaskClient, path: str) -> None:
    vary = {name.strip() for name in client.get(path, headers=HTML).headers["Vary"].split(",")}
    assert {"Accept-Language", "Cookie"} <= vary


def test_no_body_is_mixed_up_with_that_of_another_language(app: Flask) -> None:
    """By every way to choose: one ETag, one body, for each language at each address."""
    seen: dict[tuple[str, str], set[tuple[str, bytes]]] = defaultdict(set)
    for _ in range(2):
        for language, other in (("sv", "en"), ("en", "sv")):
            for query, cookie, accepted in (
                (f"?lang={language}", "", other), (f"?lang={language}", other, other),
                ("", language, other), ("", "", language), ("", "xx", language),
            ):  # fmt: skip
                client = app.test_client()
                if cookie:
                    client.set_cookie("lang", cookie)
                headers = {**HTML, "Accept-Language": accepted}
                response = client.get(f"/agent/iom{query}", headers=headers)
                assert f'<html lang="{language}">' in response.text
                seen[language, query].add((response.headers["ETag"], response.data))
                tag = {"If-None-Match": response.headers["ETag"]}
                again = client.get(f"/agent/iom{query}", headers={**headers, **tag})
                assert again.status_code == 304
                assert ("Set-Cookie" in again.headers) == bool(query)
    assert [len(found) for found in seen.values()] == [1, 1, 1, 1]
    tags = {tag for found in seen.values() for tag, _ in found}
    assert len(tags) == 4, "a page names its address, so that is not alike with a language in it"


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf", "trig", "nq"])
def test_data_have_no_language(app: Flask, suffix: str) -> None:
    client = app.test_client()
    plain = client.get(f"/agent/iom.{suffix}")
    asked = client.get(f"/agent/iom.{suffix}?lang=sv")
    assert "Set-Cookie" not in plain.headers
    assert "Set-Cookie" not in asked.headers
    client.set_cookie("lang", "en")
    chosen = client.get(f"/agent/iom.{suffix}")
    assert {r.headers["ETag"] for r in (plain, asked, chosen)} == {plain.headers["ETag"]}
    assert plain.data == asked.data == chosen.data
    negotiated = client.get("/agent/iom?lang=sv", headers={"Accept": "text/turtle"})
    assert "Set-Cookie" not in negotiated.headers
