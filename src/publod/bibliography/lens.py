"""A thing in a graph, and how its values are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node


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

    The language itself, then a regional form of it, English, Swedish, untagged, whatever there is.
    """
    regional = [tag for tag in texts if tag.lower().startswith(language + "-")]
    for tag in (language, *regional, "en", "sv", "", *texts):
        if tag in texts:
            return texts[tag], tag
    return "", ""
