"""The first look finds whatever pySHACL finds, for a fault of each constraint."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from data.test_shapes import COMPONENTS, examples, name, read, shapes, validate
from publod.rdf import triples_in
from publod.validation import Batch, Shapes, batches
from publod.validation.batches import _judge
from publod.validation.conformance import KNOWN_PARAMETERS, breaking
from publod.vocabulary import SH
from validation.plain import shapes as known


def suspects(data: Graph) -> set[str]:
    found = breaking(known(), triples_in(data))
    assert found is not None
    return found


@pytest.mark.parametrize("example", [*examples("invalid"), *examples("valid")], ids=name)
def test_it_finds_the_things_that_pyshacl_finds(example: Path) -> None:
    data = read(example)
    report = validate(read(example))
    focus = {str(node) for node in report.objects(None, URIRef(SH.iri + "focusNode"))}
    assert suspects(data) == focus
    assert bool(focus) == (example.parts[-2] == "invalid")


def test_every_parameter_that_is_known_has_an_example_with_a_fault() -> None:
    within_others = {SH.iri + "not"}  # as a part of a sh:or
    assert {*map(str, COMPONENTS), *within_others} == KNOWN_PARAMETERS


@pytest.mark.parametrize(
    "own", ["sh:property [ sh:path <urn:p> ; sh:minLength 3 ]", "sh:sparql <urn:mine>"]
)
def test_shapes_with_more_than_that_are_left_to_pyshacl(own: str) -> None:
    more = Graph()
    for triple in shapes():
        more.add(triple)
    more.parse(data=f"@prefix sh: <{SH.iri}> . <urn:s> {own} .", format="turtle")
    assert breaking(Shapes(more), []) is None


@pytest.mark.parametrize("seed", range(3))
def test_what_is_reported_is_what_pyshacl_alone_reports(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Faults of all kinds among much that is sound, as bulk loads have them."""
    rng = random.Random(seed)
    chosen = rng.sample(examples("invalid"), 12) + rng.sample(examples("valid"), 12)
    graphs: dict[str, str] = {}
    for number, example in enumerate(chosen):
        lines = (f"{s} {p} {o} .\n" for s, p, o in triples_in(read(example)))
        moved = (
            line.replace("<https://example.org/", f"<https://example.org/{number}/")
            for line in lines
        )
        for line in moved:
            document = line[1 : line.index(">")].partition("#")[0] if line.startswith("<") else ""
            graphs[document] = graphs.get(document, "") + line
    blank = graphs.pop("", "")
    first = next(iter(graphs))
    graphs[first] += blank
    batch = Batch(graphs, frozenset(graphs))
    folder = Path(__file__).parents[2] / "shapes"
    alone = _judge(folder, batch)
    monkeypatch.setattr(batches, "_WORTH_A_LOOK", 1)
    assert sorted(map(repr, _judge(folder, batch))) == sorted(map(repr, alone)) != []
