"""Validation as pySHACL does it by itself, to compare with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyshacl
import rdflib

from ingest.catalogue import SHAPES
from publod.rdf import Triple, graph_of, triples_of
from publod.validation import Shapes, Violation
from publod.vocabulary import RDFS, SH


class Found(NamedTuple):
    """A result without its texts; blank nodes are all alike."""

    focus: str
    path: str
    value: str
    component: str
    shape: str
    constraint: str


@cache
def shapes(folder: Path = SHAPES) -> Shapes:
    return Shapes.load(folder)


def _name(node: rdflib.term.Node | None) -> str:
    if isinstance(node, rdflib.BNode):
        return "_:"
    return "" if node is None else node.n3() if isinstance(node, rdflib.Literal) else str(node)


def apart(graphs: Iterable[str]) -> list[Triple]:
    """Records' graphs together; their blank nodes have the same canonical labels."""
    return [
        (f"{s}x{n}" if s.startswith("_") else s, p, f"{o}x{n}" if o.startswith("_") else o)
        for n, graph in enumerate(graphs)
        for s, p, o in triples_of(graph)
    ]


def plain(triples: Iterable[Triple], known: Shapes | None = None) -> Counter[Found]:
    """What `pyshacl.validate` finds with the shapes as they are written."""
    known = known or shapes()
    # pySHACL makes a dataset of what it validates, so its store must know contexts.
    data = graph_of(triples, rdflib.Graph(bind_namespaces="none"))
    for child, parent in known.subclasses:
        data.add((child, RDFS.subClassOf, parent))
    shape_graph = rdflib.Graph(bind_namespaces="none")
    for triple in known.graph:
        shape_graph.add(triple)
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shape_graph, inference="none", advanced=False, inplace=True
    )
    assert isinstance(report, rdflib.Graph)
    found: Counter[Found] = Counter()
    for result in report.objects(None, SH.result):
        focus, path, value = (
            report.value(result, p) for p in (SH.focusNode, SH.resultPath, SH.value)
        )
        found[
            Found(
                _name(focus),
                _name(path) if isinstance(path, rdflib.URIRef) else "",
                _name(value) if value != focus else "",
                _name(report.value(result, SH.sourceConstraintComponent)),
                _name(report.value(result, SH.sourceShape)),
                _name(report.value(result, SH.sourceConstraint)),
            )
        ] += 1
    return found


def ours(violations: Iterable[Violation]) -> Counter[Found]:
    """The same of our own results."""
    return Counter(
        Found(
            "_:" if v.focus.startswith("_:") else v.focus,
            v.path,
            _value(v.value),
            v.component,
            v.shape,
            v.constraint,
        )
        for v in violations
    )


def _value(term: str) -> str:
    if not term:
        return ""
    return _name(next(graph_of([("_:x", "<urn:p>", term)]).objects()))
