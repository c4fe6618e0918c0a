"""Opening a ledger: what is refused, and that asking makes nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from publod.errors import BaseUrlMismatch, LedgerBusy, LedgerError, LedgerMissing
from publod.ledger import Change, Commit, Ledger
from publod.ledger.database import writing
from publod.ledger.schema import metadata

BASE = "https://data.example.se/"
HOLDER = """
import sys
from pathlib import Path
from publod.ledger.database import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def test_there_is_no_ledger_before_it_is_made(url: str, tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing):
        Ledger.open(url, BASE)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_ledger(url: str, tmp_path: Path) -> None:
    (tmp_path / "ledger.db").touch()
    with pytest.raises(LedgerMissing):
        Ledger.open(url, BASE)
    Ledger.create(url, BASE).close()
    assert Ledger.open(url).base_url == BASE


def test_a_ledger_whose_making_was_cut_short_can_be_made(url: str) -> None:
    """The tables are there, what they are for is not yet written."""
    engine = create_engine(url)
    metadata.create_all(engine)
    engine.dispose()
    with pytest.raises(LedgerMissing):
        Ledger.open(url, BASE)
    assert Ledger.create(url, BASE).head() == Commit(0, 0)


def test_making_it_twice_is_opening_it(url: str) -> None:
    first = Ledger.create(url, BASE)
    first.commit([Change("a", "<a> <b> <c> .\n")], "one", 7)
    head = Ledger.create(url, BASE).head()
    assert (head.id, head.time) == (1, 7)


def test_another_base_url_is_refused_with_an_explanation(url: str) -> None:
    Ledger.create(url, BASE).close()
    for opening in (Ledger.open, Ledger.create):
        with pytest.raises(BaseUrlMismatch) as caught:
            opening(url, "http://127.0.0.1:8000/")
        assert (caught.value.recorded, caught.value.asked) == (BASE, "http://127.0.0.1:8000/")
        assert "Leave PUBLOD_BASE_URL unset" in str(caught.value)


def test_another_schema_is_refused_with_an_explanation(url: str, tmp_path: Path) -> None:
    Ledger.create(url, BASE).close()
    with sqlite3.connect(tmp_path / "ledger.db") as database:
        database.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
    database.close()
    for opening in (Ledger.open, Ledger.create):
        with pytest.raises(LedgerError, match="schema 999"):
            opening(url, BASE)


@pytest.mark.parametrize("content", [b"no database" * 100, b"SQLite format 3\x00" + b"x" * 99])
def test_a_damaged_file_is_told_as_such(url: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ledger.db").write_bytes(content)
    with pytest.raises(LedgerError, match="could not be opened"):
        Ledger.open(url, BASE)
    assert (tmp_path / "ledger.db").read_bytes() == content


def test_only_one_process_writes(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LedgerBusy), writing(tmp_path):
            pass
        holder.kill()
        holder.wait()
        with writing(tmp_path):  # a killed holder leaves no lock behind
            pass


def test_a_reader_sees_whole_commits_while_another_writes(url: str) -> None:
    writer, reader = Ledger.create(url, BASE), Ledger.open(url)
    writer.commit([Change("a", "<a> <b> <c> .\n")], "one", 1)
    following = reader.touched_since(0, size=1)
    assert [r.path for r in next(following)] == ["a"]
    writer.commit([Change("b", "<a> <b> <c> .\n")], "two", 2)
    assert reader.head().id == 2
    assert list(following) == []  # it goes on seeing the commit at which it began


def test_commits_are_told_the_newest_first(url: str) -> None:
    ledger = Ledger.create(url, BASE)
    ledger.commit([Change("a", "<a> <b> <c> .\n")], "one", 5)
    ledger.commit([Change("a", None)], "two", 3)
    told = ledger.commits(5)
    assert [(commit.id, commit.time, text) for commit, text in told] == [
        (2, 5, "two"), (1, 5, "one"),
    ]  # fmt: skip
    assert len({commit.token for commit, _ in told}) == 2
    assert ledger.commits(1) == told[:1]
    assert ledger.commits_at(5) == 2
    assert ledger.commit_of(1) == told[1][0]
    assert ledger.commit_of(3) is None


def test_many_paths_are_asked_for_in_parts(url: str) -> None:
    ledger = Ledger.create(url, BASE)
    ledger.commit([Change(f"a/{n:04}", f"<a> <b> <{n}> .\n") for n in range(1200)], "many", 5)
    assert len(ledger.graphs(f"a/{n:04}" for n in range(1200))) == 1200
    assert len(ledger.records(ledger.paths())) == 1200
    assert [len(batch) for batch in ledger.touched_since(0, 500)] == [500, 500, 200]


def test_a_snapshot_stays_what_it_is(url: str) -> None:
    ledger = Ledger.create(url, BASE)
    ledger.commit([Change("a", "<a> <b> <c> .\n")], "one", 1)
    with ledger.snapshot() as still:
        ledger.commit([Change("a", "<a> <b> <d> .\n"), Change("b", "<b> <b> <c> .\n")], "two", 2)
        assert (still.head().id, still.paths()) == (1, ["a"])
        assert still.graphs(["a", "b"]) == {"a": "<a> <b> <c> .\n"}
        assert ledger.head().id == 2


def test_who_finds_no_connection_is_told_at_once(tmp_path: Path) -> None:
    ledger = Ledger.create(f"sqlite:///{tmp_path}/ledger.db", "https://data.example.se/")
    with ExitStack() as held:
        started = time.monotonic()
        with pytest.raises(LedgerError, match="too much at once"):
            for _ in range(200):
                held.enter_context(ledger.snapshot())
        assert time.monotonic() - started < 20
    assert ledger.head().id == 0
    ledger.close()
