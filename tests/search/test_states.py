"""What readers see before, while and after the index is written, and when it is damaged."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import tantivy

from publod.bibliography.catalogue_languages import catalogue_languages
from publod.errors import SearchError, SearchOutdated
from publod.search.index import TantivyIndex, TantivyWriter
from publod.search.schema import FORMAT, document, fields_of
from publod.search.search_interface import IndexedRecord, SearchRequest

from .books import book, build, found


@pytest.mark.parametrize("made", [False, True])
def test_readers_may_come_before_anything_was_indexed(tmp_path: Path, made: bool) -> None:
    folder = tmp_path / "search"
    if made:
        folder.mkdir()
    index = TantivyIndex(folder)
    assert index.version == ""
    assert index.search(SearchRequest("barn"), 0, 10).total == 0
    assert (found(index, ""), index.suggest("b", "sv"), index.match("b", ["agent"], 3)) == (
        [],
        [],
        [],
    )
    writer = TantivyWriter(folder)
    assert (writer.commit, writer.version) == (0, "")
    build(folder, [book("a", "Barn")])
    assert index.version == "1.x"
    assert found(index, "barn") == ["a"]


def test_a_commit_is_seen_by_readers_that_are_open(tmp_path: Path) -> None:
    index = build(tmp_path, [book("a", "Barn"), book("b", "Barn")])
    assert found(index, "barn") == ["a", "b"]
    writer = TantivyWriter(tmp_path)
    assert (writer.commit, writer.version) == (1, "1.x")
    writer.apply(2, "2.y", [("publication/a", None), ("publication/b", book("b", "Vatten"))])
    assert (writer.commit, writer.version) == (2, "2.y")
    assert index.version == index.search(SearchRequest(), 0, 0).version == "2.y"
    assert (found(index, "barn"), found(index, "vatten")) == ([], ["b"])


def test_another_process_sees_a_commit(tmp_path: Path) -> None:
    build(tmp_path, [book("a", "Barn")])
    program = (
        "import sys; from pathlib import Path; from publod.search.index import TantivyIndex\n"
        "from publod.bibliography.catalogue_languages import *\n"
        f"use_languages({catalogue_languages()!r})\n"
        "index = TantivyIndex(Path(sys.argv[1]))\n"
        "for line in sys.stdin: print(index.version, flush=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdin is not None
        assert other.stdout is not None
        seen = []
        for commit in (2, 3):
            other.stdin.write("?\n")
            other.stdin.flush()
            seen.append(other.stdout.readline().strip())
            build(tmp_path, [book("b", "Barn")], commit)
        other.stdin.write("?\n")
        other.stdin.close()
        seen.append(other.stdout.readline().strip())
    assert seen == ["1.x", "2.x", "3.x"]


def test_a_result_list_is_of_one_state(tmp_path: Path) -> None:
    index = build(tmp_path, [book(f"{n:04}", "Barn") for n in range(1500)])
    whole = index.paths(SearchRequest("barn"))
    first = next(whole)
    build(tmp_path, [book(f"{n:04}", "Vatten") for n in range(1500)], 2)
    assert 1 + len(list(whole)) == 1500
    assert first == "publication/0000"
    assert found(index, "barn") == []


def test_threads_may_share_an_index(tmp_path: Path) -> None:
    index = build(tmp_path, [book(str(n), "Barn i Sverige", year=2000 + n) for n in range(50)])

    def ask(number: int) -> int:
        asked = SearchRequest("barn", years=((2000, 2000 + number % 50),))
        return index.search(asked, 0, 10).total - number % 50

    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(ask, range(200))
        build(tmp_path, [book("x", "Vatten")], 2)
        assert set(answers) == {1}


def test_the_last_word_on_a_path_counts(tmp_path: Path) -> None:
    writer = TantivyWriter(tmp_path)
    changes = [("publication/a", book("a", title)) for title in ("Ett", "Två")]
    writer.apply(1, "1.x", changes)
    assert found(TantivyIndex(tmp_path), "") == ["a"]
    writer.reset()
    assert (writer.commit, writer.version) == (0, "")
    assert found(TantivyIndex(tmp_path), "två") == ["a"]  # until there is something to show
    writer.apply(3, "3.z", [("publication/b", book("b", "Tre"))])
    assert found(TantivyIndex(tmp_path), "") == ["b"]


def test_a_fault_of_who_hands_in_changes_leaves_everything_as_it_was(tmp_path: Path) -> None:
    index = build(tmp_path, [book("a", "Barn")])

    def changes() -> Iterator[tuple[str, IndexedRecord | None]]:
        yield "publication/a", None
        yield "publication/b", book("b", "Barn")
        raise ZeroDivisionError

    writer = TantivyWriter(tmp_path)
    with pytest.raises(ZeroDivisionError):
        writer.apply(2, "2.x", changes())
    assert (writer.version, index.version, found(index, "")) == ("1.x", "1.x", ["a"])
    writer.apply(2, "2.x", [("publication/b", book("b", "Barn"))])
    assert found(index, "") == ["a", "b"]


def damage(folder: Path, how: str) -> None:
    if how == "meta":
        (folder / "meta.json").write_text("oj")
    elif how == "emptied":
        (folder / "meta.json").write_text("")
    elif how == "segments":
        for file in list(folder.glob("*.*")):
            if file.suffix not in {".json", ".lock"}:
                # Whoever has the old file in memory would be killed if it became shorter.
                other = folder / "other"
                other.write_bytes(b"oj")
                other.replace(file)
    elif how == "missing":
        for file in folder.glob("*.*"):
            if file.suffix not in {".json", ".lock"}:
                file.unlink()
    elif how == "managed":
        (folder / ".managed.json").write_text("{")
        (folder / "meta.json").write_text("{}")
    else:
        shutil.rmtree(folder)
        folder.write_text("a file in the folder's place")


@pytest.mark.parametrize("how", ["meta", "emptied", "segments", "missing", "managed", "file"])
def test_damage_is_told_in_a_sentence_and_mended(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "search"
    index = build(folder, [book("a", "Barn")])
    damage(folder, how)
    for ask in (
        lambda: index.version,
        lambda: index.search(SearchRequest("barn"), 0, 10),
        lambda: TantivyWriter(folder),
    ):
        with pytest.raises(SearchError, match="`publod rebuild` makes it anew") as told:
            ask()
        assert "\n" not in str(told.value)
    writer = TantivyWriter(folder, fresh=True)
    assert (writer.commit, writer.version) == (0, "")
    writer.apply(2, "2.x", [("publication/b", book("b", "Barn"))])
    assert (index.version, found(index, "barn")) == ("2.x", ["b"])


def test_an_index_of_another_version_is_not_misread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("publod.search.schema.FORMAT", "0")
        TantivyWriter(tmp_path).apply(1, "1.x", [])
    with pytest.raises(SearchOutdated, match="another version of publod.*`publod rebuild`"):
        TantivyIndex(tmp_path).search(SearchRequest(), 0, 1)
    build(tmp_path, [book("a", "Barn")])  # a writer makes it anew
    assert found(TantivyIndex(tmp_path), "barn") == ["a"]


def test_an_index_with_other_fields_is_of_another_version(tmp_path: Path) -> None:
    tantivy.Index(tantivy.SchemaBuilder().build(), str(tmp_path))
    with pytest.raises(SearchOutdated):
        TantivyIndex(tmp_path).search(SearchRequest(), 0, 1)
    writer = TantivyWriter(tmp_path)
    assert (writer.commit, writer.version) == (0, "")
    writer.apply(1, "1.x", [("publication/a", book("a", "Barn"))])
    assert found(TantivyIndex(tmp_path), "barn") == ["a"]


def test_documents_that_change_raise_the_format() -> None:
    """If this fails, documents hold something else than before: raise FORMAT, then pin anew."""
    sample = book(
        "a", "Åtgärder: mot våld", en="Measures", subtitle="en handbok", abstract="Om 2 ting.",
        alternative=(("", "Boken"),), names=("IOM",), identifiers=("978-91-0", "https://ror.org/x", "http://id.loc.gov/authorities/subjects/sh1"),
        year=2019, type="type/t", agent=("agent/x",), language=("sv",), subject=("subject/s",),
    )  # fmt: skip
    held = [
        # Words of some fields are held in no order.
        sorted(
            (field, sorted(" ".join(map(str, values)).split())) for field, values in held.items()
        )
        for held in (
            document(fields_of(one)).to_dict() for one in (sample, book("b", "B", kind="agent"))
        )
    ]
    digest = hashlib.sha256(json.dumps(held).encode()).hexdigest()[:12]
    assert (FORMAT, digest) == ("13", "aeb34f75891e")
