"""The read model follows the ledger, however it has been treated, and nobody needs it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import zstandard

from ingest.catalogue import Home, Records, edited, ref, small
from publod.ingest.read_model_projection import catch_up
from publod.ledger import Record
from publod.read_model import database
from publod.read_model.database import (
    FILE,
    ReadModel,
    ReadModelDamaged,
    ReadModelError,
    ReadModelWriter,
)
from publod.read_model.materialization import Materialization
from publod.read_model.materialized_record import MaterializedRecord, decoded, encoded
from publod.record_repository import Repository


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.put(small())
    return made


@contextmanager
def writer(home: Home, settings: str = "", *, fresh: bool = False) -> Iterator[ReadModelWriter]:
    model = ReadModelWriter(home.folder / FILE, settings, fresh=fresh)
    try:
        yield model
    finally:
        model.close()


def follow(home: Home, settings: str = "") -> int:
    with writer(home, settings) as model:
        return catch_up(home.truth, model)


def there(home: Home) -> dict[str, MaterializedRecord]:
    """What readers get of present records, as far as it is there."""
    model = ReadModel(home.folder / FILE)
    return model.get_all(home.truth.records(home.truth.paths()).values())


def made(home: Home, repository: Repository | None = None) -> dict[str, MaterializedRecord]:
    """The same made from the ledger part by part, or what a repository has."""
    found = {}
    for path, record in home.truth.records(home.truth.paths()).items():
        if repository is None:
            with home.truth.snapshot() as ledger:
                one = Materialization(ledger)
                parts = one.document(record), one.entry(record), one.lineage(record)
        else:
            parts = (
                repository._part(record, "document"),
                repository._part(record, "entry"),
                repository._part(record, "lineage"),
            )
        found[path] = MaterializedRecord(*parts)
    return found


def rows(home: Home) -> int:
    with sqlite3.connect(home.folder / FILE) as connection:
        return int(connection.execute("SELECT count(*) FROM records").fetchone()[0])


@pytest.mark.parametrize("seed", range(4))
def test_following_has_what_each_record_alone_would(home: Home, seed: int) -> None:
    chance, records = random.Random(seed), small()
    for _ in range(5):
        for _ in range(chance.choice((0, 1, 2))):
            records = edited(chance, records, 3)
            home.put(records)
        follow(home)
        assert there(home) == made(home)
        assert rows(home) == len(home.truth.paths())
        counted = ReadModel(home.folder / FILE).statistics()
        assert counted.version == home.truth.head().version
        with writer(home, fresh=True) as model:
            catch_up(home.truth, model)
        assert ReadModel(home.folder / FILE).statistics() == counted


def test_numbers_are_not_lost_with_an_update_that_breaks_off(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part of it has been written with its share of the numbers, which nobody sees yet."""
    follow(home)
    model = ReadModel(home.folder / FILE)
    before = model.statistics()
    home.put(edited(random.Random(5), small(), 6))
    monkeypatch.setattr(database, "_BATCH", 2)
    whole = Materialization.of

    def breaking(self: Materialization, records: Iterable[Record]) -> Iterator[Any]:
        yield from islice(whole(self, records), 3)
        raise RuntimeError

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(Materialization, "of", breaking)
        follow(home)
    assert model.statistics() == before
    follow(home)
    counted = model.statistics()
    with writer(home, fresh=True) as fresh:
        catch_up(home.truth, fresh)
    assert ReadModel(home.folder / FILE).statistics() == counted != before


def test_a_record_is_the_same_after_it_was_written_and_read(home: Home) -> None:
    for one in made(home).values():
        assert decoded(encoded(one)) == one


def test_what_a_neighbour_is_called_now_is_in_it(home: Home) -> None:
    follow(home)
    records = small()
    records["agent/a1"]["foaf:name"] = ['"Another name"@en']
    home.put(records)
    touched = follow(home)
    assert 0 < touched < len(records)
    names = {
        n
        for one in there(home).values()
        for s in one.document.names.values()
        for n in s.label.values()
    }
    assert "Another name" in names
    entries = [one.entry for one in there(home).values() if one.entry]
    assert any("Another name" in a.name.values() for e in entries for a in e.creators)
    assert there(home) == made(home)


def test_rows_of_an_older_state_are_not_served(home: Home) -> None:
    follow(home)
    records = small()
    records["publication/p0"]["dcterms:title"] = ['"Quite another"@en']
    home.put(records)
    model = ReadModel(home.folder / FILE)
    new = home.truth.record("publication/p0")
    assert new is not None
    assert model.get(new) is None
    repository = Repository(home.truth, read_model=model)
    assert repository.entry(new).title == {"en": "Quite another"}
    assert dict(repository.entries(["publication/p0", "publication/p8"])) == dict(
        Repository(home.truth).entries(["publication/p0", "publication/p8"])
    )


def test_what_was_withdrawn_leaves_no_row(home: Home) -> None:
    follow(home)
    home.put({})
    follow(home)
    assert rows(home) == 0


def test_nothing_is_done_when_there_is_nothing_to_do(home: Home) -> None:
    assert follow(home) == len(small())
    assert follow(home) == 0


def test_other_settings_make_it_anew(home: Home) -> None:
    follow(home, "one")
    assert follow(home, "two") == len(small())
    assert there(home) == made(home)


def test_a_model_of_another_ledger_is_made_anew(home: Home, tmp_path: Path) -> None:
    follow(home)
    other = Home(tmp_path / "other")
    other.put(small())
    (home.folder / FILE).rename(other.folder / FILE)
    assert follow(other) == len(small())
    assert there(other) == made(other)


def test_a_fault_in_the_middle_is_mended_by_the_next_try(home: Home) -> None:
    def broken() -> Iterator[tuple[object, None]]:
        raise ZeroDivisionError
        yield

    follow(home)
    home.put(edited(random.Random(1), small(), 8))
    with writer(home) as model, pytest.raises(ZeroDivisionError):
        model.apply(2, "2.x", broken())  # type: ignore[arg-type]
    follow(home)
    assert there(home) == made(home)


def _of_zeros(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:100] + bytes(len(content) - 100))


def _cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def _no_database(file: Path) -> None:
    file.write_bytes(b"This is no database." * 300)


def _another_row(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        content = zstandard.ZstdCompressor().compress(b"\x81\xa5thing\x01")
        connection.execute("UPDATE records SET content = ?", (content,))


def _a_bit(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        for number, content in connection.execute("SELECT id, content FROM records").fetchall():
            place = len(content) // 2
            changed = content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :]
            connection.execute("UPDATE records SET content = ? WHERE id = ?", (changed, number))


def _an_unknown_dictionary(file: Path) -> None:
    samples: list[bytes | bytearray | memoryview[int]] = [
        random.Random(n).randbytes(400) * 3 for n in range(200)
    ]
    dictionary = zstandard.train_dictionary(4096, samples)
    content = zstandard.ZstdCompressor(dict_data=dictionary).compress(samples[0])
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE records SET content = ?", (content,))


@pytest.mark.parametrize(
    "damage", [_of_zeros, _cut_off, _no_database, _another_row, _a_bit, _an_unknown_dictionary]
)
def test_damage_is_never_served_and_is_mended(home: Home, damage: Callable[[Path], None]) -> None:
    follow(home)
    expected = made(home)
    damage(home.folder / FILE)
    model = ReadModel(home.folder / FILE)
    repository = Repository(home.truth, read_model=model)
    assert made(home, repository) == expected
    assert model.is_damaged
    assert follow(home) == len(expected)
    assert there(home) == expected
    assert not model.is_damaged


def test_without_a_file_everything_is_made_from_the_ledger(home: Home) -> None:
    model = ReadModel(home.folder / FILE)
    assert (model.commit(), there(home)) == ((0, ""), {})
    assert not model.is_damaged
    follow(home)
    assert model.get_all(home.truth.records(["publication/p0"]).values())
    (home.folder / FILE).unlink()
    assert there(home) == {}


def test_a_file_that_cannot_be_written_is_an_error_and_not_a_fault(home: Home) -> None:
    (home.folder / FILE).mkdir()
    with pytest.raises(ReadModelError) as caught:
        ReadModelWriter(home.folder / FILE, "")
    assert not isinstance(caught.value, ReadModelDamaged)


def test_many_records_share_a_dictionary(home: Home) -> None:
    records: Records = small()
    for n in range(700):
        records[f"work/many{n}"] = {
            "a": ["pub:Work"],
            "dcterms:title": [f'"A work about many things, number {n}"@en'],
            "dcterms:subject": [ref("subject/s1")],
        }
    home.put(records)
    follow(home)
    with sqlite3.connect(home.folder / FILE) as connection:
        [(number,)] = connection.execute("SELECT id FROM dictionaries").fetchall()
        frames = [c for (c,) in connection.execute("SELECT content FROM records")]
    assert {zstandard.get_frame_parameters(frame).dict_id for frame in frames} == {number}
    assert there(home) == made(home)
    records["work/many3"]["dcterms:title"] = ['"Renamed"@en']
    home.put(records)
    follow(home)  # the next commit is written with the same
    assert there(home)["work/many3"] == made(home)["work/many3"]
