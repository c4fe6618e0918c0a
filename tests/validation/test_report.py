"""A violation names the record, the property, the value, and what would be right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rdflib

from ingest.catalogue import BASE, PREFIXES, Home, ref, small, turtle
from publod.validation import Report, Violation, say
from publod.validation.results import shown
from publod.vocabulary import RDF, SH, shortened


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Violations of a property, of a rule between records, of a nameless thing, of a path."""
    home, records = Home(tmp_path_factory.mktemp("home")), small()
    records["publication/p0"]["dcterms:issued"] = ['"om \\"ett\\" år"@sv']
    records["publication/p1"]["pub:editionNumber"] = ["3"]
    records["publication/p2"]["dcat:distribution"] = ["[ a dcat:Distribution ]"]
    records["agent/a1"].pop("foaf:name")
    records["publication/p5"]["dcterms:creator"] = [ref("agent/nobody")]
    return home.check(home.file(turtle(records), "f/all.ttl")).report


def block(report: Report, language: str, start: str) -> list[str]:
    """What is told of a thing, line by line."""
    blocks = report.text(language, BASE).split("\n\n")
    (found,) = (block.splitlines() for block in blocks if block.startswith(start))
    assert found[0].endswith("f/all.ttl)")
    return [line.strip() for line in found[1:]]


def test_a_wrong_value_is_told(report: Report) -> None:
    value, right, shape = block(report, "sv", "publication/p0#it ")
    assert value == 'utgivningstid (dcterms:issued) = “om "ett" år”@sv'
    assert right.startswith("Ange högst en utgivningstid: ett år, en månad eller en dag")
    source = report.violations[0].source
    line = next(
        n for n, text in enumerate(Path(source).read_text().splitlines(), 1) if "ett" in text
    )
    assert shape == f"[shape:Publication-issued]  {source}:{line}"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_violation_is_told_in_the_reader_s_language(report: Report, language: str) -> None:
    text = report.text(language, BASE)
    for found in report.violations:
        assert set(found.messages) == set(found.names) == {"sv", "en"}
        assert found.messages[language] in text
        assert found.names[language] in text
        assert found.record.removeprefix(BASE) in text
        assert found.source.endswith("f/all.ttl")
    other = "en" if language == "sv" else "sv"
    assert not any(found.messages[other] in text for found in report.violations)


def test_a_rule_between_records_says_what_it_is_about(report: Report) -> None:
    for number in (1, 2):
        value, right, shape = block(report, "sv", f"publication/p{number}#it ")[:3]
        assert value == "Ett nummer för varje utgåva = “3” (xsd:integer)"
        assert right.startswith("Varje utgåva av ett verk ska ha sitt eget nummer")
        assert shape.startswith("[shape:EditionNumber-unique]  ")


def test_a_missing_value_is_told(report: Report) -> None:
    lines = block(report, "sv", "agent/a1#it ")
    assert lines[0] == "namn (foaf:name)"
    assert lines[1].startswith("Ange namnet på minst ett språk")


def test_a_nameless_thing_is_told_after_its_record(report: Report) -> None:
    lines = block(report, "en", "publication/p2, _:")
    assert lines[-1].startswith("[shape:Distribution-address]  ")


def test_what_does_not_exist_is_told_by_its_address(report: Report) -> None:
    lines = block(report, "sv", "publication/p5#it ")
    assert "upphov (dcterms:creator) = <agent/nobody#it>" in lines


def test_as_turtle_it_is_a_shacl_report(report: Report) -> None:
    graph = rdflib.Graph().parse(data=report.turtle(), format="turtle")
    assert len(list(graph.subjects(RDF.type, SH.ValidationReport))) == 1
    assert [str(o) for o in graph.objects(None, SH.conforms)] == ["false"]
    results = list(graph.objects(None, SH.result))
    assert len(results) == len(report.violations)
    for result in results:
        assert (result, RDF.type, SH.ValidationResult) in graph
        for needed in (
            SH.focusNode,
            SH.resultSeverity,
            SH.sourceConstraintComponent,
            SH.sourceShape,
        ):
            assert graph.value(result, needed) is not None
        messages = graph.objects(result, SH.resultMessage)
        assert {m.language for m in messages if isinstance(m, rdflib.Literal)} == {"sv", "en"}
    assert rdflib.Literal('om "ett" år', lang="sv") in set(graph.objects(None, SH.value))


def test_as_json_it_has_every_field(report: Report) -> None:
    document = json.loads(report.json())
    assert document["conforms"] is False
    assert len(document["violations"]) == len(report.violations)
    for found in document["violations"]:
        assert {"focus", "record", "source", "shape", "component", "messages", "names"} <= set(
            found
        )


def test_a_warning_is_told_as_one_and_keeps_nothing_from_being_written() -> None:
    warning = Violation(
        "x:a", "x:b", messages={"sv": "Rätta.", "en": "Mend."}, record="x:a", source="f.ttl",
        line=3, shape="x:s", component="x:c", severity=str(SH.Warning),
    )  # fmt: skip
    report = Report.of([warning, Violation("x:c")])
    assert (report.violations, report.warnings) == ((Violation("x:c"),), (warning,))
    assert not report.conforms
    assert report.count("sv") == "1 fel, 1 varning; ingenting skrevs."
    assert report.count("en") == "1 violation, 1 warning; nothing was written."
    report = Report.of([warning, warning])
    assert report.conforms
    assert report.text("sv") == "x:a  (f.ttl)\n  varning: x:b\n    Rätta.\n    [x:s]  f.ttl:3"
    assert report.count("en") == "1 warning."
    document = json.loads(report.json())
    assert (document["conforms"], document["violations"]) == (True, [])
    (only,) = document["warnings"]
    assert (only["line"], only["severity"]) == (3, str(SH.Warning))
    graph = rdflib.Graph().parse(data=report.turtle(), format="turtle")
    assert [str(o) for o in graph.objects(None, SH.conforms)] == ["true"]
    assert list(graph.objects(None, SH.resultSeverity)) == [SH.Warning]


def test_a_clean_report_says_so() -> None:
    clean = Report()
    assert clean.text("sv") == ""
    assert json.loads(clean.json()) == {"conforms": True, "violations": []}
    graph = rdflib.Graph().parse(data=clean.turtle(), format="turtle")
    assert [str(o) for o in graph.objects(None, SH.conforms)] == ["true"]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (f"<{BASE}a#it>", "<a#it>"), ("<http://e.example/a>", "<http://e.example/a>"),
        ("_:c14n0", "_:c14n0"), ('"x"@sv', "“x”@sv"), ('"x"', "“x” (xsd:string)"),
        ('"7"^^<http://www.w3.org/2001/XMLSchema#integer>', "“7” (xsd:integer)"),
        (f'"{"å" * 200}"@sv', f"“{'å' * 120}…”@sv"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_people_write_it(term: str, expected: str) -> None:
    assert shown(term, BASE) == expected


def test_the_nearest_language_is_spoken() -> None:
    assert say({"sv": "ja", "en": "yes"}, "sv") == "ja"
    assert say({"sv": "ja", "en": "yes"}, "fi") == "yes"
    assert say({"sv": "ja"}, "en") == "ja"
    assert say({}, "en") == ""
    assert shortened("http://purl.org/dc/terms/") == "http://purl.org/dc/terms/"


def test_a_fault_of_what_is_there_already_has_no_file(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(home.file(turtle(small())))
    late = PREFIXES + turtle({"publication/new": small()["publication/p0"]})
    report = home.check(home.file(late, "late.ttl")).report
    sources = {v.record.removeprefix(BASE): Path(v.source).name for v in report.violations}
    assert sources == {"publication/p0": "", "publication/new": "late.ttl"}
    assert "publication/p0#it\n" in report.text("en", BASE)
    assert isinstance(report.violations[0], Violation)


SHAPES_OF_ONE_S_OWN = """
@prefix ex: <https://e.example/> .
@prefix pub: <https://w3id.org/publod/ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
ex:S a sh:NodeShape ; sh:targetClass pub:Work ; sh:property ex:info , ex:warning , ex:other .
ex:info sh:path dcterms:abstract ; sh:minCount 1 ; sh:severity sh:Info ;
    sh:message "Sammanfatta gärna."@sv , "An abstract is welcome."@en .
ex:warning sh:path dcterms:date ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "w"@en .
ex:other sh:path dcterms:source ; sh:minCount 1 ; sh:severity ex:Doubt ; sh:message "o"@en .
"""


def test_each_severity_of_a_shape_is_called_by_its_name(tmp_path: Path) -> None:
    """From the shape to the text, the counts, JSON and Turtle; only violations are refused."""
    folder = tmp_path / "shapes"
    folder.mkdir()
    (folder / "own.ttl").write_text(SHAPES_OF_ONE_S_OWN)
    home = Home(tmp_path)
    home.shapes = folder
    report = home.check(
        home.file(PREFIXES + "<work/x#it> a pub:Work ; dcterms:title 'x'@sv .")
    ).report
    assert [len(found) for found in (report.violations, report.warnings, report.infos)] == [0, 2, 1]
    assert report.conforms
    assert "\n  info: dcterms:abstract\n    An abstract is welcome.\n" in report.text("en")
    assert "\n  upplysning: dcterms:abstract\n    Sammanfatta gärna.\n" in report.text("sv")
    assert report.text("en").count("  warning: ") == 2
    assert report.count("en") == "2 warnings, 1 info."
    assert report.count("sv") == "2 varningar, 1 upplysning."
    document = json.loads(report.json())
    assert {name: len(document[name]) for name in ("warnings", "infos")} == {
        "warnings": 2,
        "infos": 1,
    }
    graph = rdflib.Graph().parse(data=report.turtle(), format="turtle")
    assert {str(o) for o in graph.objects(None, SH.resultSeverity)} == {
        str(SH.Info), str(SH.Warning), "https://e.example/Doubt",
    }  # fmt: skip
    assert [str(o) for o in graph.objects(None, SH.conforms)] == ["true"]
    assert list(graph.objects(None, SH.conformanceDisallows)) == [SH.Violation]
