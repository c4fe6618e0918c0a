"""A thing in a graph, and how its values are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from publod.vocabulary import BIBO, DCTERMS, EU_LANGUAGE, PUB, RDF


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


class Edition(Lens):
    """A publication, or an edition that is known only because another one states it."""

    @property
    def is_stated_only(self) -> bool:
        """Whether nothing but another edition's statement tells of it."""
        return PUB.StatedEdition in self.graph.objects(self.node, RDF.type)

    @property
    def number(self) -> int | None:
        """Its number among the editions of the work, if it is known."""
        text = self.text(PUB.editionNumber)
        return int(text) if text.isascii() and text.isdigit() else None

    @property
    def issued(self) -> str:
        """The date of issue as it is recorded: a year, a month or a day; '' if unknown."""
        return self.text(DCTERMS.issued)

    @property
    def year(self) -> int | None:
        """The year of issue."""
        start = self.issued[:4]
        return int(start) if start.isascii() and start.isdigit() else None

    @property
    def creators(self) -> list[str]:
        """The IRIs of the creators, in the printed order where that was recorded."""
        unordered = self.iris(DCTERMS.creator)
        for start in self.graph.objects(self.node, BIBO.authorList):
            if isinstance(start, Literal):
                continue
            try:
                listed = [str(item) for item in Collection(self.graph, start)]
            except ValueError:  # a list that leads back into itself
                break
            return [*listed, *(c for c in unordered if c not in listed)]
        return unordered

    @property
    def works(self) -> list[str]:
        """The IRIs of the works that it is a version of: one, in a valid catalogue."""
        return self.iris(DCTERMS.isVersionOf)

    @property
    def languages(self) -> list[str]:
        """Codes of the EU authority table, such as SWE."""
        return [
            iri.removeprefix(EU_LANGUAGE)
            for iri in self.iris(DCTERMS.language)
            if iri.startswith(EU_LANGUAGE)
        ]


def pick(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """The text nearest to a language, with the language that it is in.

    The language itself, then a regional form of it, English, Swedish, untagged, whatever there is.
    """
    regional = [tag for tag in texts if tag.lower().startswith(language + "-")]
    for tag in (language, *regional, "en", "sv", "", *texts):
        if tag in texts:
            return texts[tag], tag
    return "", ""
