"""Atom feeds (RFC 4287) of records, of lists, and of what is new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from flask import g
from flask_babel import gettext

from publod.bibliography.export.atom import Feed, Item, Text, item_of, write_items
from publod.bibliography.triple_index import pick
from publod.ledger import Record
from publod.ledger.browse_queries import Revision
from publod.web.record_names import told_apart
from publod.web.records.property_labels import KINDS, PLURALS
from publod.web.records.property_labels import LISTS as NAMES
from publod.web.site import Site

#: Entries in a feed.
MOST = 50
_CATALOG = "catalog"
_CONCEPTS = frozenset({"subject", "type", "audience", "concept"})


def record_feed(site: Site, record: Record) -> bytes:
    """The feed of a record, in the request's language.

    Of a concept or an agent: its publications, those that came or were changed last first. Of a
    work: its editions and parts. Of a publication: the editions of the same work, and what has
    happened to its own record. Of anything else: that alone.
    """
    language, repository = g.language, site.repository
    history: list[Item] = []
    records: Sequence[Record] = ()
    if record.kind in _CONCEPTS:
        records, _ = repository.of_concept(record.path, record.kind, MOST, language, by_change=True)
    elif record.kind == "agent":
        records, _ = repository.of_agent(record.path, MOST, language, by_change=True)
    elif record.kind == "work":
        records = repository.of_works([record.path], MOST, language)
    else:
        if record.kind == "publication":
            works = repository.works_of([record.path]).get(record.path, [])
            records = repository.of_works(works, MOST, language) if works else ()
        found = repository.changes(None, MOST, record.path).revisions
        history = [_happened(site, revision, language) for revision in found]
    items = _items(site, records, language)
    title = told_apart(record.summary, language, record.path).text
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
    told = {item.id: item for item in _items(site, list(present.values()), language)}
    items = [
        replace(told[iri], updated=revision.commit.time)
        if (iri := site.base_url + revision.path) in told and revision.is_there
        else Item(iri, Text(iri), revision.commit.time, iri, is_gone=True)
        for revision in revisions
    ]
    return _written(site, "new", title, items, site.repository.head().time, query)


def title_of_site(site: Site) -> str:
    """What the catalogue is called, in the request's language."""
    catalog = site.repository.record(_CATALOG)
    label = catalog.summary.label if catalog and not catalog.withdrawn else {}
    return pick(label, g.language)[0] or "publod"


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
    name = told_apart(record.summary, language, record.path)
    iri = site.base_url + record.path
    return Item(
        iri, Text(name.text, name.language), time, iri, summary=Text(str(KINDS[record.kind]))
    )


def _happened(site: Site, revision: Revision, language: str) -> Item:
    """A revision as an entry; it has an id of its own, since a record has many."""
    name = told_apart(revision.summary, language, revision.path).text
    page = site.base_url + revision.path
    return Item(
        id=f"{page}?commit={revision.commit.id}",
        title=Text(f"{happening(revision)}: {name}"),
        updated=revision.commit.time,
        page=page,
    )


def happening(revision: Revision) -> str:
    """What a revision was to its record."""
    if not revision.is_there:
        return gettext("Removed")
    return gettext("Changed") if revision.was_there else gettext("Added")
