"""Fast, and the same: what is found is what pySHACL finds with the shapes as they are written."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
import rdflib

from ingest.catalogue import BASE, ROOT, SHAPES, Home, edited, small
from publod.errors import SettingsError
from publod.rdf import SourceFormat, Triple, canonical, read
from publod.validation import Batch, Report, Shapes, Violation, validate
from publod.validation.shacl_engine import violations
from publod.validation.shapes import set_wise
from publod.vocabulary import SH
from validation.plain import Found, apart, ours, plain, shapes

EXAMPLES = ROOT / "tests" / "examples"
FILES = sorted(EXAMPLES.rglob("*.ttl"))


def triples(*files: Path) -> list[Triple]:
    return [t for file in files for t, _ in read(file, SourceFormat.TURTLE, "https://example.org/")]


def test_the_examples_are_judged_alike_all_together() -> None:
    together = triples(*FILES)
    found = ours(violations(shapes(), together))
    assert found == plain(together)
    assert len({f.constraint or f.shape for f in found}) > 60


@pytest.mark.parametrize("kind", ["valid", "invalid"])
@pytest.mark.parametrize("shape", sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir()))
def test_the_examples_of_a_shape_are_judged_alike(shape: str, kind: str) -> None:
    # Valid ones may contradict one another when they are read together.
    data = triples(EXAMPLES / "common.ttl", *sorted((EXAMPLES / shape / kind).glob("*.ttl")))
    found = ours(violations(shapes(), data))
    assert found == plain(data)
    assert found or kind == "valid"


@pytest.mark.parametrize("seed", range(4))
def test_random_graphs_are_judged_alike(tmp_path: Path, seed: int) -> None:
    home = Home(tmp_path)
    home.put(edited(random.Random(seed), small(), 25))
    data = apart(home.truth.graphs(home.truth.paths()).values())
    found = ours(violations(shapes(), data))
    assert found == plain(data)
    assert found


def test_what_is_judged_alone_is_judged_alike_and_nothing_else_is() -> None:
    data = triples(*FILES)
    every = list(violations(shapes(), data))
    focus_nodes = sorted({violation.focus for violation in every})
    judged = set(focus_nodes[::2])
    some = list(violations(shapes(), data, judged))
    assert ours(v for v in some if v.focus in judged) == ours(v for v in every if v.focus in judged)
    # Some shapes have targets by a property, and those are SPARQL constraints.
    others = {violation.component for violation in some if violation.focus not in judged}
    assert others <= {str(rdflib.SH.SPARQLConstraintComponent)}


def test_the_rewriting_keeps_every_constraint() -> None:
    before, after = shapes().graph, set_wise(shapes().graph)
    for shape in before.subjects(SH.targetClass, None):
        for target in before.objects(shape, SH.targetClass):
            for constraint in before.objects(shape, SH.property):
                assert (constraint, SH.targetClass, target) in after
                assert (shape, SH.property, constraint) not in after


OWN = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <http://e.example/> .
e:Used a sh:NodeShape ; sh:targetClass e:C ; sh:property e:Used-p .
e:Used-p sh:path e:p ; sh:minCount 1 .
e:User a sh:NodeShape ; sh:targetClass e:D ; sh:property e:User-q .
e:User-q sh:path e:q ; sh:node e:Used .
e:Off a sh:NodeShape ; sh:targetClass e:C ; sh:deactivated true ; sh:property e:Off-p .
e:Off-p sh:path e:p ; sh:maxCount 0 .
e:Off-too a sh:NodeShape ; sh:targetNode e:a , e:b ; sh:property e:Off-too-p .
e:Off-too-p sh:path e:p ; sh:maxCount 0 ; sh:deactivated true .
e:Many a sh:NodeShape ; sh:targetSubjectsOf e:q ; sh:targetObjectsOf e:q ; sh:targetNode e:z ;
  sh:nodeKind sh:IRI ; sh:property e:Shared .
e:Other a sh:NodeShape ; sh:targetClass e:C ; sh:property e:Shared .
e:Shared sh:path e:r ; sh:minCount 1 ; sh:severity sh:Warning .
e:Not a sh:NodeShape ; sh:targetClass e:D ; sh:not e:Never ; sh:or ( e:Used e:Never ) .
e:Never sh:property [ sh:path e:never ; sh:minCount 1 ] .
e:Nested a sh:NodeShape ; sh:targetClass e:D ; sh:property e:Nested-q .
e:Nested-q sh:path e:q ; sh:property e:Nested-q-s .
e:Nested-q-s sh:path e:s ; sh:minCount 1 .
e:Hand a sh:NodeShape ; sh:targetClass e:H ; sh:property e:Hand-thumb , e:Hand-finger .
e:Hand-thumb sh:path e:digit ; sh:qualifiedValueShape e:Thumb ; sh:qualifiedMinCount 1 ;
  sh:qualifiedValueShapesDisjoint true .
e:Hand-finger sh:path e:digit ; sh:qualifiedValueShape e:Finger ; sh:qualifiedMinCount 1 ;
  sh:qualifiedValueShapesDisjoint true .
e:Thumb sh:class e:Thumb . e:Finger sh:class e:Finger .
"""
DATA = """
@prefix e: <http://e.example/> .
e:a a e:C ; e:p 1 . e:b a e:C ; e:p 1 ; e:r 1 . e:c a e:C . e:d a e:D ; e:q e:c , [ e:p 1 ] , e:a .
e:f a e:D ; e:never 1 . e:h a e:H ; e:digit [ a e:Thumb , e:Finger ] , [ a e:Finger ] .
"""


def test_shapes_of_every_sort_are_judged_alike(tmp_path: Path) -> None:
    (tmp_path / "own.ttl").write_text(OWN)
    (tmp_path / "data").write_text(DATA)
    known = Shapes.load(tmp_path)
    data = [t for t, _ in read(tmp_path / "data", SourceFormat.TURTLE, BASE)]
    found = ours(violations(known, data))
    # A constraint of two shapes that meet in a thing is told once; a report would do so anyway.
    assert set(found) == set(plain(data, known))
    assert len(found) > 8


def test_what_is_followed_is_read_from_the_shapes() -> None:
    names = {iri.rpartition("#")[2].rpartition("/")[2] for iri in shapes().joining}
    assert {"isVersionOf", "replaces", "editionNumber", "translationOfWork", "broader"} <= names
    assert not {"creator", "subject", "type", "inScheme"} & names


def documents(number: int) -> dict[str, str]:
    """Batches' documents: some in order, some not, with a nameless distribution in each."""
    return {
        f"{BASE}work/w{n}": canonical(
            [
                (f"<{BASE}work/w{n}#it>", f"<{RDF_TYPE}>", "<https://w3id.org/publod/ns#Work>"),
                (f"<{BASE}work/w{n}#it>", f"<{DCAT}distribution>", "_:d"),
                ("_:d", f"<{RDF_TYPE}>", f"<{DCAT}Distribution>"),
                *(
                    [(f"<{BASE}work/w{n}#it>", "<http://purl.org/dc/terms/title>", '"x"@sv')]
                    if n % 3
                    else []
                ),
            ]
        )
        for n in range(number)
    }


RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
DCAT = "http://www.w3.org/ns/dcat#"


def batches(number: int, size: int) -> list[Batch]:
    everything = list(documents(number).items())
    parts = [dict(everything[n : n + size]) for n in range(0, number, size)]
    return [Batch(part, frozenset(part)) for part in parts]


def test_several_processes_find_what_one_finds() -> None:
    done: list[int] = []
    some = batches(420, 60)
    apart = validate(SHAPES, some, 2, done.append)
    assert done == [60] * 7
    assert apart == validate(SHAPES, some, 1)
    assert len(apart.violations) == 420 + 140


KILLED = """
import sys
from pathlib import Path
from publod.validation import Batch, validate
graph = "<http://e/{0}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/C> .\\n"
batches = [
    Batch({f"http://e/{n}": graph.format(n) for n in range(k, k + 400)}, frozenset([f"http://e/{k}"]))
    for k in range(0, 200_000, 400)
]
validate(Path(sys.argv[1]), batches, 2, lambda _: print("going", flush=True))
"""


def test_no_process_outlives_a_killed_one() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(SHAPES)], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"going\n"
        task = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
        children = [Path("/proc", child) for child in task.read_text().split()]
        assert len(children) >= 2
        parent.kill()
    end = time.monotonic() + 60
    while any(map(is_running, children)) and time.monotonic() < end:
        time.sleep(0.05)
    assert [child for child in children if is_running(child)] == []


def is_running(process: Path) -> bool:
    """Whether it is there, and not only waiting for someone to take note of its end."""
    try:
        return (process / "stat").read_text().rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_nameless_thing_is_reported_with_its_record() -> None:
    """However the work is cut, and although all have the same canonical label."""
    for size in (6, 2, 1):
        report = validate(SHAPES, batches(6, size), 1)
        nameless = [v.record for v in report.violations if v.focus.startswith("_:")]
        assert nameless == [f"{BASE}work/w{n}" for n in range(6)]


def test_only_what_is_to_be_judged_is_reported() -> None:
    everything = documents(4)
    report = validate(SHAPES, [Batch(everything, frozenset([f"{BASE}work/w3"]))], 1)
    assert {v.record for v in report.violations} == {f"{BASE}work/w3"}


def test_a_folder_without_shapes_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no shapes"):
        Shapes.load(tmp_path)
    (tmp_path / "a.ttl").write_text("oj")
    with pytest.raises(SettingsError, match=r"a.ttl:1:1"):
        Shapes.load(tmp_path)


def test_shapes_are_read_once_until_a_file_changes(tmp_path: Path) -> None:
    (tmp_path / "own.ttl").write_text(OWN)
    known = Shapes.of(tmp_path)
    assert Shapes.of(tmp_path) is known
    (tmp_path / "more.ttl").write_text("@prefix e: <http://e.example/> . e:X a e:Y .")
    assert len(Shapes.of(tmp_path).graph) == len(known.graph) + 1
    (tmp_path / "own.ttl").unlink()
    assert len(Shapes.of(tmp_path).graph) == 1


def test_a_report_is_in_a_stable_order() -> None:
    one = Violation("x:b", record="x:b")
    two = Violation("x:a", record="x:b")
    assert sorted([one, two]) == [two, one]
    assert Report().conforms
    assert rdflib.Graph().parse(data=Report((one,)).turtle(), format="turtle")
    assert Found("a", "", "", "", "", "") in ours([Violation("a")])


def test_a_shape_without_an_iri_goes_by_the_one_around_it() -> None:
    graph = rdflib.Graph().parse(
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://own.example/#> .
        :P sh:property [ sh:path :a ; sh:or ( [ sh:minCount 1 ] [ sh:in ( 1 2 ) ] ) ] .
        [] sh:path :b .
        """
    )
    shapes_of_b = [graph.value(None, SH.path, rdflib.URIRef("https://own.example/#b"))]
    every = [node for node in graph.all_nodes() if isinstance(node, rdflib.BNode)]
    own = {Shapes(graph).iri_of(node) for node in every if node not in shapes_of_b}
    assert own == {"https://own.example/#P"}
    assert Shapes(graph).iri_of(shapes_of_b[0]) == str(shapes_of_b[0])
