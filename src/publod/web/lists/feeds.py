"""Feeds of lists, records and searches, in Atom (RFC 4287) and in JSON Feed.

Publications stand in them by their arrival in the catalogue, the last first: a change moves none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flask import g
from flask_babel import gettext

from publod.bibliography.entry import Entry
from publod.bibliography.export import atom, json_feed
from publod.bibliography.export.feed import Feed, Item, item_of
from publod.bibliography.titles_and_labels import Text
from publod.bibliography.triple_index import pick
from publod.files.facts import WIDTHS
from publod.formats import ATOM, Format
from publod.ledger import Record
from publod.ledger.browse_queries import Revision
from publod.search.search_interface import SearchRequest
from publod.web.lists.concept_lists import newest
from publod.web.lists.search_request import Query
from publod.web.record_names import full_name
from publod.web.records.property_labels import KINDS, PLURALS
from publod.web.records.property_labels import LISTS as NAMES
from publod.web.site import Site

#: Entries in a feed.
MOST = 50
_CONCEPTS = frozenset({"subject", "type", "audience", "concept"})
#: The kinds whose publications the index can tell by a facet.
_FACETS = frozenset({"subject", "type", "audience", "agent"})


def title_of_site(site: Site) -> str:
    """What the catalogue is called, in the request's language."""
    return pick(site.title().label, g.language)[0] or "publod"


def title_of_news(site: Site, what: str = "") -> str:
    """What a feed of publications by arrival is called; ``what`` they have in common, if anything.

    ``what`` is text in the request's language, such as the name of a subject.
    """
    if not what:
        return gettext("%(catalogue)s: new publications", catalogue=title_of_site(site))
    return gettext(
        "%(catalogue)s: new publications \N{EN DASH} %(what)s",
        catalogue=title_of_site(site),
        what=what,
    )


def title_of_record_feed(site: Site, record: Record) -> str:
    """What the feed of a record is called."""
    name = full_name(record.summary, g.language, record.path).text
    if record.kind in _CONCEPTS or record.kind in {"agent", "place"}:
        return title_of_news(site, name)
    if record.kind == "work":
        template = gettext("%(catalogue)s: new editions \N{EN DASH} %(what)s")
    else:
        template = gettext("%(catalogue)s: editions and changes \N{EN DASH} %(what)s")
    return template % {"catalogue": title_of_site(site), "what": name}


def title_of_list_feed(site: Site, name: str, kind: str) -> str:
    """What the feed of a list of records is called."""
    return gettext(
        "%(catalogue)s: %(list)s, new and changed",
        catalogue=title_of_site(site),
        list=str(NAMES.get(name) or PLURALS[kind]).lower(),
    )


def title_of_search(query: Query, names: Iterable[str]) -> str:
    """What is asked for, in a few words: the text, then the ``names`` of what is chosen."""
    text = gettext("“%(text)s”", text=query.text) if query.text else ""
    return ", ".join(filter(None, [text, *names]))


def record_feed(site: Site, record: Record, chosen: Format) -> bytes:
    """The feed of a record, in the request's language.

    Of a concept, an agent or a place: its publications, the last to arrive first. Of a work: its
    editions and parts, so too. Of a publication: the editions of the same work, and what has
    happened to its own record. Of anything else: that alone.
    """
    language, repository = g.language, site.repository
    history: list[Item] = []
    records: Sequence[Record] = ()
    if record.kind in _FACETS:
        records = _arrived(site, record)
    elif record.kind in _CONCEPTS:
        records, _ = repository.of_concept(record.path, record.kind, MOST, language, latest=True)
    elif record.kind == "place":
        records, _ = repository.about_place(record.path, MOST, language, latest=True)
    elif record.kind == "work":
        records = repository.of_works([record.path], MOST, language)
    else:
        if record.kind == "publication":
            works = repository.works_of([record.path]).get(record.path, [])
            records = repository.of_works(works, MOST, language) if works else ()
        revisions = repository.changes(None, MOST, record.path).revisions
        history = [_happened(site, revision, language) for revision in revisions]
    items = [*_items(site, records, language), *history]
    title = title_of_record_feed(site, record)
    return _written(site, chosen, record.path, title, items, record.time)


def _arrived(site: Site, record: Record) -> Sequence[Record]:
    """The publications of a concept or an agent; by the index, unless that lags behind."""
    request = SearchRequest(chosen=((record.kind, record.path),))
    indexed = newest(site, request, MOST, g.language, order="arrival")
    if indexed is not None:
        return indexed[0]
    repository = site.repository
    if record.kind == "agent":
        return repository.of_agent(record.path, MOST, g.language, latest=True)[0]
    return repository.of_concept(record.path, record.kind, MOST, g.language, latest=True)[0]


def list_feed(site: Site, name: str, kind: str, chosen: Format) -> bytes:
    """The feed of a list of records: those that came into it or were changed last."""
    records = site.repository.changed_last(kind, MOST, g.language)
    items = _items(site, records, g.language)
    title = title_of_list_feed(site, name, kind)
    return _written(site, chosen, name, title, items, site.repository.head().time)


def arrivals_feed(
    site: Site, path: str, before: int | None, chosen: Format, *, is_paged: bool = True
) -> bytes:
    """The feed of all publications by arrival, from the one ``before`` a record's id on.

    Those among them that have been withdrawn are told as that, as far as the format can.
    """
    repository = site.repository
    records = repository.arrivals("publication", before, MOST + 1)
    is_last = len(records) <= MOST
    records = records[:MOST]
    since = 0 if is_last else records[-1].id
    gone = repository.arrivals("publication", before, MOST, withdrawn=True, since=since)
    items = {
        record.id: item
        for record, item in zip(records, _items(site, records, g.language), strict=True)
    }
    times = repository.times(record.changed for record in gone)
    items |= {record.id: _gone(site, record.path, times[record.changed]) for record in gone}
    return _written(
        site,
        chosen,
        path,
        title_of_news(site),
        [items[number] for number in sorted(items, reverse=True)],
        repository.head().time,
        query=f"?before={before}" if before is not None else "",
        following="" if is_last or not is_paged else f"?before={since}",
    )


def changes_feed(site: Site, title: str, query: str, chosen: Format, **which: str | None) -> bytes:
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
        else _gone(site, revision.path, revision.commit.time)
        for revision in revisions
    ]
    time = site.repository.head().time
    title = f"{title_of_site(site)}: {title}"
    return _written(site, chosen, "new", title, items, time, query=query)


@dataclass(frozen=True, slots=True)
class SearchFeed:
    """A page of the publications that fit a search, by arrival.

    ``last`` is the number of the last page, ``paths`` are the publications, and ``names`` is what
    has been chosen, in the request's language.
    """

    name: str
    query: Query
    last: int
    paths: Sequence[str]
    names: Sequence[str]

    def write(self, site: Site, chosen: Format) -> bytes:
        """The page as a page of a feed (RFC 5005 §3)."""
        present = site.repository.present_records(self.paths)
        records = [present[path] for path in self.paths if path in present]
        page = self.query.page
        return _written(
            site,
            chosen,
            self.name,
            title_of_news(site, title_of_search(self.query, self.names)),
            _items(site, records, g.language),
            site.repository.head().time,
            id_=f"{site.base_url}{self.name}{self.query.turned(1)}",
            query=str(self.query),
            shown=str(self.query.by_arrival()),
            following=str(self.query.turned(page + 1)) if page < self.last else "",
            previous=str(self.query.turned(page - 1)) if page > 1 else None,
        )


def _written(
    site: Site,
    chosen: Format,
    path: str,
    title: str,
    items: Iterable[Item],
    time: int,
    *,
    query: str = "",
    shown: str | None = None,
    following: str = "",
    previous: str | None = None,
    id_: str = "",
) -> bytes:
    """A whole feed. ``time`` is when it last changed where nothing in it tells.

    ``query`` follows its address and, unless another is ``shown``, that of its page; ``following``
    and ``previous`` that of the pages after and before.
    """
    entries = list(items)
    page = site.base_url + path
    own = f"{page}.{chosen.suffix}"
    shown = query if shown is None else shown
    feed = Feed(
        id=id_ or page + query,
        title=title,
        updated=max((item.updated for item in entries), default=time),
        own=own + query,
        page=page + shown,
        language=g.language,
        next=own + following if following else "",
        prev=own + previous if previous is not None else "",
        author=title_of_site(site),
        licence=site.repository.licence(),
    )
    write = atom.write_items if chosen is ATOM else json_feed.write_items
    return b"".join(write(feed, entries))


def _items(site: Site, records: Sequence[Record], language: str) -> list[Item]:
    """Records as entries, in their order; publications with all that is told of them."""
    times = site.repository.times(record.changed for record in records)
    created = site.repository.created(record.path for record in records)
    paths = [record.path for record in records if record.kind == "publication"]
    entries = dict(site.repository.entries(paths))
    return [
        replace(
            item_of(entries[record.path], language)
            if record.path in entries
            else _plain(site, record, language),
            updated=times[record.changed],
            published=created.get(record.path),
            image=_cover(site, entries.get(record.path)),
        )
        for record in records
    ]


def _cover(site: Site, entry: Entry | None) -> str:
    """The URL of the larger image of a publication's cover; '' where there is none."""
    if entry is None or site.files is None:
        return ""
    base = site.base_url
    local = [file.url.removeprefix(base) for file in entry.files if file.url.startswith(base)]
    cover = site.files.cover_at(local)
    return f"{base}covers/{cover.images[max(WIDTHS)]}" if cover else ""


def _plain(site: Site, record: Record, language: str) -> Item:
    """A record that is no publication, as an entry: its name, and what it is."""
    name = full_name(record.summary, language, record.path)
    iri = site.base_url + record.path
    kind = Text(str(KINDS[record.kind]))
    return Item(iri, Text(name.text, name.language), record.time, iri, summary=kind)


def _gone(site: Site, path: str, time: int) -> Item:
    iri = site.base_url + path
    return Item(iri, Text(iri), time, iri, is_gone=True)


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
