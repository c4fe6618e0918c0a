"""Commands from the outside: what they print, where, and how they end."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from cli.running import AGENT, BASE, PREFIXES, publod, publod_apart, started

DATA = Path(__file__).parents[2] / "data"
INVALID = PREFIXES + "<agent/y#it> a foaf:Organization .\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def agent(tmp_path: Path) -> Path:
    file = tmp_path / "agent.ttl"
    file.write_text(AGENT, encoding="utf-8")
    return file


@pytest.fixture
def invalid(tmp_path: Path) -> Path:
    file = tmp_path / "invalid.ttl"
    file.write_text(INVALID, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real catalogue; nobody writes to it."""
    home = tmp_path_factory.mktemp("loaded")
    publod(home, "load", DATA)
    return home


@pytest.mark.parametrize(
    ("setting", "value"), [("PUBLOD_LINK_COLOUR", "#99ccee"), ("PUBLOD_MENU", "contakt")]
)
def test_a_look_that_cannot_be_shown_ends_the_server_at_once(
    loaded: Path, setting: str, value: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    done = publod(loaded, "serve", "--port", port, code=1, **{setting: value})
    assert setting in done.stderr
    assert done.stdout == ""


def test_a_load_tells_what_it_did(home: Path, agent: Path, tmp_path: Path) -> None:
    assert publod(home, "load", "--dry-run", agent).stdout == (
        "would be added 1, changed 0, unchanged 0, withdrawn 0\n"
    )
    assert [path.name for path in home.iterdir()] == ["writer.lock"]
    assert publod(home, "load", agent).stdout == (
        "added 1, changed 0, unchanged 0, withdrawn 0 (commit 1)\n"
    )
    agent.write_text(AGENT + '<agent/z#it> a foaf:Person ; foaf:name "Z\\u0001"@sv .')
    done = publod(home, "load", tmp_path)
    assert done.stdout == (
        "added 1, changed 0, unchanged 1, withdrawn 0 (commit 2)\n"
        f"agent/z#it  ({agent})\n"
        "  warning: foaf:name = “Z”@sv\n"
        "    Characters that XML cannot carry are left out; remove them from the text.\n"
        f"    [shape:Statement-characters]  {agent}:{agent.read_text().count(chr(10)) + 1}\n"
    )
    assert done.stderr == "\n1 warning.\n"
    agent.write_text(AGENT)
    assert publod(home, "load", "--prune", tmp_path).stdout == (
        "added 0, changed 0, unchanged 1, withdrawn 1 (commit 3)\n  withdrew agent/z\n"
    )
    assert publod(home, "load", "--prune", tmp_path).stdout == (
        "added 0, changed 0, unchanged 1, withdrawn 0\n"
    )


@pytest.mark.parametrize("command", [["load"], ["load", "--dry-run"], ["check"]])
def test_violations_end_with_one_and_nothing_is_written(
    home: Path, agent: Path, invalid: Path, command: list[str]
) -> None:
    done = publod(home, *command, agent, invalid, code=1)
    assert done.stdout.startswith(f"agent/y#it  ({invalid})\n  name (foaf:name)\n    Give the name")
    assert done.stderr == "\n1 violation; nothing was written.\n"
    assert not (home / "ledger.db").exists()
    assert not (home / "store").exists()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ({"LANG": "sv_SE.UTF-8"}, "1 fel; ingenting skrevs."),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "sv_SE"}, "1 fel; ingenting skrevs."),
        ({"LANGUAGE": "sv:en", "LANG": "en_GB.UTF-8"}, "1 fel; ingenting skrevs."),
        ({"LANG": "de_DE.UTF-8"}, "1 violation; nothing was written."),
        ({"LANG": "C"}, "1 violation; nothing was written."),
    ],
)
def test_the_language_of_the_terminal_is_spoken(
    home: Path, invalid: Path, language: dict[str, str], told: str
) -> None:
    done = publod(home, "check", invalid, code=1, **language)
    assert done.stderr == f"\n{told}\n"
    assert ("namn (foaf:name)" in done.stdout) == ("fel" in told)


def test_a_check_tells_what_a_load_would_write(home: Path, agent: Path) -> None:
    assert publod(home, "check", agent).stdout == "valid: 1 to write, 0 unchanged\n"
    assert not home.exists()
    publod(home, "load", agent)
    assert publod(home, "check", agent).stdout == "valid: 0 to write, 1 unchanged\n"


def test_reports_for_programs(home: Path, agent: Path, invalid: Path) -> None:
    found = json.loads(publod(home, "check", "--format", "json", invalid, code=1).stdout)
    assert (found["conforms"], len(found["violations"])) == (False, 1)
    assert found["violations"][0]["record"] == f"{BASE}agent/y"
    assert json.loads(publod(home, "check", "--format", "json", agent).stdout)["conforms"] is True
    for file, code in ((invalid, 1), (agent, 0)):
        text = publod(home, "check", "--format", "turtle", file, code=code).stdout
        triples = {str(quad.predicate.value) for quad in ox.parse(text, ox.RdfFormat.TURTLE)}
        assert "http://www.w3.org/ns/shacl#conforms" in triples


@pytest.mark.parametrize("command", ["load", "check"])
def test_a_syntax_error_names_file_line_and_column(
    home: Path, agent: Path, tmp_path: Path, command: str
) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text(AGENT + "\n<agent/q#it> oj .\n", encoding="utf-8")
    done = publod_apart(home, command, agent, broken, code=1)
    assert done.stderr.startswith(f"publod: {broken}:6:14: ")
    assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)
    assert not (home / "ledger.db").exists()


@pytest.mark.parametrize(
    "command", [["status"], ["status", "--json"], ["rebuild"], ["export"], ["serve", "--port", "1"]]
)
def test_without_a_ledger_a_command_says_so(home: Path, command: list[str]) -> None:
    done = publod(home, *command, code=1)
    assert done.stderr.startswith("publod: nothing has been loaded yet")
    assert done.stdout == ""
    assert not (home / "ledger.db").exists()


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"PUBLOD_HOEM": "x"}, "PUBLOD_HOEM is no setting of publod; `publod settings` lists them"),
        ({"PUBLOD_PORT": "abc"}, "PUBLOD_PORT cannot be 'abc': a port from 1 to 65535 is needed"),
        ({"PUBLOD_PORT": "0"}, "PUBLOD_PORT cannot be '0': a port from 1 to 65535 is needed"),
        ({"PUBLOD_BASE_URL": "data.example.se"}, "PUBLOD_BASE_URL cannot be 'data.example.se'"),
        ({"PUBLOD_LANGUAGE": "de"}, "PUBLOD_LANGUAGE cannot be de: pages are offered in en, sv"),
        ({"PUBLOD_VALIDATORS": "0"}, "PUBLOD_VALIDATORS cannot be '0'"),
        ({"PUBLOD_SHAPES": "/nowhere"}, "there are no shapes in /nowhere"),
        ({"PUBLOD_LEDGER_URL": "nonsense"}, "database URL cannot be used"),
        ({"PUBLOD_LEDGER_URL": "oracle://x/y"}, "database URL cannot be used"),
        ({"PUBLOD_LEDGER_URL": "sqlite:////nowhere/ledger.db"}, "ledger could not be made"),
    ],
)
def test_a_wrong_setting_is_told(
    home: Path, agent: Path, settings: dict[str, str], told: str
) -> None:
    done = publod(home, "load", agent, code=1, **settings)
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_wrong_option_is_told(home: Path) -> None:
    for arguments in (["load"], ["check", "--format", "xml", "x"], ["serve", "--port", "70000"]):
        assert "Usage:" in publod(home, *arguments, code=2).stderr


def test_another_base_url_is_refused(loaded: Path) -> None:
    for command in (["status"], ["check", DATA], ["load", DATA], ["export"]):
        done = publod(loaded, *command, code=1, PUBLOD_BASE_URL="http://other.example/")
        assert "this catalogue was made for https://data.example.se/" in done.stderr
    assert f"base URL      {BASE}\n" in publod(loaded, "status", PUBLOD_BASE_URL="").stdout


def test_the_status_tells_where_everything_is(loaded: Path) -> None:
    lines = dict(
        line.split("  ", 1) for line in publod(loaded, "status").stdout.splitlines() if "  " in line
    )
    told = {name: value.strip() for name, value in lines.items()}
    assert told["home"] == str(loaded.resolve())
    assert told["ledger"].startswith("commit 1, 20")
    assert "9 publication" in told["records"]
    assert told["SPARQL store"] == told["search index"] == "commit 1"
    found = json.loads(publod(loaded, "status", "--json").stdout)
    assert found["records"]["publication"] == 9
    assert found["ledger"]["commit"] == 1
    assert told["ledger"] == f"commit 1, {found['ledger']['time']}"
    for projection in ("sparql_store", "search_index"):
        assert found[projection] == {"commit": 1, "is_current": True}


@pytest.mark.parametrize("form", ["trig", "nq", "ttl", "nt", "jsonld", "rdf"])
def test_an_export_is_rdf(loaded: Path, tmp_path: Path, form: str) -> None:
    output = tmp_path / f"all.{form}"
    assert publod(loaded, "export", "--format", form, "-o", output).stdout == ""
    assert output.read_text(encoding="utf-8") == (publod(loaded, "export", "--format", form).stdout)
    syntax = ox.RdfFormat.from_extension(form)
    assert syntax is not None
    assert sum(1 for _ in ox.parse(path=output, format=syntax)) > 500
    assert list(tmp_path.iterdir()) == [output]


def test_an_export_that_cannot_be_written_is_told(loaded: Path, tmp_path: Path) -> None:
    done = publod(loaded, "export", "-o", tmp_path / "nowhere" / "all.trig", code=1)
    assert done.stderr.startswith("publod: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "command", ["export --derived", "export --derived --format nq", "export --derived --format ttl"]
)
def test_a_reader_may_have_had_enough(loaded: Path, tmp_path: Path, command: str) -> None:
    """As with ``publod export | head``: no traceback, and no complaint."""
    output, errors = tmp_path / "output", tmp_path / "errors"
    os.mkfifo(output)
    errors.touch()
    exporting = started(loaded, *command.split(), stdout=output, stderr=errors, ends_fully=True)
    with output.open("rb", buffering=0) as reader:
        reader.read(10)
    assert (exporting.wait(30), errors.read_bytes()) == (1, b"")


def damage(store: Path, how: str) -> None:
    if how == "deleted":
        shutil.rmtree(store)
    elif how == "emptied":
        for path in list(store.iterdir()):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    elif how == "state":
        (store / "live" / "state.json").write_text("oj")
    elif how == "database":
        for file in (store / "live" / "db").iterdir():
            file.write_bytes(b"oj")
    else:
        (store / "current").unlink()


REBUILT = "rebuilt the SPARQL store: 1 records\nrebuilt the search index: 1 records\n"


@pytest.mark.parametrize("how", ["deleted", "emptied", "state", "database", "link"])
def test_a_damaged_store_is_made_anew(home: Path, agent: Path, how: str) -> None:
    publod(home, "load", agent)
    damage(home / "store", how)
    agent.write_text(AGENT.replace('"', '"Nya ', 1))
    if how in {"state", "database"}:
        told = publod(home, "load", agent, code=1).stderr
        assert "the ledger is sound, at commit 2" in told
        assert "publod rebuild" in told
        assert "not up to date" in publod(home, "status").stdout
    else:
        publod(home, "load", agent)
    assert publod(home, "rebuild").stdout == REBUILT
    assert publod(home, "load", agent).stdout == "added 0, changed 0, unchanged 1, withdrawn 0\n"
    assert "SPARQL store  commit 2\n" in publod(home, "status").stdout


@pytest.mark.parametrize("how", ["deleted", "link"])
def test_a_load_with_nothing_new_mends_the_store(home: Path, agent: Path, how: str) -> None:
    publod(home, "load", agent)
    damage(home / "store", how)
    publod(home, "load", agent)
    assert "SPARQL store  commit 1\n" in publod(home, "status").stdout


@pytest.mark.parametrize("damaged", ["meta.json", "*.store", "*.fast"])
def test_a_damaged_search_index_is_made_anew(home: Path, agent: Path, damaged: str) -> None:
    """It never makes a load look as if nothing had been written, nor holds the store back."""
    publod(home, "load", agent)
    for file in (home / "search").glob(damaged):
        file.write_bytes(b"oj")
    agent.write_text(AGENT.replace('"', '"Nya ', 1))
    told = publod(home, "load", agent, code=1).stderr
    assert told.startswith("publod: the ledger is sound, at commit 2, but the search index")
    assert "`publod rebuild`" in told
    assert len(told.splitlines()) == 1
    status = publod(home, "status").stdout
    assert "search index  none: " in status
    assert "SPARQL store  commit 2\n" in status
    assert publod(home, "rebuild").stdout == REBUILT
    assert "search index  commit 2\n" in publod(home, "status").stdout


def test_a_load_with_nothing_new_makes_a_search_index(home: Path, agent: Path) -> None:
    """As for a catalogue that was loaded by a version without one."""
    publod(home, "load", agent)
    shutil.rmtree(home / "search")
    assert "search index  none: it was never made, not up" in publod(home, "status").stdout
    publod(home, "load", agent)
    assert "search index  commit 1\n" in publod(home, "status").stdout


def test_only_one_loads_at_a_time(home: Path, agent: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert "another process is writing" in publod(home, "load", agent, code=1).stderr
        assert publod(home, "check", agent).stdout == "valid: 1 to write, 0 unchanged\n"
        holder.kill()


HOLDER = """
import sys
from pathlib import Path
from publod.ledger.database import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_home_may_be_given_as_an_option(home: Path, agent: Path, tmp_path: Path) -> None:
    publod(tmp_path / "other", "--home", home, "load", agent)
    assert (home / "ledger.db").exists()
    assert not (tmp_path / "other").exists()


def test_a_text_that_does_not_fit_its_datatype_is_refused_without_a_noise(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "odd.ttl"
    odd = [
        '"oj"^^xsd:date', '"x"^^xsd:integer', '"maybe"^^xsd:boolean', '"<a>&b;"^^rdf:XMLLiteral',
        '"!"^^xsd:hexBinary', '"P1Q"^^xsd:duration',
    ]  # fmt: skip
    whole = f'"{"9" * 5000}"^^xsd:integer'
    file.write_text(
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
        f"{AGENT}<agent/x#it> foaf:page {whole} ,\n" + " ,\n".join(odd) + " .",
        encoding="utf-8",
    )
    done = publod_apart(home, "load", file, code=1)
    assert done.stderr == "\n6 violations; nothing was written.\n"
    first = 4 + AGENT.count("\n")
    places = {line.split()[-1] for line in done.stdout.splitlines() if "[shape:" in line}
    assert places == {f"{file}:{line}" for line in range(first, first + len(odd))}


def test_every_faulty_file_is_reported_in_one_run(
    home: Path, agent: Path, invalid: Path, tmp_path: Path
) -> None:
    broken = [tmp_path / f"broken{n}.ttl" for n in range(2)]
    for file in broken:
        file.write_text("<a> oj .", encoding="utf-8")
    for command in (["check"], ["check", "--keep-going"], ["load"]):
        done = publod(home, *command, agent, *broken, invalid, code=1)
        for file in broken:
            assert f"{file}:1:5: oj is not a valid predicate\n" in done.stdout
        assert ("name (foaf:name)" in done.stdout) == (command[0] == "check")
    assert "`publod check` applies them" in done.stdout
    assert not (home / "ledger.db").exists()
    done = publod(home, "check", "--fail-fast", agent, *broken, invalid, code=1)
    assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)


def test_a_report_goes_into_a_file_in_every_format(
    home: Path, invalid: Path, tmp_path: Path
) -> None:
    beginnings = {
        "text": "agent/y#it",
        "json": "{",
        "turtle": "# number",
        "sarif": "{",
        "html": "<!",
    }
    for form, beginning in beginnings.items():
        file = tmp_path / f"report.{form}"
        done = publod(home, "check", "--format", form, "--output", file, invalid, code=1)
        assert done.stdout == ""
        assert file.read_text("utf-8").startswith(beginning)
        if form != "text":
            stdout = publod(home, "check", "--format", form, invalid, code=1).stdout
            if form != "turtle":  # whose blank nodes are numbered anew
                assert stdout.strip() == file.read_text("utf-8").strip()


def test_a_check_of_what_is_loaded(loaded: Path, home: Path, tmp_path: Path) -> None:
    done = publod(loaded, "check", "--loaded")
    assert re.fullmatch(r"valid: \d+ loaded records\n", done.stdout)
    assert publod(home, "check", "--loaded", code=1).stderr.startswith("publod: nothing has been")
    done = publod(home, "check", "--loaded", tmp_path, code=2)
    assert "name files and folders, or give --loaded" in done.stderr
