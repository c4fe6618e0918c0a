"""Which publications have to do with one: parts of the same whole, others on narrow subjects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from publod.ledger import queries, schema
from publod.ledger.concept_hierarchy import ConceptQueries
from publod.ledger.schema import Record
from publod.vocabulary import DCTERMS

#: Publications that are told, and how many of them because they are parts of one whole.
MOST, _MOST_PARTS = 6, 3
#: A subject that more publications have is not narrow; of a whole, so many parts are looked at.
_NARROW, _PARTS = 100, 500
#: Publications that are read before the best are chosen among them.
_READ = 24
_FAR = 10_000

_records, _links = schema.records.c, schema.links.c
_PART_OF, _SUBJECT, _EDITION_OF = map(str, (DCTERMS.isPartOf, DCTERMS.subject, DCTERMS.isVersionOf))
_own = _links.subject != "_:"
_TARGETS = select(_links.predicate, _links.target).where(
    _links.source == bindparam("source"),
    _links.predicate.in_((_PART_OF, _SUBJECT, _EDITION_OF)),
    _own,
)
_SOURCES = (
    select(_links.source)
    .where(_links.target == bindparam("target"), _links.predicate == bindparam("by"), _own)
    .where(_links.source != bindparam("source"))
    .limit(bindparam("most"))
)
_SOME: Any = bindparam("some", expanding=True)
_BY_ID = queries.RECORD.where(
    _records.id.in_(_SOME), _records.kind == "publication", ~_records.withdrawn
)
_WORKS = select(_links.source, _links.target).where(
    _links.source.in_(_SOME), _links.predicate == _EDITION_OF, _own
)


@dataclass(frozen=True, slots=True)
class Related:
    """A publication, and what it has in common with another, by path.

    That is the ``whole`` that both are parts of or, where it is '', narrow ``subjects``.
    """

    record: Record
    whole: str = ""
    subjects: tuple[str, ...] = ()


class RelatedQueries(ConceptQueries):
    """What has to do with a publication. How long that takes does not depend on the catalogue."""

    def related(self, publication: Record) -> list[Related]:
        """Publications that have to do with one, beginning with the parts of what it is a part of.

        Then come those with whom it shares the most and the narrowest subjects. Each is the only
        one of its work, and none is an edition of the publication's own.
        """
        with self.connected() as connection:
            targets: dict[str, list[str]] = {_PART_OF: [], _SUBJECT: [], _EDITION_OF: []}
            for predicate, target in connection.execute(_TARGETS, {"source": publication.id}):
                targets[predicate].append(target)
            parts = {
                whole: sorted(ids, key=lambda number: abs(number - publication.id))[:_READ]
                for whole in sorted(targets[_PART_OF])
                if (ids := _sources(connection, publication, _PART_OF, whole, _PARTS))
            }
            alike = {
                subject: ids
                for subject in sorted(targets[_SUBJECT])
                if len(ids := _sources(connection, publication, _SUBJECT, subject, _NARROW + 1))
                <= _NARROW
            }
            weights: Counter[int] = Counter()
            for ids in alike.values():
                for number in ids:
                    weights[number] += _FAR // (1 + len(ids))  # whole numbers: sums are exact
            best = sorted(weights, key=lambda number: (-weights[number], -number))[:_READ]
            numbers = [*dict.fromkeys(number for ids in (*parts.values(), best) for number in ids)]
            records = {
                record.id: record
                for some in queries.batches(numbers)
                for row in connection.execute(_BY_ID, {"some": some})
                if (record := queries.record_of_row(row))
            }
            works: dict[int, set[str]] = {number: set() for number in records}
            for some in queries.batches(records):
                for number, work in connection.execute(_WORKS, {"some": some}):
                    works[number].add(work)
        taken = set(targets[_EDITION_OF])
        chosen: dict[int, Related] = {}

        def choose(number: int, most: int, **shared: Any) -> None:
            is_new = number in records and number not in chosen and taken.isdisjoint(works[number])
            if is_new and len(chosen) < most:
                chosen[number] = Related(records[number], **shared)
                taken.update(works[number])

        for whole, ids in parts.items():
            for number in sorted(ids, key=lambda n: _distance(publication, records.get(n))):
                choose(number, _MOST_PARTS, whole=whole)
        narrowest = sorted(alike, key=lambda subject: (len(alike[subject]), subject))
        for number in best:
            choose(number, MOST, subjects=tuple(s for s in narrowest if number in alike[s]))
        return list(chosen.values())


def _sources(
    connection: Connection, publication: Record, by: str, target: str, most: int
) -> Sequence[int]:
    """The numbers of ``most`` records that link to a target, besides the publication."""
    values = {"target": target, "by": by, "most": most, "source": publication.id}
    return [number for (number,) in connection.execute(_SOURCES, values).all()]


def _distance(publication: Record, other: Record | None) -> tuple[int, int]:
    """How far apart two publications came out, in years, and came into the catalogue."""
    if other is None:
        return _FAR, 0
    one, two = publication.summary.year, other.summary.year
    years = abs(one - two) if one is not None and two is not None else _FAR
    return years, abs(publication.id - other.id)
