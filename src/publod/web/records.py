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
from publod.web.facts import Facts
from publod.web.lineages import places
from publod.web.links import relative
from publod.web.names import nearest, titled
from publod.web.resource import Resource
from publod.web.site import Site

_USED = (str(DCTERMS.creator), str(DCTERMS.publisher))
_IN_SCHEME = (str(SKOS.inScheme),)
#: What refers to a record is listed on its page: the heading, the kind, and by which properties.
_LISTED: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "agent": (
        ("publication", "publication", (*_USED, str(DCTERMS.contributor))),
        ("edition", "edition", _USED),
    ),
    "subject": (("publication", "publication", (str(DCTERMS.subject),)),),
    "type": (("publication", "publication", (str(DCTERMS.type),)),),
    "audience": (("publication", "publication", (str(DCTERMS.audience),)),),
    "concept": (
        (
            "publication",
            "publication",
            (str(DCTERMS.subject), str(DCTERMS.type), str(DCTERMS.audience)),
        ),
    ),
    "scheme": tuple(
        (kind, kind, _IN_SCHEME) for kind in ("subject", "type", "audience", "concept")
    ),
    "work": (("part", "publication", (str(DCTERMS.isPartOf),)),),
}
#: Of the parts of a work, those that its page has a list of.
_PARTS = {"work": ("publication",)}
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
        return f"{of.version}a" if authored else of.version

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
    record = description.record
    lens = Lens(description.graph, description.thing)
    lineage = lineage_in(site, record, lens)
    names = {**description.names, **_names_in(site, lineage)}
    facts = Facts(description.graph, description.document, site.base_url, names, g.language)
    placed = places(lineage, facts) if lineage else {}
    listed = [
        (heading, *site.repository.linking(path, predicates, kind, _MOST, g.language))
        for heading, kind, predicates in _LISTED.get(record.kind, ())
    ]
    return render_template(
        "record.html",
        record=record,
        heading=titled(record.summary, g.language, path),
        subtitle=nearest(record.summary.subtitle, g.language),
        abstract=nearest(lens.texts(DCTERMS.abstract, DCTERMS.description), g.language),
        rows=facts.rows(description.thing, _PARTS.get(record.kind, ())),
        others=facts.others(description.thing, description.authored),
        lineage=lineage,
        places=placed,
        called=lambda iri: placed.get(iri) or facts.name(iri),
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

    An edition that is the only one, and has to do with no other, needs none beside its own rows.
    A work that the catalogue does not describe has none: the ledger could not tell who shows it.
    """
    if record.kind == "work":
        found = site.repository.lineage(lens.iri)
        return found if found.steps else None
    if record.kind in {"publication", "edition"}:
        works = site.repository.names(Edition(lens.graph, lens.iri).works)
        lineage = site.repository.lineage(min(works)) if works else None
        return lineage if lineage and lineage.tells_more else None
    return None


def _names_in(site: Site, lineage: Lineage | None) -> dict[str, Summary]:
    if lineage is None:
        return {}
    iris = {c for step in lineage.editions for c in step.edition.creators}
    iris |= {step.edition.iri for step in lineage.editions}
    iris |= {
        other
        for step in lineage.editions
        for other in (*step.replaces, *step.replaced_by, *step.based_on, *step.translation_of)
    }
    return site.repository.names(iris)
