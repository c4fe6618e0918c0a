"""Everything that has an address below the base, found and served; and unAPI."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from publod.bibliography.export.xml_writer import element, twig
from publod.bibliography.record_summary import record_path_of
from publod.errors import NotAcceptable, RecordError, RecordNotFound, RecordWithdrawn
from publod.formats import BIBTEX, RIS, Format, by_suffix
from publod.ledger import Record
from publod.web.about_page import about_resource, accessibility_resource
from publod.web.http.links import format_in_address, relative
from publod.web.http.negotiated_resource import Resource, serve
from publod.web.lists.record_lists import front_resource, list_resource
from publod.web.lists.results_routes import ROBOTS, results_resource
from publod.web.lists.what_is_new import news_resource, years_resource
from publod.web.ontology.vocabulary_pages import vocabulary_resource
from publod.web.records.citing import VIEW as CITATIONS
from publod.web.records.citing import citations_resource
from publod.web.records.comparison import PATH as COMPARE
from publod.web.records.comparison import comparison_resource
from publod.web.records.record_formats import PATH as PROFILES
from publod.web.records.record_formats import profiles_resource
from publod.web.records.record_resource import document_of, entry_of, record_resource
from publod.web.routes import LISTS
from publod.web.site import Site, site

blueprint = Blueprint("pages", __name__)

#: What has an address of its own, beside records and vocabularies.
PLACES: dict[str, Callable[[Site], Resource]] = {
    **{name: partial(list_resource, name=name) for name in LISTS},
    "years": years_resource,
    "new": news_resource,
    "about": about_resource,
    "about/accessibility": accessibility_resource,
    "publications": results_resource,
    PROFILES: profiles_resource,
    COMPARE: comparison_resource,
}
#: The list that a kind of records is in.
_LIST_OF = {kind: name for name, kind in LISTS.items()}
#: More slashes at the end of an address are no slip.
_SLASHES = 3


@blueprint.before_app_request
def redirect_without_slash() -> Response | None:
    """Sends on who has put a slash behind the address of a service, with method and query.

    Not a preflight, which may not be sent on (https://fetch.spec.whatwg.org/#http-fetch).
    """
    path = request.path.lstrip("/")
    short = _without_slashes(path)
    if short in {"", path} or request.method == "OPTIONS":
        return None
    try:
        endpoint, _ = current_app.url_map.bind("").match(f"/{short}", method=request.method)
    except HTTPException:
        return None
    return _redirected(path, short) if endpoint != f"{blueprint.name}.{page.__name__}" else None


@blueprint.get("/")
def front() -> Response:
    """The front page."""
    return _served(front_resource(site()), format_in_address())


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Keeps crawlers away from what is made for each asker, and tells them what there is.

    A crawler does without the comfort of relative links: sitemaps are named by their whole URL.
    """
    own = site().customisation
    lines = ROBOTS.splitlines(keepends=True)
    kept = [line for line in lines if not own.is_closed(line.partition(": ")[2].strip())]
    text = f"{''.join(kept)}Sitemap: {site().base_url}sitemap.xml\n"
    return Response(text, content_type="text/plain; charset=utf-8")


@blueprint.get("/<path:path>")
def page(path: str) -> Response:
    """A record, a list or a vocabulary; with a suffix, in that format.

    Raises RecordNotFound or RecordWithdrawn.
    """
    resource = _find(site(), path)
    if resource is not None:
        return _served(resource, format_in_address())
    stem, dot, suffix = path.rpartition(".")
    chosen = by_suffix(suffix) if dot else None
    if chosen is not None:
        resource = _find(site(), stem)
        if resource is not None:
            return _served(resource, chosen)
    meant = _redirect_target(site(), path)
    if meant is not None:
        return _redirected(path, meant)
    raise RecordNotFound(path)


def _served(resource: Resource, chosen: Format | None) -> Response:
    """A resource in the format that its address names, if it does. Raises NotAcceptable."""
    if chosen is not None and chosen not in resource.formats:
        raise NotAcceptable([f.media_type for f in resource.formats])
    return serve(resource, chosen)


def _redirect_target(site_: Site, path: str) -> str | None:
    """What somebody is looking for who has shortened an address, or has it from such a place."""
    short = _without_slashes(path)
    if short in _LIST_OF:
        return _LIST_OF[short]
    is_there = short in PLACES or short in site_.vocabularies or _record(site_, short) is not None
    return short if short != path and is_there else None


def _without_slashes(path: str) -> str:
    """A path without the slashes at its end, if they may be a slip; otherwise as it is."""
    short = path.rstrip("/")
    return short if len(path) <= len(short) + _SLASHES else path


def _redirected(path: str, target: str) -> Response:
    """Send the client on, at whatever address the catalogue is being looked at."""
    place = relative(target, path)
    query = request.query_string.decode("latin-1")
    return Response(status=308, headers={"Location": f"{place}?{query}" if query else place})


def _find(site_: Site, path: str) -> Resource | None:
    """What is at a path, withdrawn records raising RecordWithdrawn."""
    if path in PLACES:
        return PLACES[path](site_)
    if path in site_.vocabularies:
        return vocabulary_resource(site_.vocabularies[path])
    record = _record(site_, path)
    if record is None:
        return None
    if record.withdrawn:
        raise RecordWithdrawn(record.path, record.touched, record.time)
    view = request.args.get("view")
    if view == CITATIONS and record.kind == "publication":
        return citations_resource(site_, record)
    return record_resource(site_, record, view if view == "authored" else None)


def _record(site_: Site, path: str) -> Record | None:
    """A record by its path as the server decoded it, or as the IRI may have it encoded."""
    record = site_.repository.record(path)
    if record is None:
        encoded = quote(path, safe="/-._~!$&'()*+,;=:@")
        if encoded != path:
            record = site_.repository.record(encoded)
    return record


unapi_blueprint = Blueprint("unapi", __name__)

UNAPI_FORMATS: tuple[Format, ...] = (RIS, BIBTEX)


@unapi_blueprint.get("/unapi")
def unapi() -> Response:
    """The formats that there are; of a publication; or a publication in one of them (version 1)."""
    identifier, name = request.args.get("id"), request.args.get("format")
    if not identifier:
        return _formats({}, 200) if not name else _refused(400, "An id is needed.")
    path = record_path_of(identifier, site().base_url)
    try:
        description = site().repository.describe(site().repository.present(path))
    except RecordError:
        return _refused(404, "There is no such publication.")
    entry = entry_of(site(), description)
    if entry is None:
        return _refused(404, "That is not a publication.")
    if not name:
        return _formats({"id": identifier}, 300)
    chosen = next((form for form in UNAPI_FORMATS if form.name == name), None)
    if chosen is None:
        return _refused(406, f"There are {', '.join(form.name for form in UNAPI_FORMATS)}.")
    return Response(chosen.write(document_of(description), entry), content_type=chosen.content_type)


def _formats(attributes: dict[str, str], status: int) -> Response:
    lines = (twig("format", {"name": form.name, "type": form.media_type}) for form in UNAPI_FORMATS)
    body = b'<?xml version="1.0" encoding="UTF-8"?>\n' + element("formats", lines, attributes)
    return Response(body + b"\n", status, content_type="application/xml; charset=utf-8")


def _refused(status: int, sentence: str) -> Response:
    return Response(f"{sentence}\n", status, content_type="text/plain; charset=utf-8")
