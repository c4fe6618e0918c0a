"""Opening a ledger, and the whole of what can be asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Connection, Engine, insert, inspect, select

from publod.errors import BaseUrlMismatch, LedgerError, LedgerMissing
from publod.ledger import commit_writer, database, queries
from publod.ledger.browse_queries import Browsing
from publod.ledger.harvest_sets import Membership
from publod.ledger.history import History
from publod.ledger.records import Change, Commit, Link, Record
from publod.ledger.schema import VERSION, meta, metadata


class Ledger:
    """A ledger in a relational database. Safe to share between threads; one process writes."""

    def __init__(self, engine: Engine, base_url: str) -> None:
        self._engine = engine
        self.base_url = base_url

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
            raise LedgerMissing("nothing has been loaded yet: there is no ledger")
        if base_url is not None and base_url != recorded:
            engine.dispose()
            raise BaseUrlMismatch(recorded, base_url)
        database.expect_base(engine, recorded)
        return cls(engine, recorded)

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
            ]
            with database.told("made"):
                database.make_file(url)
                metadata.create_all(engine)
                with engine.begin() as connection:
                    connection.execute(insert(meta), rows)
            database.expect_base(engine, base_url)
            return cls(engine, base_url)

    def close(self, *, settled: bool = False) -> None:
        """Give the database connections back.

        ``settled`` is for whoever has written: what was committed is brought into the ledger's own
        file, so that nothing of it lies in a file beside it.
        """
        self._engine.dispose()
        file = database.file_of(self._engine.url)
        if settled and file:
            database.checkpoint(file)

    # Asking

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A connection to ask over; for this room alone. Raises LedgerError, LedgerDamaged."""
        with database.told("read"), self._engine.connect() as connection:
            yield connection
            database.require_unchanged(connection)

    @contextmanager
    def snapshot(self) -> Iterator[Ledger]:
        """The ledger as it is now, for as long as the context lasts, whatever is written meanwhile.

        To be used by one thread.
        """
        now = self.lazy_snapshot()
        try:
            now.head()  # the database holds still from the first question on
            yield now
        finally:
            now.close()

    def lazy_snapshot(self) -> Ledger:
        """The ledger as it is when the first question is asked, until it is closed.

        It holds no connection before that. To be used by one thread at a time.
        """
        return _Snapshot(self._engine, self.base_url)

    def head(self) -> Commit:
        """The last commit; commit 0 at time 0 for an empty ledger."""
        with self.connected() as connection:
            return queries.head(connection)

    def record(self, path: str) -> Record | None:
        """The record whose document has this path, withdrawn or not."""
        with self.connected() as connection:
            return queries.record(connection, path)

    def records(self, paths: Iterable[str]) -> dict[str, Record]:
        """Those of the records that exist, by path."""
        with self.connected() as connection:
            return queries.records(connection, paths)

    def digests(self, paths: Iterable[str]) -> dict[str, str]:
        """The digest of each record's present graph, by path."""
        with self.connected() as connection:
            return queries.digests(connection, paths)

    def graphs(self, paths: Iterable[str]) -> dict[str, str]:
        """The present graphs of records that exist and are not withdrawn, by path."""
        with self.connected() as connection:
            return queries.graphs(connection, paths)

    def links_from(self, paths: Iterable[str]) -> list[Link]:
        """The links of records to others, in the order of their text."""
        with self.connected() as connection:
            return queries.links_from(connection, paths)

    def links_to(
        self, paths: Iterable[str], predicates: Sequence[str] = (), limit: int | None = None
    ) -> list[Link]:
        """The links of others to records; by any predicate, or by some."""
        with self.connected() as connection:
            return queries.links_to(connection, paths, predicates, limit)

    def linking(
        self, path: str, predicates: Sequence[str], kind: str, limit: int, language: str = "en"
    ) -> tuple[list[Record], int]:
        """The records of a kind that link to a record, the newest first, and how many there are."""
        with self.connected() as connection:
            return queries.linking(connection, path, predicates, kind, limit, language)

    def listing(
        self, kind: str, offset: int, limit: int, language: str = "en"
    ) -> tuple[list[Record], int]:
        """Present records of a kind in the order of an alphabet, and how many there are in all."""
        with self.connected() as connection:
            return queries.listing(connection, kind, offset, limit, language)

    def newest(self, kind: str, limit: int, language: str = "en") -> tuple[list[Record], int]:
        """The records of a kind with the latest years, and how many there are in all."""
        with self.connected() as connection:
            return queries.newest(connection, kind, limit, language)

    def counts(self) -> dict[str, int]:
        """How many present records there are of each kind."""
        with self.connected() as connection:
            return queries.counts(connection)

    @contextmanager
    def browsing(self) -> Iterator[Browsing]:
        """What those who browse ask, of one state of the ledger; for one thread."""
        with self.connected() as connection:
            yield Browsing(connection)

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

    def paths(self) -> list[str]:
        """The paths of all present records, sorted."""
        with self.connected() as connection:
            return queries.paths(connection)

    def touched_since(self, commit: int, size: int = 1000) -> Iterator[list[Record]]:
        """Records touched after a commit, in batches, withdrawn ones too: what has to be redone."""
        with self.connected() as connection:
            yield from queries.touched_since(connection, commit, size)

    def commit_of(self, number: int) -> Commit | None:
        """A commit by its number."""
        with self.connected() as connection:
            return queries.commit(connection, number)

    def commits_at(self, time: int) -> int:
        """How many commits have this time, in UTC epoch seconds."""
        with self.connected() as connection:
            return queries.commits_at(connection, time)

    def commits(self, limit: int) -> list[tuple[Commit, str]]:
        """The last commits with their messages, the newest first."""
        with self.connected() as connection:
            return queries.commits_back(connection, limit)

    # Writing

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection to write over, all of it or nothing; for this room alone."""
        with database.told("written"), self._engine.begin() as connection:
            yield connection

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


class _Snapshot(Ledger):
    """A ledger that asks all its questions over one connection, in one transaction."""

    def __init__(self, engine: Engine, base_url: str) -> None:
        super().__init__(engine, base_url)
        self._connection: Connection | None = None
        self._head: Commit | None = None

    def close(self, *, settled: bool = False) -> None:  # noqa: ARG002
        if self._connection is not None:
            with database.told("read"):
                self._connection.close()
            self._connection = None

    @contextmanager
    def snapshot(self) -> Iterator[Ledger]:
        yield self

    def head(self) -> Commit:
        if self._head is None:
            self._head = super().head()
        return self._head

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        with database.told("read"):
            if self._connection is None:
                self._connection = self._engine.connect()
            yield self._connection
            database.require_unchanged(self._connection)


def _recorded(engine: Engine) -> str | None:
    """The base URL of the ledger, or None where there is no ledger."""
    file = database.file_of(engine.url)
    if file and not file.exists():
        return None
    with database.told("opened"), engine.connect() as connection:
        if not inspect(connection).has_table(meta.name):
            return None
        rows: dict[str, str] = {
            row[0]: row[1] for row in connection.execute(select(meta.c.key, meta.c.value))
        }
    if rows and rows.get("schema") != VERSION:
        raise LedgerError(
            f"the ledger has schema {rows.get('schema')}, this version of publod reads "
            f"{VERSION}: export it with the version that wrote it, and load that"
        )
    return rows.get("base_url")
