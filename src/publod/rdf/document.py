"""What the writers of RDF get: a document, and the order in which it is written, as a tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

from rdflib import URIRef

from publod.errors import PublodError
from publod.messages import Message
from publod.rdf.terms import (
    LANG_STRING,
    STRING,
    Triple,
    iri_of,
    is_blank,
    is_iri,
    is_literal,
    literal_of,
    term_of_iri,
)
from publod.vocabulary import BIBO, DCTERMS, FOAF, PUB, RDF, RDFS, SCHEMA, SKOS, VOCABULARIES


@dataclass(frozen=True)
class Document:
    """What is to be written: triples, and which of their nodes it is about.

    ``iri`` names the document, ``thing`` what it describes (the primary topic); either may be
    absent from the triples. ``context_url`` is where the JSON-LD context is published.
    ``named_graphs`` makes the graphs of the SPARQL store that the document is made of, by their
    IRIs, for formats that can name graphs; their blank nodes are those of ``triples``. ``printed``
    has, of things whose creators stand in an order that ``triples`` do not tell, the place of each.
    ``classes`` makes what schema.org calls neighbours, for the format that tells nothing else.
    """

    iri: str
    thing: str
    triples: Collection[Triple]
    context_url: str
    named_graphs: Callable[[], Mapping[str, Collection[Triple]]] = dict
    printed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    classes: Callable[[], Iterable[Triple]] = tuple

    @cached_property
    def named(self) -> Mapping[str, Collection[Triple]]:
        """The named graphs, which few formats write."""
        return self.named_graphs()

    def union(self) -> Collection[Triple]:
        """All that the document holds, which is the default graph of TriG and N-Quads."""
        return dict.fromkeys(chain(self.triples, *self.named.values()))


class NotRepresentable(PublodError):
    """The graph holds what this format has no way to say; nothing is dropped in silence."""

    def __init__(self, format_name: str, reason: Message) -> None:
        self.format_name = format_name
        self.reason = reason
        super().__init__(Message("%(format)s: %(reason)s", format=format_name, reason=reason))


#: Deeper than this nothing is nested: readers lose the thread, and parsers their stack.
MAX_DEPTH = 12

_Statements = dict[str, dict[str, list[str]]]

_AUTHOR_LIST, _CREATORS = str(BIBO.authorList), {str(DCTERMS.creator), str(SCHEMA.author)}
_TYPE, _FIRST, _REST = str(RDF.type), str(RDF.first), str(RDF.rest)
#: The empty list, as a term.
NIL = term_of_iri(RDF.nil)

#: What people look for first; other properties follow by vocabulary, then by name.
_FIRST_TOLD: tuple[URIRef, ...] = (
    RDF.type, FOAF.primaryTopic,
    SCHEMA.name, DCTERMS.title, FOAF.name, SKOS.prefLabel, RDFS.label,
    PUB.subtitle, SCHEMA.alternativeHeadline, SCHEMA.alternateName, DCTERMS.alternative,
    SKOS.altLabel,
    SCHEMA.author, DCTERMS.creator, SCHEMA.contributor, DCTERMS.contributor,
    SCHEMA.publisher, DCTERMS.publisher, SCHEMA.datePublished, DCTERMS.issued,
    SCHEMA.bookEdition, PUB.edition, PUB.editionNumber,
    SCHEMA.inLanguage, DCTERMS.language, SCHEMA.abstract, DCTERMS.abstract,
    SCHEMA.description, DCTERMS.description, SCHEMA.about, DCTERMS.subject,
)  # fmt: skip
_PRIORITY = {str(p): i for i, p in enumerate(_FIRST_TOLD)}
_VOCABULARY_ORDER = {v.iri: i for i, v in enumerate(VOCABULARIES)}


class Outline:
    """A document's triples, ordered. Nodes are terms of N-Triples, predicates are IRIs."""

    def __init__(self, document: Document) -> None:
        self._thing = term_of_iri(document.thing)
        self._document = term_of_iri(document.iri)
        triples = dict.fromkeys(document.triples)
        self._ranks = rank(triples)
        #: How often a node is used as an object.
        self.uses: Counter[str] = Counter()
        #: What is said of each described node, in the order of telling.
        self.properties: dict[str, list[tuple[str, list[str]]]] = {}

        statements: _Statements = {}
        for s, p, o in triples:
            statements.setdefault(s, {}).setdefault(p, []).append(o)
        self.uses.update(o for _, _, o in triples if not is_literal(o))
        for s, predicates in statements.items():
            ordered = sorted(predicates, key=_reading_order)
            self.properties[s] = [(iri_of(p), self._sorted(p, predicates[p])) for p in ordered]
        self._cells, self._tails = self._lists()
        #: Of things, the places of their creators in the order in which they are printed.
        self.printed = {**document.printed, **self._places_of_creators()}
        self._put_creators_in_printed_order()

    def _key(self, node: str) -> tuple[int, tuple[str, ...]]:
        """IRIs, then literals by language and text, then blank nodes."""
        if is_blank(node):
            return (self._ranks[node] + 1, ())
        return (0, term_key(node))

    def _sorted(self, predicate: str, objects: list[str]) -> list[str]:
        if len(objects) == 1:
            return objects
        by_key = {self._key(o): o for o in objects}
        ordered = [by_key[key] for key in sorted(by_key)]
        # Classes as properties: our own first, and strangers' last.
        return sorted(ordered, key=_class_order) if predicate == _TYPE_TERM else ordered

    def _places_of_creators(self) -> dict[str, Mapping[str, int]]:
        """The places of creators in ``bibo:authorList``, as they stand on the title page."""
        printed: dict[str, Mapping[str, int]] = {}
        for node, properties in self.properties.items():
            listed = next((objects for p, objects in properties if p == _AUTHOR_LIST), [])
            if len(listed) == 1 and self.is_list(listed[0]):
                printed[node] = {item: n for n, (_, item) in enumerate(self.cells(listed[0]))}
        return printed

    def _put_creators_in_printed_order(self) -> None:
        for node, place in self.printed.items():
            for predicate, objects in self.properties.get(node, ()):
                if predicate in _CREATORS:
                    objects.sort(key=lambda o: place.get(o, len(place)))

    def order(self) -> list[str]:
        """All described nodes, in the order in which they may open a statement of their own.

        The thing and its document, what nothing links to, then the rest. A writer that nests
        skips those that it has already told; what is then left goes round in circles.
        """
        return sorted(
            self.properties,
            key=lambda n: (
                n != self._thing,
                n != self._document,
                self.uses[n] > 0,
                is_blank(n) and self.uses[n] == 1,
                # A list is entered at its head: told from its middle, its start could not be.
                n in self._tails,
                self._key(n),
            ),
        )

    def is_list(self, node: str) -> bool:
        """Whether a list starts here that is nothing but a list, and is used in one place."""
        return node in self._cells

    def cells(self, head: str) -> Iterator[tuple[str, str]]:
        """Each cell of a list with its item."""
        while head != NIL:
            (_, (item,)), (_, (rest,)) = self.properties[head]
            yield head, item
            head = rest

    def _lists(self) -> tuple[set[str], set[str]]:
        """The cells of all well-formed, unshared lists, and those of them that are not heads.

        RDF Schema 1.1, section 5.2, lets lists be shared, forked, endless or described; what
        is not a plain sequence must be told as the triples that it is. Lists are found from
        their ends.
        """
        before: dict[str, str] = {}
        ends: list[str] = []
        for node, properties in self.properties.items():
            if not (is_blank(node) and self.uses[node] == 1 and len(properties) == 2):
                continue
            objects = dict(properties)
            if len(objects.get(_FIRST, ())) == 1 and len(rest := objects.get(_REST, [])) == 1:
                if rest[0] == NIL:
                    ends.append(node)
                else:
                    before[rest[0]] = node
        cells: set[str] = set()
        for end in ends:
            cell: str | None = end
            while cell is not None:
                cells.add(cell)
                cell = before.get(cell)
        return cells, cells & before.keys()


_TYPE_TERM = term_of_iri(_TYPE)


@lru_cache(maxsize=4096)
def _reading_order(term: str) -> tuple[int, int, str]:
    iri = iri_of(term)
    namespace = iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
    vocabulary = _VOCABULARY_ORDER.get(namespace, len(_VOCABULARY_ORDER))
    return (_PRIORITY.get(iri, len(_PRIORITY)), vocabulary, iri)


def _class_order(node: str) -> tuple[int, int, str]:
    return _reading_order(node) if is_iri(node) else (len(_PRIORITY) + 1, 0, "")


class Labels:
    """Labels of blank nodes, given in the order in which a document mentions them."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}

    def __getitem__(self, node: str) -> str:
        return self._labels.setdefault(node, f"b{len(self._labels) + 1}")


#: Datatypes that go without saying.
_STRINGS = frozenset({STRING, LANG_STRING})

#: Node looks spent before remaining ties go by label: a bound for graphs made to be symmetric.
BUDGET = 50_000

Colours = dict[str, int]


def term_key(term: str) -> tuple[str, ...]:
    """A sort key for what is not a blank node; equal keys are equal terms.

    The spellings of one term are one: a language tag has no case (RDF 1.1 Concepts, section 3.3).
    """
    if is_literal(term):
        text, datatype, language = literal_of(term)
        return ("literal", language.lower(), text, "" if datatype in _STRINGS else datatype)
    return ("iri", iri_of(term))


def rank(triples: Iterable[Triple]) -> dict[str, int]:
    """Number the blank nodes of triples, independently of their labels."""
    facts: dict[str, list[tuple[str, ...]]] = {}
    links: dict[str, list[tuple[str, str]]] = {}
    for s, p, o in triples:
        starts, ends = is_blank(s), is_blank(o)
        if not (starts or ends):
            continue
        for node in (s, o):
            if is_blank(node) and node not in facts:
                facts[node], links[node] = [], []
        if starts and ends:
            links[s].append((">" + iri_of(p), o))
            links[o].append(("<" + iri_of(p), s))
        elif starts:
            facts[s].append((">", iri_of(p), *term_key(o)))
        else:
            facts[o].append(("<", iri_of(p), *term_key(s)))
    if not facts:
        return {}

    colours = _number({node: tuple(sorted(known)) for node, known in facts.items()})
    budget = BUDGET
    while True:
        budget = _refine(colours, links, budget)
        tied = _first_tie(colours)
        if not tied or budget <= 0:
            break
        chosen = min(tied)
        colours.update({node: 2 * c + 1 for node, c in colours.items()})
        colours[chosen] -= 1
    return {node: i for i, node in enumerate(sorted(colours, key=lambda n: (colours[n], n)))}


def _refine(colours: Colours, links: Mapping[str, list[tuple[str, str]]], budget: int) -> int:
    """Split colours by the colours of the neighbours until nothing splits; what budget is left."""
    count = len(set(colours.values()))
    while count < len(colours) and budget > 0:
        budget -= len(colours)
        colours.update(
            _number(
                {
                    node: (colour, *sorted((way, colours[other]) for way, other in links[node]))
                    for node, colour in colours.items()
                }
            )
        )
        before, count = count, len(set(colours.values()))
        if count == before:
            break
    return budget


def _number(looks: Mapping[str, tuple[Any, ...]]) -> Colours:
    order = {look: i for i, look in enumerate(sorted(set(looks.values())))}
    return {node: order[look] for node, look in looks.items()}


def _first_tie(colours: Colours) -> list[str]:
    """The nodes of the first colour that more than one node has."""
    groups: dict[int, list[str]] = {}
    for node, colour in colours.items():
        groups.setdefault(colour, []).append(node)
    ties = [colour for colour, nodes in groups.items() if len(nodes) > 1]
    return groups[min(ties)] if ties else []
