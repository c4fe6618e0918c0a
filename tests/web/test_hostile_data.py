"""Data that means harm, or is just odd: pages escape it, headers hold, and both stay fast."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from urllib.parse import quote, urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Dataset

from web import page, schema_org_rules
from web.crawler import links
from web.growing import PREFIXES

SCRIPT = "<script>alert(1)</script>"
TEXTS = {
    "a script": SCRIPT,
    "the end of a script": "</script><script>alert(1)</script>",
    "the end of a script in capitals": "</SCRIPT ><img src=x onerror=alert(1)>",
    "a comment": "<!-- <script> --> ]]> -->",
    "quotes": "\"'`<>&amp;",
    "a template": "{{ 7*7 }} {% raw %} ${7*7}",
    "text from right to left": "\u202eمكافحة الاتجار بالبشر\u202c",
    "a separator of lines": "a\u2028b\u2029c",
    "spaces": "  a \t b  ",
    "an emoji": "👩‍👩‍👧",
}
SUFFIXES = ("ttl", "nt", "jsonld", "rdf", "trig", "nq")


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(c):04X}" if ord(c) < 0x10000 else f"\\U{ord(c):08X}" for c in text)


def catalogue(text: str) -> str:
    literal = f'"{escaped(text)}"'
    return (
        f"{PREFIXES}<agent/a#it> a foaf:Organization ; foaf:name {literal}@sv , {literal}@ar .\n"
        f"<work/w#it> a pub:Work ; dcterms:title {literal}@sv .\n"
        f"<type/t#it> a skos:Concept ; skos:prefLabel {literal}@sv ; skos:inScheme <scheme/t#it> .\n"
        f"<subject/s#it> a skos:Concept ; skos:prefLabel {literal}@sv ; skos:altLabel {literal}@ar ;"
        f" skos:inScheme <scheme/t#it> .\n"
        f"<scheme/t#it> a skos:ConceptScheme ; skos:prefLabel {literal}@sv ; dcterms:title {literal}@sv .\n"
        f"<catalog#it> a dcat:Catalog ; dcterms:title {literal}@sv .\n"
        f"<publication/p#it> a pub:Publication ; dcterms:title {literal}@sv ; pub:subtitle {literal}@sv ;\n"
        f"  dcterms:abstract {literal}@sv , {literal}@en ; dcterms:creator <agent/a#it> ;\n"
        f'  dcterms:issued "2019"^^xsd:gYear ; dcterms:type <type/t#it> ; dcterms:isVersionOf <work/w#it> ;\n'
        f"  dcterms:subject <subject/s#it> ; <https://example.org/p> {literal} , <https://e.org/%22%3E> ;\n"
        f"  foaf:page <javascript:alert(1)> , <data:text/html,hello> , <JavaScript:alert(2)> ,"
        f" <vbscript:x> , <mailto:a@example.org> , <urn:isbn:1> .\n"
    )


@pytest.fixture
def make(grow: Callable[[str], Flask]) -> Callable[[str], FlaskClient]:
    return lambda turtle: grow(turtle).test_client()


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_becomes_markup(make: Callable[[str], FlaskClient], name: str) -> None:
    text = TEXTS[name]
    client = make(catalogue(text))
    for path in ("", "publications", "agents", "subjects", "publication/p", "agent/a", "subject/s",
                 "work/w", "type/t", "scheme/t", "catalog"):  # fmt: skip
        for language in ("sv", "en"):
            headers = {"Accept": "text/html", "Accept-Language": language}
            response = client.get("/" + path, headers=headers)
            assert response.status_code == 200
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            assert "unsafe" not in response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            shown = page.read("http://localhost/" + path, response.text, language)
            assert "alert(1)" not in [script.text for script in shown.all("script")]
            assert not shown.all("img")
            if shown.structured_data:
                schema_org_rules.check(json.loads(shown.structured_data[0]))
    shown = page.read("http://localhost/x", client.get("/publication/p?lang=sv").text)
    assert " ".join(text.split()) in " ".join(" ".join(t.text for t in shown.texts).split())


def test_text_from_right_to_left_says_so(make: Callable[[str], FlaskClient]) -> None:
    client = make(catalogue("مكافحة"))
    shown = page.read("http://localhost/subject/s", client.get("/subject/s?lang=sv").text)
    arabic = [e for e in shown.elements if e.attributes.get("lang") == "ar"]
    assert arabic
    assert all(e.attributes.get("dir") == "rtl" for e in arabic)


def test_iris_that_are_no_addresses_are_no_links(make: Callable[[str], FlaskClient]) -> None:
    client = make(catalogue("x"))
    shown = page.read("http://localhost/publication/p", client.get("/publication/p?lang=sv").text)
    targets = [e.attributes["href"] for e in shown.all("a")]
    assert "mailto:a@example.org" in targets
    assert not [t for t in targets if t.lower().startswith(("javascript", "data:", "vbscript"))]
    assert "javascript:alert(1)" in " ".join(t.text for t in shown.texts)


ODD = (
    "a'b", "a(b)", "a;b", "a,b", "a=b", "a&b", "a+b", "a@b", "a:b", "a$b", "a!b", "a*b", "~a", "a.b",
    "a..b", "-", "å", "مرحبا", "日本", "a%20b", "a%22b", "a%3Cb", "a%23b", "a%3Fb", "a.ttlx",
)  # fmt: skip


def test_records_with_odd_names_are_served(make: Callable[[str], FlaskClient]) -> None:
    client = make(
        PREFIXES
        + "".join(f'<agent/{n}#it> a foaf:Person ; foaf:name "N"@sv ; foaf:knows <agent/{m}#it> .\n'
                  for n, m in zip(ODD, ODD[1:] + ODD[:1], strict=True))
    )  # fmt: skip
    for name in ODD:
        address = "/agent/" + quote(name, safe="%!$&'()*+,;=:@~")
        for accept, media_type in (("text/html", "text/html"), ("text/turtle", "text/turtle")):
            response = client.get(address, headers={"Accept": accept})
            assert (name, response.status_code) == (name, 200)
            assert response.mimetype == media_type
            for target, _ in links(_Answer(response)):  # type: ignore[arg-type]
                if target.startswith("https:"):
                    continue
                found = client.get(urljoin("http://localhost" + address, target))
                assert (name, target, found.status_code) == (name, target, 200)
                assert "%25" not in target
            location = urljoin("http://localhost" + address, response.headers["Content-Location"])
            same = client.get(location.removeprefix("http://localhost"))
            assert same.data == response.data
        shown = page.read("http://localhost" + address, client.get(address).text)
        for _, target in shown.links:
            if target.startswith("http://localhost/agent"):
                local = target.removeprefix("http://localhost").partition("#")[0]
                assert client.get(local).status_code == 200, target
        thing = json.loads(client.get(address, headers={"Accept": "application/ld+json"}).text)[
            "id"
        ]
        assert thing == f"https://data.example.se/agent/{name}#it"


class _Answer:
    """A response of the test client, as `links` reads one."""

    def __init__(self, response: object) -> None:
        self.headers = response.headers  # type: ignore[attr-defined]
        self.url = "http://localhost/"


def large(part: int) -> str:
    """A publication with a very long abstract and very many agents; or such a part of all that."""
    abstract = "ä<&" * (350_000 // part)
    people = (f'[ a foaf:Person ; foaf:name "Person {n}" ]' for n in range(1_000 // part))
    creators = (f"<agent/{n}#it>" for n in range(10_000 // part))
    return (
        f'{PREFIXES}<publication/p#it> a pub:Publication ; dcterms:title "T"@sv ;'
        f' dcterms:abstract "{abstract}"@sv ; dcterms:contributor {" , ".join(people)} ; '
        f"dcterms:creator {' , '.join(creators)} .\n"
    ) + "".join(
        f'<agent/{n}#it> a foaf:Person ; foaf:name "P {n}"@sv .\n' for n in range(2_000 // part)
    )


def test_large_texts_and_long_lists_take_no_more_than_their_share(
    make: Callable[[str], FlaskClient],
) -> None:
    """Four times as much takes about four times as long: what grew with the square took sixteen."""

    lengths: dict[tuple[str, str], int] = {}

    def taken(client: FlaskClient) -> dict[tuple[str, str], float]:
        found = {}
        for path in ("publication/p", "agent/7", "agents", ""):
            for accept in (
                "text/html",
                "text/turtle",
                "application/ld+json",
                "application/rdf+xml",
            ):
                started = time.process_time()
                response = client.get("/" + path, headers={"Accept": accept})
                assert response.status_code in {200, 406}
                found[path, accept] = time.process_time() - started
                lengths[path, accept] = len(response.text)
        return found

    quarter = taken(make(large(4)))
    whole = taken(make(large(1)))
    slow = {asked: (quarter[asked], took) for asked, took in whole.items()}
    assert not {a: both for a, both in slow.items() if both[1] > 8 * both[0] + 0.5}
    assert lengths["publication/p", "text/html"] > 1_000_000


def test_nothing_sent_can_become_a_header(make: Callable[[str], FlaskClient]) -> None:
    client = make(catalogue("x"))
    for path in (
        "/agent/a%0d%0aX-Evil:%201", "/agent/a?lang=%0d%0aX-Evil:1", "/publications?page=1%0d%0aX-Evil:1",
        "/agent/a?view=%0aX-Evil:1", "/%0d%0a%0d%0a<script>", "/agent/a%22%3E",
        "/sparql?query=%0d%0aX-Evil:1&format=%0d%0a",
    ):  # fmt: skip
        for accept in ("text/html", "text/turtle"):
            response = client.get(path, headers={"Accept": accept})
            assert "X-Evil" not in response.headers
            assert all("\n" not in v and "\r" not in v for v in response.headers.values())
            if response.mimetype == "text/html":
                page.read("http://localhost/agent/x", response.text)


def test_statements_that_nothing_here_knows_are_served_in_every_format(
    grow: Callable[[str], Flask],
) -> None:
    client = grow(
        '<odd/x#it> a <https://e.example/Odd> ; <https://e.example/says> "v"@sv , '
        "<https://e.example/o> , [ <https://e.example/deep> 1 ] .\n"
    ).test_client()
    syntaxes = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "trig": "trig", "nq": "nquads"}
    for suffix, name in syntaxes.items():
        body = client.get(f"/odd/x.{suffix}?view=authored").text
        said = Dataset(default_union=True).parse(data=body, format=name)
        assert len(set(said.triples((None, None, None)))) == 5, suffix
    tree = json.loads(client.get("/odd/x.jsonld?view=authored").text)
    assert tree["type"] == "https://e.example/Odd"
    for value in ({"@value": "v", "@language": "sv"}, {"https://e.example/deep": 1}):
        assert value in tree["https://e.example/says"]
    shown = client.get("/odd/x", headers={"Accept": "text/html"}).text
    assert "https://e.example/says" in shown
    assert "https://e.example/o" in shown
