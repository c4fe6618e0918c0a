"""What the writers of RDF get, and what they raise when they cannot write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rdflib import Graph

from publod.errors import PublodError
from publod.messages import Message


@dataclass(frozen=True)
class Document:
    """What is to be written: a graph, and which of its nodes it is about.

    ``iri`` names the document, ``thing`` what it describes (the primary topic); either may be
    absent from the graph. ``context_url`` is where the JSON-LD context is published. ``named`` has
    the named graphs of the SPARQL store that the document is made of, by their IRIs, for formats
    that can name graphs; their blank nodes are those of ``graph``.
    """

    iri: str
    thing: str
    graph: Graph
    context_url: str
    named: Mapping[str, Graph] = field(default_factory=dict)


class NotRepresentable(PublodError):
    """The graph holds what this format has no way to say; nothing is dropped in silence."""

    def __init__(self, format_name: str, reason: Message) -> None:
        self.format_name = format_name
        self.reason = reason
        super().__init__(Message("%(format)s: %(reason)s", format=format_name, reason=reason))
