"""Opening a ledger, reading it in one state, and writing to it."""

from __future__ import annotations

import sqlite3
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Self

from sqlalchemy import Connection, Engine, delete, insert, inspect, select

from publod.bibliography.catalogue_languages import CatalogueLanguages, catalogue_languages
from publod.errors import BaseUrlMismatch, LedgerDamaged, LedgerError, LedgerMissing
from publod.ledger import commit_writer, database, schema
from publod.ledger.alphabet_queries import ALPHABETS
from publod.ledger.browse_queries import BrowseQueries
from publod.ledger.harvest_sets import Membership
from publod.ledger.history import History
from publod.ledger.schema import VERSION, Change, Commit, meta, metadata
from publod.messages import N_

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


class LedgerReader(BrowseQueries):
    """All that can be asked of a ledger: a ledger itself, or a snapshot of one."""

    @contextmanager
    def snapshot(self) -> Iterator[LedgerReader]:
        """The ledger as it is now, for as long as the context lasts, whatever is written meanwhile.

        To be used by one thread.
        """
        with closing(self.lazy_snapshot()) as now:
            now.head()  # the database holds still from the first question on
            yield now

    @abstractmethod
    def lazy_snapshot(self) -> LedgerReader:
        """A snapshot that begins with the first question, and ends when it is closed."""

    @abstractmethod
    def close(self) -> None:
        """Give the database connections back."""

    @contextmanager
    def membership(self) -> Iterator[Membership]:
        """What harvesters ask, of one state of the ledger; for one thread."""
        with self.connected() as connection:
            yield Membership(connection)

    @contextmanager
    def history(self) -> Iterator[History]:
        """What those who follow the catalogue ask, of one state of the ledger; for one thread."""
        with self.connected() as connection:
            yield History(connection)


class Snapshot(LedgerReader):
    """A ledger that answers all questions over one connection, in one transaction."""

    def __init__(self, engine: Engine, base_url: str) -> None:
        self._engine = engine
        self.base_url = base_url
        self._connection: Connection | None = None
        self._head: Commit | None = None

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """Its connection; after a LedgerError, another. Raises LedgerDamaged, too."""
        try:
            with database.ledger_errors(N_("the ledger could not be read: %(reason)s")):
                if self._connection is None:
                    self._connection = self._engine.connect()
                connection = self._connection
                yield connection
                database.require_unchanged(connection)
        except LedgerDamaged:  # a record may be: others can still be read
            raise
        except LedgerError:
            with suppress(LedgerError):
                self.close()
            raise

    def head(self) -> Commit:
        """The commit that it shows."""
        if self._head is None:
            self._head = super().head()
        return self._head

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Itself."""
        yield self

    def lazy_snapshot(self) -> Snapshot:
        """Itself."""
        return self

    def close(self) -> None:
        """Give the connection back; whoever asks again gets a later state."""
        connection, self._connection, self._head = self._connection, None, None
        if connection is not None:
            with database.ledger_errors(N_("the ledger could not be read: %(reason)s")):
                connection.close()


class Ledger(LedgerReader):
    """A ledger in a relational database. Safe to share between threads; one process writes."""

    def __init__(
        self, engine: Engine, base_url: str, head_version: HeadVersion | None = None
    ) -> None:
        self._engine = engine
        self.base_url = base_url
        self._head_version = head_version

    @classmethod
    def open(cls, url: str, base_url: str | None = None, *, unchanging: bool = False) -> Self:
        """Open an existing ledger.

        ``base_url`` is what the caller believes the catalogue's base to be; None takes it from the
        ledger. ``unchanging`` is for a file that nobody writes, and that must not be written, as a
        backup. Raises LedgerMissing or BaseUrlMismatch.
        """
        engine = database.engine_of(url, unchanging=unchanging)
        try:
            recorded = _recorded(engine)
        except BaseException:
            engine.dispose()
            raise
        if recorded is None:
            engine.dispose()
            raise LedgerMissing(
                N_(
                    "nothing has been loaded yet: there is no ledger. `publod load` makes one in "
                    "the folder that PUBLOD_HOME names"
                )
            )
        if base_url is not None and base_url != recorded:
            engine.dispose()
            raise BaseUrlMismatch(recorded, base_url)
        database.expect_base(engine, recorded)
        return cls(engine, recorded, _head_version(engine))

    @classmethod
    def create(cls, url: str, base_url: str) -> Self:
        """Open the ledger, making it first if there is none. Raises BaseUrlMismatch."""
        try:
            return cls.open(url, base_url)
        except LedgerMissing:
            engine = database.engine_of(url)
            rows = [
                {"key": "base_url", "value": base_url},
                {"key": "schema", "value": VERSION},
                {"key": schema.ALPHABETS, "value": _alphabets(catalogue_languages())},
            ]
            with database.ledger_errors(N_("the ledger could not be made: %(reason)s")):
                database.make_file(url)
                metadata.create_all(engine)
                with engine.begin() as connection:
                    connection.execute(insert(meta), rows)
            database.expect_base(engine, base_url)
            return cls(engine, base_url, _head_version(engine))

    def close(self, *, settled: bool = False) -> None:
        """Give the database connections back.

        ``settled`` is for whoever has written: what was committed is brought into the ledger's own
        file, so that nothing of it lies in a file beside it.
        """
        self._engine.dispose()
        if self._head_version is not None:
            self._head_version.close()
        file = database.file_of(self._engine.url)
        if settled and file:
            database.checkpoint(file)

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A connection to ask over; for this package alone. Raises LedgerError, LedgerDamaged."""
        with (
            database.ledger_errors(N_("the ledger could not be read: %(reason)s")),
            self._engine.connect() as connection,
        ):
            yield connection
            database.require_unchanged(connection)

    def lazy_snapshot(self) -> Snapshot:
        """The ledger as it is when the first question is asked, until it is closed.

        It holds no connection before that. To be used by one thread at a time.
        """
        return Snapshot(self._engine, self.base_url)

    def head_version(self, *, at_once: bool = False) -> str | None:
        """The version of the last commit, at the cost of no query while nobody commits.

        None where that cannot be known so cheaply: of another database than SQLite, while the
        ledger cannot be read, and ``at_once`` (for event loops) also before it has been opened.
        """
        if self._head_version is None:
            return None
        return self._head_version.peek() if at_once else self._head_version.read()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection to write over, all of it or nothing; for this package alone."""
        with (
            database.ledger_errors(N_("the ledger could not be written: %(reason)s")),
            self._engine.begin() as connection,
        ):
            yield connection

    def use_alphabets(self, languages: CatalogueLanguages) -> None:
        """Have lists in the alphabets of these languages, if they are not. Raises LedgerError.

        The catalogue stays what it is: there is no commit.
        """
        with self.connected() as connection:
            recorded = connection.scalar(ALPHABETS)
        if recorded != (wanted := _alphabets(languages)):
            with self.writing() as connection:
                commit_writer.use_alphabets(connection, wanted)

    def rules(self) -> str:
        """What `use_rules` has noted; '' where nothing is."""
        query = select(meta.c.value).where(meta.c.key == schema.RULES)
        with self.connected() as connection:
            return str(connection.scalar(query) or "")

    def use_rules(self, rules: str) -> None:
        """Note the rules that all records meet. Raises LedgerError. There is no commit."""
        with self.writing() as connection:
            connection.execute(delete(meta).where(meta.c.key == schema.RULES))
            connection.execute(insert(meta), [{"key": schema.RULES, "value": rules}])

    def commit(self, changes: Sequence[Change], message: str, now: int | None = None) -> Commit:
        """Write changes as one commit: all of them, or, if anything fails, none.

        Only real changes are to be handed in. The commit's time is that of its end, or ``now`` in
        UTC epoch seconds, but never before the last commit's. Raises LedgerError.
        """
        with self.writing() as connection:
            return commit_writer.commit(connection, self.base_url, changes, message, now)

    def restate(self, changes: Sequence[Change], message: str, now: int | None = None) -> Commit:
        """Write anew what follows from records' last revisions."""
        with self.writing() as connection:
            return commit_writer.restate(connection, changes, message, now)


def _alphabets(languages: CatalogueLanguages) -> str:
    return f"{' '.join(languages.pages)} / {' '.join(languages.texts)}"


def _head_version(engine: Engine) -> HeadVersion | None:
    file = database.file_of(engine.url)
    return HeadVersion(file) if file else None


def _recorded(engine: Engine) -> str | None:
    """The base URL of the ledger, or None where there is no ledger."""
    file = database.file_of(engine.url)
    if file and not file.exists():
        return None
    with (
        database.ledger_errors(N_("the ledger could not be opened: %(reason)s")),
        engine.connect() as connection,
    ):
        if not inspect(connection).has_table(meta.name):
            return None
        rows: dict[str, str] = {
            row[0]: row[1] for row in connection.execute(select(meta.c.key, meta.c.value))
        }
    if rows and rows.get("schema") != VERSION:
        raise LedgerError(
            N_(
                "the ledger has schema %(schema)s, this version of publod reads %(version)s: "
                "export it with the version that wrote it, and load that",
                schema=rows.get("schema"),
                version=VERSION,
            )
        )
    return rows.get("base_url")
