"""The version of the last commit, known without a query for as long as nobody commits."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from threading import Lock

from publod.errors import LedgerError
from publod.ledger import database
from publod.ledger.records import Commit

#: How long an event loop waits for a thread that asks as well, in seconds.
_BRIEFLY = 0.01


class HeadVersion:
    """Tells the version of an SQLite ledger's last commit; any thread may ask.

    SQLite counts the changes that others make to a file (``PRAGMA data_version``), which costs some
    microseconds to read, and the file may be replaced, which its inode tells. Only after either is
    the head read again. Call `close` before a process forks.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = Lock()
        self._connection: database.FileConnection | None = None
        self._changes = -1
        self._version = ""

    def read(self) -> str | None:
        """The version now; None where the ledger cannot be read."""
        with self._lock:
            return self._read(may_open=True)

    def peek(self) -> str | None:
        """The same for an event loop: None also where a file would have to be opened first."""
        if not self._lock.acquire(timeout=_BRIEFLY):
            return None
        try:
            return self._read(may_open=False)
        finally:
            self._lock.release()

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._changes = None, -1

    def _read(self, *, may_open: bool) -> str | None:
        connection = self._connection
        with suppress(LedgerError, sqlite3.Error):
            if connection is None or not connection.is_current(self._file):
                self._close()
                if not may_open:
                    return None
                connection = self._connection = database.connect(self._file)
                connection.execute("PRAGMA busy_timeout=0")  # nobody waits here for a writer
            (changes,) = connection.execute("PRAGMA data_version").fetchone()
            if changes != self._changes:
                row = connection.execute(
                    "SELECT id, time, token FROM commits ORDER BY id DESC LIMIT 1"
                ).fetchone()
                self._version = Commit(*row).version if row else Commit(0, 0).version
                self._changes = changes
            return self._version
        return None
