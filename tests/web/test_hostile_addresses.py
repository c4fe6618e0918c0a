"""Addresses that run programs, and identifiers with line breaks, get into no format but RDF."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from publod.bibliography.link_safety import has_controls, is_harmful, may_be_link
from publod.formats import formats_of
from publod.services.oai_pmh.list_records import FORMATS as HARVESTED
from web import page
from web.growing import Growing

HARMFUL = (
    "javascript:evil(1)", "JavaScript:evil(2)", "vbscript:evil", "data:text/html,evil",
    "file:///etc/evil", "blob:https://e.example/evil", "view-source:javascript:evil(3)",
)  # fmt: skip
#: What says everything that is known of the record, as it was loaded.
FAITHFUL = {"turtle", "json-ld", "rdf-xml", "n-triples", "trig", "n-quads"}
_IRIS = " , ".join(f"<{iri}>" for iri in HARMFUL)
_TEXTS = " , ".join(
    f'"{text}"' for text in (*HARMFUL, "1\\nURL  - evil", "2\\revil", "3\\u2028evil")
)
RECORDS = {
    "catalog": (
        f'<catalog#it> a dcat:Catalog ; dcterms:title "C"@en ; dcterms:license {_IRIS} ; dcterms:source {_IRIS} ;'
        f' dcterms:spatial {_IRIS} ; dcterms:publisher <agent/a#it> ; dcat:dataset <catalog#dataset> .'
        f'<catalog#dataset> a dcat:Dataset ; dcterms:title "D"@en ; dcat:theme {_IRIS} ; dcterms:license {_IRIS} .'
    ),
    "work/w": '<work/w#it> a pub:Work ; dcterms:title "W"@sv .',
    "agent/a": (
        f'<agent/a#it> a foaf:Organization ; foaf:name "A"@sv ; foaf:homepage {_IRIS} ; foaf:page {_IRIS} ;'
        f" <http://www.w3.org/2002/07/owl#sameAs> {_IRIS} ; dcterms:identifier {_TEXTS} ."
    ),
    "subject/s": (
        f'<subject/s#it> a skos:Concept ; skos:prefLabel "S"@sv ; skos:exactMatch {_IRIS} ; skos:closeMatch {_IRIS} ;'
        f" pub:instanceClass {_IRIS} ."
    ),
    "publication/p": (
        f'<publication/p#it> a pub:Publication ; dcterms:title "P"@sv ; dcterms:isVersionOf <work/w#it> , {_IRIS} ;'
        f" dcterms:creator <agent/a#it> , {_IRIS} ; bibo:authorList ( <agent/a#it> <javascript:evil(4)> ) ;"
        f" dcterms:publisher <agent/a#it> , {_IRIS} ; dcterms:contributor {_IRIS} ; dcterms:subject <subject/s#it> , {_IRIS} ;"
        f" dcterms:type <subject/s#it> , {_IRIS} ; dcterms:audience {_IRIS} ; dcterms:isPartOf {_IRIS} ; foaf:page {_IRIS} ;"
        f" dcterms:replaces {_IRIS} ; schema:isBasedOn {_IRIS} ; schema:translationOfWork {_IRIS} ; dcterms:spatial {_IRIS} ;"
        f" dcterms:license {_IRIS} ; dcterms:identifier {_TEXTS} , 'fine-1' ; pub:doi {_TEXTS} ; pub:isbn {_TEXTS} ;"
        f" pub:issn {_TEXTS} ; "
        + " ; ".join(
            f'dcat:distribution [ a dcat:Distribution ; dcat:downloadURL <{iri}> ; dcat:accessURL <{iri}> ;'
            f' dcat:mediaType <https://www.iana.org/assignments/media-types/application/pdf> ]'
            for iri in HARMFUL
        )
        + ' ; dcat:distribution [ dcat:downloadURL <https://e.example/fine.pdf> ] .'
    ),
}  # fmt: skip
PAGES = ("", "publications", "publication/p", "agent/a", "subject/s", "work/w", "catalog", "about",
         "about/accessibility", "subjects", "agents", "new", "profiles",
         "publication/p?_profile=all", "reconcile/preview?id=agent/a")  # fmt: skip
LISTS = ("publications.csv", "publications.bib", "publications.ris", "publications.csljson",
         "publications.atom", "new.atom", "agent/a.atom", "subject/s.atom", "publication/p.linkset",
         "publication/p.linkset.json", "datasets/dcat", ".well-known/void", "suggest?q=a",
         'reconcile?extend={"ids":["agent/a","publication/p"],"properties":[{"id":"homepage"}]}')  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A catalogue as an older version may have loaded it."""
    growing = Growing(tmp_path_factory.mktemp("hostile"))
    growing.load(RECORDS)
    yield growing.app.test_client()
    growing.close()


def assert_clean(text: str, where: str) -> None:
    found = re.search(r".{0,60}evil.{0,20}", text)
    assert found is None, f"{where}: {found[0] if found else ''}"


@pytest.mark.parametrize("form", [f for f in formats_of("publication") if f.name != "html"])
def test_no_format_of_a_publication_but_rdf_hands_them_on(
    client: FlaskClient, form: object
) -> None:
    name, suffix = form.name, form.suffix  # type: ignore[attr-defined]
    response = client.get(f"/publication/p.{suffix}")
    assert response.status_code == 200
    assert_clean(response.headers["Link"], "Link")
    if name in FAITHFUL:
        assert "javascript:evil(1)" in response.text
    else:
        assert_clean(response.text, name)


@pytest.mark.parametrize("prefix", sorted(HARVESTED))
def test_no_harvested_format_hands_them_on(client: FlaskClient, prefix: str) -> None:
    text = client.get(f"/oai?verb=ListRecords&metadataPrefix={prefix}").text
    assert "<record>" in text
    if prefix not in {"rdf", "edm"}:
        assert_clean(text, prefix)


@pytest.mark.parametrize("path", LISTS)
def test_no_list_hands_them_on(client: FlaskClient, path: str) -> None:
    response = client.get("/" + path)
    assert response.status_code == 200
    assert_clean(response.text, path)
    assert_clean(str(response.headers), path)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_leads_to_them(client: FlaskClient, path: str) -> None:
    response = client.get("/" + path, headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert_clean(response.headers.get("Link", ""), path)
    shown = page.read(f"http://localhost/{path}", response.text)
    for element in shown.elements:
        for name in ("href", "src", "action", "formaction", "content", "title"):
            assert "evil" not in element.attributes.get(name, ""), (path, element.tag, name)


def test_what_is_harmless_stays(client: FlaskClient) -> None:
    assert "fine-1" in client.get("/publication/p.mods").text
    assert "https://e.example/fine.pdf" in client.get("/publication/p.mods").text


@pytest.mark.parametrize(
    ("address", "harmful", "link"),
    [
        ("https://e.example/a:b", False, True),
        ("publication/a:b", False, True),
        ("mailto:a@e.example", False, True),
        ("urn:isbn:1", False, False),
        ("10.1234/x", False, True),
        ("java\tscript:alert(1)", True, False),
        ("\x01 javascript:alert(1)", True, False),
        ("JAVASCRIPT:alert(1)", True, False),
        ("https://e.example/\u2028", False, True),
        ("https://e.example/a\x85b", True, False),
        ("a\nb", True, False),
    ],
)
def test_what_is_harmful(address: str, harmful: bool, link: bool) -> None:
    assert is_harmful(address) is harmful
    assert may_be_link(address) is link
    assert not has_controls(" at the ends \r\n")
