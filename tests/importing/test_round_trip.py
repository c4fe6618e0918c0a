"""The table of publications that a service gives comes back as it was: /publications.csv."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path

from bench.generate import write

from cli.running import BASE, publod
from publod import bootstrap
from publod.bibliography.export.csv_table import write_many
from publod.new_catalogue import Answers
from publod.new_catalogue import write as start_catalogue
from publod.record_repository import Repository
from publod.setting_sources import from_environment

ROOT = Path(__file__).parents[2]
Rows = Mapping[str, Mapping[str, str]]


def table_of(home: Path, base: str = BASE) -> bytes:
    """All publications of a catalogue as the service gives them."""
    settings = from_environment({"PUBLOD_HOME": str(home), "PUBLOD_BASE_URL": base})
    repository = Repository(bootstrap.reading_ledger(settings))
    paths = sorted(path for path in repository.paths() if path.startswith("publication/"))
    return b"".join(write_many((entry for _, entry in repository.entries(paths)), "sv"))


def rows_of(table: bytes) -> Rows:
    text = io.StringIO(table.decode("utf-8-sig"), newline="")
    return {row["uri"]: row for row in csv.DictReader(text)}


def there_and_back(tmp_path: Path, data: Path, shared: list[str]) -> tuple[Rows, Rows, str]:
    """The table of a catalogue, that of the catalogue imported from it, and what was reported."""
    publod(tmp_path / "first", "load", data)
    table, folder = tmp_path / "publications.csv", tmp_path / "folder"
    table.write_bytes(table_of(tmp_path / "first"))
    folder.mkdir()
    for name in shared:
        shutil.copy(data / name, folder)
    done = publod(tmp_path / "second", "import", table, "--to", folder)
    assert "publod" not in done.stderr
    assert publod(tmp_path / "second", "check", folder).stdout.startswith("valid: ")
    publod(tmp_path / "second", "load", folder)
    back = table_of(tmp_path / "second")
    again = publod(tmp_path / "second", "import", table, "--to", folder)
    assert ", added 0, changed 0, unchanged " in again.stdout
    return rows_of(table.read_bytes()), rows_of(back), done.stdout


def test_the_seed(tmp_path: Path) -> None:
    shared = ["agents.ttl", "subjects.ttl", "types.ttl", "places.ttl", "audiences.ttl"]
    before, after, _ = there_and_back(tmp_path, ROOT / "data", shared)
    assert after == before


def test_generated_publications(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write(40, data)
    before, after, _ = there_and_back(tmp_path, data, ["shared.ttl"])
    assert after == before


def test_into_a_new_catalogue_at_another_address(tmp_path: Path) -> None:
    """All agents and subjects are new there; it has types of its own, which a mapping matches."""
    data, folder, base = tmp_path / "data", tmp_path / "other/data", "https://other.example/"
    write(40, data)
    publod(tmp_path / "first", "load", data)
    answers = Answers(name="x", publisher="y", base_url=base, languages=("sv", "en"))
    start_catalogue(tmp_path / "other", answers)
    (tmp_path / "other/data/publications/example-report.ttl").unlink(missing_ok=True)
    table, mapping = tmp_path / "publications.csv", tmp_path / "mapping.toml"
    table.write_bytes(table_of(tmp_path / "first"))
    mapping.write_text("[types]\n" + "".join(f'"Typ {n}" = "rapport"\n' for n in range(6)), "utf-8")
    home = tmp_path / "second"
    publod(home, "import", table, "--mapping", mapping, "--to", folder, PUBLOD_BASE_URL=base)
    publod(home, "load", folder, PUBLOD_BASE_URL=base)
    before, after = rows_of(table.read_bytes()), dict(rows_of(table_of(home, base)))
    addresses = ("uri", "work", "replaced_by")
    for row in before.values():
        moved = {name: row[name].replace(BASE, base) for name in addresses}
        back = after.pop(moved["uri"])
        # What a record has several of is in no order.
        assert {name: sorted(text.split(" | ")) for name, text in back.items()} == {
            name: sorted(text.split(" | ")) for name, text in ({**row, **moved, "type": "rapport"}).items()
        }  # fmt: skip
    assert after == {}
