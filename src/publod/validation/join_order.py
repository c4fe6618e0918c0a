"""Basic graph patterns (SPARQL 1.1 §18.3.1), joined in the order that has least to look at.

rdflib takes the patterns by how many of their terms are known, and equal ones as they come.
"Another edition of this work with this number" is then asked of all editions for each of them,
which takes the square of their number, where the few things with that number would do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import rdflib
from rdflib.plugins.sparql import CUSTOM_EVALS
from rdflib.plugins.sparql.evaluate import evalBGP
from rdflib.plugins.sparql.sparql import QueryContext
from rdflib.term import Node

Pattern = tuple[Any, Any, Any]

#: Where nothing is known of how much there is, as of a path, the pattern comes late.
_MUCH = 1 << 40


class CountedGraph(rdflib.Graph):
    """A graph to ask when it is complete: how many triples fit a pattern is counted once."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._counts: Counter[tuple[Node | None, Node, Node | None]] | None = None

    def matches(self, s: Node | None, p: Any, o: Node | None) -> int:
        """How many triples fit, at most; None stands for any term."""
        if s is not None and o is not None:
            return 1
        if not isinstance(p, rdflib.URIRef) or (s is None and o is None):
            return _MUCH
        if self._counts is None:
            self._counts = Counter()
            for subject, predicate, value in self:
                self._counts[subject, predicate, None] += 1
                self._counts[None, predicate, value] += 1
        return self._counts[s, p, o]


def _evaluate(context: QueryContext, part: Any) -> Iterator[Any]:
    """What rdflib calls for each part of a query; NotImplementedError leaves it to rdflib."""
    if part.name != "BGP" or not isinstance(context.graph, CountedGraph):
        raise NotImplementedError
    return _joined(context, context.graph, part.triples)


def _joined(
    context: QueryContext, graph: CountedGraph, patterns: Sequence[Pattern]
) -> Iterator[Any]:
    if not patterns:
        yield context.solution()
        return
    terms: list[list[Any]] = [[context[term] for term in pattern] for pattern in patterns]
    first = min(range(len(patterns)), key=lambda n: graph.matches(*terms[n]))
    rest = [*patterns[:first], *patterns[first + 1 :]]
    for solution in evalBGP(context, [patterns[first]]):
        yield from _joined(context.thaw(solution), graph, rest)


CUSTOM_EVALS["publod"] = _evaluate
