"""Sets of publications: written with each commit, read in the order of changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    desc,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)

from publod.ledger.concept_hierarchy import ConceptHierarchy, Pair
from publod.ledger.queries import ConnectionQueries, batches
from publod.ledger.schema import (
    Change,
    Commit,
    Link,
    Member,
    commits,
    links,
    members,
    records,
    sets,
)
from publod.vocabulary import DCTERMS

#: The whole catalogue's publications.
EVERYTHING = ""
_FACETS = {
    str(DCTERMS.subject): "subject",
    str(DCTERMS.type): "type",
    str(DCTERMS.creator): "publisher",
    str(DCTERMS.publisher): "publisher",
}
_CONCEPTUAL = {"subject", "type"}


def names_of(change: Change, hierarchy: ConceptHierarchy) -> set[str]:
    """The sets that a record is in after a change."""
    if change.graph is None or change.summary.kind != "publication":
        return set()
    own = [link for link in change.links if link.subject == change.summary.fragment]
    names = {EVERYTHING, *_linked(own, hierarchy)}
    names.update(f"language:{code}" for code in change.languages)
    return names | {name.partition(":")[0] for name in names}


def _linked(own: Iterable[Link], hierarchy: ConceptHierarchy) -> Iterator[str]:
    for link in own:
        facet = _FACETS.get(link.predicate)
        if facet in _CONCEPTUAL:
            above = hierarchy.all_broader(link.target)
            yield from (f"{facet}:{path}" for path in (link.target, *above))
        elif facet:
            yield f"{facet}:{link.target}"


def write_members(
    connection: Connection,
    changes: Sequence[Change],
    made: Commit,
    known: Mapping[str, int],
    before: Set[Pair],
) -> set[int]:
    """Write who comes and who leaves; returns the records whose sets are not what they were.

    ``known`` has the ids of changed records, ``before`` the pairs of concepts that they stated.
    """
    hierarchy = ConceptHierarchy(ConnectionQueries(connection))
    wanted = ((known[change.path], names_of(change, hierarchy)) for change in changes)
    after = hierarchy.stated_by(change.path for change in changes)
    moved = {narrower for narrower, _ in before ^ after}
    below: dict[int, set[str]] = {}
    if moved:
        done = {known[change.path] for change in changes}
        below = _below(connection, hierarchy.all_narrower(moved), hierarchy, done)
    regrouped: set[int] = set()
    for some in batches(chain(wanted, below.items())):
        regrouped |= _write(connection, dict(some), made)
    return regrouped


def _below(
    connection: Connection,
    concepts: Iterable[str],
    hierarchy: ConceptHierarchy,
    done: Set[int],
) -> dict[int, set[str]]:
    """The sets of unchanged publications whose concepts have other broader concepts now."""
    conceptual = [p for p, facet in _FACETS.items() if facet in _CONCEPTUAL]
    by = select(links.c.source).where(links.c.predicate.in_(conceptual))
    affected = {
        source
        for some in batches(concepts)
        for source in connection.scalars(by.where(links.c.target.in_(some)))
    } - done
    names_by_record = {
        record: {name for name in names if name.partition(":")[0] not in _CONCEPTUAL}
        for record, names in _present(connection, affected).items()
    }
    query = select(links.c.source, links.c.predicate, links.c.target)
    for some in batches(names_by_record):
        wanted = (links.c.source.in_(some), links.c.predicate.in_(conceptual))
        for source, predicate, target in connection.execute(query.where(*wanted)):
            facet = _FACETS[predicate]
            above = hierarchy.all_broader(target)
            names_by_record[source].update(f"{facet}:{path}" for path in (target, *above))
            names_by_record[source].add(facet)
    return names_by_record


def _present(connection: Connection, ids: Iterable[int]) -> dict[int, set[str]]:
    query = select(members.c.record, sets.c.name).join(sets, sets.c.id == members.c.set)
    names: dict[int, set[str]] = {}
    for some in batches(ids):
        wanted = (members.c.record.in_(some), members.c.present)
        for record, name in connection.execute(query.where(*wanted)):
            names.setdefault(record, set()).add(name)
    return names


def sets_of_records(connection: Connection, ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """The sets that records are in, each with the commit whose datestamp they bear there."""
    query = select(members.c.record, sets.c.name, members.c.stamp)
    query = query.join(sets, sets.c.id == members.c.set).where(members.c.present)
    stamps: dict[int, dict[str, int]] = {}
    for some in batches(ids):
        for record, name, stamp in connection.execute(query.where(members.c.record.in_(some))):
            stamps.setdefault(record, {})[name] = stamp
    return stamps


def _write(connection: Connection, wanted: Mapping[int, set[str]], made: Commit) -> set[int]:
    numbers = _numbers(connection, {name for names in wanted.values() for name in names})
    known = {
        (record, set_): present
        for some in batches(wanted)
        for set_, record, present in connection.execute(
            select(members.c.set, members.c.record, members.c.present).where(
                members.c.record.in_(some)
            )
        )
    }
    rows: dict[tuple[bool, bool], list[dict[str, Any]]] = {}
    pairs = {(record, numbers[name]) for record, names in wanted.items() for name in names}
    for pair in sorted(pairs | known.keys()):
        present = pair in pairs
        if known.get(pair, False) != present:
            row = {"r": pair[0], "s": pair[1], "stamp": made.id, "present": present}
            rows.setdefault((pair in known, present), []).append(row)
    moved = {row["r"] for some in rows.values() for row in some}
    again = update(members).where(
        members.c.record == bindparam("r"), members.c.set == bindparam("s")
    )
    for (exists, _), some in rows.items():
        if exists:
            named = again.values(
                before=members.c.stamp, stamp=bindparam("stamp"), present=bindparam("present")
            )
            connection.execute(named, some)
        else:
            new = [
                {"record": row["r"], "set": row["s"], "stamp": made.id, "before": made.id,
                 "present": row["present"]}
                for row in some
            ]  # fmt: skip
            connection.execute(insert(members), new)
    return moved


def _numbers(connection: Connection, names: set[str]) -> dict[str, int]:
    """The numbers of sets; those that are new get one."""
    query = select(sets.c.name, sets.c.id)
    numbers: dict[str, int] = {
        name: number
        for some in batches(names)
        for name, number in connection.execute(query.where(sets.c.name.in_(some)))
    }
    first = (connection.scalar(select(func.max(sets.c.id))) or 0) + 1
    new = {name: number for number, name in enumerate(sorted(names - numbers.keys()), first)}
    if new:
        connection.execute(insert(sets), [{"id": n, "name": name} for name, n in new.items()])
    return numbers | new


def restamp(connection: Connection, moved: Table, made: Commit) -> None:
    """Whoever is in a set and has been touched bears the commit there as well."""
    touched = select(moved.c.id)
    connection.execute(
        update(members)
        .where(members.c.present, members.c.record.in_(touched), members.c.stamp != made.id)
        .values(before=members.c.stamp, stamp=made.id)
    )


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


class Membership(ConnectionQueries):
    """Asks over one connection, of one state of the ledger, on behalf of harvesters.

    Set names are those of `publod.ledger.harvest_sets`; the set ``''`` is that of everything.
    """

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
        for some in batches(ids):
            for record, name, present, stamp in self._connection.execute(
                query.where(members.c.record.in_(some))
            ):
                rows.setdefault(record, []).append((name, present, stamp))
        return {record: _last(names) for record, names in rows.items()}

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
