"""``/livez``, also ``/healthz``, and ``/readyz``: what a supervisor or a load balancer asks.

The first says that this process answers, and the second whether everything shows the ledger's last
commit. Neither says where anything lies, nor why it fails: that is for the log.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from publod.errors import PublodError, SearchError, StoreError
from publod.ledger import Commit
from publod.store.store_interface import Lane, Meter
from publod.web.http.etag_and_cache_control import NO_STORE, Caching, mark
from publod.web.site import Site, site

blueprint = Blueprint("health", __name__)

#: When to ask again, in seconds.
_RETRY_AFTER = "5"


@blueprint.get("/healthz")
@blueprint.get("/livez")
def livez() -> Response:
    """That this process answers."""
    return _json({"status": "alive"}, 200)


@blueprint.get("/readyz")
def readyz() -> Response:
    """Whether the SPARQL store and the search index show the ledger's last commit.

    So does the read model, but nobody has to wait for it: pages do without, at a lower speed.
    """
    served = site()
    try:
        head = served.repository.head()
    except PublodError:
        return _json({"status": "not ready", "lagging": ["ledger"]}, 503)
    shown = {"sparql_store": _store(served, head), "search_index": _index(served, head)}
    lagging = [name for name, state in shown.items() if not state["is_current"]]
    shown["read_model"] = _read_model(served, head)
    for state in shown.values():
        # One that shows another ledger may show a commit that this one does not have yet.
        state["behind"] = 0 if state["is_current"] else max(1, head.id - state["commit"])
    report: dict[str, Any] = {"status": "not ready" if lagging else "ready", "commit": head.id}
    if lagging:
        report["lagging"] = lagging
    return _json({**report, **shown}, 503 if lagging else 200)


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


def _read_model(served: Site, head: Commit) -> dict[str, Any]:
    commit, version = served.repository.read_model_commit()
    return {"commit": commit, "is_current": version == head.version}


def _json(state: dict[str, Any], status: int) -> Response:
    response = Response(json.dumps(state, indent=2), status, content_type="application/json")
    mark(response, Caching(control=NO_STORE))
    if status == 503:
        response.headers["Retry-After"] = _RETRY_AFTER
    return response


metrics_blueprint = Blueprint("metrics", __name__)

_REQUESTS = Counter(
    "publod_http_requests", "Requests by the view that answered and the status.", ["view", "status"]
)
_ENDED = Counter(
    "publod_sparql_queries",
    "Queries by what became of them: answered, kept (given again from memory), deadline, memory, "
    "length, overload, abandoned, refused, syntax, failed.",
    ["outcome"],
)
_STORED = _ENDED.labels("kept")
_SECONDS = Histogram(
    "publod_sparql_seconds",
    "From a query's coming to its answer, or to the first of a long one; waiting included.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60),
)
_WAITING = Gauge(
    "publod_sparql_waiting", "Queries that wait for a place.", multiprocess_mode="livesum"
)
_RUNNING = Gauge(
    "publod_sparql_running", "Queries that run, by lane.", ["lane"], multiprocess_mode="livesum"
)


_IN_LANE: dict[Lane, Gauge] = {"fast": _RUNNING.labels("fast"), "slow": _RUNNING.labels("slow")}


class QueryMeter(Meter):
    """Counts what happens to queries."""

    def waiting(self, change: int) -> None:
        """So many queries more wait for a place."""
        _WAITING.inc(change)

    def running(self, lane: Lane, change: int) -> None:
        """So many queries more run in a lane."""
        _IN_LANE[lane].inc(change)

    def ended(self, outcome: str, seconds: float) -> None:
        """A query was answered, or not; after how long."""
        _ENDED.labels(outcome).inc()
        _SECONDS.observe(seconds)


@metrics_blueprint.get("/metrics")
def metrics() -> Response:
    """All of it."""
    registry = CollectorRegistry()
    registry.register(_Commits(site()))
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder:
        _forget_the_dead(Path(folder))
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Own())
    response = Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    return mark(response, Caching(control=NO_STORE))


def count_requests(app: Flask) -> None:
    """Count an application's requests."""

    @app.after_request
    def count(response: Response) -> Response:
        _REQUESTS.labels(request.endpoint or "none", str(response.status_code)).inc()
        return response


def _forget_the_dead(folder: Path) -> None:
    """What runs in a process that was killed runs no more."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if not Path(f"/proc/{pid}").exists():
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


def counter(view: str) -> Callable[[int], None]:
    """What counts requests for a view that do not come to the application, by status."""
    by_status = {status: _REQUESTS.labels(view, str(status)).inc for status in (200, 304)}

    def count(status: int) -> None:
        by_status[status]()

    return count


def counter_of_stored(view: str) -> Callable[[int], None]:
    """The same for responses that are sent again from memory."""
    count = counter(view)
    if not view.startswith("sparql."):
        return count

    def count_query(status: int) -> None:
        count(status)
        _STORED.inc()

    return count_query


class _Own(Collector):
    """What this process has counted."""

    def collect(self) -> Iterator[object]:  # type: ignore[override]
        yield from REGISTRY.collect()


class _Commits(Collector):
    """Which commit the ledger has, and which the store shows: apart when the store is behind."""

    def __init__(self, served: Site) -> None:
        self._site = served

    def collect(self) -> Iterator[GaugeMetricFamily]:
        commits = GaugeMetricFamily(
            "publod_commit", "The last commit, by where it is shown.", labels=["in"]
        )
        commits.add_metric(["ledger"], self._site.repository.head().id)
        try:
            commits.add_metric(["store"], self._site.queries.commit)
        except StoreError:
            commits.add_metric(["store"], 0)
        yield commits
