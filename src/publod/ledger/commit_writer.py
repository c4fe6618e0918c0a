"""Writing a commit: revisions, what follows from them, the datestamps, and the chain of digests.

Each commit has a digest of all that it wrote and of the commit before it. So a change of any
revision, however old, can be told from what was written. See `verification`.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Table,
    bindparam,
    delete,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.schema import CreateTable, DropTable

from publod.bibliography.licence import CATALOG, licence_of_metadata
from publod.bibliography.record_summary import Summary
from publod.ledger import datestamp_dependants, harvest_sets
from publod.ledger.concept_hierarchy import ConceptHierarchy
from publod.ledger.queries import ConnectionQueries, batches, summary_of_row
from publod.ledger.schema import (
    ALPHABETS,
    Change,
    Commit,
    commit_digests,
    commits,
    links,
    members,
    meta,
    records,
    revisions,
    sort_keys,
)
from publod.ledger.schema import sets as sets_table
from publod.rdf import triples_of

#: Rows that are written, or read, at once.
_AT_ONCE = 500
#: A change with the number of the revision that it makes.
_Revised = tuple[int, Change]


def commit(
    connection: Connection,
    base_url: str,
    changes: Sequence[Change],
    message: str,
    now: int | None,
) -> Commit:
    """Write all changes; the caller's transaction makes them one."""
    relicensed = _is_relicensed(connection, base_url, changes)
    made = _begun(connection, message)
    known = _ids(connection, [change.path for change in changes])
    revised = list(enumerate(changes, _next_id(connection, revisions)))
    new = [one for one in revised if one[1].path not in known]
    revised_before = [one for one in revised if one[1].path in known]
    _insert_new(connection, new, made, known)
    write = partial(_write_revisions, connection, revised, revised_before, made, known)
    return _follow(connection, changes, made, known, now, write, relicensed=relicensed)


def restate(
    connection: Connection, changes: Sequence[Change], message: str, now: int | None
) -> Commit:
    """Write anew what follows from the last revisions of records, as a commit without revisions.

    ``changes`` have these revisions, and of a withdrawn record the summary that it keeps. Whatever
    shows one of the records gets the commit's datestamp, since it may have shown what was wrong.
    """
    made = _begun(connection, message)
    ids = select(records.c.id)
    connection.execute(delete(links).where(links.c.source.not_in(ids)))
    connection.execute(delete(sort_keys).where(sort_keys.c.record.not_in(ids)))
    lost = members.c.record.not_in(ids) | members.c.set.not_in(select(sets_table.c.id))
    connection.execute(delete(members).where(lost))
    known = _ids(connection, [change.path for change in changes])
    write = partial(_write_states, connection, changes, known)
    return _follow(connection, changes, made, known, now, write, relicensed=False)


def _begun(connection: Connection, message: str) -> Commit:
    """The next commit, with the time of the one before it."""
    for index in records.indexes:  # of which an earlier version made fewer
        index.create(connection, checkfirst=True)
    last = ConnectionQueries(connection).head()
    made = Commit(last.id + 1, last.time, secrets.token_hex(4))
    row = {"id": made.id, "time": made.time, "token": made.token, "message": message}
    connection.execute(insert(commits), row)
    return made


def _follow(
    connection: Connection,
    changes: Sequence[Change],
    made: Commit,
    known: dict[str, int],
    now: int | None,
    write: Callable[[], None],
    *,
    relicensed: bool,
) -> Commit:
    """Write states of records by ``write``, and all else that a commit moves; end the commit."""
    connection.execute(CreateTable(datestamp_dependants.moved))
    ids = ({"id": known[change.path], "changed": True} for change in changes)
    _execute(connection, insert(datestamp_dependants.moved), ids)
    datestamp_dependants.move_neighbours(connection)  # what the old links showed
    hierarchy = ConceptHierarchy(ConnectionQueries(connection))
    before = hierarchy.stated_by(known)
    write()
    _write_sort_keys(connection, changes, known)
    _write_links(connection, changes, known)
    datestamp_dependants.move_neighbours(connection)  # what the new links show
    datestamp_dependants.move_others(connection)
    if relicensed:
        datestamp_dependants.move_all(connection)
    regrouped = harvest_sets.write_members(connection, changes, made, known, before)
    _execute(
        connection,
        insert(datestamp_dependants.moved),
        ({"id": number, "changed": False} for number in regrouped),
    )
    harvest_sets.restamp(connection, datestamp_dependants.moved, made)
    moved = select(datestamp_dependants.moved.c.id)
    connection.execute(update(records).where(records.c.id.in_(moved)).values(touched=made.id))
    connection.execute(DropTable(datestamp_dependants.moved))
    # Only now: whoever asked while this was written has seen nothing of it, and will ask again
    # for what is later than that.
    made = replace(made, time=max(int(time.time()) if now is None else now, made.time))
    stamped = update(commits).where(commits.c.id == made.id).values(time=made.time)
    connection.execute(stamped)
    extend_digests(connection)
    return made


def _is_relicensed(connection: Connection, base_url: str, changes: Sequence[Change]) -> bool:
    """Whether the licence of the metadata will be another after the changes. Asked before them."""
    catalogue = next((change for change in changes if change.path == CATALOG), None)
    if catalogue is None:
        return False
    before = ConnectionQueries(connection).graphs([CATALOG]).get(CATALOG, "")
    old, new = (
        licence_of_metadata(base_url + CATALOG, triples_of(text))
        for text in (before, catalogue.graph or "")
    )
    return old != new


def _ids(connection: Connection, paths: Sequence[str]) -> dict[str, int]:
    query = select(records.c.path, records.c.id)
    return {
        path: number
        for some in batches(paths)
        for path, number in connection.execute(query.where(records.c.path.in_(some)))
    }


def _next_id(connection: Connection, table: Table) -> int:
    return (connection.scalar(select(func.max(table.c.id))) or 0) + 1


def _insert_new(
    connection: Connection, new: Sequence[_Revised], made: Commit, known: dict[str, int]
) -> None:
    first = _next_id(connection, records)
    known.update((change.path, number) for number, (_, change) in enumerate(new, first))
    rows = (
        {"id": known[change.path], "path": change.path, **_state(change, made, revision)}
        for revision, change in new
    )
    _execute(connection, insert(records), rows)


def _write_revisions(
    connection: Connection,
    revised: Sequence[_Revised],
    revised_before: Sequence[_Revised],
    made: Commit,
    known: dict[str, int],
) -> None:
    """Write the revisions, and the states of records that the catalogue had before."""
    history = (
        {"id": number, "record": known[one.path], "commit": made.id, "graph": one.graph}
        for number, one in revised
    )
    _execute(connection, insert(revisions), history)
    state: list[dict[str, Any]] = []
    for number, change in revised_before:
        row = _state(change, made, number)
        if change.graph is None:
            # A tombstone keeps the name and kind of what it marks.
            for name in ("kind", "summary", "year"):
                del row[name]
        state.append({"record_id": known[change.path], **row})
    for withdrawn in (False, True):
        some = [row for row in state if row["withdrawn"] is withdrawn]
        if some:
            values: dict[str, Any] = {
                name: bindparam(name) for name in some[0] if name != "record_id"
            }
            statement = update(records).where(records.c.id == bindparam("record_id"))
            _execute(connection, statement.values(values), some)


def _write_states(connection: Connection, changes: Sequence[Change], known: dict[str, int]) -> None:
    """Each record's state, by its last revision; its datestamp follows later."""
    newest = select(revisions.c.id, revisions.c.commit).order_by(revisions.c.id.desc()).limit(1)
    for change in changes:
        record = known[change.path]
        revision, commit_ = connection.execute(newest.where(revisions.c.record == record)).one()
        state = {
            **columns_of(change),
            "revision": revision,
            "changed": commit_,
            "withdrawn": change.graph is None,
        }
        connection.execute(update(records).where(records.c.id == record).values(state))


def _write_sort_keys(
    connection: Connection, changes: Sequence[Change], known: dict[str, int]
) -> None:
    _execute(
        connection,
        delete(sort_keys).where(sort_keys.c.record == bindparam("record_id")),
        ({"record_id": known[change.path]} for change in changes),
    )
    languages = ConnectionQueries(connection).alphabets()
    there = ((known[one.path], one.summary) for one in changes if one.graph is not None)
    _execute(connection, insert(sort_keys), _sort_keys(there, languages))


def _sort_keys(
    summaries: Iterable[tuple[int, Summary]], languages: Sequence[str]
) -> Iterator[dict[str, Any]]:
    for record, summary in summaries:
        for language in languages:
            key = summary.sort_key(language)
            yield {"record": record, "language": language, "kind": summary.kind, "key": key}


def use_alphabets(connection: Connection, alphabets: str) -> None:
    """Give all present records places in the alphabets that `Queries.alphabets` will name."""
    named = update(meta).where(meta.c.key == ALPHABETS)
    connection.execute(named.values(value=alphabets))
    languages = ConnectionQueries(connection).alphabets()
    connection.execute(delete(sort_keys))
    columns = records.c.id, records.c.path, records.c.kind, records.c.summary
    rows = connection.execute(select(*columns).where(~records.c.withdrawn))
    for some in batches(rows.all()):
        summaries = ((number, summary_of_row(*row)) for number, *row in some)
        _execute(connection, insert(sort_keys), _sort_keys(summaries, languages))


def _write_links(connection: Connection, changes: Sequence[Change], known: dict[str, int]) -> None:
    _execute(
        connection,
        delete(links).where(links.c.source == bindparam("record_id")),
        ({"record_id": known[change.path]} for change in changes),
    )
    rows = (
        {
            "source": known[change.path],
            "subject": link.subject,
            "predicate": link.predicate,
            "target": link.target,
            "object": link.object,
        }
        for change in changes
        for link in change.links
    )
    _execute(connection, insert(links), rows)


def columns_of(change: Change) -> dict[str, Any]:
    """What the table of records has that follows from a record's own text."""
    return {
        "kind": change.summary.kind,
        "summary": _json(change.summary),
        "year": change.summary.year,
        "digest": change.digest,
    }


def _state(change: Change, made: Commit, revision: int) -> dict[str, Any]:
    return {
        **columns_of(change),
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
        "number": summary.number,
    }
    stated = {name: value for name, value in values.items() if value}
    if summary.fragment != "it":  # the convention need not be said
        stated["fragment"] = summary.fragment
    return json.dumps(stated, ensure_ascii=False, sort_keys=True)


def _execute(connection: Connection, statement: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Execute for each row, some at a time so that memory stays flat."""
    for some in batches(rows, _AT_ONCE):
        connection.execute(statement, some)


class Recomputed(NamedTuple):
    """A commit with the digest that it should have, and the one that it has ('' for none)."""

    commit: int
    digest: str
    recorded: str


def recomputed_digests(connection: Connection, after: int = 0) -> Iterator[Recomputed]:
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


def extend_digests(connection: Connection) -> None:
    """Give digests to the commits that have none yet.

    That is the last one or, in a ledger that an earlier version wrote, all.
    """
    if not inspect(connection).has_table(commit_digests.name):
        commit_digests.create(connection)
    last = connection.scalar(select(func.max(commit_digests.c.commit))) or 0
    rows = [
        {"commit": digest.commit, "digest": digest.digest}
        for digest in recomputed_digests(connection, last)
    ]
    if rows:
        connection.execute(insert(commit_digests), rows)


def begin_digests_anew(connection: Connection) -> None:
    """Give digests to all commits, by what is written now."""
    if inspect(connection).has_table(commit_digests.name):
        connection.execute(delete(commit_digests))
    extend_digests(connection)


def _add(hashed: hashlib.blake2b, *values: str | int) -> None:
    """Values with their lengths, so that no two lists of values are one text."""
    for value in values:
        text = str(value).encode()
        hashed.update(b"%d:" % len(text) + text)
