"""Generations: what readers open, and when it goes."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from publod.errors import StoreError
from publod.store.oxigraph.generations import current_generation, hold, sweep
from publod.store.oxigraph.writer import EmbeddedStore

from .conftest import published_titles
from .records import change, document


def names(folder: Path) -> set[str]:
    return {path.name for path in (folder / "generations").iterdir()}


def test_nothing_published_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nothing has been published"):
        current_generation(tmp_path)


def test_a_held_generation_stays_until_it_is_let_go(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path) as store:
        store.apply(1, [change(1, "a")])
        store.publish()
        first = current_generation(tmp_path)
        reader = hold(first.path)
        assert reader is not None
        store.apply(2, [change(1, "b")])
        store.publish()
        assert len(names(tmp_path)) == 2
        assert published_titles(tmp_path) == {document(1): {"b"}}
        os.close(reader)
        sweep(tmp_path)
    assert names(tmp_path) == {Path(current_generation(tmp_path).path).name}
    assert hold(first.path) is None
    assert current_generation(tmp_path).commit == 2


def test_publishing_again_changes_nothing(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path) as store:
        store.apply(1, [change(1, "a")])
        store.publish()
        before = current_generation(tmp_path)
        store.publish()
        assert current_generation(tmp_path) == before


def test_an_unfinished_publication_is_finished(tmp_path: Path) -> None:
    """Killed after the generation was made and before it became current."""
    with EmbeddedStore(tmp_path) as store:
        store.apply(1, [change(1, "a")])
        store.publish()
        (tmp_path / "current").unlink()
        (tmp_path / "generations" / ".new-0002").mkdir()
    with EmbeddedStore(tmp_path) as store:
        assert not store.is_published
        store.publish()
        assert store.is_published
    assert published_titles(tmp_path) == {document(1): {"a"}}
    assert names(tmp_path) == {Path(current_generation(tmp_path).path).name}


def test_readers_and_the_sweep_never_meet(tmp_path: Path) -> None:
    """Whatever a reader manages to hold is whole for as long as it holds it."""
    errors: list[str] = []
    done = threading.Event()
    held = 0

    def read() -> None:
        nonlocal held
        while not done.is_set():
            path = current_generation(tmp_path).path
            lock = hold(path)
            if lock is not None:
                held += 1
                if not Path(path, "db", "CURRENT").exists():
                    errors.append(path)
                os.close(lock)
                sweep(tmp_path)

    with EmbeddedStore(tmp_path) as store:
        store.apply(1, [change(1, "0")])
        store.publish()
        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for commit in range(2, 15):
            store.apply(commit, [change(1, str(commit))])
            store.publish()
        done.set()
        for reader in readers:
            reader.join()
    assert errors == []
    assert held > 10
    assert published_titles(tmp_path) == {document(1): {"14"}}
