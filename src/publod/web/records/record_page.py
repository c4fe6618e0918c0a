"""The page of a record: what its template is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from flask import g, render_template
from flask_babel import gettext, ngettext
from flask_babel.speaklater import LazyString

from publod.bibliography.entry import Entry
from publod.bibliography.lineage import Gap, Lineage, Step
from publod.bibliography.record_summary import NAMES, full_title
from publod.bibliography.triple_index import Lens
from publod.formats import FEEDS, HTML, LIBRARY, formats_of
from publod.ledger import Record
from publod.ledger.related_queries import Related
from publod.rdf import graph_of
from publod.read_model.description import Description
from publod.read_model.materialization import EDITIONS
from publod.search.search_interface import SearchRequest
from publod.vocabulary import DCTERMS, FOAF, RDF, SKOS
from publod.web import templating
from publod.web.http.links import absolute
from publod.web.lists.concept_lists import newest
from publod.web.lists.feeds import title_of_record_feed, title_of_site
from publod.web.lists.kind_pages import MOST, address, extras
from publod.web.lists.result_facets import heading_of
from publod.web.record_names import Value, edition_in_words, line_name, nearest, short_url
from publod.web.records.choosing_editions import comparable, first_pair
from publod.web.records.citing import citing
from publod.web.records.edition_versions import cache_relations, relations_of
from publod.web.records.file_links import cover_url, ways_to_text
from publod.web.records.lineage_labels import (
    Naming,
    form_of,
    gap_text,
    lineage_drawing,
    status_text,
    titles_differ,
)
from publod.web.records.meta_tags import tags
from publod.web.records.page_titles import title_of_page
from publod.web.records.property_labels import AGENT_KINDS, EXPLAINED, KINDS, PLURALS
from publod.web.records.property_labels import LISTS as LIST_NAMES
from publod.web.records.property_rows import PropertyRows
from publod.web.records.publication_header import PublicationHeader, header_of, others_of
from publod.web.records.related_publications import related_lines
from publod.web.records.shown_above import shown_above
from publod.web.records.timeline_layout import is_branching
from publod.web.routes import LISTS
from publod.web.site import Site
from publod.web.structured_data import breadcrumbs, script_of, thing_of

_CONCEPTS = tuple(str(p) for p in (DCTERMS.subject, DCTERMS.type, DCTERMS.audience))
_IN_SCHEME = (str(SKOS.inScheme),)
#: What refers to a record is listed on its page: the heading, the kind, and by which properties.
#: For other kinds than these, `extras` tells.
_LISTED: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "concept": (("publication", "publication", _CONCEPTS),),
    "scheme": tuple(
        (kind, kind, _IN_SCHEME) for kind in ("subject", "type", "audience", "concept")
    ),
}
#: The facets of publod that have concepts of any scheme for values.
_FACETS_OF_CONCEPTS = frozenset({"subject", "type", "audience"})
#: Of the parts of a work, those that its page has a list of.
_PARTS = {"work": ("publication",)}
#: What the head of a publication's page has besides: what it is about, and for whom.
_TOPICS = frozenset(map(str, (DCTERMS.subject, DCTERMS.audience)))
#: What the head of any other page has.
_ABOVE = frozenset({str(FOAF.homepage)})
#: How many of them a page shows before it says how many there are.
_MOST = 100
#: Kinds whose pages list publications, of which reference managers take some (unAPI).
_WITH_LIST = frozenset({"work", "agent", "place", "subject", "type", "audience"})


def record_page(site: Site, record: Record, related: Sequence[Related] = ()) -> str:
    """The HTML page of a record, in the request's language, with what is related to it."""
    description, path = site.repository.describe(record), record.path
    lens = Lens(description.graph, description.thing)
    lineage = site.repository.lineage_of(record)
    naming = Naming(lineage, site.base_url, g.language)
    names = {**naming.summaries, **description.names}
    facts = PropertyRows(
        description.graph, description.document, site.base_url, names, g.language,
        description.same_places, site.vocabularies["ontology"].graph,
        {facet.property: facet.name for facet in site.facets if facet.property},
    )  # fmt: skip
    more = extras(site, record)
    entry = site.repository.entry(record) if record.kind in EDITIONS else None
    heading = _heading(record, entry)
    front = header_of(entry, naming, lens, facts.name) if entry else None
    pairs = relations_of(lineage, description.thing, site.base_url)
    is_cited = record.kind == "publication"
    ways = ways_to_text(site, record, entry, lineage, g.language)
    image = cover_url(site, ways)
    work = nearest(entry.works[0].title if entry and entry.works else {}, g.language)
    texts = lens.texts(DCTERMS.abstract, DCTERMS.description)
    abstract = nearest(texts, g.language)
    title = title_of_page(site, record, heading.whole, entry, g.language)
    parts = _lineage_parts(naming, facts, description, work if heading.place else heading.title)
    left_out = {*more.get("left_out", ()), *(_ABOVE if entry is None else ())}
    if entry and front:
        left_out |= set(map(str, shown_above(entry, front, lens, ways, parts["lineage"])))
    rows = facts.rows(description.thing, _PARTS.get(record.kind, ()), left_out)
    topics = [row for row in rows if entry and row.iri in _TOPICS]
    page = render_template(
        "record.html",
        **{
            **more,
            **parts,
            "citing": citing(site, entry, naming) if is_cited and entry else None,
            "tags": tags(entry, g.language, image) if is_cited and entry else None,
            "has_list": record.kind in _WITH_LIST,
            **_feed(site, record),
            "record": record,
            "kind": _kind(record, entry, lens),
            "thing": description.thing,
            "path": path,
            "heading": heading.whole,
            "name_of_work": heading.title if heading.place else None,
            "place_in_work": heading.place,
            "subtitle": nearest(record.summary.subtitle, g.language)
            if record.summary.label or heading.place
            else work,
            "homepages": [] if entry else _homepages(lens),
            "topics": topics,
            "front": front,
            "access": ways,
            "short_url": short_url,
            "abstract": abstract,
            "abstracts": others_of(texts, abstract, g.language),
            "page_title": title.text,
            "summary_line": title.summary(*_told(entry, front, lineage, more, abstract)),
            "rows": [row for row in rows if row not in topics],
            "remaining": facts.others(description.thing, description.authored),
            "explanations": EXPLAINED,
            "explain": _explain,
            "sources": list(_sources(description, facts)),
            "listed": list(_listed(site, record)),
            "related": related_lines(site, entry, related, g.language) if entry else [],
            "relations": pairs,
            "formats": [f for f in formats_of(record.kind) if f not in (HTML, *LIBRARY, *FEEDS)],
            "library_formats": [f for f in formats_of(record.kind) if f in LIBRARY],
            "alternates": formats_of(record.kind),
            "script": _script(site, description, entry, heading.whole, image),
            "linked": templating.link,
            "spoken": templating.text,
            "joined": templating.joined,
            "phrase": templating.phrase,
        },
    )
    cache_relations(site, record, pairs)
    return page


def _script(
    site: Site, description: Description, entry: Entry | None, heading: Value, image: str
) -> str:
    """What search engines are told of the thing, and of the way to its page.

    ``image`` is the URL of its cover. It comes of a file, and is in no form of the record.
    """
    record, base = description.record, site.base_url
    page = absolute(base, record.path)
    thing = thing_of(
        description.graph,
        description.thing,
        g.language,
        names=description.names,
        kind=record.kind,
        classes=graph_of(description.agent_classes()),
        page=page,
        authors=[agent.iri for agent in entry.creators] if entry else (),
    )
    if image:
        thing["image"] = image
    way = [(title_of_site(site), base)]
    for name, kind in LISTS.items():
        if kind == record.kind:
            called = LIST_NAMES.get(name) or PLURALS[kind]
            way.append((str(called), absolute(base, name)))
    return script_of(thing, breadcrumbs([*way, (heading.text, page)]))


def _told(
    entry: Entry | None,
    front: PublicationHeader | None,
    lineage: Lineage,
    more: Mapping[str, Any],
    abstract: Value,
) -> Iterator[str]:
    """What search engines show of a record below its title."""
    if entry and front:
        yield ", ".join(value.text for value in front.types)
        yield ", ".join(value.text for value in front.authors)
    years = sorted({step.edition.year for step in lineage.editions if step.edition.year})
    if years and not entry:
        yield gettext("Editions: %(years)s", years=", ".join(map(str, years)))
    if total := more.get("total"):
        yield ngettext("%(num)s publication", "%(num)s publications", total)
    yield abstract.text


def _feed(site: Site, record: Record) -> dict[str, str]:
    """The feed of a record, if its kind has one, for `base.html`."""
    if not set(FEEDS) & set(formats_of(record.kind)):
        return {}
    return {"feed": record.path, "feed_title": title_of_record_feed(site, record)}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a record is called at the top of its page.

    ``place`` is the place of an edition without a title among those of its work, whose title
    stands before it; '' for anything else. ``whole`` has both.
    """

    title: Value
    place: str = ""

    @property
    def whole(self) -> Value:
        """Title and place in one text."""
        if not self.place:
            return self.title
        return replace(self.title, text=f"{self.title.text} \N{EN DASH} {self.place}")


def _heading(record: Record, entry: Entry | None) -> Heading:
    summary = record.summary
    if entry and entry.works and not summary.label and not summary.number:
        work = entry.works[0]
        text, tag = full_title(work.title, work.subtitle, None, g.language)
        if text:
            named = Value(text, "" if tag == g.language else tag)
            return Heading(named, edition_in_words(entry.edition_number, entry.issued))
    return Heading(line_name(summary, g.language, record.path))


def _kind(record: Record, entry: Entry | None, lens: Lens) -> LazyString | str:
    """What a record describes, in a word."""
    if record.kind == "agent":
        classes = set(lens.iris(RDF.type))
        words = (word for iri, word in AGENT_KINDS.items() if str(iri) in classes)
        return next(words, KINDS["agent"])
    return gettext("Stated edition") if entry and entry.is_stated_only else KINDS[record.kind]


def _lineage_parts(
    naming: Naming, facts: PropertyRows, description: Description, heading: Value
) -> dict[str, Any]:
    """What `lineage.html` needs; nothing where there is nothing to tell.

    An edition that is the only one, and has to do with no other, has no need of it beside its own
    rows; the page of a work lists even that.
    """
    lineage, thing = naming.lineage, description.thing
    if not (lineage.tells_more or (description.record.kind == "work" and lineage.steps)):
        return {"lineage": None}
    places, choices = naming.places(), comparable(naming)

    def called(iri: str) -> str:
        return templating.phrase([places[iri]] if iri in places else naming.other(iri))

    return {
        "lineage": lineage,
        "comparable": choices,
        "compared": first_pair(choices, description.record.path),
        "drawing": lineage_drawing(naming, thing, heading) if is_branching(lineage) else None,
        "title_above": heading.text,
        "places": places,
        "called": called,
        "name": facts.name,
        "is_gap": lambda step: isinstance(step, Gap),
        "gap_text": gap_text,
        "titles_differ": titles_differ,
        "blocks": [(level, list(steps)) for level, steps in groupby(lineage.steps, key=_level_of)],
        "form_of": form_of,
        "status_text": status_text,
    }


def _level_of(step: Step | Gap) -> str:
    """The level that a step is of, so that those of one stand together."""
    return step.level.iri if isinstance(step, Step) and step.level else ""


def _homepages(lens: Lens) -> list[Value]:
    return [Value(short_url(iri), "", iri) for iri in lens.iris(FOAF.homepage)]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list on a record's page; ``name`` ends its id, and ``link`` leads to the whole of it.

    ``is_broad`` says that what narrower concepts have is among it.
    """

    name: str
    heading: str
    shown: Sequence[Record]
    total: int
    link: str = ""
    is_broad: bool = False


def _listed(site: Site, record: Record) -> Iterator[Listed]:
    if record.kind == "concept" and (by_facet := list(_of_facets(site, record))):
        yield from by_facet
        return
    for name, kind, predicates in _LISTED.get(record.kind, ()):
        records, total = site.repository.linking(record.path, predicates, kind, _MOST, g.language)
        if records:
            yield Listed(name, str(PLURALS[name]), records, total)


def _of_facets(site: Site, record: Record) -> Iterator[Listed]:
    """The publications that a concept has as a value of facets, as these count them."""
    narrower, _ = site.repository.around(record.path)
    found = {}
    for facet in site.facets:
        if facet.property or facet.name in _FACETS_OF_CONCEPTS:
            search = SearchRequest(chosen=((facet.name, record.path),))
            indexed = newest(site, search, MOST, g.language)
            if indexed and indexed[1]:
                found[facet.name] = indexed
    for name, (shown, total) in found.items():
        heading = str(PLURALS["publication"])
        if len(found) > 1:
            heading += f" \N{EN DASH} {heading_of(site, name, g.language).text}"
        yield Listed(name, heading, shown, total, address(name, record.path), bool(narrower))


def _sources(description: Description, facts: PropertyRows) -> Iterator[Value]:
    """What the description was made from; that of the thing itself is among its rows."""
    if description.document == description.thing:
        return
    for iri in Lens(description.graph, description.document).iris(DCTERMS.source):
        called = nearest(Lens(description.graph, iri).texts(*NAMES), g.language)
        named = facts.name(iri)
        yield replace(called, target=named.target) if called.text else named


def _explain(label: object) -> str:
    return gettext("What “%(label)s” means", label=label)
