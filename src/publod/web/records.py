"""Records as resources: their formats, and their pages."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g, render_template

from publod.ledger import Record
from publod.model.lens import Edition, Lens
from publod.model.lineage import Gap, Lineage
from publod.model.summary import Summary
from publod.repository import Description
from publod.representation import jsonld
from publod.representation.format import Document, Format
from publod.representation.registry import FORMATS
from publod.vocabulary import DCTERMS, SKOS
from publod.web.facts import Facts, nearest, titled
from publod.web.links import relative
from publod.web.resource import Resource
from publod.web.site import Site

#: By what the publications, editions and concepts on a page refer to the record that it is about.
_LISTED: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "agent": (
        ("publication", (str(DCTERMS.creator), str(DCTERMS.publisher), str(DCTERMS.contributor))),
        ("edition", (str(DCTERMS.creator), str(DCTERMS.publisher))),
    ),
    "concept": (("publication", (str(DCTERMS.subject), str(DCTERMS.type), str(DCTERMS.audience))),),
    "scheme": (("concept", (str(SKOS.inScheme),)),),
    "work": (("publication", (str(DCTERMS.isPartOf),)),),
}
#: How many of them a page shows before it says how many there are.
_MOST = 100


def record_resource(site: Site, record: Record, view: str | None = None) -> Resource:
    """A record that can be read. ``view`` is ``authored`` for what was authored and no more."""
    authored = view == "authored"

    def render(chosen: Format) -> bytes:
        if chosen.name == "html":
            return record_page(site, record.path).encode()
        description = site.repository.describe(record.path, derived=not authored)
        return chosen.write(document_of(description))

    def version(of: Record) -> str:
        return f"{of.touched}a" if authored else str(of.touched)

    return Resource(
        path=record.path,
        version=version(record),
        formats=tuple(f for f in FORMATS if f.name != "html") if authored else FORMATS,
        render=render,
        modified=record.time,
        parameters={"view": view} if authored else {},
        latest=lambda: version(site.repository.present(record.path)),
        links=(("https://creativecommons.org/publicdomain/zero/1.0/", {"rel": "license"}),),
    )


def document_of(description: Description) -> Document:
    """A description as writers take it; the JSON-LD context is found from where it is served."""
    path = description.record.path
    context = relative("context.jsonld", path)
    return Document(description.document, description.thing, description.graph, context)


def record_page(site: Site, path: str) -> str:
    """The HTML page of a record, in the request's language."""
    description = site.repository.describe(path)
    authored = site.repository.describe(path, derived=False)
    record = description.record
    lens = Lens(description.graph, description.thing)
    lineage = lineage_in(site, record, lens)
    names = {**description.names, **_names_in(site, lineage)}
    facts = Facts(description.graph, description.document, site.base_url, names, g.language)
    plain = Facts(authored.graph, description.document, site.base_url, names, g.language)
    listed = [
        (kind, *site.repository.linking(path, predicates, kind, _MOST))
        for kind, predicates in _LISTED.get(record.kind, ())
    ]
    return render_template(
        "record.html",
        record=record,
        heading=titled(record.summary, g.language, path),
        subtitle=nearest(record.summary.subtitle, g.language),
        abstract=nearest(lens.texts(DCTERMS.abstract, DCTERMS.description), g.language),
        rows=facts.rows(description.thing),
        others=plain.others(description.thing),
        lineage=lineage,
        is_gap=lambda step: isinstance(step, Gap),
        thing=description.thing,
        name=facts.name,
        listed=[entry for entry in listed if entry[1]],
        formats=[f for f in FORMATS if f.name != "html"],
        script=jsonld.script(document_of(description)),
        path=path,
        alternates=FORMATS,
    )


def lineage_in(site: Site, record: Record, lens: Lens) -> Lineage | None:
    """The lineage that a page shows: of the work, or of the work that the edition is of.

    A work that the catalogue does not describe has none: the ledger could not tell who shows it.
    """
    if record.kind == "work":
        found = site.repository.lineage(lens.iri)
        return found if found.steps else None
    if record.kind in {"publication", "edition"}:
        works = site.repository.names(Edition(lens.graph, lens.iri).works)
        return site.repository.lineage(min(works)) if works else None
    return None


def _names_in(site: Site, lineage: Lineage | None) -> dict[str, Summary]:
    if lineage is None:
        return {}
    iris = {c for step in lineage.editions for c in step.edition.creators}
    iris |= {step.edition.iri for step in lineage.editions}
    iris |= {
        other
        for step in lineage.editions
        for other in (*step.replaces, *step.replaced_by, *step.based_on)
    }
    return site.repository.names(iris)
