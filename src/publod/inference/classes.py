"""Which classes the things of a type have: said by the type's concept, which is another record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from publod.rdf import iri_of, term_of_iri, triples_of
from publod.vocabulary import PUB

_INSTANCE_CLASS = term_of_iri(PUB.instanceClass)


class InstanceClasses:
    """Looks up ``pub:instanceClass`` in the graphs of type concepts; remembers what it found.

    ``graphs`` gives the present graphs of records by their paths. An instance is good for as long
    as those do not change: for one pass over a catalogue, or one document.
    """

    def __init__(self, base_url: str, graphs: Callable[[Iterable[str]], Mapping[str, str]]) -> None:
        self._base = base_url
        self._graphs = graphs
        self._known: dict[str, tuple[str, ...]] = {}

    def __call__(self, concept: str) -> tuple[str, ...]:
        """The class terms of a type concept's term; none for a foreign or unknown concept."""
        if concept not in self._known:
            path = iri_of(concept).split("#", 1)[0].removeprefix(self._base)
            graph = self._graphs([path]).get(path, "")
            self._known[concept] = tuple(
                o for s, p, o in triples_of(graph) if s == concept and p == _INSTANCE_CLASS
            )
        return self._known[concept]
