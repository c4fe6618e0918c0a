"""Between addresses and the index: values as addresses have them, paths as the index has them."""

from __future__ import annotations

from dataclasses import dataclass

from publod.search.protocol import FACETS, Asked
from publod.web.results.record_names import summaries
from publod.web.results.results_query import Query, years_of
from publod.web.site import Site


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the index. ``paths`` has what each chosen value stands for.

    ``is_impossible`` says that nothing can fit: all the years that were asked for are none.
    """

    asked: Asked
    paths: dict[tuple[str, str], str]
    is_impossible: bool = False

    def chosen(self, facet: str) -> tuple[str, ...]:
        """The paths that are chosen of a facet."""
        return self.asked.values(facet)


def question_of(site: Site, version: str, query: Query, language: str) -> Question:
    """What an address asks of the index as of a commit; ``language`` is the reader's."""
    paths = _paths(site, version, [pair for pair in query.chosen if pair[0] in FACETS])
    chosen = {name: tuple(paths[name, value] for value in query.values(name)) for name in FACETS}
    ranges, others = years_of(query)
    asked = Asked(text=query.text, years=tuple(ranges), sort=query.order, reader=language, **chosen)
    return Question(asked, paths, is_impossible=bool(others) and not ranges)


def value_of(facet: str, path: str) -> str:
    """A value of a facet as addresses have it: ``begging`` for ``subject/begging``.

    A record whose path begins otherwise is told by its whole path, a language by its code.
    """
    return path.lower() if facet == "language" else path.removeprefix(f"{facet}/")


def _paths(site: Site, version: str, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The path, or the code of a language, that each value in an address stands for."""
    records = [(facet, value) for facet, value in pairs if facet != "language"]
    usual = {(facet, value): f"{facet}/{value}" for facet, value in records}
    there = summaries(site, version, [*usual.values(), *(value for _, value in records)])
    found = {
        (facet, value): value if value in there and path not in there else path
        for (facet, value), path in usual.items()
    }
    return found | {pair: pair[1].upper() for pair in pairs if pair[0] == "language"}
