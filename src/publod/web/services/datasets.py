"""The catalogue as one thing: its descriptions for portals, its addresses, its changes, its files.

``/datasets/dcat``, ``/.well-known/void``, ``/sitemap.xml``, ``/changes`` and ``/dumps``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from flask import Blueprint, Flask, Response, g, render_template
from rdflib import Graph
from werkzeug.exceptions import Gone, NotFound

from publod.formats import HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from publod.rdf import triples_in
from publod.rdf.document import Document
from publod.read_model.statistics import Statistics
from publod.services import activity_streams, dcat, sitemap, void
from publod.services.dump_folder import DumpFolder, DumpMaker
from publod.services.dump_writer import RDF_FORMS, Counts
from publod.web.http.etag_and_cache_control import for_ever
from publod.web.http.links import relative
from publod.web.http.negotiated_resource import Resource, catalogue_resource, serve
from publod.web.lists.feeds import title_of_site
from publod.web.routes import LISTS
from publod.web.services import dump_downloads
from publod.web.site import site

blueprint = Blueprint("datasets", __name__)

_ACTIVITIES = Format(
    "activities", "ActivityStreams", "application/activity+json", "json",
    accepts=("application/ld+json", "application/json"),
    profile="https://www.w3.org/ns/activitystreams",  # ActivityStreams 2.0, §8
)  # fmt: skip
_SITEMAP = Format("sitemap", "Sitemap", "application/xml", "xml")
#: Pages beside the records that are worth a visit; the first is the front page.
_PAGES = ("", *LISTS, "years", "new", "about", "dumps", "ontology", "shapes")
_WEEK = 7 * 24 * 60 * 60


def register(app: Flask, folder: Path, ledger_url: str, catalogued_by: str) -> None:
    """Let an application answer here, with dumps of a ledger kept in a folder."""
    maker = DumpMaker(folder, ledger_url, catalogued_by)
    made = dump_downloads.Dumps(DumpFolder(folder), maker)
    app.extensions[dump_downloads.KEY] = made
    app.register_blueprint(blueprint)


blueprint.add_url_rule("/dumps", view_func=dump_downloads.listing)
blueprint.add_url_rule("/dumps/<name>", view_func=dump_downloads.file)
blueprint.register_error_handler(Gone, dump_downloads.gone)


@blueprint.get("/datasets/dcat")
def portal_description() -> Response:
    """DCAT-AP-SE: RDF/XML, as portals fetch it, unless another form is asked for."""
    repository = site().repository
    dump = dump_downloads.dumps().newest(site())  # which tells the sizes of the files
    version = f"{repository.head().version}.{dump.commit.version if dump else ''}"

    def render(chosen: Format) -> bytes:
        graph = dcat.describe(
            repository, site().provider.email, dump, with_sparql=site().customisation.has("sparql")
        )
        return _written(chosen, dcat.PATH, graph)

    formats = (RDF_XML, TURTLE, JSON_LD, N_TRIPLES)
    resource = Resource(dcat.PATH, version, formats, render, exact=True, is_storable=False)
    return serve(resource, None)


@blueprint.get("/.well-known/void")
def set_description() -> Response:
    """VoID: Turtle unless another form is asked for; for people the same on a page."""
    repository = site().repository
    head = repository.head()
    dump = dump_downloads.dumps().folder.find(head)
    counts = dump.counts if dump else _counts(repository.statistics())
    digest = hashlib.blake2b(repr(counts).encode(), digest_size=6).hexdigest()

    def render(chosen: Format) -> bytes:
        own = site().customisation
        graph = void.describe(repository, counts, with_sparql=own.has("sparql"), hidden=own.hidden)
        if chosen is HTML:
            text = _written(TURTLE, void.PATH, graph).decode()
            return render_template("void.html", turtle=text, path=void.PATH, alternates=()).encode()
        return _written(chosen, void.PATH, graph)

    formats = (TURTLE, JSON_LD, RDF_XML, N_TRIPLES, HTML)
    version = f"{head.version}.{digest}"
    resource = Resource(void.PATH, version, formats, render, exact=True, is_storable=False)
    return serve(resource, None)


def _counts(statistics: Statistics) -> Counts:
    return Counts(classes=statistics.classes, properties=statistics.properties)


@blueprint.get("/sitemap.xml")
def sitemap_index() -> Response:
    """The index of all sitemaps."""
    return _sitemap("sitemap.xml", sitemap.index(site().repository, site().customisation.hidden))


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> Response:
    """One sitemap. Raises NotFound."""
    repository = site().repository
    languages = site().languages
    if number:
        body = sitemap.part(repository, number, languages, site().customisation.hidden)
    else:
        body = sitemap.pages(repository, _pages(), languages)
    if body is None:
        raise NotFound
    return _sitemap(f"sitemap-{number}.xml", body)


@blueprint.get("/changes")
def changes() -> Response:
    """Where the list of all changes begins and ends."""
    repository = site().repository

    def render(_chosen: Format) -> bytes:
        g.language = "en"  # as all that is said of changes
        summary = f"Changes in the catalogue “{title_of_site(site())}”"
        urls = [f"{site().base_url}dumps/latest.{form.suffix}" for form in RDF_FORMS]
        return _json(activity_streams.entry_point(repository, summary, urls))

    path = activity_streams.PATH
    return serve(catalogue_resource(site(), path, (_ACTIVITIES,), render, exact=True), None)


@blueprint.get("/changes/<int:number>")
def change_set(number: int) -> Response:
    """A page of changes; one that is full never changes. Raises NotFound."""
    result = activity_streams.change_set(site().repository, number)
    if result is None:
        raise NotFound
    document = result.document
    path = f"{activity_streams.PATH}/{number}"
    resource = Resource(
        path, result.version, (_ACTIVITIES,), lambda _: _json(document), result.time, exact=True
    )
    if result.complete:
        resource = replace(resource, control=for_ever(_WEEK), languages=())
    return serve(resource, None)


def _sitemap(path: str, body: bytes) -> Response:
    digest = hashlib.blake2b(body, digest_size=8).hexdigest()
    resource = Resource(path, digest, (_SITEMAP,), lambda _: body, exact=True)
    return serve(resource, _SITEMAP)  # whatever a crawler says that it takes


def _pages() -> list[str]:
    own = site().customisation
    return [page for page in (*_PAGES, *(f"page/{name}" for name in own.pages)) if own.has(page)]


def _written(chosen: Format, path: str, graph: Graph) -> bytes:
    iri = site().base_url + path
    return chosen.write(Document(iri, iri, triples_in(graph), relative("context.jsonld", path)))


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
