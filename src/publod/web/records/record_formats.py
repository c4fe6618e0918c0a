"""The formats and profiles of records, and their sets of links (Signposting)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Response, g, render_template
from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from rdflib import BNode, Graph, Literal, URIRef

from publod.errors import RecordNotFound
from publod.formats import (
    ALL,
    FEEDS,
    FORMATS,
    HTML,
    SCHEMA_ORG,
    VIEWS,
    Format,
    formats_of,
)
from publod.ledger import Record
from publod.rdf import triples_in
from publod.rdf.document import Document
from publod.services.signposting import (
    JSON,
    TEXT,
    Sign,
    as_json,
    as_text,
    level_1,
    signs_of,
    uri_of,
)
from publod.services.signposting import (
    linkset as linkset_of,
)
from publod.vocabulary import DCTERMS, RDF, SHAPES, Vocabulary
from publod.web.http.links import relative
from publod.web.http.negotiated_resource import Resource, serve
from publod.web.http.negotiation import LIST, PROFILE, Profile
from publod.web.record_names import Value, record_name
from publod.web.records.edition_versions import VersionLinks
from publod.web.site import Site, site

#: The suffixes that no record may end in; those of sets of links have an address of their own.
SUFFIXES = frozenset({f.suffix for f in ALL} | {"linkset"})

#: A record meets the shapes of the catalogue, and so is Dublin Core.
RECORD = Profile(
    "record",
    SHAPES.rstrip("#"),
    tuple(f for f in FORMATS if f is not HTML),
    also=(DCTERMS.iri,),
)
#: Of every record.
PROFILES: tuple[Profile, ...] = (
    RECORD,
    Profile("schema", SCHEMA_ORG.profile or "", (SCHEMA_ORG,), also=("http://schema.org/",)),
)
#: Of publications; their tokens are the suffixes of their formats.
ALL_PROFILES: tuple[Profile, ...] = (
    *PROFILES,
    *(Profile(view.suffix, view.profile or "", (view,)) for view in VIEWS),
)


def offers_of(kind: str) -> tuple[Format, ...]:
    """The formats of a record of a kind, in the order of the server's preference."""
    usual = formats_of(kind)
    views = VIEWS if kind == "publication" else ()
    return (*usual, SCHEMA_ORG, *(view for view in views if view not in usual))


def profiles_of(kind: str) -> tuple[Profile, ...]:
    """The profiles of a record of a kind."""
    return ALL_PROFILES if kind == "publication" else PROFILES


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
PROFILE_TEXTS: Mapping[str, tuple[LazyString, LazyString]] = {
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
        return chosen.write(
            Document(iri, iri, triples_in(_graph(iri)), relative("context.jsonld", PATH))
        )

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
            heading=record_name(record.summary, g.language, record.path),
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
        name, sentence = PROFILE_TEXTS[profile.token]
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
    document = {
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
    return json.dumps(document, indent=1).encode() + b"\n"


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
        for language in site().languages:
            with force_locale(language):
                name, sentence = map(str, PROFILE_TEXTS[profile.token])
            graph.add((node, DCTERMS.title, Literal(name, lang=language)))
            graph.add((node, DCTERMS.description, Literal(sentence, lang=language)))
        for form in profile.formats:
            kind = BNode()
            graph.add((node, PROF.hasResource, kind))
            graph.add((kind, RDF.type, PROF.ResourceDescriptor))
            graph.add((kind, DCTERMS.format, URIRef(_MEDIA_TYPES + form.media_type)))
            graph.add((kind, DCTERMS.conformsTo, node))
    return graph


#: Sets of links have addresses of their own, and are no representations of the record.
LINKSET = Format("linkset", "Linkset", TEXT, "linkset")
LINKSET_JSON = Format("linkset-json", "Linkset (JSON)", JSON, "linkset.json")
LINKSETS = (LINKSET_JSON, LINKSET)

Link = tuple[str, Mapping[str, str]]


@dataclass(frozen=True)
class Signposts:
    """The links of a publication's answers, by format, for `Resource.links_of`.

    Its page has those of level 1, in place of the licence of the record: the page stands for the
    publication, which has its own. A document with an address of its own leads back to the page.
    What is found is kept beside the pages, under the version that it is of.
    """

    site: Site
    record: Record
    others: VersionLinks

    def __call__(self, chosen: Format) -> Iterator[Link]:
        """The links of an answer in a format."""
        for target, parameters in self.others:
            if chosen is not HTML or parameters["rel"] != "license":
                yield target, parameters
        path = self.record.path
        for form in LINKSETS:
            yield f"{path}.{form.suffix}", {"rel": "linkset", "type": form.media_type}
        if chosen is not HTML:
            yield (
                path,
                {
                    "rel": "describes",
                    "type": HTML.media_type,
                    "anchor": f"{path}.{chosen.suffix}",
                },
            )
            return
        for attributes in json.loads(self._signs()):
            sign = Sign(**attributes)
            local = sign.target.removeprefix(self.site.base_url)
            yield local, {"rel": sign.relation, **sign.attributes}

    def _signs(self) -> bytes:
        key = (self.record.path, "signposts", self.record.version)
        return self.site.cache.get(key, self._read)

    def _read(self) -> bytes:
        entry = self.site.repository.entry(self.record)
        links = level_1(signs_of(entry, self.site.base_url, ()))
        return json.dumps([asdict(sign) for sign in links]).encode()


def linkset_resource(site: Site, record: Record, chosen: Format) -> Resource:
    """The set of links of a publication, in one of its two forms."""

    def render(_: Format) -> bytes:
        entry = site.repository.entry(record)
        metadata = _metadata(site, record)
        signs = signs_of(entry, site.base_url, metadata)
        links = linkset_of(entry, signs, metadata, site.repository.licence())
        return as_json(links) if chosen is LINKSET_JSON else as_text(links)

    return Resource(
        path=f"{record.path}.{chosen.suffix}",
        version=record.version,
        formats=(chosen,),
        render=render,
        modified=record.time,
        exact=True,
    )


def _metadata(site: Site, record: Record) -> list[Sign]:
    """Where the publication is described, in every format but its page and its feed."""
    document = uri_of(site.base_url + record.path)
    profiles = profiles_of(record.kind)
    return [
        Sign(
            "describedby",
            f"{document}.{form.suffix}",
            form.media_type,
            next((p.iri for p in profiles if form in p.formats), ""),
        )
        for form in offers_of(record.kind)
        if form not in (HTML, *FEEDS)
    ]
