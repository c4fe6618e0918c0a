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
from publod.record_repository import Repository
from publod.setting_sources import from_environment

ROOT = Path(__file__).parents[2]
Rows = Mapping[str, Mapping[str, str]]


def table_of(home: Path) -> bytes:
    """All publications of a catalogue as the service gives them."""
    settings = from_environment({"PUBLOD_HOME": str(home), "PUBLOD_BASE_URL": BASE})
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
