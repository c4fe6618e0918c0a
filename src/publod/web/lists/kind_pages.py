"""What the pages of agents, concepts, places and works have beside the facts of the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import g

from publod.bibliography.collation import sort_key
from publod.ledger import Record
from publod.ledger.browse_queries import AGENTS, Revision
from publod.search.search_interface import SearchRequest
from publod.vocabulary import DCTERMS, ORG, SCHEMA, SKOS
from publod.web.lists.concept_lists import (
    counts_of,
    issued_together,
    matches_of,
    newest,
    statements_of,
)
from publod.web.lists.parts import PART_OF, has_order, parts_of
from publod.web.lists.search_request import Query, value_of
from publod.web.lists.years_by_type import years_by_type
from publod.web.record_names import Value, edition_in_words, full_name, line_name, record_name
from publod.web.site import Site

#: Publications that a page shows, and others that an agent has issued with.
MOST = 25
_OTHERS = 50
_WAYS = 5
#: Narrower subjects that a page names.
_MOST_NAMED = 200
#: Places within a place that its page names.
_MOST_WITHIN = 500
_MEMBER_OF = str(ORG.memberOf)
#: By what a publication tells of an agent that it is not by.
_MENTIONING = tuple(map(str, (SCHEMA.mentions, SCHEMA.about, DCTERMS.references, DCTERMS.subject)))
_MATCHES = (
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
)
#: What the template tells of a concept, so that its facts need not.
_SHOWN_OF_CONCEPTS = frozenset(
    map(str, (SKOS.definition, SKOS.broader, SKOS.narrower, SKOS.related, *_MATCHES))
)


@dataclass(frozen=True, slots=True)
class Counted:
    """Something with a number of publications; ``link`` leads to these, '' where there are none."""

    name: Value
    count: int
    link: str = ""


def extras(site: Site, record: Record) -> dict[str, Any]:
    """Variables for the template ``kind_….html`` of a record's page; none for other kinds.

    ``left_out`` has the properties that the template tells, which the facts can leave out.
    """
    if record.kind == "agent":
        return _agent(site, record)
    if record.kind in {"subject", "type", "audience"}:
        return _concept(site, record)
    if record.kind == "work":
        return _work(site, record)
    if record.kind == "place":
        return _place(site, record)
    if record.kind in {"publication", "edition"}:
        return _whole(site, record)
    return {}


def _agent(site: Site, record: Record) -> dict[str, Any]:
    publications, total = _publications(site, record)
    stated, _ = site.repository.linking(record.path, AGENTS, "edition", MOST, g.language)
    described = site.repository.described_levels([edition.path for edition in stated])
    stated = [edition for edition in stated if edition.path not in described]
    counts = issued_together(site, record)
    most = sorted(counts, key=lambda path: (-counts[path], path))[:_OTHERS]
    others = site.repository.present_records(most)
    return {
        "shown": publications,
        "total": total,
        "link_to": address("agent", record.path),
        "years_by_type": years_by_type(site, record, g.language),
        "stated": list(editions_by_work(site, stated, g.language).values()),
        "members": site.repository.linking(
            record.path, [_MEMBER_OF], "agent", _MOST_NAMED, g.language
        )[0],
        "mentioned": mentioned(site, record.path, by=() if total else AGENTS),
        "others": [
            Counted(
                record_name(others[path].summary, g.language, path),
                counts[path],
                address("agent", record.path, path),
            )
            for path in most
            if path in others
        ],
    }


def mentioned(site: Site, agent: str, by: Sequence[str] = ()) -> list[Value]:
    """What mentions an agent; and what is ``by`` it, by these properties, and is no edition."""
    links = site.repository.links_to([agent], [*_MENTIONING, *by], _MOST_NAMED)
    records = site.repository.present_records({link.source for link in links} - {agent})
    mentioning = {link.source for link in links if link.predicate in _MENTIONING}
    shown = [one for path, one in records.items() if path in mentioning or one.kind != "edition"]
    names = {one.path: full_name(one.summary, g.language, one.path) for one in shown}
    editions = [one for one in shown if one.kind == "edition"]
    names |= editions_by_work(site, editions, g.language)
    return sorted(names.values(), key=lambda name: sort_key(name.text, g.language))


def _concept(site: Site, record: Record) -> dict[str, Any]:
    repository = site.repository
    publications, total = _publications(site, record)
    ways = repository.paths_above(record.path, _WAYS)
    below, related = repository.around(record.path)
    known = site.repository.present_records({*below, *related, *(p for way in ways for p in way)})
    counts = counts_of(site, record.kind, [*below, *related])
    about = statements_of(
        site.base_url + record.path, repository.graphs([record.path])[record.path]
    )

    def named(path: str) -> Value:
        return line_name(known[path].summary, g.language, path)

    def counted(paths: Iterable[str]) -> list[Counted]:
        shown = [Counted(named(path), counts.get(path, 0)) for path in paths if path in known]
        return sorted(shown, key=lambda one: sort_key(one.name.text, g.language))

    return {
        "left_out": _SHOWN_OF_CONCEPTS,
        "shown": publications,
        "total": total,
        "link_to": address(record.kind, record.path),
        "years_by_type": years_by_type(site, record, g.language)
        if record.kind == "subject"
        else None,
        "definition": about.text(SKOS.definition, g.language),
        "broader_paths": [[named(path) for path in way if path in known] for way in ways],
        "narrower": counted(below)[:_MOST_NAMED],
        "more_narrower": max(0, len(below) - _MOST_NAMED),
        "related": counted(related),
        "matches": [
            (label, list(some))
            for label, some in groupby(
                matches_of(about.statements, about.thing), lambda match: match.relation
            )
        ],
    }


def _work(site: Site, record: Record) -> dict[str, Any]:
    shown, total = site.repository.linking(record.path, (PART_OF,), "publication", MOST, g.language)
    if not total or has_order(site, record, total):
        return _whole(site, record)
    return {
        "left_out": {str(DCTERMS.hasPart)},
        "shown": shown,
        "total": total,
    }


def _whole(site: Site, record: Record) -> dict[str, Any]:
    parts, total = parts_of(site, record, g.language)
    return {"left_out": {str(DCTERMS.hasPart)}, "parts": parts, "parts_total": total}


def _place(site: Site, record: Record) -> dict[str, Any]:
    shown, total = site.repository.about_place(record.path, MOST, g.language)
    issued, issued_total = site.repository.issued_at(record.path, MOST, g.language)
    within = site.repository.places_within(record.path, _MOST_WITHIN, g.language)
    return {
        "left_out": {str(DCTERMS.hasPart)},
        "shown": shown,
        "total": total,
        "issued": issued,
        "issued_total": issued_total,
        "link_to": address("place", record.path),
        "within": within,
        "counts": counts_of(site, "place", (place.path for place in within)),
    }


def _publications(site: Site, record: Record) -> tuple[Sequence[Record], int]:
    """The newest publications of an agent or a concept, and how many there are."""
    request = SearchRequest(chosen=((record.kind, record.path),))
    indexed = newest(site, request, MOST, g.language)
    if indexed is not None:
        return indexed
    repository = site.repository
    if record.kind == "agent":
        return repository.of_agent(record.path, MOST, g.language)
    return repository.of_concept(record.path, record.kind, MOST, g.language)


def address(facet: str, *paths: str) -> str:
    """Where the publications are that have all these values of a facet."""
    return f"publications{Query().only(facet, *(value_of(facet, path) for path in paths))}"


def editions_by_work(
    site: Site, editions: Iterable[Record | Revision], language: str
) -> dict[str, Value]:
    """Editions with the title of their work and their place in it, linked, by path."""
    by_path = {edition.path: edition for edition in editions}
    works = site.repository.works_of(by_path)
    known = site.repository.present_records({path for paths in works.values() for path in paths})
    named = {}
    for path, edition in by_path.items():
        name = record_name(edition.summary, language, path)
        work = next((known[w] for w in sorted(works.get(path, ())) if w in known), None)
        if work is not None and not edition.summary.label and not edition.summary.number:
            title = full_name(work.summary, language, work.path)
            place = edition_in_words(edition.summary.edition, edition.summary.year)
            name = Value(f"{title.text} \N{EN DASH} {place}", title.language, path)
        named[path] = name
    return named
