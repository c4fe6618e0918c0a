"""The front page and the lists of records, as pages by letters, as data and as feeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from flask import g, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from publod.bibliography.collation import letter_of, sort_key
from publod.bibliography.triple_index import pick
from publod.formats import FEEDS, FORMATS, HTML, Format
from publod.ledger import Record
from publod.search.search_interface import SearchRequest
from publod.services import catalogue_record
from publod.web.http.links import with_query
from publod.web.http.negotiated_resource import Resource, catalogue_resource
from publod.web.lists.concept_lists import MOST, counts_of, filtered, newest, trees
from publod.web.lists.feeds import list_feed, title_of_list_feed, title_of_news, title_of_site
from publod.web.lists.list_formats import hydra_collection
from publod.web.record_names import nearest
from publod.web.records.property_labels import LISTS as NAMES
from publod.web.records.property_labels import PLURALS
from publod.web.records.record_resource import document_of
from publod.web.routes import LISTS
from publod.web.site import Site
from publod.web.structured_data import organization_of, script_of, website


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with the number of names that begin with it, and the page where they begin.

    ``name`` is as people read it, ``anchor`` as an id has it.
    """

    name: str
    anchor: str
    count: int
    page: int


def letters(initials: Iterable[tuple[str, int]], size: int, language: str) -> list[Letter]:
    """The letters of a list that has ``size`` names on a page; all digits are one letter."""
    index: list[Letter] = []
    before = 0
    for initial, count in initials:
        name, anchor = _named(initial, language)
        if index and index[-1].anchor == anchor:
            index[-1] = Letter(name, anchor, index[-1].count + count, index[-1].page)
        else:
            index.append(Letter(name, anchor, count, before // size + 1))
        before += count
    return index


def by_letter(records: Iterable[Record], language: str) -> list[tuple[Letter, list[Record]]]:
    """Some records, which are in the order of the alphabet, under their letters."""
    groups = []
    lettered = groupby(records, lambda record: _named(_initial(record, language), language))
    for (name, anchor), some in lettered:
        shown = list(some)
        groups.append((Letter(name, anchor, len(shown), 0), shown))
    return groups


def _initial(record: Record, language: str) -> str:
    return sort_key(pick(record.summary.label, language)[0], language)[:1]


def _named(initial: str, language: str) -> tuple[str, str]:
    if not initial:
        return gettext("Others"), "others"
    if initial.isdigit():
        return "0\N{EN DASH}9", "digits"
    name = letter_of(initial, language)
    is_plain = initial.isascii() and initial.isalpha()
    return name.capitalize(), initial if is_plain and name == initial else f"{ord(initial):x}"


#: Records on one page of a list. A vocabulary that fits on one is shown as a tree.
SIZES = {"work": 100, "agent": 200, "place": 200, "subject": MOST, "type": MOST, "audience": MOST}
PAGE = 50
#: Characters of a text that trees of concepts are filtered by.
_LONGEST_QUERY = 200
_CONCEPTS = frozenset({"subject", "type", "audience"})
_CATALOG = "catalog"
_NEWEST = 12
#: Places of which it is looked at whether any publication has to do with them.
_MOST_PLACES = 2500
_AREAS = 12


@dataclass(frozen=True)
class Part:
    """A page of a list: how many records there are in all, and how many pages.

    ``query`` is what a tree of concepts is filtered by, '' for nothing.
    """

    name: str
    kind: str
    page: int
    last: int
    total: int
    query: str = ""

    @property
    def size(self) -> int:
        """Records on a page."""
        return SIZES.get(self.kind, PAGE)


def list_resource(site: Site, name: str) -> Resource:
    """A page of a list. Raises NotFound for a page that is not there."""
    kind = LISTS[name]
    head = site.repository.head()
    total = site.repository.counts().get(kind, 0)
    last = max(1, -(-total // SIZES.get(kind, PAGE)))
    part = Part(name, kind, _page(), last, total, _query() if kind in _CONCEPTS else "")
    if part.page > part.last:
        raise NotFound("There is no such page in the list.")

    def render(chosen: Format) -> bytes:
        if chosen in FEEDS:
            return list_feed(site, name, kind, chosen)
        records, _ = site.repository.listing(
            kind, (part.page - 1) * part.size, part.size, g.language
        )
        if chosen is HTML:
            return _list_page(site, part, records).encode()
        return chosen.write(
            hydra_collection(
                site, name, records, total, part.page, part.last,
                lambda page: with_query("", {"page": page if page > 1 else None}),
            )
        )  # fmt: skip

    return Resource(
        path=name,
        version=head.version,
        formats=(HTML,) if part.query else (*FORMATS, *FEEDS),
        render=render,
        modified=head.time,
        parameters={
            **({"page": part.page} if part.page > 1 else {}),
            **({"q": part.query} if part.query else {}),
        },
    )


def _places_in_use(site: Site, part: Part) -> tuple[Part, list[Record], list[Record]] | None:
    """The page of the places that publications have to do with, its records, and all of them.

    A place within which such a place lies is one of them. None where there are too many places to
    look at. Raises NotFound for a page that is not there.
    """
    if part.total > _MOST_PLACES:
        return None
    every, _ = site.repository.listing(part.kind, 0, _MOST_PLACES, g.language)
    paths = [record.path for record in every]
    about, issued = counts_of(site, "place", paths), site.repository.issued_at_places(paths)
    used = [one for one in every if about.get(one.path) or issued.get(one.path)]
    part = replace(part, total=len(used), last=max(1, -(-len(used) // part.size)))
    if part.page > part.last:
        raise NotFound("There is no such page in the list.")
    start = (part.page - 1) * part.size
    return part, used[start : start + part.size], used


def _list_page(site: Site, part: Part, records: list[Record]) -> str:
    """A list as people read it: concepts as trees as far as they fit, the rest by letters."""
    kind, whole = part.kind, part.total
    used = _places_in_use(site, part) if kind == "place" else None
    if used:
        part, records, _ = used
    # Data of a list has pages; people who follow these see its names by letters.
    forest = trees(site, kind, g.language) if kind in _CONCEPTS and part.page == 1 else None
    if forest and part.query:
        forest = filtered(forest, part.query)
    repository = site.repository
    tops: list[Record] = []
    if kind in _CONCEPTS and forest is None and part.page == 1:
        tops, number = repository.tops(kind, MOST, g.language)
        tops = tops if number <= MOST else []
    works = kind == "work"
    return render_template(
        "subjects.html" if kind in _CONCEPTS else "list.html",
        heading=NAMES.get(part.name) or PLURALS[kind],
        kind=kind,
        part=part,
        forest=forest,
        tops=tops,
        groups=[] if forest else by_letter(records, g.language),
        letters=[] if forest else letters(_initials(site, kind, used), part.size, g.language),
        unused=whole - part.total,
        shown=records,
        counts={}
        if works or forest
        else counts_of(site, kind, (r.path for r in (*tops, *records))),
        editions=repository.editions([r.path for r in records]) if works else {},
        path=part.name,
        page=part.page,
        alternates=() if part.query else FORMATS,
        feed=part.name,
        feed_title=title_of_list_feed(site, part.name, kind),
    )


def _initials(
    site: Site, kind: str, used: tuple[Part, list[Record], list[Record]] | None
) -> list[tuple[str, int]]:
    """With what the names of a list begin, in the order of the alphabet, and how many do."""
    if used is None:
        return site.repository.initials(kind, g.language)
    by_initial = groupby(used[2], lambda record: _initial(record, g.language))
    return [(initial, len(list(some))) for initial, some in by_initial]


def front_resource(site: Site) -> Resource:
    """The front page; for programs, the record of the catalogue itself."""
    catalog = site.repository.record(_CATALOG)
    if catalog is not None and catalog.withdrawn:
        catalog = None

    def render(chosen: Format) -> bytes:
        if chosen is HTML or catalog is None:
            return _front_page(site, catalog).encode()
        return chosen.write(document_of(site.repository.describe(catalog)))

    return catalogue_resource(
        site,
        "",
        FORMATS if catalog else (HTML,),
        render,
        suffixed=_CATALOG if catalog else None,
    )


def _front_page(site: Site, catalog: Record | None) -> str:
    records, total = newest(site, SearchRequest(), _NEWEST, g.language) or site.repository.newest(
        "publication", _NEWEST, g.language
    )
    numbers = site.repository.counts()
    about = nearest(_descriptions(site), g.language)
    return render_template(
        "front.html",
        about=about,
        script=script_of(
            website(
                site.base_url,
                title_of_site(site),
                about.text,
                g.language,
                organization_of(site, g.language),
            )
        ),
        catalog=catalog,
        newest=records,
        total=total,
        counts=numbers,
        numbers=numbers,
        areas=_areas(site),
        path="",
        alternates=FORMATS if catalog else (HTML,),
        feed="new",
        feed_title=title_of_news(site),
    )


def _descriptions(site: Site) -> dict[str, str]:
    record = catalogue_record.read(site.repository)
    return {o.language or "": str(o) for o in record.descriptions(record.catalog)}


def _areas(site: Site) -> list[tuple[Record, int]]:
    """The subjects that have nothing broader and most publications, in alphabetical order."""
    tops, _ = site.repository.tops("subject", MOST, g.language)
    counts = counts_of(site, "subject", [record.path for record in tops])
    used = sorted((r for r in tops if counts.get(r.path)), key=lambda r: -counts[r.path])[:_AREAS]
    used.sort(key=lambda r: (r.summary.sort_key(g.language), r.path))
    return [(record, counts[record.path]) for record in used]


def _query() -> str:
    """What a tree of concepts is to be filtered by, without what is too long to be meant."""
    return " ".join(request.args.get("q", "")[:_LONGEST_QUERY].split())


def _page() -> int:
    """The page asked for. Raises NotFound for what is no page number."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and int(text[:9] or 0) > 0 and len(text) < 10):
        raise NotFound
    return int(text)
