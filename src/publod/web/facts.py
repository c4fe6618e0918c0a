"""From a graph to the rows of a page: a label, and values with their language and their link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from babel import Locale
from flask_babel import gettext
from flask_babel.speaklater import LazyString
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from publod.derivation.rules import TWO_LETTERS
from publod.model.lens import pick
from publod.model.summary import Summary
from publod.validation.report import shortened
from publod.vocabulary import BIBO, DCTERMS, EU_LANGUAGE, FOAF, PUB, RDF, RDFS, SCHEMA, SKOS
from publod.web.labels import PROPERTIES

#: How deep things that have no page of their own are shown inside the page that describes them.
_DEPTH = 3
#: Said elsewhere on the page: in its heading, or as the order of the authors.
_ELSEWHERE = frozenset(
    {RDF.type, DCTERMS.title, PUB.subtitle, DCTERMS.abstract, BIBO.authorList, DCTERMS.description}
)
#: What a thing is called by; the first that it has is its name, as in its summary.
_NAMES = (DCTERMS.title, FOAF.name, SKOS.prefLabel, RDFS.label, SCHEMA.name)


@dataclass(frozen=True)
class Value:
    """One value: its text in a language ('' for the page's own), where it leads, what is in it.

    ``target`` is a local path or a foreign URL; ``anchor`` is the id that the value has on the
    page, where it is a thing that is described there.
    """

    text: str
    language: str = ""
    target: str = ""
    inner: tuple[Row, ...] = ()
    anchor: str = ""


@dataclass(frozen=True)
class Row:
    """A property with its values. ``iri`` is the property's."""

    label: str | LazyString
    iri: str
    values: tuple[Value, ...] = field(default_factory=tuple)


class Facts:
    """Reads rows out of one document's graph, in one language."""

    def __init__(
        self,
        graph: Graph,
        document: str,
        base_url: str,
        names: Mapping[str, Summary],
        language: str,
    ) -> None:
        self._graph = graph
        self._document = document
        self._base = base_url
        self._names = names
        self._language = language
        self._homes: dict[Node, Node] = {}
        self._shown: set[Node] = set()

    def rows(self, thing: str) -> list[Row]:
        """The rows of a thing: known properties in their order."""
        self._homes = self._homes_from(URIRef(thing))
        self._shown = {URIRef(thing)}
        return self._rows(URIRef(thing), _ELSEWHERE | self._told_by_heading(URIRef(thing)))

    def others(self, thing: str) -> list[Row]:
        """Statements with properties that no page knows: they are shown all the same."""
        node = URIRef(thing)
        known = {*PROPERTIES, *_ELSEWHERE, *self._told_by_heading(node)}
        unknown = {p for p in self._graph.predicates(node) if p not in known}
        return [self._row(node, p, shortened(str(p))) for p in sorted(unknown, key=_order)]

    def name(self, iri: str) -> Value:
        """A thing by its name, linked."""
        target = iri.removeprefix(self._base)
        summary = self._names.get(iri)
        return (
            titled(summary, self._language, target) if summary else Value(_plain(iri), "", target)
        )

    def _told_by_heading(self, thing: URIRef) -> set[URIRef]:
        """The properties that say no other name than the first of them, which is the heading."""
        names = [set(map(str, self._graph.objects(thing, p))) for p in _NAMES]
        heading = next((texts for texts in names if texts), set())
        return {p for p, texts in zip(_NAMES, names, strict=True) if texts <= heading}

    def _homes_from(self, thing: Node) -> dict[Node, Node]:
        """The things that only this document describes, each with the one that it is shown in.

        That is the one nearest to the top that refers to it.
        """
        homes: dict[Node, Node] = {}
        level = [thing]
        for _ in range(_DEPTH):
            below = []
            for node in level:
                for predicate in PROPERTIES:
                    for o in sorted(self._graph.objects(node, predicate), key=_order):
                        if o != thing and o not in homes and self._is_inner(o):
                            homes[o] = node
                            below.append(o)
            level = below
        return homes

    def _is_inner(self, node: Node) -> bool:
        """Whether a node is described here and nowhere else."""
        if isinstance(node, Literal) or (node, None, None) not in self._graph:
            return False
        return isinstance(node, BNode) or self._is_here(str(node)) or str(node) not in self._names

    def _is_here(self, iri: str) -> bool:
        return "#" in iri and iri.partition("#")[0] == self._document

    def _rows(self, node: Node, hidden: frozenset[URIRef]) -> list[Row]:
        present = set(self._graph.predicates(node))
        return [
            self._row(node, predicate, label)
            for predicate, label in PROPERTIES.items()
            if predicate in present and predicate not in hidden
        ]

    def _row(self, node: Node, predicate: Node, label: str | LazyString) -> Row:
        objects = sorted(self._graph.objects(node, predicate), key=_order)
        if predicate == DCTERMS.creator:
            objects = self._in_printed_order(node, objects)
        tagged = {o.language for o in objects if isinstance(o, Literal) and o.language}
        if len(tagged) > 1 and len(tagged) == len(objects):
            objects = self._nearest(objects)
        return Row(label, str(predicate), tuple(self._value(o, node) for o in objects))

    def _in_printed_order(self, node: Node, objects: list[Node]) -> list[Node]:
        start = self._graph.value(node, BIBO.authorList)
        order = list(self._graph.items(start)) if start is not None else []
        return sorted(objects, key=lambda o: order.index(o) if o in order else len(order))

    def _nearest(self, literals: list[Node]) -> list[Node]:
        """Of one text in several languages, the one for this reader."""
        texts = {o.language or "": o for o in literals if isinstance(o, Literal)}
        _, chosen = pick({tag: str(o) for tag, o in texts.items()}, self._language)
        return [texts[chosen]]

    def _value(self, node: Node, parent: Node) -> Value:
        if isinstance(node, Literal):
            return Value(str(node), self._foreign(node.language or ""))
        iri = str(node)
        if iri.startswith(EU_LANGUAGE):
            return Value(self._language_name(iri.removeprefix(EU_LANGUAGE)))
        if self._homes.get(node) == parent and node not in self._shown:
            return self._described(node)
        if isinstance(node, BNode):
            return Value(gettext("something without a name"))
        if self._is_here(iri):
            named = self._own_name(node)
            return (
                replace(named, target=iri.removeprefix(self._base))
                if self._is_shown(node)
                else named
            )
        return self.name(iri)

    def _described(self, node: Node) -> Value:
        """A thing that has no page, with all that is said of it."""
        self._shown.add(node)
        anchor = str(node).partition("#")[2] if self._is_here(str(node)) else ""
        inner = self._rows(node, frozenset({RDF.type, *_NAMES}))
        return replace(self._own_name(node), inner=tuple(inner), anchor=anchor)

    def _is_shown(self, node: Node) -> bool:
        return node in self._homes or node in self._shown

    def _own_name(self, node: Node) -> Value:
        """The name that this document gives to a thing; a fragment is better than nothing."""
        for predicate in _NAMES:
            texts = {
                o.language or "": str(o)
                for o in self._graph.objects(node, predicate)
                if isinstance(o, Literal)
            }
            if texts:
                return nearest(texts, self._language)
        return Value("" if isinstance(node, BNode) else str(node).rpartition("#")[2])

    def _language_name(self, code: str) -> str:
        short = TWO_LETTERS.get(code, code.lower())
        return str(Locale(self._language).languages.get(short, code))

    def _foreign(self, language: str) -> str:
        return "" if language == self._language else language


def nearest(texts: Mapping[str, str], language: str) -> Value:
    """Of one text in several languages, the one for this reader."""
    text, tag = pick(texts, language)
    return Value(text, "" if tag == language else tag)


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
