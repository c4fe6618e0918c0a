"""What can be asked of a ledger: commits, records, their texts and their links."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, and_, bindparam, desc, func, select

from publod.bibliography.record_summary import Summary
from publod.errors import LedgerDamaged
from publod.ledger import schema
from publod.ledger.alphabet_queries import AlphabetQueries
from publod.ledger.schema import Change, Commit, Link, Record
from publod.messages import N_

_Value = TypeVar("_Value")
#: A limit that is none, in every database.
_ALL = 1 << 60

_records, _commits, _links = schema.records.c, schema.commits.c, schema.links.c
_keys = schema.sort_keys.c
_present = ~_records.withdrawn

#: What `record_of_row` reads.
RECORD: Select[Any] = select(
    _records.id,
    _records.path,
    _records.kind,
    _records.summary,
    _records.changed,
    _records.touched,
    _commits.time,
    _commits.token,
    _records.withdrawn,
).join(schema.commits, _commits.id == _records.touched)

_LINK: Select[Any] = (
    select(_records.path, _links.subject, _links.predicate, _links.target, _links.object)
    .join(schema.records, _records.id == _links.source)
    .order_by(_records.path, _links.predicate, _links.target, _links.object, _links.subject)
)

# Statements that pages ask again and again are made once: to make one takes longer than SQLite
# takes to answer it.
_SOME: Any = bindparam("some", expanding=True)
_HEAD = select(_commits.id, _commits.time, _commits.token).order_by(desc(_commits.id)).limit(1)
_ONE_RECORD = RECORD.where(_records.path == bindparam("path"))
_SOME_RECORDS = RECORD.where(_records.path.in_(_SOME))
_SOME_GRAPHS = (
    select(_records.path, schema.revisions.c.graph, _records.digest)
    .join(schema.revisions, schema.revisions.c.id == _records.revision)
    .where(_records.path.in_(_SOME), _present)
)
_CREATED = (
    select(_records.path, func.min(_commits.time))
    .join(schema.revisions, schema.revisions.c.record == _records.id)
    .join(schema.commits, _commits.id == schema.revisions.c.commit)
    .group_by(_records.path)
)
_BY_SOME = _links.predicate.in_(bindparam("predicates", expanding=True))
_LINKS_FROM = _LINK.where(_records.path.in_(_SOME))
_LINKS_FROM_BY = _LINKS_FROM.where(_BY_SOME)
_LINKS_TO = _LINK.where(_links.target.in_(_SOME)).limit(bindparam("most"))
_LINKS_TO_BY = _LINKS_TO.where(_BY_SOME)


def batches(values: Iterable[_Value], size: int = 500) -> Iterator[list[_Value]]:
    """Values in lists of ``size``, the last of which may be shorter; no list is empty.

    The usual size is as many values as a statement may carry in every database.
    """
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


class Queries(AlphabetQueries):
    """Questions to a ledger, each a query or two over a connection."""

    base_url: str

    def head(self) -> Commit:
        """The last commit; commit 0 at time 0 for an empty ledger."""
        with self.connected() as connection:
            row = connection.execute(_HEAD).first()
        return Commit(*row) if row else Commit(0, 0)

    def commit_of(self, number: int) -> Commit | None:
        """A commit by its number."""
        query = select(_commits.id, _commits.time, _commits.token).where(_commits.id == number)
        with self.connected() as connection:
            row = connection.execute(query).first()
        return Commit(*row) if row else None

    def commits_at(self, time: int) -> int:
        """How many commits have this time, in UTC epoch seconds."""
        query = select(func.count()).select_from(schema.commits).where(_commits.time == time)
        with self.connected() as connection:
            return connection.scalar(query) or 0

    def commits(self, limit: int) -> list[tuple[Commit, str]]:
        """The last commits with their messages, the newest first."""
        query = select(_commits.id, _commits.time, _commits.token, _commits.message)
        with self.connected() as connection:
            rows = connection.execute(query.order_by(desc(_commits.id)).limit(limit)).all()
        return [(Commit(number, time, token), message) for number, time, token, message in rows]

    def times(self, commits: Iterable[int]) -> dict[int, int]:
        """When commits were made, in UTC epoch seconds."""
        query = select(_commits.id, _commits.time)
        return dict(self._rows(query, _commits.id, set(commits)))

    def record(self, path: str) -> Record | None:
        """The record whose document has this path, withdrawn or not."""
        with self.connected() as connection:
            row = connection.execute(_ONE_RECORD, {"path": path}).first()
        return record_of_row(row) if row else None

    def records(self, paths: Iterable[str]) -> dict[str, Record]:
        """Those of the records that exist, by path."""
        with self.connected() as connection:
            return {
                row.path: record_of_row(row)
                for some in batches(paths)
                for row in connection.execute(_SOME_RECORDS, {"some": some})
            }

    def digests(self, paths: Iterable[str]) -> dict[str, str]:
        """The digest of each record's present graph, by path; '' for a withdrawn record."""
        return dict(self._rows(select(_records.path, _records.digest), _records.path, paths))

    def graphs(self, paths: Iterable[str]) -> dict[str, str]:
        """The present graphs of records that exist and are not withdrawn, by path.

        Raises LedgerDamaged for one that is not what was written.
        """
        graphs: dict[str, str] = {}
        with self.connected() as connection:
            for some in batches(paths):
                for path, graph, digest in connection.execute(_SOME_GRAPHS, {"some": some}):
                    if Change(path, graph).digest != digest:
                        raise LedgerDamaged(
                            N_("the record %(path)s is not as it was written", path=path)
                        )
                    graphs[path] = graph
        return graphs

    def graphs_containing(self, text: str) -> Iterator[tuple[str, str]]:
        """The paths and present graphs of the records whose text has ``text`` in it.

        Every record is looked at, which takes a second or so for each 100,000.
        """
        query = (
            select(_records.path, schema.revisions.c.graph)
            .join(schema.revisions, schema.revisions.c.id == _records.revision)
            .where(_present, schema.revisions.c.graph.contains(text, autoescape=True))
            .order_by(_records.path)
        )
        with self.connected() as connection:
            yield from ((path, graph) for path, graph in connection.execute(query))

    def last_texts(self, paths: Iterable[str]) -> dict[str, tuple[bool, str]]:
        """By path, whether a record is withdrawn and its last text, by its revisions alone."""
        revisions = schema.revisions
        query = (
            select(_records.path, revisions.c.graph)
            .join(revisions, revisions.c.record == _records.id)
            .order_by(revisions.c.id)
        )
        texts: dict[str, tuple[bool, str]] = {}
        for path, graph in self._rows(query, _records.path, paths):
            text = graph if graph is not None else texts.get(path, (True, ""))[1]
            texts[path] = graph is None, text
        return texts

    def created(self, paths: Iterable[str]) -> dict[str, int]:
        """When records came into the catalogue, in UTC epoch seconds, by path."""
        return {row[0]: row[1] for row in self._rows(_CREATED, _records.path, paths)}

    def years_and_sort_keys(
        self, paths: Iterable[str]
    ) -> dict[str, tuple[int | None, dict[str, str]]]:
        """By path, what lists of records are ordered by: the year, and sort keys by language."""
        same_kind = and_(_keys.record == _records.id, _keys.kind == _records.kind)
        query = select(_records.path, _records.year, _keys.language, _keys.key).outerjoin(
            schema.sort_keys, same_kind
        )
        places: dict[str, tuple[int | None, dict[str, str]]] = {}
        for path, year, language, key in self._rows(query, _records.path, paths):
            keys = places.setdefault(path, (year, {}))[1]
            if language is not None:
                keys[language] = key
        return places

    def links_from(self, paths: Iterable[str], predicates: Sequence[str] = ()) -> list[Link]:
        """The links of records to others, in the order of their text; by any predicate, or some."""
        values = {"predicates": list(predicates)} if predicates else {}
        return self._link_rows(_LINKS_FROM_BY if predicates else _LINKS_FROM, paths, values)

    def links_to(
        self, paths: Iterable[str], predicates: Sequence[str] = (), limit: int | None = None
    ) -> list[Link]:
        """The links of others to records; by any predicate, or by some.

        ``limit`` is for each few hundred paths.
        """
        values: dict[str, Any] = {"most": _ALL if limit is None else limit}
        if predicates:
            values["predicates"] = list(predicates)
        return self._link_rows(_LINKS_TO_BY if predicates else _LINKS_TO, paths, values)

    def targets_below(self, folder: str, predicate: str) -> list[str]:
        """The paths below one, given with its slash, that links by a predicate lead to, sorted."""
        after = folder[:-1] + chr(ord(folder[-1]) + 1)
        query = (
            select(_links.target)
            .where(_links.target >= folder, _links.target < after, _links.predicate == predicate)
            .distinct()
            .order_by(_links.target)
        )
        with self.connected() as connection:
            return list(connection.scalars(query))

    def external_targets(self) -> list[str]:
        """The IRIs of other registers that links lead to, sorted."""
        # Of paths, which the index has among them, none begins so and has "://" in it.
        query = (
            select(_links.target)
            .where(_links.target >= "http", _links.target < "httq", _links.target.contains("://"))
            .distinct()
            .order_by(_links.target)
        )
        with self.connected() as connection:
            return list(connection.scalars(query))

    def linking(
        self, path: str, predicates: Sequence[str], kind: str, limit: int, language: str = "en"
    ) -> tuple[list[Record], int]:
        """The records of a kind that link to a record, the newest first, and how many there are."""
        sources = select(_links.source).where(
            _links.target == path, _links.predicate.in_(predicates)
        )
        wanted = (_records.kind == kind, _records.id.in_(sources))
        return self._counted(wanted, self.newest_first(language), 0, limit)

    def listing(
        self, kind: str, offset: int, limit: int, language: str = "en"
    ) -> tuple[list[Record], int]:
        """Present records of a kind in the order of an alphabet, and how many there are in all."""
        in_order = (
            RECORD.join(schema.sort_keys, _keys.record == _records.id)
            .where(_keys.language == self.alphabet(language), _keys.kind == kind, _present)
            .order_by(_keys.key, _records.path)
        )
        return self._counted((_records.kind == kind,), [], offset, limit, in_order)

    def alike(self, kinds: Sequence[str], sort_key: str, limit: int, language: str) -> list[Record]:
        """Present records of some kinds that have one place in the alphabet of a language."""
        alike = select(_keys.record).where(
            _keys.language == self.alphabet(language), _keys.kind.in_(kinds), _keys.key == sort_key
        )
        query = RECORD.where(_present, _records.id.in_(alike)).order_by(_records.path).limit(limit)
        with self.connected() as connection:
            return [record_of_row(row) for row in connection.execute(query)]

    def newest(self, kind: str, limit: int, language: str = "en") -> tuple[list[Record], int]:
        """The records of a kind with the latest years, and how many there are in all."""
        return self._counted((_records.kind == kind,), self.newest_first(language), 0, limit)

    def changed_last(self, kind: str, limit: int, language: str = "en") -> list[Record]:
        """The records of a kind that came into the catalogue or were changed last."""
        order = [desc(_records.changed), *self.newest_first(language)]
        return self._counted((_records.kind == kind,), order, 0, limit)[0]

    def counts(self) -> dict[str, int]:
        """How many present records there are of each kind."""
        return self._numbers(
            select(_records.kind, func.count()).where(_present).group_by(_records.kind)
        )

    def paths(self) -> list[str]:
        """The paths of all present records, sorted."""
        query = select(_records.path).where(_present).order_by(_records.path)
        with self.connected() as connection:
            return list(connection.scalars(query))

    def touched_since(self, commit: int, size: int = 1000) -> Iterator[list[Record]]:
        """Records touched after a commit, in batches, withdrawn ones too: what has to be redone.

        By (touched, id), one batch to a query: no offset.
        """
        last = (commit, 1 << 62)
        with self.connected() as connection:
            while True:
                is_later = (_records.touched > last[0]) | (
                    (_records.touched == last[0]) & (_records.id > last[1])
                )
                query = RECORD.where(is_later).order_by(_records.touched, _records.id)
                batch = [record_of_row(row) for row in connection.execute(query.limit(size))]
                if not batch:
                    return
                yield batch
                last = (batch[-1].touched, batch[-1].id)

    def number_touched_since(self, commit: int) -> int:
        """How many records were touched after a commit."""
        query = select(func.count()).select_from(schema.records).where(_records.touched > commit)
        with self.connected() as connection:
            return connection.scalar(query) or 0

    def _counted(
        self,
        wanted: Sequence[Any],
        order: Sequence[Any],
        offset: int,
        limit: int,
        in_order: Select[Any] | None = None,
    ) -> tuple[list[Record], int]:
        """Some of the present records that fit, and the number of them all.

        ``in_order`` finds the same in their order, where an index has that.
        """
        fits = and_(_present, *wanted)
        query = RECORD.where(fits).order_by(*order) if in_order is None else in_order
        query = query.offset(offset).limit(limit)
        with self.connected() as connection:
            matching = [record_of_row(row) for row in connection.execute(query)]
            if len(matching) < limit and (matching or not offset):  # these are the last
                return matching, offset + len(matching)
            total = select(func.count()).select_from(schema.records).where(fits)
            return matching, connection.scalar(total) or 0

    def _numbers(self, query: Select[Any]) -> dict[str, int]:
        with self.connected() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def _rows(self, query: Select[Any], column: Any, values: Iterable[Any]) -> list[Any]:
        with self.connected() as connection:
            return [
                row
                for some in batches(values)
                for row in connection.execute(query.where(column.in_(some)))
            ]

    def _link_rows(
        self, query: Select[Any], paths: Iterable[str], values: dict[str, Any]
    ) -> list[Link]:
        with self.connected() as connection:
            return [
                Link(*row)
                for some in batches(paths)
                for row in connection.execute(query, {**values, "some": some})
            ]


class ConnectionQueries(Queries):
    """Questions over one connection, for whoever writes or checks over it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """That connection."""
        yield self._connection


def record_of_row(row: Any) -> Record:
    """A record by a row of `RECORD`."""
    number, path, kind, summary, changed, touched, time, token, withdrawn = row
    return Record(
        id=number,
        path=path,
        kind=kind,
        summary=summary_of_row(path, kind, summary),
        changed=changed,
        touched=touched,
        time=time,
        version=Commit(touched, time, token).version,
        withdrawn=withdrawn,
    )


def summary_of_row(path: str, kind: str, text: str) -> Summary:
    """A record's summary as it is in the table. Raises LedgerDamaged."""
    try:
        return Summary(kind=kind, **json.loads(text))
    except (ValueError, TypeError):
        raise LedgerDamaged(
            N_("the summary of the record %(path)s cannot be read", path=path)
        ) from None
