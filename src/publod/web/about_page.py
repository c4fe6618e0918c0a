"""/about: what the data is, and how to get at it; /about/accessibility.

Directive (EU) 2016/2102, article 7, asks public bodies for a statement of their own. Nothing is
stated for them here: the page tells what the record of the catalogue says of its part
``#accessibility``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from babel.dates import format_date
from flask import g, render_template
from markupsafe import Markup

from publod.bibliography.dates import timestamp
from publod.bibliography.licence import CATALOG
from publod.bibliography.link_safety import may_be_link
from publod.bibliography.record_summary import record_path_of
from publod.bibliography.triple_index import Statements, pick
from publod.errors import PublodError
from publod.formats import FORMATS, HTML, Format, formats_of
from publod.ledger import Commit
from publod.rdf import term_of_iri, triples_of
from publod.services import catalogue_record
from publod.services.dump_writer import RDF_FORMS
from publod.vocabulary import DCTERMS, FOAF, RDFS, SCHEMA
from publod.web.http.links import absolute
from publod.web.http.negotiated_resource import Resource, catalogue_resource
from publod.web.lists.concept_lists import RecordStatements, statements_of, years_of
from publod.web.lists.feeds import title_of_news, title_of_site
from publod.web.lists.result_facets import histogram_of
from publod.web.lists.search_request import Query
from publod.web.own_pages import blocks
from publod.web.record_names import Value, nearest, record_name
from publod.web.site import Site
from publod.web.statistics import completeness_bars, plots_of, share, year_bars
from publod.web.structured_data import dataset, organization_of, script_of
from publod.web.templating import responsible

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
    statistics, index = site.repository.statistics(), ""
    with suppress(PublodError):
        index = site.search.version

    def render(_chosen: Format) -> bytes:
        return _about(site, head, statistics.publications).encode()

    return Resource(
        path="about",
        version=".".join((head.version, statistics.version, index)),
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
    return render_template(
        "about.html",
        script=script_of(_dataset(site, head)),
        catalog=catalog,
        title=title_of_site(site),
        description=_catalogue(site).text(DCTERMS.description, g.language),
        publisher=publisher_of(site),
        base=site.base_url,
        counts=counts,
        total=total,
        commit=head.id,
        changed=_day(head) if head.time else "",
        formats=FORMATS,
        others=[f for f in formats_of("publication") if f not in FORMATS],
        plot=histogram_of(Query(), years) if years else None,
        years=year_bars(years),
        plots=plots_of(site, g.language),
        complete=completeness_bars(counts_of_properties),
        share=lambda count: share(count, total, g.language),
        path="about",
        alternates=(HTML,),
        feed="new",
        feed_title=title_of_news(site),
    )


def _dataset(site: Site, head: Commit) -> dict[str, Any]:
    """The descriptions as a data set, for search engines."""
    record = catalogue_record.read(site.repository)
    texts = {o.language or "": str(o) for o in record.descriptions(record.dataset)}
    downloads = [
        (f"{site.base_url}dumps/latest.{form.suffix}", form.media_type) for form in RDF_FORMS
    ]
    return dataset(
        absolute(site.base_url, "about"),
        str(record.dataset),
        title_of_site(site),
        pick(texts, g.language)[0],
        licence=site.title().licence,
        modified=timestamp(head.time) if head.time else "",
        languages=site.languages,
        publisher=organization_of(site, g.language),
        downloads=downloads,
    )


def publisher_of(site: Site) -> Publisher | None:
    """Who publishes the catalogue, if its record says so."""
    for named in site.title().publishers:
        return Publisher(responsible(named, g.language), named.address)
    return None


def _catalogue(site: Site) -> RecordStatements:
    graph = site.repository.graphs([_CATALOG]).get(_CATALOG, "")
    return statements_of(site.base_url + _CATALOG, graph)


def _day(commit: Commit) -> str:
    return format_date(datetime.fromtimestamp(commit.time, UTC).date(), "long", g.language)


#: The statement's fragment in the record of the catalogue.
FRAGMENT = "accessibility"


@dataclass(frozen=True)
class Statement:
    """What the owner of a catalogue has stated of its accessibility.

    ``assessed`` is the day of the assessment as the page writes it, ``assessors`` who made it,
    ``text`` what they found, in Markdown, ``laws`` under which it is made, ``contacts`` where to
    report a fault, ``complaints`` where to complain of the answer. Each is empty where nothing is
    stated.
    """

    assessed: str = ""
    assessors: tuple[Value, ...] = ()
    text: Value = Value("")  # noqa: RUF009 (it does not change)
    laws: tuple[Value, ...] = ()
    contacts: tuple[Value, ...] = ()
    complaints: tuple[Value, ...] = ()

    @property
    def body(self) -> Markup:
        """The text as HTML: what is not accessible is often a list."""
        return blocks(self.text.text)

    def __bool__(self) -> bool:
        return bool(
            self.assessed or self.assessors or self.text.text or self.laws or self.complaints
        )


def accessibility_resource(site: Site) -> Resource:
    """The page, of the present state of the catalogue."""

    def render(_chosen: Format) -> bytes:
        return render_template(
            "accessibility.html",
            publisher=publisher_of(site),
            stated=statement_of(site),
            path="about/accessibility",
            alternates=(HTML,),
        ).encode()

    return catalogue_resource(site, "about/accessibility", (HTML,), render)


def statement_of(site: Site) -> Statement:
    """What the record of the catalogue states, in the language of the request."""
    graph = site.repository.graphs([CATALOG]).get(CATALOG, "")
    statements = Statements(triples_of(graph))
    node = term_of_iri(f"{site.base_url}{CATALOG}#{FRAGMENT}")
    return Statement(
        assessed=_assessed_on(statements.text(node, DCTERMS.date)),
        assessors=tuple(_named(site, statements, statements.iris(node, DCTERMS.creator))),
        text=nearest(statements.texts(node, DCTERMS.description), g.language),
        laws=tuple(_named(site, statements, statements.iris(node, DCTERMS.conformsTo))),
        contacts=tuple(_named(site, statements, statements.iris(node, FOAF.page))),
        complaints=tuple(_named(site, statements, statements.iris(node, RDFS.seeAlso))),
    )


def _named(site: Site, statements: Statements, iris: list[str]) -> Iterator[Value]:
    """Things by the names of their records, by those that the statement gives, or by addresses."""
    paths = {iri: record_path_of(iri, site.base_url) for iri in iris}
    records = site.repository.present_records(paths.values())
    for iri, path in paths.items():
        texts = statements.texts(
            term_of_iri(iri), RDFS.label, FOAF.name, SCHEMA.name, DCTERMS.title
        )
        name = nearest(texts, g.language)
        target = path if path in records else iri if may_be_link(iri) else ""
        if name.text:
            yield Value(name.text, name.language, target)
        elif path in records:
            yield record_name(records[path].summary, g.language, path)
        else:
            yield Value(iri.removeprefix("mailto:").removeprefix("tel:"), "", target)


def _assessed_on(text: str) -> str:
    """A date of XML Schema as the page writes it; '' for any other text."""
    try:
        return format_date(date.fromisoformat(text[:10]), "long", g.language)
    except ValueError:
        return ""
