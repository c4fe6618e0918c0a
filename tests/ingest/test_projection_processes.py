"""Projections that several processes make are those that one makes, and none is half made."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tantivy import Query

from ingest.catalogue import BASE, Home, small
from publod import bootstrap, projection_processes
from publod.config import Settings
from publod.errors import StoreError
from publod.process_pool import ProcessEnded, in_process, in_processes
from publod.read_model.materialized_record import MaterializedRecord
from publod.read_model.statistics import Statistics
from publod.search.index_state import state_of
from publod.store_and_index_updates import bring_up_to_date
from seed_settings import seed_settings


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.put(small())
    return made


def settings_of(home: Home, validators: int) -> Settings:
    return seed_settings(home=home.folder, base_url=BASE, validators=validators)


def shown(home: Home, settings: Settings) -> tuple[dict[str, MaterializedRecord], Statistics, Any]:
    """What the read model and the index have."""
    model = bootstrap.read_model(settings)
    records = model.get_all(home.truth.records(home.truth.paths()).values())
    state = state_of(settings.search)
    hits = state.searcher.search(Query.all_query(), 1000).hits
    stored = sorted(json.dumps(state.stored(address), sort_keys=True) for _, address in hits)
    return records, model.statistics(), stored


def test_several_processes_make_what_one_makes(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_up_to_date(settings_of(home, 1), home.truth)
    alone = shown(home, settings_of(home, 1))
    for file in (*home.folder.glob("read-model*"), *(home.folder / "search").iterdir()):
        file.unlink()
    (home.folder / "store" / "current").unlink()
    monkeypatch.setattr(projection_processes, "_WORTH_PROCESSES", 1)
    several = settings_of(home, 2)
    warnings: list[object] = []
    bring_up_to_date(several, home.truth, warn=warnings.append)
    assert not warnings
    assert shown(home, several) == alone
    commit, is_last = bootstrap.commit_of_store(several, home.truth)
    assert (commit, is_last) == (home.truth.head().id, True)


def test_a_store_that_cannot_follow_in_its_process_is_told(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projection_processes, "_WORTH_PROCESSES", 1)
    (home.folder / "store").write_text("no folder")
    with pytest.raises(StoreError, match="could not follow"):
        bring_up_to_date(settings_of(home, 2), home.truth)
    assert state_of(home.folder / "search").version == home.truth.head().version


def test_a_store_that_is_damaged_is_made_anew_after_its_process_has_failed(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(projection_processes, "_WORTH_PROCESSES", 1)
    several = settings_of(home, 2)
    bring_up_to_date(several, home.truth)
    records = small()
    records["agent/a1"]["foaf:name"] = ['"Another name"@en']
    home.put(records)
    for file in (home.folder / "store").rglob("CURRENT"):
        file.write_text("nothing")
    bring_up_to_date(several, home.truth, repair=True)
    assert "it is being made anew" in caplog.text
    assert bootstrap.commit_of_store(several, home.truth) == (home.truth.head().id, True)


def test_a_process_that_is_ended_is_told() -> None:
    with pytest.raises(ProcessEnded):
        list(in_processes(os._exit, [1, 1, 1], 2))
    with in_process(os._exit, 1) as result, pytest.raises(ProcessEnded):
        result()


def test_what_processes_make_is_in_order() -> None:
    items = list(range(20))
    assert list(in_processes(str, items, 2)) == [(item, str(item)) for item in items]
    assert list(in_processes(str, items, 1)) == [(item, str(item)) for item in items]
