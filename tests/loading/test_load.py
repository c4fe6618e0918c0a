"""Loading, as the one who runs it sees it."""

from __future__ import annotations

import json
import resource
import subprocess
from pathlib import Path

import pytest
import rdflib

from publod.errors import RdfSyntaxError
from publod.syntax import SourceFormat, read

from .commands import BASE, PUBLOD, environment, publod

DATA = Path("data").resolve()
AGENT = (
    "<agent/x#it> a <http://xmlns.com/foaf/0.1/Organization> ; "
    '<http://xmlns.com/foaf/0.1/name> "X"@sv .'
)

_P = "<http://e.example/p>"
#: Nine blank nodes that look alike and all touch one another.
_POISON = " ".join(
    f"<x#it> {_P} _:n{i} . _:n{i} {_P} _:n{j} ." for i in range(9) for j in range(9) if i != j
)


def quads(text: str) -> set[str]:
    return set(text.splitlines())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def loaded(home: Path) -> Path:
    publod(home, "load", DATA)
    return home


def test_loading_twice_writes_nothing(loaded: Path) -> None:
    assert "added 0, changed 0" in publod(loaded, "load", DATA).stdout
    assert "commit 1," in publod(loaded, "status").stdout


def test_a_dry_run_writes_nothing(home: Path) -> None:
    assert publod(home, "load", "--dry-run", DATA).stdout.startswith("would be added 83")
    assert not (home / "ledger.db").exists()


def test_prune_withdraws_what_the_files_no_longer_have(loaded: Path, tmp_path: Path) -> None:
    file = tmp_path / "agent.ttl"
    file.write_text(AGENT)
    publod(loaded, "load", file)
    done = publod(loaded, "load", "--prune", DATA)
    assert "withdrawn 1" in done.stdout
    assert "added 1" in publod(loaded, "load", file).stdout


@pytest.mark.parametrize("form", ["trig", "nq", "jsonld"])
def test_an_export_loads_into_the_same_catalogue(loaded: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"all.{form}"
    publod(loaded, "export", "--format", form, "--output", file)
    other = tmp_path / "other"
    publod(other, "load", file)
    before, after = (publod(h, "export", "--format", "nq").stdout for h in (loaded, other))
    assert quads(before) == quads(after)


@pytest.mark.parametrize(
    ("form", "parser"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("trig", "trig")]
)
def test_every_export_parses(loaded: Path, form: str, parser: str) -> None:
    text = publod(loaded, "export", "--format", form, "--derived").stdout
    assert len(rdflib.Dataset(default_union=True).parse(data=text, format=parser)) > 1500


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nt", "nq", "jsonld", "rdf"])
def test_every_syntax_is_read(home: Path, tmp_path: Path, suffix: str) -> None:
    graph = rdflib.Graph().parse(data=AGENT, format="turtle", publicID=BASE)
    formats = {"jsonld": "json-ld", "rdf": "xml", "ttl": "turtle", "nq": "nt", "trig": "turtle"}
    file = tmp_path / f"agent.{suffix}"
    text = graph.serialize(format=formats.get(suffix, suffix))
    file.write_text(text)
    assert publod(home, "load", file).stdout.startswith("added 1,")


def test_a_syntax_error_names_file_line_and_column_and_nothing_is_written(
    home: Path, tmp_path: Path
) -> None:
    good, bad = tmp_path / "a.ttl", tmp_path / "b.ttl"
    good.write_text(AGENT)
    bad.write_text("<agent/y#it> a\n   oops .\n")
    assert f"{bad}:2:4:" in publod(home, "load", good, bad, code=1).stderr
    assert not (home / "ledger.db").exists()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("sv_SE.UTF-8", "Ange minst en upphovsperson"), ("en_GB.UTF-8", "Name at least one creator")],
)
def test_a_violation_names_record_property_value_and_what_would_be_right(
    loaded: Path, tmp_path: Path, language: str, sentence: str
) -> None:
    file = tmp_path / "p.ttl"
    text = (DATA / "publications/prostitution-i-norra-sverige-2017.ttl").read_text()
    file.write_text(text.replace("<agent/lansstyrelsen-jamtland#it>", "<agent/nobody#it>"))
    done = publod(loaded, "load", file, code=1, LANG=language)
    for said in (
        "publication/prostitution-i-norra-sverige-2017#it", str(file), "dcterms:creator",
        "<agent/nobody#it>", sentence,
    ):  # fmt: skip
        assert said in done.stdout
    assert "commit 1," in publod(loaded, "status").stdout


def test_check_writes_nothing_and_reports_in_three_forms(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(AGENT.replace('"X"@sv', '"X"'))
    assert "foaf:name" in publod(home, "check", file, code=1).stdout
    turtle = publod(home, "check", "--format", "turtle", file, code=1).stdout
    report = rdflib.Graph().parse(data=turtle, format="turtle")
    assert (None, None, rdflib.URIRef(BASE + "agent/x#it")) in report
    assert json.loads(publod(home, "check", "--format", "json", file, code=1).stdout)["violations"]
    assert publod(home, "check", DATA).stdout.startswith("valid")
    assert not (home / "ledger.db").exists()


def test_withdrawing_an_agent_that_is_referred_to_is_refused(loaded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for file in DATA.rglob("*.ttl"):
        text = file.read_text()
        renamed = text.replace("<agent/iom#it> a foaf:", "<agent/iom2#it> a foaf:")
        (folder / file.name).write_text(renamed)
    done = publod(loaded, "load", "--prune", folder, code=1)
    assert "<agent/iom#it>" in done.stdout


def test_a_ledger_for_another_base_url_is_refused_with_an_explanation(loaded: Path) -> None:
    done = publod(loaded, "load", DATA, code=1, PUBLOD_BASE_URL="https://other.example/")
    assert BASE in done.stderr
    assert "https://other.example/" in done.stderr
    assert (
        "PUBLOD_BASE_URL"
        in publod(loaded, "serve", code=1, PUBLOD_BASE_URL="https://o.example/").stderr
    )


def test_the_store_is_rebuilt_from_the_ledger(loaded: Path) -> None:
    subprocess.run(["rm", "-r", loaded / "store"], check=True)
    assert "none" in publod(loaded, "status").stdout
    assert "83 records" in publod(loaded, "rebuild").stdout
    assert json.loads(publod(loaded, "status", "--json").stdout)["SPARQL store"] == "commit 1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<http://foreign.example/x> a <http://e.example/T> .", "belongs to none"),
        ("<sparql> a <http://e.example/T> .", "answered by the service itself"),
        ("<publication/x.ttl#it> a <http://e.example/T> .", "ask for a format"),
        ("<publication/x?y=1> a <http://e.example/T> .", "cannot have a query"),
        ("<x#it> <http://e.example/1> 1 .", "RDF/XML"),
        (f"<x#it> {_P} _:a . <y#it> {_P} _:a . _:a a <http://e.example/T> .", "share a blank node"),
        (_POISON, "told apart"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_record_is_refused_and_explained(
    home: Path, tmp_path: Path, text: str, reason: str
) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(text)
    assert reason in publod(home, "load", file, code=1).stderr


def test_characters_that_xml_cannot_carry_are_left_out_and_told(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(AGENT.replace('"X"', '"X\\u0003\\uFFFE"'))
    assert "1 texts had characters" in publod(home, "load", file).stdout
    assert '"X"@sv' in publod(home, "export", "--format", "nt").stdout


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r>&b;</r>',
        '<!DOCTYPE r [<!ENTITY a "' + "a" * 1000 + '">]><r>&a;</r>',
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>',
    ],
)
def test_xml_entities_neither_explode_nor_fetch(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.rdf"
    file.write_text(text)
    with pytest.raises(RdfSyntaxError):
        list(read(file, SourceFormat.RDF_XML, BASE))


def test_a_remote_json_ld_context_is_not_fetched(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonld"
    file.write_text('{"@context": "http://127.0.0.1:9/c.jsonld", "@id": "agent/x#it"}')
    with pytest.raises(RdfSyntaxError, match="nothing is fetched"):
        list(read(file, SourceFormat.JSON_LD, BASE))


def test_help_is_light(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*PUBLOD, "--help"], env=environment(tmp_path), check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used < 0.3
