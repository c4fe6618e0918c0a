"""Fields of MARC 21: as MARCXML, the leader and control fields, and linking entries (76X-78X)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.bibliography.dates import stamp
from publod.bibliography.description import BibliographicDescription
from publod.bibliography.export.xml_writer import Xml, branch, leaf
from publod.bibliography.relations import Relation


def control(tag: str, value: str) -> Xml:
    """A control field; nothing without a value."""
    return leaf("controlfield", value, {"tag": tag})


def data(tag: str, indicators: str, *subfields: tuple[str, str]) -> Xml:
    """A data field with its two indicators, of pairs of code and value; '' values are left out.

    Nothing without a value, and a field of nothing but its source or relator says nothing either:
    the first subfield is the one that counts.
    """
    if not subfields or not subfields[0][1]:
        return Xml("")
    return branch(
        "datafield",
        (leaf("subfield", value, {"code": code}) for code, value in subfields),
        {"tag": tag, "ind1": indicators[0], "ind2": indicators[1]},
    )


def punctuated(*parts: tuple[str, str, str], end: bool = False) -> list[tuple[str, str]]:
    """Subfields with ISBD punctuation, which MARC 21 puts at the end of what comes before it.

    Each part is the sign before it, its code and its value. ``end``: a full stop closes the field.
    """
    present = [part for part in parts if part[2]]
    subfields: list[tuple[str, str]] = []
    for place, (_, code, value) in enumerate(present):
        if place + 1 < len(present):
            subfields.append((code, value + present[place + 1][0]))
        else:
            subfields.append((code, closed(value) if end else value))
    return subfields


def closed(value: str) -> str:
    """The value with a full stop, unless it ends in a mark of its own; '' stays ''."""
    return value if not value or value.endswith((".", "?", "!", "]", "-")) else value + "."


def several(tag: str, indicators: str, code: str, values: Iterable[str]) -> Xml:
    """One field with a subfield for each value."""
    return data(tag, indicators, *((code, value) for value in values))


#: New (05), language material (06), monograph (07), Unicode (09), abbreviated level (17), ISBD
#: with punctuation (18); lengths and addresses are zeros, as they are in all MARCXML.
LEADER = "00000nam a2200000" + "3i " + "4500"
#: Electronic resource, remote; the rest is not coded.
_ONLINE = "cr" + " " + "|" * 11


def control_fields(description: BibliographicDescription) -> Iterator[Xml]:
    """Leader, control number and its source, datestamp, 007 of files, 008."""
    yield leaf("leader", LEADER)
    yield control("001", description.control_number)
    yield control("003", description.entry.catalogued_by or description.host)
    yield control("005", stamp(description.entry.modified, "%Y%m%d%H%M%S.0"))
    yield control("007", _ONLINE if description.files else "")
    yield control("008", fixed_length(description))


def fixed_length(description: BibliographicDescription) -> str:
    """Field 008: forty characters.

    The date of entry is that of the datestamp, since no other is known.
    """
    # 22 audience, 23 form, 24-27 contents, 28 government, 29 conference, 30 festschrift, 31 index
    form = "o" if description.files else "|"
    return "".join(
        (
            stamp(description.entry.modified, "%y%m%d") or "000000",
            _dates(description),
            "xx ",
            "||||" + "|" + form + "||||" + "|||| ",
            "||",
            description.languages[0].marc,
            " d",
        )
    )


def _dates(description: BibliographicDescription) -> str:
    """Positions 06 to 14: a year, a detailed date with month and day, or unknown."""
    issued = description.issued
    if not issued.year:
        return "nuuuuuuuu"
    if not issued.month:
        return f"s{issued.year}    "
    return f"e{issued.year}{issued.month}{issued.day or '  '}"


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


def linking_fields(description: BibliographicDescription) -> Iterator[Xml]:
    """758 for the work, and a linking entry for each publication, in the order of tags."""
    for work in description.related("work"):
        if work.url:
            label = ("a", work.title.display if work.title else work.iri)
            leads = ("i", "Utgåva av:"), ("4", _EXPRESSION_OF), ("1", work.iri)
            yield data("758", "  ", label, *leads)
    for kind, (tag, indicators) in _FIELDS.items():
        for relation in description.related(kind):
            yield _linking_field(tag, indicators, relation)


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


def locations(description: BibliographicDescription) -> Iterator[Xml]:
    """856: files are the resource (second indicator 0), the record and pages are related (2)."""
    for file in description.files:
        size = str(file.size) if file.size is not None else ""
        yield data(
            "856",
            "40",
            ("u", file.url),
            ("q", file.media_type),
            ("s", size),
            ("y", file.label.text),
        )
    yield data("856", "42", ("u", description.entry.document), ("3", "Katalogpost"))
    for page in description.pages:
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
