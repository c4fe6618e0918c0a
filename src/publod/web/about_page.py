"""/about: what the data is, and how to get at it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from babel.dates import format_date
from flask import g, render_template
from rdflib import URIRef

from publod.errors import PublodError
from publod.formats import FORMATS, HTML, Format, formats_of
from publod.ledger import Commit
from publod.vocabulary import DCTERMS, FOAF
from publod.web.http.resource import Resource
from publod.web.lists.concept_lists import RecordStatements, statements_of, years_of
from publod.web.lists.list_formats import title_of_site
from publod.web.lists.search_request import Query
from publod.web.lists.year_histogram import histogram_of
from publod.web.record_names import Value, titled
from publod.web.site import Site
from publod.web.statistics import bars, completeness_bars, completeness_of, plots_of, share

_CATALOG = "catalog"


@dataclass(frozen=True)
class Publisher:
    """Who answers for the catalogue, as its record says. ``contact`` is a web address."""

    name: Value
    contact: str


def about_resource(site: Site) -> Resource:
    """About the data: what there is, in numbers, and how to get at it."""
    with suppress(PublodError):
        site = replace(site, search=site.search.snapshot())
    head = site.repository.head()
    counts_of_properties, state = completeness_of(site)

    def render(_chosen: Format) -> bytes:
        return _about(site, head, counts_of_properties).encode()

    return Resource(
        path="about",
        version=f"{head.version}.{state}",
        formats=(HTML,),
        render=render,
        # What the numbers are counted from follows the ledger, at a time that nobody writes down.
        modified=None,
        is_storable=False,
    )


def _about(site: Site, head: Commit, counts_of_properties: Mapping[str, int]) -> str:
    counts = site.repository.counts()
    years = years_of(site)
    catalog = site.repository.present_records([_CATALOG]).get(_CATALOG)
    total = counts.get("publication", 0)
    rows = (
        (Value(str(year), "", _year(year)), count) for year, count in sorted(years.items())[::-1]
    )
    return render_template(
        "about.html",
        catalog=catalog,
        title=title_of_site(site),
        description=_said(site).text(DCTERMS.description, g.language),
        publisher=publisher_of(site),
        base=site.base_url,
        counts=counts,
        total=total,
        commit=head.id,
        changed=_day(head) if head.time else "",
        formats=FORMATS,
        others=[f for f in formats_of("publication") if f not in FORMATS],
        plot=histogram_of(Query(), years) if years else None,
        years=bars(rows),
        plots=plots_of(site, g.language),
        complete=completeness_bars(counts_of_properties),
        share=lambda count: share(count, total, g.language),
        path="about",
        alternates=(HTML,),
        feed="new.atom",
    )


def publisher_of(site: Site) -> Publisher | None:
    """Who publishes the catalogue, if its record says so."""
    said = _said(site)
    for iri in said.statements.iris(said.thing, DCTERMS.publisher):
        path = iri.partition("#")[0].removeprefix(site.base_url)
        record = site.repository.present_records([path]).get(path)
        if record is not None:
            own = statements_of(site.base_url + path, site.repository.graphs([path])[path])
            name = titled(record.summary, g.language, path)
            return Publisher(name, _first(own, FOAF.homepage))
    return None


def _said(site: Site) -> RecordStatements:
    graph = site.repository.graphs([_CATALOG]).get(_CATALOG, "")
    return statements_of(site.base_url + _CATALOG, graph)


def _first(said: RecordStatements, predicate: URIRef) -> str:
    return next(iter(said.statements.iris(said.thing, predicate)), "")


def _day(commit: Commit) -> str:
    return format_date(datetime.fromtimestamp(commit.time, UTC).date(), "long", g.language)


def _year(year: int) -> str:
    return f"publications{Query().only('year', str(year))}"
