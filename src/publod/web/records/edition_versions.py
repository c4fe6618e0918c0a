"""What came before an edition, what after it, and which is the last: for notices and for links.

Links between versions are those of RFC 5829. They follow what is said to replace what, and never
lead across a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publod.bibliography.lineage import Lineage, Step

#: A link relation and where it leads.
Relation = tuple[str, str]


@dataclass(frozen=True)
class Succession:
    """The IRIs of the editions around one.

    ``newer`` is what replaces it. ``latest`` is the last that is known: where replacements lead, or
    in their absence the current edition of the work; empty where it is that itself.
    ``is_followed`` tells whether one arrives at the latest by replacements alone.
    """

    older: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()
    latest: tuple[str, ...] = ()
    is_followed: bool = False

    @property
    def is_last(self) -> bool:
        """Whether what replaces it is the latest itself."""
        return set(self.newer) == set(self.latest)


def succession(lineage: Lineage, iri: str) -> Succession:
    """The editions around one of a lineage."""
    steps = lineage.editions
    step = next((step for step in steps if step.edition.iri == iri), None)
    if step is None:
        return Succession()
    ends = lineage.latest_after(iri)
    current = [other for other in steps if other.current]
    own = {other.edition.iri for other in steps}
    if ends:
        is_followed = not (set(ends) & own) or bool(
            set(ends) & {other.edition.iri for other in current}
        )
        latest = ends if is_followed else _spoken_alike(step, current)
    else:
        is_followed = step.current
        latest = [] if step.current else _spoken_alike(step, current)
    return Succession(step.replaces, step.replaced_by, tuple(latest), is_followed)


def _spoken_alike(step: Step, others: Iterable[Step]) -> list[str]:
    """Of several language versions those in the language of an edition, if there are any."""
    found = list(others)
    alike = [o for o in found if set(o.edition.languages) & set(step.edition.languages)]
    return [other.edition.iri for other in alike or found]


def relations(found: Succession, iri: str) -> Iterator[Relation]:
    """The links of an edition to its neighbours, and to the latest where it is beyond doubt."""
    for older in found.older:
        yield "predecessor-version", older
    for newer in found.newer:
        yield "successor-version", newer
    if found.is_followed and len(found.latest) < 2 and (found.older or found.newer):
        yield "latest-version", next(iter(found.latest), iri)


def language_versions(lineage: Lineage, iri: str) -> list[str]:
    """The editions that are the same in other languages, as far as translations lead."""
    joined: dict[str, set[str]] = {}
    for step in lineage.editions:
        edition = step.edition
        for other in (*edition.translation_of, *edition.translated_as):
            joined.setdefault(edition.iri, set()).add(other)
            joined.setdefault(other, set()).add(edition.iri)
    found = {iri}
    waiting = [iri]
    while waiting:
        fresh = joined.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += sorted(fresh)
    order = [step.edition.iri for step in lineage.editions]
    return [other for other in order if other in found and other != iri]
