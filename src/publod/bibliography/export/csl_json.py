"""CSL-JSON, which citation processors read: Zotero, Pandoc, the processor of this service itself.

https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV; the schema is
https://github.com/citation-style-language/schema/blob/master/schemas/input/csl-data.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from publod.bibliography.dates import Issued
from publod.bibliography.entry import Entry
from publod.bibliography.reference import Kind, Name, Reference, reference_of
from publod.rdf.jsonld import indented

#: An item by the names of its variables.
Item = dict[str, Any]


#: Reference managers have a field for the type of these.
_WITH_GENRE = frozenset({Kind.REPORT, Kind.THESIS})


def item_of(reference: Reference) -> Item:
    """A reference as an item; variables that nothing is known of are left out."""
    item: Item = {
        "id": reference.key,
        "type": reference.kind.value,
        "title": reference.title,
        "title-short": reference.short_title,
        "author": [_name(name) for name in reference.authors],
        "editor": [_name(name) for name in reference.editors],
        "translator": [_name(name) for name in reference.translators],
        "illustrator": [_name(name) for name in reference.illustrators],
        "contributor": [_name(name) for name in reference.contributors],
        "issued": _date(reference.issued),
        "publisher-place": ", ".join(reference.places),
        "publisher": ", ".join(reference.publishers),
        "edition": reference.edition,
        "collection-title": reference.series,
        "container-title": reference.container,
        "volume": reference.volume,
        "issue": reference.issue,
        "page": "-".join(reference.pages),
        "number-of-pages": reference.extent,
        "collection-number": reference.number if reference.series else "",
        # A number without a series is the report's own.
        # Of an article it would be taken for the number that stands in place of pages.
        "number": ""
        if reference.pages
        else reference.document_number or ("" if reference.series else reference.number),
        "genre": reference.genre if reference.kind is Kind.PAMPHLET else "",
        "ISSN": " ".join(reference.issn),
        "ISBN": " ".join(reference.isbn),
        "DOI": reference.doi,
        "URL": reference.url,
        "language": reference.language,
        "keyword": ", ".join(reference.keywords),
        "abstract": reference.abstract,
        "note": "; ".join(reference.notes),
        # For what has no variable: https://docs.citationstyles.org, appendix IV of the schema.
        "custom": {
            name: list(addresses)
            for name, addresses in (("files", reference.files), ("pages", reference.pages_about))
            if addresses
        },
    }
    return {name: value for name, value in item.items() if value}


def write_many(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Publications as a list, item by item."""
    between = "[\n"
    for reference in map(reference_of, entries):
        item = item_of(reference)
        if reference.kind in _WITH_GENRE:  # which styles would print
            item["genre"] = reference.genre
        yield f"{between}{indented(item)}".encode()
        between = ",\n"
    yield b"[]\n" if between == "[\n" else b"\n]\n"


def _name(name: Name) -> dict[str, str]:
    if name.family:
        suffix = {"suffix": name.suffix} if name.suffix else {}
        return {"family": name.family, "given": name.given, **suffix}
    return {"literal": name.literal}


def _date(issued: Issued) -> dict[str, Any]:
    parts = [int(part) for part in (issued.year, issued.month, issued.day) if part]
    if parts:
        return {"date-parts": [parts]}
    return {"literal": issued.text} if issued.text else {}
