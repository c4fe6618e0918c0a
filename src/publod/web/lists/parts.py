"""The parts of a work, an edition or a publication, in their order: what an issue contains."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from publod.bibliography.collation import sort_key
from publod.bibliography.entry import Entry
from publod.bibliography.triple_index import Statements
from publod.ledger import Record
from publod.rdf import term_of_iri, triples_of
from publod.vocabulary import DCTERMS, PUB, SCHEMA
from publod.web.record_names import Value, full_name, nearest
from publod.web.site import Site

PART_OF = str(DCTERMS.isPartOf)
#: Parts that a page lists in their order. A series with more has its newest.
MOST = 500
_KINDS = ("publication", "work", "edition")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Part:
    """A part as a table of contents has it; ``pages`` and ``number`` are '' where unknown."""

    name: Value
    authors: tuple[Value, ...] = ()
    pages: str = ""
    number: str = ""


def parts_of(site: Site, record: Record, language: str) -> tuple[list[Part], int]:
    """The parts of a record in their order, and how many there are: by position, number, title."""
    links = site.repository.links_to([record.path], [PART_OF], MOST)
    records = site.repository.present_records(link.source for link in links)
    parts = {path: one for path, one in records.items() if one.kind in _KINDS}
    graphs = site.repository.graphs(parts)
    things = {one.path: iri for iri, one in site.repository.things(parts.values())}
    entries = dict(
        site.repository.entries(p for p, one in parts.items() if one.kind == "publication")
    )
    places = {
        path: _place(Statements(triples_of(graphs[path])), things[path], one, language)
        for path, one in parts.items()
    }
    ordered = sorted(parts, key=places.__getitem__)
    return [_part(parts[p], entries.get(p), site.base_url, language) for p in ordered], len(parts)


def has_order(site: Site, record: Record, total: int) -> bool:
    """Whether parts of a work are in an order of their own, as those of a series are not."""
    if not 0 < total <= MOST:
        return False
    links = site.repository.links_to([record.path], [PART_OF], MOST)
    graphs = site.repository.graphs(link.source for link in links)
    return any(f"<{SCHEMA.position}>" in text for text in graphs.values())


def _place(
    statements: Statements, thing: str, record: Record, language: str
) -> tuple[bool, int, bool, tuple[int, ...], str, str]:
    node = term_of_iri(thing)
    position = statements.number(node, SCHEMA.position)
    number = statements.text(node, PUB.numberInSeries)
    digits = tuple(int(found[:9]) for found in _NUMBER.findall(number))
    title = sort_key(nearest(record.summary.label, language).text, language)
    return position is None, position or 0, not digits, digits, title, record.path


def _part(record: Record, entry: Entry | None, base: str, language: str) -> Part:
    name = full_name(record.summary, language, record.path)
    if entry is None:
        return Part(name)
    return Part(
        name,
        tuple(_named(entry, base, language)),
        page_range(entry),
        entry.number_in_series,
    )


def _named(entry: Entry, base: str, language: str) -> Iterable[Value]:
    for agent in entry.creators:
        named = nearest(agent.name, language)
        target = agent.iri.removeprefix(base)
        yield Value(named.text or target, named.language, target)


def page_range(entry: Entry) -> str:
    """From which page to which a part goes."""
    pages = dict.fromkeys(filter(None, (entry.page_start, entry.page_end)))
    return "\N{EN DASH}".join(pages)
