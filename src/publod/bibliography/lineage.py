"""The lineage of a work: its editions in order, the gaps between them, read from a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypedDict

from publod.bibliography.entry import Agent, BibliographicResource, Edition
from publod.bibliography.entry_batches import Source
from publod.bibliography.entry_reader import Reader, edition_of
from publod.bibliography.record_summary import record_path_of, thing_at, thing_of
from publod.bibliography.triple_index import Statements
from publod.rdf import triples_of
from publod.vocabulary import DCTERMS


@dataclass(frozen=True, slots=True)
class Gap:
    """Edition numbers that must have existed and are not described: from ``first`` to ``last``."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Step:
    """One edition in its place. ``current``: no later edition of the work is known."""

    edition: Edition
    current: bool = False

    @property
    def replaces(self) -> tuple[str, ...]:
        """What it is said to replace; never concluded across a gap."""
        return self.edition.replaces

    @property
    def replaced_by(self) -> tuple[str, ...]:
        """What is said to replace it."""
        return self.edition.replaced_by

    @property
    def translation_of(self) -> tuple[str, ...]:
        """The edition whose text it is in another language."""
        return self.edition.translation_of

    @property
    def based_on(self) -> tuple[str, ...]:
        """What it was reworked from, in another work perhaps."""
        return self.edition.based_on


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest edition by IRI: several where it has versions, none where that cannot be told.

    ``is_stated`` tells whether it is beyond doubt: the edition that was asked for itself, or where
    one arrives from that by replacements alone. ``is_of_other_work``: a later one may be there.
    """

    editions: tuple[str, ...] = ()
    is_stated: bool = False
    is_of_other_work: bool = False


@dataclass(frozen=True, slots=True)
class Lineage:
    """The editions of a work, the oldest first, with the gaps where numbers are missing.

    ``others`` are editions of other works that these replace, are replaced by, build on or
    translate, as far as they are described, by IRI; ``agents`` those who issued all of these, and
    ``works`` the works of the others.
    """

    work: str
    steps: tuple[Step | Gap, ...] = field(default_factory=tuple)
    others: Mapping[str, Edition] = field(default_factory=dict)
    agents: Mapping[str, Agent] = field(default_factory=dict)
    works: Mapping[str, BibliographicResource] = field(default_factory=dict)

    @property
    def editions(self) -> list[Step]:
        """The steps without the gaps."""
        return [step for step in self.steps if isinstance(step, Step)]

    @property
    def known(self) -> dict[str, Edition]:
        """All editions that it tells of, those of other works too, by IRI."""
        return {**self.others, **{step.edition.iri: step.edition for step in self.editions}}

    @property
    def tells_more(self) -> bool:
        """Whether there is anything to tell beside one edition that has to do with no other."""
        if len(self.steps) != 1:
            return bool(self.steps)
        only = self.editions[0]
        return bool(only.replaces or only.replaced_by or only.translation_of or only.based_on)

    def is_described(self, iri: str) -> bool:
        """Whether the catalogue describes an edition, and does not only know that it is stated."""
        return iri in self.known and not self.known[iri].is_stated_only

    def latest_edition(self, iri: str) -> Latest:
        """The latest edition of a publication, for a reader of one of its editions.

        What replaces it in another work goes first, as far as replacements lead, since somebody
        says so. Within the work it is the last that is described, whether or not the ones between
        are known; of its language versions, those that share a language with this edition.
        """
        known, own = self.known, {step.edition.iri for step in self.editions}
        current = [step.edition.iri for step in self.editions if step.current]
        ends = self.latest_after(iri)
        beyond = [end for end in ends if end not in own]
        if beyond:
            return Latest(tuple([e for e in beyond if self.is_described(e)] or beyond), True, True)
        languages = set(known[iri].languages) if iri in known else set()
        shared = [other for other in current if languages & set(known[other].languages)]
        latest = (iri,) if iri in current else tuple(shared or current)
        return Latest(latest, bool({*ends, iri} & set(current)))

    def latest_after(self, iri: str) -> list[str]:
        """Where one arrives from an edition by what replaces what, however often; the ends.

        Nothing is concluded from numbers or years. Empty for what nothing replaces.
        """
        known = self.known
        ends: list[str] = []
        seen = {iri}
        waiting = [iri]
        while waiting:
            here = waiting.pop()
            newer = known[here].replaced_by if here in known else ()
            if not newer and here != iri:
                ends.append(here)
            waiting += [n for n in reversed(newer) if n not in seen]
            seen.update(newer)
        return ends


def lineage_of(work: str, editions: Iterable[Edition]) -> Lineage:
    """Put the editions of a work in order: by number where known, else by year, else last.

    A gap is shown where numbers leave one out, and before the first where that is not number 1.
    """
    ordered = _with_newer(_ordered(list(editions)))
    current = _current(ordered)
    steps: list[Step | Gap] = []
    last = 0
    for edition in ordered:
        if edition.edition_number is not None:
            if edition.edition_number > last + 1:
                steps.append(Gap(last + 1, edition.edition_number - 1))
            last = max(last, edition.edition_number)
        steps.append(Step(edition, current=edition.iri in current))
    return Lineage(work, tuple(steps))


def _with_newer(editions: list[Edition]) -> list[Edition]:
    """Each edition with what its siblings say that they replace."""
    newer: dict[str, list[str]] = {}
    for edition in editions:
        for older in edition.replaces:
            newer.setdefault(older, []).append(edition.iri)
    return [e.also_replaced_by(newer[e.iri]) if e.iri in newer else e for e in editions]


def _ordered(editions: list[Edition]) -> list[Edition]:
    """By number; an edition without one goes where its year puts it among the numbered."""
    numbered = sorted(
        (e for e in editions if e.edition_number is not None),
        key=lambda e: (e.edition_number, e.is_stated_only, e.iri),
    )
    others = sorted(
        (e for e in editions if e.edition_number is None), key=lambda e: (e.year or 9999, e.iri)
    )
    for edition in others:
        later = (
            place
            for place, known in enumerate(numbered)
            if edition.year is not None and known.year is not None and known.year > edition.year
        )
        numbered.insert(next(later, len(numbered)), edition)
    return numbered


def _current(ordered: list[Edition]) -> set[str]:
    """The described editions that no later one is known of: all language versions of the last."""
    described = [e for e in ordered if not e.is_stated_only and not e.replaced_by]
    if not described:
        return set()
    last = described[-1]
    group = {last.iri, *last.translation_of, *last.translated_as}
    versions = {e.iri for e in described if group & {e.iri, *e.translation_of, *e.translated_as}}
    same = {
        e.iri
        for e in described
        if e.edition_number is not None and e.edition_number == last.edition_number
    }
    return versions | same


_EDITION_OF = str(DCTERMS.isVersionOf)
_REPLACES = str(DCTERMS.replaces)
#: How far what replaces what is followed from one work to another.
_FARTHEST = 8


def read_lineage(source: Source, work: str) -> Lineage:
    """The lineage of a work by its IRI, with the editions of other works that it tells of."""
    base = source.base_url
    links = source.links_to([record_path_of(work, base)], [_EDITION_OF])
    own = _editions(source, (link.source for link in links))
    others: dict[str, Edition] = {}
    own = _replaced(source, own)
    known = dict(own)
    for _ in range(_FARTHEST):
        missing = {
            iri
            for edition in known.values()
            for iri in (edition.related if edition.iri in own else edition.replaced_by)
            if iri not in known and iri.startswith(base)
        }
        if not missing:
            break
        level = _editions(source, (record_path_of(iri, base) for iri in sorted(missing)))
        level = {iri: edition for iri, edition in level.items() if iri in missing}
        level = _replaced(source, level)
        if not level:
            break
        others |= level
        known |= level
    return replace(
        lineage_of(work, own.values()),
        others=others,
        **_neighbours(source, known.values(), others.values()),
    )


class _Neighbours(TypedDict):
    agents: dict[str, Agent]
    works: dict[str, BibliographicResource]


def _neighbours(
    source: Source, editions: Iterable[Edition], others: Iterable[Edition]
) -> _Neighbours:
    """Who issued editions, and which works the others are of; what is not described is left out."""
    base = source.base_url
    issuers = {iri for edition in editions for iri in edition.creators}
    works = {iri for edition in others for iri in edition.works}
    wanted = {iri for iri in issuers | works if iri.startswith(base)}
    graphs = source.graphs(sorted({record_path_of(iri, base) for iri in wanted})) if wanted else {}
    statements = {path: Statements(triples_of(text)) for path, text in graphs.items()}
    reader = Reader(lambda iri: statements.get(record_path_of(iri, base)))
    return {
        "agents": {
            iri: reader.agent(iri) for iri in issuers if record_path_of(iri, base) in statements
        },
        "works": {
            iri: reader.resource(iri) for iri in works if record_path_of(iri, base) in statements
        },
    }


def _editions(source: Source, paths: Iterable[str]) -> dict[str, Edition]:
    graphs: Mapping[str, str] = source.graphs(paths)
    editions = {}
    for path in sorted(graphs):
        triples = list(triples_of(graphs[path]))
        iri = thing_of(source.base_url + path, triples)
        editions[iri] = edition_of(iri, Statements(triples))
    return editions


def _replaced(source: Source, editions: Mapping[str, Edition]) -> dict[str, Edition]:
    """Editions with what others say that they replace: they do not know of it themselves."""
    by_path = {record_path_of(iri, source.base_url): iri for iri in editions}
    newer: dict[str, list[str]] = {}
    for link in source.links_to(by_path, [_REPLACES]) if by_path else ():
        subject = thing_at(source.base_url, link.source, link.subject)
        newer.setdefault(by_path[link.target], []).append(subject)
    return {
        iri: edition.also_replaced_by(newer[iri]) if iri in newer else edition
        for iri, edition in editions.items()
    }
