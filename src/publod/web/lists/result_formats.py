"""A result in other formats than a page: as data (Hydra), as a feed, or the whole of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

from flask_babel import gettext
from rdflib import Graph, Literal, URIRef

from publod.bibliography.export import atom, csv_table
from publod.errors import SearchMissing
from publod.formats import ATOM, CITING, CSV, FORMATS, Format
from publod.ledger import Record
from publod.rdf.document import Document
from publod.repository import Repository
from publod.search.search_interface import Asked, Hit, Results, SearchIndex, Suggestion
from publod.vocabulary import HYDRA, RDF, SCHEMA, XSD
from publod.web.http.links import relative, with_query
from publod.web.lists.search_request import Query, Question
from publod.web.site import Site


def hydra_collection(
    site: Site, name: str, records: list[Record], total: int, page: int, last: int
) -> Document:
    """A page of a list: its members with their names, and the ways to the other pages."""

    def address(number: int) -> URIRef:
        return URIRef(with_query(site.base_url + name, {"page": number if number > 1 else None}))

    graph = Graph(bind_namespaces="none")
    whole, view = URIRef(f"{site.base_url}{name}#it"), address(page)
    graph.add((whole, RDF.type, HYDRA.Collection))
    graph.add((whole, HYDRA.totalItems, Literal(total, datatype=XSD.integer)))
    graph.add((whole, HYDRA.view, view))
    graph.add((view, RDF.type, HYDRA.PartialCollectionView))
    for relation, number in (
        (HYDRA["first"], 1), (HYDRA.last, last), (HYDRA.previous, page - 1), (HYDRA.next, page + 1)
    ):  # fmt: skip
        if 1 <= number <= last:
            graph.add((view, relation, address(number)))
    for thing, record in site.repository.things(records):
        graph.add((whole, HYDRA.member, URIRef(thing)))
        for language, text in record.summary.label.items():
            graph.add((URIRef(thing), SCHEMA.name, Literal(text, lang=language or None)))
    return Document(str(view), str(whole), graph, relative("context.jsonld", name))


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


def result_collection(
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


_AT_ONCE = 500


class Unindexed:
    """Stands in for an index that has not been made; see `SearchIndex`.

    Whoever looks for something gets a SearchError, since "nothing found" would not be true.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    @property
    def version(self) -> str:
        """None."""
        return ""

    def snapshot(self) -> Unindexed:
        """Itself: it reads the ledger in the state that it was given."""
        return self

    @property
    def stamp(self) -> object:
        """None."""
        return None

    @property
    def damage_is_reported(self) -> bool:
        """Never: there is nothing that could be damaged."""
        return False

    def search(self, asked: Asked, offset: int, limit: int, *, facets: bool = True) -> Results:  # noqa: ARG002
        """A page of all publications, without facets."""
        _refuse(asked)
        size = max(1, limit)
        found, total = self._repository.listing(
            "publication", offset // size * size, size, asked.reader
        )
        return Results(total, tuple(Hit(record.path) for record in found[:limit]))

    def paths(self, asked: Asked) -> Iterator[str]:
        """All publications."""
        _refuse(asked)
        offset = 0
        while True:
            found, _ = self._repository.listing("publication", offset, _AT_ONCE, asked.reader)
            yield from (record.path for record in found)
            if len(found) < _AT_ONCE:
                return
            offset += _AT_ONCE

    def suggest(self, typed: str, reader: str, limit: int = 8) -> list[Suggestion]:  # noqa: ARG002
        """Nothing."""
        return []

    def match(
        self,
        text: str,  # noqa: ARG002
        kinds: Iterable[str],  # noqa: ARG002
        limit: int,  # noqa: ARG002
        *,
        year: int | None = None,  # noqa: ARG002
        alike: bool = True,  # noqa: ARG002
    ) -> list[tuple[str, float]]:
        """Nothing."""
        return []

    def identified(self, identifier: str, kinds: Iterable[str], limit: int) -> list[str]:  # noqa: ARG002
        """Nothing."""
        return []


def _refuse(asked: Asked) -> None:
    narrowed = any(
        (
            asked.text,
            asked.subject,
            asked.type,
            asked.agent,
            asked.language,
            asked.audience,
            asked.years,
        )
    )
    if narrowed:
        raise SearchMissing
