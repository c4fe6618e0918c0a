"""Whether the ledger still holds what was written to it: its file, its commits, its records.

What the records' text should have led to, such as links, is checked in
`publod.ingest.derived_tables`.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, inspect, select

from publod.errors import LedgerDamaged
from publod.ledger import commit_writer, queries
from publod.ledger.ledger import LedgerReader
from publod.ledger.schema import (
    Change,
    commit_digests,
    commits,
    links,
    members,
    records,
    revisions,
    sort_keys,
)
from publod.messages import N_, Message

#: What to do about faults. A load would mend none: what it compares with are the digests.
REMEDY = N_("bring the last backup back (`publod restore FILE`), and load again what came after it")
#: … and where the revisions are whole, so that all else can be made from them.
REPAIR = N_("`publod verify --repair` makes it anew from the text of the records, which is whole")
#: The tables whose rows follow from the revisions.
_DERIVED = {links.name, members.name, sort_keys.name}
#: How much a quick check looks at, and for how long it reads pages, in seconds.
_SAMPLE, _SECONDS = 300, 1.0
_MOST_MESSAGES = 100
_BATCH = 500


class Fault(NamedTuple):
    """Something that is not as it was written: where, and what.

    ``is_derived`` tells whether it follows from revisions, and can be made anew from them; then
    the place is the path of a record or, of rows without one, a table.
    """

    place: str | Message
    what: Message
    is_derived: bool = False

    @property
    def message(self) -> Message:
        """The place, and what is wrong there."""
        return Message("%(place)s: %(what)s", place=self.place, what=self.what)


def faults(ledger: LedgerReader) -> Iterator[Fault]:
    """All faults of the file, the chain of commits and the state of records.

    Raises LedgerDamaged when the file cannot be read on.
    """
    with ledger.connected() as connection:
        yield from _of_file(connection)
        yield from _of_commits(connection)
        yield from _of_records(connection)
        yield from _of_datestamps(connection)


def fault_of(error: LedgerDamaged) -> Fault:
    """The fault that an error tells of."""
    return Fault(N_("the ledger"), error.what)


def require_sound(ledger: LedgerReader) -> None:
    """Look at a part of the ledger, for a second or two. Raises LedgerDamaged.

    Looked at are the pages of the file, as many as can be read in a second; the last commits; and
    some records, which are others each time.
    """
    with ledger.connected() as connection:
        fault = next(_soon(connection), None)
    if fault:
        raise LedgerDamaged(
            N_("the ledger is damaged (%(place)s: %(what)s)", place=fault.place, what=fault.what)
        )


def _soon(connection: Connection) -> Iterator[Fault]:
    raw = connection.connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection):
        end = time.monotonic() + _SECONDS
        raw.set_progress_handler(lambda: time.monotonic() > end, 1000)
        try:
            messages = [row[0] for row in raw.execute("PRAGMA quick_check(1)")]
        except sqlite3.OperationalError:  # a large file: what was read in time has no fault
            messages = ["ok"]
        finally:
            raw.set_progress_handler(None, 0)
        yield from (
            Fault(N_("the file"), Message.of(_in_line(text))) for text in messages if text != "ok"
        )
    last = connection.scalar(select(func.max(commits.c.id))) or 0
    recent = select(func.count()).where(revisions.c.commit == last)
    if inspect(connection).has_table(commit_digests.name) and (
        (connection.scalar(recent) or 0) <= _SAMPLE
    ):
        yield from _of_chain(connection, max(last - 1, 0))
    highest = connection.scalar(select(func.max(records.c.id))) or 0
    ids = random.sample(range(1, highest + 1), min(highest, _SAMPLE))
    paths = select(records.c.path).where(records.c.id.in_(ids), ~records.c.withdrawn)
    queries.ConnectionQueries(connection).graphs(connection.scalars(paths))


def _in_line(message: str) -> str:
    """What SQLite says in several lines."""
    return " ".join(message.replace("*** in database main ***", "").split())


def _of_file(connection: Connection) -> Iterator[Fault]:
    if connection.dialect.name != "sqlite":
        return
    for (message,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_MESSAGES})"):
        if message != "ok":
            yield Fault(N_("the file"), Message.of(_in_line(message)))
    for table, row, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        what = N_(
            "row %(row)s of %(table)s belongs to a row that is not there", row=row, table=table
        )
        yield Fault(N_("the file"), what, is_derived=table in _DERIVED)


def _of_commits(connection: Connection) -> Iterator[Fault]:
    number, when = 0, 0
    query = select(commits.c.id, commits.c.time, commits.c.token).order_by(commits.c.id)
    for commit, time_, token in connection.execute(query):
        place = N_("commit %(number)s", number=commit)
        if commit != number + 1:
            yield Fault(
                place,
                N_("it should follow commit %(number)s: some are missing", number=number),
            )
        if time_ < when:
            yield Fault(place, N_("its time is before that of the commit before it"))
        if not token:
            yield Fault(place, N_("it has no token"))
        number, when = commit, max(when, time_)
    if inspect(connection).has_table(commit_digests.name):
        yield from _of_chain(connection, 0)


def _of_chain(connection: Connection, after: int) -> Iterator[Fault]:
    for digest in commit_writer.recomputed_digests(connection, after):
        if digest.digest != digest.recorded:
            paths = connection.scalars(
                select(records.c.path)
                .join(revisions, revisions.c.record == records.c.id)
                .where(revisions.c.commit == digest.commit)
                .order_by(records.c.path)
                .limit(4)
            ).all()
            named = ", ".join(paths[:3])
            wrote = N_("%(named)s and others", named=named) if len(paths) > 3 else named
            yield Fault(
                N_("commit %(number)s", number=digest.commit),
                N_(
                    "what it wrote is not what is there now; it wrote %(named)s",
                    named=wrote or N_("nothing"),
                ),
            )


def _of_records(connection: Connection) -> Iterator[Fault]:
    """Each record's state against its last revision."""
    last = connection.scalar(select(func.max(commits.c.id))) or 0
    newest = (
        select(revisions.c.record, func.max(revisions.c.id).label("id"))
        .group_by(revisions.c.record)
        .subquery()
    )
    query = (
        select(
            records.c.path, records.c.kind, records.c.summary, records.c.digest,
            records.c.revision, records.c.changed, records.c.touched, records.c.withdrawn,
            revisions.c.id, revisions.c.commit, revisions.c.graph,
        )
        .outerjoin(newest, newest.c.record == records.c.id)
        .outerjoin(revisions, revisions.c.id == newest.c.id)
        .order_by(records.c.id)
        .execution_options(yield_per=_BATCH)
    )  # fmt: skip
    # Of a text that the chain of commits tells to be right, another digest is what is wrong.
    is_chained = inspect(connection).has_table(commit_digests.name)
    for row in connection.execute(query):
        if row.id is None:
            yield Fault(row.path, N_("it has no revision"))
            continue
        for what in _of_record(row, last):
            yield Fault(row.path, what, is_derived=is_chained or what != _OTHER_DIGEST)


_OTHER_DIGEST = N_("its text is not what was written: it has another digest")


def _of_record(row: Any, last: int) -> Iterable[Message]:
    path, kind, summary, digest, revision, changed, touched, withdrawn, newest, commit, graph = row
    try:
        queries.summary_of_row(path, kind, summary)
    except LedgerDamaged as error:
        yield error.what
    if revision != newest or changed != commit:
        yield N_("its state is not that of its last revision, of commit %(commit)s", commit=commit)
    if withdrawn != (graph is None):
        yield (
            N_("it is said to be withdrawn, and is not")
            if withdrawn
            else N_("it is said to be there, and is not")
        )
    elif Change(path, graph).digest != digest:
        yield _OTHER_DIGEST
    if not changed <= touched <= last:
        yield N_("its datestamp is of commit %(touched)s, which cannot be", touched=touched)


def _of_datestamps(connection: Connection) -> Iterator[Fault]:
    """A commit moves whoever links to what it changed, and whatever that links to."""
    target = records.alias("target")
    query = (
        select(records.c.path, target.c.path, records.c.touched < target.c.changed)
        .join(links, links.c.source == records.c.id)
        .join(target, target.c.path == links.c.target)
        .where((records.c.touched < target.c.changed) | (target.c.touched < records.c.changed))
        .order_by(records.c.path)
        .execution_options(yield_per=_BATCH)
    )
    for source, other, is_source in connection.execute(query):
        stale, moved = (source, other) if is_source else (other, source)
        what = N_("its datestamp did not follow the last change of %(moved)s", moved=moved)
        yield Fault(stale, what, is_derived=True)
