"""Code to copy: each Python program does what it promises, and no query breaks out of its quotes."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys

import httpx
import pytest

from publod.store.store_interface import Kind
from publod.web.sparql.code_snippets import ESCAPES, Program, programs
from publod.web.sparql.completion import groups
from web.servers import Running

ROWS = """SELECT ?name WHERE { <agent/polismyndigheten#it> foaf:name ?name } ORDER BY ?name"""
#: Each has what ends a text in one of the languages; all ask for one row, what they say.
NASTY = {
    "quotes": """SELECT ("it's" AS ?x) { }""",
    "backslash": r"""SELECT ("a\\b\"c" AS ?x) { }""",
    "three quotes": r'''SELECT ("""say "this\"""" AS ?x) { }''',
    "templates": "SELECT (\"`${name}` $(whoami) $HOME\" AS ?x) { }",
    "at its end": 'SELECT ("å" AS ?x) { } #"',
}  # fmt: skip


def of(query: str, endpoint: str, name: str, kind: Kind = "bindings") -> Program:
    return next(p for p in programs(query, endpoint, kind) if p.name == name)


def output(*command: str, text: str = "") -> str:
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def program_named(name: str) -> str:
    """Where a program is. Without it the test is skipped; where ``CI`` is set, it fails."""
    found = shutil.which(name)
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"NOT TESTED: {name} is missing")
    return str(found)


def python(program: Program) -> str:
    return output(sys.executable, "-", text=program.text)


def rows(url: str, query: str) -> list[dict[str, str]]:
    response = httpx.post(f"{url}sparql", data={"query": query})
    assert response.status_code == 200, response.text
    found = response.json()["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


@pytest.mark.parametrize("query", [ROWS, groups()[0].examples[0].query("sv"), *NASTY.values()])
def test_sparqlwrapper_prints_the_rows(own: Running, query: str) -> None:
    printed = python(of(query, own.url + "sparql", "wrapper"))
    assert [ast.literal_eval(line) for line in printed.splitlines()] == rows(own.url, query)


@pytest.mark.parametrize(
    "query", [ROWS, groups()[0].examples[0].query("sv"), NASTY["three quotes"]]
)
def test_pandas_makes_a_table(own: Running, query: str) -> None:
    program = of(query, own.url + "sparql", "pandas").text
    assert program.endswith("print(table)\n")
    asked = program + "print(table.to_json(orient='records'), file=sys.stderr)\n"
    done = subprocess.run(
        [sys.executable, "-c", "import sys\n" + asked], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = [{k: str(v) for k, v in row.items()} for row in json.loads(done.stderr)]
    assert told == rows(own.url, query)
    assert list(told[0])[-1] in done.stdout


def test_yes_or_no(own: Running) -> None:
    for query, expected in (
        ("ASK { ?s a pub:Work }", "True\n"),
        ("ASK { ?s a <urn:x> }", "False\n"),
    ):
        assert python(of(query, own.url + "sparql", "wrapper", "boolean")) == expected
    assert "pandas" not in {p.name for p in programs("ASK {}", "x", "boolean")}


def test_a_graph_is_read(own: Running) -> None:
    query = "CONSTRUCT { ?s foaf:name ?o } { ?s foaf:name ?o FILTER (LANG(?o) = 'en') }"
    lines = python(of(query, own.url + "sparql", "wrapper", "graph")).splitlines()
    count = "SELECT (COUNT(*) AS ?n) { ?s foaf:name ?o FILTER (LANG(?o) = 'en') }"
    assert len(lines) == int(rows(own.url, count)[0]["n"]) > 5
    assert (
        f"{own.url}agent/iom#it http://xmlns.com/foaf/0.1/name International Organization for Migration"
        in lines
    )


@pytest.mark.parametrize("query", NASTY.values(), ids=list(NASTY))
def test_curl_in_a_shell(own: Running, query: str) -> None:
    program_named("curl")
    printed = output("sh", text=of(query, own.url + "sparql", "curl").text)
    expected = httpx.post(f"{own.url}sparql", data={"query": query}, headers={"Accept": "text/csv"})
    assert printed.splitlines() == expected.text.splitlines()


@pytest.mark.parametrize("query", [ROWS, *NASTY.values()])
def test_javascript_in_node(own: Running, query: str) -> None:
    node = program_named("node")
    program = of(query, own.url + "sparql", "javascript").text
    printed = output(node, "--input-type=module", text=program)
    assert len(printed.splitlines()) == len(rows(own.url, query))


@pytest.mark.parametrize("name", ESCAPES)
@pytest.mark.parametrize("query", NASTY.values(), ids=list(NASTY))
def test_the_program_is_whole_around_its_query(name: str, query: str) -> None:
    for program in programs(query, "https://data.example.se/sparql"):
        if program.escape == name:
            assert program.text == program.before + program.query + program.after
            assert "@" not in program.before + program.after
            if name == "r":
                assert re.sub(r"\\(.)", r"\1", program.query) == query
                assert "'" not in re.sub(r"\\.", "", program.query)
