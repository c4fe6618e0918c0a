"""What the address of a result list asks for, and the addresses near it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast, get_args
from urllib.parse import quote_plus

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from publod.messages import N_
from publod.search.facet_definitions import (
    FACET_NAMES,
    FACETS,
    LONGEST_VALUE,
    FacetDefinition,
    clean,
)
from publod.search.search_interface import SearchRequest, Sort
from publod.web.http.headers import RequestError
from publod.web.record_names import summaries
from publod.web.site import Site

#: The facets whose values are codes, in addresses in small letters: no records stand for them.
CODED = frozenset(facet.name for facet in FACETS if facet.has_codes)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the index. ``paths`` has what each chosen value stands for.

    ``is_impossible`` says that nothing can fit: all the years that were asked for are none.
    """

    search: SearchRequest
    paths: dict[tuple[str, str], str]
    is_impossible: bool = False

    def chosen(self, facet: str) -> tuple[str, ...]:
        """The paths that are chosen of a facet."""
        return self.search.values(facet)


def question_of(site: Site, version: str, query: Query, language: str) -> Question:
    """What an address asks of the index as of a commit; ``language`` is the reader's."""
    paths = _paths(site, version, [pair for pair in query.chosen if pair[0] != "year"])
    chosen = tuple((name, paths[name, value]) for name, value in query.chosen if name != "year")
    ranges, others = years_of(query)
    search = SearchRequest(query.text, chosen, tuple(ranges), query.order, language)
    return Question(search, paths, is_impossible=bool(others) and not ranges)


def value_of(facet: str, path: str) -> str:
    """A value of a facet as addresses have it: ``begging`` for ``subject/begging``.

    A record whose path begins otherwise is told by its whole path, a language by its code. Of a
    catalogue's own facets that is so with all records; a text stands as it is, unless it could be
    taken for a path or an IRI.
    """
    if facet not in FACET_NAMES:
        return path[1:] if path[:1] == '"' and not _is_marked(path[1:]) else path
    return path.lower() if facet in CODED else path.removeprefix(f"{facet}/")


def _is_marked(value: str) -> bool:
    """Whether a value of a catalogue's own facet is a path or an IRI, or a text marked as one."""
    return value[:1] == '"' or "/" in value or ":" in value


def _paths(site: Site, version: str, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The path, code or text that each value in an address stands for."""
    own = [pair for pair in pairs if pair[0] not in FACET_NAMES]
    pairs = [pair for pair in pairs if pair[0] in FACET_NAMES]
    records = [(facet, value) for facet, value in pairs if facet not in CODED]
    usual = {(facet, value): f"{facet}/{value}" for facet, value in records}
    there = summaries(site, version, [*usual.values(), *(value for _, value in records)])
    paths = {
        (facet, value): value if value in there and path not in there else path
        for (facet, value), path in usual.items()
    }
    return (
        paths
        | {
            (facet, value): value.upper() if facet == "language" else value
            for facet, value in pairs
            if facet in CODED
        }
        | {(facet, value): value if _is_marked(value) else f'"{value}' for facet, value in own}
    )


#: The parameters that choose among publications, in the order of canonical addresses; those of a
#: catalogue's own facets follow by their names.
FILTERS = (*FACET_NAMES, "year")
#: What the form for a range of years sends; it becomes one value of ``year``.
RANGE = ("from", "to")
#: Characters of a text that are read; who pastes more has the beginning searched for.
LONGEST_TEXT = 2000
_MOST_VALUES = 40
_FIRST_YEAR, _LAST_YEAR = 0, 9999
_YEARS = re.compile(r"(\d{1,4})?\s*([-\u2013])?\s*(\d{1,4})?", re.ASCII)
_SORTS: tuple[Sort, ...] = get_args(Sort)
_PLACES = {name: place for place, name in enumerate(FILTERS)}


@dataclass(frozen=True, slots=True)
class Query:
    """What an address asks for.

    ``chosen`` pairs the names of `FILTERS`, and of further facets, with values as addresses have
    them, in canonical order.
    ``sort`` is '' for the order that comes by itself: by relevance where there is a text, else the
    newest first.
    """

    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Whether not simply all publications are asked for, in their own order."""
        return bool(self.text or self.chosen or self.sort)

    @property
    def order(self) -> Sort:
        """How the results are sorted."""
        return cast(Sort, self.sort or ("relevance" if self.text else "newest"))

    def values(self, name: str) -> tuple[str, ...]:
        """What is chosen of a filter."""
        return tuple(value for other, value in self.chosen if other == name)

    def parameters(self, *, page: bool = True) -> list[tuple[str, str]]:
        """The parameters of the canonical address."""
        pairs = [("q", self.text)] if self.text else []
        pairs += self.chosen
        if self.sort:
            pairs.append(("sort", self.sort))
        if page and self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def __str__(self) -> str:
        """The query of the canonical address, with its question mark; '' if there is none."""
        query = encoded(self.parameters())
        return f"?{query}" if query else ""

    def plus(self, name: str, value: str) -> Query:
        """The first page of what is left when a value is chosen as well."""
        return replace(self, chosen=_sorted((*self.chosen, (name, value))), page=1)

    def minus(self, name: str, value: str) -> Query:
        """The first page of what there is when a value is not chosen."""
        others = tuple(pair for pair in self.chosen if pair != (name, value))
        return replace(self, chosen=others, page=1)

    def only(self, name: str, *values: str) -> Query:
        """The first page of what there is with these values of a filter and no others of it."""
        others = [pair for pair in self.chosen if pair[0] != name]
        added = [(name, value) for value in values]
        return replace(self, chosen=_sorted([*others, *added]), page=1)

    def asking(self, text: str) -> Query:
        """The first page of the same choice for another text."""
        sort = "" if self.sort == "relevance" and not text else self.sort
        return replace(self, text=text, sort=sort, page=1)

    def by_arrival(self) -> Query:
        """The same page in the order in which publications came into the catalogue."""
        return replace(self, sort="arrival")

    def turned(self, page: int) -> Query:
        """Another page of the same."""
        return replace(self, page=page)


def query_of(arguments: MultiDict[str, str], facets: Iterable[FacetDefinition] = FACETS) -> Query:
    """What the parameters of a request ask for.

    What is no order and what is unknown is passed over. Raises NotFound for what is no number of a
    page, and RequestURITooLarge for more values than anybody chooses.
    """
    text = clean(arguments.get("q", ""))[:LONGEST_TEXT].strip()
    pairs = []
    for name in (facet.name for facet in facets):
        values = (clean(value)[:LONGEST_VALUE] for value in arguments.getlist(name))
        pairs += [(name, value.lower() if name in CODED else value) for value in values]
    pairs += [("year", spelled(value)) for value in arguments.getlist("year")]
    start, end = (clean(arguments.get(name, ""))[:LONGEST_VALUE] for name in RANGE)
    if start or end:
        pairs = [pair for pair in pairs if pair[0] != "year"]
        pairs.append(("year", spelled(start if start == end else f"{start}-{end}")))
    chosen = _sorted(pair for pair in pairs if pair[1])
    if len(chosen) > _MOST_VALUES:
        raise RequestError(414, N_("So many values cannot be chosen at once."))
    sort = arguments.get("sort", "")
    default = "relevance" if text else "newest"
    known = sort in _SORTS and sort != default and (bool(text) or sort != "relevance")
    return Query(text, chosen, sort if known else "", _page(arguments.get("page", "")))


def is_as_sent(arguments: MultiDict[str, str], facets: Iterable[FacetDefinition] = FACETS) -> bool:
    """Whether parameters come straight from a form, with empty ones and with parts of one."""
    names = ("q", *(facet.name for facet in facets), "year", "sort", "page")
    empty = any(not value.strip() for name in names for value in arguments.getlist(name))
    return empty or any(name in arguments for name in RANGE)


def years_of(query: Query) -> tuple[list[tuple[int, int]], list[str]]:
    """The inclusive ranges of years that are chosen, and what was written for one but is none."""
    ranges, others = [], []
    for value in query.values("year"):
        years = year_range(value)
        if years:
            ranges.append(years)
        else:
            others.append(value)
    return ranges, others


def year_range(text: str) -> tuple[int, int] | None:
    """``2018``, ``2015-2018``, ``2015-`` or ``-2018`` as an inclusive range."""
    match = _YEARS.fullmatch(text)
    if not match or not (match[1] or match[3]) or (match[1] and match[3] and not match[2]):
        return None
    if not match[2]:
        year = int(match[1] or match[3])
        return year, year
    start = int(match[1]) if match[1] else _FIRST_YEAR
    end = int(match[3]) if match[3] else _LAST_YEAR
    return min(start, end), max(start, end)


def spelled(text: str) -> str:
    """A range of years as canonical addresses have it; what is none as it is."""
    text = clean(text)[:LONGEST_VALUE]
    years = year_range(text)
    if not years:
        return text
    start, end = years
    if start == end:
        return str(start)
    if years == (_FIRST_YEAR, _LAST_YEAR):
        return f"{start}-{end}"
    return f"{start if start > _FIRST_YEAR else ''}-{end if end < _LAST_YEAR else ''}"


@lru_cache(maxsize=4096)
def _encoded_pair(name: str, value: str) -> str:
    return f"{name}={quote_plus(value)}"


def encoded(parameters: Iterable[tuple[str, str]]) -> str:
    """The query of an address, without its question mark."""
    return "&".join(_encoded_pair(name, value) for name, value in parameters)


def _sorted(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(set(pairs), key=lambda pair: (_PLACES.get(pair[0], len(_PLACES)), *pair)))


def _page(text: str) -> int:
    if not text.strip():
        return 1
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0:
        return int(text)
    raise NotFound
