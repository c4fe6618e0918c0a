"""/years: how many publications came out in which year."""

from __future__ import annotations

from flask import g, render_template

from publod.formats import Format
from publod.registry import ATOM, HTML
from publod.web.browse.counted import years_of
from publod.web.browse.feeds import list_feed
from publod.web.http.resource import Resource
from publod.web.names import Value
from publod.web.pages.statistics import bars
from publod.web.results.results_query import Query
from publod.web.results.year_histogram import histogram_of
from publod.web.site import Site

_NAME = "years"


def years_resource(site: Site) -> Resource:
    """The years. Its feed is that of the publications that came or were changed last."""

    def render(chosen: Format) -> bytes:
        if chosen is ATOM:
            return list_feed(site, _NAME, "publication", g.language)
        return _page(site).encode()

    head = site.repository.head()
    return Resource(
        path=_NAME,
        version=head.version,
        formats=(HTML, ATOM),
        render=render,
        modified=head.time or None,
        latest=lambda: site.repository.head().version,
    )


def _page(site: Site) -> str:
    years = years_of(site)
    total = site.repository.counts().get("publication", 0)
    rows = [(Value(str(year), "", address(year)), years[year]) for year in sorted(years)[::-1]]
    return render_template(
        "years.html",
        plot=histogram_of(Query(), years) if years else None,
        years=bars(rows),
        total=total,
        undated=total - sum(years.values()),
        path=_NAME,
        alternates=(HTML,),
        feed=f"{_NAME}.atom",
    )


def address(year: int) -> str:
    """Where the publications of a year are."""
    return f"publications{Query().only('year', str(year))}"
