"""Entries in batches: the publications, and the records that they tell of, each read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

from publod.bibliography.entry import Entry
from publod.bibliography.entry_reader import EDITION_OF, INCOMING, NEIGHBOURS, Reader
from publod.bibliography.summary import thing_of
from publod.bibliography.triple_index import Statements
from publod.rdf import iri_of, is_iri, triples_of

_BATCH = 250
#: Neighbours that are remembered from one batch to the next, so that memory stays flat.
_KEPT = 5000
_EDITION_OF = f"<{EDITION_OF}>"
_OUTGOING = {f"<{p}>" for p in NEIGHBOURS}


class Source(Protocol):
    """Where records are read from: a ledger, or a snapshot of one."""

    @property
    def base_url(self) -> str:
        """The URL below which records lie."""

    def graphs(self, paths: Iterable[str]) -> Mapping[str, str]:
        """The graphs of present records as canonical N-Triples, by path."""

    def links_to(self, paths: Iterable[str], predicates: Sequence[str]) -> Sequence[Any]:
        """Links into records, as `publod.ledger.Link`."""

    def records(self, paths: Iterable[str]) -> Mapping[str, Any]:
        """The state of records, as `publod.ledger.Record`."""


def entries_of(
    source: Source, paths: Iterable[str], catalogued_by: str = ""
) -> Iterator[tuple[str, Entry]]:
    """The entries of publications by path, in that order; what is not there is left out.

    Reads some hundreds at a time, so that a whole catalogue passes in little memory. To have all
    of one state, ask a snapshot of the ledger. ``catalogued_by`` goes into every entry.
    """
    rest = iter(paths)
    base = source.base_url
    known: dict[str, Statements | None] = {}

    def neighbour(iri: str) -> Statements | None:
        return known.get(iri.partition("#")[0].removeprefix(base))

    reader = Reader(neighbour)
    while some := list(islice(rest, _BATCH)):
        if len(known) > _KEPT:
            known.clear()
            reader = Reader(neighbour)
        graphs = {path: list(triples_of(text)) for path, text in source.graphs(some).items()}
        records = source.records(graphs)
        incoming: dict[str, list[tuple[str, str]]] = {}
        wanted: set[str] = set()
        for link in source.links_to(graphs, INCOMING):
            incoming.setdefault(link.target, []).append((link.predicate, _subject(link, base)))
            wanted.add(link.source)
        for triples in graphs.values():
            wanted.update(
                iri_of(o).partition("#")[0].removeprefix(base)
                for _, p, o in triples
                if p in _OUTGOING and is_iri(o) and o.startswith(f"<{base}")
            )
        works = {path: _works(triples, base) for path, triples in graphs.items()}
        editions: dict[str, list[str]] = {}
        for link in source.links_to({w for some in works.values() for w in some}, [EDITION_OF]):
            editions.setdefault(link.target, []).append(_subject(link, base))
            wanted.add(link.source)
        # Editions of one work often stand in one batch: none of it is read again.
        said = {path: Statements(triples) for path, triples in graphs.items()}
        known.update(said)
        missing = wanted - known.keys()
        found = source.graphs(missing)
        known.update({p: Statements(triples_of(found[p])) if p in found else None for p in missing})
        newest = {work: reader.newest(iris) for work, iris in editions.items()}
        for path in some:
            if path in graphs:
                thing = thing_of(base + path, graphs[path])
                told = [
                    *incoming.get(path, ()),
                    *((EDITION_OF, iri) for w in works[path] for iri in newest.get(w, ())),
                ]
                time = records[path].time
                yield path, reader.entry(thing, said[path], told, time, catalogued_by)


def _works(triples: Iterable[tuple[str, str, str]], base: str) -> set[str]:
    """The paths of the works that a publication is an edition of, as far as they are here."""
    return {
        iri_of(o).partition("#")[0].removeprefix(base)
        for _, p, o in triples
        if p == _EDITION_OF and is_iri(o) and o.startswith(f"<{base}")
    }


def _subject(link: Any, base: str) -> str:
    return base + str(link.source) + (f"#{link.subject}" if link.subject else "")
