"""The lineage of a work, read from a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypedDict

from publod.bibliography.entry import Agent, BibliographicResource, Edition, status_of
from publod.bibliography.entry_batches import Source
from publod.bibliography.entry_reader import Reader, edition_of
from publod.bibliography.lineage import Lineage, lineage_of
from publod.bibliography.record_summary import record_path_of, thing_at, thing_of
from publod.bibliography.triple_index import Statements
from publod.rdf import triples_of
from publod.vocabulary import ADMS, DCTERMS, PUB, SCHEMA

_EDITION_OF = str(DCTERMS.isVersionOf)
_INCOMING = {
    str(DCTERMS.replaces): "replaced_by",
    str(SCHEMA.isBasedOn): "reworked_as",
    str(PUB.amends): "amended_by",
    str(PUB.corrects): "corrected_by",
    str(PUB.supplements): "supplemented_by",
    str(DCTERMS.isFormatOf): "has_formats",
}
#: The properties by which editions are told of from elsewhere.
RELATIONS = tuple(_INCOMING)
#: How far what replaces what is followed from one work to another.
_FARTHEST = 8


def read_lineage(source: Source, work: str) -> Lineage:
    """The lineage of a work by its IRI, with the editions of other works that it tells of."""
    base = source.base_url
    links = source.links_to([record_path_of(work, base)], [_EDITION_OF])
    own = _editions(source, (link.source for link in links))
    others: dict[str, Edition] = {}
    own = _with_statuses(source, _with_incoming(source, own))
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
        level = _editions(source, (record_path_of(iri, base) for iri in sorted(missing)))
        level = {iri: edition for iri, edition in level.items() if iri in missing}
        level = _with_statuses(source, _with_incoming(source, level))
        if not level:
            break
        others |= level
        known |= level
    return replace(
        lineage_of(work, own.values()),
        others=others,
        **_neighbours(source, known.values(), others.values()),
    )


def drafts_among(source: Source, paths: Iterable[str]) -> set[str]:
    """The paths of those publications and editions that are drafts, by their status."""
    graphs = source.graphs(paths)
    # Few editions have a status: only these are read.
    stated = {path: text for path, text in graphs.items() if f"<{ADMS.status}>" in text}
    editions = _with_statuses(source, _editions_of(source, stated))
    return {
        record_path_of(iri, source.base_url)
        for iri, edition in editions.items()
        if edition.status == "UnderDevelopment"
    }


class _Neighbours(TypedDict):
    agents: dict[str, Agent]
    works: dict[str, BibliographicResource]


def _neighbours(
    source: Source, editions: Iterable[Edition], others: Iterable[Edition]
) -> _Neighbours:
    """Who issued editions, and which works the others are of; what is not described is left out."""
    base = source.base_url
    issuers = {iri for edition in editions for iri in edition.creators}
    works = {iri for edition in others for iri in edition.works}
    wanted = {iri for iri in issuers | works if iri.startswith(base)}
    graphs = source.graphs(sorted({record_path_of(iri, base) for iri in wanted})) if wanted else {}
    statements = {path: Statements(triples_of(text)) for path, text in graphs.items()}
    reader = Reader(lambda iri: statements.get(record_path_of(iri, base)))
    return {
        "agents": {
            iri: reader.agent(iri) for iri in issuers if record_path_of(iri, base) in statements
        },
        "works": {
            iri: reader.resource(iri) for iri in works if record_path_of(iri, base) in statements
        },
    }


def _editions(source: Source, paths: Iterable[str]) -> dict[str, Edition]:
    return _editions_of(source, source.graphs(paths))


def _editions_of(source: Source, graphs: Mapping[str, str]) -> dict[str, Edition]:
    editions = {}
    for path in sorted(graphs):
        triples = list(triples_of(graphs[path]))
        iri = thing_of(source.base_url + path, triples)
        editions[iri] = edition_of(iri, Statements(triples))
    return editions


def _with_incoming(source: Source, editions: Mapping[str, Edition]) -> dict[str, Edition]:
    """Editions with what others say of them, which they do not know of themselves."""
    by_path = {record_path_of(iri, source.base_url): iri for iri in editions}
    more: dict[str, dict[str, list[str]]] = {}
    for link in source.links_to(by_path, list(_INCOMING)) if by_path else ():
        subject = thing_at(source.base_url, link.source, link.subject)
        relations = more.setdefault(by_path[link.target], {})
        relations.setdefault(_INCOMING[link.predicate], []).append(subject)
    return {iri: edition.with_more(**more.get(iri, {})) for iri, edition in editions.items()}


def _with_statuses(source: Source, editions: Mapping[str, Edition]) -> dict[str, Edition]:
    """Editions with their statuses as those of ADMS, to which the catalogue's own are matched."""
    base = source.base_url
    concepts = {edition.status for edition in editions.values() if edition.status}
    paths = {record_path_of(iri, base) for iri in concepts if iri.startswith(base)}
    graphs = source.graphs(sorted(paths)) if paths else {}
    statements = {path: Statements(triples_of(text)) for path, text in graphs.items()}
    reader = Reader(lambda iri: statements.get(record_path_of(iri, base)))
    return {
        iri: replace(edition, status=status_of(reader.concept(edition.status)))
        if edition.status
        else edition
        for iri, edition in editions.items()
    }
