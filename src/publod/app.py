"""The web application: readers wired to views."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Flask, Response, g, request
from rdflib import Graph

import publod
from publod import bootstrap
from publod.bibliography.registers import registers
from publod.config import Settings
from publod.customising import customisation_of
from publod.ledger import Ledger
from publod.record_repository import Repository
from publod.services.oai_pmh import Provider
from publod.services.oai_pmh.arguments import domain_of
from publod.services.record_cache import RecordCache
from publod.validation import published
from publod.vocabulary import PUB, SHAPES, own_prefixes
from publod.web import customisation_routes, templating
from publod.web.customisation import digest_of, loader_of
from publod.web.hidden_links import without_hidden
from publod.web.http import error_status_codes
from publod.web.http.compression import compress
from publod.web.http.headers import EVERYWHERE, EXPOSED, LONGEST_BODY
from publod.web.http.negotiated_resource import CATALOGUE
from publod.web.http.response_cache import RenderCache, ResponseCache
from publod.web.http.streaming import DiskQuota, spooled
from publod.web.ontology import vocabulary_pages
from publod.web.page_translations import translate
from publod.web.records import record_formats, record_routes
from publod.web.services import (
    datasets,
    file_downloads,
    health_and_metrics,
    oai_pmh_endpoint,
    openapi,
    opensearch,
    reconciliation_endpoint,
)
from publod.web.site import KEY, Site, Vocabulary, build_of, end_snapshot
from publod.web.sparql import completion, sparql_endpoint
from publod.web.sparql.query_request import STORE
from publod.web.sparql.sparql_endpoint import FastLookups

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

#: Where an application has what answers before it.
_LOOKUPS = "publod.lookups"
_BLUEPRINTS = (
    customisation_routes.blueprint,
    vocabulary_pages.blueprint,
    sparql_endpoint.blueprint,
    opensearch.suggest_blueprint,
    opensearch.blueprint,
    openapi.blueprint,
    oai_pmh_endpoint.blueprint,
    record_routes.unapi_blueprint,
    record_formats.blueprint,
    reconciliation_endpoint.blueprint,
    health_and_metrics.metrics_blueprint,
    health_and_metrics.blueprint,
    completion.blueprint,
    file_downloads.blueprint,
    record_routes.blueprint,
)


def create_app(settings: Settings) -> Flask:
    """An application that serves the catalogue of ``settings.home``.

    Raises LedgerMissing when nothing has been loaded, and BaseUrlMismatch when it was loaded for
    another base URL than the one that is set.
    """
    ledger = bootstrap.reading_ledger(settings)
    ledger.close()  # a server may fork from here on, and a connection must not go along
    package = Path(publod.__file__).parent
    ontology = _vocabulary("ontology", PUB.iri, settings.all_ontology)
    # Pages show the labels of own terms.
    terms = (ontology.version, *own_prefixes().items()) if settings.own_ontology else ""
    codes: tuple[object, ...] = (
        settings.default_language, settings.languages, settings.cataloguing_language,
        settings.text_order, settings.organization_code, settings.swepub_code,
        settings.band_colour, settings.link_colour, settings.font, settings.heading_font,
        settings.menu, settings.footer, settings.short_name, settings.without, settings.facets,
        terms, registers(),
        digest_of(
            (settings.theme, settings.pages, settings.templates, settings.translations,
             settings.queries)
        ),
    )  # fmt: skip
    build, built = build_of(package, " ".join(map(str, codes)))
    catalogued_by = settings.organization_code or ""
    repository = bootstrap.repository(settings, ledger)
    app = Flask("publod.web")
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LONGEST_BODY
    own = customisation_of(settings)
    app.jinja_loader = loader_of(settings.templates)
    served = app.extensions[KEY] = Site(
        repository=repository,
        queries=bootstrap.query_service(settings, ledger.base_url, health_and_metrics.QueryMeter()),
        search=bootstrap.search_index(settings),
        provider=_provider(settings, repository, build),
        vocabularies={
            "ontology": ontology,
            "shapes": _vocabulary("shapes", SHAPES, settings.all_shapes, published),
        },
        language=settings.default_language,
        languages=settings.languages,
        build=build,
        built=built,
        customisation=own,
        cache=RenderCache(settings.cache_mb << 20),
        disk_quota=DiskQuota(settings.query_answer_mb << 20),
        proxies=settings.proxies,
        files=bootstrap.files_at_hand(settings),
        facets=bootstrap.facets(settings),
    )
    translate(app, lambda: getattr(g, "language", settings.default_language))
    templating.register(app)
    error_status_codes.register(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    datasets.register(app, settings.home / "dumps", settings.database, catalogued_by)
    health_and_metrics.count_requests(app)
    app.teardown_appcontext(end_snapshot)
    lookups = FastLookups(
        app, app.wsgi_app, served.queries, settings.proxies, is_open=own.has("sparql")
    )
    cache = lookups.cache = ResponseCache(
        lookups,
        settings.cache_mb << 19,
        _states(ledger, served),
        health_and_metrics.counter_of_stored,
    )

    @app.before_request
    def remember_state() -> None:
        if request.method == "GET":
            g.state = cache.state(CATALOGUE)

    @app.after_request
    def finish(response: Response) -> Response:
        complete = spooled(_finish(without_hidden(response)), settings.proxies, served.disk_quota)
        return cache.keep(compress(complete))

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        bootstrap.use_languages_of(settings)  # another application may have answered before
        return cache(environ, start_response)

    app.wsgi_app = answer  # type: ignore[method-assign]
    app.extensions[_LOOKUPS] = lookups
    return app


def lookups_of(app: Flask) -> FastLookups:
    """What answers before the framework: lookups in the SPARQL store, and stored responses."""
    return cast(FastLookups, app.extensions[_LOOKUPS])


def _states(ledger: Ledger, served: Site) -> dict[str, Callable[[bool], Hashable]]:
    """The states that stored responses are good for; each costs some microseconds to know."""

    def catalogue(at_once: bool) -> Hashable:
        version = ledger.head_version(at_once=at_once)
        files = served.files.stamp if served.files else None
        return None if version is None else (version, served.search.stamp, files)

    return {CATALOGUE: catalogue, STORE: lambda _: served.queries.version}


def _provider(settings: Settings, repository: Repository, build: str) -> Provider:
    domain = domain_of(repository.base_url)
    return Provider(
        repository,
        RecordCache(settings.rows, build, settings.rows_mb << 20),
        settings.email or f"postmaster@{domain}",
        settings.default_language,
    )


def _vocabulary(
    path: str,
    iri: str,
    folders: Sequence[Path],
    served: Callable[[Graph], Graph] = lambda graph: graph,
) -> Vocabulary:
    graph = bootstrap.vocabulary(folders, iri)
    return Vocabulary(path, iri, served(graph), graph, bootstrap.vocabulary(folders[1:], iri))


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
    return response
