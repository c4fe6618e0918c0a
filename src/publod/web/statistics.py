"""The catalogue in numbers: by year, type, language and agency, and how complete it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from babel.numbers import format_percent
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from publod.bibliography.collation import sort_key
from publod.bibliography.language_codes_and_names import language_name
from publod.search.search_interface import SearchRequest
from publod.vocabulary import DCAT, DCTERMS, PUB, RDF
from publod.web.lists.concept_lists import results
from publod.web.lists.kind_pages import address
from publod.web.record_names import Value, record_name
from publod.web.site import Site


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: its name, its number, and how long the bar is, in per cent of the longest possible."""

    name: Value
    count: int
    width: str


def bars(rows: Iterable[tuple[Value, int]], full: int | None = None) -> tuple[Bar, ...]:
    """Rows with their bars, in the order given. ``full`` is the number of a bar of full length.

    Without one, that is the largest number.
    """
    shown = list(rows)
    longest = full if full is not None else max((count for _, count in shown), default=0)
    return tuple(
        Bar(name, count, f"{100 * min(count, longest) / longest if longest else 0:.2f}%")
        for name, count in shown
    )


def year_bars(years: Mapping[int, int]) -> tuple[Bar, ...]:
    """A bar for each year, the last year first."""
    descending = sorted(years, reverse=True)
    return bars(
        (Value(str(year), "", address("year", str(year))), years[year]) for year in descending
    )


#: Rows of one plot; what is beyond is told as a number.
MOST = 15
_PROPERTIES: tuple[tuple[str, LazyString], ...] = (
    (str(DCTERMS.creator), _("Author")),
    (str(DCTERMS.issued), _("Published")),
    (str(DCTERMS.language), _("Language")),
    (str(DCTERMS.abstract), _("Abstract")),
    (str(DCTERMS.subject), _("Subject")),
    (str(DCAT.distribution), _("Files")),
    (str(PUB.isbn), _("ISBN")),
    (str(PUB.doi), _("DOI")),
)


@dataclass(frozen=True, slots=True)
class Plot:
    """Publications by something. ``others`` counts the values that have no bar."""

    key: str
    heading: LazyString
    column: LazyString
    bars: tuple[Bar, ...]
    others: int = 0


def plots_of(site: Site, language: str) -> list[Plot]:
    """Publications by type, agency and language, as far as the search index can tell."""
    indexed = results(site, SearchRequest())
    facets = indexed.facets if indexed else _from_ledger(site)
    headings = {
        "type": (_("Publications of each type"), _("Type")),
        "agent": (_("Publications of each organisation or person"), _("Organisation or person")),
        "language": (_("Publications in each language"), _("Language")),
    }
    plots = []
    for facet, (heading, column) in headings.items():
        counts = {value: count for value, count in facets.get(facet, {}).items() if count}
        if counts:
            most = sorted(counts, key=lambda value: (-counts[value], value))[:MOST]
            named = [(name, counts[value]) for value, name in _named(site, facet, most, language)]
            rows = sorted(named, key=lambda row: (-row[1], sort_key(row[0].text, language)))
            plots.append(Plot(facet, heading, column, bars(rows), len(counts) - len(most)))
    return plots


def _named(
    site: Site, facet: str, values: Iterable[str], language: str
) -> Iterable[tuple[str, Value]]:
    wanted = list(values)
    records = {} if facet == "language" else site.repository.present_records(wanted)
    for value in wanted:
        if facet == "language":
            yield value, Value(language_name(value, language), "", address(facet, value))
        elif value in records:
            name = record_name(records[value].summary, language, value)
            yield value, Value(name.text, name.language, address(facet, value))


def _from_ledger(site: Site) -> dict[str, dict[str, int]]:
    """What the ledger can count as long as the index has not followed: no languages."""
    repository = site.repository
    paths = {
        kind: [r.path for r in site.repository.listing(kind, 0, 1000)[0]]
        for kind in ("type", "agent")
    }
    return {
        "type": repository.by_concept("type", paths["type"]),
        "agent": repository.by_agent(paths["agent"]),
    }


def completeness_bars(counts: Mapping[str, int]) -> tuple[Bar, ...]:
    """How many publications have what makes them easy to find; nothing while nobody can tell."""
    total = counts.get(str(RDF.type), 0)
    if not total:
        return ()
    return bars(((Value(str(label)), counts.get(iri, 0)) for iri, label in _PROPERTIES), full=total)


def share(count: int, total: int, language: str) -> str:
    """A part of a whole in per cent, for reading."""
    return format_percent(count / total, locale=language) if total else ""
