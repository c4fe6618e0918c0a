"""/compare: two editions side by side, what differs first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import g, render_template, request
from flask_babel import gettext
from flask_babel.speaklater import LazyString
from rdflib import URIRef
from werkzeug.exceptions import NotFound

from publod.bibliography.lineage import Lineage
from publod.bibliography.record_summary import record_path_of
from publod.bibliography.triple_index import Lens
from publod.formats import HTML, Format
from publod.read_model.description import Description
from publod.read_model.materialization import EDITIONS
from publod.vocabulary import DCTERMS, PUB
from publod.web import templating
from publod.web.http.negotiated_resource import Resource, catalogue_resource
from publod.web.record_names import Row, Value, full_name, nearest
from publod.web.records.choosing_editions import comparable
from publod.web.records.lineage_labels import Naming
from publod.web.records.property_labels import PROPERTIES
from publod.web.records.property_rows import PropertyRows
from publod.web.site import Site

PATH = "compare"
#: The parameters: the paths of the two records.
SIDES = ("one", "other")
#: What a heading has on the page of a record stands first: texts, by the property's label.
_TEXTS = (DCTERMS.title, PUB.subtitle)
_ABSTRACT = DCTERMS.abstract
_PLACES = {str(iri): place for place, iri in enumerate(PROPERTIES)}


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A property with the values of both sides, each with whether the other side has it not."""

    label: str | LazyString
    sides: tuple[tuple[tuple[Value, bool], ...], ...]

    @property
    def differs(self) -> bool:
        """Whether the two sides differ."""
        return any(is_alone for side in self.sides for _, is_alone in side)


def comparison_resource(site: Site) -> Resource:
    """Two editions that an address names. Raises NotFound unless both are described."""
    paths = [record_path_of(request.args.get(side, ""), site.base_url) for side in SIDES]
    records = site.repository.present_records(paths)
    if any(path not in records or records[path].kind not in EDITIONS for path in paths):
        raise NotFound("Two editions are compared, and one of these is none.")

    def render(_chosen: Format) -> bytes:
        both = [site.repository.describe(records[path]) for path in paths]
        naming = Naming(site.repository.lineage_of(records[paths[0]]), site.base_url, g.language)
        rows = compared([_rows(site, one, naming.lineage) for one in both])
        choices = comparable(naming)
        names = [full_name(records[path].summary, g.language, path) for path in paths]
        known = {choice.target: choice for choice in choices}
        places = [known.get(path, name) for path, name in zip(paths, names, strict=True)]
        return render_template(
            "compare.html",
            path=PATH,
            alternates=(HTML,),
            names=names,
            places=places,
            different=[row for row in rows if row.differs],
            same=[row for row in rows if not row.differs],
            choices=choices,
            linked=templating.link,
            spoken=templating.text,
        ).encode()

    return catalogue_resource(
        site,
        PATH,
        (HTML,),
        render,
        parameters=dict(zip(SIDES, paths, strict=True)),
        headers={"X-Robots-Tag": "noindex, nofollow"},
    )


def _rows(site: Site, described: Description, lineage: Lineage) -> list[Row]:
    """All that a page tells of an edition, its texts before its facts."""
    names = {**Naming(lineage, site.base_url, g.language).summaries, **described.names}
    facts = PropertyRows(
        described.graph, described.document, site.base_url, names, g.language,
        described.same_places, site.vocabularies["ontology"].graph,
    )  # fmt: skip
    lens = Lens(described.graph, described.thing)
    texts = [(iri, nearest(lens.texts(iri), g.language)) for iri in _TEXTS]
    abstract = nearest(lens.texts(_ABSTRACT, DCTERMS.description), g.language)
    labels: Mapping[URIRef, str] = {
        DCTERMS.title: gettext("Title"),
        PUB.subtitle: gettext("Subtitle"),
    }
    rows = [Row(labels[iri], str(iri), (text,)) for iri, text in texts if text.text]
    if abstract.text:
        rows.append(Row(gettext("Abstract"), str(_ABSTRACT), (abstract,)))
    return [*rows, *facts.rows(described.thing)]


def compared(sides: list[list[Row]]) -> list[ComparedRow]:
    """The rows of two sides as rows of both, texts first, then in the order of properties."""
    by_label: list[dict[tuple[str, str], Row]] = [
        {(row.iri, str(row.label)): row for row in rows} for rows in sides
    ]
    keys = list(dict.fromkeys(key for rows in by_label for key in rows))
    first = {str(_TEXTS[0]): -3, str(_TEXTS[1]): -2, str(_ABSTRACT): -1}
    keys.sort(key=lambda key: first.get(key[0], _PLACES.get(key[0], len(_PLACES))))
    rows = []
    for key in keys:
        values = [rows_[key].values if key in rows_ else () for rows_ in by_label]
        told = [{_told(value) for value in some} for some in values]
        rows.append(
            ComparedRow(
                next(rows_[key].label for rows_ in by_label if key in rows_),
                tuple(
                    tuple((value, _told(value) not in other) for value in some)
                    for some, other in zip(values, reversed(told), strict=True)
                ),
            )
        )
    return rows


def _told(value: Value) -> tuple[object, ...]:
    """What a reader is told by a value, with what is in it."""
    inner = tuple((row.iri, *map(_told, row.values)) for row in value.inner)
    return value.text, value.note, inner
