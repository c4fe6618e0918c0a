"""Lists in other formats than a page: as data (Hydra), or the whole of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import count, islice

from rdflib import Graph, Literal, URIRef

from publod.bibliography.export import csv_table
from publod.formats import CSV, FEEDS, FORMATS, WHOLE_LISTS, Format
from publod.ledger import Record
from publod.rdf import triples_in
from publod.rdf.document import Document
from publod.record_repository import Repository
from publod.search.search_interface import (
    Hit,
    Name,
    Results,
    SearchIndex,
    SearchRequest,
    Suggestion,
)
from publod.vocabulary import HYDRA, RDF, SCHEMA, XSD
from publod.web.http.links import relative
from publod.web.lists.search_request import Query, Question
from publod.web.site import Site

FORMATS_OF_LISTS: tuple[Format, ...] = (*FORMATS, *WHOLE_LISTS, *FEEDS)


def whole(
    site: Site, index: SearchIndex | Unindexed, question: Question, chosen: Format, language: str
) -> Iterator[bytes]:
    """All publications that fit, in order: of one state of the ledger, in flat memory."""
    paths = iter(()) if question.is_impossible else index.paths(question.search)
    entries = (entry for _, entry in site.repository.entries(paths))
    if chosen is CSV:
        return csv_table.write_many(entries, language)
    return chosen.write_many(entries)


def hydra_collection(
    site: Site,
    name: str,
    records: list[Record],
    total: int,
    page: int,
    last: int,
    query_of_page: Callable[[int], str],
) -> Document:
    """A page of a list as a Hydra collection (https://www.hydra-cg.com/spec/latest/core/).

    ``query_of_page`` gives what follows the path in the address of a page. What is asked for makes
    another collection than that of all records.
    """

    def address(number: int) -> URIRef:
        return URIRef(f"{site.base_url}{name}{query_of_page(number)}")

    graph = Graph(bind_namespaces="none")
    collection, view = URIRef(f"{address(1)}#it"), address(page)
    graph.add((collection, RDF.type, HYDRA.Collection))
    graph.add((collection, HYDRA.totalItems, Literal(total, datatype=XSD.integer)))
    graph.add((collection, HYDRA.view, view))
    graph.add((view, RDF.type, HYDRA.PartialCollectionView))
    around = {"first": 1, "last": last, "previous": page - 1, "next": page + 1}
    for relation, number in around.items():
        if 1 <= number <= last:
            graph.add((view, HYDRA[relation], address(number)))
    for thing, record in site.repository.things(records):
        graph.add((collection, HYDRA.member, URIRef(thing)))
        for language, text in record.summary.label.items():
            graph.add((URIRef(thing), SCHEMA.name, Literal(text, lang=language or None)))
    return Document(str(view), str(collection), triples_in(graph), relative("context.jsonld", name))


def file_name(name: str, query: Query) -> str:
    """What a file with the whole result is called, without its suffix: what was asked for."""
    words = [query.text, *(value for _, value in query.chosen)]
    ascii_ = unicodedata.normalize("NFKD", " ".join(words)).encode("ascii", "ignore").decode()
    parts = re.findall(r"[a-z0-9]+", ascii_.lower())
    return "-".join([name, *islice(parts, 8)])[:80].rstrip("-")


_AT_ONCE = 500


class Unindexed:
    """All publications, from the ledger: stands in for an index that has not been made.

    Whoever looks for something gets SearchMissing before, since "nothing found" would not be true.
    """

    version = ""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def search(
        self,
        search: SearchRequest,
        offset: int,
        limit: int,
        *,
        facets: bool = True,  # noqa: ARG002
        fold: bool = False,  # noqa: ARG002
    ) -> Results:
        """A page of all publications, without facets."""
        if search.sort == "arrival":
            latest = self._repository.arrivals("publication", None, offset + limit)[offset:]
            total = self._repository.counts().get("publication", 0)
            return Results(total, tuple(Hit(record.path) for record in latest))
        size = max(1, limit)
        records, total = self._repository.listing(
            "publication", offset // size * size, size, search.reader
        )
        return Results(total, tuple(Hit(record.path) for record in records[:limit]))

    def paths(self, search: SearchRequest) -> Iterator[str]:
        """All publications."""
        for offset in count(0, _AT_ONCE):
            records, _ = self._repository.listing("publication", offset, _AT_ONCE, search.reader)
            yield from (record.path for record in records)
            if len(records) < _AT_ONCE:
                return

    def suggest(self, typed: str, reader: str, limit: int) -> list[Suggestion]:  # noqa: ARG002
        """Nothing."""
        return []

    def named(self, text: str, limit: int) -> list[Name]:  # noqa: ARG002
        """Nothing."""
        return []
