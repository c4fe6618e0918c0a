"""Rows that are kept are right, and never what breaks a harvest."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from pathlib import Path

import pytest

from publod.services.record_cache import RecordCache

ROW = b"<record>\xc3\xa5</record>"
LARGE = 1 << 30


def filled(file: Path, build: str = "1", limit: int = LARGE) -> RecordCache:
    rows = RecordCache(file, build, limit)
    rows.put("mods", [(1, "a", ROW), (2, "a", b"")])
    return rows


def test_only_the_version_that_is_wanted(tmp_path: Path) -> None:
    rows = filled(tmp_path / "rows.db")
    assert rows.get("mods", {1: "a", 2: "a", 3: "a"}) == {1: ROW, 2: b""}
    assert rows.get("mods", {1: "b"}) == {}
    assert rows.get("oai_dc", {1: "a"}) == {}
    rows.put("mods", [(1, "b", b"new")])
    assert rows.get("mods", {1: "b"}) == {1: b"new"}
    assert rows.get("mods", {1: "a"}) == {}, "an old version takes no room"


def test_more_records_than_a_query_takes(tmp_path: Path) -> None:
    rows = RecordCache(tmp_path / "rows.db", "1", LARGE)
    rows.put("mods", ((n, "v", str(n).encode()) for n in range(1201)))
    assert rows.get("mods", dict.fromkeys(range(1201), "v")) == {
        n: str(n).encode() for n in range(1201)
    }


def test_another_build_renders_anew_and_the_old_one_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    old = filled(tmp_path / "rows.db", "old")
    new = RecordCache(tmp_path / "rows.db", "new", LARGE)
    assert new.get("mods", {1: "a"}) == {}
    new.put("mods", [(1, "a", b"new")])
    with caplog.at_level(logging.ERROR):
        old.put("mods", [(1, "a", b"lost")])  # its table was dropped: noticed, and made again
    old.put("mods", [(1, "a", b"old")])
    assert old.get("mods", {1: "a"}) == {1: b"old"}
    assert new.get("mods", {1: "a"}) == {1: b"new"}
    names = sqlite3.connect(tmp_path / "rows.db").execute("SELECT name FROM sqlite_schema")
    assert len(names.fetchall()) == 2
    filled(tmp_path / "rows.db", "newest")
    names = sqlite3.connect(tmp_path / "rows.db").execute("SELECT name FROM sqlite_schema")
    assert len(names.fetchall()) == 1


def test_a_full_file_keeps_no_more_until_another_build_has_emptied_it(tmp_path: Path) -> None:
    noise = [(n, "a", os.urandom(5000)) for n in range(100)]
    rows = RecordCache(tmp_path / "rows.db", "1", 200_000)
    rows.put("mods", noise)
    rows.put("mods", [(1000, "a", ROW)])
    assert rows.get("mods", {1000: "a"}) == {}
    assert len(rows.get("mods", {n: "a" for n, _, _ in noise})) == 100
    size = (tmp_path / "rows.db").stat().st_size
    another = RecordCache(tmp_path / "rows.db", "2", 200_000)
    another.put("mods", [(1000, "a", ROW)])
    assert another.get("mods", {1000: "a"}) == {1000: ROW}
    assert (tmp_path / "rows.db").stat().st_size <= size


@pytest.mark.parametrize("damage", ["noise", "folder", "rows"])
def test_a_cache_that_cannot_be_used_is_empty(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "rows.db"
    if damage == "noise":
        file.write_bytes(os.urandom(10_000))
    elif damage == "folder":
        file.mkdir()
    else:
        filled(file)
        with sqlite3.connect(file) as connection:
            [(name,)] = connection.execute("SELECT name FROM sqlite_schema")
            connection.execute(f'UPDATE "{name}" SET body = ?', (b"not compressed",))
    rows = RecordCache(file, "1", LARGE)
    assert rows.get("mods", {1: "a"}) == {}
    rows.put("mods", [(1, "a", ROW)])
    assert rows.get("mods", {1: "a"}) == ({1: ROW} if damage == "rows" else {})


def test_a_file_that_is_deleted_is_made_again_by_the_next_server(tmp_path: Path) -> None:
    rows = filled(tmp_path / "rows.db")
    for file in tmp_path.iterdir():
        file.unlink()
    rows.get("mods", {1: "a"})
    rows.put("mods", [(1, "a", ROW)])
    next_server = filled(tmp_path / "rows.db")
    assert next_server.get("mods", {1: "a"}) == {1: ROW}


def test_threads_fill_it_together(tmp_path: Path) -> None:
    rows = RecordCache(tmp_path / "rows.db", "1", LARGE)

    def fill(start: int) -> None:
        for n in range(start, start + 20):
            rows.put("mods", [(n, "a", str(n).encode())])

    threads = [threading.Thread(target=fill, args=(start,)) for start in range(0, 80, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows.get("mods", dict.fromkeys(range(80), "a"))) == 80
