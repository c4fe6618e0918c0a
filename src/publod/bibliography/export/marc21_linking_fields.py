"""Series and linking entries of MARC 21: 490, 76X to 78X, 830."""

from __future__ import annotations

from collections.abc import Iterator

from publod.bibliography.catalogue_languages import word
from publod.bibliography.description import ONLINE, VOLUME, BibliographicDescription
from publod.bibliography.export.marc21_control_fields import data, punctuated
from publod.bibliography.export.xml_writer import Xml
from publod.bibliography.relations import Relation
from publod.messages import N_

# Tag and indicators; the first says that a note is displayed, a second of 8 that $i says which.
_FIELDS = {
    "translation of": ("765", "0 "),
    "translated as": ("767", "0 "),
    "supplemented by": ("770", "0 "),
    "supplements": ("772", "0 "),
    "host": ("773", "0 "),
    "part": ("774", "0 "),
    "edition": ("775", "08"),
    "other format": ("776", "08"),
    "replaces": ("780", "02"),
    "replaced by": ("785", "02"),
    "based on": ("787", "08"),
    "basis of": ("787", "08"),
    "amends": ("787", "08"),
    "amended by": ("787", "08"),
    "corrects": ("787", "08"),
    "corrected by": ("787", "08"),
}
_INTRODUCTION = {
    "edition": N_("Other edition:"),
    "based on": N_("Based on:"),
    "basis of": N_("Reworked as:"),
    "amends": N_("Amends:"),
    "amended by": N_("Amended by:"),
    "corrects": N_("Corrects:"),
    "corrected by": N_("Corrected by:"),
}
_FORMATS = {ONLINE: N_("Electronic version:"), VOLUME: N_("Printed version:")}
_ABOVE = {
    "work": (N_("Edition of:"), "http://id.loc.gov/ontologies/bibframe/expressionOf"),
    "of edition": (
        N_("Publication of the edition:"),
        "http://id.loc.gov/ontologies/bibframe/instanceOf",
    ),
}


def linking_fields(description: BibliographicDescription) -> Iterator[Xml]:
    """758 for works and editions, and a linking entry for each publication, in order of tags."""
    for kind, (introduction, relationship) in _ABOVE.items():
        for above in description.related(kind):
            if above.url:
                title = above.title.display if above.title else above.document_number
                label = ("a", title or above.iri)
                leads = ("4", relationship), ("1", above.iri)
                yield data("758", "  ", ("i", word(introduction)), label, *leads)
    for kind, (tag, indicators) in _FIELDS.items():
        for relation in description.related(kind):
            yield _linking_field(tag, indicators, relation, description)


def series(description: BibliographicDescription, tag: str) -> Iterator[Xml]:
    """The series as it is stated (490), or as it is found in the alphabet (830)."""
    for relation in description.related("series"):
        if relation.title:
            title = relation.title
            indicators = "1 " if tag == "490" else f" {title.non_filing}"
            yield data(
                tag,
                indicators,
                *punctuated(
                    ("", "a", title.display),
                    (",", "x", relation.issn),
                    (" ;", "v", relation.number),
                    end=tag == "830",
                ),
            )


def _linking_field(
    tag: str, indicators: str, relation: Relation, description: BibliographicDescription
) -> Xml:
    introduction = _INTRODUCTION.get(relation.kind)
    if relation.kind == "other format":
        formats = (text for medium, text in _FORMATS.items() if medium in relation.media)
        introduction = next(formats, N_("Other format:"))
    elif relation.is_same_edition:
        introduction = N_("Other language version:")
    main, number = relation.main_entry, relation.control_number
    place, enumeration = _place_in(relation, description)
    subfields = (
        ("i", word(introduction) if introduction else ""),
        ("a", main.heading if main else ""),
        ("t", relation.title.display if relation.title else ""),
        ("d", relation.year),
        ("g", place),
        ("q", enumeration),
        ("r", relation.document_number),
        ("z", relation.isbn.replace("-", "").replace(" ", "")),
        ("x", relation.issn),
        ("w", f"({description.source}){number}" if number else ""),
        ("o", relation.url),
    )
    present = [pair for pair in subfields if pair[1]]
    # An introduction alone introduces nothing.
    return data(tag, indicators, *(present if any(code != "i" for code, _ in present) else ()))


def _place_in(relation: Relation, description: BibliographicDescription) -> tuple[str, str]:
    """Where in a whole it stands, as it is displayed and for programs.

    "Vol. 12, nr 3 (2020), s. 3-17" is where an article stands in its journal; in the issue, which
    goes before it, it has pages only. What is in no journal stands in the nearest whole.
    """
    if relation.kind != "host":
        return "", ""
    hosts = description.related("host")
    is_journal = relation is (hosts[-1] if relation.volume or relation.issue else hosts[0])
    pages = "-".join(dict.fromkeys(filter(None, relation.pages)))
    pages = (
        word(N_("p. %(pages)s", pages=pages))
        if pages and (is_journal or relation is hosts[0])
        else ""
    )
    volume = f"Vol. {relation.volume}" if relation.volume else ""
    issue = word(N_("no. %(number)s", number=relation.issue)) if relation.issue else ""
    journal = ", ".join(filter(None, (volume, issue))) if is_journal else ""
    year = description.issued.year
    dated = f"{journal} ({year})" if journal and year else journal
    displayed = ", ".join(filter(None, (dated, relation.number, pages)))
    return displayed, _enumeration(relation) if is_journal else ""


def _enumeration(relation: Relation) -> str:
    """Volume, issue and first page for programs: "12:3<3"."""
    first = relation.pages[0]
    count = ":".join(filter(None, (relation.volume, relation.issue)))
    return f"{count}<{first}" if count and first else count
