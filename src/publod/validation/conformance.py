"""Which things break the shapes, without saying how: a first look that spares pySHACL most data.

Shifty judges some six times as fast as pySHACL, and most data that is loaded breaks nothing. What
it finds is looked at again by pySHACL, which alone says what is reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from rdflib import Graph
from shifty._shifty import PreparedValidator

from publod.rdf import Triple, iri_of, is_iri, term_of_iri
from publod.validation.shapes import Shapes
from publod.vocabulary import RDFS, SH, SHAPES

#: What shapes may use: parameters of constraints for which tests inject faults and compare what
#: both engines find, and what constrains nothing.
KNOWN_PARAMETERS = frozenset(
    SH.iri + name
    for name in (
        "minCount", "maxCount", "datatype", "uniqueLang", "class", "nodeKind", "pattern", "or",
        "not", "minInclusive", "equals", "disjoint", "in",
    )
)  # fmt: skip
_WITHOUT_CONSTRAINT = frozenset(
    SH.iri + name
    for name in (
        "path", "name", "message", "description", "severity", "group", "order", "property",
        "targetClass", "targetSubjectsOf", "sparql", "select", "prefixes", "declare", "prefix",
        "namespace", "alternativePath", "zeroOrMorePath",
    )
)  # fmt: skip
_SUBCLASS = term_of_iri(RDFS.subClassOf)
_prepared: WeakKeyDictionary[Shapes, PreparedValidator] = WeakKeyDictionary()


def _is_known(graph: Graph) -> bool:
    used = {str(p) for p in graph.predicates() if str(p).startswith(SH.iri)}
    # Queries of others may ask for what two engines answer otherwise.
    own = [c for c in graph.objects(None, SH.sparql) if not str(c).startswith(SHAPES)]
    return used <= KNOWN_PARAMETERS | _WITHOUT_CONSTRAINT and not own


def breaking(shapes: Shapes, triples: Iterable[Triple]) -> set[str] | None:
    """The focus nodes (SHACL §1.5) that break a shape, at any severity.

    None where that cannot be told: if one has no IRI, and for shapes that use more than what has
    been compared with pySHACL. Raises ValueError for shapes or data that cannot be read.
    """
    if not _is_known(shapes.graph):
        return None
    if shapes not in _prepared:
        text = shapes.graph.serialize(format="nt", encoding="utf-8")
        _prepared[shapes] = PreparedValidator(text, None, "ntriples")
    classes = ((term_of_iri(str(a)), _SUBCLASS, term_of_iri(str(b))) for a, b in shapes.subclasses)
    data = "".join(f"{s} {p} {o} .\n" for s, p, o in (*triples, *classes)).encode()
    found = _prepared[shapes].validate_algebra(
        data, None, "ntriples",
        graph_mode="data", run_infer=False, minimum_severity="info", sort_results=False,
        on_unsupported="error",
    )  # fmt: skip
    nodes = {violation.focus_node for violation in found.violations}
    return {iri_of(node) for node in nodes} if all(map(is_iri, nodes)) else None
