"""The file of the read model: a row for each record, compressed with a dictionary of its own.

It is an SQLite file in the home of each node and may be deleted at any time. A row bears the
version of its record's state, and is good for that state alone; so whoever reads needs to know
neither which commit the file shows nor whether it is being written.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import zstandard

from publod.errors import PublodError
from publod.ledger import Record
from publod.ledger.queries import batches
from publod.messages import N_
from publod.rdf import Triple
from publod.read_model.materialized_record import FORMAT, MaterializedRecord, decoded, encoded
from publod.read_model.statistics import Key, Statistics, counts_of, counts_of_statements

log = logging.getLogger(__name__)

#: What it is called in the home of a catalogue.
FILE = "read-model.db"
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dictionaries (id INTEGER PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS records (
  id INTEGER PRIMARY KEY, version TEXT NOT NULL, content BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS statistics (
  key TEXT PRIMARY KEY, count INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS statistics_changes (
  key TEXT PRIMARY KEY, count INTEGER NOT NULL
) WITHOUT ROWID;
"""
#: Records that are written in one transaction, and from which a dictionary is made.
_BATCH = 2000
#: With fewer a dictionary would be larger than what it saves.
_ENOUGH = 500
#: The size of a dictionary in bytes; larger ones gain little.
_DICTIONARY = 112_640
_LEVEL = 3
#: Where readers report damage, for the writer.
_REPORT = ".damaged"


class ReadModelError(PublodError):
    """The read model cannot be read or written."""

    is_public = False


class ReadModelDamaged(ReadModelError):
    """The file of the read model is not as it was written; a writer makes it anew."""


class Row(NamedTuple):
    """A record as it is written: its encoded form, None where it is withdrawn, and its numbers."""

    id: int
    version: str
    content: bytes | None
    counts: Counter[Key]


def row_of(record: Record, told: MaterializedRecord | None) -> Row:
    """The row of what is told of a record; None for one that is withdrawn."""
    if told is None:
        return Row(record.id, record.version, None, Counter())
    return Row(record.id, record.version, encoded(told), counts_of(told.document))


class ReadModel:
    """Materialized records, for readers. Safe to share between threads, and before a fork.

    What cannot be read is not there: whoever asks makes it from the ledger.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._here = threading.local()
        self._statistics = Statistics()

    def get(self, record: Record) -> MaterializedRecord | None:
        """What is told of a record in its state; None if that is not there."""
        return self.get_all([record]).get(record.path)

    def get_all(self, records: Iterable[Record]) -> dict[str, MaterializedRecord]:
        """What is told of records, by path, as far as it is there in their states."""
        read: dict[str, MaterializedRecord] = {}
        try:
            connection = self._connection()
            for some in batches(records) if connection else ():
                wanted = {record.id: record for record in some}
                marks = ",".join("?" * len(wanted))
                query = f"SELECT id, version, content FROM records WHERE id IN ({marks})"  # noqa: S608
                for number, version, content in connection.execute(query, [*wanted]):  # type: ignore[union-attr]
                    if version == wanted[number].version:
                        read[wanted[number].path] = self._here.decompressor.read(content)
        except (sqlite3.Error, ReadModelError, OSError) as error:
            self._here.connection = None
            if is_damage(error):
                report(self._file)
            log.warning("the read model cannot be read: %s", error)
        return read

    def commit(self) -> tuple[int, str]:
        """The commit that it shows and its version; 0 and '' where there is none."""
        with suppress(sqlite3.Error, OSError):
            if connection := self._connection():
                return _commit(connection)
        return 0, ""

    def statistics(self) -> Statistics:
        """The numbers as of the commit that it shows; none where there is none."""
        with suppress(sqlite3.Error, OSError):
            if connection := self._connection():
                version = _commit(connection)[1]
                if self._statistics.version != version:
                    self._statistics = _statistics(connection)
                return self._statistics
        return Statistics()

    @property
    def is_damaged(self) -> bool:
        """Whether a reader has met a fault in the file."""
        return is_reported(self._file)

    def _connection(self) -> sqlite3.Connection | None:
        """The connection of the thread; None where there is no file."""
        identity = _identity(self._file)
        if identity is None:
            return None
        if getattr(self._here, "connection", None) is None or self._here.identity != identity:
            connection = sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)
            self._here.connection, self._here.identity = connection, identity
            self._here.decompressor = _Decompressor(connection)
        return self._here.connection  # type: ignore[no-any-return]


class ReadModelWriter:
    """The read model, for its one writer.

    ``settings`` names whatever a record's text depends on beside the ledger: where it differs, all
    is made anew. ``fresh`` gives up what there was. Raises ReadModelError.
    """

    def __init__(self, file: Path, settings: str, *, fresh: bool = False) -> None:
        self._file = file
        self._format = f"{FORMAT} {settings}"
        if fresh or is_reported(file):
            _remove(file)
        with _errors():
            self._connection = self._opened()
            if _value(self._connection, "format") != self._format:
                self.reset()

    @property
    def commit(self) -> int:
        """The commit that it shows; 0 for none."""
        return _commit(self._connection)[0]

    @property
    def version(self) -> str:
        """The version of that commit."""
        return _commit(self._connection)[1]

    def reset(self) -> None:
        """Forget all records."""
        self.close()
        _remove(self._file)
        with _errors():
            self._connection = self._opened()
            with self._connection:
                self._connection.execute("INSERT INTO meta VALUES ('format', ?)", [self._format])

    def apply(
        self, commit: int, version: str, rows: Iterable[Row], labels: Iterable[Triple] = ()
    ) -> None:
        """Write rows, and that they bring it to a commit. Raises ReadModelError.

        They are written in parts: what is not at its end when it breaks off is applied again.
        ``labels`` are the statements of the graph that belongs to no record, to be counted.
        """
        rest = iter(rows)
        with _errors():
            compressor = self._compressor()
            while batch := list(islice(rest, _BATCH)):
                contents = [row.content for row in batch if row.content is not None]
                if compressor is None and len(contents) >= _ENOUGH:
                    self._train(contents)
                    compressor = self._compressor()
                compress = (compressor or _plain()).compress
                changes = self._changes(batch)
                with self._connection as connection:
                    _add(connection, "statistics_changes", changes)
                    connection.executemany(
                        "DELETE FROM records WHERE id = ?",
                        [(row.id,) for row in batch if row.content is None],
                    )
                    connection.executemany(
                        "INSERT OR REPLACE INTO records VALUES (?, ?, ?)",
                        [
                            (row.id, row.version, compress(row.content))
                            for row in batch
                            if row.content is not None
                        ],
                    )
            with self._connection as connection:
                stated = counts_of_statements(labels)
                before = json.loads(_value(connection, "labels") or "[]")
                stated_before = Counter({tuple(key): count for key, count in before})
                stated.subtract(stated_before)
                _add(connection, "statistics_changes", stated)
                connection.execute(
                    "INSERT INTO statistics SELECT * FROM statistics_changes WHERE true "
                    "ON CONFLICT DO UPDATE SET count = statistics.count + excluded.count"
                )
                connection.execute("DELETE FROM statistics_changes")
                connection.execute("DELETE FROM statistics WHERE count = 0")
                stated.update(stated_before)
                connection.executemany(
                    "INSERT OR REPLACE INTO meta VALUES (?, ?)",
                    [
                        ("commit", str(commit)),
                        ("version", version),
                        ("labels", json.dumps(list((+stated).items()))),
                    ],
                )

    def _changes(self, batch: Sequence[Row]) -> Counter[Key]:
        """By how much the numbers differ after rows were written, from what they were."""
        changes: Counter[Key] = Counter()
        reader = _Decompressor(self._connection)
        for some in batches([row.id for row in batch]):
            marks = ",".join("?" * len(some))
            query = f"SELECT content FROM records WHERE id IN ({marks})"  # noqa: S608
            for (content,) in self._connection.execute(query, some):
                changes.subtract(counts_of(reader.read(content).document))
        for row in batch:
            changes.update(row.counts)
        return changes

    def close(self) -> None:
        """Close the file, with nothing left beside it."""
        with suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=10)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.executescript(_TABLES)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _compressor(self) -> zstandard.ZstdCompressor | None:
        row = self._connection.execute("SELECT content FROM dictionaries").fetchone()
        if row is None:
            return None
        dictionary = zstandard.ZstdCompressionDict(row[0])
        return zstandard.ZstdCompressor(_LEVEL, dict_data=dictionary, write_checksum=True)

    def _train(self, samples: Sequence[bytes]) -> None:
        dictionary = zstandard.train_dictionary(_DICTIONARY, list(samples))
        with self._connection as connection:
            connection.execute(
                "INSERT INTO dictionaries VALUES (?, ?)",
                (dictionary.dict_id(), dictionary.as_bytes()),
            )


class _Decompressor:
    """Reads rows, with the dictionaries of their file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._by_dictionary = {0: zstandard.ZstdDecompressor()}

    def read(self, content: bytes) -> MaterializedRecord:
        """The record of a row. Raises ReadModelDamaged."""
        try:
            number = zstandard.get_frame_parameters(content).dict_id
            if number not in self._by_dictionary:
                query = "SELECT content FROM dictionaries WHERE id = ?"
                [(dictionary,)] = self._connection.execute(query, (number,)).fetchall()
                self._by_dictionary[number] = zstandard.ZstdDecompressor(
                    dict_data=zstandard.ZstdCompressionDict(dictionary)
                )
            return decoded(self._by_dictionary[number].decompress(content))
        except (zstandard.ZstdError, ValueError) as error:
            raise ReadModelDamaged(N_("a row is damaged: %(error)s", error=str(error))) from error


def _plain() -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(_LEVEL, write_checksum=True)


def _value(connection: sqlite3.Connection, key: str) -> str:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else ""


def _commit(connection: sqlite3.Connection) -> tuple[int, str]:
    return int(_value(connection, "commit") or 0), _value(connection, "version")


def _statistics(connection: sqlite3.Connection) -> Statistics:
    connection.execute("BEGIN")
    try:
        rows = connection.execute("SELECT key, count FROM statistics").fetchall()
        version = _commit(connection)[1]
    finally:
        connection.execute("ROLLBACK")
    return Statistics.of(version, {tuple(key.split(" ")): count for key, count in rows})


def _add(connection: sqlite3.Connection, table: str, counts: Counter[Key]) -> None:
    connection.executemany(
        f"INSERT INTO {table} VALUES (?, ?) "  # noqa: S608
        "ON CONFLICT DO UPDATE SET count = count + excluded.count",
        [(" ".join(key), count) for key, count in counts.items() if count],
    )


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def is_damage(error: Exception) -> bool:
    """Whether the file is not as it was written, and not only out of reach or without room."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
    return isinstance(error, ReadModelDamaged | zstandard.ZstdError)


def report(file: Path) -> None:
    """Report that a reader has met a fault in the file: its writer makes it anew."""
    with suppress(OSError):
        file.with_name(file.name + _REPORT).touch()


def is_reported(file: Path) -> bool:
    """Whether a reader has met a fault in the file."""
    return file.with_name(file.name + _REPORT).exists()


def _remove(file: Path) -> None:
    for suffix in ("-wal", "-shm", "", _REPORT):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, zstandard.ZstdError, OSError) as error:
        kind = ReadModelDamaged if is_damage(error) else ReadModelError
        raise kind(N_("the read model cannot be written: %(error)s", error=str(error))) from error
