"""Backups of an SQLite ledger: one file each, whole at a commit, with a checksum in it.

A backup is a ledger itself. What it has besides is a row in ``meta`` with the SHA-256 of the
file, computed while the 64 digits of the checksum are zeros. Nothing of the file is trusted, not
even its format, before that has been found right.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from publod.errors import BackupDamaged, LedgerDamaged, LedgerError, LedgerMissing
from publod.ledger import database
from publod.ledger.schema import VERSION
from publod.messages import N_

_KEY = "backup"
_SIGN = b"publod backup, SHA-256 "
_CHECKSUM = re.compile(re.escape(_SIGN) + rb"([0-9a-f]{64})")
_ZEROS = b"0" * 64
#: How far from the beginning of the file the checksum is: ``meta`` is the first table.
_BEGINNING = 1 << 16
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: its last commit, and the checksum in it."""

    commit: int
    revisions: int
    base_url: str
    checksum: str


def write(url: str, file: Path) -> Backup:
    """Write a backup of the ledger at a database URL into a file, while others read and write.

    The file comes into its place whole. Raises LedgerMissing, LedgerDamaged when the ledger is not
    worth it, and LedgerError for a ledger that is in no SQLite file.
    """
    source = file_of(url)
    if not file.parent.is_dir():
        raise LedgerError(
            N_("there is no folder %(parent)s to write the backup to", parent=file.parent)
        )
    if file.exists() and file.samefile(source):
        raise LedgerError(
            N_("%(file)s is the ledger itself: write the backup to another file", file=file)
        )
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with (
            database.ledger_errors(N_("the ledger could not be copied: %(reason)s")),
            closing(database.connect(source)) as connection,
        ):
            connection.execute("VACUUM INTO ?", [str(draft)])
        with (
            database.ledger_errors(N_("the ledger could not be copied: %(reason)s")),
            closing(sqlite3.connect(draft)) as connection,
        ):
            connection.execute("PRAGMA synchronous=OFF")  # it is synced whole, below
            _require_sound(connection)
            mark = (_KEY, (_SIGN + _ZEROS).decode())
            connection.execute("INSERT INTO meta (key, value) VALUES (?, ?)", mark)
            connection.commit()
        _write_checksum(draft)
        backup = read(draft)
        draft.replace(file)
        _sync(file.parent)
        return backup
    finally:
        for left in (draft, draft.with_name(draft.name + "-journal")):
            left.unlink(missing_ok=True)


def read(file: Path) -> Backup:
    """What a backup holds, once it has been found undamaged. Raises BackupDamaged."""
    with file.open("rb") as opened:
        beginning = opened.read(_BEGINNING)
    if not beginning.startswith(b"SQLite format 3\0"):
        raise BackupDamaged(N_("%(file)s is no backup that publod wrote", file=file))
    marks = list(_CHECKSUM.finditer(beginning))
    if not marks:
        raise BackupDamaged(
            N_("%(file)s is no backup that publod wrote, or its beginning is damaged", file=file)
        )
    if not any(_checksum(file, mark.start(1)) == mark[1].decode() for mark in marks):
        raise BackupDamaged(
            N_("%(file)s is damaged: its checksum is not that of its content", file=file)
        )
    return _content(file, marks[0][1].decode())


def restore(file: Path, url: str) -> Backup:
    """Make the ledger at a database URL what a backup holds; for whoever is the writer.

    The old ledger or the new one is there whenever this is killed. Raises BackupDamaged, before
    anything is touched, and LedgerError.
    """
    target = file_of(url)
    backup = read(file)
    with _copy(file, target) as draft:
        if target.exists() and _overwrite(draft, target):
            return backup
        for part in ("-wal", "-shm"):
            target.with_name(target.name + part).unlink(missing_ok=True)
        if target.exists():  # no database any more: whoever wants to look at it can
            target.replace(target.with_name(target.name + ".damaged"))
        draft.replace(target)
        _sync(target.parent)
    return backup


def file_of(url: str) -> Path:
    """The ledger's SQLite file. Raises LedgerError where another database holds the ledger."""
    file = database.file_of(url)
    if file is None:
        raise LedgerError(
            N_(
                "PUBLOD_LEDGER_URL names a database server: back it up and restore it with the "
                "server's own tools, for PostgreSQL pg_dump and pg_restore; then run `publod "
                "rebuild`"
            )
        )
    return file


def _require_sound(connection: sqlite3.Connection) -> None:
    faults = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
    if faults != ["ok"]:
        raise LedgerDamaged(
            N_("no backup was written, since the ledger is damaged: %(faults)s", faults=faults[0])
        )
    if connection.execute("SELECT 1 FROM meta WHERE key = 'base_url'").fetchone() is None:
        raise LedgerMissing(N_("nothing has been loaded yet: there is nothing to back up"))


def _write_checksum(file: Path) -> None:
    with file.open("r+b") as opened:
        place = opened.read(_BEGINNING).index(_SIGN + _ZEROS) + len(_SIGN)
        opened.seek(place)
        opened.write(_checksum(file, place).encode())
    _sync(file)


def _checksum(file: Path, place: int) -> str:
    """The SHA-256 of a file that has zeros for the 64 bytes at a place."""
    hashed = hashlib.sha256()
    with file.open("rb") as opened:
        hashed.update(opened.read(place) + _ZEROS)
        opened.seek(place + len(_ZEROS))
        while piece := opened.read(_PIECE):
            hashed.update(piece)
    return hashed.hexdigest()


def _content(file: Path, checksum: str) -> Backup:
    uri = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    with (
        database.ledger_errors(N_("the ledger could not be read: %(reason)s")),
        closing(sqlite3.connect(uri, uri=True)) as connection,
    ):
        (schema,) = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        (base,) = connection.execute("SELECT value FROM meta WHERE key = 'base_url'").fetchone()
        (commit,) = connection.execute("SELECT coalesce(max(id), 0) FROM commits").fetchone()
        (revisions,) = connection.execute("SELECT count(*) FROM revisions").fetchone()
    if schema != VERSION:
        raise LedgerError(
            N_(
                "%(file)s has schema %(schema)s, this version of publod reads %(version)s: "
                "restore it with the version that wrote it",
                file=file,
                schema=schema,
                version=VERSION,
            )
        )
    return Backup(commit, revisions, base, checksum)


@contextmanager
def _copy(file: Path, target: Path) -> Iterator[Path]:
    """A ledger beside the target with what a backup holds, durably."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with file.open("rb") as source, draft.open("wb") as opened:
            while piece := source.read(_PIECE):
                opened.write(piece)
        with (
            database.ledger_errors(N_("the ledger could not be restored: %(reason)s")),
            closing(sqlite3.connect(draft)) as connection,
        ):
            connection.execute("DELETE FROM meta WHERE key = ?", [_KEY])
            connection.commit()
        _sync(draft)
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _overwrite(draft: Path, target: Path) -> bool:
    """Write a ledger over another in one transaction, if that is still a database.

    Others may read meanwhile: they see the old one until the transaction ends, then the new one.
    """
    try:
        with (
            closing(sqlite3.connect(draft)) as source,
            closing(database.connect(target)) as written,
        ):
            source.backup(written)
            faults = [row[0] for row in written.execute("PRAGMA quick_check(1)")]
        database.checkpoint(target)
    except sqlite3.OperationalError as error:
        raise LedgerError(N_("the ledger could not be restored: %(error)s", error=error)) from error
    except sqlite3.DatabaseError:
        return False
    return faults == ["ok"]


def _sync(path: Path) -> None:
    """Make a file's content, or the names in a folder, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
