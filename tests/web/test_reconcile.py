"""The reconciliation service over HTTP: manifest, faults, suggestions, data, previews."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

from bibliography.schemas import SCHEMAS
from publod.web.http.client_connection import Client
from publod.web.http.long_work_limits import Workload
from publod.web.site import KEY, Site
from web import page

BASE = "https://data.example.se/"
MANUAL = "publication/manual-misstanke-manniskohandel-2019"
RETURN = "publication/atervandandeprogrammet-manual-2019"


def official() -> Path:
    """The official schemas and examples (``0.2`` of reconciliation-api/specs), or a loud skip.

    They are in nobody's registry: a copy is read from where ``RECONCILIATION_SPECS`` says, or from
    beside the repository. What they ask is asked again, by hand, in the other tests of this file.
    """
    folder = Path(os.environ.get("RECONCILIATION_SPECS", SCHEMAS.parent / "reconciliation" / "0.2"))
    if not (folder / "schemas" / "manifest.json").exists():
        pytest.skip("NOT TESTED: the official schemas of reconciliation are not at hand")
    return folder


def conforms(name: str, body: object) -> None:
    """Raise the official schema's complaint about an answer."""
    folder = official() / "schemas"
    # They refer to each other by their addresses; nothing is fetched.
    read = [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))]
    there = [(one["$id"], DRAFT7.create_resource(one)) for one in read if "$id" in one]
    schema = json.loads((folder / f"{name}.json").read_text("utf-8"))
    Draft7Validator(schema, registry=Registry().with_resources(there)).validate(body)


def test_the_manifest_says_all_that_a_client_needs(client: FlaskClient) -> None:
    response = client.get("/reconcile")
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    said = json.loads(response.data)
    assert said["versions"] == ["0.2"]
    assert said["identifierSpace"] == BASE
    assert said["batchSize"] == 50
    assert [one["id"] for one in said["defaultTypes"]] == ["Publication", "Agent", "Subject"]
    addresses = [said["view"]["url"], said["preview"]["url"]]
    assert all(a.count("{{id}}") == 1 and a.startswith(BASE) for a in addresses)
    for one in (*said["suggest"].values(), said["extend"]["propose_properties"]):
        assert (one["service_url"] + one["service_path"]).startswith(BASE + "reconcile/")
    # A client that falls back to JSONP gets JSON: no page runs what comes from here.
    callback = client.get("/reconcile?callback=alert(1)//")
    assert (callback.data, callback.mimetype) == (response.data, "application/json")
    assert callback.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_answer_is_valid_by_the_official_schemas(client: FlaskClient, language: str) -> None:
    def get(address: str) -> Any:
        joined = "&" if "?" in address else "?"
        return json.loads(client.get(f"/{address}{joined}lang={language}").data)

    conforms("manifest", get("reconcile"))
    queries = {
        "q1": {"query": "Återvändandeprogrammet", "properties": [{"pid": "year", "v": 2019}]},
        "q2": {"query": "xyzzy"},
        "q3": {"properties": [{"pid": "creator", "v": "IOM"}]},
        "q4": {"query": "människohandel", "type": ["Subject", "Work"], "type_strict": "should"},
    }
    conforms("reconciliation-query-batch", queries)
    answer = get(f"reconcile?queries={quote(json.dumps(queries))}")
    assert answer["q1"]["result"]
    conforms("reconciliation-result-batch", answer)
    found = get("reconcile/suggest/entity?prefix=m%C3%A4nn")
    assert found["result"]
    conforms("suggest-entities-response", found)
    conforms("suggest-types-response", get("reconcile/suggest/type?prefix="))
    conforms("suggest-properties-response", get("reconcile/suggest/property?prefix="))
    conforms("data-extension-property-proposal", get("reconcile/extend?type=Publication&limit=3"))
    wanted = get("reconcile/extend?type=")["properties"]
    data = {"ids": [MANUAL, "agent/iom", "nothing"], "properties": wanted}
    conforms("data-extension-query", data)
    conforms("data-extension-response", get(f"reconcile?extend={quote(json.dumps(data))}"))


def test_the_official_examples_of_queries_are_taken_and_refused(client: FlaskClient) -> None:
    folder = official() / "examples" / "reconciliation-query-batch"
    for file in folder.rglob("*.json"):
        sent = client.post("/reconcile", data={"queries": file.read_text("utf-8")})
        expected = 200 if file.parent.name == "valid" else 400
        assert sent.status_code == expected, (file.name, sent.text)


@pytest.mark.parametrize(
    ("queries", "status"),
    [
        ("", 400),
        ("nonsense", 400),
        ('{"q1": {}}', 400),
        ("[" * 100_000, 400),
        (json.dumps({f"q{n}": {"query": "a"} for n in range(51)}), 413),
        (json.dumps({f"q{n}": {"query": "a"} for n in range(10_000)}), 413),
        (json.dumps({"q": {"query": "a" * 3_000_000}}), 413),
    ],
)
def test_what_cannot_be_answered_is_told(client: FlaskClient, queries: str, status: int) -> None:
    response = client.post("/reconcile", data={"queries": queries})
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    if status == 400:
        assert json.loads(response.data)["detail"].endswith(".")


def test_a_post_has_to_say_something(client: FlaskClient) -> None:
    assert client.post("/reconcile").status_code == 400
    assert client.post("/reconcile", json={"q": {"query": "a"}}).status_code == 400
    assert client.post("/reconcile", data={"other": "1"}).status_code == 400
    for method in (client.put, client.delete):
        assert method("/reconcile").status_code == 405


def test_too_many_at_once_are_asked_to_come_again(client: FlaskClient) -> None:
    site: Site = client.application.extensions[KEY]
    usual, site.workload = site.workload, Workload(places=1, seconds=0.01)
    queries = {"queries": '{"q": {"query": "IOM"}}'}
    try:
        # A fault gives its turn back.
        assert client.post("/reconcile", data={"queries": "nonsense"}).status_code == 400
        assert client.post("/reconcile", data=queries).status_code == 200
        with site.workload.place(Client("192.0.2.1", None)):
            response = client.post("/reconcile", data=queries)
            assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
            assert response.content_type == "application/problem+json"
            assert client.get("/reconcile").status_code == 200
        assert client.post("/reconcile", data=queries).status_code == 200
    finally:
        site.workload = usual


def test_other_origins_may_ask(client: FlaskClient) -> None:
    for path in ("/reconcile", "/reconcile/suggest/entity", "/reconcile/extend", "/reconcile/preview"):  # fmt: skip
        response = client.options(path, headers={"Origin": "https://refine.example"})
        assert response.status_code == 200
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "GET" in response.headers["Access-Control-Allow-Methods"]
    preflight = client.options("/reconcile").headers["Access-Control-Allow-Methods"]
    assert "POST" in preflight


def test_entities_are_suggested_page_by_page(client: FlaskClient) -> None:
    def suggest(prefix: str, **more: Any) -> list[dict[str, Any]]:
        response = client.get("/reconcile/suggest/entity", query_string={"prefix": prefix, **more})
        found: list[dict[str, Any]] = json.loads(response.data)["result"]
        return found

    assert suggest("IOM")[0]["id"] == "agent/iom"
    assert suggest("agent/iom")[0]["id"] == suggest(f"{BASE}agent/iom#it")[0]["id"] == "agent/iom"
    assert [one["id"] for one in suggest("Internationell")][:1] == ["agent/iom"]
    everything = [one["id"] for one in suggest("m")]
    assert len(everything) == 10
    after = [one["id"] for one in suggest("m", cursor=3)]
    assert after[:7] == everything[3:]
    assert len(set(everything + after)) == len(everything) + len(after) - 7
    assert suggest("m", cursor=10**8) == suggest("") == suggest("xyzzy") == []
    kinds = {kind["id"] for one in suggest("m", type="Agent") for kind in one["notable"]}
    assert kinds == {"Agent"}
    assert [one["id"] for one in suggest("manual", type="Type")] == ["type/manual"]


def test_types_and_properties_are_suggested(client: FlaskClient) -> None:
    def suggest(what: str, **query: Any) -> list[str]:
        response = client.get(f"/reconcile/suggest/{what}", query_string={"lang": "en", **query})
        return [one["id"] for one in json.loads(response.data)["result"]]

    assert suggest("type", prefix="pub") == ["Publication", "Type"]
    assert suggest("type")[:3] == ["Publication", "Agent", "Subject"]
    assert suggest("type", cursor=3) == ["Work", "Type", "Audience", "Place"]
    assert suggest("property", prefix="creat") == suggest("property", prefix="auth") == ["creator"]
    assert "isbn" not in suggest("property", type="Agent")
    assert suggest("property", prefix="?") == []
    assert client.get("/reconcile/suggest/planet").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["suggest/entity?prefix=a&cursor=-1", "suggest/type?cursor=x", "extend?limit=0", "extend?limit=1e9"],
)  # fmt: skip
def test_numbers_that_are_none_are_refused(client: FlaskClient, address: str) -> None:
    assert client.get(f"/reconcile/{address}").status_code == 400


def test_data_comes_for_every_id_and_property(client: FlaskClient) -> None:
    proposed = json.loads(client.get("/reconcile/extend?type=Agent").data)
    assert proposed["type"] == "Agent"
    assert "sameAs" in {one["id"] for one in proposed["properties"]}
    assert json.loads(client.get("/reconcile/extend?type=Planet").data)["properties"] == []

    ids = [MANUAL, "agent/socialstyrelsen", f"{BASE}agent/iom#it", "nothing", "\ud800"]
    names = ["uri", "creator", "year", "sameAs", "identifier", "name_en", "otherName", "language", "broader", "x"]  # fmt: skip
    wanted = {"ids": ids, "properties": [{"id": name, "settings": {}} for name in names]}
    said = json.loads(client.post("/reconcile?lang=sv", data={"extend": json.dumps(wanted)}).data)
    assert [one["id"] for one in said["meta"]] == names
    assert said["meta"][1]["type"]["id"] == "Agent"
    rows = said["rows"]
    assert list(rows) == ids
    assert all(list(row) == names for row in rows.values())
    manual, agency, iom, *nothing = rows.values()
    assert manual["uri"] == [{"str": f"{BASE}{MANUAL}#it"}]
    assert manual["creator"] == [{"id": "agent/jamstalldhetsmyndigheten", "name": "Jämställdhetsmyndigheten"}]  # fmt: skip
    assert manual["year"] == [{"int": 2019}]
    assert manual["language"] == [{"str": "SWE"}]
    assert manual["broader"] == manual["x"] == manual["name_en"] == []
    assert {"str": "http://www.wikidata.org/entity/Q6971056"} in agency["sameAs"]
    assert agency["identifier"] == [{"str": "202100-0555"}]
    assert len(iom["otherName"]) == len({one["str"] for one in iom["otherName"]}) > 1
    assert iom["name_en"] == [{"str": "International Organization for Migration"}]
    assert not any(value for row in nothing for value in row.values())
    assert client.post("/reconcile", data={"extend": "[]"}).status_code == 400


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", [MANUAL, "agent/iom", "subject/human-trafficking", "work/atervandandeprogrammet-manual"])  # fmt: skip
def test_a_preview_is_a_page_that_stands_in_another(
    client: FlaskClient, path: str, language: str
) -> None:
    address = f"/reconcile/preview?id={quote(path, safe='')}&lang={language}"
    response = client.get(address)
    assert response.status_code == 200
    shown = page.read(f"http://localhost{address}", response.text, language)
    [heading] = shown.all("h1")
    [link] = shown.all("a")
    assert link.attributes["target"] == "_blank"
    led = urljoin(address, link.attributes["href"])
    assert led == f"/{path}"
    assert client.get(led).status_code == 200
    assert heading.text.strip()
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert "X-Frame-Options" not in response.headers
    whole = client.get(f"/{path}", headers={"Accept": "text/html"})
    assert "frame-ancestors 'self'" in whole.headers["Content-Security-Policy"]


def test_a_view_leads_to_the_page(client: FlaskClient) -> None:
    for id_ in (MANUAL, f"{BASE}{MANUAL}", f"{BASE}{MANUAL}#it"):
        response = client.get("/reconcile/view", query_string={"id": id_})
        assert response.status_code == 303
        assert urljoin("/reconcile/view", response.headers["Location"]) == f"/{MANUAL}"
    for nothing in ("", "nothing", "//evil.example", "https://evil.example/", "\r\nX: 1", "\0"):
        response = client.get("/reconcile/view", query_string={"id": nothing})
        assert response.status_code == 404
    assert client.get("/reconcile/preview").status_code == 404
