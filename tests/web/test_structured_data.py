"""What pages tell search engines in schema.org."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from web import page, schema_org_rules
from web.growing import BASE, Growing
from web.servers import EXAMPLE


def told(client: FlaskClient, path: str, language: str) -> list[dict[str, Any]]:
    text = client.get(f"/{path}?lang={language}", headers={"Accept": "text/html"}).text
    [script] = page.read(f"http://localhost/{path}", text, language).structured_data
    document = json.loads(script)
    schema_org_rules.check(document)
    graph: list[dict[str, Any]] = document.get("@graph") or [document]
    return graph


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_of_a_record_keeps_to_the_terms(client: FlaskClient, language: str) -> None:
    paths = re.findall(f"<loc>{EXAMPLE}([^<]*)</loc>", client.get("/sitemap-1.xml").text)
    assert len(paths) > 80
    for path in paths:
        thing, way = told(client, path, language)
        assert thing["@id"].startswith(EXAMPLE + path)
        assert way["@type"] == "BreadcrumbList"
        assert way["itemListElement"][-1]["item"] == f"{EXAMPLE}{path}"


def test_a_publication(client: FlaskClient) -> None:
    path = "publication/manual-misstanke-manniskohandel-2019"
    names = {"sv": ("Jämställdhetsmyndigheten", "människohandel"),
             "en": ("Swedish Gender Equality Agency", "human trafficking")}  # fmt: skip
    for language, (author, subject) in names.items():
        thing, way = told(client, path, language)
        assert thing["@type"] == "Book"
        assert thing["name"] == "Manual vid misstanke om människohandel"
        assert thing["author"]["name"] == author
        assert thing["author"]["@type"] == "Organization"
        assert thing["datePublished"] == "2019"
        assert thing["inLanguage"] == "sv"
        assert thing["about"][0] == {
            "@type": "DefinedTerm", "@id": f"{EXAMPLE}subject/human-trafficking#it", "name": subject
        }  # fmt: skip
        assert thing["exampleOfWork"]["@type"] == "CreativeWork"
        assert thing["url"] == f"{EXAMPLE}{path}"
        assert len(way["itemListElement"]) == 3
    descriptions = {told(client, path, language)[0]["description"] for language in names}
    assert len(descriptions) == 2


def test_agents_places_and_subjects(client: FlaskClient) -> None:
    assert told(client, "agent/iom", "en")[0] == {
        "@type": "Organization", "@id": f"{EXAMPLE}agent/iom#it",
        "name": "International Organization for Migration", "alternateName": "IOM",
        "url": "https://www.iom.int/", "sameAs": "http://www.wikidata.org/entity/Q472311",
    }  # fmt: skip
    assert told(client, "place/sweden", "sv")[0]["name"] == "Sverige"
    subject = told(client, "subject/begging", "sv")[0]
    assert (subject["@type"], subject["name"]) == ("DefinedTerm", "tiggeri")
    assert subject["inDefinedTermSet"]["@type"] == "DefinedTermSet"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_front_page_is_a_site_and_about_a_data_set(client: FlaskClient, language: str) -> None:
    [site] = told(client, "", language)
    assert site["@type"] == "WebSite"
    assert (site["url"], site["inLanguage"]) == (EXAMPLE, language)
    template = site["potentialAction"]["target"]["urlTemplate"]
    found = template.replace("{search_term_string}", "manual").removeprefix(EXAMPLE)
    assert client.get(f"/{found}").status_code == 200
    assert "publisher" not in site
    [dataset] = told(client, "about", language)
    # https://developers.google.com/search/docs/appearance/structured-data/dataset
    assert dataset["@type"] == "Dataset"
    assert 50 <= len(dataset["description"]) <= 5000
    assert dataset["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert dataset["url"] == f"{EXAMPLE}about"
    for download in dataset["distribution"]:
        answer = client.get(download["contentUrl"].removeprefix(EXAMPLE[:-1]))
        assert answer.status_code in {200, 302, 303, 307, 503}, "there, or being made"
        assert "/" in download["encodingFormat"]


AGENT = """<agent/a#it> a foaf:Organization ; foaf:name "Byrån"@sv , "The Agency"@en ;
    foaf:homepage <https://a.example/> ."""
CATALOG = """<catalog#it> a dcat:Catalog ; dcterms:title "K"@sv , "C"@en ;
    dcterms:description "Allt om allt."@sv ; dcterms:publisher <agent/a#it> ;
    dcat:contactPoint <catalog#contact> , <mailto:b@a.example> .
<catalog#contact> a <http://www.w3.org/2006/vcard/ns#Kind> ;
    <http://www.w3.org/2006/vcard/ns#fn> "Registrator"@sv ;
    <http://www.w3.org/2006/vcard/ns#hasEmail> <mailto:r@a.example> ."""


def footer(client: FlaskClient, path: str, language: str) -> tuple[str, dict[str, str]]:
    text = client.get(f"/{path}?lang={language}", headers={"Accept": "text/html"}).text
    read = page.read(f"http://localhost/{path}", text)
    links = {
        e.text.strip(): target for e, target in read.links if e.tag == "a" and e.within("footer")
    }
    return " ".join(read.one("footer").text.split()), links


def test_every_page_names_the_publisher_and_the_contact(tmp_path: Path) -> None:
    growing = Growing(tmp_path)
    client = growing.app.test_client()
    growing.load({"agent/a": AGENT})
    for path in ("", "agent/a", "nowhere"):
        text, _ = footer(client, path, "sv")
        assert "Utges av" not in text
        assert "Kontakt" not in text
    growing.load({"agent/a": AGENT, "catalog": CATALOG})
    for path in ("", "agents", "agent/a", "publications", "about", "sparql", "nowhere"):
        text, links = footer(client, path, "sv")
        assert "Utges av Byrån" in text, path
        assert "Kontakt: Registrator, b@a.example" in text
        assert links["Byrån"] == "http://localhost/agent/a"
        assert links["Registrator"] == "mailto:r@a.example"
        assert "Published by The Agency" in footer(client, path, "en")[0]
    [site] = told(client, "", "en")
    assert site["publisher"] == {
        "@type": "Organization", "@id": f"{BASE}agent/a#it", "name": "The Agency",
        "url": "https://a.example/",
    }  # fmt: skip
    before = client.get("/agents?lang=sv").headers["ETag"]
    growing.load({"agent/a": AGENT.replace("Byrån", "Verket"), "catalog": CATALOG})
    assert client.get("/agents?lang=sv").headers["ETag"] != before
    assert "Utges av Verket" in footer(client, "agents", "sv")[0]


def test_authors_stand_as_they_are_printed(tmp_path: Path) -> None:
    growing = Growing(tmp_path)
    agents = {f"agent/{n}": f"<agent/{n}#it> a foaf:Person ; foaf:name 'N{n}'@sv ." for n in "abc"}
    record = """<publication/p#it> a pub:Publication ; dcterms:title "</script><b>"@sv ;
        dcterms:creator <agent/a#it> , <agent/b#it> , <agent/c#it> ;
        bibo:authorList ( <agent/c#it> <agent/a#it> <agent/b#it> ) ."""
    growing.load({**agents, "publication/p": record})
    thing, _ = told(growing.app.test_client(), "publication/p", "sv")
    assert [author["name"] for author in thing["author"]] == ["Nc", "Na", "Nb"]
    assert {author["@type"] for author in thing["author"]} == {"Person"}
    assert thing["name"] == "</script><b>"
