"""The page at /ontology, which shows what the ontology says and what the store counts."""

from __future__ import annotations

from dataclasses import replace

from flask import g, render_template

from publod.formats import FORMATS, Format
from publod.services.dumps.dump_writer import Counts
from publod.store.store_interface import QueryService
from publod.vocabulary import FOAF
from publod.web.http.resource import Resource
from publod.web.ontology.class_diagram import LINKS, MOST_RECORDS, Links, diagram_of
from publod.web.ontology.ontology_terms import others, terms_of
from publod.web.site import Site, Vocabulary
from publod.web.state_cache import Told
from publod.web.store_counts import COUNTS
from publod.web.web_results_record_names import numeral


def ontology_page(site: Site, data: Resource, script: str) -> Resource:
    """The ontology for people, in place of the resource that it is as ``data``.

    ``script`` is the data again, to stand in the page. The page's version names the state of the
    store that it counts in, and what could be counted there.
    """
    ontology, shapes = site.vocabularies["ontology"], site.vocabularies.get("shapes")

    counts, links = _told(site.queries)
    parts = (data.version, shapes.version if shapes else "", counts.tag, links.tag)
    version = ".".join((*parts, _extent(counts.value, links.value)))

    def render(_chosen: Format) -> bytes:
        return _page(ontology, shapes, counts.value, links.value, script).encode()

    return replace(data, version=version, render=render, is_storable=False)


def _told(queries: QueryService) -> tuple[Told[Counts], Told[Links]]:
    """What the store can tell soon; where it cannot count, it is asked for no links."""
    counts = COUNTS.soon(queries)
    return counts, LINKS.soon(queries) if counts.value.properties else Told("", Links())


def _extent(counts: Counts, links: Links) -> str:
    told = (counts.classes, counts.properties, links.known)
    return "".join(letter for letter, known in zip("cpl", told, strict=True) if known)


def _page(
    ontology: Vocabulary, shapes: Vocabulary | None, counts: Counts, links: Links, script: str
) -> str:
    language: str = g.language
    graph = ontology.graph
    rules = shapes.graph if shapes else type(graph)()
    classes, properties = terms_of(graph, ontology.iri, rules, counts, language)
    records = counts.classes.get(str(FOAF.Document), 0)
    return render_template(
        "ontology.html",
        vocabulary=ontology,
        kinds=(("page-classes", classes), ("page-properties", properties)),
        others=others(counts, ontology.iri, language),
        is_counted=bool(counts.classes),
        diagram=diagram_of(links.found, counts.classes, language) if links.known else None,
        sample=numeral(MOST_RECORDS, language) if records > MOST_RECORDS else "",
        script=script,
        path=ontology.path,
        alternates=FORMATS,
    )
