"""The hierarchy of concepts (SKOS Reference §8): which is broader or narrower than which.

A pair may be stated from either side, by ``skos:broader`` or by ``skos:narrower``. Circles do no
harm, and no concept is broader than itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, Select, and_, exists, or_, select

from publod.ledger import queries
from publod.ledger.schema import Record, links, records
from publod.vocabulary import SKOS

BROADER, NARROWER = str(SKOS.broader), str(SKOS.narrower)
_IN_SCHEME, _TOP_OF, _RELATED = str(SKOS.inScheme), str(SKOS.topConceptOf), str(SKOS.related)
#: How many concepts are looked at on the way up from one.
_FURTHEST = 200

#: Concepts by path, the narrower one first.
Pair = tuple[str, str]


class ConceptHierarchy:
    """The hierarchy as a ledger has it; what is directly broader than a concept is asked once."""

    def __init__(self, source: queries.Queries) -> None:
        self._source = source
        self._broader: dict[str, tuple[str, ...]] = {}
        self._all_broader: dict[str, tuple[str, ...]] = {}

    def stated_by(self, paths: Iterable[str]) -> set[Pair]:
        """The pairs that records state."""
        return {
            (link.source, link.target) if link.predicate == BROADER else (link.target, link.source)
            for link in self._source.links_from(paths, (BROADER, NARROWER))
            if link.source != link.target
        }

    def broader(self, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """What is directly broader than each of some concepts, whether it is described or not."""
        wanted = dict.fromkeys(paths)
        missing = [path for path in wanted if path not in self._broader]
        if missing:
            pairs = [
                (link.source, link.target) for link in self._source.links_from(missing, [BROADER])
            ]
            pairs += [
                (link.target, link.source) for link in self._source.links_to(missing, [NARROWER])
            ]
            self._broader.update(_by_first(missing, pairs))
        return {path: self._broader[path] for path in wanted}

    def narrower(self, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """What is directly narrower than each of some concepts."""
        wanted = list(dict.fromkeys(paths))
        pairs = [(link.target, link.source) for link in self._source.links_to(wanted, [BROADER])]
        pairs += [
            (link.source, link.target) for link in self._source.links_from(wanted, [NARROWER])
        ]
        return _by_first(wanted, pairs)

    def all_broader(self, path: str) -> tuple[str, ...]:
        """All that is broader than a concept, however far, the nearest first."""
        if path not in self._all_broader:
            reached = {path: None}
            level = [path]
            while level:
                direct = self.broader(level).values()
                level = [
                    p for p in dict.fromkeys(p for some in direct for p in some) if p not in reached
                ]
                reached.update(dict.fromkeys(level))
            self._all_broader[path] = tuple(reached)[1:]
        return self._all_broader[path]

    def all_narrower(self, paths: Iterable[str]) -> list[str]:
        """Concepts themselves, and all that is narrower than any of them, however far."""
        reached = dict.fromkeys(paths)
        level = list(reached)
        while level:
            direct = self.narrower(level).values()
            level = sorted({p for some in direct for p in some} - reached.keys())
            reached.update(dict.fromkeys(level))
        return list(reached)


def _by_first(paths: Iterable[str], pairs: Iterable[Pair]) -> dict[str, tuple[str, ...]]:
    seconds: dict[str, dict[str, None]] = {path: {} for path in paths}
    for first, second in pairs:
        if first != second:
            seconds[first][second] = None
    return {path: tuple(others) for path, others in seconds.items()}


def with_narrower(start: Select[Any]) -> CTE:
    """Rows of ``top`` and ``id``, a record's number, with further rows for all that is narrower."""
    return with_linked(start, forwards=[NARROWER], backwards=[BROADER])


def with_linked(
    start: Select[Any],
    forwards: Sequence[str],
    backwards: Sequence[str],
    kinds: Sequence[str] | None = None,
) -> CTE:
    """Rows with an ``id``, a record's number, and further ones for all that links lead to from it.

    Links by ``forwards`` lead to what they point at, those by ``backwards`` to what points; only
    from records of ``kinds`` they lead on. The other columns of a row stay what they are.
    """
    reached = start.cte("found", recursive=True)
    here, there = records.alias("here"), records.alias("there")
    # One query for both directions: PostgreSQL allows a recursion one part.
    ahead, back = links.c.predicate.in_(forwards), links.c.predicate.in_(backwards)
    from_here = or_(
        and_(links.c.source == here.c.id, ahead), and_(links.c.target == here.c.path, back)
    )
    to_there = or_(
        and_(ahead, there.c.path == links.c.target), and_(back, there.c.id == links.c.source)
    )
    further = (
        select(*(there.c.id if column.name == "id" else column for column in reached.c))
        .select_from(reached)
        .join(here, here.c.id == reached.c.id)
        .join(links, from_here)
        .join(there, to_there)
    )
    if kinds is not None:
        further = further.where(here.c.kind.in_(kinds))
    return reached.union(further)


def tops_and_children(
    paths: Sequence[str], broader: Mapping[str, Collection[str]]
) -> tuple[list[str], dict[str, list[str]]]:
    """The concepts with nothing broader among those given, and what is directly below each.

    All are in the order given. Of concepts that are in a circle with nothing above it, the first
    stands at the top.
    """
    children: dict[str, list[str]] = {path: [] for path in paths}
    tops = set()
    for path in paths:
        above = {p for p in broader.get(path, ()) if p in children and p != path}
        for parent in above:
            children[parent].append(path)
        if not above:
            tops.add(path)
    reached = reached_from(tops, children)
    for path in paths:
        if path not in reached:
            tops.add(path)
            reached |= reached_from([path], children)
    return [path for path in paths if path in tops], children


def reached_from(start: Iterable[str], children: Mapping[str, Sequence[str]]) -> set[str]:
    """Concepts themselves and all below them."""
    reached = set(start)
    waiting = list(reached)
    while waiting:
        new = [child for child in children.get(waiting.pop(), ()) if child not in reached]
        reached.update(new)
        waiting += new
    return reached


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The concepts of a kind, in the order of an alphabet, and how they hang together.

    ``parents`` has the broader concepts of each that has any, ``schemes`` the schemes, by path.
    """

    concepts: tuple[Record, ...]
    parents: dict[str, tuple[str, ...]]
    schemes: dict[str, tuple[str, ...]]


class ConceptQueries(queries.Queries):
    """What those who browse ask of concepts. To have all of one state, ask a snapshot."""

    def concept_hierarchy(self) -> ConceptHierarchy:
        """The hierarchy of concepts, for whoever asks for much of it."""
        return ConceptHierarchy(self)

    def vocabulary(self, kind: str, most: int, language: str) -> Vocabulary | None:
        """All concepts of a kind, or None where there are more than ``most``."""
        concepts, total = self.listing(kind, 0, most, language)
        if total > most:
            return None
        here = {concept.path for concept in concepts}
        parents: dict[str, set[str]] = {}
        for lower, upper in self.concept_hierarchy().stated_by(here):
            if lower in here and upper in here:
                parents.setdefault(lower, set()).add(upper)
        schemes: dict[str, set[str]] = {}
        for link in self.links_from(here, (_IN_SCHEME, _TOP_OF)):
            schemes.setdefault(link.source, set()).add(link.target)
        return Vocabulary(tuple(concepts), _sorted(parents), _sorted(schemes))

    def tops(self, kind: str, most: int, language: str) -> tuple[list[Record], int]:
        """The first concepts of a kind that have nothing broader, and how many have not."""
        is_lower = exists().where(links.c.source == records.c.id, links.c.predicate == BROADER)
        is_named = exists().where(links.c.target == records.c.path, links.c.predicate == NARROWER)
        wanted = (records.c.kind == kind, ~is_lower, ~is_named)
        return self._counted(wanted, self.alphabetical(language), 0, most)

    def around(self, concept: str) -> tuple[list[str], list[str]]:
        """The concepts just below one, and those that are related to it, by path."""
        below = self.concept_hierarchy().narrower([concept])[concept]
        beside = {link.target for link in self.links_from([concept], [_RELATED])}
        beside |= {link.source for link in self.links_to([concept], [_RELATED])}
        return sorted(below), sorted(beside - {concept})

    def paths_above(self, concept: str, most: int) -> list[tuple[str, ...]]:
        """The ways down to a concept, each from its top: paths, without the concept itself.

        A way ends where it would come back to itself; there are ``most`` ways at most.
        """
        hierarchy = self.concept_hierarchy()
        broader: dict[str, tuple[str, ...]] = {}
        level = {concept}
        while level and len(broader) <= _FURTHEST:
            broader |= hierarchy.broader(level)
            level = {p for paths in broader.values() for p in paths} - broader.keys()
        present = {p for p, record in self.records(broader).items() if not record.withdrawn}
        complete: list[tuple[str, ...]] = []
        ways: list[tuple[str, ...]] = [(concept,)]
        while ways and len(complete) < most:
            way = ways.pop(0)
            above = sorted(p for p in broader.get(way[0], ()) if p in present and p not in way)
            ways = [*ways, *((path, *way) for path in above)][: 4 * most]
            if not above and len(way) > 1:
                complete.append(way[:-1])
        return complete


def _sorted(concepts: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {path: tuple(sorted(values)) for path, values in concepts.items()}
