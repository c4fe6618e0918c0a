"""The whole service over another SPARQL server: settings, load, /sparql, and a node that only reads."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ingest.catalogue import Home, small
from publod import bootstrap, store_and_index_updates
from publod.app import create_app
from publod.config import Settings
from publod.errors import SettingsError, StoreError
from publod.setting_sources import from_environment
from seed_settings import seed_settings

from .engines import Server

COUNT = "SELECT (COUNT(?p) AS ?n) { ?p a pub:Publication }"


@pytest.fixture
def settings(server: Server, tmp_path: Path) -> Settings:
    return seed_settings(
        home=tmp_path / "home",
        sparql_url=server.url,
        sparql_update_url=server.update_url,
        sparql_user=server.user or None,
        sparql_password=server.password or None,
    )


def test_the_service_over_another_server(settings: Settings) -> None:
    home = Home(settings.home)
    home.put(small())
    reader = replace(settings, sparql_update_url=None)
    store_and_index_updates.bring_up_to_date(reader, home.truth)  # leaves the store to the writer
    with pytest.raises(StoreError, match="nothing has been published"):
        bootstrap.commit_of_store(reader, home.truth)
    with (
        pytest.raises(StoreError, match="another machine writes"),
        bootstrap.store(reader),
    ):
        pass
    store_and_index_updates.bring_up_to_date(settings, home.truth)
    assert bootstrap.commit_of_store(reader, home.truth) == (1, True)

    client = create_app(reader).test_client()
    first = ask(client, COUNT)
    assert (first.status_code, first.text.split()[1].strip('"')) == (200, "9")
    assert first.headers["Publod-Commit"] == "1"
    tag = first.headers["ETag"]
    assert ask(client, COUNT, **{"If-None-Match": tag}).status_code == 304
    for refused in ("ASK { SERVICE <http://127.0.0.1/> {} }", "ASK FROM <http://127.0.0.1/> {}"):
        assert ask(client, refused).status_code in {400, 403}
    assert ask(client, "ASK {").status_code == 400
    words = "SELECT ?p ?title { ?p pub:textMatch '\"bok 3\"' ; dcterms:title ?title }"
    found = csv.DictReader(StringIO(ask(client, words).text))
    assert {row["title"] for row in found} == {"Bok 3", "Book 3"}

    home.put({path: record for path, record in small().items() if path != "publication/p8"})
    assert bootstrap.commit_of_store(reader, home.truth) == (1, False)
    store_and_index_updates.mend(settings)
    assert bootstrap.commit_of_store(reader, home.truth) == (2, True)
    second = ask(create_app(reader).test_client(), COUNT, **{"If-None-Match": tag})
    assert (second.status_code, second.text.split()[1].strip('"')) == (200, "8")
    assert not settings.store.exists()


def ask(client: FlaskClient, query: str, **fields: str) -> TestResponse:
    return client.get(
        "/sparql", query_string={"query": query}, headers={"Accept": "text/csv", **fields}
    )


def test_pages_are_served_while_the_server_is_away(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = seed_settings(
        home=tmp_path,
        sparql_url="http://127.0.0.1:9/sparql",
        sparql_update_url="http://127.0.0.1:9/update",
    )
    home = Home(tmp_path)
    home.put(small())
    store_and_index_updates.mend(settings)
    assert "could not follow" in caplog.text
    client = create_app(settings).test_client()
    assert client.get("/publication/p1").status_code == 200
    answer = ask(client, COUNT)
    assert answer.status_code == 503
    assert client.get("/publications?q=bok").status_code == 200


@pytest.mark.parametrize(
    "value",
    ["sparql", "ftp://host/sparql", "http:///sparql", "http://host/sparql#x", "http://h/ x"],
)
def test_addresses_that_cannot_be_are_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="PUBLOD_SPARQL_URL"):
        from_environment({"PUBLOD_SPARQL_URL": value})
    good = from_environment({"PUBLOD_SPARQL_URL": "http://u:p@host:7/q?union-default-graph"})
    assert good.sparql_url == "http://u:p@host:7/q?union-default-graph"
