"""The whole of a result in other formats: complete, of one state, and only for who listens."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from threading import Event
from typing import cast
from xml.etree import ElementTree

import pymarc
import pytest
from flask import Flask
from flask.testing import FlaskClient

from bibliography.schemas import validate
from publod.ledger import Ledger
from publod.search.search_interface import Results, SearchRequest
from publod.web.http.streaming import Gathered
from publod.web.lists.list_formats import file_name
from publod.web.lists.search_request import Query
from publod.web.site import KEY, Site
from web.growing import PREFIXES
from web.test_server import eventually

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csljson": "application/vnd.citationstyles.csl+json",
    "mrc": "application/marc",
    "marcxml": "application/marcxml+xml",
    "mods": "application/mods+xml",
}
ATOM = "{http://www.w3.org/2005/Atom}"


class Fixed:
    """An index that finds all of some publications, and counts how many it was asked to name.

    After so many as ``pause`` it waits until it may go on.
    """

    version = stamp = "1.fixed"

    def __init__(self, paths: list[str], pause: int = 0) -> None:
        self._paths = paths
        self._pause = pause
        self.may_go_on = Event()
        self.named = 0

    def snapshot(self) -> Fixed:
        return self

    def search(
        self, asked: SearchRequest, offset: int, limit: int, *, facets: bool = True
    ) -> Results:
        return Results(len(self._paths), ())

    def paths(self, asked: SearchRequest) -> Iterator[str]:
        for path in self._paths:
            self.named += 1
            if self.named == self._pause:
                self.may_go_on.wait(20)
            yield path


@pytest.mark.parametrize("suffix", TYPES)
def test_the_whole_result_is_there(client: FlaskClient, suffix: str) -> None:
    response = client.get(f"/publications.{suffix}?q=manual&type=manual")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == TYPES[suffix]
    disposition = response.headers["Content-Disposition"]
    assert disposition == f"attachment; filename=publications-manual-manual.{suffix}"
    assert response.text.count("publication/atervandandeprogrammet-manual-2019") >= 1
    assert response.text.count("publication/manual-misstanke-manniskohandel-2019") >= 1
    assert "prostitution-i-norra-sverige" not in response.text
    by_accept = client.get(
        "/publications?q=manual&type=manual", headers={"Accept": TYPES[suffix].partition(";")[0]}
    )
    assert by_accept.data == response.data


def test_library_systems_read_the_whole_result(client: FlaskClient) -> None:
    url = "/publications.{}?subject=begging"
    xml = client.get(url.format("marcxml")).data
    records = pymarc.parse_xml_to_array(io.BytesIO(xml), strict=True)  # type: ignore[no-untyped-call]
    [packed, *rest] = list(pymarc.MARCReader(io.BytesIO(client.get(url.format("mrc")).data)))
    assert packed is not None
    assert [str(field) for field in packed.fields] == [str(field) for field in records[0].fields]
    mods = client.get(url.format("mods")).data
    assert len(ElementTree.fromstring(mods)) == len(records) == 1 + len(rest)
    validate("marc21", xml)
    validate("mods", mods)


@pytest.mark.parametrize(
    ("suffix", "disposition"), [("mrc", "attachment"), ("marcxml", "inline"), ("mods", "inline")]
)
def test_a_record_is_a_file_with_a_name(client: FlaskClient, suffix: str, disposition: str) -> None:
    path = "/publication/prostitution-i-norra-sverige-2017"
    response = client.get(f"{path}.{suffix}")
    assert (response.status_code, response.mimetype) == (200, TYPES[suffix])
    name = f"prostitution-i-norra-sverige-2017.{suffix}"
    assert response.headers["Content-Disposition"] == f"{disposition}; filename={name}"
    assert client.get(path, headers={"Accept": TYPES[suffix]}).data == response.data
    html = client.get(path, headers={"Accept": "text/html"}).text
    assert f'href="../publication/{name}" type="{TYPES[suffix]}"' in html
    assert f'publications.{suffix}"' in client.get("/publications?lang=sv").text
    assert client.get(f"/work/prostitution-i-norra-sverige.{suffix}").status_code == 406


def test_a_record_that_is_too_long_for_marc_is_refused_with_the_way_out(
    grow: Callable[[str], Flask],
) -> None:
    text = PREFIXES + "".join(
        f"<publication/{n}#it> a pub:Publication ; dcterms:title '{title}'@sv ."
        for n, title in (("a", "A"), ("b", "ord " * 4000))
    )
    client = grow(text).test_client()
    refused = client.get("/publication/b.mrc?lang=sv")
    assert refused.status_code == 406
    assert "MARCXML" in json.loads(refused.data)["detail"]
    assert client.get("/publication/b.marcxml").status_code == 200
    assert len(list(pymarc.MARCReader(io.BytesIO(client.get("/publications.mrc").data)))) == 1
    assert len(ElementTree.fromstring(client.get("/publications.marcxml").data)) == 2


def test_tables_are_in_the_language_asked_for(client: FlaskClient) -> None:
    for language, name in (("en", "Swedish Police Authority"), ("sv", "Polismyndigheten")):
        text = client.get(f"/publications.csv?agent=polismyndigheten&lang={language}").data
        (row,) = csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""))
        assert row["creators"] == name
    tags = {client.get("/publications.csv?lang=" + tag).headers["ETag"] for tag in ("sv", "en")}
    assert len(tags) == 2
    assert "Set-Cookie" not in client.get("/publications.csv?lang=sv").headers


def test_nothing_found_is_an_empty_list(client: FlaskClient) -> None:
    for query in ("?q=xyzzyplugh", "?year=soon", "?subject=nowhere"):
        assert json.loads(client.get("/publications.csljson" + query).data) == []
        assert client.get("/publications.bib" + query).text.strip() == ""
        assert client.get("/publications.csv" + query).text.count("\r\n") == 1
        assert client.get("/publications.mrc" + query).data == b""
        for suffix in ("marcxml", "mods"):
            assert not len(
                ElementTree.fromstring(client.get(f"/publications.{suffix}{query}").data)
            )
        feed = ElementTree.fromstring(client.get("/publications.atom" + query).data)
        assert feed.findall(ATOM + "entry") == []


@pytest.mark.parametrize("suffix", [*TYPES, "atom", "ttl", "html"])
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, suffix: str) -> None:
    url = f"/publications.{suffix}?subject=begging"
    whole = client.get(url)
    unchanged = client.get(url, headers={"If-None-Match": whole.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    head = client.head(url)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Location", "Link"):
        assert head.headers[name] == whole.headers[name]
    # Another question at the same path is another thing.
    assert client.get(f"/publications.{suffix}").headers["ETag"] == whole.headers["ETag"]


def test_feeds_have_pages(grow: Callable[[str], Flask]) -> None:
    client = grow(
        PREFIXES + "".join(f"<publication/{n}#it> a pub:Publication ; dcterms:title 'P {n}'@sv ."
                           for n in range(60))
    ).test_client()  # fmt: skip
    seen: list[str] = []
    address = "/publications.atom"
    while address:
        feed = ElementTree.fromstring(client.get(address).data)
        seen += [e.findtext(ATOM + "id") or "" for e in feed.findall(ATOM + "entry")]
        following = [
            e.get("href", "") for e in feed.findall(ATOM + "link") if e.get("rel") == "next"
        ]
        address = following[0].removeprefix("https://data.example.se") if following else ""
    assert len(seen) == len(set(seen)) == 60


def test_data_have_links_that_keep_the_question(client: FlaskClient) -> None:
    text = client.get("/publications.nt?subject=begging&sort=title").text
    own = "https://data.example.se/publications?subject=begging&sort=title"
    assert f"<{own}#it> <http://www.w3.org/ns/hydra/core#view> <{own}> ." in text
    assert f"<{own}> <http://www.w3.org/ns/hydra/core#first> <{own}> ." in text


def test_who_goes_away_stops_the_work(grow: Callable[[str], Flask]) -> None:
    count = 3000
    app = grow(
        PREFIXES + "".join(f"<publication/{n}#it> a pub:Publication ; dcterms:title 'P {n}'@sv ."
                           for n in range(count))
    )  # fmt: skip
    index = Fixed([f"publication/{n}" for n in range(count)], pause=1500)
    site: Site = app.extensions[KEY]
    site.search = index  # type: ignore[assignment]
    client = app.test_client()
    assert client.head("/publications.csv").status_code == 200
    assert index.named == 0
    response = client.get("/publications.csv", buffered=False)
    parts = response.iter_encoded()
    next(parts)
    assert 0 < index.named <= 1500
    response.close()
    index.may_go_on.set()
    pool = cast(Ledger, site.repository._ledger)._engine.pool
    assert eventually(lambda: pool.checkedout() == 0)  # type: ignore[attr-defined]
    assert index.named < count
    assert client.get("/publications.csv").text.count("\r\n") == count + 1


def test_pieces_are_put_together_and_given_up() -> None:
    ended: list[bool] = []

    def pieces() -> Iterator[bytes]:
        try:
            for _ in range(100):
                yield b"x" * 1000
        finally:
            ended.append(True)

    assert [len(part) for part in Gathered(pieces())] == [33_000, 33_000, 33_000, 1000]
    ended.clear()
    begun = Gathered(pieces())
    begun.close()
    assert ended == [True]
    assert list(Gathered(iter(()))) == []


def test_what_fails_on_the_way_is_told(caplog: pytest.LogCaptureFixture) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x" * 40_000
        raise ValueError("broken")

    begun = Gathered(pieces())
    assert len(next(begun.__iter__())) == 40_000
    with pytest.raises(ValueError, match="broken"):
        next(begun)
    assert "an answer broke off" in caplog.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(), "publications"),
        (Query("Åtgärder mot våld!"), "publications-atgarder-mot-vald"),
        (Query("", (("subject", "begging"), ("year", "2015-"))), "publications-begging-2015"),
        (Query("../../etc/passwd\r\n"), "publications-etc-passwd"),
        (Query("عربي"), "publications"),
        (Query("a" * 500), "publications-" + "a" * 67),
    ],
)
def test_files_are_called_after_what_is_in_them(query: Query, expected: str) -> None:
    assert file_name("publications", query) == expected
