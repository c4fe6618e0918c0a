"""The Reconciliation Service API 0.2 over HTTP.

https://reconciliation-api.github.io/specs/0.2/
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response as AnyResponse

from publod.bibliography.language_codes_and_names import tag_name
from publod.errors import RecordNotFound
from publod.formats import HTML
from publod.ledger import Record
from publod.messages import N_
from publod.services.reconciliation import data_extension, suggestions
from publod.services.reconciliation.candidates import Reconciler, path_of
from publod.services.reconciliation.manifest_and_queries import manifest, read_batch, read_extension
from publod.services.reconciliation.types_and_properties import (
    TYPES,
    Property,
    facts_of,
    kind_of,
    linked,
    properties,
)
from publod.web.http.client_connection import client_of
from publod.web.http.etag_and_cache_control import LANGUAGE, Caching, mark
from publod.web.http.headers import PREVIEW_POLICY, RequestError
from publod.web.http.interface_language import language_of_request
from publod.web.http.links import relative
from publod.web.http.long_work_limits import Work
from publod.web.record_names import nearest
from publod.web.records.property_labels import KINDS, PROPERTIES
from publod.web.site import site

_CACHING = Caching(vary=LANGUAGE)
#: Those that pages call otherwise, or not at all.
_OWN: dict[str, LazyString] = {
    "uri": _("Address (IRI)"),
    "subtitle": _("Subtitle"),
    "year": _("Year"),
    "series": _("Series"),
    "within": _("Lies within"),
}


def labels() -> dict[str, str]:
    """Names in the language of the request, by the ids of types and properties."""
    return {
        **{name: str(KINDS[kind]) for name, kind in TYPES.items()},
        **{one.id: _label(one) for one in properties() if one.id not in TYPES},
    }


def _label(one: Property) -> str:
    if one.language:
        return gettext("Name in %(language)s", language=tag_name(one.language, g.language))
    return str(_OWN.get(one.id) or PROPERTIES[one.predicates[0]])


blueprint = Blueprint("reconcile", __name__)


@blueprint.before_request
def choose_language() -> None:
    """All of it is in the language of the request."""
    g.language = language_of_request()


@blueprint.route("/reconcile", methods=["GET", "POST"])
def reconcile() -> Response:
    """The manifest; or the answer to ``queries``, or to ``extend`` (§3.1, 4.3, 7.3)."""
    values = request.form if request.method == "POST" else request.args
    if "queries" in values:
        return _answer(partial(_candidates, values["queries"]))
    if "extend" in values:
        return _answer(partial(_extension, values["extend"]))
    if request.method == "POST":
        raise RequestError(
            400,
            N_("Send a form (application/x-www-form-urlencoded) with queries, or with extend."),
        )
    name = nearest(site().title().label, g.language).text or "publod"
    return _json(manifest(site().base_url, name, labels()))


@blueprint.get("/reconcile/suggest/entity", defaults={"what": "entity"})
@blueprint.get("/reconcile/suggest/property", defaults={"what": "property"})
@blueprint.get("/reconcile/suggest/type", defaults={"what": "type"})
def suggest(what: str) -> Response:
    """Names that go on from ``prefix``, of a ``type`` if one is given (§6.2)."""
    prefix = request.args.get("prefix", "")
    cursor = _number("cursor", 0, suggestions.FURTHEST) or 0
    kinds = tuple(filter(None, map(kind_of, request.args.getlist("type"))))
    if what == "type":
        return _json(suggestions.types(labels(), prefix, cursor, _hidden()))
    if what == "property":
        return _json(suggestions.properties(labels(), prefix, cursor, kinds[0] if kinds else ""))
    with site().repository.snapshot() as repository:
        return _json(
            suggestions.entities(
                repository, site().search, labels(), g.language, prefix, cursor, kinds, _hidden()
            )
        )


@blueprint.get("/reconcile/extend")
def propose() -> Response:
    """The properties of a ``type``, a ``limit`` at most (§7.2)."""
    limit = _number("limit", 1, None)
    return _json(data_extension.proposals(labels(), request.args.get("type", ""), limit))


@blueprint.get("/reconcile/view")
def view() -> AnyResponse:
    """Leads to the page of the entity ``id`` (§2.1). Raises RecordNotFound."""
    record = _entity()
    return redirect(relative(record.path, request.path.lstrip("/")), 303)


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """A small page about the entity ``id`` (§5.2). Raises RecordNotFound or RecordWithdrawn."""
    with site().repository.snapshot() as repository:
        record = repository.present(_entity().path)
        facts = facts_of(repository, {record.path: record})[record.path]
        names = repository.present_records(linked([facts]))
    page = render_template(
        "reconcile_preview.html",
        record=record,
        rows=data_extension.previewed(facts, labels(), names, g.language),
    )
    response = Response(page, content_type=HTML.content_type)
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return mark(response, _CACHING)


def _candidates(text: str, work: Work) -> dict[str, Any]:
    batch = read_batch(text)
    with site().repository.snapshot() as repository:
        reconciler = Reconciler(repository, site().search, labels(), g.language, _hidden())
        return reconciler.answer(batch, work.turn)


def _extension(text: str, work: Work) -> dict[str, Any]:
    extension = read_extension(text)
    with work.turn(), site().repository.snapshot() as repository:
        return data_extension.extend(repository, labels(), g.language, extension)


def _entity() -> Record:
    """The record that ``id`` names, withdrawn or not. Raises RecordNotFound."""
    path = path_of(request.args.get("id", ""), site().base_url)
    record = site().repository.record(path) if path.isprintable() else None
    if record is None or record.kind in _hidden():
        raise RecordNotFound(path)
    return record


def _hidden() -> frozenset[str]:
    """The kinds of records that have no pages here: they are offered to nobody."""
    return site().customisation.hidden


def _number(name: str, least: int, most: int | None) -> int | None:
    """A parameter that is a whole number; None where it is not given. Raises 400."""
    text = request.args.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least):
        raise RequestError(
            400,
            N_("%(name)s is a whole number, %(least)s or more.", name=name, least=least),
        )
    return int(text) if most is None else min(int(text), most)


def _answer(make: Callable[[Work], dict[str, Any]]) -> Response:
    client = client_of(request.environ, site().proxies)
    with site().workload.place(client) as work:
        return _json(make(work))


def _json(body: dict[str, Any]) -> Response:
    # Keys come back as they were sent, and JSON can escape what UTF-8 cannot carry.
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":"))
    return mark(Response(text, content_type="application/json"), _CACHING)
