"""The licence of the metadata is what the catalogue's record states, wherever it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web.growing import Growing

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
CC_0 = "https://creativecommons.org/publicdomain/zero/1.0/"
OWN = "https://terms.example/1"
RECORDS = {
    "publication/x": '<publication/x#it> a pub:Publication ; dcterms:title "X"@sv ; dcterms:isVersionOf <work/w#it> .',
    "work/w": '<work/w#it> a pub:Work ; dcterms:title "W"@sv .',
}  # fmt: skip
#: Where the licence of the metadata can be read: paths, with what is asked for.
BODIES = (
    ("/", "text/html"),
    ("/about", "text/html"),
    ("/publications", "text/html"),
    ("/publication/x", "text/html"),
    ("/nothing-here", "text/html"),
    ("/publication/x.ttl", "*/*"),
    ("/publication/x.jsonld", "*/*"),
    ("/publication/x.linkset", "*/*"),
    ("/publication/x.linkset.json", "*/*"),
    ("/publication/x.atom", "*/*"),
    ("/publications.atom", "*/*"),
    ("/new.atom", "*/*"),
    ("/oai?verb=ListRecords&metadataPrefix=oai_dc", "*/*"),
    ("/oai?verb=GetRecord&metadataPrefix=mods&identifier=oai:data.example.se:publication/x", "*/*"),
    ("/.well-known/void", "text/turtle"),
    ("/datasets/dcat", "text/turtle"),
)
HEADERS = ("/work/w", "/work/w.ttl", "/publication/x.ttl", "/publication/x.mods")


def catalogue(licence: str, dataset: str = "") -> str:
    """The record of the catalogue, with the licence of the catalogue and of its data set."""
    said = f" dcterms:license <{licence}> ;" if licence else ""
    own = f" dcterms:license <{dataset}> ;" if dataset else ""
    return (
        f'<catalog#it> a dcat:Catalog ;{said} dcterms:title "C"@en ; dcat:dataset <catalog#dataset> .\n'
        f'<catalog#dataset> a dcat:Dataset ;{own} dcterms:title "D"@en .'
    )


def stated(client: FlaskClient, name: str) -> set[str]:
    """Where a licence is asserted: by its IRI or its name, in a body or in a Link field."""
    names = {CC_BY: "creativecommons.org/licenses/by/4.0", CC_0: "publicdomain/zero", OWN: OWN}
    found = {
        path
        for path, accept in BODIES
        if names[name] in client.get(path, headers={"Accept": accept}).text
    }
    return found | {path for path in HEADERS if f"<{name}>" in client.get(path).headers["Link"]}


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Growing]:
    made = Growing(tmp_path)
    yield made
    made.close()


EVERYWHERE = {*(path for path, _ in BODIES), *HEADERS}


@pytest.mark.parametrize(
    ("record", "licence"),
    [
        (catalogue(CC_BY, CC_BY), CC_BY),
        (catalogue(CC_BY), CC_BY),
        (catalogue(CC_0, CC_BY), CC_BY),  # the descriptions are the data set
        (catalogue("", OWN), OWN),
    ],
)
def test_it_is_what_the_catalogue_states(growing: Growing, record: str, licence: str) -> None:
    growing.load({**RECORDS, "catalog": record})
    client = growing.app.test_client()
    assert EVERYWHERE - stated(client, licence) == set()
    catalogued = {"/datasets/dcat"} if f"<{CC_0}>" in record else set()  # the catalogue's own
    assert stated(client, CC_0) <= catalogued


@pytest.mark.parametrize("record", ["", catalogue("")])
def test_nothing_is_asserted_where_none_is_stated(growing: Growing, record: str) -> None:
    growing.load({**RECORDS, "catalog": record})
    client = growing.app.test_client()
    for path, accept in BODIES:
        response = client.get(path, headers={"Accept": accept})
        text = response.text.lower()
        for word in ("cc0", "creativecommons", "public domain", "used freely", "<about>"):
            assert word not in text, (path, word)
        # Terms have "license" in their names; as a statement it does not occur.
        assert 'rel="license"' not in response.headers.get("Link", "") + text, path
        assert "dcterms:license" not in text, path
    assert "does not say on what terms" in client.get("/about", headers={"Accept": "text/html", "Accept-Language": "en"}).text  # fmt: skip


def test_a_known_licence_has_its_name_and_another_its_iri(growing: Growing) -> None:
    for licence, shown in ((CC_BY, "CC BY 4.0"), (OWN, OWN), ("javascript:alert(1)", None)):
        growing.load({**RECORDS, "catalog": catalogue(licence)})
        growing.app.extensions["publod"]._title = (-1e9, growing.app.extensions["publod"].title())
        page = growing.app.test_client().get("/", headers={"Accept": "text/html"}).text
        if shown is None:
            assert f'href="{licence}' not in page
        else:
            assert f'<a href="{licence}">{shown}</a>' in page


def test_another_licence_moves_every_record(growing: Growing) -> None:
    growing.load({**RECORDS, "catalog": catalogue(CC_0)})
    client = growing.app.test_client()
    paths = ("/publication/x.ttl", "/work/w.ttl", "/publication/x.mods", "/new.atom")
    listed = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
    before = {path: client.get(path).headers["ETag"] for path in paths}
    assert f"<dc:rights>{CC_0}</dc:rights>" in client.get(listed).text
    growing.load({**RECORDS, "catalog": catalogue(CC_BY)})
    for path, tag in before.items():
        again = client.get(path, headers={"If-None-Match": tag})
        assert again.status_code == 200, path
    # A harvester that asks for what is new gets the record, with its new licence.
    since = client.get(f"{listed}&from=2025-06-17").text
    assert f"<dc:rights>{CC_BY}</dc:rights>" in since
    assert CC_0 not in since
    title = {**RECORDS, "catalog": catalogue(CC_BY).replace('"C"', '"Catalogue"')}
    before = {path: client.get(path).headers["ETag"] for path in paths[:3]}
    growing.load(title)
    assert {path: client.get(path).headers["ETag"] for path in paths[:3]} == before
