"""What those who browse ask of the ledger: counts, alphabets, and what has happened when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, desc, exists, func, literal, select

from publod.bibliography.summary import Summary
from publod.ledger import queries, schema
from publod.ledger.records import Commit, Record

_records, _links, _revisions = schema.records.c, schema.links.c, schema.revisions.c
_commits = schema.commits.c
_present = ~_records.withdrawn
#: What a record says of its thing, and not of something without a name inside it.
_own = _links.subject != "_:"
#: The kind, so that no index is chosen by it: a link leads to its record at once, and a kind has
#: many thousands.
_kind = _records.kind.concat("")
#: Paths that the database finds while it answers the question in which they are used.
Below = Select[tuple[str]]


@dataclass(frozen=True, slots=True)
class Revision:
    """A record's revision in a commit. ``number`` grows with every revision of the ledger.

    ``was_there`` tells whether the record had been there just before, ``is_there`` whether it is
    after. ``summary`` is what the record is called now, or was called when it was withdrawn.
    """

    number: int
    path: str
    kind: str
    summary: Summary
    commit: Commit
    was_there: bool
    is_there: bool


class Browsing:
    """Questions to one state of the ledger, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def years(self, kind: str) -> dict[int, int]:
        """The present records of a kind by year, the first year first."""
        query = (
            select(_records.year, func.count())
            .where(_present, _records.kind == kind, _records.year.is_not(None))
            .group_by(_records.year)
            .order_by(_records.year)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def initials(self, kind: str, language: str) -> list[tuple[str, int]]:
        """With what the sort keys of a kind begin, in their order, and how many do.

        '' is for a record whose name has no letter and no digit.
        """
        initial = func.substr(queries.sort_column(language), 1, 1)
        query = (
            select(initial, func.count())
            .where(_present, _records.kind == kind)
            .group_by(initial)
            .order_by(initial)
        )
        return [(row[0], row[1]) for row in self._connection.execute(query)]

    def linked(
        self, predicates: Sequence[str], kinds: Sequence[str], targets: Iterable[str]
    ) -> dict[str, int]:
        """How many present records of some kinds link to each path by one of the predicates.

        Paths to which none does are left out.
        """
        query = (
            select(_links.target, func.count(_links.source.distinct()))
            .join(schema.records, _records.id == _links.source)
            .where(_present, _own, _kind.in_(kinds), _links.predicate.in_(predicates))
            .group_by(_links.target)
        )
        return {
            path: count
            for some in queries.batches(targets)
            for path, count in self._numbers(query.where(_links.target.in_(some))).items()
        }

    def linked_beside(self, path: str, predicates: Sequence[str], kind: str) -> dict[str, int]:
        """What else the records of a kind link to that link to a path, all by the predicates."""
        other = schema.links.alias("other")
        query = (
            select(other.c.target, func.count(other.c.source.distinct()))
            .join(schema.links, _links.source == other.c.source)
            .join(schema.records, _records.id == _links.source)
            .where(_present, _own, _kind == kind, other.c.subject != "_:")
            .where(_links.target == path, _links.predicate.in_(predicates))
            .where(other.c.target != path, other.c.predicate.in_(predicates))
            .group_by(other.c.target)
        )
        return self._numbers(query)

    def linked_below(
        self, predicates: Sequence[str], kind: str, broader: str, targets: Iterable[str]
    ) -> dict[str, int]:
        """As `linked`, where each path also has what links to those below it, counted once."""
        found = {}
        for some in queries.batches(targets):
            top = select(_records.path.label("top"), _records.path.label("path"))
            reach = top.where(_records.path.in_(some)).cte("reach", recursive=True)
            lower = (
                select(reach.c.top, _records.path)
                .join(schema.links, _links.target == reach.c.path)
                .join(schema.records, _records.id == _links.source)
                .where(_present, _links.predicate == broader)
            )
            reach = reach.union(lower)
            query = (
                select(reach.c.top, func.count(_links.source.distinct()))
                .join(schema.links, _links.target == reach.c.path)
                .join(schema.records, _records.id == _links.source)
                .where(_present, _own, _kind == kind, _links.predicate.in_(predicates))
                .group_by(reach.c.top)
            )
            found.update(self._numbers(query))
        return found

    def below(self, path: str, broader: str) -> Below:
        """A path and all those below it, however far: to be asked on, as targets."""
        start = select(literal(path).label("path")).cte("below", recursive=True)
        lower = (
            select(_records.path)
            .join(schema.links, _links.source == _records.id)
            .join(start, start.c.path == _links.target)
            .where(_present, _links.predicate == broader)
        )
        return select(start.union(lower).c.path)

    def linking(
        self,
        kinds: Sequence[str],
        predicates: Sequence[str],
        targets: Below | Sequence[str],
        limit: int,
        language: str,
        *,
        by_change: bool = False,
    ) -> tuple[list[Record], int]:
        """The records of some kinds that link to any of the targets, and how many there are.

        Those of the last years come first; or, ``by_change``, those that were changed last.
        """
        sources = select(_links.source).where(
            _own, _links.target.in_(targets), _links.predicate.in_(predicates)
        )
        wanted = (_records.kind.in_(kinds), _records.id.in_(sources))
        order = queries.newest_first(language)
        if by_change:
            order = [desc(_records.changed), *order]
        return queries.counted(self._connection, wanted, order, 0, limit)

    def changed_last(self, kind: str, limit: int, language: str) -> list[Record]:
        """The present records of a kind that were changed last."""
        order = [desc(_records.changed), *queries.newest_first(language)]
        return queries.counted(self._connection, (_records.kind == kind,), order, 0, limit)[0]

    def times(self, commits: Iterable[int]) -> dict[int, int]:
        """The times of commits, in UTC epoch seconds."""
        query = select(_commits.id, _commits.time)
        return {
            row[0]: row[1]
            for some in queries.batches(set(commits))
            for row in self._connection.execute(query.where(_commits.id.in_(some)))
        }

    def tops(
        self, kind: str, broader: str, narrower: str, limit: int, language: str
    ) -> tuple[list[Record], int]:
        """Some of the records of a kind that have nothing broader, and how many have not."""
        child = exists().where(_links.source == _records.id, _links.predicate == broader)
        named = exists().where(_links.target == _records.path, _links.predicate == narrower)
        wanted = (_records.kind == kind, ~child, ~named)
        return queries.counted(self._connection, wanted, queries.alphabetical(language), 0, limit)

    def revisions(
        self,
        before: int | None,
        limit: int,
        path: str | None = None,
        *,
        kind: str | None = None,
        other_than: str | None = None,
    ) -> list[Revision]:
        """The last revisions before a number, the newest first; of all records or of one.

        Or of the records of a kind, or of all ``other_than`` those of a kind. By number and not
        by offset, so that what is new meanwhile moves nobody's place.
        """
        earlier = schema.revisions.alias("earlier")
        last = (
            select(earlier.c.graph.is_not(None))
            .where(earlier.c.record == _revisions.record, earlier.c.id < _revisions.id)
            .order_by(desc(earlier.c.id))
            .limit(1)
            .scalar_subquery()
        )
        query = (
            select(
                _revisions.id, _records.path, _records.kind, _records.summary,
                _commits.id, _commits.time, _commits.token,
                last, _revisions.graph.is_not(None),
            )
            .join(schema.records, _records.id == _revisions.record)
            .join(schema.commits, _commits.id == _revisions.commit)
            .order_by(desc(_revisions.id))
            .limit(limit)
        )  # fmt: skip
        if before is not None:
            query = query.where(_revisions.id < before)
        if path is not None:
            query = query.where(_records.path == path)
        if kind is not None:
            query = query.where(_kind == kind)
        if other_than is not None:
            query = query.where(_kind != other_than)
        return [_revision(row) for row in self._connection.execute(query)]

    def _numbers(self, query: Any) -> dict[str, int]:
        return {row[0]: row[1] for row in self._connection.execute(query)}


def _revision(row: Any) -> Revision:
    number, path, kind, summary, commit, time, token, was_there, is_there = row
    return Revision(
        number=number,
        path=path,
        kind=kind,
        summary=queries.summary_of_row(path, kind, summary),
        commit=Commit(commit, time, token),
        was_there=bool(was_there),
        is_there=bool(is_there),
    )
