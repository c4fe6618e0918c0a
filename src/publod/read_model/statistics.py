"""How much there is in a catalogue of each class and with each property.

What a record adds to the numbers follows from its own materialized form, so that they can be
brought to each commit by the records that it touches. A statement counts once for each graph of the
SPARQL store that has it: a record has one of what was authored and one of what follows from that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from publod.bibliography.record_summary import KINDS
from publod.rdf import Triple, iri_of, is_blank, is_iri, is_literal, term_of_iri, triples_of
from publod.read_model.materialized_record import DocumentStatements
from publod.vocabulary import FOAF, PUB, RDF, SCHEMA, SKOS

#: What is counted, and the IRIs that the number is of.
Key = tuple[str, ...]

_CLASS, _PROPERTY, _OF_PUBLICATIONS, _LINK = "class", "property", "publications", "link"
_TYPE, _PUBLICATION = term_of_iri(RDF.type), term_of_iri(PUB.Publication)
#: The class that the things of each kind of record have in the data model.
_CLASS_OF_KIND = {
    **{kind: iri_of(term) for term, kind in reversed(KINDS.items())},
    **dict.fromkeys(("subject", "type", "audience"), str(SKOS.Concept)),
}
_AGENTS = {str(SCHEMA.Organization): str(FOAF.Organization), str(SCHEMA.Person): str(FOAF.Person)}


class Link(NamedTuple):
    """So many statements with a property lead from things of a class to things of another."""

    source: str
    property: str
    target: str
    uses: int


@dataclass(frozen=True)
class Statistics:
    """The numbers as of a commit, whose ``version`` is '' where nothing has been counted.

    ``classes`` has things by class, ``properties`` statements by property, ``publications`` how
    many publications have a property; ``links`` are those of what was authored, in order.
    """

    version: str = ""
    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, int] = field(default_factory=dict)
    publications: Mapping[str, int] = field(default_factory=dict)
    links: tuple[Link, ...] = ()

    @classmethod
    def of(cls, version: str, counts: Mapping[Key, int]) -> Statistics:
        """Numbers that `counts_of` gives, added up."""
        by_kind: dict[str, dict[str, int]] = {_CLASS: {}, _PROPERTY: {}, _OF_PUBLICATIONS: {}}
        links = []
        for (kind, *iris), count in sorted(counts.items()):
            if kind == _LINK:
                links.append(Link(iris[0], iris[1], iris[2], count))
            else:
                by_kind[kind][iris[0]] = count
        classes, properties, publications = by_kind.values()
        return cls(version, classes, properties, publications, tuple(links))

    def plus(self, others: Iterable[Mapping[Key, int]]) -> Statistics:
        """The numbers with those of other graphs; none where nothing has been counted."""
        if not self.version:
            return self
        classes, properties = Counter(self.classes), Counter(self.properties)
        for counts in others:
            for (kind, iri), count in counts.items():
                (classes if kind == _CLASS else properties)[iri] += count
        return replace(self, classes=dict(classes), properties=dict(properties))


def counts_of(document: DocumentStatements) -> Counter[Key]:
    """What a record adds to the numbers."""
    authored = list(triples_of(document.authored))
    derived = list(triples_of(document.derived + document.derived_elsewhere))
    counts = counts_of_statements((*authored, *derived))
    classes: dict[str, list[str]] = {}
    for s, p, o in authored:
        if p == _TYPE and is_iri(o):
            classes.setdefault(s, []).append(iri_of(o))
    described = set().union(
        *({p for s, p, _ in (*authored, *derived) if s == thing}
          for thing, its in classes.items() if str(PUB.Publication) in its)
    )  # fmt: skip
    counts.update((_OF_PUBLICATIONS, iri_of(p)) for p in described)
    agents = {
        s: _AGENTS[iri_of(o)] for s, _, o in triples_of(document.agent_classes)
        if iri_of(o) in _AGENTS
    }  # fmt: skip
    for s, p, o in authored:
        if s not in classes or p == _TYPE or is_literal(o):
            continue
        targets = classes.get(o, [])
        if not targets and not is_blank(o) and (name := document.names.get(iri_of(o))):
            target = agents.get(o) or _CLASS_OF_KIND.get(name.kind)
            targets = [target] if target else []
        counts.update((_LINK, c, iri_of(p), target) for c in classes[s] for target in targets)
    return counts


def counts_of_statements(triples: Iterable[Triple]) -> Counter[Key]:
    """What statements of one graph or two add to the numbers of classes and properties."""
    triples = list(triples)
    counts: Counter[Key] = Counter((_PROPERTY, iri_of(p)) for _, p, _ in triples)
    typed = {(s, o) for s, p, o in triples if p == _TYPE and is_iri(o)}
    counts.update((_CLASS, iri_of(o)) for _, o in typed)
    return counts
