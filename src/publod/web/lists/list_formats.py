"""Lists in other formats than a page: as data (Hydra), as a feed (RFC 4287), or the whole of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count, islice

from flask import g
from flask_babel import gettext
from rdflib import Graph, Literal, URIRef

from publod.bibliography.export import atom, csv_table
from publod.bibliography.export.atom import Feed, Item, item_of, write_items
from publod.bibliography.titles_and_labels import Text
from publod.bibliography.triple_index import pick
from publod.formats import ATOM, CSV, FORMATS, WHOLE_LISTS, Format
from publod.ledger import Record
from publod.ledger.browse_queries import Revision
from publod.rdf.document import Document
from publod.record_repository import Repository
from publod.search.search_interface import Hit, Results, SearchIndex, SearchRequest, Suggestion
from publod.vocabulary import HYDRA, RDF, SCHEMA, XSD
from publod.web.http.links import relative
from publod.web.lists.search_request import Query, Question
from publod.web.record_names import full_name
from publod.web.records.property_labels import KINDS, PLURALS
from publod.web.records.property_labels import LISTS as NAMES
from publod.web.site import Site

#: Entries in a feed.
MOST = 50
_CONCEPTS = frozenset({"subject", "type", "audience", "concept"})


def record_feed(site: Site, record: Record) -> bytes:
    """The feed of a record, in the request's language.

    Of a concept, an agent or a place: its publications, those that came or were changed last first.
    Of a work: its editions and parts. Of a publication: the editions of the same work, and what has
    happened to its own record. Of anything else: that alone.
    """
    language, repository = g.language, site.repository
    history: list[Item] = []
    records: Sequence[Record] = ()
    if record.kind in _CONCEPTS:
        records, _ = repository.of_concept(record.path, record.kind, MOST, language, by_change=True)
    elif record.kind == "agent":
        records, _ = repository.of_agent(record.path, MOST, language, by_change=True)
    elif record.kind == "place":
        records, _ = repository.about_place(record.path, MOST, language, by_change=True)
    elif record.kind == "work":
        records = repository.of_works([record.path], MOST, language)
    else:
        if record.kind == "publication":
            works = repository.works_of([record.path]).get(record.path, [])
            records = repository.of_works(works, MOST, language) if works else ()
        revisions = repository.changes(None, MOST, record.path).revisions
        history = [_happened(site, revision, language) for revision in revisions]
    items = _items(site, records, language)
    title = full_name(record.summary, language, record.path).text
    return _written(site, record.path, title, [*items, *history], record.time)


def list_feed(site: Site, name: str, kind: str, language: str) -> bytes:
    """The feed of a list: the records that came into it or were changed last."""
    records = site.repository.changed_last(kind, MOST, language)
    title = str(NAMES.get(name) or PLURALS[kind])
    items = _items(site, records, language)
    return _written(site, name, title, items, site.repository.head().time)


def news_feed(site: Site, title: str, query: str, **which: str | None) -> bytes:
    """The feed of what has come, changed or gone; each record by the last that happened to it.

    ``which`` records are those of `BrowseQueries.changes`; ``query`` follows the address of
    their page.
    """
    language = g.language
    last: dict[str, Revision] = {}
    for revision in site.repository.changes(None, 2 * MOST, **which).revisions:
        last.setdefault(revision.path, revision)
    revisions = list(last.values())[:MOST]
    present = site.repository.present_records(r.path for r in revisions if r.is_there)
    described = {item.id: item for item in _items(site, list(present.values()), language)}
    items = [
        replace(described[iri], updated=revision.commit.time)
        if (iri := site.base_url + revision.path) in described and revision.is_there
        else Item(iri, Text(iri), revision.commit.time, iri, is_gone=True)
        for revision in revisions
    ]
    return _written(site, "new", title, items, site.repository.head().time, query)


def title_of_site(site: Site) -> str:
    """What the catalogue is called, in the request's language."""
    return pick(site.title().label, g.language)[0] or "publod"


def _written(
    site: Site, path: str, title: str, items: Iterable[Item], time: int, query: str = ""
) -> bytes:
    """A whole feed. ``time`` is when it last changed where nothing in it tells."""
    entries = list(items)
    author = title_of_site(site)
    page = site.base_url + path
    feed = Feed(
        id=page + query,
        title=f"{title} \N{EN DASH} {author}",
        updated=max((item.updated for item in entries), default=time),
        own=f"{page}.atom{query}",
        page=page + query,
        language=g.language,
        author=author,
        licence=site.repository.licence(),
    )
    return b"".join(write_items(feed, entries))


def _items(site: Site, records: Sequence[Record], language: str) -> list[Item]:
    """Records as entries, in their order; publications with all that is told of them."""
    times = site.repository.times(record.changed for record in records)
    paths = [record.path for record in records if record.kind == "publication"]
    entries = dict(site.repository.entries(paths))
    return [
        replace(item_of(entries[record.path], language), updated=times[record.changed])
        if record.path in entries
        else _plain(site, record, times[record.changed], language)
        for record in records
    ]


def _plain(site: Site, record: Record, time: int, language: str) -> Item:
    """A record that is no publication, as an entry: its name, and what it is."""
    name = full_name(record.summary, language, record.path)
    iri = site.base_url + record.path
    return Item(
        iri, Text(name.text, name.language), time, iri, summary=Text(str(KINDS[record.kind]))
    )


def _happened(site: Site, revision: Revision, language: str) -> Item:
    """A revision as an entry; it has an id of its own, since a record has many."""
    name = full_name(revision.summary, language, revision.path).text
    page = site.base_url + revision.path
    return Item(
        id=f"{page}?commit={revision.commit.id}",
        title=Text(f"{kind_of_change(revision)}: {name}"),
        updated=revision.commit.time,
        page=page,
    )


def kind_of_change(revision: Revision) -> str:
    """What a revision was to its record."""
    if not revision.is_there:
        return gettext("Removed")
    return gettext("Changed") if revision.was_there else gettext("Added")


FORMATS_OF_LISTS: tuple[Format, ...] = (*FORMATS, *WHOLE_LISTS, ATOM)


def whole(
    site: Site, index: SearchIndex | Unindexed, question: Question, chosen: Format, language: str
) -> Iterator[bytes]:
    """All publications that fit, in order: of one state of the ledger, in flat memory."""
    paths = iter(()) if question.is_impossible else index.paths(question.search)
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
    return Document(str(view), str(collection), graph, relative("context.jsonld", name))


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
