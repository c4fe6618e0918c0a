"""Each constraint of `shapes/` has an example that it rejects, and that nothing else rejects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import cast

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

ROOT = Path(__file__).parents[2]
SHAPES = ROOT / "shapes"
EXAMPLES = ROOT / "tests" / "examples"
BASE = "https://example.org/"
SHAPE = Namespace("https://w3id.org/publod/shapes#")

#: The parameter by which each constraint component is used; here only those that `shapes/` uses.
COMPONENTS: dict[URIRef, URIRef] = {
    SH[parameter]: SH[parameter[0].upper() + parameter[1:] + "ConstraintComponent"]
    for parameter in (
        "minCount", "maxCount", "datatype", "uniqueLang", "class", "nodeKind", "pattern", "or",
        "minInclusive", "equals", "disjoint", "in",
    )
}  # fmt: skip
#: What a property shape may say without constraining anything.
NOT_CONSTRAINTS = {
    RDF.type, SH.path, SH.name, SH.message, SH.description, SH.severity, SH.group, SH.order,
}  # fmt: skip

Violation = tuple[str, str]


@cache
def shapes() -> Graph:
    graph = Graph()
    for file in sorted(SHAPES.glob("*.ttl")):
        graph.parse(file)
    return graph


@cache
def common() -> Graph:
    return Graph().parse(EXAMPLES / "common.ttl", publicID=BASE)


def short(node: Node | None) -> str:
    """An IRI as the examples' first lines write it."""
    iri = str(node)
    for prefix, namespace in (("shape", str(SHAPE)), ("sh", str(SH))):
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def validate(data: Graph) -> Graph:
    for triple in shapes().triples((None, RDFS.subClassOf, None)):
        data.add(triple)
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes(), inference="none", inplace=True, advanced=False
    )
    return cast(Graph, report)


def violations(report: Graph) -> set[Violation]:
    """What a report complains of: which shape or SPARQL constraint, and which component."""
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        source = report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape)
        found.add((short(source), short(report.value(result, SH.sourceConstraintComponent))))
    return found


def read(example: Path) -> Graph:
    data = Graph()
    for triple in common():
        data.add(triple)
    return data.parse(example, publicID=BASE)


def examples(kind: str) -> list[Path]:
    return sorted(EXAMPLES.glob(f"*/{kind}/*.ttl"))


def name(example: Path) -> str:
    return f"{example.parts[-3]}-{example.stem}"


def announced(example: Path) -> Violation:
    first_line = example.read_text("utf-8").partition("\n")[0]
    marker, source, component = first_line.removeprefix("# ").split(" ")
    assert marker == "violates:", f"{example} must say on its first line what it violates"
    return source, component


def node_shapes() -> Iterator[Node]:
    """Node shapes that choose their own focus nodes (not those named within another shape)."""
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
    yield from sorted({s for target in targets for s in shapes().subjects(target, None)}, key=str)


def all_node_shapes() -> Iterator[Node]:
    yield from sorted(set(shapes().subjects(RDF.type, SH.NodeShape)), key=str)


def property_shapes() -> Iterator[Node]:
    yield from sorted(set(shapes().objects(None, SH.property)), key=str)


def sparql_constraints() -> Iterator[Node]:
    yield from sorted(set(shapes().objects(None, SH.sparql)), key=str)


def constraints() -> Iterator[Violation]:
    for shape in property_shapes():
        for predicate in shapes().predicates(shape, None):
            if predicate not in NOT_CONSTRAINTS:
                yield short(shape), short(COMPONENTS[cast(URIRef, predicate)])
    for constraint in sparql_constraints():
        yield short(constraint), "sh:SPARQLConstraintComponent"


def languages(subject: Node, predicate: URIRef) -> list[str]:
    values = shapes().objects(subject, predicate)
    return sorted(v.language or "" for v in values if isinstance(v, Literal))


@pytest.mark.parametrize("example", examples("valid"), ids=name)
def test_a_valid_example_conforms(example: Path) -> None:
    assert violations(validate(read(example))) == set()


@pytest.mark.parametrize("example", examples("invalid"), ids=name)
def test_an_invalid_example_violates_what_it_announces_and_nothing_else(example: Path) -> None:
    assert violations(validate(read(example))) == {announced(example)}


def test_the_common_records_conform() -> None:
    assert violations(validate(read(EXAMPLES / "common.ttl"))) == set()


def test_every_constraint_has_an_invalid_example() -> None:
    assert {announced(example) for example in examples("invalid")} == set(constraints())


@pytest.mark.parametrize("shape", node_shapes(), ids=short)
def test_every_node_shape_has_valid_and_invalid_examples(shape: Node) -> None:
    local = short(shape).removeprefix("shape:")
    assert list(EXAMPLES.glob(f"{local}/valid/*.ttl"))
    assert list(EXAMPLES.glob(f"{local}/invalid/*.ttl"))


def test_the_examples_lie_in_the_folder_of_their_shape() -> None:
    for example in examples("invalid"):
        source = SHAPE[announced(example)[0].removeprefix("shape:")]
        owners = set(shapes().subjects(SH.property | SH.sparql, source))
        assert SHAPE[example.parts[-3]] in owners, example


@pytest.mark.parametrize("shape", property_shapes(), ids=short)
def test_every_property_shape_has_names_and_messages_in_both_languages(shape: Node) -> None:
    assert languages(shape, SH.name) == ["en", "sv"]
    assert languages(shape, SH.message) == ["en", "sv"]


@pytest.mark.parametrize("constraint", sparql_constraints(), ids=short)
def test_every_sparql_constraint_has_a_label_and_messages_in_both_languages(
    constraint: Node,
) -> None:
    assert languages(constraint, RDFS.label) == ["en", "sv"]
    assert languages(constraint, SH.message) == ["en", "sv"]


@pytest.mark.parametrize("shape", all_node_shapes(), ids=short)
def test_every_node_shape_has_labels_in_both_languages(shape: Node) -> None:
    assert languages(shape, RDFS.label) == ["en", "sv"]


def test_a_node_shape_with_a_sparql_constraint_has_no_message_of_its_own() -> None:
    """PySHACL would report it in place of the constraint's."""
    for shape in shapes().subjects(SH.sparql, None):
        assert shapes().value(shape, SH.message, any=True) is None, short(shape)


def test_all_shapes_and_constraints_are_named_by_iris() -> None:
    named = [*node_shapes(), *property_shapes(), *sparql_constraints()]
    assert [node for node in named if not str(node).startswith(str(SHAPE))] == []
    for type_ in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint):
        for node in shapes().subjects(RDF.type, type_):
            assert not isinstance(node, BNode)


def test_every_declared_shape_and_constraint_is_used() -> None:
    for shape in shapes().subjects(RDF.type, SH.PropertyShape):
        assert (None, SH.property, shape) in shapes(), short(shape)
    for constraint in shapes().subjects(RDF.type, SH.SPARQLConstraint):
        assert (None, SH.sparql, constraint) in shapes(), short(constraint)


def test_there_is_one_file_for_each_class_and_one_for_the_whole() -> None:
    assert {file.stem for file in SHAPES.glob("*.ttl")} == {
        "shapes", "publication", "work", "edition", "agent", "place", "concept", "concept-scheme",
        "catalog", "distribution",
    }  # fmt: skip
    assert (URIRef(str(SHAPE)), RDF.type, OWL.Ontology) in shapes()


def test_triples_that_no_shape_knows_are_allowed() -> None:
    assert list(shapes().subject_objects(SH.closed)) == []
