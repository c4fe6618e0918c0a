"""``/livez`` and ``/readyz``: what a supervisor or a load balancer asks.

The first says that this process answers, and the second whether everything shows the ledger's last
commit. Neither says where anything lies, nor why it fails: that is for the log.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response

from publod.errors import PublodError, SearchError, StoreError
from publod.ledger import Commit
from publod.web.http.etag_and_cache_control import NO_STORE, Caching, mark
from publod.web.site import Site, site

blueprint = Blueprint("health", __name__)

#: When to ask again, in seconds.
_RETRY_AFTER = "5"


@blueprint.get("/livez")
def livez() -> Response:
    """That this process answers."""
    return _json({"status": "alive"}, 200)


@blueprint.get("/readyz")
def readyz() -> Response:
    """Whether the SPARQL store and the search index show the ledger's last commit."""
    served = site()
    try:
        head = served.repository.head()
    except PublodError:
        return _json({"status": "not ready", "lagging": ["ledger"]}, 503)
    shown = {"sparql_store": _store(served, head), "search_index": _index(served, head)}
    lagging = [name for name, state in shown.items() if not state["is_current"]]
    found: dict[str, Any] = {"status": "not ready" if lagging else "ready", "commit": head.id}
    if lagging:
        found["lagging"] = lagging
    return _json({**found, **shown}, 503 if lagging else 200)


def _store(served: Site, head: Commit) -> dict[str, Any]:
    try:
        commit = served.queries.commit
        return {"commit": commit, "is_current": served.queries.shows(head.id, head.version)}
    except StoreError:
        return {"commit": 0, "is_current": False}


def _index(served: Site, head: Commit) -> dict[str, Any]:
    try:
        version = served.search.version
    except SearchError:
        version = ""
    commit = int(version.partition(".")[0] or 0)
    is_current = version == head.version and not served.search.damage_is_reported
    return {"commit": commit, "is_current": is_current}


def _json(found: dict[str, Any], status: int) -> Response:
    response = Response(json.dumps(found, indent=2), status, content_type="application/json")
    mark(response, Caching(control=NO_STORE))
    if status == 503:
        response.headers["Retry-After"] = _RETRY_AFTER
    return response
