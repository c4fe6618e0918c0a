"""The writer: what it applies, and what it says when it cannot."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from publod.errors import StoreError
from publod.store.oxigraph import writer
from publod.store.oxigraph.generations import current_generation
from publod.store.oxigraph.writer import EmbeddedStore
from publod.store.store_interface import GraphChange

from .conftest import published_titles
from .records import change, document


def test_a_change_replaces_its_graphs_and_no_others(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path) as store:
        store.apply(1, [change(1, "a", "b"), change(2, "c"), change(3, "d")])
        store.apply(4, [change(1, "e"), change(3)])
        assert store.commit == 4
        store.publish()
    assert published_titles(tmp_path) == {document(1): {"e"}, document(2): {"c"}}
    assert current_generation(tmp_path).commit == 4


def test_what_is_applied_is_remembered(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path) as store:
        assert store.commit == 0
        store.apply(7, [change(1, "a")])
    with EmbeddedStore(tmp_path) as store:
        assert store.commit == 7
        assert not store.is_published
        store.publish()
        assert store.is_published


def test_an_empty_store_can_be_published(tmp_path: Path) -> None:
    EmbeddedStore(tmp_path).close()
    with EmbeddedStore(tmp_path) as store:
        store.publish()
    assert published_titles(tmp_path) == {}


def test_the_last_change_of_a_graph_wins(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path) as store:
        store.apply(1, [change(1, "a"), change(2, "b"), change(1, "c"), change(2), change(3)])
        store.publish()
    assert published_titles(tmp_path) == {document(1): {"c"}}


def test_large_commits_go_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_BATCH", 1500)
    monkeypatch.setattr(writer, "_BULK", 500)
    records = {n: str(n) for n in range(30)}
    with EmbeddedStore(tmp_path) as store:
        for commit in (1, 2):
            store.apply(commit, (change(n, title) for n, title in records.items()))
        store.publish()
    assert published_titles(tmp_path) == {document(n): {t} for n, t in records.items()}


def test_a_half_applied_commit_is_not_published_and_can_be_mended(tmp_path: Path) -> None:
    def breaks() -> Iterator[GraphChange]:
        yield change(1, "b")
        yield change(1, "c")  # the same graph again: the first is applied by now
        raise RuntimeError("the ledger went away")

    with EmbeddedStore(tmp_path) as store:
        store.apply(1, [change(1, "a")])
        store.publish()
        with pytest.raises(RuntimeError):
            store.apply(2, breaks())
    with EmbeddedStore(tmp_path) as store:
        assert store.commit == 1
        assert not store.is_published
        with pytest.raises(StoreError, match="half applied"):
            store.publish()
        assert published_titles(tmp_path) == {document(1): {"a"}}
        store.apply(2, [change(1, "b"), change(1, "c")])
        store.publish()
    assert published_titles(tmp_path) == {document(1): {"c"}}


def test_quads_that_do_not_parse_are_an_error_of_the_store(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path) as store:
        with pytest.raises(StoreError, match="could not write"):
            store.apply(1, [GraphChange((document(1),), b"<a> <b> .\n")])
        assert store.commit == 0


def test_reset_empties_the_store_and_readers_keep_theirs(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path) as store:
        store.apply(3, [change(1, "a"), change(2, "b")])
        store.publish()
        store.reset()
        assert store.commit == 0
        assert not store.is_published
        assert published_titles(tmp_path) == {document(1): {"a"}, document(2): {"b"}}
        store.apply(3, [change(1, "a")])
        assert not store.is_published  # the same commit, but not the same store
        store.publish()
    assert published_titles(tmp_path) == {document(1): {"a"}}
    assert not list(tmp_path.glob(".live-*"))


def test_there_is_one_writer(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path):
        with pytest.raises(StoreError, match="another process is writing"):
            EmbeddedStore(tmp_path)
        program = (
            "import sys; from pathlib import Path\n"
            "from publod.store.oxigraph.writer import EmbeddedStore\n"
            "EmbeddedStore(Path(sys.argv[1]))"
        )
        other = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "another process is writing" in other.stderr
    EmbeddedStore(tmp_path).close()


@pytest.mark.parametrize("damage", ["manifest", "files gone", "database gone", "state"])
def test_a_damaged_store_says_how_to_rebuild_it(tmp_path: Path, damage: str) -> None:
    with EmbeddedStore(tmp_path) as store:
        store.apply(1, [change(1, "a")])
        store.publish()
    database = tmp_path / "live" / "db"
    match damage:
        case "manifest":
            for manifest in database.glob("MANIFEST-*"):
                manifest.write_bytes(manifest.read_bytes()[:20])
        case "files gone":
            for file in database.glob("*.sst"):
                file.unlink()
        case "database gone":
            shutil.rmtree(database)
        case "state":
            (tmp_path / "live" / "state.json").write_text("{")
    with pytest.raises(StoreError, match="publod rebuild"):
        EmbeddedStore(tmp_path)
    with EmbeddedStore(tmp_path, fresh=True) as store:
        assert store.commit == 0
        assert published_titles(tmp_path) == {document(1): {"a"}}
        store.apply(1, [change(1, "a")])
        store.publish()
    assert published_titles(tmp_path) == {document(1): {"a"}}
