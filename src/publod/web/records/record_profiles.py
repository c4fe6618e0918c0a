"""The profiles that records come in, told to people and programs; and the sets of links.

https://www.w3.org/TR/dx-prof-conneg/ is how they are asked for, https://www.w3.org/TR/dx-prof/ how
they are described.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, g, render_template
from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from rdflib import BNode, Graph, Literal, URIRef

from publod.errors import RecordNotFound
from publod.formats import Format
from publod.ledger import Record
from publod.rdf.document import Document
from publod.registry import FORMATS, HTML
from publod.vocabulary import DCTERMS, RDF, Vocabulary
from publod.web.http.asking import LIST, PROFILE
from publod.web.http.links import relative
from publod.web.http.profile_negotiation import Profile
from publod.web.http.resource import Resource, serve
from publod.web.names import Value, titled
from publod.web.records.record_formats import ALL_PROFILES, profiles_of
from publod.web.records.signposts import LINKSET, LINKSET_JSON, linkset_resource
from publod.web.site import LANGUAGES, Site, site

blueprint = Blueprint("profiles", __name__)

PATH = "profiles"
PROF = Vocabulary(
    "prof", "http://www.w3.org/ns/dx/prof/",
    "Profile ResourceDescriptor hasToken isProfileOf hasResource",
)  # fmt: skip
#: The ways of negotiation that records conform to.
_WAYS = ("http", "qsa", "rrd")
_WAY = "http://www.w3.org/ns/dx/conneg/profile/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LIST = Format("profiles", "JSON", "application/json", "json", accepts=("application/ld+json",))

#: The name and a sentence, by token.
TOLD: Mapping[str, tuple[LazyString, LazyString]] = {
    "record": (
        _("The whole record"),
        _("All that the catalogue says, in Dublin Core, SKOS and its own terms, with schema.org."),
    ),
    "schema": (
        _("schema.org"),
        _("What is told in the terms of schema.org, which search engines read."),
    ),
    "mods": (_("MODS"), _("A description in the format that many library systems exchange.")),
    "marcxml": (_("MARC 21"), _("A bibliographic record for library catalogues, as MARCXML.")),
    "bibframe": (_("BIBFRAME 2"), _("The successor of MARC as linked data: instance and work.")),
    "datacite": (_("DataCite"), _("The metadata that goes with a DOI.")),
}


def profiles_resource(site: Site) -> Resource:
    """``/profiles``: all of them, on a page and as data."""

    def render(chosen: Format) -> bytes:
        if chosen is HTML:
            return render_template(
                "profiles.html", rows=list(_rows(ALL_PROFILES)), path=PATH, alternates=FORMATS
            ).encode()
        iri = site.base_url + PATH
        return chosen.write(Document(iri, iri, _graph(iri), relative("context.jsonld", PATH)))

    return Resource(PATH, PATH, FORMATS, render)


def alternates_resource(site: Site, record: Record) -> Resource:
    """``?_profile=all`` of a record: the profiles of that record, and where each one is."""
    profiles = profiles_of(record.kind)

    def render(chosen: Format) -> bytes:
        if chosen is not HTML:
            return _json(site, record, profiles)
        return render_template(
            "profiles.html",
            rows=list(_rows(profiles)),
            record=record,
            heading=titled(record.summary, g.language, record.path),
            path=record.path,
            alternates=(),
            robots="noindex",
        ).encode()

    return Resource(
        path=record.path,
        version=record.version,
        formats=(_LIST, HTML),
        render=render,
        modified=record.time,
        parameters={PROFILE: LIST},
        links=list(_alternates(record, profiles)),
        latest=lambda: site.repository.present(record.path).version,
        exact=True,
        headers={"X-Robots-Tag": "noindex"},
    )


@blueprint.get("/<path:path>.linkset")
def linkset(path: str) -> Response:
    """The links of a publication (RFC 9264). Raises RecordNotFound or RecordWithdrawn."""
    return _linkset(path, LINKSET)


@blueprint.get("/<path:path>.linkset.json")
def linkset_json(path: str) -> Response:
    """The same in JSON."""
    return _linkset(path, LINKSET_JSON)


def _linkset(path: str, chosen: Format) -> Response:
    record = site().repository.present(path)
    if record.kind != "publication":
        raise RecordNotFound(path)
    return serve(linkset_resource(site(), record, chosen), chosen)


def _rows(profiles: tuple[Profile, ...]) -> Iterator[dict[str, Any]]:
    for profile in profiles:
        name, sentence = TOLD[profile.token]
        yield {"profile": profile, "name": Value(str(name)), "sentence": str(sentence)}


def _alternates(
    record: Record, profiles: tuple[Profile, ...]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """All representations with their profiles, and what the tokens stand for."""
    for profile in profiles:
        for form in profile.formats:
            yield f"{record.path}.{form.suffix}", {
                "rel": "alternate", "type": form.media_type, "profile": profile.iri
            }  # fmt: skip
        yield str(PROF.Profile), {"rel": "type", "token": profile.token, "anchor": profile.iri}


def _json(site: Site, record: Record, profiles: tuple[Profile, ...]) -> bytes:
    told = {
        "resource": site.base_url + record.path,
        "profiles": [
            {
                "token": profile.token,
                "uri": profile.iri,
                "media_types": [form.media_type for form in profile.formats],
            }
            for profile in profiles
        ],
    }
    return json.dumps(told, indent=1).encode() + b"\n"


def _graph(document: str) -> Graph:
    """The profiles as data, with what each is called in every language of the interface."""
    graph = Graph(bind_namespaces="none")
    for way in _WAYS:
        graph.add((URIRef(document), DCTERMS.conformsTo, URIRef(_WAY + way)))
    for profile in ALL_PROFILES:
        node = URIRef(profile.iri)
        graph.add((URIRef(document), DCTERMS.hasPart, node))
        graph.add((node, RDF.type, PROF.Profile))
        graph.add((node, PROF.hasToken, Literal(profile.token)))
        for iri in profile.also:
            graph.add((node, PROF.isProfileOf, URIRef(iri)))
        for language in LANGUAGES:
            with force_locale(language):
                name, sentence = map(str, TOLD[profile.token])
            graph.add((node, DCTERMS.title, Literal(name, lang=language)))
            graph.add((node, DCTERMS.description, Literal(sentence, lang=language)))
        for form in profile.formats:
            kind = BNode()
            graph.add((node, PROF.hasResource, kind))
            graph.add((kind, RDF.type, PROF.ResourceDescriptor))
            graph.add((kind, DCTERMS.format, URIRef(_MEDIA_TYPES + form.media_type)))
            graph.add((kind, DCTERMS.conformsTo, node))
    return graph
