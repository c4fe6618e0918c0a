"""Every format of a report has all results: their rules, values, places and other records."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rdflib

from browser import required
from ingest.catalogue import ADDRESSES, BASE, SHAPES, Home, ref, small, turtle
from publod.ingest import check
from publod.validation import Report, Violation, judged_batches
from publod.validation.report_html import page
from publod.validation.report_sarif import sarif
from publod.vocabulary import DCTERMS, RDF, SH
from web import markup

SCHEMA = json.loads(Path(__file__).with_name("sarif-2.1.0.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def report(home: Home) -> Report:
    """Faults of two files; violations and warnings with values and other records in two more."""
    records = small()
    records["publication/p0"]["dcterms:issued"] = ['"om <b>ett</b> år"@sv']
    records["publication/p1"]["pub:editionNumber"] = ["3"]
    records["publication/p2"]["dcterms:issued"] = ['"2001"^^xsd:gYear', '"2002"^^xsd:gYear']
    records["publication/p3"]["pub:isbn"] = ['"978-91-7555-502-7"']
    rest = {path: records.pop(path) for path in ("publication/p4", "publication/p5")}
    rest["publication/p4"]["pub:isbn"] = ['"9789175555027"']
    rest["publication/p5"]["dcterms:creator"] = [ref("agent/nobody")]
    files = [
        home.file(turtle(records), "f/all & more.ttl"),
        home.file(turtle(rest), "f/rest.ttl"),
        home.file("<a>\n  oj .", "f/broken.ttl"),
        home.file("<agent/z#it> <http://xmlns.com/foaf/0.1/page> <javascript:1> .", "f/bad.ttl"),
    ]
    return check(files, None, ADDRESSES, SHAPES, workers=1, after_fault="validate").report


def line_of(home: Home, name: str, text: str) -> int:
    lines = (home.folder / name).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_summary_has_every_rule_once_the_gravest_first(report: Report, home: Home) -> None:
    summary = report.summary(BASE)
    assert sum(one.number for one in summary) == len(report.results) + len(report.faults)
    assert len({one.rule for one in summary}) == len(summary)
    severities = [one.severity for one in summary]
    assert severities == sorted(severities, key=[str(SH.Violation), str(SH.Warning)].index)
    (isbn,) = [one for one in summary if one.rule == "shape:Isbn-unique"]
    assert isbn.number == 2
    assert [(Path(one.file).name, one.number, one.line) for one in isbn.files] == [
        (name, 1, line_of(home, f"f/{name}", text))
        for name, text in (("all & more.ttl", "978-91"), ("rest.ttl", "97891"))
    ]
    lines = report.text("en", BASE).split("\n\n")[0].splitlines()
    assert lines[0].split() == ["number", "severity", "rule", "files"]
    row = next(number for number, line in enumerate(lines) if "shape:Isbn-unique" in line)
    assert lines[row].split() == ["2", "warning", "shape:Isbn-unique", "2", "files"]
    assert [line.split(maxsplit=1) for line in lines[row + 1 : row + 3]] == [
        ["1", one.place] for one in isbn.files
    ]


def test_files_are_below_their_rules_the_worst_first_and_some_at_most() -> None:
    """In text and in the page; in JSON, SARIF and the page are all of them."""
    found = [
        Violation(
            f"{BASE}a{n}", shape="x:rule", record=f"{BASE}a{n}", source=f"f{n % 7}.ttl", line=n,
            messages={"en": "No."}, severity=str(SH.Violation),
        )
        for n in range(1, 1991)
    ]  # fmt: skip
    one = Violation(f"{BASE}b", shape="x:other", record=f"{BASE}b", source="f1.ttl", line=3)
    many = Report.of([*found, one])
    assert many.text("en", BASE, 1, 2).split("\n\n")[0].splitlines() == [
        "number  severity   rule     files",
        " 1,990  violation  x:rule   7 files",
        "   285      f1.ttl:1",
        "   285      f2.ttl:2",
        "            and 5 further files",
        "     1  violation  x:other  f1.ttl:3",
    ]
    assert "           och 5 filer till\n" in many.text("sv", BASE, 1, 2)
    files = [(f"f{n}.ttl", 285 if n in range(1, 3) else 284, n or 7) for n in (1, 2, 0, 3, 4, 5, 6)]
    for summary in (
        json.loads(many.json())["summary"],
        json.loads(sarif(many))["runs"][0]["properties"]["summary"],
    ):
        assert [tuple(file.values()) for file in summary[0]["files"]] == files
    html = page(many.shortened(1), many, "en", BASE)
    assert all(
        f'<td class="number">{number}</td><td class="place">{name}:{line}</td>' in html
        for name, number, line in files
    )
    comment = many.turtle().partition("\n@prefix")[0].splitlines()
    assert all(line.startswith("# ") for line in comment)
    assert len(comment) == 2 + len(files) + 1


def test_what_many_records_have_in_common_is_not_told_of_each_with_each(home: Home) -> None:
    """The first of them names all, the others the first: so reports grow with the records."""
    records = small()
    paths = sorted(path for path in records if path.startswith("publication/"))
    for path in paths:
        records[path]["pub:isbn"] = ['"978-91-7555-502-7"']
    found = home.check(home.file(turtle(records), "j/all.ttl")).report
    others = {
        one.record.removeprefix(BASE): [other.record.removeprefix(BASE) for other in one.others]
        for one in found.warnings
        if one.rule.endswith("Isbn-unique")
    }
    assert others == {paths[0]: paths[1:], **{path: [paths[0]] for path in paths[1:]}}
    more = len(paths) - 2
    text = found.text("en", BASE)
    assert f"{paths[1]} and {more} more have the same ISBN" in text
    assert text.count("    other record: ") == 3 + more + 1
    assert f"    … and {len(paths) - 4} more" in text


def test_a_result_names_the_other_record_with_its_file_and_line(report: Report, home: Home) -> None:
    others = {
        (one.record.removeprefix(BASE), one.rule.rpartition("#")[2]): [
            (o.record.removeprefix(BASE), Path(o.source).name, o.line) for o in one.others
        ]
        for one in report.results
        if one.others
    }
    rest, every = line_of(home, "f/rest.ttl", "97891"), line_of(home, "f/all & more.ttl", "978-91")
    third = line_of(home, "f/all & more.ttl", "<publication/p2#it>")
    assert others["publication/p3", "Isbn-unique"] == [("publication/p4", "rest.ttl", rest)]
    assert others["publication/p4", "Isbn-unique"] == [("publication/p3", "all & more.ttl", every)]
    ((record, name, line),) = others["publication/p1", "EditionNumber-unique"]
    assert (record, name) == ("publication/p2", "all & more.ttl")
    assert line == third


def test_too_many_values_are_named(report: Report) -> None:
    (found,) = [
        one for one in report.violations if one.record.endswith("p2") and "issued" in one.path
    ]
    assert [value[:6] for value in found.all_values] == ['"2001"', '"2002"']
    assert "“2001” (xsd:gYear), “2002” (xsd:gYear)" in report.text("en", BASE)


def test_the_summary_is_whole_however_few_are_printed(report: Report) -> None:
    text = report.text("sv", BASE, 3)
    assert text.split("\n\n")[0] == report.text("sv", BASE).split("\n\n")[0]
    total = len(report.results) + len(report.faults)
    assert f"… och {total - 3} till (--max 0 skriver ut alla)" in text
    assert len(report.shortened(3).results) == 1


def test_json_has_everything(report: Report) -> None:
    document = json.loads(report.json())
    assert [fault.get("column") for fault in document["faults"]] == [3, None]
    assert {fault["line"] for fault in document["faults"]} == {1, 2}
    assert len(document["violations"]) == len(report.violations)
    assert len(document["warnings"]) == len(report.warnings)
    assert {"rule", "number", "files", "record", "severity"} == set(document["summary"][0])
    assert all(set(one) == {"sv", "en"} for one in document["unchecked"])
    assert any(one.get("others") for one in document["warnings"])


def test_turtle_is_a_report_that_shacl_processors_write(report: Report) -> None:
    graph = rdflib.Graph().parse(data=report.turtle(), format="turtle")
    (root,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(root, SH.conforms).toPython() is False  # type: ignore[union-attr]
    results = list(graph.objects(root, SH.result))
    assert len(results) == len(report.results) + len(report.faults)
    for result in results:
        for needed in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, needed))) == 1
    assert any("rest.ttl:" in str(place) for place in graph.objects(None, DCTERMS.source))
    assert rdflib.URIRef(f"{BASE}publication/p4") in set(graph.objects(None, DCTERMS.relation))


def test_sarif_is_valid_and_complete(report: Report, home: Home) -> None:
    log: dict[str, Any] = json.loads(sarif(report))
    jsonschema.Draft4Validator(
        SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    ).validate(log)
    (run,) = log["runs"]
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    assert len(results) == len(report.results) + len(report.faults)
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in results)
    assert all(rule["helpUri"].startswith("https://") for rule in rules)
    assert {one["level"] for one in results} == {"error", "warning"}
    prints = [one["partialFingerprints"]["publod/v1"] for one in results]
    assert len(set(prints)) == len(prints)
    (syntax,) = [one for one in results if one["ruleId"] == "shape:File-syntax"]
    place = syntax["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 2, "startColumn": 3}
    assert place["artifactLocation"]["uri"] == (home.folder / "f/broken.ttl").as_uri()
    isbns = [one for one in results if one["ruleId"] == "shape:Isbn-unique"]
    assert all("region" in o["relatedLocations"][0]["physicalLocation"] for o in isbns)
    assert run["invocations"][0]["exitCode"] == 1
    assert (
        "Not checked" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    )


def test_a_fingerprint_does_not_depend_on_the_line(home: Home) -> None:
    prints = []
    for beginning in ("", "# a line\n\n"):
        file = home.file(
            beginning + "<agent/z#it> a <http://xmlns.com/foaf/0.1/Agent> .", "g/a.ttl"
        )
        run = json.loads(sarif(home.check(file).report))["runs"][0]
        prints.append([one["partialFingerprints"] for one in run["results"]])
        lines = [one["locations"][0]["physicalLocation"]["region"] for one in run["results"]]
        assert {line["startLine"] for line in lines} == {3 if beginning else 1}
    assert prints[0] == prints[1] != []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_is_whole_and_of_one_piece(report: Report, language: str) -> None:
    html = page(report, report, language, BASE)
    assert f'<html lang="{language}">' in html
    assert not re.search(r"<(?:script|link|img|iframe)|url\(|https?://[^\s\"]*\.(?:css|js)", html)
    assert html.count("<li>") == len(report.results) + len(report.faults)
    assert "&lt;b&gt;ett&lt;/b&gt;" in html
    assert "all &amp; more.ttl" in html
    for found in report.results:
        assert found.messages[language][:20].replace('"', "&quot;") in html
    if language == "sv":
        required.java()
        assert (
            markup.faults({"report": html, "nothing": page(Report(), Report(), "sv", BASE)}) == []
        )


def test_a_file_that_is_refused_hides_nothing_else(home: Home) -> None:
    """What is in it may be what another one lacks: that is left undecided, and said."""
    records = small()
    works = {path: records.pop(path) for path in list(records) if path.startswith("work/w0")}
    records["publication/p8"]["dcterms:issued"] = ['"i fjol"']
    good = home.file(turtle(records), "h/good.ttl")
    whole = home.file(turtle(works), "h/works.ttl")
    cut = home.file(turtle(works) + "\n<x> oj .", "h/cut.ttl")

    def found(*files: Path) -> tuple[set[str], Report]:
        report = check(files, None, ADDRESSES, SHAPES, workers=1, after_fault="validate").report
        return {one.rule.rpartition("#")[2] for one in report.violations}, report

    assert found(good, whole)[0] == {"Publication-issued"}
    assert "Publication-work" in found(good)[0]
    rules, report = found(good, cut)
    assert rules == {"Publication-issued"}
    assert [Path(fault.source).name for fault in report.faults] == ["cut.ttl"]
    assert re.match(r"Not decided: [1-9]\d* results", report.unchecked[1].text("en"))


def test_every_faulty_file_of_a_folder_is_told_in_one_run(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a file's bytes, with its line; a folder that cannot be read hides no other."""
    name = "<agent/NAME#it> a <http://xmlns.com/foaf/0.1/Organization> ;\n"
    wrong = name + '  <http://xmlns.com/foaf/0.1/nam> "x"@sv .\n'
    files = {
        "bom.ttl": b"\xef\xbb\xbf" + wrong.replace("NAME", "bom").encode(),
        "crlf.ttl": wrong.replace("NAME", "crlf").replace("\n", "\r\n").encode(),
        "latin-1.ttl": wrong.replace("NAME", "l").replace('"x"', '"\xe4"').encode("latin-1"),
        "latin-1.rdf": b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>',
        "zeros.ttl": bytes(99),
        "cut.ttl": name.encode(),
        "empty.ttl": b"",
        "closed/unseen.ttl": b"",
    }
    for path, content in files.items():
        file = home.folder / "k" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (home.folder / "k" / "link.ttl").symlink_to("nowhere.ttl")
    scan = os.scandir

    def refusing(path: str | os.PathLike[str]) -> object:
        if str(path).endswith("/closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    outcome = check([home.folder / "k"], None, ADDRESSES, SHAPES, workers=1, after_fault="validate")
    report = outcome.report
    told = {(Path(f.source).name, f.line): f.messages["en"] for f in report.faults}
    assert told.keys() == {
        ("closed", 0), ("cut.ttl", 2), ("latin-1.rdf", 1), ("latin-1.ttl", 2), ("zeros.ttl", 1),
    }  # fmt: skip
    assert told["closed", 0] == "the folder cannot be read: Permission denied"
    for place in (("latin-1.ttl", 2), ("latin-1.rdf", 1)):
        assert told[place] == "it is not in UTF-8: save it in UTF-8"
    assert {(Path(one.source).name, one.line) for one in report.warnings} == {
        ("bom.ttl", 2), ("crlf.ttl", 2),
    }  # fmt: skip
    assert [one.path.name for one in outcome.unread] == ["link.ttl"]
    number = len(report.faults) + len(report.results)
    assert sarif(report).count('"ruleIndex"') == number
    assert report.turtle().count("a sh:ValidationResult") == number
    assert page(report, report, "en", BASE).count("<li>") == number


def test_every_refused_statement_of_a_file_is_reported_up_to_a_limit(home: Home) -> None:
    lines = [
        f"<agent/a{n}#it> <http://xmlns.com/foaf/0.1/page> <javascript:{n}> ." for n in range(40)
    ]
    report = check(
        [home.file("\n".join(lines[:3]), "i/few.ttl"), home.file("\n".join(lines), "i/many.ttl")],
        None, ADDRESSES, SHAPES, workers=1, after_fault="validate",
    ).report  # fmt: skip
    places = [(Path(fault.source).name, fault.line) for fault in report.faults]
    assert places[:3] == [("few.ttl", 1), ("few.ttl", 2), ("few.ttl", 3)]
    assert places[3:] == [("many.ttl", n) for n in range(1, 21)] + [("many.ttl", 0)]


def test_what_is_loaded_is_checked_again(home: Home, tmp_path: Path) -> None:
    """The same results as of the files, though other rules held when they were loaded."""
    from publod.ingest import check_loaded
    from publod.steps import silent

    records = small()
    records["publication/p0"]["dcterms:issued"] = ['"i fjol"']
    records["publication/p1"]["pub:editionNumber"] = ["3"]
    records["publication/p3"]["pub:isbn"] = ['"978-91-7555-502-7"']
    records["publication/p4"]["pub:isbn"] = ['"9789175555027"']
    records["publication/p5"]["dcterms:creator"] = [ref("agent/nobody")]
    records["work/w4"]["dcterms:relation"] = [ref("work/nowhere")]
    loaded = Home(tmp_path)
    expected = loaded.check(loaded.file(turtle(records))).report
    loaded.put(records)
    count, report = check_loaded(loaded.truth, ADDRESSES, SHAPES, workers=1, steps=silent)
    assert count == len(records)
    assert set(report.results) == set(expected.results)
    assert {rule.rpartition("#")[2] for rule in (one.rule for one in report.results)} >= {
        "Publication-issued", "EditionNumber-unique", "Isbn-unique", "Reference-exists",
    }  # fmt: skip


def test_each_loaded_record_is_judged_once_in_small_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publod.ingest import loaded_check as module

    loaded = Home(tmp_path)
    loaded.put(small())
    seen: list[str] = []
    real = judged_batches

    def watched(folder: Path, batches: Any, processes: int) -> Any:
        for batch, results in real(folder, batches, processes):
            assert len(batch.judged) < 20
            seen.extend(batch.judged)
            yield batch, results

    monkeypatch.setattr(module, "judged_batches", watched)
    monkeypatch.setattr(module, "_AT_ONCE", 5)
    module.check_loaded(loaded.truth, ADDRESSES, SHAPES, workers=1, steps=lambda *_: lambda _: None)
    assert sorted(seen) == sorted(BASE + path for path in small())
