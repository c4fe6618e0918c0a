"""Making what the read model and the search index have of records, in several processes.

To make it is the work; to write it is little. So whoever writes a projection lets processes of
their own make it, where there is much: each opens the ledger, and makes sure that it shows the same
commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from typing import Any

from publod import bootstrap
from publod.bibliography.catalogue_languages import catalogue_languages
from publod.config import Settings
from publod.errors import LedgerError
from publod.ingest import read_model_projection
from publod.ingest.search_projection import Indexed, Indexing
from publod.ledger import Ledger, LedgerReader, Record
from publod.messages import N_
from publod.process_pool import in_processes
from publod.read_model.database import Row
from publod.read_model.materialization import Materialization
from publod.search.languages import asking_in
from publod.search.schema import fields_of
from publod.search.search_interface import Change, IndexedRecord

#: Records from which on other processes earn back the seconds that they take to start.
_WORTH_PROCESSES = 4000


def rows(settings: Settings, ledger: Ledger, since: int) -> read_model_projection.Rows:
    """Makes rows of the read model, of records touched after a commit."""
    count = processes(settings, ledger, since)
    if count < 2:
        return read_model_projection.rows_by(*_codes(settings))
    call = partial(_rows, settings, ledger.head().version)
    return lambda _, touched: _made(call, count, touched)


def indexed(settings: Settings, ledger: Ledger, since: int) -> Indexed:
    """Makes what is indexed of records touched after a commit, from the read model."""
    count = processes(settings, ledger, since)
    if count < 2:
        return _indexing(settings, ledger).of
    return partial(_made, partial(_indexed, settings, ledger.head().version), count)


def _codes(settings: Settings) -> tuple[str, str]:
    return settings.organization_code or "", settings.swepub_code or ""


def _indexing(settings: Settings, ledger: LedgerReader) -> Indexing:
    entries = bootstrap.repository(settings, ledger).entries
    return Indexing(ledger, entries, settings.own_facets)


def processes(settings: Settings, ledger: Ledger, since: int) -> int:
    """In how many processes to make what is touched after a commit."""
    much = ledger.number_touched_since(since) >= _WORTH_PROCESSES
    return settings.validators if much else 1


def _made(call: Any, processes: int, touched: Iterable[list[Record]]) -> Iterator[Any]:
    with closing(in_processes(call, touched, processes)) as made:  # type: ignore[type-var]
        yield from (result for _, result in made)


#: What a process makes with, by what it makes and the version of the ledger's commit.
_at_hand: dict[tuple[str, str], Any] = {}


def _rows(settings: Settings, version: str, records: list[Record]) -> list[Row]:
    if ("rows", version) not in _at_hand:
        snapshot = _snapshot(settings, version)
        _at_hand["rows", version] = Materialization(snapshot, *_codes(settings))
    return read_model_projection.made_of(_at_hand["rows", version], records)


def _indexed(settings: Settings, version: str, records: list[Record]) -> list[Change]:
    if ("index", version) not in _at_hand:
        _at_hand["index", version] = _indexing(settings, _snapshot(settings, version))
    with asking_in(catalogue_languages()):
        return [
            (path, fields_of(record) if isinstance(record, IndexedRecord) else record)
            for path, record in _at_hand["index", version].made_of(records)
        ]


def _snapshot(settings: Settings, version: str) -> LedgerReader:
    """The ledger as of a commit. Raises LedgerError if that is not the last."""
    snapshot = bootstrap.reading_ledger(settings).lazy_snapshot()
    if snapshot.head().version != version:
        raise LedgerError(N_("the ledger was written while it was read; try again"))
    return snapshot
