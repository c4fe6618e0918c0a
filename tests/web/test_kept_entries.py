"""An entry that was kept is the entry that would be read now."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from publod.bibliography.entry import Entry
from publod.errors import RecordWithdrawn
from publod.record_repository import Repository
from publod.web.site import KEY
from web.growing import Edits, Growing


def entries(repository: Repository, paths: list[str]) -> dict[str, Entry | None]:
    found: dict[str, Entry | None] = {}
    for path in paths:
        try:
            found[path] = repository.entry(repository.present(path))
        except RecordWithdrawn:
            found[path] = None
    return found


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_never_out_of_date(tmp_path: Path, seed: int) -> None:
    growing = Growing(tmp_path)
    edits = Edits(random.Random(100 + seed))
    edits.begin()
    growing.load(edits.records())
    kept: Repository = growing.app.extensions[KEY].repository
    known: set[str] = set()
    for number in range(8):
        known |= {path for path in edits.records() if path.startswith("publication/")}
        paths = sorted(known)
        assert entries(kept, paths) == entries(Repository(kept._ledger), paths), number
        edits.step()
        growing.load(edits.records())
    growing.close()
