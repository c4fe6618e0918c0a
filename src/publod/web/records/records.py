"""Records as resources: their formats, and their pages."""

from __future__ import annotations

from dataclasses import replace

from publod.bibliography.entry import Entry
from publod.formats import Format
from publod.ledger import Record
from publod.rdf.document import Document
from publod.registry import ATOM, FORMATS, HTML
from publod.repository import Description
from publod.web.browse.feeds import record_feed
from publod.web.http.links import relative
from publod.web.http.resource import Resource
from publod.web.records.record_formats import RECORD, offers_of, profiles_of
from publod.web.records.record_page import record_page
from publod.web.records.record_profiles import alternates_resource
from publod.web.records.signposts import Signposts
from publod.web.records.version_links import VersionLinks
from publod.web.site import Site

#: Kinds whose pages count and list what is more than one step away, such as who issued what with
#: whom, and what narrower subjects have.
_BROAD = frozenset({"agent", "subject", "type", "audience", "work"})


def record_resource(site: Site, record: Record, view: str | None = None) -> Resource:
    """A record that can be read. ``view`` is ``authored`` for what was authored and no more."""
    authored = view == "authored"
    is_signposted = record.kind == "publication" and not authored

    def render(chosen: Format) -> bytes:
        if chosen is HTML:
            return record_page(site, record.path).encode()
        if chosen is ATOM:
            return record_feed(site, record)
        description = site.repository.describe(record.path, derived=not authored)
        return chosen.write(document_of(description), entry_of(site, description))

    def version(of: Record) -> str:
        return f"{of.version}a" if authored else of.version

    links = VersionLinks(site, record)
    found = Resource(
        path=record.path,
        version=version(record),
        formats=tuple(f for f in FORMATS if f is not HTML) if authored else offers_of(record.kind),
        render=render,
        modified=record.time,
        parameters={"view": view} if authored else {},
        latest=lambda: version(site.repository.present(record.path)),
        links=links,
        links_of=Signposts(site, record, links) if is_signposted else None,
        profiles=(RECORD,) if authored else profiles_of(record.kind),
        alternates=None if authored else lambda: alternates_resource(site, record),
    )
    return found if authored or record.kind not in _BROAD else _with_broad_pages(site, found)


def _with_broad_pages(site: Site, found: Resource) -> Resource:
    """Their pages and feeds are of the catalogue's version; the data keeps the record's own."""
    head = site.repository.head()
    spoken = replace(
        found,
        version=head.version,
        modified=head.time,
        latest=lambda: site.repository.head().version,
    )
    return replace(found, spoken=spoken)


def document_of(description: Description) -> Document:
    """A description as writers take it; the JSON-LD context is found from where it is served."""
    return Document(
        description.document,
        description.thing,
        description.graph,
        relative("context.jsonld", description.record.path),
        description.named_graphs(),
    )


def entry_of(site: Site, description: Description) -> Entry | None:
    """What is told of a publication in formats that are no RDF; None for any other record."""
    record = description.record
    return site.repository.entry(record.path) if record.kind == "publication" else None
