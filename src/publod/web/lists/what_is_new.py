"""/new and /years: what has come into the catalogue day by day, and what came out in each year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from babel.dates import format_date
from flask import g, render_template, request
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import NotFound

from publod.bibliography.collation import sort_key
from publod.formats import FEEDS, HTML, Format
from publod.ledger import Record
from publod.ledger.browse_queries import Changes, Revision
from publod.web.http.links import with_query
from publod.web.http.negotiated_resource import Resource, catalogue_resource
from publod.web.lists.concept_lists import years_of
from publod.web.lists.feeds import (
    arrivals_feed,
    changes_feed,
    kind_of_change,
    title_of_news,
    title_of_site,
)
from publod.web.lists.kind_pages import editions_by_work
from publod.web.lists.result_facets import histogram_of
from publod.web.lists.search_request import Query
from publod.web.record_names import Value, full_name
from publod.web.records.property_labels import KINDS, PLURALS
from publod.web.records.property_labels import LISTS as NAMES
from publod.web.site import Site
from publod.web.statistics import year_bars

#: Revisions on one page.
SIZE = 100
_NEW = "new"
_BEFORE, _KIND = "before", "kind"
_PUBLICATION, _OTHER = "publication", "other"
_PLURALS = {
    **PLURALS,
    "work": NAMES["works"],
    "agent": NAMES["agents"],
    "place": NAMES["places"],
    "scheme": lazy_gettext("Vocabularies"),
}
_OTHERS = lazy_gettext("Other descriptions")
_TITLED = frozenset({"publication", "work", "edition"})
_ORDER = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Group:
    """What happened to records of a kind: ``what`` and ``kinds`` are for reading.

    ``is_wide`` tells that their names are titles, too long for columns.
    """

    what: str
    kinds: str
    names: tuple[Value, ...]
    is_wide: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day, in UTC, with what happened in it; ``text`` is the day in the reader's language."""

    date: date
    text: str
    groups: tuple[Group, ...]


def news_resource(site: Site) -> Resource:
    """A page of what is new. Raises NotFound for a page, or a kind, that is not there."""
    kind = _kind()
    return _arrivals_resource(site) if kind is None else _changes_resource(site, kind)


def _arrivals_resource(site: Site) -> Resource:
    """The publications by the day on which they came into the catalogue."""
    before, repository = _before(), site.repository

    def arrivals() -> list[Record]:
        return repository.arrivals("publication", before, SIZE + 1)

    if before is not None and not arrivals():
        raise NotFound

    def render(chosen: Format) -> bytes:
        if chosen in FEEDS:
            return arrivals_feed(site, _NEW, before, chosen)
        records = arrivals()
        return _page(
            site,
            heading=gettext("New publications"),
            lead=gettext(
                "Publications by the day on which they came into the catalogue, the latest first."
            ),
            days=_days_of_arrival(site, records[:SIZE]),
            choice=None,
            feed_title=title_of_news(site),
            older=with_query("", {_BEFORE: records[SIZE - 1].id}) if len(records) > SIZE else "",
            before=before,
        )

    own = {_BEFORE: before} if before is not None else {}
    return catalogue_resource(site, _NEW, (HTML, *FEEDS), render, parameters=own)


def _changes_resource(site: Site, kind: str) -> Resource:
    """What has happened to records of a kind, or to all that are no publications."""
    before = _before()
    which = {"other_than": _PUBLICATION} if kind == _OTHER else {"kind": kind}

    def changes() -> Changes:
        return site.repository.changes(before, SIZE, **which)

    if before is not None and not changes().revisions:
        raise NotFound
    parameters = {_KIND: kind}

    def render(chosen: Format) -> bytes:
        query = with_query("", parameters)
        heading = _heading(kind)
        if chosen in FEEDS:
            return changes_feed(site, heading, query, chosen, **which)
        page = changes()
        return _page(
            site,
            heading=heading,
            lead=gettext(
                "Descriptions that have come, changed or been withdrawn, the latest day first."
            ),
            days=_days(site, page.revisions),
            choice=kind,
            feed_query=query,
            feed_title=f"{title_of_site(site)}: {heading}",
            older=with_query("", {**parameters, _BEFORE: page.older}) if page.older else "",
            before=before,
        )

    own = {**parameters, **({_BEFORE: before} if before is not None else {})}
    return catalogue_resource(site, _NEW, (HTML, *FEEDS), render, parameters=own)


def _page(site: Site, *, choice: str | None, **shown: Any) -> bytes:
    """A page of what is new; ``choice`` is the kind of records, None for new publications."""
    counts = site.repository.counts()
    kinds = [kind for kind in KINDS if counts.get(kind) and kind != _PUBLICATION]
    choices = [
        (gettext("New publications"), "", choice is None),
        *(
            (label, with_query("", {_KIND: kind}), kind == choice)
            for kind, label in (
                (_PUBLICATION, gettext("Changes of publications")),
                (_OTHER, _OTHERS),
                *((kind, _plural(kind)) for kind in kinds),
            )
        ),
    ]
    return render_template(
        "new.html", choices=choices, path=_NEW, alternates=(HTML,), feed=_NEW, **shown
    ).encode()


def _heading(kind: str) -> str:
    if kind == _PUBLICATION:
        return gettext("Changes of publications")
    plural = _OTHERS if kind == _OTHER else _plural(kind)
    return gettext("New in the catalogue: %(kind)s", kind=str(plural).lower())


def _days_of_arrival(site: Site, records: Sequence[Record]) -> list[Day]:
    created = site.repository.created(record.path for record in records)
    plural = _plural(_PUBLICATION).lower()
    days = []
    for day, some in groupby(records, lambda record: _date(created[record.path])):
        names = [full_name(record.summary, g.language, record.path) for record in some]
        names.sort(key=lambda name: sort_key(name.text, g.language))
        group = Group(gettext("Added"), plural, tuple(names), is_wide=True)
        days.append(Day(day, format_date(day, "long", g.language), (group,)))
    return days


def _date(time: int) -> date:
    return datetime.fromtimestamp(time, UTC).date()


def _plural(kind: str) -> str:
    return str(_PLURALS.get(kind) or KINDS[kind])


def _days(site: Site, revisions: Sequence[Revision]) -> list[Day]:
    present = site.repository.present_records(revision.path for revision in revisions)
    stated = editions_by_work(site, (r for r in revisions if r.kind == "edition"), g.language)
    days = []
    for day, some in groupby(revisions, lambda r: _date(r.commit.time)):
        groups: dict[tuple[int, str], dict[str, Value]] = {}
        for one in some:
            name = stated.get(one.path) or full_name(one.summary, g.language, one.path)
            if one.path not in present:  # what is there no more has no page to lead to
                name = Value(name.text, name.language)
            order = _ORDER.get(one.kind, len(_ORDER))
            groups.setdefault((order, kind_of_change(one)), {})[one.path] = name
        shown = tuple(_group(*key, groups[key].values()) for key in sorted(groups))
        days.append(Day(day, format_date(day, "long", g.language), shown))
    return days


def _group(order: int, what: str, names: Iterable[Value]) -> Group:
    kind = list(_ORDER)[order] if order < len(_ORDER) else "thing"
    shown = sorted(names, key=lambda name: sort_key(name.text, g.language))
    return Group(what, _plural(kind).lower(), tuple(shown), is_wide=kind in _TITLED)


def _kind() -> str | None:
    """The kind that is asked for, or ``other``; None for new publications.

    Raises NotFound for what is none.
    """
    kind = request.args.get(_KIND)
    if not kind or kind == _OTHER or kind in KINDS:
        return kind or None
    raise NotFound


def _before() -> int | None:
    """The number before which the page begins: of a revision, or the id of a record.

    Raises NotFound for what is none.
    """
    text = request.args.get(_BEFORE)
    if text is None:
        return None
    if text.isascii() and text.isdigit() and 0 < len(text) < 16:
        return int(text)
    raise NotFound


_YEARS = "years"


def years_resource(site: Site) -> Resource:
    """The years. Its feed is that of the publications that came last."""

    def render(chosen: Format) -> bytes:
        if chosen in FEEDS:
            return arrivals_feed(site, _YEARS, None, chosen, is_paged=False)
        return _page_of_years(site).encode()

    return catalogue_resource(site, _YEARS, (HTML, *FEEDS), render)


def _page_of_years(site: Site) -> str:
    years = years_of(site)
    total = site.repository.counts().get("publication", 0)
    return render_template(
        "years.html",
        plot=histogram_of(Query(), years) if years else None,
        years=year_bars(years),
        total=total,
        undated=total - sum(years.values()),
        path=_YEARS,
        alternates=(HTML,),
        feed=_YEARS,
        feed_title=title_of_news(site),
    )
