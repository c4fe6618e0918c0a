"""From a graph to the rows of a page: a label, and values with their language and their link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from babel import Locale
from flask_babel import gettext
from flask_babel.speaklater import LazyString
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from publod.derivation.rules import TWO_LETTERS
from publod.model.lens import pick
from publod.model.summary import Summary
from publod.validation.report import shortened
from publod.vocabulary import BIBO, DCTERMS, EU_LANGUAGE, PUB, RDF
from publod.web.labels import PROPERTIES

#: How deep things that have no page of their own are shown inside the page that describes them.
_DEPTH = 3
#: Said elsewhere on the page: in its heading, or as the order of the authors.
_ELSEWHERE = frozenset(
    {RDF.type, DCTERMS.title, PUB.subtitle, DCTERMS.abstract, BIBO.authorList, DCTERMS.description}
)


@dataclass(frozen=True)
class Value:
    """One value: its text in a language ('' for the page's own), where it leads, what is in it.

    ``target`` is a local path or a foreign URL.
    """

    text: str
    language: str = ""
    target: str = ""
    inner: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Row:
    """A property with its values. ``iri`` is the property's."""

    label: str | LazyString
    iri: str
    values: tuple[Value, ...] = field(default_factory=tuple)


class Facts:
    """Reads rows out of one document's graph, in one language."""

    def __init__(
        self, graph: Graph, base_url: str, names: Mapping[str, Summary], language: str
    ) -> None:
        self._graph = graph
        self._base = base_url
        self._names = names
        self._language = language

    def rows(self, thing: str) -> list[Row]:
        """The rows of a thing: known properties in their order."""
        return self._rows(URIRef(thing), _ELSEWHERE, _DEPTH)

    def others(self, thing: str) -> list[Row]:
        """Statements with properties that no page knows: they are shown all the same."""
        node = URIRef(thing)
        known = {*PROPERTIES, *_ELSEWHERE}
        unknown = {p for p in self._graph.predicates(node) if p not in known}
        return [self._row(node, p, shortened(str(p)), _DEPTH) for p in sorted(unknown, key=_order)]

    def name(self, iri: str) -> Value:
        """A thing by its name, linked."""
        target = iri.removeprefix(self._base)
        summary = self._names.get(iri)
        return (
            titled(summary, self._language, target) if summary else Value(_plain(iri), "", target)
        )

    def _rows(self, node: Node, hidden: frozenset[URIRef], depth: int) -> list[Row]:
        present = set(self._graph.predicates(node))
        return [
            self._row(node, predicate, label, depth)
            for predicate, label in PROPERTIES.items()
            if predicate in present and predicate not in hidden
        ]

    def _row(self, node: Node, predicate: Node, label: str | LazyString, depth: int) -> Row:
        objects = sorted(self._graph.objects(node, predicate), key=_order)
        if predicate == DCTERMS.creator:
            objects = self._in_printed_order(node, objects)
        tagged = {o.language for o in objects if isinstance(o, Literal) and o.language}
        if len(tagged) > 1 and len(tagged) == len(objects):
            objects = self._nearest(objects)
        return Row(label, str(predicate), tuple(self._value(o, depth) for o in objects))

    def _in_printed_order(self, node: Node, objects: list[Node]) -> list[Node]:
        start = self._graph.value(node, BIBO.authorList)
        order = list(self._graph.items(start)) if start is not None else []
        return sorted(objects, key=lambda o: order.index(o) if o in order else len(order))

    def _nearest(self, literals: list[Node]) -> list[Node]:
        """Of one text in several languages, the one for this reader."""
        texts = {o.language or "": o for o in literals if isinstance(o, Literal)}
        _, chosen = pick({tag: str(o) for tag, o in texts.items()}, self._language)
        return [texts[chosen]]

    def _value(self, node: Node, depth: int) -> Value:
        if isinstance(node, Literal):
            return Value(str(node), self._foreign(node.language or ""))
        iri = str(node)
        if iri.startswith(EU_LANGUAGE):
            return Value(self._language_name(iri.removeprefix(EU_LANGUAGE)))
        inner = self._inner(node, depth)
        if inner:
            texts = [r for r in inner if r.iri in {str(DCTERMS.title), "https://schema.org/name"}]
            heading = texts[0].values[0] if texts else Value("")
            rest = tuple(row for row in inner if row not in texts)
            return Value(heading.text, heading.language, inner=rest)
        return (
            Value(gettext("something without a name"))
            if isinstance(node, BNode)
            else (self.name(iri))
        )

    def _inner(self, node: Node, depth: int) -> list[Row]:
        """What the same document says of a thing that has no page of its own."""
        own = isinstance(node, BNode) or str(node) not in self._names
        if depth <= 0 or not own or (node, None, None) not in self._graph:
            return []
        return self._rows(node, frozenset({RDF.type}), depth - 1)

    def _language_name(self, code: str) -> str:
        short = TWO_LETTERS.get(code, code.lower())
        return str(Locale(self._language).languages.get(short, code))

    def _foreign(self, language: str) -> str:
        return "" if language == self._language else language


def titled(summary: Summary, language: str, target: str) -> Value:
    """A record by its name in a language; a stated edition has none, and is told by its place."""
    text, tag = pick(summary.label, language)
    if not text and summary.kind == "edition":
        text, tag = _stated(summary), ""
    return Value(text or target, "" if tag == language else tag, target)


def _stated(summary: Summary) -> str:
    if summary.edition and summary.year:
        return gettext("Edition %(number)s, %(year)s", number=summary.edition, year=summary.year)
    if summary.year:
        return gettext("Edition of %(year)s", year=summary.year)
    return gettext("An earlier edition")


def _order(node: Node) -> str:
    return str(node.n3())


def _plain(iri: str) -> str:
    """A URL without what a person reads past."""
    return iri.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
