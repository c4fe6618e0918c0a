"""A record's triples, looked up by subject and property; and a thing in a graph with its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from publod.bibliography.catalogue_languages import catalogue_languages
from publod.bibliography.link_safety import is_harmful
from publod.rdf import Triple, iri_of, is_blank, is_iri, literal_of, term_of_iri
from publod.vocabulary import RDF

_FIRST, _REST, _NIL = (term_of_iri(iri) for iri in (RDF.first, RDF.rest, RDF.nil))


class Statements:
    """Triples of one record, or of several, in the order in which canonical text has them."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: dict[tuple[str, str], list[str]] = {}
        for s, p, o in triples:
            self._objects.setdefault((s, p), []).append(o)

    def objects(self, subject: str, predicate: URIRef) -> list[str]:
        """The objects, as terms."""
        return self._objects.get((subject, f"<{predicate}>"), [])

    def iris(self, subject: str, predicate: URIRef) -> list[str]:
        """The IRIs among the objects, but for harmful ones."""
        return _harmless(self.objects(subject, predicate))

    def texts(self, subject: str, *predicates: URIRef) -> dict[str, str]:
        """The first of the properties that has texts: by language, '' for none."""
        for predicate in predicates:
            texts = self.all_texts(subject, predicate)
            if texts:
                return dict(reversed(texts))
        return {}

    def all_texts(self, subject: str, predicate: URIRef) -> list[tuple[str, str]]:
        """All literals, each with its language."""
        literals = [literal_of(o) for o in self.objects(subject, predicate) if o.startswith('"')]
        return [(literal.language, literal.text) for literal in literals]

    def text(self, subject: str, predicate: URIRef) -> str:
        """One literal, whatever its language; '' if there is none."""
        return next((text for _, text in self.all_texts(subject, predicate)), "")

    def number(self, subject: str, predicate: URIRef) -> int | None:
        """One literal as a number, if it is one."""
        text = self.text(subject, predicate)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None

    def listed(self, subject: str, predicate: URIRef) -> list[str]:
        """The IRIs in a list (RDF 1.1 Schema §5.2), as far as it is well formed."""
        members: list[str] = []
        for start in self.objects(subject, predicate):
            node, seen = start, set[str]()
            while node != _NIL and node not in seen and (is_blank(node) or is_iri(node)):
                seen.add(node)
                members += _harmless(self._objects.get((node, _FIRST), []))
                node = next(iter(self._objects.get((node, _REST), [])), _NIL)
        return list(dict.fromkeys(members))


def _harmless(terms: Iterable[str]) -> list[str]:
    iris = (iri_of(term) for term in terms if is_iri(term))
    return [iri for iri in iris if not is_harmful(iri)]


@dataclass(frozen=True)
class Lens:
    """One thing, seen through one graph."""

    graph: Graph
    iri: str

    @property
    def node(self) -> URIRef:
        """The thing as a node of the graph."""
        return URIRef(self.iri)

    def values(self, predicate: URIRef) -> list[Node]:
        """All values of a property, in a stable order."""
        return sorted(self.graph.objects(self.node, predicate), key=lambda v: v.n3())

    def texts(self, *predicates: URIRef) -> dict[str, str]:
        """The first of the properties that has texts: by language, '' for none."""
        for predicate in predicates:
            literals = [v for v in self.values(predicate) if isinstance(v, Literal)]
            if literals:
                return {v.language or "": str(v) for v in reversed(literals)}
        return {}

    def iris(self, predicate: URIRef) -> list[str]:
        """The IRIs among a property's values."""
        return [str(v) for v in self.values(predicate) if isinstance(v, URIRef)]

    def text(self, predicate: URIRef) -> str:
        """One literal of a property, whatever its language; '' if there is none."""
        return next((str(v) for v in self.values(predicate) if isinstance(v, Literal)), "")


def pick(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """The text nearest to a language, with the language that it is in.

    The language itself, then a regional form of it, those that the catalogue prefers, English,
    untagged, whatever there is.
    """
    regional = [tag for tag in texts if tag.lower().startswith(language + "-")]
    for tag in (language, *regional, *catalogue_languages().texts, "en", "", *texts):
        if tag in texts:
            return texts[tag], tag
    return "", ""
