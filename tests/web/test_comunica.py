"""Comunica, which queries RDF wherever it is: over the endpoint, over records, and over dumps."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import required
from web import servers
from web.servers import DATA, Running

Rows = list[dict[str, str]]
SCRIPT = Path(__file__).with_name("comunica.cjs")
PREFIXES = "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX schema: <https://schema.org/> "
TITLES = PREFIXES + "SELECT DISTINCT ?s ?title { ?s dcterms:title ?title }"
GRAPH = "SELECT ?s ?p ?o { GRAPH <%s> { ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o)) } }"
PATHS = ("publication/regionkoordinatorer-2018", "work/regionkoordinatorer", "agent/iom")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The seed catalogue at the address that its IRIs have, with its dump."""
    required.module("@comunica/query-sparql/package.json")
    home, port = tmp_path_factory.mktemp("comunica"), servers.free_port()
    servers.load(home, DATA, base=f"http://127.0.0.1:{port}/")
    assert servers.publod(home, "dump").returncode == 0
    with servers.granian(home, port) as running:
        yield running


def ask(*queries: tuple[str, list[Any], dict[str, Any]]) -> list[Rows]:
    """What Comunica answers to each query, of sources, with options; sorted."""
    asked = [[query, {"sources": sources, **options}] for query, sources, options in queries]
    done = subprocess.run(
        [shutil.which("node") or "node", str(SCRIPT)],
        input=json.dumps(asked),
        env={**os.environ, "NODE_PATH": str(required.MODULES)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [sorted(rows, key=lambda row: sorted(row.items())) for rows in json.loads(done.stdout)]


def test_documents_dumps_and_endpoint_say_the_same(running: Running) -> None:
    """By default graph and by graph; Comunica prefers N-Quads of all formats of a document."""
    endpoint = {"type": "sparql", "value": f"{running.url}sparql"}
    documents = [running.url + path for path in PATHS]
    quads, turtle = f"{running.url}dumps/latest.nq", f"{running.url}dumps/latest.ttl"
    document = documents[0]
    authored, derived = GRAPH % document, GRAPH % f"{document}#derived"
    found = ask(
        (TITLES, [endpoint], {}),
        (TITLES, [f"{running.url}sparql"], {}),
        (TITLES, [turtle], {}),
        (TITLES, [quads], {"unionDefaultGraph": True}),
        (TITLES, documents, {}),
        *((query, [source], {})
          for query in (authored, derived)
          for source in (endpoint, quads, document, document + ".trig", document + ".nq")),
    )  # fmt: skip
    everything, *others, of_documents = found[:5]
    assert len(everything) > 20
    assert others == [everything] * 3
    expected = [row for row in everything if row["s"].partition("#")[0] in documents]
    assert expected
    assert [row for row in of_documents if row in expected] == expected
    for asked in (found[5:10], found[10:15]):
        assert len(asked[0]) > 5
        assert asked == [asked[0]] * 5
