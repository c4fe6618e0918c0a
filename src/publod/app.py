"""The web application: readers wired to views."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, g, request
from flask_babel import Babel

import publod
from publod import bootstrap
from publod.config import Settings
from publod.rdf import SourceFormat, graph_of, read
from publod.repository import Repository
from publod.services.oai_pmh import Provider
from publod.services.oai_pmh.identifiers import domain_of
from publod.services.record_cache import KeptRows
from publod.vocabulary import PUB, SHAPES
from publod.web import sparql, templating, vocabularies, workbench
from publod.web.http import problems
from publod.web.http.compression import compress
from publod.web.http.headers import EVERYWHERE, EXPOSED, LONGEST_BODY
from publod.web.http.response_cache import KeptAnswers
from publod.web.http.spool import Room
from publod.web.http.state_cache import RenderCache
from publod.web.http.streaming import spooled
from publod.web.pages import health, metrics
from publod.web.records import record_profiles, record_routes
from publod.web.services import datasets, oai_pmh, opensearch, reconciliation, suggestions, unapi
from publod.web.site import KEY, Site, Vocabulary, build_of, end_snapshot
from publod.web.sparql.fast_lookups import ShortWay

_ROOMS = (
    vocabularies,
    sparql,
    suggestions,
    opensearch,
    oai_pmh,
    unapi,
    record_profiles,
    reconciliation,
    metrics,
    health,
    workbench,
    record_routes,
)


def create_app(settings: Settings) -> Flask:
    """An application that serves the catalogue of ``settings.home``.

    Raises LedgerMissing when nothing has been loaded, and BaseUrlMismatch when it was loaded for
    another base URL than the one that is set.
    """
    ledger = bootstrap.reading_ledger(settings)
    ledger.close()  # a server may fork from here on, and a connection must not go along
    package = Path(publod.__file__).parent
    build, built = build_of([package], f"{settings.language} {settings.organization_code}")
    repository = Repository(ledger, settings.organization_code or "")
    app = Flask("publod.web")
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LONGEST_BODY
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(package / "translations")
    app.extensions[KEY] = Site(
        repository=repository,
        queries=bootstrap.query_service(settings, ledger.base_url, metrics.QueryMeter()),
        search=bootstrap.search_index(settings),
        provider=_provider(settings, repository, build),
        vocabularies={
            "ontology": _vocabulary("ontology", PUB.iri, settings.ontology),
            "shapes": _vocabulary("shapes", SHAPES, settings.shapes),
        },
        language=settings.language,
        build=build,
        built=built,
        cache=RenderCache(settings.cache_mb << 20),
        room=Room(settings.query_answer_mb << 20),
        proxies=settings.proxies,
    )
    Babel(
        app,  # type: ignore[no-untyped-call]
        locale_selector=lambda: getattr(g, "language", settings.language),
    )
    templating.register(app)
    problems.register(app)
    for room in _ROOMS:
        app.register_blueprint(room.blueprint)
    datasets.register(app, settings.home / "dumps", settings.database)
    metrics.count_requests(app)
    app.after_request(_finish)
    app.teardown_appcontext(end_snapshot)
    queries = app.extensions[KEY].queries
    short = ShortWay(app, app.wsgi_app, queries, settings.proxies)
    app.wsgi_app = KeptAnswers(  # type: ignore[method-assign]
        short, queries, settings.cache_mb << 18
    )
    return app


def quick_answers(app: Flask) -> Callable[[dict[str, Any]], Awaitable[tuple[Any, bool]]]:
    """What answers queries without waiting, as far as it can: see `KeptAnswers.quick`."""
    return cast(KeptAnswers, app.wsgi_app).quick


def _provider(settings: Settings, repository: Repository, build: str) -> Provider:
    domain = domain_of(repository.base_url)
    return Provider(
        repository,
        KeptRows(settings.rows, build, settings.rows_mb << 20),
        settings.email or f"postmaster@{domain}",
        settings.language,
    )


def _vocabulary(path: str, iri: str, folder: Path) -> Vocabulary:
    graph = graph_of(
        triple
        for file in sorted(folder.glob("*.ttl"))
        for triple, _ in read(file, SourceFormat.TURTLE, iri.rstrip("#"))
    )
    return Vocabulary(path, iri, graph)


def _finish(response: Response) -> Response:
    """What every answer says: who may read it, and what a browser may do with it."""
    if 0 < (request.content_length or 0) <= LONGEST_BODY:
        # A server closes a connection on which it finds a body that nobody has read, and the
        # client's next request may already be on its way.
        request.get_data(cache=False)
    headers = response.headers
    for name, value in EVERYWHERE:
        headers.setdefault(name, value)
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "GET, HEAD, OPTIONS")
        headers["Access-Control-Allow-Headers"] = (
            "Accept, Accept-Profile, Content-Type, If-None-Match"
        )
        headers["Access-Control-Max-Age"] = "86400"
    else:
        headers[EXPOSED[0]] = EXPOSED[1]
    return compress(spooled(response))
