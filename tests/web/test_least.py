"""A catalogue of which little is known: what may be missing is missing, and everything is served."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from rdflib import Graph, URIRef

from publod.app import create_app
from publod.vocabulary import DCTERMS
from seed_settings import seed_settings
from web import servers
from web.growing import PREFIXES
from web.servers import EXAMPLE

#: A title, a type and a work, or the whole that it is a part of; two editions without a year.
LEAST = """
<scheme/types#it> a skos:ConceptScheme ; dcterms:title "Typer"@sv .
<type/report#it> a skos:Concept ; skos:prefLabel "rapport"@sv ; skos:inScheme <scheme/types#it> .
<work/one#it> a pub:Work ; dcterms:title "Ett"@sv .
<publication/one#it> a pub:Publication ; dcterms:title "Ett"@sv ;
    dcterms:type <type/report#it> ; dcterms:isVersionOf <work/one#it> .
<publication/two#it> a pub:Publication ; dcterms:title "Ett, igen"@sv ;
    dcterms:type <type/report#it> ; dcterms:isVersionOf <work/one#it> ;
    dcterms:replaces <publication/one#it> .
<edition/old#it> a pub:StatedEdition ; dcterms:isVersionOf <work/one#it> .
<edition/level#it> a pub:Edition ; dcterms:isVersionOf <work/one#it> .
<publication/article#it> a pub:Publication ; dcterms:title "Artikel"@sv ;
    dcterms:type <type/report#it> ; dcterms:isPartOf <publication/one#it> .
<agent/nobody#it> a foaf:Person ; foaf:name "Ingen"@sv .
<place/here#it> a dcterms:Location ; skos:prefLabel "Här"@sv .
"""
MOST = 900
_LINK = re.compile(r"""(?:href|src|action)=["']([^"']+)["']""")
OAI = ("oai_dc", "mods", "marc21", "oai_datacite", "swepub_mods", "oai_openaire", "rdf")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    home = tmp_path_factory.mktemp("least")
    file = home / "least.ttl"
    file.write_text(PREFIXES + LEAST, encoding="utf-8")
    servers.load(home, file)
    return create_app(seed_settings(home=home, base_url=EXAMPLE))


def test_it_is_loaded_with_warnings(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "least.ttl"
    file.write_text(PREFIXES + LEAST, encoding="utf-8")
    done = servers.publod(tmp_path, "check", str(file), PUBLOD_BASE_URL=EXAMPLE, LANG="en_GB.UTF-8")
    assert done.returncode == 0, done.stdout
    assert done.stderr.strip().endswith("10 warnings."), done.stderr


def test_every_page_and_format_is_served(app: Flask) -> None:
    """All that pages lead to, in both languages, and all that harvesters ask for."""
    client = app.test_client()
    starts = ["", "?lang=en", "sitemap.xml", "changes", "search?q=ett", "search.atom?q=ett"]
    starts += [f"oai?verb=ListRecords&metadataPrefix={prefix}" for prefix in OAI]
    starts += ["oai?verb=ListSets", "oai?verb=Identify", "catalog", "dumps", ".well-known/void"]
    waiting, seen, failures = [EXAMPLE + start for start in starts], set[str](), list[str]()
    while waiting and len(seen) < MOST:
        url = waiting.pop(0)
        if url in seen:
            continue
        seen.add(url)
        parts = urlsplit(url)
        answer = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        if answer.status_code >= 500:
            failures.append(f"{answer.status_code} {url}")
        text = answer.get_data().decode(errors="replace")
        if answer.mimetype in {"text/html", "application/xml", "application/atom+xml"}:
            found = [urldefrag(urljoin(url, unescape(link)))[0] for link in _LINK.findall(text)]
            waiting += [u for u in found if u.startswith(EXAMPLE) and "/static/" not in u]
    assert failures == []
    assert len(seen) > 200
    for path in ("publication/one", "work/one", "edition/old", "agent/nobody", "place/here"):
        assert EXAMPLE + path in seen, path


def test_a_record_says_what_it_was_made_from(app: Flask, tmp_path: Path) -> None:
    """The document has a source, which is no source of the publication."""
    file = tmp_path / "sourced.ttl"
    file.write_text(
        PREFIXES
        + LEAST
        + """
<publication/one> dcterms:source <https://list.example/page> , <publication/two#it> .
<https://list.example/page> <http://www.w3.org/2000/01/rdf-schema#label> "Listan"@sv .
""",
        encoding="utf-8",
    )
    servers.load(tmp_path, file)
    client = create_app(seed_settings(home=tmp_path, base_url=EXAMPLE)).test_client()
    graph = Graph().parse(data=client.get("/publication/one.ttl").text, format="turtle")
    document = URIRef(EXAMPLE + "publication/one")
    assert set(graph.objects(document, DCTERMS.source)) == {
        URIRef("https://list.example/page"), URIRef(EXAMPLE + "publication/two#it"),
    }  # fmt: skip
    assert (URIRef(f"{document}#it"), DCTERMS.source, None) not in graph
    page = client.get("/publication/one", headers={"Accept": "text/html"}).text
    sources = page.partition("Källa till beskrivningen:")[2].partition("</p>")[0]
    assert '<a href="https://list.example/page"' in sources
    assert "Listan</a>" in sources
    assert "Ett, igen</a>" in sources
    other = client.get("/publication/two", headers={"Accept": "text/html"}).text
    assert "Källa till beskrivningen" not in other
    exported = servers.publod(tmp_path, "export", "--format", "nq")
    assert f"<{document}> <{DCTERMS.source}> <https://list.example/page>" in exported.stdout
