"""The questions that the ledger answers, each a query or two."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, desc, func, select

from publod.bibliography.summary import Summary
from publod.errors import LedgerDamaged
from publod.ledger import schema
from publod.ledger.records import Change, Commit, Link, Record

_Value = TypeVar("_Value")
#: Databases limit how many values one statement may carry.
_AT_ONCE = 500
#: A limit that is none, in every database.
_ALL = 1 << 60

_records, _commits, _links = schema.records.c, schema.commits.c, schema.links.c
_present = ~_records.withdrawn

_RECORD: Select[Any] = select(
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
_ONE_RECORD = _RECORD.where(_records.path == bindparam("path"))
_SOME_RECORDS = _RECORD.where(_records.path.in_(_SOME))
_SOME_GRAPHS = (
    select(_records.path, schema.revisions.c.graph, _records.digest)
    .join(schema.revisions, schema.revisions.c.id == _records.revision)
    .where(_records.path.in_(_SOME), _present)
)
_LINKS_FROM = _LINK.where(_records.path.in_(_SOME))
_LINKS_TO = _LINK.where(_links.target.in_(_SOME)).limit(bindparam("most"))
_LINKS_BY = _LINKS_TO.where(_links.predicate.in_(bindparam("predicates", expanding=True)))


def head(connection: Connection) -> Commit:
    """The last commit."""
    row = connection.execute(_HEAD).first()
    return Commit(*row) if row else Commit(0, 0)


def commits_back(connection: Connection, limit: int) -> list[tuple[Commit, str]]:
    """The last commits with their messages."""
    query = select(_commits.id, _commits.time, _commits.token, _commits.message)
    rows = connection.execute(query.order_by(desc(_commits.id)).limit(limit))
    return [(Commit(number, time, token), message) for number, time, token, message in rows]


def record(connection: Connection, path: str) -> Record | None:
    """One record by its path."""
    row = connection.execute(_ONE_RECORD, {"path": path}).first()
    return _record(row) if row else None


def records(connection: Connection, paths: Iterable[str]) -> dict[str, Record]:
    """Records by their paths."""
    return {
        row.path: _record(row)
        for some in batches(paths)
        for row in connection.execute(_SOME_RECORDS, {"some": some})
    }


def digests(connection: Connection, paths: Iterable[str]) -> dict[str, str]:
    """Digests by path; '' for a withdrawn record."""
    query = select(_records.path, _records.digest)
    return {
        path: digest
        for some in batches(paths)
        for path, digest in connection.execute(query.where(_records.path.in_(some)))
    }


def graphs(connection: Connection, paths: Iterable[str]) -> dict[str, str]:
    """Present graphs by path. Raises LedgerDamaged for one that is not what was written."""
    found: dict[str, str] = {}
    for some in batches(paths):
        for path, graph, digest in connection.execute(_SOME_GRAPHS, {"some": some}):
            if Change(path, graph).digest != digest:
                raise LedgerDamaged(f"the record {path} is not as it was written")
            found[path] = graph
    return found


def last_texts(connection: Connection, paths: Iterable[str]) -> dict[str, tuple[bool, str]]:
    """By path, whether a record is withdrawn and its last text, by its revisions alone."""
    revisions = schema.revisions
    query = (
        select(_records.path, revisions.c.graph)
        .join(revisions, revisions.c.record == _records.id)
        .order_by(revisions.c.id)
    )
    found: dict[str, tuple[bool, str]] = {}
    for some in batches(paths):
        for path, graph in connection.execute(query.where(_records.path.in_(some))):
            text = graph if graph is not None else found.get(path, (True, ""))[1]
            found[path] = graph is None, text
    return found


def columns(connection: Connection, paths: Iterable[str]) -> dict[str, tuple[str, str, int | None]]:
    """By path, what lists of records are ordered by, beside their names."""
    query = select(_records.path, _records.sort_sv, _records.sort_en, _records.year)
    return {
        path: (swedish, english, year)
        for some in batches(paths)
        for path, swedish, english, year in connection.execute(query.where(_records.path.in_(some)))
    }


def links_from(connection: Connection, paths: Iterable[str]) -> list[Link]:
    """Links out of records."""
    return [
        Link(*row)
        for some in batches(paths)
        for row in connection.execute(_LINKS_FROM, {"some": some})
    ]


def links_to(
    connection: Connection, paths: Iterable[str], predicates: Sequence[str], limit: int | None
) -> list[Link]:
    """Links into records; ``limit`` is for each few hundred paths."""
    values: dict[str, Any] = {"most": _ALL if limit is None else limit}
    if predicates:
        values["predicates"] = list(predicates)
    query = _LINKS_BY if predicates else _LINKS_TO
    return [
        Link(*row)
        for some in batches(paths)
        for row in connection.execute(query, {**values, "some": some})
    ]


_SORT: dict[str, ColumnElement[str]] = {"sv": _records.sort_sv, "en": _records.sort_en}


def sort_column(language: str) -> ColumnElement[str]:
    """The place of records in the alphabet of a language."""
    return _SORT.get(language, _records.sort_en)


def alphabetical(language: str) -> list[Any]:
    """The order of an alphabet."""
    return [sort_column(language), _records.path]


def newest_first(language: str) -> list[Any]:
    """The order of publication backwards; within a year that of an alphabet."""
    return [_records.year.is_(None), desc(_records.year), *alphabetical(language)]


def linking(
    connection: Connection,
    path: str,
    predicates: Sequence[str],
    kind: str,
    limit: int,
    language: str,
) -> tuple[list[Record], int]:
    """Records of a kind that link to a record by one of the predicates, the newest first."""
    sources = select(_links.source).where(_links.target == path, _links.predicate.in_(predicates))
    wanted = (_records.kind == kind, _records.id.in_(sources))
    return counted(connection, wanted, newest_first(language), 0, limit)


def listing(
    connection: Connection, kind: str, offset: int, limit: int, language: str
) -> tuple[list[Record], int]:
    """A page of the records of a kind, in alphabetical order."""
    wanted = (_records.kind == kind,)
    return counted(connection, wanted, alphabetical(language), offset, limit)


def newest(
    connection: Connection, kind: str, limit: int, language: str
) -> tuple[list[Record], int]:
    """The records of a kind with the latest years."""
    return counted(connection, (_records.kind == kind,), newest_first(language), 0, limit)


def counted(
    connection: Connection, wanted: Sequence[Any], order: Sequence[Any], offset: int, limit: int
) -> tuple[list[Record], int]:
    """Some of the present records that fit, and the number of them all."""
    fits = and_(_present, *wanted)
    query = _RECORD.where(fits).order_by(*order).offset(offset).limit(limit)
    records = [_record(row) for row in connection.execute(query)]
    if len(records) < limit and (records or not offset):  # these are the last
        return records, offset + len(records)
    total = connection.scalar(select(func.count()).select_from(schema.records).where(fits))
    return records, total or 0


def counts(connection: Connection) -> dict[str, int]:
    """Present records by kind."""
    query = select(_records.kind, func.count()).where(_present).group_by(_records.kind)
    return {row[0]: row[1] for row in connection.execute(query)}


def paths(connection: Connection) -> list[str]:
    """Paths of present records."""
    query = select(_records.path).where(_present).order_by(_records.path)
    return list(connection.scalars(query))


def commit(connection: Connection, number: int) -> Commit | None:
    """A commit by its number."""
    query = select(_commits.id, _commits.time, _commits.token).where(_commits.id == number)
    row = connection.execute(query).first()
    return Commit(*row) if row else None


def commits_at(connection: Connection, time: int) -> int:
    """The number of commits of one second."""
    query = select(func.count()).select_from(schema.commits).where(_commits.time == time)
    return connection.scalar(query) or 0


def touched_since(connection: Connection, commit: int, size: int) -> Iterator[list[Record]]:
    """Records touched after a commit, by (touched, id), one batch to a query: no offset."""
    last = (commit, 1 << 62)
    while True:
        query = (
            _RECORD.where(
                (_records.touched > last[0])
                | ((_records.touched == last[0]) & (_records.id > last[1]))
            )
            .order_by(_records.touched, _records.id)
            .limit(size)
        )
        batch = [_record(row) for row in connection.execute(query)]
        if not batch:
            return
        yield batch
        last = (batch[-1].touched, batch[-1].id)


def _record(row: Any) -> Record:
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
        raise LedgerDamaged(f"the summary of the record {path} cannot be read") from None


def batches(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """Values by as many as one statement may carry."""
    rest = iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
