"""The connections to the ledger's database, and the lock that lets one process write at a time."""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree

from publod.errors import (
    HomeNotWritable,
    LedgerBusy,
    LedgerDamaged,
    LedgerError,
    LedgerMissing,
    LedgerMoved,
    LedgerOverload,
)
from publod.messages import N_, English, Message

log = logging.getLogger(__name__)

#: How long one connection waits for another that writes, in milliseconds.
_PATIENCE = 30_000
#: The same for a checkpoint at the end: a reader in its way is no reason to wait long.
_BRIEFLY = 2_000
_TRIES = 10
#: Connections of one process beyond the five that stay open, and how long one is waited for when
#: all are in use, in seconds: no answer holds one while it is read, so more would be in vain.
_FURTHER, _SOON = 27, 1.0
_UNCHANGING = "ro&immutable=1"
_DAMAGE = ("malformed", "not a database", "corrupt", "disk I/O error", "Could not decode")
#: What tells a file from one that has come in its place; of a file that is taken for unchanging,
#: also what tells that it has not been written.
Identity = tuple[int, ...]


class FileConnection(sqlite3.Connection):
    """A connection that knows which file it has open, and whether it takes it for unchanging."""

    identity: Identity = ()
    is_immutable = False

    def is_current(self, file: Path) -> bool:
        """Whether what it has open is still what a file is. Raises LedgerMissing."""
        return self.identity == identity_of(file, whole=self.is_immutable)


def engine_of(url: str, *, unchanging: bool = False) -> Engine:
    """The engine for a database URL; it connects to nothing yet. Raises LedgerError.

    ``unchanging`` is for a file that nobody writes, and that must not be written.
    """
    try:
        file = file_of(url)
        if file is None:
            # A question of several queries is answered from one commit, as SQLite does anyway.
            engine = create_engine(url, max_overflow=_FURTHER, pool_timeout=_SOON)
            return engine.execution_options(isolation_level="REPEATABLE READ")
        creator = partial(connect, file, unchanging=unchanging)
        engine = create_engine(url, creator=creator, max_overflow=_FURTHER, pool_timeout=_SOON)
    except (SQLAlchemyError, ImportError) as error:
        raise LedgerError(
            N_("the ledger's database URL cannot be used: %(error)s", error=error)
        ) from error
    event.listen(engine, "checkout", _still_there(file))
    event.listen(engine, "begin", _begin)
    return engine


def file_of(url: str | URL) -> Path | None:
    """The SQLite file of a database URL; None for another database."""
    parts = make_url(url)
    is_file = parts.get_backend_name() == "sqlite" and parts.database not in {None, "", ":memory:"}
    return Path(str(parts.database)) if is_file else None


def make_file(url: str) -> None:
    """Make the file of an SQLite ledger: no connection does, lest a reader made one by mistake.

    Raises LedgerError.
    """
    file = file_of(url)
    try:
        if file is not None:
            file.touch()
    except OSError as error:
        raise LedgerError(
            N_(
                "the ledger could not be made: %(file)s: %(strerror)s",
                file=file,
                strerror=error.strerror,
            )
        ) from error


def connect(file: Path, *, unchanging: bool = False) -> FileConnection:
    """Open the ledger's file, in the way that its folder allows. Raises LedgerMissing.

    Readers of a folder that they may not write find what a writer beside them has not yet brought
    into the file by way of the files ``-wal`` and ``-shm``. Without these the file holds still.
    """
    for _ in range(_TRIES):
        mode = _UNCHANGING if unchanging else _mode(file)
        is_immutable = "immutable" in mode
        before = identity_of(file, whole=is_immutable)
        connection = sqlite3.connect(
            f"file:{quote(str(file.absolute()))}?mode={mode}",
            uri=True, factory=FileConnection, check_same_thread=False, isolation_level=None,
        )  # fmt: skip
        connection.is_immutable, connection.identity = is_immutable, before
        try:
            _configure(connection, writable=mode == "rw")
            if identity_of(file, whole=is_immutable) == before:
                return connection
        except BaseException:
            connection.close()
            raise
        connection.close()
    raise LedgerError(N_("the ledger is being replaced again and again; try later"))


def _mode(file: Path) -> str:
    """How SQLite is to open a file, as a part of its URI."""
    if os.access(file, os.W_OK) and os.access(file.parent, os.W_OK):
        return "rw"
    if _beside(file, "-shm").exists():
        return "ro"
    wal = _beside(file, "-wal")
    if wal.exists() and wal.stat().st_size:
        raise LedgerError(
            N_(
                "the ledger was not closed by its writer, and cannot be written here: run "
                "`publod status` as a user who may write to the home, or copy the home"
            )
        )
    return _UNCHANGING


def _configure(connection: sqlite3.Connection, *, writable: bool) -> None:
    # Python's driver would begin transactions by its own lights; `_begin` does it instead.
    connection.execute(f"PRAGMA busy_timeout={_PATIENCE}")
    if writable:
        connection.execute("PRAGMA journal_mode=WAL")  # readers go on while one writes
        # A commit that a projection has seen must survive.
        connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def identity_of(file: Path, *, whole: bool = False) -> Identity:
    """What tells a file from another; ``whole``, also from itself after it was written.

    Raises LedgerMissing.
    """
    try:
        status = file.stat()
    except OSError as error:
        raise LedgerMissing(
            N_("there is no ledger: %(strerror)s", strerror=error.strerror)
        ) from None
    if not whole:
        return status.st_dev, status.st_ino
    is_open = _beside(file, "-shm").exists()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, is_open


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def _still_there(file: Path) -> Callable[[Any, Any, Any], None]:
    """Before each use: a connection to a file that is no longer the ledger is given up."""
    current: list[Identity] = []

    def check(connection: FileConnection, _record: object, _proxy: object) -> None:
        identity = identity_of(file, whole=connection.is_immutable)
        if connection.identity != identity:
            raise DisconnectionError  # the pool opens another
        if current and current[0] != identity[:2]:
            log.warning("%s was replaced: answering from the new one", file)
        current[:] = [identity[:2]]

    return check


def require_unchanged(connection: Connection) -> None:
    """Raise LedgerError if what was just read may be a mixture of two states.

    That can be where the file was taken for unchanging, and somebody who may write to it did.
    """
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, FileConnection) or not raw.is_immutable:
        return
    if identity_of(Path(str(connection.engine.url.database)), whole=True) != raw.identity:
        raise LedgerError(N_("the ledger was written while it was read; try again"))


def expect_base(engine: Engine, base_url: str) -> None:
    """Have each transaction begin by asking whether the catalogue still has its base URL.

    What a reader builds on it, such as every IRI, would else be mixed with what it reads.
    """

    def check(connection: Connection) -> None:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute("SELECT value FROM meta WHERE key = 'base_url'")
            row = cursor.fetchone()
        if row is None or row[0] != base_url:
            raise LedgerMoved(base_url, row[0] if row else "")

    event.listen(engine, "begin", check)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def checkpoint(file: Path) -> None:
    """Bring all that was committed into the ledger's own file, as far as readers let us.

    So a copy of that file alone is whole, as long as nobody writes.
    """
    if not file.exists() or _mode(file) != "rw":
        return
    with closing(connect(file)) as connection, suppress(sqlite3.OperationalError):
        connection.execute(f"PRAGMA busy_timeout={_BRIEFLY}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def ledger_errors(failure: Message) -> Iterator[None]:
    """Raise what a database raises as LedgerError or, where its file is at fault, LedgerDamaged."""
    try:
        yield
    except NoneFree as error:
        raise LedgerOverload from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        reason = str(getattr(error, "orig", None) or error)
        if any(sign in reason for sign in _DAMAGE):
            raise LedgerDamaged(Message(failure.template, reason=English(reason))) from error
        raise LedgerError(Message(failure.template, reason=English(reason))) from error


#: The file in a home whose lock the writer holds; a folder with such a file is a home.
LOCK = "writer.lock"


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """Hold the home's writer lock. Raises LedgerBusy when another process holds it.

    Raises HomeNotWritable where this user may not write, or nobody may.

    The kernel lets go of it when a process ends, however it ends: no stale lock is ever left.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = (home / LOCK).open("a")
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise HomeNotWritable(
                N_("%(home)s cannot be written: %(strerror)s", home=home, strerror=error.strerror)
            ) from error
        raise
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LedgerBusy(
                N_("another process is writing to %(home)s; wait for it", home=home)
            ) from None
        yield
