"""What a check or a load has to say of records that it leaves as they are, or takes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.running import AGENT, PREFIXES, Done, publod

RULE = """\
@prefix rule: <https://lake.example/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
rule:Agent a sh:NodeShape ; sh:targetClass foaf:Organization ; sh:property rule:Agent-page .
rule:Agent-page a sh:PropertyShape ; sh:path foaf:homepage ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "Name the page."@en .
"""
SAID = "publod check --loaded"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "x.ttl").write_text(AGENT, "utf-8")
    return folder


def test_a_check_says_that_the_rules_are_others_than_those_that_all_was_judged_by(
    tmp_path: Path, data: Path
) -> None:
    home, shapes = tmp_path / "home", tmp_path / "shapes"
    shapes.mkdir()
    rule = shapes / "rule.ttl"
    rule.write_text(RULE, "utf-8")

    def run(*arguments: str | Path, code: int = 0) -> Done:
        return publod(home, *arguments, code=code, PUBLOD_OWN_SHAPES=str(shapes))

    loaded = run("load", data)
    assert "[rule:Agent-page]" in loaded.stdout
    assert SAID not in run("check", data).stderr

    rule.write_text(RULE.replace("sh:Warning", "sh:Violation"), "utf-8")
    for command in (("check",), ("load", "--dry-run"), ("load",)):
        done = run(*command, data)
        assert done.stderr.count(SAID) == 1, command
    # What it finds is no reason to forget that it has to be looked at.
    run("check", "--loaded", code=1)
    assert SAID in run("check", data).stderr

    page = "<agent/x#it> a foaf:Organization ; foaf:homepage <https://x.example/> ;"
    (data / "x.ttl").write_text(AGENT.replace("<agent/x#it> a foaf:Organization ;", page), "utf-8")
    assert SAID in run("load", data).stderr
    run("check", "--loaded")
    assert SAID not in run("check", data).stderr


def test_records_that_go_back_to_an_earlier_state_are_named(tmp_path: Path, data: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other.ttl"
    publod(home, "load", data)
    other.write_text(AGENT.replace('"X"', '"Y"'), "utf-8")
    assert "earlier state" not in publod(home, "load", other).stderr
    for command in (("check",), ("load", "--dry-run"), ("load",)):
        done = publod(home, *command, data)
        assert "1 records go back to an earlier state: agent/x. " in done.stderr, command
    assert "earlier state" not in publod(home, "load", data).stderr
    # A withdrawn record that comes back was nobody's change.
    other.write_text(PREFIXES + '<agent/z#it> a foaf:Organization ; foaf:name "Z"@sv .', "utf-8")
    publod(home, "load", other, "--prune", "--yes")
    assert "earlier state" not in publod(home, "load", data).stderr
