"""A result in other formats than a page: a page of it as data or as a feed, or the whole of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from flask_babel import gettext
from rdflib import Graph, Literal, URIRef

from publod.bibliography.export import atom, csv_table
from publod.formats import Format
from publod.ledger import Record
from publod.rdf.document import Document
from publod.registry import ATOM, CITING, CSV, FORMATS
from publod.search.protocol import SearchIndex
from publod.vocabulary import HYDRA, RDF, SCHEMA, XSD
from publod.web.http.links import relative
from publod.web.results.results_query import Query
from publod.web.results.search_request import Question
from publod.web.site import Site

#: The formats of a whole result, whose length has no limit but the catalogue's.
STREAMED: tuple[Format, ...] = (*CITING, CSV)
FORMATS_OF_LISTS: tuple[Format, ...] = (*FORMATS, *STREAMED, ATOM)


def whole(
    site: Site, index: SearchIndex, question: Question, chosen: Format, language: str
) -> Iterator[bytes]:
    """All publications that fit, in order: of one state of the ledger, in flat memory."""
    paths = iter(()) if question.is_impossible else index.paths(question.asked)
    entries = (entry for _, entry in site.repository.entries(paths))
    if chosen is CSV:
        return csv_table.write_many(entries, language)
    return chosen.write_many(entries)


def feed_of(
    site: Site, name: str, query: Query, last: int, paths: list[str], updated: int, language: str
) -> bytes:
    """A page of a result as a page of a feed (RFC 5005 §3)."""

    def address(stem: str, page: int) -> str:
        return f"{site.base_url}{stem}{query.turned(page)}"

    title = gettext("Publications")
    feed = atom.Feed(
        id=address(name, 1),
        title=f"{title}: {query.text}" if query.text else title,
        updated=updated,
        own=address(f"{name}.{ATOM.suffix}", query.page),
        page=address(name, query.page),
        language=language,
        next=address(f"{name}.{ATOM.suffix}", query.page + 1) if query.page < last else "",
        prev=address(f"{name}.{ATOM.suffix}", query.page - 1) if query.page > 1 else "",
        licence=site.repository.licence(),
    )
    entries = (entry for _, entry in site.repository.entries(paths))
    return b"".join(atom.write(feed, entries, language))


def collection(
    site: Site, name: str, query: Query, last: int, records: list[Record], total: int
) -> Document:
    """A page of a result as a Hydra collection (https://www.hydra-cg.com/spec/latest/core/)."""

    def address(page: int) -> URIRef:
        return URIRef(f"{site.base_url}{name}{query.turned(page)}")

    graph = Graph(bind_namespaces="none")
    # What is asked for makes another collection than that of all publications.
    first = query.turned(1)
    of_all = URIRef(f"{site.base_url}{name}{first}#it")
    view = address(query.page)
    graph.add((of_all, RDF.type, HYDRA.Collection))
    graph.add((of_all, HYDRA.totalItems, Literal(total, datatype=XSD.integer)))
    graph.add((of_all, HYDRA.view, view))
    graph.add((view, RDF.type, HYDRA.PartialCollectionView))
    around = {"first": 1, "last": last, "previous": query.page - 1, "next": query.page + 1}
    for relation, page in around.items():
        if 1 <= page <= last:
            graph.add((view, HYDRA[relation], address(page)))
    for thing, record in site.repository.things(records):
        graph.add((of_all, HYDRA.member, URIRef(thing)))
        for language, text in record.summary.label.items():
            graph.add((URIRef(thing), SCHEMA.name, Literal(text, lang=language or None)))
    return Document(str(view), str(of_all), graph, relative("context.jsonld", name))


def file_name(name: str, query: Query) -> str:
    """What a file with the whole result is called, without its suffix: what was asked for."""
    words = [query.text, *(value for _, value in query.chosen)]
    ascii_ = unicodedata.normalize("NFKD", " ".join(words)).encode("ascii", "ignore").decode()
    parts = re.findall(r"[a-z0-9]+", ascii_.lower())
    return "-".join([name, *islice(parts, 8)])[:80].rstrip("-")
