"""The version of the head is known without a query, and never an old one."""

from __future__ import annotations

import shutil
from pathlib import Path

from publod.ledger import Change, Ledger

BASE = "https://data.example.se/"


def made(folder: Path) -> Ledger:
    folder.mkdir()
    return Ledger.create(f"sqlite:///{folder / 'ledger.db'}", BASE)


def commit(ledger: Ledger, text: str) -> str:
    graph = f'<{BASE}agent/a#it> <http://xmlns.com/foaf/0.1/name> "{text}" .\n'
    return ledger.commit([Change("agent/a", graph)], "Test").version


def test_it_is_that_of_the_last_commit_whoever_made_it(tmp_path: Path) -> None:
    writer = made(tmp_path / "home")
    reader = Ledger.open(f"sqlite:///{tmp_path / 'home' / 'ledger.db'}")
    assert reader.head_version(at_once=True) is None  # nothing is opened where nobody may wait
    assert reader.head_version() == reader.head().version
    for text in ("one", "two", "three"):
        version = commit(writer, text)
        assert reader.head_version(at_once=True) == version == reader.head().version
        assert reader.head_version() == version


def test_another_file_in_its_place_is_noticed(tmp_path: Path) -> None:
    ledger, other = made(tmp_path / "home"), made(tmp_path / "other")
    before, after = commit(ledger, "one"), commit(other, "two")
    other.close(settled=True)
    assert ledger.head_version() == before
    (tmp_path / "home").rename(tmp_path / "before")
    assert ledger.head_version() is None
    shutil.copytree(tmp_path / "other", tmp_path / "home")
    assert ledger.head_version(at_once=True) is None
    assert ledger.head_version() == after
    assert ledger.head_version(at_once=True) == after
    ledger.close()
    assert ledger.head_version(at_once=True) is None
    assert ledger.head_version() == after
