"""The lineage of a work: its editions in order, and honestly, the gaps between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from publod.model.lens import Edition
from publod.vocabulary import DCTERMS, SCHEMA


@dataclass(frozen=True, slots=True)
class Gap:
    """Edition numbers that must have existed and are not described: from ``first`` to ``last``."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Step:
    """One edition in its place.

    ``current``: no later edition of the work is known. ``replaced_by`` and ``replaces``: what the
    catalogue asserts, never concluded across a gap. ``translation_of``: the edition whose text it
    is in another language. ``based_on``: what it was reworked from, in another work perhaps.
    """

    edition: Edition
    current: bool = False
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    translation_of: tuple[str, ...] = ()
    based_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """The editions of a work, the oldest first, with the gaps where numbers are missing."""

    work: str
    steps: tuple[Step | Gap, ...] = field(default_factory=tuple)

    @property
    def editions(self) -> list[Step]:
        """The steps without the gaps."""
        return [step for step in self.steps if isinstance(step, Step)]

    @property
    def tells_more(self) -> bool:
        """Whether there is anything to tell beside one edition that has to do with no other."""
        if len(self.steps) != 1:
            return bool(self.steps)
        only = self.editions[0]
        return bool(only.replaces or only.replaced_by or only.translation_of or only.based_on)


def lineage_of(work: str, editions: Iterable[Edition]) -> Lineage:
    """Put the editions of a work in order: by number where known, else by year, else last.

    A gap is shown where numbers leave one out, and before the first where that is not number 1.
    """
    ordered = _ordered(list(editions))
    replaced_by: dict[str, list[str]] = {}
    for edition in ordered:
        for older in edition.iris(DCTERMS.replaces):
            replaced_by.setdefault(older, []).append(edition.iri)
        for newer in edition.iris(DCTERMS.isReplacedBy):
            replaced_by.setdefault(edition.iri, []).append(newer)
    current = _current(ordered, replaced_by)
    steps: list[Step | Gap] = []
    last = 0
    for edition in ordered:
        if edition.number is not None:
            if edition.number > last + 1:
                steps.append(Gap(last + 1, edition.number - 1))
            last = max(last, edition.number)
        steps.append(
            Step(
                edition,
                current=edition.iri in current,
                replaces=tuple(edition.iris(DCTERMS.replaces)),
                replaced_by=tuple(dict.fromkeys(replaced_by.get(edition.iri, ()))),
                translation_of=tuple(edition.iris(SCHEMA.translationOfWork)),
                based_on=tuple(edition.iris(SCHEMA.isBasedOn)),
            )
        )
    return Lineage(work, tuple(steps))


def _ordered(editions: list[Edition]) -> list[Edition]:
    """By number; an edition without one goes where its year puts it among the numbered."""
    numbered = sorted(
        (e for e in editions if e.number is not None),
        key=lambda e: (e.number, e.is_stated_only, e.iri),
    )
    others = sorted(
        (e for e in editions if e.number is None), key=lambda e: (e.year or 9999, e.iri)
    )
    for edition in others:
        later = (
            place
            for place, known in enumerate(numbered)
            if edition.year is not None and known.year is not None and known.year > edition.year
        )
        numbered.insert(next(later, len(numbered)), edition)
    return numbered


def _current(ordered: list[Edition], replaced_by: dict[str, list[str]]) -> set[str]:
    """The described editions that no later one is known of: all language versions of the last."""
    described = [e for e in ordered if not e.is_stated_only and e.iri not in replaced_by]
    if not described:
        return set()
    last = described[-1]
    group = {last.iri, *last.iris(SCHEMA.translationOfWork), *last.iris(SCHEMA.workTranslation)}
    versions = {
        e.iri
        for e in described
        if group & {e.iri, *e.iris(SCHEMA.translationOfWork), *e.iris(SCHEMA.workTranslation)}
    }
    same = {e.iri for e in described if e.number is not None and e.number == last.number}
    return versions | same
