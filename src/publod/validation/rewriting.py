"""The same shapes, written so that pySHACL judges many nodes at once.

pySHACL applies a node shape's properties to one focus node after another, and builds each
constraint anew every time. A property shape that has the node shape's targets itself is applied to
all of them at once. By the definition of ``sh:property`` (SHACL §4.8.2) both give the same results,
down to the source shape. Measured on 1,500 publications: a third of the time.
"""

from __future__ import annotations

import rdflib

from publod.vocabulary import RDFS, SH

_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
#: Read by people, and by `Shapes.texts`; pySHACL would look at them for every focus node.
_TEXTS = (SH.message, SH.name, SH.description, RDFS.label, RDFS.comment)


def set_wise(shapes: rdflib.Graph) -> rdflib.Graph:
    """A copy of a shapes graph in which property shapes have their own targets."""
    graph = rdflib.Graph(bind_namespaces="none")
    for triple in shapes:
        graph.add(triple)
    for predicate in _TEXTS:
        graph.remove((None, predicate, None))
    for shape in set(graph.subjects(SH.property, None)):
        targets = [(p, o) for p in _TARGETS for o in graph.objects(shape, p)]
        # A shape that others use must keep its properties; one that is switched off has none.
        used = any(True for _ in graph.subjects(None, shape))
        if not targets or used or (shape, SH.deactivated, None) in graph:
            continue
        for constraint in list(graph.objects(shape, SH.property)):
            for predicate, target in targets:
                graph.add((constraint, predicate, target))
            graph.remove((shape, SH.property, constraint))
    return graph
