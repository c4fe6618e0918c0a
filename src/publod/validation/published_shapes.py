"""The shapes as they are served: what a plain SHACL processor needs to judge served data.

A record's document describes one thing and names others, whose classes are stated in their own
documents. ``sh:class`` (SHACL §4.1.1) fails there, as it must, though nothing is wrong. The served
shapes leave the class of such a thing open. At a load everything is at hand, and the shapes hold as
they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import rdflib
from rdflib import BNode, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from publod.bibliography.catalogue_languages import in_page_languages
from publod.messages import N_
from publod.vocabulary import RDF, RDFS, SH, SHAPES, XSD

#: True of what has an IRI and, in the data at hand, no class.
DESCRIBED_ELSEWHERE = URIRef(SHAPES + "DescribedElsewhere")
_CLASS = SH["class"]
_LABEL = N_("Described elsewhere")
_COMMENT = N_("True of what has an IRI and no class here: its class stands in its own record.")


def published(shapes: rdflib.Graph) -> rdflib.Graph:
    """A copy of shapes in which each test of a class also holds of what is described elsewhere.

    Tests below ``sh:not`` and ``sh:qualifiedMaxCount`` stay as they are: to widen them would make
    the whole narrower. A choice of exactly one (``sh:xone``) gets a further alternative instead.
    The axioms of classes are left out.
    """
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, iri in shapes.namespaces():
        graph.bind(prefix, iri)
    for triple in shapes:
        graph.add(triple)
    # The data states all classes, and processors read axioms from nowhere else.
    graph.remove((None, RDFS.subClassOf, None))
    strict = _below(shapes, _narrowing(shapes))
    tests = [(s, c) for s, c in shapes.subject_objects(_CLASS) if s not in strict]
    for shape, class_ in sorted(tests):
        graph.remove((shape, _CLASS, class_))
        test, members = BNode(), BNode()
        graph.add((test, _CLASS, class_))
        Collection(graph, members, [test, DESCRIBED_ELSEWHERE])
        graph.add((shape, SH["or"], members))
    for choice in set(shapes.objects(None, SH.xone)):
        inside = _below(shapes, [choice])
        if any((node, _CLASS, None) in shapes for node in inside):
            Collection(graph, choice).append(DESCRIBED_ELSEWHERE)
    if (None, None, DESCRIBED_ELSEWHERE) in graph:
        for triple in _described_elsewhere():
            graph.add(triple)
    return graph


def _narrowing(shapes: rdflib.Graph) -> Iterator[Node]:
    """The shapes that something must not meet, or of which only so many may be met."""
    yield from shapes.objects(None, SH["not"])
    yield from shapes.objects(None, SH.xone)
    for limited in shapes.subjects(SH.qualifiedMaxCount, None):
        yield from shapes.objects(limited, SH.qualifiedValueShape)


def _below(shapes: rdflib.Graph, starts: Iterable[Node]) -> set[Node]:
    """Shapes and all that they consist of: lists, and shapes within them."""
    nodes: set[Node] = set()
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in nodes and not isinstance(node, Literal):
            nodes.add(node)
            waiting += shapes.objects(node, None)
    return nodes


def _described_elsewhere() -> Iterator[tuple[Node, URIRef, Node]]:
    untyped = URIRef(f"{DESCRIBED_ELSEWHERE}-type")
    yield DESCRIBED_ELSEWHERE, RDF.type, SH.NodeShape
    yield DESCRIBED_ELSEWHERE, SH.nodeKind, SH.IRI
    yield DESCRIBED_ELSEWHERE, SH.property, untyped
    yield untyped, RDF.type, SH.PropertyShape
    yield untyped, SH.path, RDF.type
    yield untyped, SH.maxCount, Literal("0", datatype=XSD.integer)
    for predicate, texts in ((RDFS.label, _LABEL), (RDFS.comment, _COMMENT)):
        for language, text in in_page_languages(texts).items():
            yield DESCRIBED_ELSEWHERE, predicate, Literal(text, lang=language)
