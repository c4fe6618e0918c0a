"""The whole catalogue as files, over HTTP."""

from __future__ import annotations

import gzip
import hashlib
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Dataset, Graph, URIRef
from rdflib.compare import isomorphic

from publod.record_repository import Repository
from publod.services.dump_folder import DumpFolder
from publod.vocabulary import DCAT, RDF, SCHEMA
from publod.web.services import dump_downloads
from publod.web.site import KEY
from web import page
from web.growing import Growing

BASE = "https://data.example.se/"
BOOK = '<publication/{n}#it> a pub:Publication ; dcterms:title "Bok {n}"@sv .'
AGENT = '<agent/a#it> a foaf:Organization ; foaf:name "A"@sv .'


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Growing]:
    """A catalogue of one publication, and its dumps."""
    made = Growing(tmp_path)
    made.load({"publication/1": BOOK.format(n=1)})
    yield made
    made.app.extensions[dump_downloads.KEY].maker.close()
    made.close()


def client_of(growing: Growing) -> FlaskClient:
    return growing.app.test_client()


def make(app: Flask) -> None:
    """What ``publod dump`` does."""
    folder: DumpFolder = app.extensions[dump_downloads.KEY].folder
    repository: Repository = app.extensions[KEY].repository
    folder.make(repository)


def latest(client: FlaskClient, suffix: str = "nq.gz") -> str:
    response = client.get(f"/dumps/latest.{suffix}")
    assert response.status_code == 307
    location = response.headers["Location"]
    assert not location.startswith(("/", "http")), "a proxy may have put a prefix before"
    assert response.headers["Cache-Control"] == "no-cache"
    return urljoin(f"/dumps/latest.{suffix}", location)


def test_the_first_asker_is_told_to_come_again_and_then_finds_it(growing: Growing) -> None:
    client = client_of(growing)
    response = client.get("/dumps/latest.nq.gz")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) >= 1
    assert response.headers["Cache-Control"] == "no-store"
    end = time.monotonic() + 60
    while client.get("/dumps/latest.nq.gz").status_code == 503:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert b"Bok 1" in gzip.decompress(client.get(latest(client)).data)


def test_a_graph_of_the_dump_has_the_content_that_it_has_in_the_document(growing: Growing) -> None:
    authors = "dcterms:creator <agent/a#it> ; bibo:authorList ( <agent/a#it> ) ."
    growing.load({"publication/1": BOOK.format(n=1)[:-1] + ";" + authors, "agent/a": AGENT})
    make(growing.app)
    client = client_of(growing)
    dump = Dataset().parse(data=gzip.decompress(client.get(latest(client)).data), format="nquads")
    for path in ("publication/1", "agent/a"):
        document = Dataset().parse(data=client.get(f"/{path}.trig").data, format="trig")
        for name in (BASE + path, BASE + path + "#derived"):
            graph = dump.graph(URIRef(name))
            assert len(graph) > 1
            assert isomorphic(document.graph(URIRef(name)), graph)


@pytest.mark.parametrize(
    "suffix", ["nq.gz", "ttl.gz", "jsonl.gz", "mrc.gz", "marcxml.gz", "mods.gz"]
)
def test_a_file_is_whole_immutable_and_has_its_checksum(growing: Growing, suffix: str) -> None:
    make(growing.app)
    client = client_of(growing)
    url = latest(client, suffix)
    response = client.get(url, headers={"Accept-Encoding": "gzip"})
    digest = hashlib.sha256(response.data).hexdigest()
    assert response.status_code == 200
    assert response.mimetype == "application/gzip"
    assert "Content-Encoding" not in response.headers, "it would be unpacked on the way"
    assert response.headers["ETag"] == f'"{digest}"'
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["Accept-Ranges"] == "bytes"
    told = client.get(re.sub(r"\.[a-z]+\.gz$", ".sha256", url)).get_data(as_text=True)
    assert f"{digest}  {url.rpartition('/')[2]}\n" in told
    assert client.get(url, headers={"If-None-Match": f'"{digest}"'}).status_code == 304
    head = client.head(url)
    assert head.headers["Content-Length"] == str(len(response.data))


def test_a_download_that_broke_off_goes_on(growing: Growing) -> None:
    make(growing.app)
    client = client_of(growing)
    url = latest(client)
    whole = client.get(url)
    tag = whole.headers["ETag"]
    rest = client.get(url, headers={"Range": "bytes=10-", "If-Range": tag})
    assert rest.status_code == 206
    assert rest.headers["Content-Range"] == f"bytes 10-{len(whole.data) - 1}/{len(whole.data)}"
    assert whole.data[:10] + rest.data == whole.data
    other = client.get(url, headers={"Range": "bytes=10-", "If-Range": '"another"'})
    assert (other.status_code, other.data) == (200, whole.data)
    assert client.get(url, headers={"Range": "bytes=999999999-"}).status_code == 416


def test_meanwhile_the_last_dump_is_offered(growing: Growing) -> None:
    make(growing.app)
    client = client_of(growing)
    before = latest(client)
    growing.load({"publication/1": BOOK.format(n=1), "publication/2": BOOK.format(n=2)})
    growing.app.extensions[dump_downloads.KEY].maker._failed = time.monotonic()  # none is made
    assert latest(client) == before
    assert client.get(before).status_code == 200
    make(growing.app)
    assert latest(client) != before


def test_an_old_file_is_gone_with_the_way_to_the_newest(growing: Growing) -> None:
    client = client_of(growing)
    make(growing.app)
    old = latest(client)
    for n in (2, 3):
        growing.load({f"publication/{n}": BOOK.format(n=n)})
        make(growing.app)
    response = client.get(old, headers={"Accept": "text/html"})
    assert response.status_code == 410
    page.read(urljoin("http://localhost/", old), response.get_data(as_text=True))
    found = re.search(r'<([^>]+)>; rel="latest-version"', response.headers["Link"])
    assert found is not None
    assert urljoin(old, found[1]) == "/dumps/latest.nq.gz"


@pytest.mark.parametrize(
    "name",
    ["publod-1-0.nq.gz", "publod-9-abcdef01.nq.gz", "publod-1-.nq.gz", ".lock", "latest.zip",
     "publod-99999999999999999999-0.nq.gz", "..%2fledger.db", "publod-1-0.json"],
)  # fmt: skip
def test_nothing_else_is_there(growing: Growing, name: str) -> None:
    make(growing.app)
    assert client_of(growing).get(f"/dumps/{name}").status_code == 404


def test_no_description_of_a_dump_is_served(growing: Growing) -> None:
    make(growing.app)
    client = client_of(growing)
    assert client.get(latest(client).replace(".nq.gz", ".json")).status_code == 404


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_of_dumps(growing: Growing, language: str) -> None:
    client = client_of(growing)
    headers = {"Accept": "text/html", "Accept-Language": language}
    growing.app.extensions[dump_downloads.KEY].maker._failed = time.monotonic()  # none is made
    page.read("http://localhost/dumps", client.get("/dumps", headers=headers).text, language)
    make(growing.app)
    response = client.get("/dumps", headers=headers)
    shown = page.read("http://localhost/dumps", response.text, language)
    here = [url for _, url in shown.links if "/dumps/" in url]
    assert len(here) == 19
    for url in here:
        assert client.get(url.removeprefix("http://localhost")).status_code in {200, 307}


def test_dumps_as_data(growing: Growing) -> None:
    make(growing.app)
    client = client_of(growing)
    response = client.get("/dumps", headers={"Accept": "text/turtle"})
    graph = Graph().parse(data=response.data, format="turtle")
    files = set(graph.subjects(RDF.type, DCAT.Distribution))
    assert len(files) == 6
    for file in files:
        got = client.get("/" + str(file).removeprefix(BASE))
        assert str(graph.value(file, DCAT.byteSize)) == str(len(got.data))
        assert hashlib.sha256(got.data).hexdigest() in response.text
    [data] = graph.subjects(RDF.type, SCHEMA.Dataset)
    assert set(graph.objects(data, SCHEMA.distribution)) == files
    assert {graph.value(file, SCHEMA.contentUrl) for file in files} == files


@pytest.mark.parametrize("suffix", ["nq", "ttl", "jsonl", "mrc", "marcxml", "mods"])
def test_a_file_is_there_without_gzip_too(growing: Growing, suffix: str) -> None:
    make(growing.app)
    client = client_of(growing)
    packed = client.get(latest(client, f"{suffix}.gz"))
    content = gzip.decompress(packed.data)
    url = latest(client, suffix)
    plain = client.get(url, headers={"Accept-Encoding": "identity"})
    assert plain.data == content
    types = {
        "nq": "application/n-quads", "ttl": "text/turtle", "jsonl": "application/x-ndjson",
        "mrc": "application/marc", "marcxml": "application/marcxml+xml",
        "mods": "application/mods+xml",
    }  # fmt: skip
    assert plain.mimetype == types[suffix]
    assert "Content-Encoding" not in plain.headers
    assert "immutable" in plain.headers["Cache-Control"]
    # Whoever takes gzip gets the file that lies there, and unpacks it on the way.
    coded = client.get(url, headers={"Accept-Encoding": "br, gzip"})
    assert coded.data == packed.data
    assert coded.headers["Content-Encoding"] == "gzip"
    assert coded.mimetype == plain.mimetype
    for response in (plain, coded):
        assert response.headers["Vary"] == "Accept-Encoding"
        tag = {"If-None-Match": response.headers["ETag"]}
        accepted = {"Accept-Encoding": response.headers.get("Content-Encoding", "identity")}
        assert client.get(url, headers={**tag, **accepted}).status_code == 304
    assert plain.headers["ETag"] != coded.headers["ETag"]
