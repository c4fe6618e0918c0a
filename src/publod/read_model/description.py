"""A record as it is read: its graphs, and the names of the things that it links to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from rdflib import Graph

from publod.inference import derived_graph
from publod.ledger import Record
from publod.rdf import Triple, graph_of, triples_of
from publod.read_model.materialized_record import DocumentStatements


class Description:
    """What is told of a record; without ``derived``, as it was authored alone.

    ``document`` and ``thing`` are the IRIs of its document and of what it describes. Graphs are
    made when they are asked for.
    """

    def __init__(
        self, record: Record, document: str, said: DocumentStatements, *, derived: bool = True
    ) -> None:
        self.record, self.document, self.thing = record, document, said.thing
        #: The names of what it links to, by IRI.
        self.names = said.names if derived else {}
        #: The places of this catalogue that it names by IRIs of other registers, by these.
        self.same_places = said.same_places if derived else {}
        self._statements, self._derived = said, derived

    @cached_property
    def authored(self) -> Graph:
        """What was authored."""
        return graph_of(triples_of(self._statements.authored))

    @cached_property
    def graph(self) -> Graph:
        """What its document says: what was authored and what follows, with names of neighbours."""
        if not self._derived:
            return self.authored
        return graph_of(self.triples)

    @property
    def triples(self) -> list[Triple]:
        """The triples of `graph`."""
        one = self._statements
        if not self._derived:
            return list(triples_of(one.authored))
        lines = sorted((one.authored + one.derived + one.neighbours).split("\n"))
        return list(triples_of("\n".join(lines)))

    def agent_classes(self) -> Iterator[Triple]:
        """What schema.org calls the agents that it names."""
        return triples_of(self._statements.agent_classes if self._derived else "")

    def named_graphs(self) -> dict[str, list[Triple]]:
        """The graphs that the store has of the record, by their IRIs."""
        one = self._statements
        graphs = {self.document: list(triples_of(one.authored))}
        if self._derived and (one.derived or one.derived_elsewhere):
            text = one.derived + one.derived_elsewhere
            graphs[derived_graph(self.document)] = list(triples_of(text))
        return graphs
