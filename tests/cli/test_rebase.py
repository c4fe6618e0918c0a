"""A catalogue is moved to another base URL with its whole history, and back."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cli.running import AGENT, BASE, publod, publod_apart
from ingest.catalogue import Home, edited, small
from publod.errors import IngestError
from publod.rdf.canonical import Rebasing

OTHER = "https://other.example.org/katalog/"
#: All that a move must leave as it was, and the text of revisions.
HISTORY = (
    "SELECT id, time, message FROM commits ORDER BY id",
    'SELECT id, record, "commit", graph FROM revisions ORDER BY id',
    "SELECT id, path, kind, summary, year, digest, revision, changed, touched, "
    "withdrawn FROM records ORDER BY id",
    "SELECT * FROM links ORDER BY 1, 2, 3, 4, 5",
    'SELECT s.name, m.record, stamp, "before", present FROM members m JOIN sets s '
    'ON s.id = m."set" ORDER BY 1, 2',
    "SELECT key, value FROM meta ORDER BY key",
    'SELECT record, language, kind, "key" FROM sort_keys ORDER BY 1, 2',
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with four commits, with withdrawals and blank nodes."""
    chance = random.Random(2)
    home, records = Home(tmp_path / "home"), small()
    records["agent/a0"]["foaf:name"] = [f'"A, see {BASE}agent/a0"@sv']
    home.put(records)
    for _ in range(3):
        records = edited(chance, records, 5)
        home.put(records)
    home.truth.close(settled=True)
    (home.folder / "a.ttl").unlink()
    publod(home.folder, "rebuild")
    return home.folder


def rebase(home: Path, url: str) -> None:
    publod(home, "rebase", url, "--yes", PUBLOD_BASE_URL="")


def history(home: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(home / "ledger.db")) as database:
        return [database.execute(query).fetchall() for query in HISTORY]


def tokens(home: Path) -> set[str]:
    with closing(sqlite3.connect(home / "ledger.db")) as database:
        return {row[0] for row in database.execute("SELECT token FROM commits")}


def export(home: Path, *options: str) -> str:
    return publod(home, "export", "--derived", *options, PUBLOD_BASE_URL="").stdout


def test_there_and_back_is_where_it_was(home: Path) -> None:
    before, exported, named = history(home), export(home), tokens(home)
    seen = export(home, "--base", OTHER)
    rebase(home, OTHER)
    moved = history(home)
    assert moved[0] == before[0]
    assert moved[3:5] == before[3:5]
    assert [row[:3] for row in moved[1]] == [row[:3] for row in before[1]]
    assert [row[:5] + row[6:] for row in moved[2]] == [row[:5] + row[6:] for row in before[2]]
    assert not tokens(home) & named
    assert export(home) == seen
    assert f"<{BASE}" not in seen
    assert f"see {BASE}agent/a0" in seen, "a literal stays as it is"
    assert publod(home, "verify", PUBLOD_BASE_URL="").stdout == "no faults\n"
    status = publod(home, "status", PUBLOD_BASE_URL="").stdout
    assert f"base URL      {OTHER}\n" in status
    assert "SPARQL store  commit 4\nsearch index  commit 4\n" in status
    rebase(home, BASE)
    assert history(home) == before
    assert export(home) == exported


def test_a_move_is_confirmed(home: Path) -> None:
    before = history(home)
    done = publod_apart(home, "rebase", OTHER, code=1)
    assert f"all IRIs that begin with {BASE} would begin with {OTHER}. Nothing was" in done.stderr
    assert history(home) == before
    assert "already" in publod(home, "rebase", BASE).stdout
    assert publod_apart(home, "rebase", "ftp://x", "--yes", code=2).stderr
    done = publod(home, "rebase", OTHER, "--yes")
    assert done.stderr == f"Set PUBLOD_BASE_URL to {OTHER}, or leave it unset.\n"
    assert "was made for" in publod(home, "status", code=1).stderr


@pytest.mark.parametrize(
    ("term", "moved"),
    [
        ("<http://a/x>", "<http://b/c/x>"),
        ("<http://a/>", "<http://b/c/>"),
        ("<http://a>", "<http://a>"),
        ("<http://ab/x>", "<http://ab/x>"),
        ("<https://a/x>", "<https://a/x>"),
        ("<http://x/?q=http://a/>", "<http://x/?q=http://a/>"),
        ('"http://a/x"', '"http://a/x"'),
        ('"<http://a/x>"@sv', '"<http://a/x>"@sv'),
        ('"1"^^<http://a/type>', '"1"^^<http://b/c/type>'),
        (r'"\"^^<http://a/x>"', r'"\"^^<http://a/x>"'),
        (r'"\"^^<http://a/x>"^^<http://a/t>', r'"\"^^<http://a/x>"^^<http://b/c/t>'),
    ],
)
def test_terms_are_moved_and_not_text(term: str, moved: str) -> None:
    line = "<http://a/s> <http://a/p> {} .\n"
    there, back = Rebasing("http://a/", "http://b/c/"), Rebasing("http://b/c/", "http://a/")
    text = there.graph(line.format(term))
    assert text == f"<http://b/c/s> <http://b/c/p> {moved} .\n"
    assert back.graph(text) == line.format(term)


def test_a_foreign_thing_does_not_become_a_record(home: Path) -> None:
    with pytest.raises(IngestError, match="is foreign to the catalogue"):
        Rebasing("http://a/", "http://b/").graph("<http://a/s> <http://p/> <http://b/x> .\n")
    before = history(home)
    done = publod(home, "rebase", "http://publications.europa.eu/", "--yes", code=1)
    assert "the record publication/" in done.stderr
    assert "choose another base URL" in done.stderr
    assert history(home) == before


KILLED = """
import os, signal, sys
from publod.ledger import Ledger, commit_writer, rebasing
url, base, moment = sys.argv[1:]
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if moment == "rewriting":
    rebasing.rebase(Ledger.open(url), base, die)
elif moment == "ending":
    extend = commit_writer.extend_digests
    commit_writer.extend_digests = lambda connection: (extend(connection), die())
    rebasing.rebase(Ledger.open(url), base)
else:
    rebasing.rebase(Ledger.open(url), base)
    die()
"""


@pytest.mark.parametrize(("moment", "is_new"), [("rewriting", 0), ("ending", 0), ("done", 1)])
def test_a_killed_move_leaves_the_old_or_the_new(home: Path, moment: str, is_new: int) -> None:
    before = history(home)
    command = [sys.executable, "-c", KILLED, f"sqlite:///{home / 'ledger.db'}", OTHER, moment]
    killed = subprocess.run(command, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert publod(home, "verify", PUBLOD_BASE_URL="").stdout == "no faults\n"
    assert (history(home) != before) == bool(is_new)
    if is_new:  # the store and the index follow with the next command that writes
        publod(home, "rebuild", PUBLOD_BASE_URL="")
        assert export(home).count(f"<{BASE}") == 0
        rebase(home, BASE)
        assert history(home) == before


def test_the_first_load_says_what_the_iris_begin_with(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(AGENT, encoding="utf-8")
    done = publod_apart(tmp_path / "home", "load", file, PUBLOD_BASE_URL="")
    assert "IRIs begin with http://127.0.0.1:8000/" in done.stderr
    assert "`publod rebase URL`" in done.stderr
    file.write_text(AGENT.replace("agent/x", "agent/y"), encoding="utf-8")
    assert publod_apart(tmp_path / "other", "load", file).stderr == "", "it was chosen"
