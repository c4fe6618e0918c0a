"""A class diagram: boxes for the classes that occur, and an arrow where two are joined."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from publod.errors import QueryTimeout, QueryTooLarge
from publod.store.store_interface import Query, QueryService
from publod.validation.report import shortened
from publod.vocabulary import DCAT, FOAF, PUB, SCHEMA, SKOS
from publod.web.ontology.edge_routing import Arrow, Label, Wire, moved, routed
from publod.web.record_names import numeral
from publod.web.records.timeline_shapes import Box, lines, width
from publod.web.store_counts import StateCache

#: What the classes of the data model are called, and the column and row of each.
_PLACES: dict[str, tuple[LazyString, int, int]] = {
    str(PUB.StatedEdition): (_("Stated edition"), 0, 0),
    str(FOAF.Organization): (_("Organisation"), 0, 1),
    str(FOAF.Person): (_("Person"), 0, 2),
    str(PUB.Work): (_("Work"), 1, 0),
    str(PUB.Publication): (_("Publication"), 1, 1),
    str(DCAT.Distribution): (_("Distribution"), 1, 2),
    str(SKOS.ConceptScheme): (_("Vocabulary"), 2, 0),
    str(SKOS.Concept): (_("Concept"), 2, 1),
    str(DCAT.Catalog): (_("Catalogue"), 3, 0),
    str(DCAT.Dataset): (_("Data set"), 3, 1),
    str(DCAT.DataService): (_("Data service"), 3, 2),
    str(SCHEMA.ContactPoint): (_("Contact point"), 2, 2),
}
_COLUMNS, _FIRST_FREE_ROW = 4, 3
#: Where there are more classes and pairs of them, the table has the rest.
MOST_OTHERS, MOST_ARROWS, _MOST_NAMES = 8, 40, 3
#: Sizes and distances in CSS pixels.
_WIDE, _HIGH, _ACROSS, _DOWN, _MARGIN = 162.0, 52.0, 294.0, 176.0, 6.0
_NAME, _SMALL, _LEADING = 14.0, 12.0, 15.0


@dataclass(frozen=True, slots=True)
class ClassBox:
    """A class with its place, what it is called with the number of its things, and its name."""

    box: Box
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table that tells the same as the drawing, and what it has no room for."""

    source: str
    property: str
    target: str
    number: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """All of it, in CSS pixels; ``told`` says what it shows, in a sentence."""

    width: int
    height: int
    classes: tuple[ClassBox, ...]
    arrows: tuple[Arrow, ...]
    rows: tuple[Row, ...]
    told: str


def diagram_of(links: Iterable[Link], counts: Mapping[str, int], language: str) -> Diagram | None:
    """The classes that occur, with the links between them; None where there is no class."""
    found = sorted(links)
    cells = _cells(found, counts)
    if not cells:
        return None
    boxes = {iri: _box(*cell) for iri, cell in cells.items()}
    arrows = routed(_wires(found, boxes, language), boxes)
    extents = [*boxes.values(), *(arrow.extent for arrow in arrows)]
    x = _MARGIN - min(extent.left for extent in extents)
    y = _MARGIN - min(extent.top for extent in extents)
    return Diagram(
        width=round(max(extent.right for extent in extents) + x + _MARGIN),
        height=round(max(extent.bottom for extent in extents) + y + _MARGIN),
        classes=tuple(
            _drawn(iri, moved(box, x, y), counts, language) for iri, box in boxes.items()
        ),
        arrows=tuple(arrow.moved(x, y) for arrow in arrows),
        rows=tuple(
            Row(shortened(s), shortened(p), shortened(t), numeral(n, language))
            for s, p, t, n in found
        ),
        told=gettext(
            "Class diagram with %(classes)s and %(arrows)s. The table below it says the same.",
            classes=ngettext("%(num)s class", "%(num)s classes", len(boxes)),
            arrows=ngettext("%(num)s arrow", "%(num)s arrows", len(arrows)),
        ),
    )


def _cells(links: list[Link], counts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """The column and row of each class, without empty columns and rows between them."""
    linked = {iri for link in links for iri in (link.source, link.target)}
    placed = {
        iri: (column, row)
        for iri, (_name, column, row) in _PLACES.items()
        if iri in linked or counts.get(iri)
    }
    free = sorted(linked - set(_PLACES), key=lambda iri: (-counts.get(iri, 0), iri))[:MOST_OTHERS]
    for number, iri in enumerate(free):
        placed[iri] = number % _COLUMNS, _FIRST_FREE_ROW + number // _COLUMNS
    columns = sorted({column for column, _row in placed.values()})
    rows = sorted({row for _column, row in placed.values()})
    return {iri: (columns.index(c), rows.index(r)) for iri, (c, r) in placed.items()}


def _box(column: int, row: int) -> Box:
    left, top = column * _ACROSS, row * _DOWN
    return Box(left, top, left + _WIDE, top + _HIGH)


def _wires(links: list[Link], boxes: Mapping[str, Box], language: str) -> list[Wire]:
    """What is to be joined, with the names of the properties, the commonest first."""
    pairs: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        if link.source in boxes and link.target in boxes:
            pairs.setdefault((link.source, link.target), []).append(link)
    largest = sorted(pairs, key=lambda pair: (-sum(link.uses for link in pairs[pair]), pair))
    return [
        Wire(source, target, _label(pairs[source, target], language))
        for source, target in largest[:MOST_ARROWS]
    ]


def _label(links: list[Link], language: str) -> Label:
    ordered = sorted(links, key=lambda link: (-link.uses, link.property))
    texts = [
        " ".join(
            (lines(shortened(link.property), _SMALL, _WIDE, 1)[0][0], numeral(link.uses, language))
        )
        for link in ordered[:_MOST_NAMES]
    ]
    if len(ordered) > _MOST_NAMES:
        left = len(ordered) - _MOST_NAMES
        texts.append(ngettext("and %(num)s more", "and %(num)s more", left))
    wide = max(width(text, _SMALL) for text in texts) + 6.0
    return Label(tuple(texts), wide, len(texts) * _LEADING + 2.0, _LEADING)


def _drawn(iri: str, box: Box, counts: Mapping[str, int], language: str) -> ClassBox:
    name = str(_PLACES[iri][0]) if iri in _PLACES else re.split("[#/:]", iri.rstrip("#/"))[-1]
    number = numeral(counts[iri], language) if iri in counts else ""
    room = _WIDE - 8.0
    tail = f" · {number}" if number else ""
    called = lines(name, _NAME, room - width(tail, _NAME), 1)[0][0] + tail
    return ClassBox(box, called, lines(shortened(iri), _SMALL, room, 1)[0][0])


#: How many records the query looks at; it has the same number in its text.
MOST_RECORDS = 5000
_QUERY = files(__package__).joinpath("links.rq").read_text(encoding="utf-8")


class Link(NamedTuple):
    """So many statements with a property lead from things of a class to things of another."""

    source: str
    property: str
    target: str
    uses: int


@dataclass(frozen=True, slots=True)
class Links:
    """What was found, sorted by class and property; ``known`` is False where nobody could tell."""

    known: bool = False
    found: tuple[Link, ...] = ()


def _asked(queries: QueryService) -> Links:
    try:
        answer = json.loads(queries.query(Query(_QUERY)).read())
    except (QueryTimeout, QueryTooLarge):  # as it would be every time
        return Links()
    rows = [
        {name: term["value"] for name, term in row.items()}
        for row in answer["results"]["bindings"]
        if row.get("source", {}).get("type") == row.get("target", {}).get("type") == "uri"
    ]
    return Links(
        True,
        tuple(
            sorted(
                Link(row["source"], row["property"], row["target"], int(row["count"]))
                for row in rows
            )
        ),
    )


#: The links within the deadline of a query; unknown if there are too many.
LINKS = StateCache(_asked, Links())
