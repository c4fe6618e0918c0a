"""The front page and the lists of records, as pages and as data."""

from __future__ import annotations

from flask import g, render_template, request
from rdflib import Graph, Literal, URIRef
from werkzeug.exceptions import NotFound

from publod.ledger import Record
from publod.representation.format import Document, Format
from publod.representation.registry import FORMATS, HTML
from publod.vocabulary import HYDRA, RDF, SCHEMA, XSD
from publod.web.links import relative, with_query
from publod.web.records import document_of
from publod.web.resource import Resource
from publod.web.routes import LISTS
from publod.web.site import Site

#: Records on one page of a list.
PAGE = 50
_CATALOG = "catalog"
_NEWEST = 12


def list_resource(site: Site, name: str) -> Resource:
    """A page of a list. Raises NotFound for a page that is not there."""
    kind = LISTS[name]
    page = _page()
    head = site.repository.head()
    total = site.repository.counts().get(kind, 0)
    last = max(1, -(-total // PAGE))
    if page > last:
        raise NotFound("There is no such page in the list.")

    def render(chosen: Format) -> bytes:
        records, _ = site.repository.listing(kind, page, PAGE, g.language)
        if chosen is HTML:
            return render_template(
                "list.html", name=name, shown=records, total=total, page=page, last=last,
                path=name, alternates=FORMATS,
            ).encode()  # fmt: skip
        return chosen.write(_collection(site, name, records, total, page, last))

    return Resource(
        path=name,
        version=head.version,
        formats=FORMATS,
        render=render,
        modified=head.time,
        parameters={"page": page} if page > 1 else {},
        latest=lambda: site.repository.head().version,
    )


def front_resource(site: Site) -> Resource:
    """The front page; for programs, the record of the catalogue itself."""
    head = site.repository.head()
    catalog = site.repository.record(_CATALOG)
    has_record = catalog is not None and not catalog.withdrawn

    def render(chosen: Format) -> bytes:
        if chosen is HTML:
            return _front_page(site, catalog if has_record else None).encode()
        return chosen.write(document_of(site.repository.describe(_CATALOG)))

    return Resource(
        path="",
        version=head.version,
        formats=FORMATS if has_record else (HTML,),
        render=render,
        modified=head.time or None,
        suffixed=_CATALOG if has_record else None,
        latest=lambda: site.repository.head().version,
    )


def _front_page(site: Site, catalog: Record | None) -> str:
    records, total = site.repository.newest("publication", _NEWEST, g.language)
    return render_template(
        "front.html", catalog=catalog, newest=records, total=total,
        counts=site.repository.counts(), path="", alternates=FORMATS if catalog else (HTML,),
    )  # fmt: skip


def _page() -> int:
    """The page asked for. Raises NotFound for what is no page number."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and int(text[:9] or 0) > 0 and len(text) < 10):
        raise NotFound
    return int(text)


def _collection(
    site: Site, name: str, records: list[Record], total: int, page: int, last: int
) -> Document:
    """A page of a list as a Hydra collection (https://www.hydra-cg.com/spec/latest/core/)."""

    def address(number: int) -> URIRef:
        return URIRef(with_query(site.base_url + name, {"page": number if number > 1 else None}))

    graph = Graph(bind_namespaces="none")
    collection, view = URIRef(f"{site.base_url}{name}#it"), address(page)
    graph.add((collection, RDF.type, HYDRA.Collection))
    graph.add((collection, HYDRA.totalItems, Literal(total, datatype=XSD.integer)))
    graph.add((collection, HYDRA.view, view))
    graph.add((view, RDF.type, HYDRA.PartialCollectionView))
    for relation, number in (
        (HYDRA["first"], 1), (HYDRA.last, last), (HYDRA.previous, page - 1), (HYDRA.next, page + 1)
    ):  # fmt: skip
        if 1 <= number <= last:
            graph.add((view, relation, address(number)))
    for thing, record in site.repository.things(records):
        graph.add((collection, HYDRA.member, URIRef(thing)))
        for language, text in record.summary.label.items():
            graph.add((URIRef(thing), SCHEMA.name, Literal(text, lang=language or None)))
    return Document(str(view), str(collection), graph, relative("context.jsonld", name))
