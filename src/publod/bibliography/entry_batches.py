"""The entries of many publications, with the records that they lead to read once for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

from publod.bibliography.entry import Entry
from publod.bibliography.entry_reader import EDITION_OF, INCOMING, NEIGHBOURS, Reader
from publod.bibliography.record_summary import record_path_of, thing_at, thing_of
from publod.bibliography.triple_index import Statements
from publod.rdf import Triple, iri_of, is_iri, triples_of
from publod.vocabulary import DCTERMS, OWL, PUB

_BATCH = 250
#: Neighbours that are remembered from one batch to the next, so that memory stays flat.
_KEPT = 5000
_EDITION_OF = f"<{EDITION_OF}>"
_OF_EDITION = f"<{PUB.ofEdition}>"
_FURTHER = frozenset({f"<{DCTERMS.isPartOf}>", f"<{DCTERMS.creator}>", _OF_EDITION})
#: What publications do not inherit from their edition: its parts are told as its own.
_PART_OF = str(DCTERMS.isPartOf)
_ABOUT = f"<{DCTERMS.spatial}>"
_SAME_AS = str(OWL.sameAs)
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

    def created(self, paths: Iterable[str]) -> Mapping[str, int]:
        """When records came into the catalogue, in UTC epoch seconds, by path."""


def entries_of(
    source: Source, paths: Iterable[str], catalogued_by: str = "", swepub_code: str = ""
) -> Iterator[tuple[str, Entry]]:
    """The entries of publications by path, in that order; what is not there is left out.

    Reads some hundreds at a time, so that a whole catalogue passes in little memory. To have all
    of one state, ask a snapshot of the ledger. ``catalogued_by`` and ``swepub_code`` go into every
    entry.
    """
    base = source.base_url
    known: dict[str, Statements | None] = {}

    def neighbour(iri: str) -> Statements | None:
        return known.get(record_path_of(iri, base))

    same_places: dict[str, str] = {}
    incoming: dict[str, list[tuple[str, str]]] = {}

    def links_to_level(iri: str) -> list[tuple[str, str]]:
        links = incoming.get(record_path_of(iri, base), ())
        return [(predicate, subject) for predicate, subject in links if predicate != _PART_OF]

    reader = Reader(neighbour, same_places, links_to_level)
    rest = iter(paths)
    while some := list(islice(rest, _BATCH)):
        if len(known) > _KEPT:
            known.clear()
            same_places.clear()
            reader = Reader(neighbour, same_places, links_to_level)
        graphs = {path: list(triples_of(text)) for path, text in source.graphs(some).items()}
        records, created = source.records(graphs), source.created(graphs)
        paths_of_levels = _targets(graphs.values(), {_OF_EDITION}, base)
        levels = {
            path: list(triples_of(text)) for path, text in source.graphs(paths_of_levels).items()
        }
        incoming.clear()
        wanted: set[str] = set()
        for link in source.links_to({*graphs, *levels}, INCOMING):
            incoming.setdefault(link.target, []).append(
                (link.predicate, thing_at(base, link.source, link.subject))
            )
            wanted.add(link.source)
        wanted |= _targets((*graphs.values(), *levels.values()), _OUTGOING, base)
        works = {path: _targets([triples], {_EDITION_OF}, base) for path, triples in graphs.items()}
        editions: dict[str, list[str]] = {}
        for link in source.links_to({w for some in works.values() for w in some}, [EDITION_OF]):
            editions.setdefault(link.target, []).append(thing_at(base, link.source, link.subject))
            wanted.add(link.source)
        # Editions of one work often stand in one batch: none of it is read again.
        statements = {path: Statements(triples) for path, triples in (graphs | levels).items()}
        known.update(statements)
        same_places.update(_same_places(source, graphs.values()))
        wanted.update(record_path_of(iri, base) for iri in same_places.values())
        while missing := wanted - known.keys():
            texts = source.graphs(missing)
            read = {path: list(triples_of(texts[path])) for path in missing if path in texts}
            known.update({p: Statements(read[p]) if p in read else None for p in missing})
            # Of a place those that it lies in, of an issue its journal, of any other its creators
            # and its edition.
            wanted = _targets(read.values(), _FURTHER, base)
        newest = {work: reader.newest(iris) for work, iris in editions.items()}
        for path in some:
            if path in graphs:
                thing = thing_of(base + path, graphs[path])
                links = [
                    *incoming.get(path, ()),
                    *((EDITION_OF, iri) for w in works[path] for iri in newest.get(w, ())),
                ]
                time = records[path].time
                yield (
                    path,
                    reader.entry(
                        thing, statements[path], links, time, catalogued_by,
                        created=created.get(path, 0), swepub_code=swepub_code,
                    ),
                )  # fmt: skip


def _same_places(source: Source, graphs: Iterable[list[Triple]]) -> dict[str, str]:
    """The places of this catalogue by the IRIs of other registers by which records name them."""
    foreign = {
        iri_of(o).partition("#")[0]: iri_of(o)
        for triples in graphs
        for _, p, o in triples
        if p == _ABOUT and is_iri(o) and not o.startswith(f"<{source.base_url}")
    }
    return {
        foreign[link.target]: thing_at(source.base_url, link.source, link.subject)
        for link in (source.links_to(foreign, [_SAME_AS]) if foreign else ())
    }


def _targets(
    graphs: Iterable[Iterable[Triple]], predicates: Collection[str], base: str
) -> set[str]:
    """The paths of the records that graphs lead to by some properties, as far as they are here."""
    return {
        record_path_of(iri_of(o), base)
        for triples in graphs
        for _, p, o in triples
        if p in predicates and is_iri(o) and o.startswith(f"<{base}")
    }
