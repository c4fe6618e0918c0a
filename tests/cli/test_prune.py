"""A prune makes the catalogue what the files are, and asks before much of it goes."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from cli.running import PREFIXES, publod
from cli.test_confirmation import answered
from ingest.catalogue import Home


def agents(*numbers: int) -> str:
    return PREFIXES + "\n".join(
        f'<agent/a{n}#it> a foaf:Organization ; foaf:name "A {n}"@sv .' for n in numbers
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "agents.ttl"


@pytest.fixture
def home(tmp_path: Path, file: Path) -> Path:
    """A catalogue of twenty agents."""
    made = Home(tmp_path / "home", now=int(time.time()) - 3600)
    made.load(made.file(agents(*range(20))))
    made.truth.close()
    return made.folder


def left(home: Path) -> int:
    return int(json.loads(publod(home, "status", "--json").stdout)["records"]["agent"])


@pytest.mark.parametrize("content", ["", "# agents follow\n", PREFIXES])
def test_a_file_without_records_withdraws_nothing(home: Path, file: Path, content: str) -> None:
    file.write_text(content)
    for command in (["load", "--prune", "--yes"], ["load"], ["check"], ["load", "--dry-run"]):
        done = publod(home, *command, file, code=1)
        assert done.stderr.startswith(f"publod: there is no record in {file}: nothing below https")
    assert left(home) == 20


def test_where_nobody_can_answer_much_is_withdrawn_only_with_yes(home: Path, file: Path) -> None:
    file.write_text(agents(*range(14)))
    done = publod(home, "load", "--prune", file, code=1)
    assert done.stderr.startswith("publod: 6 of the catalogue's 20 records would be withdrawn")
    assert "Nothing was written: add --yes" in done.stderr
    assert (done.stdout, left(home)) == ("", 20)
    done = publod(home, "load", "--prune", "--dry-run", file)
    assert done.stderr == "publod: to withdraw so much, a load needs --yes\n"
    assert done.stdout.startswith("would be added 0, changed 0, unchanged 14, withdrawn 6\n")
    done = publod(home, "load", "--prune", "--yes", file)
    assert done.stdout.startswith("added 0, changed 0, unchanged 14, withdrawn 6 (commit 2)\n")
    assert left(home) == 14


@pytest.mark.parametrize(("answer", "number"), [("y", 2), ("n", 20), ("", 20)])
def test_at_a_terminal_it_is_asked(home: Path, file: Path, answer: str, number: int) -> None:
    file.write_text(agents(0, 1))
    shown, code = answered(home, answer, "load", "--prune", str(file))
    assert "18 of the catalogue's 20 records would be withdrawn" in shown
    assert shown.count("Go on? [y/N]") == 1
    assert (code, left(home)) == (0 if number == 2 else 1, number)


def test_little_is_withdrawn_without_a_question(home: Path, file: Path) -> None:
    """Five records are few, however small the catalogue; but not if nothing else remains."""
    for rest in (15, 10, 5, 1):
        file.write_text(agents(*range(rest)))
        publod(home, "load", "--prune", file)
        assert left(home) == rest
    file.write_text(agents(99))
    assert "1 of the catalogue's 1 records" in publod(home, "load", "--prune", file, code=1).stderr
    publod(home, "load", "--prune", "--yes", file)
    assert left(home) == 1


def test_what_is_not_read_is_named(home: Path, file: Path, tmp_path: Path) -> None:
    file.write_text(agents(*range(20)))
    (tmp_path / "other.json").write_text("{}")
    note = f"publod: not read: {tmp_path}/other.json (files in folders are not read as .json)\n"
    for command in (["load"], ["load", "--prune"], ["check"]):
        assert publod(home, *command, tmp_path).stderr == note
    (tmp_path / "other.json").write_text('{"@graph": []}')
    assert "it looks like RDF" in publod(home, "load", "--prune", tmp_path, code=1).stderr
