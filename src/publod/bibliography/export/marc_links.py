"""Links of MARC 21: linking entries (76X-78X), resource identifier (758), series, locations.

https://www.loc.gov/marc/bibliographic/bd76x78x.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.bibliography.entry import Entry
from publod.bibliography.export.marc21_fields import data, punctuated
from publod.bibliography.export.xml_writer import Xml
from publod.bibliography.identifiers import files_of, pages_of
from publod.bibliography.relations import Relation

# Tag and indicators; the first says that a note is displayed.
_FIELDS = {
    "translation of": ("765", "0 "),
    "translated as": ("767", "0 "),
    "edition": ("775", "08"),
    "replaces": ("780", "02"),
    "replaced by": ("785", "02"),
    "based on": ("787", "08"),
}
_INTRODUCTION = {"edition": "Annan utgåva:", "based on": "Bygger på:"}
_EXPRESSION_OF = "http://id.loc.gov/ontologies/bibframe/expressionOf"


def linking_fields(relations: list[Relation]) -> Iterator[Xml]:
    """758 for the work, and a linking entry for each publication, in the order of tags."""
    for relation in relations:
        if relation.kind == "work" and relation.url:
            label = relation.title.display if relation.title else relation.iri
            yield data(
                "758",
                "  ",
                ("a", label),
                ("i", "Utgåva av:"),
                ("4", _EXPRESSION_OF),
                ("1", relation.iri),
            )
    for kind, (tag, indicators) in _FIELDS.items():
        for relation in relations:
            if relation.kind == kind:
                yield _linking_field(tag, indicators, relation)


def series(relations: Iterable[Relation], tag: str) -> Iterator[Xml]:
    """The series as it is stated (490), or as it is found in the alphabet (830)."""
    for relation in relations:
        if relation.kind == "series" and relation.title:
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


def locations(entry: Entry) -> Iterator[Xml]:
    """856: files are the resource (second indicator 0), the record and pages are related (2)."""
    for file in files_of(entry):
        size = str(file.size) if file.size is not None else ""
        yield data(
            "856",
            "40",
            ("u", file.url),
            ("q", file.media_type),
            ("s", size),
            ("y", file.label.text),
        )
    yield data("856", "42", ("u", entry.document), ("3", "Katalogpost"))
    for page in pages_of(entry):
        yield data("856", "42", ("u", page), ("3", "Webbsida"))


def _linking_field(tag: str, indicators: str, relation: Relation) -> Xml:
    title = relation.title.display if relation.title else ""
    introduction = _INTRODUCTION.get(relation.kind, "")
    return data(
        tag,
        indicators,
        *([("i", introduction)] if introduction else []),
        *([("t", title)] if title else []),
        *([("d", relation.year)] if relation.year else []),
        *([("x", relation.issn)] if relation.issn else []),
        ("o", relation.url),
    )
