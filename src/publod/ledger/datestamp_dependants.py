"""Whose datestamp a commit moves: the records that show something of those that it changes.

The rule is generous: now and then a record is moved whose document is the same as before. It is
never the other way round.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    func,
    insert,
    literal,
    select,
)

from publod.ledger.concept_hierarchy import BROADER, NARROWER
from publod.ledger.schema import links, records
from publod.vocabulary import DCTERMS, SCHEMA, SKOS

#: The records whose datestamp this commit moves, and in which step they were found.
moved = Table(
    "moved",
    MetaData(),
    Column("id", Integer, index=True),
    Column("step", Integer),
    prefixes=["TEMPORARY"],
)
_EDITION_OF = str(DCTERMS.isVersionOf)
#: What joins editions of different works: each is told on the page of the other.
_JOINING = tuple(
    str(p)
    for p in (
        DCTERMS.replaces, DCTERMS.isReplacedBy, SCHEMA.isBasedOn, SCHEMA.translationOfWork,
        SCHEMA.workTranslation,
    )
)  # fmt: skip
_BY_AGENTS = tuple(str(p) for p in (DCTERMS.creator, DCTERMS.publisher, DCTERMS.contributor))
_CONCEPTS = ("subject", "type", "audience", "concept")
_BROADER, _NARROWER, _RELATED = (BROADER,), (NARROWER,), (str(SKOS.related),)
#: The step in which the concepts below a changed one are found.
_BELOW = 9


def move_neighbours(connection: Connection) -> None:
    """Who shows a changed record moves: whoever links to it, and whatever it links to.

    The first show its name, the second list it.
    """
    changed = select(moved.c.id).where(moved.c.step == 0)
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
        connection.execute(insert(moved).from_select(["id", "step"], found.distinct()))


def move_others(connection: Connection) -> None:
    """Who shows things that are two steps away or more. To be called after the neighbours."""
    _move_issuers(connection)
    _move_colleagues(connection)
    _move_hierarchy(connection)
    _move_joined(connection)
    _move_lineages(connection)


def move_all(connection: Connection) -> None:
    """Every record bears the licence of the metadata: to be called when that has changed."""
    rest = select(records.c.id, literal(5)).where(
        ~records.c.withdrawn, records.c.id.not_in(select(moved.c.id))
    )
    connection.execute(insert(moved).from_select(["id", "step"], rest))


def _move_issuers(connection: Connection) -> None:
    """An agent's page lists its stated editions, which are called by their works."""
    ids = select(moved.c.id)
    stated = select(records.c.id).where(records.c.kind == "edition", records.c.id.in_(ids))
    _move_agents_of(connection, stated, 1)


def _move_colleagues(connection: Connection) -> None:
    """An agent's page names the others that it has issued something with."""
    changed = select(records.c.path).where(
        records.c.kind == "agent",
        records.c.id.in_(select(moved.c.id).where(moved.c.step == 0)),
    )
    theirs = select(links.c.source).where(
        links.c.target.in_(changed), links.c.predicate.in_(_BY_AGENTS)
    )
    _move_agents_of(connection, theirs, 2)


def _move_agents_of(connection: Connection, sources: Select[Any], step: int) -> None:
    """Who issued any of the records that are selected by id."""
    agents = (
        select(records.c.id, literal(step))
        .join(links, records.c.path == links.c.target)
        .where(
            links.c.predicate.in_(_BY_AGENTS),
            links.c.source.in_(sources),
            records.c.id.not_in(select(moved.c.id)),
        )
    )
    connection.execute(insert(moved).from_select(["id", "step"], agents.distinct()))


def _move_hierarchy(connection: Connection) -> None:
    """A concept's page lists and counts what all narrower ones have, and names all broader ones.

    It also counts what the concepts beside it have.
    """
    ids = select(moved.c.id)
    concept = records.c.kind.in_(_CONCEPTS)
    concepts = select(records.c.id).where(concept, records.c.id.in_(ids))
    _repeat(
        connection,
        _linked(_BROADER, concepts).where(records.c.id.not_in(ids)),
        _linking(_NARROWER, concepts).where(links.c.source.not_in(ids)),
    )
    beside = (
        _linked(_RELATED, concepts).where(records.c.id.not_in(ids)),
        _linking(_RELATED, concepts).where(links.c.source.not_in(ids)),
    )
    for found in beside:
        connection.execute(insert(moved).from_select(["id", "step"], found.distinct()))
    renamed = select(records.c.id).where(
        concept, records.c.id.in_(select(moved.c.id).where(moved.c.step.in_((0, _BELOW))))
    )
    shown = select(moved.c.id).where(moved.c.step == _BELOW)
    _repeat(
        connection,
        _linking(_BROADER, renamed, _BELOW).where(links.c.source.not_in(shown)),
        _linked(_NARROWER, renamed, _BELOW).where(records.c.id.not_in(shown)),
    )


def _move_joined(connection: Connection) -> None:
    """What replaces, translates or builds on what: a page names both with their issuers and works.

    It also names the last in a row of replacements, so the row is followed to its ends.
    """
    ids = select(moved.c.id)
    _repeat(
        connection,
        _linking(_JOINING, ids).where(links.c.source.not_in(ids)),
        _linked(_JOINING, ids).where(records.c.id.not_in(ids)),
    )


def _move_lineages(connection: Connection) -> None:
    """Every edition shows its work and all the work's editions with their issuers.

    Works are known here by their paths: editions of one belong together before it is described,
    and after it has been withdrawn.
    """
    ids = select(moved.c.id)
    edition_of = links.c.predicate == _EDITION_OF
    of_editions = select(links.c.target).where(edition_of, links.c.source.in_(ids))
    themselves = select(records.c.path).where(records.c.id.in_(ids))
    works = select(records.c.id, literal(2)).where(
        records.c.path.in_(of_editions), records.c.id.not_in(ids)
    )
    editions = select(links.c.source, literal(3)).where(
        edition_of, links.c.target.in_(of_editions.union(themselves)), links.c.source.not_in(ids)
    )
    for found in (editions, works):
        connection.execute(insert(moved).from_select(["id", "step"], found.distinct()))


def _linking(predicates: Sequence[str], ids: Select[Any], step: int = 2) -> Select[Any]:
    """Who links to some records by one of the predicates."""
    return (
        select(links.c.source, literal(step))
        .join(records, records.c.path == links.c.target)
        .where(links.c.predicate.in_(predicates), records.c.id.in_(ids))
    )


def _linked(predicates: Sequence[str], ids: Select[Any], step: int = 2) -> Select[Any]:
    """What some records link to by one of the predicates."""
    return (
        select(records.c.id, literal(step))
        .join(links, records.c.path == links.c.target)
        .where(links.c.predicate.in_(predicates), links.c.source.in_(ids))
    )


def _repeat(connection: Connection, *found: Select[Any]) -> None:
    """Move what is found until nothing new is."""
    size = select(func.count()).select_from(moved)
    before: int | None = -1
    while before != (before := connection.scalar(size)):
        for some in found:
            connection.execute(insert(moved).from_select(["id", "step"], some.distinct()))
