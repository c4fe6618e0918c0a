"""Data sets elsewhere that this one links to, for the linksets of VoID (§5 there)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from publod.bibliography.registers import LinkTarget, registers
from publod.rdf import Triple, iri_of, is_iri

#: Numbers of statements by the code of a target and the IRI of a property.
Links = Mapping[str, Mapping[str, int]]


class LinkCounts:
    """Counts the statements by which things of the catalogue lead to things of the targets."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}

    def add(self, triples: Iterable[Triple]) -> None:
        """Count those of the triples that lead to a target."""
        for _, predicate, value in triples:
            if is_iri(value) and (target := _target_of(value)):
                self._counts.setdefault(target.code, Counter())[predicate] += 1

    def links(self) -> Links:
        """What has been counted so far."""
        return {
            target: {iri_of(term): count for term, count in sorted(counts.items())}
            for target, counts in sorted(self._counts.items())
        }


def _target_of(term: str) -> LinkTarget | None:
    return next((target for target in registers().links if term.startswith(target.space, 1)), None)
