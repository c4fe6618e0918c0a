"""Damage to a published generation, and what only looks like it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from publod.errors import StoreDamaged
from publod.store.oxigraph.writer import EmbeddedStore, Examination
from publod.store.store_interface import GraphChange

GRAPH = "https://data.example.se/publication/1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    line = f'<{GRAPH}#it> <http://purl.org/dc/terms/title> "{{}}" <{GRAPH}> .\n'
    with EmbeddedStore(tmp_path / "store") as store:
        quads = "".join(line.format(number) for number in range(20_000)).encode()
        store.apply(1, [GraphChange((GRAPH,), quads)])
        store.publish()
    return tmp_path / "store"


def largest(folder: Path) -> Path:
    files = (folder / "current" / "db").glob("*.sst")
    return max(files, key=lambda file: file.stat().st_size)


def overwrite(file: Path) -> None:
    """Scribble into a file, in a part that opening the store does not read."""
    with file.open("r+b") as open_file:
        open_file.seek(file.stat().st_size // 3)
        open_file.write(b"\0" * 200)


@pytest.mark.parametrize("when", ["while it is looked after", "while nothing runs"])
def test_a_file_that_has_changed_is_damage(folder: Path, when: str) -> None:
    examination = Examination(folder)
    if when == "while it is looked after":
        examination.look()
        examination.look()
    overwrite(largest(folder))
    with pytest.raises(StoreDamaged, match="have changed"):
        examination.look()


def test_a_file_that_is_gone_is_damage(folder: Path) -> None:
    largest(folder).unlink()
    with pytest.raises(StoreDamaged):
        Examination(folder).look()


def test_a_copy_with_other_times_is_none(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, symlinks=True, copy_function=shutil.copyfile)
    assert largest(copy).stat().st_mtime_ns != largest(folder).stat().st_mtime_ns
    Examination(copy).look()


def test_without_a_record_a_generation_is_opened(folder: Path) -> None:
    """As for one that an earlier version has published."""
    (folder / "current" / "files.json").unlink()
    examination = Examination(folder)
    examination.look()
    os.utime(largest(folder))
    with pytest.raises(StoreDamaged):
        examination.look()
