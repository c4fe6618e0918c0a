"""The lineage of a work: its editions in order, and the gaps between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from publod.bibliography.entry import Agent, BibliographicResource, Edition
from publod.bibliography.forms_of_editions import joined


class Gap(NamedTuple):
    """Edition numbers that must have existed and are not described: from ``first`` to ``last``."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Step:
    """One edition in its place. ``current``: no later edition of the work is known.

    ``formats`` are the same publication in other forms, in print or online; ``level`` is the
    edition between work and publication that it is of, where that is described.
    """

    edition: Edition
    current: bool = False
    formats: tuple[Edition, ...] = ()
    level: Edition | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """The IRIs of the publication in all its forms."""
        return (self.edition.iri, *(other.iri for other in self.formats))

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
        steps = self.editions
        levels = {step.level.iri: step.level for step in steps if step.level}
        forms = {other.iri: other for step in steps for other in (step.edition, *step.formats)}
        return {**self.others, **levels, **forms}

    def steps_of(self, iri: str) -> list[Step]:
        """The step of a publication, in whatever form; or all those of an edition."""
        return [
            step
            for step in self.editions
            if iri in step.forms or (step.level is not None and step.level.iri == iri)
        ]

    @property
    def tells_more(self) -> bool:
        """Whether there is anything to tell beside one edition that has to do with no other."""
        if len(self.steps) != 1:
            return bool(self.steps)
        only = self.editions[0]
        return bool(only.edition.related - set(only.forms) or only.formats or only.level)

    def is_described(self, iri: str) -> bool:
        """Whether the catalogue describes an edition, and does not only know that it is stated."""
        known = self.known.get(iri)
        return known is not None and not known.is_stated_only and not known.is_level

    def is_draft(self, iri: str) -> bool:
        """Whether an edition is not out yet, so that it has taken the place of nothing."""
        return iri in self.known and self.known[iri].status == "UnderDevelopment"

    def latest_edition(self, iri: str) -> Latest:
        """The latest edition of a publication, for a reader of one of its editions.

        What replaces it in another work goes first, as far as replacements lead, since somebody
        says so. Within the work it is the last that is described, whether or not the ones between
        are known; of its language versions, those that share a language with this edition.
        """
        known, steps = self.known, self.steps_of(iri)
        own = {form for step in self.editions for form in step.forms}
        current = [step.edition.iri for step in self.editions if step.current]
        ends = self.latest_after(iri)
        # What another catalogue describes has no status here.
        ruled_out = {other for other, edition in known.items() if not edition.is_in_force}
        beyond = [end for end in ends if end not in own and end not in ruled_out]
        if beyond:
            return Latest(tuple([e for e in beyond if self.is_described(e)] or beyond), True, True)
        languages = {code for step in steps for code in step.edition.languages}
        shared = [other for other in current if languages & set(known[other].languages)]
        is_latest = any(step.current for step in steps)
        latest = (iri,) if is_latest else tuple(shared or current)
        return Latest(latest, is_latest or bool(set(ends) & set(current)))

    def latest_after(self, iri: str) -> list[str]:
        """Where one arrives from an edition by what replaces what, however often; the ends.

        Nothing is concluded from numbers or years. Empty for what nothing replaces.
        """
        known = self.known
        ends: list[str] = []
        start = {iri, *(form for step in self.steps_of(iri) for form in step.forms)}
        seen = set(start)
        waiting = [iri, *sorted(start - {iri})]
        while waiting:
            here = waiting.pop()
            after = known[here].replaced_by if here in known else ()
            newer = [iri for iri in after if not self.is_draft(iri)]
            if not newer and here not in start:
                ends.append(here)
            waiting += [n for n in reversed(newer) if n not in seen]
            seen.update(newer)
        return ends


def lineage_of(work: str, editions: Iterable[Edition]) -> Lineage:
    """Put the editions of a work in order: by number where known, else by year, else last.

    A gap is shown where numbers leave one out, and before the first where that is not number 1;
    nowhere if an edition has a statement without a number, since it may be the one left out.
    """
    rows = {row.edition.iri: row for row in joined(_with_inverses(editions))}
    in_order = _ordered([row.edition for row in rows.values()])
    current = _current(in_order)
    is_numbered = not any(e.has_statement and e.edition_number is None for e in in_order)
    steps: list[Step | Gap] = []
    last = 0
    for edition in in_order:
        if edition.edition_number is not None:
            if is_numbered and edition.edition_number > last + 1:
                steps.append(Gap(last + 1, edition.edition_number - 1))
            last = max(last, edition.edition_number)
        row = rows[edition.iri]
        steps.append(Step(edition, edition.iri in current, row.formats, row.level))
    return Lineage(work, tuple(steps))


#: Relations with those that say the same from the other end.
_INVERSES = {
    "replaces": "replaced_by",
    "based_on": "reworked_as",
    "amends": "amended_by",
    "corrects": "corrected_by",
    "supplements": "supplemented_by",
    "formats": "has_formats",
}


def _with_inverses(editions: Iterable[Edition]) -> list[Edition]:
    """Each edition with what its siblings say of it."""
    known = {edition.iri: edition for edition in editions}
    more: dict[str, dict[str, list[str]]] = {iri: {} for iri in known}
    for edition in known.values():
        for name, inverse in _INVERSES.items():
            for other in getattr(edition, name):
                if other in more:
                    more[other].setdefault(inverse, []).append(edition.iri)
    return [edition.with_more(**more[iri]) for iri, edition in known.items()]


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
    """The described editions that no later one is known of: all language versions of the last.

    What has neither number nor year has no place in the order, so it is the last only where there
    is no other. What amends another one is none of its editions.
    """
    drafts = {e.iri for e in ordered if e.status == "UnderDevelopment"}
    described = [
        e
        for e in ordered
        if not e.is_stated_only and not e.is_level and not set(e.replaced_by) - drafts
        if e.is_in_force and not e.is_addition
    ]
    placed = [e for e in described if e.edition_number is not None or e.year is not None]
    if not described:
        return set()
    last = (placed or described)[-1]
    versions = {e.iri for e in described if is_version(last, e)}
    return versions if placed or len(versions) == len(described) else set()


def is_version(one: Edition, other: Edition) -> bool:
    """Whether two publications are the same edition, in different languages perhaps."""
    group = {one.iri, *one.translation_of, *one.translated_as}
    return (
        bool(group & {other.iri, *other.translation_of, *other.translated_as})
        or bool(set(one.of_edition) & set(other.of_edition))
        or (one.edition_number is not None and one.edition_number == other.edition_number)
    )
