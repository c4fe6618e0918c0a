"""Types and properties: what entities can be, and what records say of them (§2.2 to 2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from rdflib import URIRef

from publod.bibliography.catalogue_languages import catalogue_languages
from publod.bibliography.link_safety import is_harmful
from publod.bibliography.record_summary import record_path_of
from publod.bibliography.triple_index import Statements
from publod.ledger import Record
from publod.rdf import iri_of, is_iri, literal_of, term_of_iri, triples_of
from publod.record_repository import Repository
from publod.vocabulary import BIBO, DCTERMS, EU_LANGUAGE, FOAF, ORG, OWL, PUB, SCHEMA, SKOS

#: What labels are told by: the language of the reader, by the ids of types and properties.
Labels = Mapping[str, str]

#: Types by their ids, with the kind of record that each is.
TYPES = {
    "Publication": "publication",
    "Agent": "agent",
    "Subject": "subject",
    "Work": "work",
    "Type": "type",
    "Audience": "audience",
    "Place": "place",
}
_TYPE_OF = {kind: name for name, kind in TYPES.items()}
#: The types that are offered first, and looked among where none is asked for. An edition and its
#: work have one title, so works are looked for by those who name them.
DEFAULT_TYPES = ("Publication", "Agent", "Subject")
#: Further names of types: the classes by which the records themselves tell them.
_CLASSES = {
    str(PUB.Publication): "publication",
    str(PUB.Work): "work",
    str(FOAF.Agent): "agent",
    str(FOAF.Organization): "agent",
    str(FOAF.Person): "agent",
    str(SCHEMA.Organization): "agent",
    str(SCHEMA.Person): "agent",
    str(DCTERMS.Location): "place",
    str(SCHEMA.Place): "place",
}

Values = Literal["name", "text", "identifier", "iri", "entity", "year", "number", "language"]


@dataclass(frozen=True)
class Property:
    """A property: the kinds that have it, where the records say it, and what its values are.

    ``targets`` are the kinds of its entities. Of a property that ``identifies``, one value that
    agrees settles which record is meant.
    """

    id: str
    kinds: tuple[str, ...]
    values: Values
    predicates: tuple[URIRef, ...] = ()
    targets: tuple[str, ...] = ()
    language: str = ""
    identifies: bool = False


_ALL = tuple(TYPES.values())
_P, _A, _S, _W, _L = ("publication",), ("agent",), ("subject",), ("work",), ("place",)
_CONCEPTS = ("subject", "type", "audience")

_ADDRESS = Property("uri", _ALL, "iri", identifies=True)
_OTHERS: tuple[Property, ...] = (
    Property("otherName", _ALL, "text", (SKOS.altLabel, DCTERMS.alternative)),
    Property("subtitle", _P + _W, "text", (PUB.subtitle,)),
    Property("creator", _P, "entity", (DCTERMS.creator,), _A),
    Property("publisher", _P, "entity", (DCTERMS.publisher,), _A),
    Property("contributor", _P, "entity", (DCTERMS.contributor,), _A),
    Property("year", _P, "year", (DCTERMS.issued,)),
    Property("edition", _P, "number", (PUB.editionNumber,)),
    Property("language", _P, "language", (DCTERMS.language,)),
    Property("type", _P, "entity", (DCTERMS.type,), ("type",)),
    Property("subject", _P, "entity", (DCTERMS.subject,), _S),
    Property("audience", _P, "entity", (DCTERMS.audience,), ("audience",)),
    Property("place", _P + _A, "entity", (DCTERMS.spatial,), _L),
    Property("placeOfPublication", _P, "entity", (PUB.placeOfPublication,), _L),
    Property("code", _L, "identifier", (SKOS.notation,), identifies=True),
    Property("within", _L, "entity", (DCTERMS.isPartOf,), _L),
    Property("work", _P, "entity", (DCTERMS.isVersionOf,), _W),
    Property("series", _P + _W, "entity", (DCTERMS.isPartOf,), _P + _W),
    Property("numberInSeries", _P, "text", (PUB.numberInSeries,)),
    Property("replaces", _P, "entity", (DCTERMS.replaces,), _P),
    Property(
        "identifier", _P + _A + _W, "identifier",
        (DCTERMS.identifier, PUB.isbn, PUB.issn, PUB.doi, PUB.documentNumber), identifies=True,
    ),
    Property("documentNumber", _P, "identifier", (PUB.documentNumber,), identifies=True),
    Property("isbn", _P, "identifier", (PUB.isbn,), identifies=True),
    Property("issn", _P, "identifier", (PUB.issn,), identifies=True),
    Property("doi", _P, "identifier", (PUB.doi,), identifies=True),
    Property(
        "sameAs", _ALL, "identifier", (OWL.sameAs, SKOS.exactMatch), identifies=True,
    ),
    Property("closeMatch", _CONCEPTS, "iri", (SKOS.closeMatch,)),
    Property("broader", _CONCEPTS, "entity", (SKOS.broader,), _CONCEPTS),
    Property("homepage", _A, "iri", (FOAF.homepage,)),
    Property("partOf", _A, "entity", (ORG.subOrganizationOf,), _A),
    Property("page", _P, "iri", (FOAF.page,)),
)  # fmt: skip

_ALIASES = {
    "author": "creator", "date": "year", "issued": "year", "editionNumber": "edition",
    "exactMatch": "sameAs", "id": "uri", "iri": "uri", "altLabel": "otherName",
}  # fmt: skip


def properties() -> tuple[Property, ...]:
    """All properties; there is a name in each language of pages, ``name_en`` or another."""
    return _properties(catalogue_languages().pages)


@lru_cache(16)
def _properties(languages: tuple[str, ...]) -> tuple[Property, ...]:
    names = (Property(f"name_{tag}", _ALL, "name", language=tag) for tag in languages)
    return (_ADDRESS, *names, *_OTHERS)


@lru_cache(16)
def _by_name(known: tuple[Property, ...]) -> dict[str, Property]:
    return {
        **{str(p): one for one in reversed(known) for p in one.predicates},
        **{one.id.casefold(): one for one in known},
    }


def property_of(name: str) -> Property | None:
    """A property by its id, by another usual name, or by the IRI that the records have."""
    by_name = _by_name(properties())
    if property_ := by_name.get(name):
        return property_
    short = name.rpartition(":")[2] if "/" not in name else name
    aliases = {alias.casefold(): id_ for alias, id_ in _ALIASES.items()}
    return by_name.get(aliases.get(short.casefold(), short).casefold())


def properties_of(kind: str) -> list[Property]:
    """What can be told of a kind of record; of all kinds where it is ''."""
    return [one for one in properties() if not kind or kind in one.kinds]


def type_of(kind: str) -> str:
    """The id of the type of a kind of record; '' for kinds that have none."""
    return _TYPE_OF.get(kind, "")


def kind_of(name: str) -> str:
    """The kind of record that a type's name means; '' if there is no such type."""
    return TYPES.get(name.strip().capitalize()) or _CLASSES.get(name.strip(), "")


def typed(kinds: Iterable[str], labels: Labels) -> list[dict[str, str]]:
    """Types as answers hold them."""
    types = [type_of(kind) for kind in kinds]
    return [{"id": name, "name": labels.get(name, name)} for name in types if name]


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
    statements: Statements
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
        terms = [term for p in one.predicates for term in self.statements.objects(node, p)]
        if DCTERMS.creator in one.predicates:  # in the printed order, where that was recorded
            terms = [*map(term_of_iri, self.statements.listed(node, BIBO.authorList)), *terms]
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
        return Fact(iri, record_path_of(iri, self.base) if local else "")


def facts_of(repository: Repository, records: Mapping[str, Record]) -> dict[str, Facts]:
    """What some records say, by path."""
    graphs = repository.graphs(list(records))
    things = {record.path: iri for iri, record in repository.things(records.values())}
    return {
        path: Facts(records[path], things[path], Statements(triples_of(graph)), repository.base_url)
        for path, graph in graphs.items()
    }


def linked(facts: Iterable[Facts], wanted: Iterable[Property] | None = None) -> set[str]:
    """The paths of the records that values of properties are."""
    entities = [one for one in wanted or properties() if one.values == "entity"]
    return {fact.path for one in facts for p in entities for fact in one.of(p) if fact.path}
