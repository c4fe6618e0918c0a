"""What the ledger's revisions tell in the order in which they were written, and when pages moved.

For those who follow the catalogue: lists of changes that only grow at their end, and lists of
addresses whose parts stay what they are. All places are numbers of rows, so what is far along
costs what the beginning costs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, desc, func, select

from publod.ledger import schema
from publod.ledger.queries import ConnectionQueries, batches
from publod.ledger.schema import Commit

_records, _revisions, _commits = schema.records.c, schema.revisions.c, schema.commits.c


@dataclass(frozen=True, slots=True)
class Event:
    """One revision: ``number`` grows with every revision of the ledger, and is never given again.

    ``graph`` is what the record says since then, or, if it was withdrawn, what it said until then;
    as canonical N-Triples. ``was_there`` and ``is_there`` tell whether the record could be read
    just before and just after.
    """

    number: int
    path: str
    commit: Commit
    graph: str
    was_there: bool
    is_there: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Some records with neighbouring ids: how many are there, and when any of them last moved.

    ``time`` counts those that have been withdrawn as well, in UTC epoch seconds.
    """

    number: int
    present: int
    time: int


class History(ConnectionQueries):
    """Questions to one state of the ledger, over one connection."""

    def count(self) -> int:
        """How many revisions there are."""
        return self._connection.scalar(select(func.count()).select_from(schema.revisions)) or 0

    def next_after(self, number: int) -> int | None:
        """The number of the first revision after one; the ledger's first after 0."""
        return self._number(select(func.min(_revisions.id)).where(_revisions.id > number))

    def last_before(self, number: int | None) -> int | None:
        """The number of the last revision before one, or of the last of all."""
        query = select(func.max(_revisions.id))
        return self._number(query if number is None else query.where(_revisions.id < number))

    def between(self, first: int, last: int) -> list[Event]:
        """The revisions with numbers from ``first`` to ``last``, inclusive, in their order."""
        earlier = schema.revisions.alias("earlier")
        before = (
            select(earlier.c.graph)
            .where(earlier.c.record == _revisions.record, earlier.c.id < _revisions.id)
            .order_by(desc(earlier.c.id))
            .limit(1)
        )
        last_text = before.scalar_subquery()
        was_there = before.with_only_columns(earlier.c.graph.is_not(None)).scalar_subquery()
        query = (
            select(
                _revisions.id,
                _records.path,
                _commits.id,
                _commits.time,
                _commits.token,
                case((_revisions.graph.is_(None), last_text), else_=_revisions.graph),
                was_there,
                _revisions.graph.is_not(None),
            )
            .join(schema.records, _records.id == _revisions.record)
            .join(schema.commits, _commits.id == _revisions.commit)
            .where(_revisions.id.between(first, last))
            .order_by(_revisions.id)
        )
        return [_event(row) for row in self._connection.execute(query)]

    def repeated(self, graphs: Mapping[str, str | None]) -> list[str]:
        """The records, by path, that a revision gave these very graphs already."""
        query = select(_records.path, _revisions.graph).join(
            schema.revisions, _revisions.record == _records.id
        )
        return [
            path
            for some in batches(sorted(graphs))
            for path in sorted(
                {
                    path
                    for path, graph in self._connection.execute(
                        query.where(_records.path.in_(some), _revisions.graph.is_not(None))
                    )
                    if graph == graphs[path]
                }
            )
        ]

    def blocks(self, size: int, hidden: Collection[str] = ()) -> list[Block]:
        """All records in blocks of ``size`` ids, the first of which is number 1.

        Those of ``hidden`` kinds do not count as present.
        """
        number = ((_records.id - 1) // size).label("block")
        is_absent = _records.withdrawn | _records.kind.in_(list(hidden))
        present = func.sum(case((is_absent, 0), else_=1))
        query = (
            select(number, present, func.max(_commits.time))
            .join(schema.commits, _commits.id == _records.touched)
            .group_by(number)
            .order_by(number)
        )
        return [Block(int(row[0]) + 1, row[1], row[2]) for row in self._connection.execute(query)]

    def block(self, number: int, size: int, hidden: Collection[str] = ()) -> list[tuple[str, int]]:
        """The paths of the present records of a block, and when each last moved."""
        query = (
            select(_records.path, _commits.time)
            .join(schema.commits, _commits.id == _records.touched)
            .where(_records.id.between((number - 1) * size + 1, number * size))
            .where(~_records.withdrawn, _records.kind.not_in(list(hidden)))
            .order_by(_records.id)
        )
        return [(row[0], row[1]) for row in self._connection.execute(query)]

    def _number(self, query: Select[Any]) -> int | None:
        number = self._connection.scalar(query)
        return None if number is None else int(number)


def _event(row: Any) -> Event:
    number, path, commit, time, token, graph, was_there, is_there = row
    return Event(
        number, path, Commit(commit, time, token), graph or "", bool(was_there), bool(is_there)
    )
