"""Rendered records, kept: so a harvest is a sequential read.

A cache on disk that may be deleted at any time. A row is valid for one version of its record and
one build of publod; whoever finds an old one renders anew and replaces it. Each build has tables of
its own, and a server that starts drops those of others: one that still runs, as during an upgrade,
makes its own again. The cache must never be what breaks a harvest: if the disk is full or the file
is damaged, records are rendered every time.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from publod.ledger.queries import batches

log = logging.getLogger(__name__)

_AT_ONCE = 500
#: Rows shrink to a third or a quarter; higher levels gain little.
_LEVEL = 4


class RecordCache:
    """Rows by format and record. Safe to share between threads, and between processes.

    ``limit`` is the size of the file in bytes beyond which nothing more is kept.
    """

    def __init__(self, file: Path, build: str, limit: int) -> None:
        self._file = file
        self._build = f"{zlib.crc32(build.encode()):08x}"
        self._limit = limit
        self._here = threading.local()
        #: Two that make the same file a WAL database at once refuse each other without waiting.
        self._opening = threading.Lock()
        self._is_swept = False

    def get(self, form: str, wanted: Mapping[int, str]) -> dict[int, bytes]:
        """The rows of records, by id, whose versions are those that are wanted."""
        try:
            return self._rows(form, wanted)
        except (sqlite3.Error, zlib.error, OSError) as error:
            self._give_up("kept rows cannot be read", error)
            return {}

    def put(self, form: str, rows: Iterable[tuple[int, str, bytes]]) -> None:
        """Keep rows: a record's id, its version, and what was rendered."""
        try:
            connection = self._connection(form)
            if self._size(connection) > self._limit:
                return
            coded = [(record, version, zlib.compress(row, _LEVEL)) for record, version, row in rows]
            with connection:
                connection.executemany(
                    f"INSERT OR REPLACE INTO {self._table(form)} VALUES (?, ?, ?)",  # noqa: S608
                    coded,
                )
        except (sqlite3.Error, OSError) as error:
            self._give_up("rows cannot be kept", error)

    def _rows(self, form: str, wanted: Mapping[int, str]) -> dict[int, bytes]:
        connection = self._connection(form)
        rows_by_id: dict[int, bytes] = {}
        for some in batches(wanted, _AT_ONCE):
            places = ",".join("?" * len(some))
            query = (
                f"SELECT record, version, body FROM {self._table(form)} "  # noqa: S608 (a format's)
                f"WHERE record IN ({places})"
            )
            for record, version, body in connection.execute(query, some):
                if version == wanted[record]:
                    rows_by_id[record] = zlib.decompress(body)
        return rows_by_id

    def _table(self, form: str) -> str:
        return f'"{form} {self._build}"'

    def _connection(self, form: str) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._here, "connection", None)
        if connection is None:
            with self._opening:
                connection = self._here.connection = self._opened()
            self._here.forms = set()
        if form not in self._here.forms:
            with connection:
                connection.execute(
                    f"CREATE TABLE IF NOT EXISTS {self._table(form)} "
                    "(record INTEGER PRIMARY KEY, version TEXT NOT NULL, body BLOB NOT NULL)"
                )
            self._here.forms.add(form)
        return connection

    def _give_up(self, what: str, error: Exception) -> None:
        """Open the file anew next time: the tables, or the file, may have been taken away."""
        self._here.connection = None
        log.warning("%s: %s", what, error)

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=2)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")  # lost rows are rendered again
        if not self._is_swept:
            self._is_swept = True
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
                for (name,) in tables.fetchall():
                    if not name.endswith(f" {self._build}"):
                        connection.execute(f'DROP TABLE "{name}"')
        return connection

    def _size(self, connection: sqlite3.Connection) -> int:
        """The bytes in use: what another build has left stays in the file, but is used again."""
        [(pages,)] = connection.execute("PRAGMA page_count")
        [(free,)] = connection.execute("PRAGMA freelist_count")
        [(size,)] = connection.execute("PRAGMA page_size")
        return (int(pages) - int(free)) * int(size)
