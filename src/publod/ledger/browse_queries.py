"""What those who browse ask of the ledger: counts, alphabets, and what has happened when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, desc, exists, func, select

from publod.bibliography.record_summary import Summary
from publod.ledger import queries, schema
from publod.ledger.concept_hierarchy import with_linked, with_narrower
from publod.ledger.queries import batches
from publod.ledger.related_queries import RelatedQueries
from publod.ledger.schema import Commit, Record
from publod.vocabulary import DCTERMS, MARCREL, OWL, PUB

_records, _links, _revisions = schema.records.c, schema.links.c, schema.revisions.c
_commits = schema.commits.c
_present = ~_records.withdrawn
#: What a record says of its thing, and not of something without a name inside it.
_own = _links.subject != "_:"
#: The kind, so that no index is chosen by it: a link leads to its record at once, and a kind has
#: many thousands.
_kind = _records.kind.concat("")
#: Who has to do with a publication, as the search by agent has it.
AGENTS = tuple(str(p) for p in (DCTERMS.creator, DCTERMS.publisher, DCTERMS.contributor, *MARCREL))
#: By which properties publications link to the concepts of a kind.
CONCEPTS = {
    "subject": (str(DCTERMS.subject),),
    "type": (str(DCTERMS.type),),
    "audience": (str(DCTERMS.audience),),
    "concept": (str(DCTERMS.subject), str(DCTERMS.type), str(DCTERMS.audience)),
}
_PUBLICATION = ("publication",)
_EDITION_OF, _REPLACES = str(DCTERMS.isVersionOf), str(DCTERMS.replaces)
_PART_OF = str(DCTERMS.isPartOf)
#: The kinds of concepts that have what their narrower ones have.
_WITH_NARROWER = frozenset({"subject", "type", "audience"})
_ABOUT, _ISSUED_AT = str(DCTERMS.spatial), str(PUB.placeOfPublication)
_SAME_AS, _OF_EDITION = str(OWL.sameAs), str(PUB.ofEdition)


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


@dataclass(frozen=True, slots=True)
class Changes:
    """Revisions of some moments, the newest first; ``older`` is where those before go on."""

    revisions: tuple[Revision, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Editions:
    """How many editions of a work are described, how many only stated; and its parts."""

    described: int
    stated: int
    parts: int


class BrowseQueries(RelatedQueries):
    """What those who browse ask. To have all of one state, ask a snapshot."""

    def years(self) -> dict[int, int]:
        """How many publications came out in each year, the first year first."""
        query = (
            select(_records.year, func.count())
            .where(_present, _records.kind == "publication", _records.year.is_not(None))
            .group_by(_records.year)
            .order_by(_records.year)
        )
        with self.connected() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def initials(self, kind: str, language: str) -> list[tuple[str, int]]:
        """With what the sort keys of a kind begin, in their order, and how many do.

        '' is for a record whose name has no letter and no digit.
        """
        keys = schema.sort_keys.c
        initial = func.substr(keys.key, 1, 1)
        query = (
            select(initial, func.count())
            .where(keys.language == self.alphabet(language), keys.kind == kind)
            .group_by(initial)
            .order_by(initial)
        )
        with self.connected() as connection:
            return [(row[0], row[1]) for row in connection.execute(query)]

    def by_agent(self, paths: Iterable[str]) -> dict[str, int]:
        """How many publications agents have issued or contributed to, by path."""
        return self._linked(AGENTS, _PUBLICATION, paths)

    def by_concept(self, kind: str, paths: Iterable[str]) -> dict[str, int]:
        """How many publications concepts of a kind have, by path.

        Those of narrower ones are counted for a subject or a type as well, each once, as the
        search does.
        """
        if kind not in _WITH_NARROWER:
            return self._linked(CONCEPTS[kind], _PUBLICATION, paths)
        counts = {}
        for some in batches(paths):
            start = select(_records.path.label("top"), _records.id).where(_records.path.in_(some))
            narrower = with_narrower(start)
            concept = schema.records.alias("concept")
            query = (
                select(narrower.c.top, func.count(_links.source.distinct()))
                .join(concept, concept.c.id == narrower.c.id)
                .join(schema.links, _links.target == concept.c.path)
                .join(schema.records, _records.id == _links.source)
                .where(_present, _own, _kind == "publication")
                .where(_links.predicate.in_(CONCEPTS[kind]))
                .group_by(narrower.c.top)
            )
            counts.update(self._numbers(query))
        return counts

    def about_places(self, paths: Iterable[str]) -> dict[str, int]:
        """How many publications are about places or about what lies within them, by path.

        They may name a place by the IRI that it has in another register.
        """
        counts: dict[str, int] = {}
        for some in batches(paths):
            names = _names_within(_records.path.in_(some))
            query = (
                select(names.c.top, func.count(_links.source.distinct()))
                .join(schema.links, _links.target == names.c.name)
                .join(schema.records, _records.id == _links.source)
                .where(_present, _own, _kind == "publication", _links.predicate == _ABOUT)
                .group_by(names.c.top)
            )
            counts |= dict.fromkeys(some, 0) | self._numbers(query)
        return counts

    def about_place(
        self, path: str, limit: int, language: str, *, latest: bool = False
    ) -> tuple[list[Record], int]:
        """The publications about a place or what lies within it, the newest first; how many."""
        names = select(_names_within(_records.path == path).c.name)
        return self._linking((_ABOUT,), names, limit, language, latest=latest)

    def issued_at(self, path: str, limit: int, language: str) -> tuple[list[Record], int]:
        """The publications that were issued at a place, the newest first, and how many."""
        return self._linking((_ISSUED_AT,), [path], limit, language, latest=False)

    def issued_at_places(self, paths: Iterable[str]) -> dict[str, int]:
        """How many publications were issued at places, by path."""
        return self._linked((_ISSUED_AT,), _PUBLICATION, paths)

    def places_within(self, path: str, limit: int, language: str) -> list[Record]:
        """The places that lie within one, without those within these, in alphabetical order."""
        sources = select(_links.source).where(_links.target == path, _links.predicate == _PART_OF)
        wanted = (_records.kind == "place", _records.id.in_(sources))
        return self._counted(wanted, self.alphabetical(language), 0, limit)[0]

    def places_around(self, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """In which places each lies directly, by path."""
        around: dict[str, tuple[str, ...]] = {}
        for link in self.links_from(paths, [_PART_OF]):
            around[link.source] = (*around.get(link.source, ()), link.target)
        return around

    def editions(self, works: Iterable[str]) -> dict[str, Editions]:
        """How many editions and parts works have, by path."""
        paths = list(works)
        described = self._linked((_EDITION_OF,), _PUBLICATION, paths)
        stated = self._linked((_EDITION_OF,), ("edition",), paths, unless=_OF_EDITION)
        parts = self._linked((_PART_OF,), ("publication", "work"), paths)
        return {
            path: Editions(described.get(path, 0), stated.get(path, 0), parts.get(path, 0))
            for path in paths
        }

    def replacements(self, paths: Iterable[str]) -> dict[str, set[str]]:
        """By the paths of publications that others replace, the paths of these.

        What replaces the edition that a publication is of replaces it as well.
        """
        members: dict[str, set[str]] = {path: {path} for path in paths}
        for link in self.links_from(members.copy(), [_OF_EDITION]):
            members.setdefault(link.target, set()).add(link.source)
        found: dict[str, set[str]] = {}
        for link in self.links_to(members, [_REPLACES]):
            for path in members[link.target]:
                found.setdefault(path, set()).add(link.source)
        return found

    def beside(self, agent: str) -> dict[str, int]:
        """With whom an agent has issued publications: how many, by path."""
        other = schema.links.alias("other")
        query = (
            select(other.c.target, func.count(other.c.source.distinct()))
            .join(schema.links, _links.source == other.c.source)
            .join(schema.records, _records.id == _links.source)
            .where(_present, _own, _kind == "publication", other.c.subject != "_:")
            .where(_links.target == agent, _links.predicate.in_(AGENTS))
            .where(other.c.target != agent, other.c.predicate.in_(AGENTS))
            .group_by(other.c.target)
        )
        return self._numbers(query)

    def of_concept(
        self, path: str, kind: str, limit: int, language: str, *, latest: bool = False
    ) -> tuple[list[Record], int]:
        """The publications of a concept, the newest first, and how many there are.

        A subject has those of its narrower ones as well. ``latest`` has the order in which
        they came into the catalogue, the last first.
        """
        targets: Select[Any] | list[str] = [path]
        if kind in _WITH_NARROWER:
            top = select(_records.path.label("top"), _records.id).where(_records.path == path)
            narrower = with_narrower(top)
            targets = select(_records.path).join(narrower, narrower.c.id == _records.id)
        return self._linking(CONCEPTS[kind], targets, limit, language, latest=latest)

    def of_agent(
        self, path: str, limit: int, language: str, *, latest: bool = False
    ) -> tuple[list[Record], int]:
        """The publications that an agent has issued or contributed to, the newest first."""
        return self._linking(AGENTS, [path], limit, language, latest=latest)

    def of_works(self, paths: Sequence[str], limit: int, language: str) -> list[Record]:
        """The described editions and the parts of works, those that came last first."""
        predicates = (_EDITION_OF, _PART_OF)
        return self._linking(predicates, paths, limit, language, latest=True)[0]

    def works_of(self, editions: Iterable[str]) -> dict[str, list[str]]:
        """The paths of the works that editions are of, by the path of each that is of any."""
        works: dict[str, list[str]] = {}
        for link in self.links_from(editions, [_EDITION_OF]):
            works.setdefault(link.source, []).append(link.target)
        return works

    def changes(
        self,
        before: int | None,
        limit: int,
        path: str | None = None,
        *,
        kind: str | None = None,
        other_than: str | None = None,
    ) -> Changes:
        """What has come, changed or gone, before a revision's number; of one record or of all.

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
            .limit(limit + 1)
        )  # fmt: skip
        if before is not None:
            query = query.where(_revisions.id < before)
        if path is not None:
            query = query.where(_records.path == path)
        if kind is not None:
            query = query.where(_kind == kind)
        if other_than is not None:
            query = query.where(_kind != other_than)
        with self.connected() as connection:
            revisions = [_revision(row) for row in connection.execute(query)]
        older = revisions[limit - 1].number if len(revisions) > limit else None
        return Changes(tuple(revisions[:limit]), older)

    def arrivals(
        self, kind: str, before: int | None, limit: int, *, withdrawn: bool = False, since: int = 0
    ) -> list[Record]:
        """Records of a kind by their arrival: who came into the catalogue last is first.

        A later change moves none, nor does a withdrawal that is taken back. ``before`` and
        ``since`` bound the records' ids: ``since`` is the least of them. With ``withdrawn``,
        those that have been withdrawn, and no others. When each came, `created` tells.
        """
        query = (
            queries.RECORD.where(_records.kind == kind, _records.id >= since)
            .where(_records.withdrawn if withdrawn else _present)
            .order_by(desc(_records.id))
            .limit(limit)
        )
        if before is not None:
            query = query.where(_records.id < before)
        with self.connected() as connection:
            return [queries.record_of_row(row) for row in connection.execute(query)]

    def described_levels(self, editions: Iterable[str]) -> set[str]:
        """Those of some editions that a publication says it is of: they are headings of these."""
        return {link.target for link in self.links_to(editions, [_OF_EDITION])}

    def _linked(
        self,
        predicates: Sequence[str],
        kinds: Sequence[str],
        targets: Iterable[str],
        *,
        unless: str = "",
    ) -> dict[str, int]:
        """How many present records of some kinds link to each path by one of the predicates.

        Paths to which none does are left out, and records to which others link by ``unless``.
        """
        query = (
            select(_links.target, func.count(_links.source.distinct()))
            .join(schema.records, _records.id == _links.source)
            .where(_present, _own, _kind.in_(kinds), _links.predicate.in_(predicates))
            .group_by(_links.target)
        )
        if unless:
            other = schema.links.alias("other")
            query = query.where(
                ~exists().where(other.c.target == _records.path, other.c.predicate == unless)
            )
        return dict(self._rows(query, _links.target, targets))

    def _linking(
        self,
        predicates: Sequence[str],
        targets: Select[Any] | Sequence[str],
        limit: int,
        language: str,
        *,
        latest: bool,
    ) -> tuple[list[Record], int]:
        """The publications that link to any of the targets, and how many there are."""
        sources = select(_links.source).where(
            _own, _links.target.in_(targets), _links.predicate.in_(predicates)
        )
        wanted = (_records.kind == "publication", _records.id.in_(sources))
        order = self.newest_first(language)
        if latest:
            order = [desc(_records.id), *order]
        return self._counted(wanted, order, 0, limit)


def _names_within(wanted: ColumnElement[bool]) -> Subquery:
    """Rows of a place, ``top``, and a ``name`` by which what is about it, or in it, is about it.

    These are the paths and the IRIs in other registers of it and of all that lies within it.
    """
    start = select(_records.path.label("top"), _records.id).where(wanted)
    within = with_linked(start, forwards=(), backwards=(_PART_OF,), kinds=("place",))
    paths = select(within.c.top, _records.path.label("name")).join(
        schema.records, _records.id == within.c.id
    )
    elsewhere = (
        select(within.c.top, _links.target)
        .join(schema.links, _links.source == within.c.id)
        .where(_links.predicate == _SAME_AS)
    )
    return paths.union(elsewhere).subquery()


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
