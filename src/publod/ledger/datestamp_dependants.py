"""Whose datestamp a commit moves: the records that show something of those that it changes.

The rule is generous: now and then a record is moved whose document is the same as before. It is
never the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    false,
    insert,
    select,
)

from publod.ledger.concept_hierarchy import BROADER, NARROWER, with_linked
from publod.ledger.schema import links, records
from publod.vocabulary import DCTERMS, MARCREL, OWL, PUB, SCHEMA, SKOS

#: The records whose datestamp this commit moves, and whether it changes them themselves.
moved = Table(
    "moved",
    MetaData(),
    Column("id", Integer, index=True),
    Column("changed", Boolean),
    prefixes=["TEMPORARY"],
)
_ids, _changed = select(moved.c.id), select(moved.c.id).where(moved.c.changed)
_EDITION_OF = str(DCTERMS.isVersionOf)
#: What joins editions of different works: each is told on the page of the other.
_JOINING = tuple(
    str(p)
    for p in (
        DCTERMS.replaces, DCTERMS.isReplacedBy, SCHEMA.isBasedOn, SCHEMA.translationOfWork,
        SCHEMA.workTranslation, DCTERMS.isFormatOf, PUB.amends, PUB.corrects, PUB.supplements,
    )
)  # fmt: skip
_BY_AGENTS = tuple(
    str(p) for p in (DCTERMS.creator, DCTERMS.publisher, DCTERMS.contributor, *MARCREL)
)
_CONCEPTS = ("subject", "type", "audience", "concept")
_SAME_AS, _ABOUT = str(OWL.sameAs), str(DCTERMS.spatial)
_ISSUED_AT, _PART_OF = str(PUB.placeOfPublication), (str(DCTERMS.isPartOf),)
_WHOLES = ("work", "edition", "publication")
_BROADER, _NARROWER, _RELATED = (BROADER,), (NARROWER,), (str(SKOS.related),)


def move_neighbours(connection: Connection) -> None:
    """Who shows a changed record moves: whoever links to it, and whatever it links to.

    The first show its name, the second list it.
    """
    linked = select(records.c.id).join(links, records.c.path == links.c.target)
    linking = select(links.c.source).join(records, records.c.path == links.c.target)
    _move(
        connection,
        linked.where(links.c.source.in_(_changed)),
        linking.where(records.c.id.in_(_changed)),
        *_naming_elsewhere(),
    )


def _naming_elsewhere() -> Iterator[Select[Any]]:
    """Who names a place by the IRI that a changed place has in another register, and the reverse.

    What lies within a changed place is called by the codes of that.
    """
    changed = select(records.c.id).where(records.c.kind == "place", records.c.id.in_(_changed))
    places = select(with_linked(changed, forwards=(), backwards=_PART_OF, kinds=("place",)).c.id)
    for sources, predicate, by in (
        (places, _SAME_AS, _ABOUT),
        (_changed, _ABOUT, _SAME_AS),
    ):
        named = select(links.c.target).where(
            links.c.source.in_(sources), links.c.predicate == predicate
        )
        yield select(links.c.source).where(links.c.target.in_(named), links.c.predicate == by)
    within = select(records.c.path).where(records.c.id.in_(places))
    yield select(links.c.source).where(
        links.c.target.in_(within), links.c.predicate.in_((_ABOUT, _ISSUED_AT))
    )


def move_others(connection: Connection) -> None:
    """Who shows things that are two steps away or more. To be called after the neighbours."""
    _move_issuers(connection)
    _move_colleagues(connection)
    _move_hierarchy(connection)
    _move_joined(connection)
    _move_parts(connection)
    _move_lineages(connection)


def move_all(connection: Connection) -> None:
    """Every record bears the licence of the metadata: to be called when that has changed."""
    _move(connection, select(records.c.id).where(~records.c.withdrawn))


def _move_issuers(connection: Connection) -> None:
    """An agent's page lists its stated editions, which are called by their works."""
    stated = select(records.c.id).where(records.c.kind == "edition", records.c.id.in_(_ids))
    _move_agents_of(connection, stated)


def _move_colleagues(connection: Connection) -> None:
    """An agent's page names the others that it has issued something with."""
    changed = select(records.c.path).where(records.c.kind == "agent", records.c.id.in_(_changed))
    theirs = select(links.c.source).where(
        links.c.target.in_(changed), links.c.predicate.in_(_BY_AGENTS)
    )
    _move_agents_of(connection, theirs)


def _move_agents_of(connection: Connection, sources: Select[Any]) -> None:
    _move(connection, _linked(_BY_AGENTS, sources))


def _move_hierarchy(connection: Connection) -> None:
    """A concept's page lists and counts what all narrower ones have, and names all broader ones.

    It also counts what the concepts beside it have.
    """
    concepts = select(records.c.id).where(records.c.kind.in_(_CONCEPTS), records.c.id.in_(_ids))
    above = with_linked(concepts, forwards=_BROADER, backwards=_NARROWER, kinds=_CONCEPTS)
    _move(connection, select(above.c.id))
    _move(connection, _linked(_RELATED, concepts), _linking(_RELATED, concepts))
    renamed = concepts.where(records.c.id.in_(_changed))
    below = with_linked(renamed, forwards=_NARROWER, backwards=_BROADER, kinds=_CONCEPTS)
    _move(connection, select(below.c.id))


def _move_parts(connection: Connection) -> None:
    """What is a part names the whole of its whole; a whole lists its parts with their authors.

    Formats of libraries name the author of the whole with a part.
    """
    changed = select(records.c.id).where(records.c.kind.in_(_WHOLES), records.c.id.in_(_changed))
    below = with_linked(changed, forwards=(), backwards=_PART_OF, kinds=_WHOLES)
    _move(connection, select(below.c.id))
    parts = select(records.c.id).where(records.c.kind == "publication", records.c.id.in_(_ids))
    _move(connection, _linked(_PART_OF, parts))
    agents = select(records.c.path).where(records.c.kind == "agent", records.c.id.in_(_changed))
    wholes = (
        select(links.c.source)
        .join(records, records.c.id == links.c.source)
        .where(
            links.c.target.in_(agents),
            links.c.predicate == str(DCTERMS.creator),
            records.c.kind.in_(("edition", "publication")),
        )
    )
    _move(connection, _linking(_PART_OF, wholes))


def _move_joined(connection: Connection) -> None:
    """What replaces, translates or builds on what: a page names both with their issuers and works.

    It also names the last in a row of replacements, so the row is followed to its ends.
    """
    joined = with_linked(_ids, forwards=_JOINING, backwards=_JOINING)
    _move(connection, select(joined.c.id))


def _move_lineages(connection: Connection) -> None:
    """Every edition shows its work and all the work's editions with their issuers.

    Works are known here by their paths: editions of one belong together before it is described,
    and after it has been withdrawn.
    """
    edition_of = links.c.predicate == _EDITION_OF
    of_editions = select(links.c.target).where(edition_of, links.c.source.in_(_ids))
    themselves = select(records.c.path).where(records.c.id.in_(_ids))
    works = select(records.c.id).where(records.c.path.in_(of_editions))
    editions = select(links.c.source).where(
        edition_of, links.c.target.in_(of_editions.union(themselves))
    )
    _move(connection, editions, works)


def _linking(predicates: Sequence[str], ids: Select[Any]) -> Select[Any]:
    return (
        select(links.c.source)
        .join(records, records.c.path == links.c.target)
        .where(links.c.predicate.in_(predicates), records.c.id.in_(ids))
    )


def _linked(predicates: Sequence[str], ids: Select[Any]) -> Select[Any]:
    return (
        select(records.c.id)
        .join(links, records.c.path == links.c.target)
        .where(links.c.predicate.in_(predicates), links.c.source.in_(ids))
    )


def _move(connection: Connection, *selections: Select[Any]) -> None:
    """Move the records that are selected by id and have not been moved yet."""
    for selection in selections:
        new = selection.subquery()
        (number,) = new.c
        rows = select(number, false()).where(number.not_in(_ids)).distinct()
        connection.execute(insert(moved).from_select(["id", "changed"], rows))
