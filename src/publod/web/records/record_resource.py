"""A record as a resource: its formats, and of which version each is."""

from __future__ import annotations

from dataclasses import replace

from publod.bibliography.entry import Entry
from publod.errors import RecordNotFound
from publod.formats import FEEDS, FORMATS, HTML, Format
from publod.ledger import Record
from publod.rdf.document import Document
from publod.read_model.description import Description
from publod.web.http.links import relative
from publod.web.http.negotiated_resource import Resource
from publod.web.lists.feeds import record_feed
from publod.web.records.edition_versions import VersionLinks
from publod.web.records.record_formats import (
    RECORD,
    Signposts,
    alternates_resource,
    offers_of,
    profiles_of,
)
from publod.web.records.record_page import record_page
from publod.web.records.related_publications import version_of
from publod.web.site import Site

#: Kinds whose pages count and list what is more than one step away, such as who issued what with
#: whom, and what narrower subjects have.
_BROAD = frozenset({"agent", "place", "subject", "type", "audience", "concept", "work"})
_WITH_MORE = _BROAD | {"publication"}


def record_resource(site: Site, record: Record, view: str | None = None) -> Resource:
    """A record that can be read. ``view`` is ``authored`` for what was authored and no more."""
    authored = view == "authored"
    is_signposted = record.kind == "publication" and not authored

    def render(chosen: Format) -> bytes:
        if record.kind in site.customisation.hidden and (chosen is HTML or chosen in FEEDS):
            raise RecordNotFound(record.path)  # what others say of it leads to its data alone
        if chosen is HTML:
            return record_page(site, record).encode()
        if chosen in FEEDS:
            return record_feed(site, record, chosen)
        description = site.repository.describe(record, derived=not authored)
        return chosen.write(document_of(description), entry_of(site, description))

    links = VersionLinks(site, record)
    resource = Resource(
        path=record.path,
        version=f"{record.version}a" if authored else record.version,
        formats=tuple(f for f in FORMATS if f is not HTML) if authored else offers_of(record.kind),
        render=render,
        modified=record.time,
        parameters={"view": view} if authored else {},
        links=links,
        links_of=Signposts(site, record, links) if is_signposted else None,
        profiles=(RECORD,) if authored else profiles_of(record.kind),
        alternates=None if authored else lambda: alternates_resource(site, record),
    )
    if authored or record.kind not in _WITH_MORE:
        return resource
    return replace(resource, spoken=lambda: _for_people(site, record, resource))


def _for_people(site: Site, record: Record, resource: Resource) -> Resource:
    """Pages and feeds, which show more than the data: that keeps the record's own version.

    Those of kinds in `_BROAD` are of the catalogue's version, those of a publication of its own
    version and those of what is related to it. What is shown no more has no date, so that both
    bear that of the last commit.
    """
    head = site.repository.head()
    if record.kind in _BROAD:
        return replace(resource, version=head.version, modified=head.time)
    related = site.repository.related(record)

    def render(chosen: Format) -> bytes:
        if chosen is HTML:
            return record_page(site, record, related).encode()
        return resource.render(chosen)

    version = f"{resource.version}{version_of(related)}"
    return replace(resource, version=version, modified=head.time, render=render)


def document_of(description: Description) -> Document:
    """A description as writers take it; the JSON-LD context is found from where it is served."""
    return Document(
        description.document,
        description.thing,
        description.triples,
        relative("context.jsonld", description.record.path),
        named_graphs=description.named_graphs,
        classes=description.agent_classes,
    )


def entry_of(site: Site, description: Description) -> Entry | None:
    """What is told of a publication in formats that are no RDF; None for any other record."""
    record = description.record
    return site.repository.entry(record) if record.kind == "publication" else None
