"""What the catalogue holds, counted and arranged for those who browse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from publod.ledger import Ledger, Record
from publod.ledger.browse_queries import Revision
from publod.vocabulary import DCTERMS, SKOS

#: Who has to do with a publication, as the search by agent has it.
AGENTS = (str(DCTERMS.creator), str(DCTERMS.publisher), str(DCTERMS.contributor))
#: By which properties publications link to the concepts of a kind.
CONCEPTS = {
    "subject": (str(DCTERMS.subject),),
    "type": (str(DCTERMS.type),),
    "audience": (str(DCTERMS.audience),),
    "concept": (str(DCTERMS.subject), str(DCTERMS.type), str(DCTERMS.audience)),
}
_BROADER, _NARROWER, _IN_SCHEME = str(SKOS.broader), str(SKOS.narrower), str(SKOS.inScheme)
_TOP_OF, _RELATED = str(SKOS.topConceptOf), str(SKOS.related)
_EDITION_OF, _REPLACES = str(DCTERMS.isVersionOf), str(DCTERMS.replaces)
_PART_OF = str(DCTERMS.isPartOf)


@dataclass(frozen=True, slots=True)
class Changed:
    """Revisions of some moments, the newest first; ``older`` is where those before go on."""

    revisions: tuple[Revision, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The concepts of a kind, in the order of an alphabet, and how they hang together.

    ``parents`` has the broader concepts of each that has any, ``schemes`` the schemes, by path.
    """

    concepts: tuple[Record, ...]
    parents: dict[str, tuple[str, ...]]
    schemes: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Editions:
    """How many editions of a work are described, how many only stated; and its parts."""

    described: int
    stated: int
    parts: int


class Holdings:
    """Questions of those who browse; each is answered from one state of the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def years(self) -> dict[int, int]:
        """How many publications came out in each year, the first year first."""
        with self._ledger.browsing() as ask:
            return ask.years("publication")

    def initials(self, kind: str, language: str) -> list[tuple[str, int]]:
        """With what the names of a kind begin, in order: a letter of a sort key, and how many."""
        with self._ledger.browsing() as ask:
            return ask.initials(kind, language)

    def by_agent(self, paths: Iterable[str]) -> dict[str, int]:
        """How many publications agents have issued or contributed to, by path."""
        with self._ledger.browsing() as ask:
            return ask.linked(AGENTS, ("publication",), paths)

    def by_concept(self, kind: str, paths: Iterable[str]) -> dict[str, int]:
        """How many publications concepts of a kind have, by path.

        Those of narrower ones are counted for a subject as well, as the search does.
        """
        with self._ledger.browsing() as ask:
            if kind == "subject":
                return ask.linked_below(CONCEPTS[kind], "publication", _BROADER, paths)
            return ask.linked(CONCEPTS[kind], ("publication",), paths)

    def editions(self, works: Iterable[str]) -> dict[str, Editions]:
        """How many editions and parts works have, by path."""
        paths = list(works)
        with self._ledger.browsing() as ask:
            described = ask.linked((_EDITION_OF,), ("publication",), paths)
            stated = ask.linked((_EDITION_OF,), ("edition",), paths)
            parts = ask.linked((_PART_OF,), ("publication", "work"), paths)
        return {
            path: Editions(described.get(path, 0), stated.get(path, 0), parts.get(path, 0))
            for path in paths
        }

    def replaced(self, paths: Iterable[str]) -> set[str]:
        """Which of some publications another one replaces."""
        return {link.target for link in self._ledger.links_to(paths, [_REPLACES])}

    def beside(self, agent: str) -> dict[str, int]:
        """With whom an agent has issued publications: how many, by path."""
        with self._ledger.browsing() as ask:
            return ask.linked_beside(agent, AGENTS, "publication")

    def of_concept(
        self, path: str, kind: str, limit: int, language: str, *, by_change: bool = False
    ) -> tuple[list[Record], int]:
        """The publications of a concept, the newest first, and how many there are.

        A subject has those of its narrower ones as well. ``by_change`` has the order in which
        they came into the catalogue or were changed, the last first.
        """
        with self._ledger.browsing() as ask:
            targets = ask.below(path, _BROADER) if kind == "subject" else [path]
            return ask.linking(
                ("publication",), CONCEPTS[kind], targets, limit, language, by_change=by_change
            )

    def of_agent(
        self, path: str, limit: int, language: str, *, by_change: bool = False
    ) -> tuple[list[Record], int]:
        """The publications that an agent has issued or contributed to, the newest first."""
        with self._ledger.browsing() as ask:
            return ask.linking(
                ("publication",), AGENTS, [path], limit, language, by_change=by_change
            )

    def of_works(self, paths: Sequence[str], limit: int, language: str) -> list[Record]:
        """The described editions and the parts of works, those that were changed last first."""
        with self._ledger.browsing() as ask:
            found, _ = ask.linking(
                ("publication",), (_EDITION_OF, _PART_OF), paths, limit, language, by_change=True
            )
        return found

    def works_of(self, editions: Iterable[str]) -> dict[str, list[str]]:
        """The paths of the works that editions are of, by the path of each that is of any."""
        found: dict[str, list[str]] = {}
        for link in self._ledger.links_from(editions):
            if link.predicate == _EDITION_OF:
                found.setdefault(link.source, []).append(link.target)
        return found

    def changed_last(self, kind: str, limit: int, language: str) -> list[Record]:
        """The records of a kind that came into the catalogue or were changed last."""
        with self._ledger.browsing() as ask:
            return ask.changed_last(kind, limit, language)

    def times(self, commits: Iterable[int]) -> dict[int, int]:
        """When commits were made, in UTC epoch seconds."""
        with self._ledger.browsing() as ask:
            return ask.times(commits)

    def vocabulary(self, kind: str, most: int, language: str) -> Vocabulary | None:
        """All concepts of a kind, or None where there are more than ``most``."""
        with self._ledger.snapshot() as ledger:
            concepts, total = ledger.listing(kind, 0, most, language)
            if total > most:
                return None
            here = {concept.path for concept in concepts}
            parents: dict[str, set[str]] = {}
            schemes: dict[str, set[str]] = {}
            for link in ledger.links_from(here):
                if link.predicate == _BROADER and link.target in here - {link.source}:
                    parents.setdefault(link.source, set()).add(link.target)
                elif link.predicate == _NARROWER and link.target in here - {link.source}:
                    parents.setdefault(link.target, set()).add(link.source)
                elif link.predicate in {_IN_SCHEME, _TOP_OF}:
                    schemes.setdefault(link.source, set()).add(link.target)
        return Vocabulary(tuple(concepts), _sorted(parents), _sorted(schemes))

    def tops(self, kind: str, most: int, language: str) -> tuple[list[Record], int]:
        """The first concepts of a kind that have nothing broader, and how many have not."""
        with self._ledger.browsing() as ask:
            return ask.tops(kind, _BROADER, _NARROWER, most, language)

    def graphs(self, paths: Sequence[str]) -> dict[str, str]:
        """What some records say, as canonical N-Triples, by path."""
        return self._ledger.graphs(paths)

    def around(self, concept: str) -> tuple[list[str], list[str]]:
        """The concepts just below one, and those that are related to it, by path."""
        with self._ledger.snapshot() as ledger:
            out = ledger.links_from([concept])
            in_ = ledger.links_to([concept], [_BROADER, _RELATED])
        below = {link.target for link in out if link.predicate == _NARROWER}
        below |= {link.source for link in in_ if link.predicate == _BROADER}
        beside = {link.target for link in out if link.predicate == _RELATED}
        beside |= {link.source for link in in_ if link.predicate == _RELATED}
        return sorted(below - {concept}), sorted(beside - {concept})

    def paths_above(self, concept: str, most: int) -> list[tuple[str, ...]]:
        """The ways down to a concept, each from its top: paths, without the concept itself.

        A way ends where it would come back to itself; there are ``most`` ways at most.
        """
        known: dict[str, list[str]] = {}
        waiting = {concept}
        with self._ledger.snapshot() as ledger:
            while waiting:
                known.update({path: [] for path in waiting})
                for link in ledger.links_from(waiting):
                    if link.predicate == _BROADER and link.target != link.source:
                        known[link.source].append(link.target)
                for link in ledger.links_to(waiting, [_NARROWER]):
                    if link.target != link.source:
                        known[link.target].append(link.source)
                waiting = {p for paths in known.values() for p in paths} - known.keys()
                if len(known) > _FURTHEST:
                    break
            there = ledger.records(known)
        kept = {path for path, record in there.items() if not record.withdrawn}
        found: list[tuple[str, ...]] = []
        ways: list[tuple[str, ...]] = [(concept,)]
        while ways and len(found) < most:
            way = ways.pop(0)
            above = sorted(p for p in set(known.get(way[0], ())) if p in kept and p not in way)
            ways = [*ways, *((path, *way) for path in above)][: 4 * most]
            if not above and len(way) > 1:
                found.append(way[:-1])
        return found

    def changes(
        self,
        before: int | None,
        limit: int,
        path: str | None = None,
        *,
        kind: str | None = None,
        other_than: str | None = None,
    ) -> Changed:
        """What has come, changed or gone, before a revision's number; of one record or of all.

        Or of the records of a kind, or of all ``other_than`` those of a kind.
        """
        with self._ledger.browsing() as ask:
            found = ask.revisions(before, limit + 1, path, kind=kind, other_than=other_than)
        older = found[limit - 1].number if len(found) > limit else None
        return Changed(tuple(found[:limit]), older)


#: How many concepts are looked at on the way up from one.
_FURTHEST = 200


def _sorted(found: dict[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {path: tuple(sorted(values)) for path, values in found.items()}
