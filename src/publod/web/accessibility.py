"""/about/accessibility: what holds for the program, and what the catalogue's owner has stated.

Directive (EU) 2016/2102, article 7, asks public bodies for a statement of their own. Nothing is
stated for them here: the page tells what the record of the catalogue says of its part
``#accessibility``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from flask import g, render_template

from publod.bibliography.licence import CATALOG
from publod.bibliography.link_safety import may_be_link
from publod.bibliography.triple_index import Statements
from publod.formats import HTML, Format
from publod.rdf import term_of_iri, triples_of
from publod.vocabulary import DCTERMS, FOAF, RDFS, SCHEMA
from publod.web.about_page import publisher_of
from publod.web.http.resource import Resource
from publod.web.record_names import Value, nearest, titled
from publod.web.site import Site

#: The statement's fragment in the record of the catalogue.
FRAGMENT = "accessibility"


@dataclass(frozen=True)
class Statement:
    """What the owner of a catalogue has stated of its accessibility.

    ``assessed`` is the day of the assessment as the page writes it, ``assessors`` who made it,
    ``text`` what they found, ``contacts`` where to report a fault, ``complaints`` where to complain
    of the answer. Each is empty where nothing is stated.
    """

    assessed: str = ""
    assessors: tuple[Value, ...] = ()
    text: Value = Value("")  # noqa: RUF009 (it does not change)
    contacts: tuple[Value, ...] = ()
    complaints: tuple[Value, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.assessed or self.assessors or self.text.text or self.complaints)


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

    return Resource(
        path="about/accessibility",
        version=site.repository.head().version,
        formats=(HTML,),
        render=render,
        modified=site.repository.head().time or None,
    )


def statement_of(site: Site) -> Statement:
    """What the record of the catalogue states, in the language of the request."""
    graph = site.repository.graphs([CATALOG]).get(CATALOG, "")
    said = Statements(triples_of(graph))
    node = term_of_iri(f"{site.base_url}{CATALOG}#{FRAGMENT}")
    return Statement(
        assessed=_day(said.text(node, DCTERMS.date)),
        assessors=tuple(_named(site, said, said.iris(node, DCTERMS.creator))),
        text=nearest(said.texts(node, DCTERMS.description), g.language),
        contacts=tuple(_named(site, said, said.iris(node, FOAF.page))),
        complaints=tuple(_named(site, said, said.iris(node, RDFS.seeAlso))),
    )


def _named(site: Site, said: Statements, iris: list[str]) -> Iterator[Value]:
    """Things by the names of their records, by those that the statement gives, or by addresses."""
    paths = {iri: iri.partition("#")[0].removeprefix(site.base_url) for iri in iris}
    records = site.repository.present_records(paths.values())
    for iri, path in paths.items():
        texts = said.texts(term_of_iri(iri), RDFS.label, FOAF.name, SCHEMA.name, DCTERMS.title)
        name = nearest(texts, g.language)
        target = path if path in records else iri if may_be_link(iri) else ""
        if name.text:
            yield Value(name.text, name.language, target)
        elif path in records:
            yield titled(records[path].summary, g.language, path)
        else:
            yield Value(iri.removeprefix("mailto:").removeprefix("tel:"), "", target)


def _day(text: str) -> str:
    """A date of XML Schema as the page writes it; '' for any other text."""
    try:
        return format_date(date.fromisoformat(text[:10]), "long", g.language)
    except ValueError:
        return ""
