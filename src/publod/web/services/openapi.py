"""``/openapi.json``: the interface for programs that are made from descriptions, OpenAPI 3.1.

https://spec.openapis.org/oas/v3.1.0. The routes come from the application, and what each reads and
answers from one table here. Formats are chosen by ``Accept`` or by a suffix: docs/http.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import Blueprint, Flask, Response, current_app

from publod.web.http.etag_and_cache_control import Caching, conditional
from publod.web.routes import LISTS
from publod.web.site import site

blueprint = Blueprint("openapi", __name__)

MEDIA_TYPE = "application/vnd.oai.openapi+json;version=3.1"
JSON, HTML, XML, ANY = "application/json", "text/html", "application/xml", "*/*"
#: Routes that are for browsers and for those who watch the service, not for programs.
NOT_DESCRIBED = frozenset(
    {"/static/<path:filename>", "/static/icon.svg", "/theme/<path:name>", "/page/<name>",
     "/metrics", "/livez", "/healthz", "/readyz", "/sparql/terms.json", "/openapi.json",
     "/robots.txt"}
)  # fmt: skip
#: What each parameter of a query is.
PARAMETERS = {
    "q": "Words to search for.",
    "page": "The number of a page, from 1.",
    "lang": "The language of the page, such as en.",
    "format": "The name of a format.",
    "view": "A part of a record: authored, for one.",
    "_profile": "The profile of the representation (Content Negotiation by Profile).",
    "_mediatype": "The media type of the representation.",
    "id": "The IRI or path of a record.",
    "a": "The path of the first record to compare.",
    "b": "The path of the second record to compare.",
    "query": "A SPARQL query.",
    "default-graph-uri": "SPARQL 1.1 Protocol §2.1.4.",
    "named-graph-uri": "SPARQL 1.1 Protocol §2.1.4.",
    "graph": "The IRI of a graph.",
    "default": "The default graph.",
    "verb": "The request of OAI-PMH 2.0.",
    "identifier": "The identifier of a record in OAI-PMH.",
    "metadataPrefix": "The format of records in OAI-PMH.",
    "from": "The first datestamp.",
    "until": "The last datestamp.",
    "set": "A set of records.",
    "resumptionToken": "Where a list goes on.",
    "queries": "A batch of names to reconcile, as JSON.",
    "extend": "Properties to extend records with, as JSON.",
    "prefix": "What names begin with.",
    "type": "The type of records.",
    "cursor": "How many suggestions to pass over.",
    "limit": "How many proposals there are at most.",
    "kind": "The kind of records.",
    "before": "The time before which something was new.",
}


_PROFILES = ("_profile", "_mediatype")


@dataclass(frozen=True)
class Operation:
    """What a route is for, the parameters of its query, and what it answers."""

    summary: str
    parameters: tuple[str, ...] = ()
    answers: tuple[str, ...] = (ANY,)


OPERATIONS = {
    "/": Operation("The front page, or the catalogue", ("lang", "format", *_PROFILES)),
    "/<path:path>": Operation(
        "A record, a list or a page; with a suffix, in that format",
        ("q", "page", "lang", "format", "view", "a", "b", "kind", "before", *_PROFILES),
    ),
    "/<path:path>.linkset": Operation("The links of a record", (), ("application/linkset",)),
    "/<path:path>.linkset.json": Operation("The links", (), ("application/linkset+json",)),
    "/changes": Operation("The list of changes"),
    "/changes/<int:number>": Operation("A page of changes"),
    "/context.jsonld": Operation("The JSON-LD context", (), ("application/ld+json",)),
    "/datasets/dcat": Operation("The catalogue as DCAT-AP"),
    "/.well-known/void": Operation("The dataset as VoID"),
    "/dumps": Operation("The files of the whole catalogue"),
    "/dumps/<name>": Operation("A file of the whole catalogue"),
    "/files/<path:name>": Operation("The file of a publication"),
    "/covers/<name>": Operation("The cover of a publication", (), ("image/webp",)),
    "/graphs": Operation("SPARQL 1.1 Graph Store Protocol, reading", ("graph", "default")),
    "/oai": Operation(
        "OAI-PMH 2.0",
        ("verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken"),
        ("text/xml", XML),
    ),
    "/opensearch.xml": Operation(
        "The description of the search", ("lang",), ("application/opensearchdescription+xml",)
    ),
    "/reconcile": Operation("Reconciliation Service API", ("queries", "extend"), (JSON,)),
    "/reconcile/extend": Operation("Properties to extend with", ("type", "limit"), (JSON,)),
    "/reconcile/preview": Operation("A preview of a record", ("id", "lang"), (HTML,)),
    "/reconcile/suggest/entity": Operation("Records", ("prefix", "type", "cursor"), (JSON,)),
    "/reconcile/suggest/property": Operation("Properties", ("prefix", "cursor"), (JSON,)),
    "/reconcile/suggest/type": Operation("Types", ("prefix", "cursor"), (JSON,)),
    "/reconcile/view": Operation("To the page of a record", ("id",)),
    "/sitemap.xml": Operation("The sitemap", (), (XML,)),
    "/sitemap-<int:number>.xml": Operation("A part of the sitemap", (), (XML,)),
    "/sparql": Operation(
        "SPARQL 1.1 Protocol, queries", ("query", "format", "default-graph-uri", "named-graph-uri")
    ),
    "/suggest": Operation("Names that go on from what was typed", ("q",)),
    "/unapi": Operation("unAPI", ("id", "format")),
}  # fmt: skip


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description of the interface."""
    text = json.dumps(description(current_app, site().base_url), indent=1)
    tag = sha256(text.encode()).hexdigest()[:16]
    return conditional(Caching(tag), lambda: Response(text, content_type=MEDIA_TYPE))


def description(app: Flask, base: str) -> dict[str, Any]:
    """All routes of an application that are for programs, and the lists of records."""
    paths = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule): _item(
            OPERATIONS[rule.rule], rule.methods or (), rule.rule
        )
        for rule in app.url_map.iter_rules()
        if rule.rule in OPERATIONS
    }
    searched = Operation("A list of records", ("q", "page", "lang", "format"))
    paths |= {f"/{name}": _item(searched, ("GET",), f"/{name}") for name in LISTS}
    return {
        "openapi": "3.1.0",
        "info": {"title": "publod", "version": "1", "description": "Formats are chosen by Accept."},
        "servers": [{"url": base.rstrip("/")}],
        "paths": dict(sorted(paths.items())),
    }


def _item(operation: Operation, methods: Iterable[str], rule: str) -> dict[str, Any]:
    """What can be done at a path (§4.8.9)."""
    in_path = [
        {"name": name, "in": "path", "required": True,
         "schema": {"type": "integer", "minimum": 0} if kind == "int:" else {"type": "string"}}
        for kind, name in re.findall(r"<(\w+:)?(\w+)>", rule)
    ]  # fmt: skip
    in_query = [
        {"name": name, "in": "query", "description": PARAMETERS[name], "schema": {"type": "string"}}
        for name in operation.parameters
    ]
    problem: dict[str, Any] = {name: {} for name in ("application/problem+json", HTML)}
    responses = {
        "200": {"description": "It is there.", "content": {name: {} for name in operation.answers}},
        "303": {"description": "It is elsewhere."},
        "308": {"description": "It has another address."},
        "default": {"description": "Why not.", "content": {**problem, "text/plain": {}, JSON: {}}},
    }
    item: dict[str, Any] = {
        "get": {"summary": operation.summary, "parameters": in_query, "responses": responses}
    }
    if in_path:
        item["parameters"] = in_path
    if "POST" in methods:
        fields = {name: {"type": "string"} for name in operation.parameters}
        form = {"schema": {"type": "object", "properties": fields}}
        item["post"] = {
            "summary": operation.summary,
            "requestBody": {"content": {"application/x-www-form-urlencoded": form}},
            "responses": responses,
        }
    return item
