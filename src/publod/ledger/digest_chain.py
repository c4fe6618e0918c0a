"""The chain of commits: each has a digest of all that it wrote and of the commit before it.

So a change of any revision, however old, can be told from what was written. See `verification`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, inspect, select

from publod.ledger.records import Change
from publod.ledger.schema import commit_digests, commits, records, revisions

_AT_ONCE = 500


class Recomputed(NamedTuple):
    """A commit with the digest that it should have, and the one that it has ('' for none)."""

    commit: int
    digest: str
    recorded: str


def recomputed(connection: Connection, after: int = 0) -> Iterator[Recomputed]:
    """The digests that the commits after one should have, by what is written now."""
    previous = connection.scalar(
        select(commit_digests.c.digest).where(commit_digests.c.commit == after)
    )
    query = (
        select(
            commits.c.id, commits.c.time, commits.c.token, commits.c.message,
            commit_digests.c.digest, records.c.path, revisions.c.graph, revisions.c.id,
        )
        .outerjoin(commit_digests, commit_digests.c.commit == commits.c.id)
        .outerjoin(revisions, revisions.c.commit == commits.c.id)
        .outerjoin(records, records.c.id == revisions.c.record)
        .where(commits.c.id > after)
        .order_by(commits.c.id, revisions.c.id)
    )  # fmt: skip
    rows = connection.execute(query.execution_options(yield_per=_AT_ONCE))
    for head, group in groupby(rows, key=lambda row: tuple(row[:5])):
        number, time, token, message, recorded = head
        hashed = hashlib.blake2b(digest_size=32)
        _add(hashed, previous or "", number, time, token, message)
        for row in group:
            if row[7] is not None:
                _add(hashed, row[5] or "", Change(row[5] or "", row[6]).digest)
        digest = hashed.hexdigest()
        previous = recorded or digest  # so that one fault is told of one commit
        yield Recomputed(number, digest, recorded or "")


def extend(connection: Connection) -> None:
    """Give digests to the commits that have none yet.

    That is the last one or, in a ledger that an earlier version wrote, all.
    """
    if not inspect(connection).has_table(commit_digests.name):
        commit_digests.create(connection)
    last = connection.scalar(select(func.max(commit_digests.c.commit))) or 0
    rows = [
        {"commit": found.commit, "digest": found.digest} for found in recomputed(connection, last)
    ]
    if rows:
        connection.execute(insert(commit_digests), rows)


def begin_anew(connection: Connection) -> None:
    """Give digests to all commits, by what is written now."""
    if inspect(connection).has_table(commit_digests.name):
        connection.execute(delete(commit_digests))
    extend(connection)


def _add(hashed: hashlib.blake2b, *values: str | int) -> None:
    """Values with their lengths, so that no two lists of values are one text."""
    for value in values:
        text = str(value).encode()
        hashed.update(b"%d:" % len(text) + text)
