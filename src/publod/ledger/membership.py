"""What harvesters ask: who is in a set, who has left it, in the order of what came last."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, and_, desc, func, literal, select, tuple_

from publod.ledger.records import Commit, Member
from publod.ledger.schema import commits, members, records, sets

_AT_ONCE = 500
_commit = select(commits.c.id, commits.c.time, commits.c.token)
_MEMBER = (
    select(
        records.c.id,
        records.c.path,
        members.c.stamp,
        commits.c.time,
        commits.c.token,
        members.c.present,
    )
    .select_from(members)
    .join(records, records.c.id == members.c.record)
    .join(commits, commits.c.id == members.c.stamp)
)


class Membership:
    """Asks over one connection, of one state of the ledger, on behalf of harvesters.

    Set names are those of `publod.ledger.harvest_sets`; the set ``''`` is that of everything.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(
        self, name: str, since: int, until: int, after: tuple[int, int], limit: int
    ) -> list[Member]:
        """Members by (stamp, record) whose stamps are from ``since`` to ``until``, inclusive.

        ``after`` is the stamp and the record of the last one of the page before: no page costs more
        than the first.
        """
        stamp, record = members.c.stamp, members.c.record
        start, last = after if after[0] >= since else (since, -1)
        query = (
            _MEMBER.where(
                members.c.set == _number(name),
                stamp <= until,
                tuple_(stamp, record) > tuple_(literal(start), literal(last)),
            )
            .order_by(stamp, record)
            .limit(limit)
        )
        return [Member(*row) for row in self._connection.execute(query)]

    def moved_on(self, name: str, until: int, after: tuple[int, int]) -> list[Member]:
        """What ends a list of which nothing is left, since all of it was touched after ``until``.

        That is one member which would have come after ``after``, or, if each was touched more than
        once, the one that ``after`` names: a list may not be empty.
        """
        in_set = _MEMBER.where(members.c.set == _number(name))
        unsent = in_set.where(
            members.c.stamp > until,
            members.c.before <= until,
            tuple_(members.c.before, members.c.record) > tuple_(*map(literal, after)),
        ).limit(1)
        row = self._connection.execute(unsent).first()
        if row is None:
            row = self._connection.execute(in_set.where(members.c.record == after[1])).one()
        return [Member(*row)]

    def count(self, name: str, since: int, until: int) -> int:
        """How many members, past ones too, have stamps from ``since`` to ``until``."""
        query = select(func.count()).select_from(members)
        wanted = and_(members.c.set == _number(name), members.c.stamp.between(since, until))
        return self._connection.scalar(query.where(wanted)) or 0

    def member(self, name: str, path: str) -> Member | None:
        """One record as a member of a set, present or past."""
        query = _MEMBER.where(members.c.set == _number(name), records.c.path == path)
        row = self._connection.execute(query).first()
        return Member(*row) if row else None

    def names(self, prefix: str = "") -> list[str]:
        """The names of all sets that have or had members, sorted."""
        query = select(sets.c.name).where(sets.c.name != "").order_by(sets.c.name)
        return [name for name in self._connection.scalars(query) if name.startswith(prefix)]

    def sets_of(self, ids: Iterable[int]) -> dict[int, list[str]]:
        """The sets that records are in, sorted, but for that of everything.

        Of a record that is in none any more, those that it was in last.
        """
        query = (
            select(members.c.record, sets.c.name, members.c.present, members.c.stamp)
            .join(sets, sets.c.id == members.c.set)
            .where(sets.c.name != "")
            .order_by(members.c.record, sets.c.name)
        )
        rows: dict[int, list[tuple[str, bool, int]]] = {}
        for some in _some(ids):
            for record, name, present, stamp in self._connection.execute(
                query.where(members.c.record.in_(some))
            ):
                rows.setdefault(record, []).append((name, present, stamp))
        return {record: _last(found) for record, found in rows.items()}

    def commit_until(self, time: int) -> Commit:
        """The last commit not after a time; commit 0 if there is none."""
        query = _commit.where(commits.c.time <= time).order_by(desc(commits.c.id)).limit(1)
        row = self._connection.execute(query).first()
        return Commit(*row) if row else Commit(0, 0)

    def commit_from(self, time: int) -> Commit | None:
        """The first commit not before a time."""
        query = _commit.where(commits.c.time >= time).order_by(commits.c.id).limit(1)
        row = self._connection.execute(query).first()
        return Commit(*row) if row else None


def _last(rows: list[tuple[str, bool, int]]) -> list[str]:
    present = [name for name, is_present, _ in rows if is_present]
    last = max(stamp for _, _, stamp in rows)
    return present or [name for name, _, stamp in rows if stamp == last]


def _number(name: str) -> Any:
    query: Select[Any] = select(sets.c.id).where(sets.c.name == name)
    return query.scalar_subquery()


def _some(values: Iterable[Any]) -> Iterable[list[Any]]:
    rest = iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
