"""Subjects, types and audiences as trees; vocabularies that are too large for that, by letters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from rdflib import URIRef

from publod.bibliography.summary import thing_of
from publod.bibliography.triple_index import Statements
from publod.ledger import Record
from publod.rdf import term_of_iri, triples_of
from publod.repository import Vocabulary
from publod.vocabulary import DCTERMS, SKOS
from publod.web.browse.concept_trees import Node, arranged
from publod.web.browse.counted import counts_of
from publod.web.browse.matches import Match, matches_of
from publod.web.names import Value, nearest
from publod.web.site import Site

#: The most concepts that are shown as trees, all on one page.
MOST = 200


@dataclass(frozen=True)
class Shown:
    """What a page tells of one concept. ``matches`` are the same concept in other vocabularies."""

    record: Record
    count: int
    definition: Value
    matches: tuple[Match, ...]


@dataclass(frozen=True)
class Tree:
    """The concepts of one scheme. ``scheme`` is None for those that are in none."""

    scheme: Record | None
    description: Value
    roots: tuple[Node, ...]


@dataclass(frozen=True)
class Trees:
    """All schemes of a kind of concept, and what is told of each concept, by path."""

    trees: tuple[Tree, ...]
    shown: Mapping[str, Shown] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """The statements of a record, and the thing that it describes, as a term."""

    statements: Statements
    thing: str

    def text(self, predicate: URIRef, language: str) -> Value:
        """A text for a reader."""
        return nearest(self.statements.texts(self.thing, predicate), language)


def said_of(document: str, graph: str) -> Said:
    """What a record's canonical N-Triples say."""
    triples = list(triples_of(graph))
    return Said(Statements(triples), term_of_iri(thing_of(document, triples)))


def trees(site: Site, kind: str, language: str) -> Trees | None:
    """The concepts of a kind as trees; None where there are more than a page can hold."""
    vocabulary = site.repository.holdings.vocabulary(kind, MOST, language)
    if vocabulary is None:
        return None
    paths = [concept.path for concept in vocabulary.concepts]
    counts = counts_of(site, kind, paths)
    schemes = {path for found in vocabulary.schemes.values() for path in found}
    said = _said(site, [*paths, *schemes])
    shown = {
        concept.path: Shown(
            concept,
            counts.get(concept.path, 0),
            about.text(SKOS.definition, language),
            tuple(m for m in matches_of(about.statements, about.thing) if m.is_same),
        )
        for concept in vocabulary.concepts
        for about in (said[concept.path],)
    }
    found = tuple(_trees(site, vocabulary, said, language))
    return Trees(found, shown)


def _trees(
    site: Site, vocabulary: Vocabulary, said: Mapping[str, Said], language: str
) -> Iterable[Tree]:
    described = site.repository.records(said.keys())
    names = {path for found in vocabulary.schemes.values() for path in found}
    schemes = sorted(
        (described[path] for path in names if path in described),
        key=lambda record: record.summary.sort_key(language),
    )
    members: dict[str, list[str]] = {scheme.path: [] for scheme in schemes}
    outside = []
    for concept in vocabulary.concepts:
        within = [p for p in vocabulary.schemes.get(concept.path, ()) if p in members]
        for path in within:
            members[path].append(concept.path)
        if not within:
            outside.append(concept.path)
    for scheme in schemes:
        about = said[scheme.path].text(DCTERMS.description, language)
        yield Tree(scheme, about, arranged(members[scheme.path], vocabulary.parents))
    if outside:
        yield Tree(None, Value(""), arranged(outside, vocabulary.parents))


def _said(site: Site, paths: Collection[str]) -> dict[str, Said]:
    """What records say of their things, by path; of those that are not there, nothing."""
    graphs = site.repository.holdings.graphs(list(paths))
    return {path: said_of(site.base_url + path, graphs.get(path, "")) for path in paths}
