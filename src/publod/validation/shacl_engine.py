"""Running pySHACL, fast and without changing what it finds.

To import this takes a third of a second: do it where something is validated. rdflib, which
evaluates the SPARQL in it, takes the patterns of a basic graph pattern (SPARQL 1.1 §18.3.1) by how
many of their terms are known, and equal ones as they come. "Another edition of this work with this
number" is then asked of all editions for each of them, which takes the square of their number,
where the few things with that number would do. It follows paths with ``*`` and ``+`` (§9.3) by
calling itself, which ends at some hundred links, and each one anew from every node, so that asking
all concepts of a chain takes the square of its length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import count
from typing import Any

import pyshacl
import rdflib
from pyshacl.constraints.constraint_component import ConstraintComponent
from rdflib.paths import MulPath, eval_path
from rdflib.plugins.sparql import CUSTOM_EVALS, prepareQuery
from rdflib.plugins.sparql.evaluate import evalBGP
from rdflib.plugins.sparql.sparql import QueryContext
from rdflib.query import Result
from rdflib.term import Node

from publod.errors import PublodError
from publod.messages import N_
from publod.rdf import Triple, graph_of, term_of_literal
from publod.validation.results import Violation
from publod.validation.shapes import Shapes
from publod.vocabulary import RDF, RDFS, SH

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


Links = Mapping[Node, Collection[Node]]


class ClosureGraph(rdflib.Graph):
    """A graph to ask when it is complete: what is learnt of its paths is not learnt again."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._closures: dict[str, _Closure] = {}

    def triples(self, triple: Any) -> Generator[Any, None, None]:
        """As of rdflib's graphs, where the predicate may be a path."""
        s, path, o = triple
        if not isinstance(path, MulPath) or not path.more:
            yield from super().triples(triple)
            return
        name = path.n3()
        if name not in self._closures:
            self._closures[name] = _Closure(eval_path(self, (None, path.path, None)))
        closure = self._closures[name]
        pairs: Iterable[tuple[Node, Node]]
        if s is None and o is None:
            starts = self.all_nodes() if path.zero else closure.starts
            pairs = ((a, b) for a in starts for b in closure.forward(a, zero=path.zero))
        elif s is not None and o is not None:
            pairs = [(s, o)] if closure.leads(s, o, zero=path.zero) else []
        elif s is not None:
            pairs = ((s, b) for b in closure.forward(s, zero=path.zero))
        else:
            pairs = ((a, o) for a in closure.backward(o, zero=path.zero))
        for a, b in pairs:
            yield a, path, b


class _Closure:
    """The pairs of nodes that a path joins when it is followed any number of times."""

    def __init__(self, pairs: Iterator[tuple[Any, Any]]) -> None:
        self._links: dict[Node, dict[Node, None]] = {}
        self._back: dict[Node, dict[Node, None]] = {}
        for a, b in pairs:
            self._links.setdefault(a, {})[b] = None
            self._back.setdefault(b, {})[a] = None
        self._group, self._circular = _groups(self._links)

    @property
    def starts(self) -> Collection[Node]:
        return self._links.keys()

    def forward(self, node: Node, *, zero: bool) -> Collection[Node]:
        """The nodes that one is led to."""
        return _reached(node, self._links, zero=zero)

    def backward(self, node: Node, *, zero: bool) -> Collection[Node]:
        """The nodes that lead to one."""
        return _reached(node, self._back, zero=zero)

    def leads(self, start: Node, end: Node, *, zero: bool) -> bool:
        """Whether one node leads to another; at once where they are in one circle, or cannot."""
        if start == end:
            return zero or start in self._circular
        here, there = self._group.get(start, -1), self._group.get(end, -1)
        if here == there:
            return here >= 0
        return here > there >= 0 and end in self.forward(start, zero=False)


def _reached(node: Node, links: Links, *, zero: bool) -> Collection[Node]:
    found: dict[Node, None] = {node: None} if zero else {}
    waiting = [node]
    while waiting:
        new = [n for n in links.get(waiting.pop(), ()) if n not in found]
        found.update(dict.fromkeys(new))
        waiting += new
    return found.keys()


def _groups(links: Links) -> tuple[dict[Node, int], set[Node]]:
    """Nodes by the number of their circle, and which are in one (Tarjan's algorithm, unrolled).

    What leads to each other has one number; whatever leads only one way has the higher one.
    """
    group: dict[Node, int] = {}
    circular: set[Node] = set()
    order: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    path: list[Node] = []
    numbers, places = count(), count()
    for root in links:
        if root in order:
            continue
        calls = [(root, iter(links[root]))]
        order[root] = lowest[root] = next(places)
        path.append(root)
        while calls:
            node, ahead = calls[-1]
            for other in ahead:
                if other == node:
                    circular.add(node)
                elif other not in order:
                    order[other] = lowest[other] = next(places)
                    path.append(other)
                    calls.append((other, iter(links.get(other, ()))))
                    break
                elif other not in group:
                    lowest[node] = min(lowest[node], order[other])
            else:
                calls.pop()
                if calls:
                    above = calls[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] == order[node]:
                    number = next(numbers)
                    members: list[Node] = []
                    while not members or members[-1] != node:
                        members.append(path.pop())
                    group.update(dict.fromkeys(members, number))
                    if len(members) > 1:
                        circular.update(members)
    return group, circular


def _no_description(*_: Any, **__: Any) -> str:
    return ""


# pySHACL describes each result in a text besides its report, also those that only tell which member
# of an sh:or holds. Nobody reads the text, and to write it takes a third of validating.
ConstraintComponent.make_v_result_description = _no_description  # type: ignore[method-assign]


@lru_cache(maxsize=256)
def _prepared(query: str, prefixes: tuple[tuple[str, str], ...]) -> Any:
    return prepareQuery(query, initNs=dict(prefixes))


class _DataGraph(ClosureGraph, CountedGraph):
    """A data graph with few focus nodes, and whose queries are parsed once.

    pySHACL asks a SPARQL constraint's query anew for every focus node, and parsing takes ten
    times as long as answering. A prepared query gives the same answers.
    """

    #: The nodes that are judged, as `Violation.focus` has them; None stands for all.
    judged: Set[str] | None = None

    def subjects(self, predicate: Any = None, object: Any = None, unique: bool = False) -> Any:  # noqa: A002
        """As of rdflib's graphs, but for the things of a class, of which only the judged ones.

        pySHACL asks for these to find the targets of a class (SHACL §2.1.3), and for nothing else.
        """
        nodes = super().subjects(predicate, object, unique)
        if self.judged is None or predicate != RDF.type or object is None:
            return nodes
        return (node for node in nodes if _name(node) in self.judged)

    def query(self, query_object: Any, *args: Any, **options: Any) -> Result:
        if isinstance(query_object, str):
            prefixes = options.pop("initNs", None) or dict(self.namespaces())
            query_object = _prepared(query_object, tuple(sorted(prefixes.items())))
        return super().query(query_object, *args, **options)


def violations(
    shapes: Shapes, triples: Iterable[Triple], judged: Set[str] | None = None
) -> Iterator[Violation]:
    """Everything in the graph that breaks the shapes.

    The graph must hold whatever the shapes look at from the nodes that are ``judged``, which are
    all by default. Others are not looked at as members of a class, since what they refer to may be
    missing; results on them by other targets are for the caller to drop.
    """
    data = _DataGraph(bind_namespaces="none")
    graph_of(triples, data)
    data.judged = judged
    for child, parent in shapes.subclasses:
        data.add((child, RDFS.subClassOf, parent))
    conforms, report, _ = pyshacl.validate(
        data, shacl_graph=shapes.set_wise, inference="none", inplace=True, advanced=False
    )
    if isinstance(report, Exception):
        raise PublodError(
            N_("the shapes could not be applied: %(report)s", report=report)
        ) from report
    if conforms:
        return
    for result in report.objects(None, SH.result):
        yield _violation(shapes, report, result)


def _violation(shapes: Shapes, report: rdflib.Graph, result: rdflib.term.Node) -> Violation:
    def of(predicate: rdflib.URIRef) -> rdflib.term.Node | None:
        return report.value(result, predicate)

    shape, constraint, path, value = (
        of(SH.sourceShape), of(SH.sourceConstraint), of(SH.resultPath), of(SH.value)
    )  # fmt: skip
    # pySHACL drops the languages of a SPARQL constraint's messages: read them where they stand.
    # A shape inside another (sh:or, sh:node) may leave its message to the one around it.
    messages: dict[str, str] = {}
    for node in (constraint, shape):
        if node is not None and not messages:
            messages = shapes.texts(node, SH.message)
    messages = messages or {"": str(of(SH.resultMessage) or "")}
    # A SPARQL constraint has no property; its label says what it is about.
    names: dict[str, str] = shapes.texts(shape, SH.name) if shape is not None else {}
    if not names and constraint is not None:
        names = shapes.texts(constraint, RDFS.label)
    focus = of(SH.focusNode)
    return Violation(
        focus=_name(focus),
        path=str(path) if isinstance(path, rdflib.URIRef) else "",
        value=_term(value) if value is not None and value != focus else "",
        component=str(of(SH.sourceConstraintComponent) or ""),
        shape=shapes.iri_of(shape),
        constraint=shapes.iri_of(constraint),
        messages=messages,
        names=names,
        severity=str(of(SH.resultSeverity) or SH.Violation),
    )


def _name(node: rdflib.term.Node | None) -> str:
    return node.n3() if isinstance(node, rdflib.BNode) else str(node)


def _term(node: rdflib.term.Node) -> str:
    if isinstance(node, rdflib.Literal):
        # Not n3(), which would normalise some datatypes.
        return term_of_literal(str(node), node.language or "", str(node.datatype or ""))
    return node.n3()
