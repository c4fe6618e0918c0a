"""Writing a commit: revisions, the present state that follows from them, and the datestamps."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.schema import CreateTable, DropTable

from publod.ledger import reading
from publod.ledger.change import Change, Commit
from publod.ledger.schema import commits, links, records, revisions
from publod.model.summary import Summary
from publod.vocabulary import DCTERMS

#: The records whose datestamp this commit moves, and in which step they were found.
_moved = Table(
    "moved",
    MetaData(),
    Column("id", Integer, index=True),
    Column("step", Integer),
    prefixes=["TEMPORARY"],
)
_EDITION_OF = str(DCTERMS.isVersionOf)


def commit(connection: Connection, changes: Sequence[Change], message: str, now: int) -> Commit:
    """Write all changes; the caller's transaction makes them one."""
    last = reading.head(connection)
    made = Commit(last.id + 1, max(now, last.time), secrets.token_hex(4))
    row = {"id": made.id, "time": made.time, "token": made.token, "message": message}
    connection.execute(insert(commits), row)
    known = _ids(connection, [change.path for change in changes])
    _insert_new(connection, [c for c in changes if c.path not in known], made, known)
    connection.execute(CreateTable(_moved))
    ids = [{"id": known[change.path], "step": 0} for change in changes]
    connection.execute(insert(_moved), ids)
    _move_neighbours(connection)  # what the old links showed
    _write_revisions(connection, changes, made, known)
    _write_links(connection, changes, known)
    _move_neighbours(connection)  # what the new links show
    _move_lineages(connection)
    moved = select(_moved.c.id)
    connection.execute(update(records).where(records.c.id.in_(moved)).values(touched=made.id))
    connection.execute(DropTable(_moved))
    return made


def _ids(connection: Connection, paths: Sequence[str]) -> dict[str, int]:
    return {path: found.id for path, found in reading.records(connection, paths).items()}


def _next_id(connection: Connection, table: Table) -> int:
    return (connection.scalar(select(func.max(table.c.id))) or 0) + 1


def _insert_new(
    connection: Connection, changes: Sequence[Change], made: Commit, known: dict[str, int]
) -> None:
    first = _next_id(connection, records)
    rows: list[dict[str, Any]] = []
    for number, change in enumerate(changes, first):
        known[change.path] = number
        rows.append({"id": number, "path": change.path, **_state(change, made, 0)})
    _execute(connection, insert(records), rows)


def _write_revisions(
    connection: Connection, changes: Sequence[Change], made: Commit, known: dict[str, int]
) -> None:
    first = _next_id(connection, revisions)
    history: list[dict[str, Any]] = []
    state: list[dict[str, Any]] = []
    for number, change in enumerate(changes, first):
        record = known[change.path]
        history.append({"id": number, "record": record, "commit": made.id, "graph": change.graph})
        row = _state(change, made, number)
        if change.graph is None:
            # A tombstone keeps the name and kind of what it marks.
            for kept in ("kind", "summary", "sort_sv", "sort_en", "year"):
                del row[kept]
        state.append({"record_id": record, **row})
    _execute(connection, insert(revisions), history)
    for withdrawn in (False, True):
        some = [row for row in state if row["withdrawn"] is withdrawn]
        if some:
            values: dict[str, Any] = {
                name: bindparam(name) for name in some[0] if name != "record_id"
            }
            statement = update(records).where(records.c.id == bindparam("record_id"))
            _execute(connection, statement.values(values), some)


def _write_links(connection: Connection, changes: Sequence[Change], known: dict[str, int]) -> None:
    _execute(
        connection,
        delete(links).where(links.c.source == bindparam("record_id")),
        [{"record_id": known[change.path]} for change in changes],
    )
    rows = [
        {
            "source": known[change.path],
            "subject": link.subject,
            "predicate": link.predicate,
            "target": link.target,
            "object": link.object,
        }
        for change in changes
        for link in change.links
    ]
    _execute(connection, insert(links), rows)


def _move_neighbours(connection: Connection) -> None:
    """Who shows a changed record moves: whoever links to it, and whatever it links to.

    The first show its name, the second list it.
    """
    changed = select(_moved.c.id).where(_moved.c.step == 0)
    linking = (
        select(links.c.source, literal(1))
        .join(records, records.c.path == links.c.target)
        .where(records.c.id.in_(changed), links.c.source.not_in(changed))
    )
    linked = (
        select(records.c.id, literal(1))
        .join(links, records.c.path == links.c.target)
        .where(links.c.source.in_(changed), records.c.id.not_in(changed))
    )
    for found in (linking, linked):
        connection.execute(insert(_moved).from_select(["id", "step"], found.distinct()))


def _move_lineages(connection: Connection) -> None:
    """Every edition shows its work and all the work's editions with their issuers.

    Works are known here by their paths: editions of one belong together before it is described,
    and after it has been withdrawn.
    """
    moved = select(_moved.c.id)
    edition_of = links.c.predicate == _EDITION_OF
    of_editions = select(links.c.target).where(edition_of, links.c.source.in_(moved))
    themselves = select(records.c.path).where(records.c.id.in_(moved))
    works = select(records.c.id, literal(2)).where(
        records.c.path.in_(of_editions), records.c.id.not_in(moved)
    )
    editions = select(links.c.source, literal(3)).where(
        edition_of, links.c.target.in_(of_editions.union(themselves)), links.c.source.not_in(moved)
    )
    for found in (editions, works):
        connection.execute(insert(_moved).from_select(["id", "step"], found.distinct()))


def _state(change: Change, made: Commit, revision: int) -> dict[str, Any]:
    return {
        "kind": change.summary.kind,
        "summary": _json(change.summary),
        "sort_sv": change.summary.sort_key("sv"),
        "sort_en": change.summary.sort_key("en"),
        "year": change.summary.year,
        "digest": change.digest,
        "revision": revision,
        "changed": made.id,
        "touched": made.id,
        "withdrawn": change.graph is None,
    }


def _json(summary: Summary) -> str:
    values: dict[str, Any] = {
        "label": summary.label,
        "subtitle": summary.subtitle,
        "year": summary.year,
        "edition": summary.edition,
    }
    kept = {name: value for name, value in values.items() if value}
    if summary.fragment != "it":  # the convention need not be said
        kept["fragment"] = summary.fragment
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _execute(connection: Connection, statement: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Execute for each row; SQLAlchemy would take an empty list for one row without values."""
    values = list(rows)
    if values:
        connection.execute(statement, values)
