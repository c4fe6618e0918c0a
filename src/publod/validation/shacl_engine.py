"""Running pySHACL, fast and without changing what it finds.

To import this takes a third of a second: do it where something is validated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from typing import Any

import pyshacl
import rdflib
from rdflib.plugins.sparql import prepareQuery
from rdflib.query import Result

from publod.errors import PublodError
from publod.messages import N_
from publod.rdf import Triple, graph_of, term_of_literal
from publod.validation.join_order import CountedGraph
from publod.validation.property_paths import ClosureGraph
from publod.validation.report import Violation
from publod.validation.shapes import Shapes
from publod.vocabulary import RDF, RDFS, SH


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
        shape=str(shape or ""),
        constraint=str(constraint or ""),
        messages=messages,
        names=names,
        severity=str(of(SH.resultSeverity) or SH.Violation),
    )


def _name(node: rdflib.term.Node | None) -> str:
    return node.n3() if isinstance(node, rdflib.BNode) else str(node)


def _term(node: rdflib.term.Node) -> str:
    """An rdflib term in N-Triples syntax."""
    if isinstance(node, rdflib.Literal):
        # Not n3(), which would normalise some datatypes.
        return term_of_literal(str(node), node.language or "", str(node.datatype or ""))
    return node.n3()
