"""Counting statements while they pass, for VoID (https://www.w3.org/TR/void/#statistics)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from publod.rdf import Triple, iri_of, is_iri, term_of_iri
from publod.vocabulary import RDF

_TYPE = term_of_iri(RDF.type)


@dataclass(frozen=True, slots=True)
class Counts:
    """What there is of statements. ``classes`` has things by class, ``properties`` statements.

    None, or nothing, stands for what was not counted.
    """

    subjects: int | None = None
    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, int] = field(default_factory=dict)


class Tally:
    """Counts record by record, in memory that depends on the vocabulary alone.

    Things are counted where they are described: what a record says of another's is no new thing.
    """

    def __init__(self) -> None:
        self._subjects = 0
        self._classes: Counter[str] = Counter()
        self._properties: Counter[str] = Counter()

    def add(self, document: str, triples: Iterable[Triple]) -> None:
        """Count the triples of the record of a document, of which each is told once."""
        own = ("_", f"<{document}>", f"<{document}#")
        subjects = set()
        for subject, predicate, value in triples:
            subjects.add(subject)
            self._properties[predicate] += 1
            if predicate == _TYPE:
                self._classes[value] += 1
        self._subjects += sum(subject.startswith(own) for subject in subjects)

    def counts(self) -> Counts:
        """What has been counted so far, by IRI."""
        return Counts(
            self._subjects,
            {iri_of(term): count for term, count in sorted(self._classes.items()) if is_iri(term)},
            {iri_of(term): count for term, count in sorted(self._properties.items())},
        )
