"""What the records of candidates and of entities say, property by property (§2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from publod.bibliography.link_safety import is_harmful
from publod.bibliography.triple_index import Statements
from publod.ledger import Record
from publod.rdf import iri_of, is_iri, literal_of, term_of_iri, triples_of
from publod.repository import Repository
from publod.services.reconciliation.types_and_properties import PROPERTIES, Property
from publod.vocabulary import BIBO, DCTERMS, EU_LANGUAGE


@dataclass(frozen=True, slots=True)
class Fact:
    """One value: a text, in ``language`` if that is known; ``path`` where it is a record here."""

    text: str
    path: str = ""
    language: str = ""


@dataclass(frozen=True)
class Facts:
    """What one record says. ``iri`` is that of the thing."""

    record: Record
    iri: str
    said: Statements
    base: str
    _known: dict[str, list[Fact]] = field(default_factory=dict)

    def of(self, one: Property) -> list[Fact]:
        """The values of a property, each once; none for kinds that do not have it."""
        if one.id not in self._known:
            has = self.record.kind in one.kinds
            self._known[one.id] = list(dict.fromkeys(self._values(one))) if has else []
        return self._known[one.id]

    def _values(self, one: Property) -> Iterable[Fact]:
        if one.id == "uri":
            return [Fact(self.iri)]
        if one.values == "name":
            own = [
                Fact(text, "", tag)
                for tag, text in self.record.summary.label.items()
                if tag.partition("-")[0].lower() == one.language
            ]
            return own[:1]
        node = term_of_iri(self.iri)
        terms = [term for p in one.predicates for term in self.said.objects(node, p)]
        if DCTERMS.creator in one.predicates:  # in the printed order, where that was recorded
            terms = [*map(term_of_iri, self.said.listed(node, BIBO.authorList)), *terms]
        iris = {term: iri_of(term) for term in terms if is_iri(term)}
        return [
            self._fact(term, one)
            for term in terms
            if term.startswith('"') or (term in iris and not is_harmful(iris[term]))
        ]

    def _fact(self, term: str, one: Property) -> Fact:
        if not is_iri(term):
            literal = literal_of(term)
            text = literal.text[:4] if one.values == "year" else literal.text
            return Fact(text, "", literal.language)
        iri = iri_of(term)
        if one.values == "language":
            return Fact(iri.removeprefix(EU_LANGUAGE))
        local = iri.startswith(self.base)
        return Fact(iri, iri.partition("#")[0].removeprefix(self.base) if local else "")


def facts_of(repository: Repository, records: Mapping[str, Record]) -> dict[str, Facts]:
    """What some records say, by path."""
    graphs = repository.graphs(list(records))
    things = {record.path: iri for iri, record in repository.things(records.values())}
    return {
        path: Facts(records[path], things[path], Statements(triples_of(graph)), repository.base_url)
        for path, graph in graphs.items()
    }


def linked(facts: Iterable[Facts], properties: Iterable[Property] = PROPERTIES) -> set[str]:
    """The paths of the records that values of properties are."""
    wanted = [one for one in properties if one.values == "entity"]
    return {fact.path for one in facts for p in wanted for fact in one.of(p) if fact.path}
