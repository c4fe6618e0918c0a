"""Which files a path means, and what becomes of odd ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.catalogue import PREFIXES, Home
from publod.errors import IngestError
from publod.ingest.sources import files_of

NAMED = PREFIXES + "<{}> dcterms:title 'x' ; dcterms:creator [ dcterms:title 'y' ] ."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files to read among others, in folders that lead back to where they are."""
    for name in (
        "a.ttl", "b.NT", "in/c.jsonld", "in/deep.ttl/d.rdf", "e.txt", "f", "g.json", ".h.ttl",
        ".hidden/i.ttl", "in/.j.ttl", "k.ttl~",
    ):  # fmt: skip
        file = tmp_path / "files" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (tmp_path / "files" / "empty.ttl").mkdir()
    (tmp_path / "files" / "in" / "loop").symlink_to(tmp_path / "files")
    (tmp_path / "files" / "gone.ttl").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "files" / "pipe.ttl")
    return tmp_path / "files"


def names(files: list[Path], below: Path) -> list[str]:
    return [str(file.relative_to(below)) for file in files]


def test_a_folder_means_the_rdf_below_it(folder: Path) -> None:
    assert names(files_of([folder]), folder) == [
        "a.ttl", "b.NT", "in/c.jsonld", "in/deep.ttl/d.rdf",
    ]  # fmt: skip


def test_a_file_is_read_whatever_its_folder_would_say(folder: Path) -> None:
    named = [folder / name for name in (".h.ttl", "g.json", "f")]
    assert files_of(named) == named


def test_a_file_that_is_named_in_many_ways_is_read_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "again.ttl").symlink_to("a.ttl")
    monkeypatch.chdir(folder.parent)
    ways = [folder / "a.ttl", Path("files/a.ttl"), Path("files/in/../a.ttl"), folder]
    assert names(files_of(ways), folder)[:2] == ["a.ttl", "b.NT"]
    assert len(files_of(ways)) == 4


def test_a_blank_node_is_not_doubled_by_naming_its_file_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    file = home.file(NAMED.format("a"))
    monkeypatch.chdir(tmp_path)
    home.load(file, Path("a.ttl"))
    assert home.truth.graphs(["a"])["a"].count("\n") == 3


@pytest.mark.parametrize("name", ["nowhere", "nowhere.ttl", "empty.ttl", "gone.ttl", "pipe.ttl"])
def test_a_path_without_anything_to_read_is_an_error(folder: Path, name: str) -> None:
    with pytest.raises(IngestError, match=name):
        files_of([folder / "a.ttl", folder / name])


def test_a_folder_that_cannot_be_read_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To pass over it would withdraw with ``--prune`` what is in it."""
    scan = os.scandir

    def refusing(path: str | os.PathLike[str]) -> object:
        if str(path).endswith("/in"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(IngestError, match="in cannot be read: Permission denied"):
        files_of([folder])


def test_empty_files_add_nothing_and_take_nothing_away(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.file("", "files/empty.ttl")
    home.file(NAMED.format("a"), "files/a.ttl")
    home.load(home.folder / "files")
    assert home.truth.paths() == ["a"]
    outcome = home.load(home.folder / "files" / "empty.ttl")
    assert (outcome.commit, home.truth.paths()) == (None, ["a"])
