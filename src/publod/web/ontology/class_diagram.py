"""A class diagram: the classes that occur, and an arrow where two are joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from publod.read_model.statistics import Link
from publod.vocabulary import DCAT, DCTERMS, FOAF, PUB, SCHEMA, SKOS, shortened
from publod.web.record_names import numeral

#: What the classes of the data model are called, in the order in which they are drawn.
_NAMES: dict[str, LazyString] = {
    str(PUB.Publication): _("Publication"),
    str(PUB.Work): _("Work"),
    str(PUB.Edition): _("Edition"),
    str(PUB.StatedEdition): _("Stated edition"),
    str(DCAT.Distribution): _("Distribution"),
    str(FOAF.Organization): _("Organisation"),
    str(FOAF.Person): _("Person"),
    str(SKOS.Concept): _("Concept"),
    str(SKOS.ConceptScheme): _("Vocabulary"),
    str(DCAT.Catalog): _("Catalogue"),
    str(DCAT.Dataset): _("Data set"),
    str(DCAT.DataService): _("Data service"),
    str(SCHEMA.ContactPoint): _("Contact point"),
    str(SCHEMA.CreativeWork): _("Creative work"),
    str(SCHEMA.Legislation): _("Law or convention"),
    str(DCTERMS.Location): _("Place"),
}
#: Where there are more classes, pairs of them, or properties of a pair, the table has the rest.
MOST_OTHERS, MOST_ARROWS, _MOST_PROPERTIES = 8, 40, 3


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a class to another, or to itself: the properties, each with its number of statements."""

    source: ClassBox
    target: ClassBox
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassBox:
    """A class: what it is called, with the number of its things, and its prefixed name."""

    name: str
    term: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table that has the same as the drawing, and what is left out there."""

    source: str
    property: str
    target: str
    number: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """All of it; ``description`` says in a sentence what it shows."""

    classes: tuple[ClassBox, ...]
    arrows: tuple[Arrow, ...]
    rows: tuple[Row, ...]
    description: str

    @property
    def groups(self) -> list[tuple[ClassBox, list[Arrow]]]:
        """Each class with the arrows from it; not one that is only at the heads of arrows."""
        targets = {arrow.target for arrow in self.arrows}
        groups = [(box, [a for a in self.arrows if a.source == box]) for box in self.classes]
        return [(box, arrows) for box, arrows in groups if arrows or box not in targets]


def diagram_of(links: Iterable[Link], counts: Mapping[str, int], language: str) -> Diagram | None:
    """The classes that occur, with the links between them; None where there is no class."""
    ordered = sorted(links)
    linked = {iri for link in ordered for iri in (link.source, link.target)}
    others = sorted(linked - set(_NAMES), key=lambda iri: (-counts.get(iri, 0), iri))
    known = [iri for iri in _NAMES if iri in linked or counts.get(iri)]
    boxes = {iri: _box(iri, counts, language) for iri in (*known, *others[:MOST_OTHERS])}
    if not boxes:
        return None
    arrows = _arrows(ordered, boxes, language)
    return Diagram(
        classes=tuple(boxes.values()),
        arrows=arrows,
        rows=tuple(
            Row(shortened(s), shortened(p), shortened(t), numeral(n, language))
            for s, p, t, n in ordered
        ),
        description=gettext(
            "Class diagram with %(classes)s and %(arrows)s. The table below it says the same.",
            classes=ngettext("%(num)s class", "%(num)s classes", len(boxes)),
            arrows=ngettext("%(num)s arrow", "%(num)s arrows", len(arrows)),
        ),
    )


def _box(iri: str, counts: Mapping[str, int], language: str) -> ClassBox:
    name = str(_NAMES[iri]) if iri in _NAMES else re.split("[#/:]", iri.rstrip("#/"))[-1]
    number = f" · {numeral(counts[iri], language)}" if iri in counts else ""
    # One that is not translated stays known as that.
    return ClassBox(type(name)(name + number), shortened(iri))


def _arrows(links: list[Link], boxes: Mapping[str, ClassBox], language: str) -> tuple[Arrow, ...]:
    """An arrow for each pair of classes, that with the most statements first."""
    pairs: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        if link.source in boxes and link.target in boxes:
            pairs.setdefault((link.source, link.target), []).append(link)
    largest = sorted(pairs, key=lambda pair: (-sum(link.uses for link in pairs[pair]), pair))
    return tuple(
        Arrow(boxes[source], boxes[target], _texts(pairs[source, target], language))
        for source, target in largest[:MOST_ARROWS]
    )


def _texts(links: list[Link], language: str) -> tuple[str, ...]:
    ordered = sorted(links, key=lambda link: (-link.uses, link.property))
    texts = [f"{shortened(link.property)} {numeral(link.uses, language)}" for link in ordered]
    left = len(texts) - _MOST_PROPERTIES
    more = [ngettext("and %(num)s more", "and %(num)s more", left)] if left > 0 else []
    return (*texts[:_MOST_PROPERTIES], *more)
