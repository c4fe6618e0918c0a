"""The page at the address of a record that was withdrawn: what it was, and what to read instead.

What a record said stays in the ledger, and /new and /changes tell of it; so does this page, as much
as leads a reader on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from babel.dates import format_date
from flask import g, render_template
from flask_babel.speaklater import LazyString

from publod.bibliography.record_summary import Summary, record_path_of, summary_of, thing_of
from publod.bibliography.triple_index import Statements
from publod.errors import RecordWithdrawn
from publod.rdf import term_of_iri, triples_of
from publod.vocabulary import DCTERMS
from publod.web.record_names import Value, full_name, line_name
from publod.web.records.property_labels import KINDS
from publod.web.site import Site, site

_REPLACES = (str(DCTERMS.replaces),)


@dataclass(frozen=True, slots=True)
class WithdrawnRecord:
    """What a record was called and what it described, and what has taken its place.

    ``replaced_by`` is what is said to replace it. ``latest`` are the latest editions of its works,
    where nothing is; ``works`` are these works.
    """

    name: Value
    kind: LazyString
    replaced_by: tuple[Value, ...] = ()
    latest: tuple[Value, ...] = ()
    works: tuple[Value, ...] = ()


def withdrawn_page(error: RecordWithdrawn) -> str:
    """The page of a record that was withdrawn, in the request's language."""
    day = datetime.fromtimestamp(error.time, UTC)
    return render_template(
        "withdrawn.html",
        was=withdrawn_record(site(), error.path, g.language),
        time=day.strftime("%Y-%m-%dT%H:%M:%SZ"),
        day=format_date(day.date(), "long", g.language),
        path=error.path,
        alternates=(),
    )


def withdrawn_record(site: Site, path: str, language: str) -> WithdrawnRecord:
    """What the last revision of a withdrawn record said of it, and what others say."""
    repository, base = site.repository, site.base_url
    _, text = repository.last_texts([path]).get(path, (True, ""))
    triples = list(triples_of(text))
    thing = thing_of(base + path, triples)
    summary = summary_of(thing, triples)
    said = Statements(triples)

    def paths(predicate: str) -> list[str]:
        iris = said.iris(term_of_iri(thing), DCTERMS[predicate])
        return [record_path_of(iri, base) for iri in iris if iri.startswith(base)]

    def named(some: list[str]) -> tuple[Value, ...]:
        there = repository.present_records(some)
        return tuple(full_name(there[one].summary, language, one) for one in some if one in there)

    newer = [
        *paths("isReplacedBy"),
        *(link.source for link in repository.links_to([path], _REPLACES)),
    ]
    works = [work for work in paths("isVersionOf") if work in repository.present_records([work])]
    replaced_by = named(list(dict.fromkeys(newer)))
    latest: list[str] = []
    for work in works if not replaced_by else ():
        (iri, _) = repository.things([repository.present(work)])[0]
        lineage = repository.lineage(iri)
        latest += [
            record_path_of(step.edition.iri, base) for step in lineage.editions if step.current
        ]
    return WithdrawnRecord(
        _name(summary, path, language),
        KINDS[summary.kind],
        replaced_by,
        named(latest),
        named(works),
    )


def _name(summary: Summary, path: str, language: str) -> Value:
    """Its title with subtitle and year, or its name; the end of its path where it had neither."""
    if summary.kind in {"publication", "work"} and summary.label:
        name = full_name(summary, language, "")
    else:
        name = line_name(summary, language, path.rpartition("/")[2])
    return replace(name, target="")
