"""Lineages read from a ledger: the editions of a work, and those of others that lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypedDict

from publod.bibliography.edition import Edition, edition_of
from publod.bibliography.entries import Source
from publod.bibliography.entry import Agent, Related
from publod.bibliography.entry_reader import Reader
from publod.bibliography.lineage import Lineage, lineage_of
from publod.bibliography.summary import thing_of
from publod.bibliography.triple_index import Statements
from publod.rdf import triples_of
from publod.vocabulary import DCTERMS

_EDITION_OF = str(DCTERMS.isVersionOf)
_REPLACES = str(DCTERMS.replaces)
#: How far what replaces what is followed from one work to another.
_FARTHEST = 8


def read_lineage(source: Source, work: str) -> Lineage:
    """The lineage of a work by its IRI, with the editions of other works that it tells of."""
    base = source.base_url
    links = source.links_to([_path(work, base)], [_EDITION_OF])
    own = _editions(source, (link.source for link in links))
    others: dict[str, Edition] = {}
    own = _replaced(source, own)
    known = dict(own)
    for _ in range(_FARTHEST):
        missing = {
            iri
            for edition in known.values()
            for iri in (edition.related if edition.iri in own else edition.replaced_by)
            if iri not in known and iri.startswith(base)
        }
        if not missing:
            break
        found = _editions(source, (_path(iri, base) for iri in sorted(missing)))
        found = {iri: edition for iri, edition in found.items() if iri in missing}
        found = _replaced(source, found)
        if not found:
            break
        others |= found
        known |= found
    return replace(
        lineage_of(work, own.values()),
        others=others,
        **_neighbours(source, known.values(), others.values()),
    )


class _Neighbours(TypedDict):
    agents: dict[str, Agent]
    works: dict[str, Related]


def _neighbours(
    source: Source, editions: Iterable[Edition], others: Iterable[Edition]
) -> _Neighbours:
    """Who issued editions, and which works the others are of; what is not described is left out."""
    base = source.base_url
    issuers = {iri for edition in editions for iri in edition.creators}
    works = {iri for edition in others for iri in edition.works}
    wanted = {iri for iri in issuers | works if iri.startswith(base)}
    graphs = source.graphs(sorted({_path(iri, base) for iri in wanted})) if wanted else {}
    said = {path: Statements(triples_of(text)) for path, text in graphs.items()}
    reader = Reader(lambda iri: said.get(_path(iri, base)))
    return {
        "agents": {iri: reader.agent(iri) for iri in issuers if _path(iri, base) in said},
        "works": {iri: reader.related(iri) for iri in works if _path(iri, base) in said},
    }


def _editions(source: Source, paths: Iterable[str]) -> dict[str, Edition]:
    graphs: Mapping[str, str] = source.graphs(paths)
    found = {}
    for path in sorted(graphs):
        triples = list(triples_of(graphs[path]))
        iri = thing_of(source.base_url + path, triples)
        found[iri] = edition_of(iri, Statements(triples))
    return found


def _replaced(source: Source, editions: Mapping[str, Edition]) -> dict[str, Edition]:
    """Editions with what others say that they replace: they do not know of it themselves."""
    by_path = {_path(iri, source.base_url): iri for iri in editions}
    newer: dict[str, list[str]] = {}
    for link in source.links_to(by_path, [_REPLACES]) if by_path else ():
        subject = source.base_url + link.source + (f"#{link.subject}" if link.subject else "")
        newer.setdefault(by_path[link.target], []).append(subject)
    return {
        iri: edition.also_replaced_by(newer[iri]) if iri in newer else edition
        for iri, edition in editions.items()
    }


def _path(iri: str, base: str) -> str:
    return iri.partition("#")[0].removeprefix(base)
