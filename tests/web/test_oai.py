"""OAI-PMH over HTTP: how it is asked, what an answer costs, and what happens under overload."""

from __future__ import annotations

import gzip
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from publod.ledger import Change, Ledger
from publod.services.oai_pmh import Provider
from publod.services.oai_pmh.arguments import LIFETIME
from publod.web.http.client_connection import Client
from publod.web.http.long_work_limits import Workload
from publod.web.site import KEY, Site
from web import servers
from web.growing import Growing

OAI = "{http://www.openarchives.org/OAI/2.0/}"
LIST = "/oai?verb=ListRecords&metadataPrefix=mods"
PAGE = 3

Grow = Callable[..., Flask]


def publications(count: int) -> str:
    return "\n".join(
        f'<publication/p{n}#it> a pub:Publication ; dcterms:title "Nr {n}"@sv .'
        for n in range(count)
    )


def small_pages(app: Flask) -> FlaskClient:
    """A client of an application that gives three records at once."""
    site = app.extensions[KEY]
    site.provider = replace(site.provider, page=PAGE)
    return app.test_client()


@pytest.fixture
def never(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, an answer that is rendered is a fault."""

    def answer(*_: object) -> bytes:
        raise AssertionError("rendered")

    monkeypatch.setattr(Provider, "answer", answer)


def test_an_answer_as_it_is_sent(client: FlaskClient) -> None:
    response = client.get(LIST)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    assert int(response.headers["Content-Length"]) == len(response.data)
    assert response.data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')


def test_a_refusal_is_an_answer_like_others(client: FlaskClient) -> None:
    for query in ("", "?verb=x", "?verb=GetRecord", "?verb=%FF&verb=%00", "?verb=Identify&&=&="):
        response = client.get("/oai" + query)
        assert response.status_code == 200, "§3.6: errors are told in the answer, not by the status"
        assert ET.fromstring(response.data).find(f"{OAI}error") is not None, query


def test_get_and_post_say_the_same(client: FlaskClient) -> None:
    said = {"verb": "ListRecords", "metadataPrefix": "mods"}
    posted = client.post("/oai", data=said)
    got = client.get("/oai", query_string=said)
    assert posted.status_code == 200
    assert b"".join(posted.data.split(b"responseDate>")[::2]) == b"".join(
        got.data.split(b"responseDate>")[::2]
    )
    assert "ETag" not in posted.headers
    elsewhere = client.post("/oai?verb=Identify", data=b"{}", content_type="application/json")
    assert b'code="badVerb"' in elsewhere.data, "§3.1.1: by POST, arguments are in the body"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    response = client.open("/oai", method=method)
    assert response.status_code == 405
    assert {"GET", "HEAD", "POST"} <= set(response.headers["Allow"].split(", "))


def test_the_address_is_the_one_that_identify_tells(client: FlaskClient) -> None:
    answer = ET.fromstring(client.get("/oai?verb=Identify").data)
    assert answer.findtext(f".//{OAI}baseURL") == "https://data.example.se/oai"
    assert client.get("/oai?verb=Identify").status_code == 200, "and not a redirect"
    email = answer.findtext(f".//{OAI}adminEmail", "")
    assert len(email.partition("@")[0]) > 1, "BASE takes no shorter address"


def test_compressed_for_who_takes_it(client: FlaskClient) -> None:
    plain = client.get(LIST)
    coded = client.get(LIST, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert coded.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(coded.data).count(b"<record>") == plain.data.count(b"<record>")
    assert "Accept-Encoding" in coded.headers["Vary"]


def test_what_has_not_changed_is_not_rendered(
    client: FlaskClient, request: pytest.FixtureRequest
) -> None:
    tag = client.get(LIST).headers["ETag"]
    coded = client.get(LIST, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    request.getfixturevalue("never")
    for condition in (tag, coded, f'"x", {tag}', tag.removeprefix("W/")):
        response = client.get(LIST, headers={"If-None-Match": condition})
        assert response.status_code == 304
        assert response.data == b""
        assert response.headers["ETag"] == tag
    other = client.get(LIST + "&set=subject", headers={"If-None-Match": tag})
    assert other.status_code == 500, "it would have been rendered"


def test_a_tag_changes_with_the_catalogue(tmp_path: Path) -> None:
    growing = Growing(tmp_path)
    records = {"a": publications(1)}
    growing.load(records, indexed=False)
    client = growing.app.test_client()
    tag = client.get(LIST).headers["ETag"]
    growing.load(records | {"b": '<agent/x#it> a foaf:Agent ; foaf:name "x"@sv .'}, indexed=False)
    again = client.get(LIST, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.headers["ETag"] != tag
    growing.close()


def test_no_answer_is_confirmed_for_so_long_that_its_token_expires(
    grow: Grow, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = small_pages(grow(publications(PAGE + 1), indexed=False))
    now = time.time()
    answer = client.get(LIST)
    token = ET.fromstring(answer.data).findtext(f".//{OAI}resumptionToken")
    confirmed = [0.0]
    for later in range(0, 2 * LIFETIME, LIFETIME // 20):
        monkeypatch.setattr(
            "publod.web.services.oai_pmh_endpoint.time.time", lambda later=later: now + later
        )
        response = client.get(LIST, headers={"If-None-Match": answer.headers["ETag"]})
        if response.status_code == 304:
            confirmed.append(later)
    assert max(confirmed) <= LIFETIME / 2
    monkeypatch.setattr(
        "publod.web.services.oai_pmh_endpoint.time.time",
        lambda: now + max(confirmed) + LIFETIME / 3,
    )
    onward = client.get("/oai", query_string={"verb": "ListRecords", "resumptionToken": token})
    assert onward.data.count(b"<record>") == 1


def test_head_is_get_without_the_body(client: FlaskClient) -> None:
    head, got = client.head(LIST), client.get(LIST)
    assert head.status_code == 200
    assert head.data == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control"):
        assert head.headers[name] == got.headers[name]
    assert client.head(LIST, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304


def test_overload_is_told_and_passes(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    site: Site = client.application.extensions[KEY]
    monkeypatch.setattr(site, "workload", Workload(places=2, seconds=0.01))
    tag = client.get(LIST).headers["ETag"]
    with ExitStack() as held:
        for number in range(2):
            held.enter_context(site.workload.place(Client(f"192.0.2.{number}", None)))
        for refused in (client.get(LIST), client.post("/oai"), client.head(LIST)):
            assert refused.status_code == 503
            assert 1 <= int(refused.headers["Retry-After"]) <= 60
            assert refused.headers["Content-Type"] == "text/plain; charset=utf-8"
            assert "ETag" not in refused.headers
        confirmed = client.get(LIST, headers={"If-None-Match": tag})
        assert confirmed.status_code == 304, "what costs nothing needs no turn"
        assert client.get("/publications").status_code == 200, "visitors do not wait"
    for _ in range(3):
        assert client.get(LIST).status_code == 200, "a turn is given back"


def test_a_turn_is_given_back_after_a_failure(
    client: FlaskClient, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("never")
    for _ in range(5):
        assert client.get(LIST).status_code == 500


@pytest.mark.parametrize("count", [1, PAGE, PAGE + 1, 2 * PAGE])
def test_lists_of_every_length(grow: Grow, count: int) -> None:
    client = small_pages(grow(publications(count), indexed=False))
    said, seen, pages = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}, 0, 0
    while True:
        answer = ET.fromstring(client.get("/oai", query_string=said).data)
        told = len(answer.findall(f".//{OAI}record"))
        assert told, "no page is empty"
        seen, pages = seen + told, pages + 1
        token = answer.find(f".//{OAI}resumptionToken")
        if token is None or not token.text:
            break
        said = {"verb": "ListRecords", "resumptionToken": token.text}
    assert seen == count
    assert pages == -(-count // PAGE)
    assert (token is None) == (count <= PAGE), (
        "a list of one page has no token, not even an empty one"
    )


def test_a_catalogue_that_was_emptied_is_served(tmp_path: Path) -> None:
    """Its ledger has nothing but deletions, which harvesters must hear of."""
    home, files = tmp_path / "home", tmp_path / "files"
    for folder in (home, files):
        folder.mkdir()
    (files / "a.ttl").write_text('<thing/x#it> <http://purl.org/dc/terms/title> "x"@sv .')
    servers.load(home, files)
    with closing(Ledger.open(f"sqlite:///{home / 'ledger.db'}")) as ledger:
        ledger.commit([Change("thing/x", None)], "emptied")
    with servers.granian(home) as running, httpx.Client() as http:
        for verb, code in (
            ("ListRecords&metadataPrefix=mods", "noRecordsMatch"),
            ("ListSets", "noSetHierarchy"),
        ):
            assert f'code="{code}"' in http.get(running.url + f"oai?verb={verb}").text
        told = http.get(running.url + "oai?verb=Identify").text
        assert "<error" not in told
        assert "<earliestDatestamp>20" in told
