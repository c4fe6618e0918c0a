"""How many publications of a subject or an agent came out when, by type: a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from publod.errors import PublodError
from publod.ledger import Record
from publod.ledger.concept_hierarchy import reached_from, tops_and_children
from publod.search.search_interface import SearchRequest
from publod.vocabulary import DCTERMS
from publod.web.lists.search_request import Query, value_of
from publod.web.record_names import Value, broader_concepts, line_name
from publod.web.site import Site

#: Types that have a column, the most frequent; more years than this are counted by decades.
_COLUMNS, _ROWS = 5, 20
#: A table of fewer publications tells nothing that the list of them does not.
_LEAST = 3
#: Publications that are counted one by one while the index has not followed.
_MOST = 10_000
_TYPE = str(DCTERMS.type)


@dataclass(frozen=True, slots=True)
class YearsRow:
    """A year or a decade, with the number of each column."""

    years: Value
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class YearsByType:
    """Types as columns, the most frequent first, and perhaps one of all others; the last first."""

    types: tuple[Value, ...]
    has_others: bool
    rows: tuple[YearsRow, ...]


def years_by_type(site: Site, record: Record, language: str) -> YearsByType | None:
    """The table of a subject or an agent; None where its publications are few, or of one year."""
    version = site.repository.head().version
    counted = _counted(site, record, version)
    total = sum(sum(years.values()) for years in counted.values())
    all_years = {year for years in counted.values() for year in years}
    if total < _LEAST or len(all_years) < 2:
        return None
    step = 1 if len(all_years) <= _ROWS else 10
    most = sorted(counted, key=lambda path: (-sum(counted[path].values()), path))
    names = site.repository.present_records(most[:_COLUMNS])
    columns = [path for path in most if path in names]
    others = [path for path in most if path not in columns]
    here = Query().only(record.kind, value_of(record.kind, record.path))

    def link(name: Value, facet: str, value: str) -> Value:
        return Value(name.text, name.language, f"publications{here.only(facet, value)}")

    rows = []
    for start in sorted({year // step * step for year in all_years}, reverse=True):
        spelled = str(start) if step == 1 else f"{start}-{start + step - 1}"
        numbers = [
            sum(counted[path].get(year, 0) for path in paths for year in range(start, start + step))
            for paths in (*([path] for path in columns), *([others] if others else []))
        ]
        years = link(Value(spelled.replace("-", "\N{EN DASH}")), "year", spelled)
        rows.append(YearsRow(years, tuple(numbers)))
    types = (
        link(line_name(names[path].summary, language, path), "type", value_of("type", path))
        for path in columns
    )
    return YearsByType(tuple(types), bool(others), tuple(rows))


def _counted(site: Site, record: Record, version: str) -> Mapping[str, Mapping[int, int]]:
    """By each type that has none above it, how many publications came out in each year."""
    with suppress(PublodError):
        index = site.search.snapshot()
        if index.version == version:
            counted = index.years_by_type(SearchRequest(chosen=((record.kind, record.path),)))
            tops, _ = tops_and_children(sorted(counted), broader_concepts(site, version, "type"))
            return {path: counted[path] for path in tops if counted[path]}
    return _from_ledger(site, record, version)


def _from_ledger(site: Site, record: Record, version: str) -> Mapping[str, Mapping[int, int]]:
    repository = site.repository
    if record.kind == "agent":
        publications, _ = repository.of_agent(record.path, _MOST, "en")
    else:
        publications, _ = repository.of_concept(record.path, record.kind, _MOST, "en")
    years = {one.path: one.summary.year for one in publications if one.summary.year is not None}
    parents = broader_concepts(site, version, "type")
    counted: dict[str, Counter[int]] = {}
    for link in repository.links_from(years, [_TYPE]):
        above = reached_from([link.target], {path: [*some] for path, some in parents.items()})
        for path in above:
            counted.setdefault(path, Counter())[years[link.source]] += 1
    tops, _ = tops_and_children(sorted(counted), parents)
    return {path: counted[path] for path in tops}
