"""RIS, which reference managers exchange: a tag of two letters and a value on each line.

The specification of 2011 by Thomson Reuters, as EndNote, Zotero and Mendeley read it:
https://en.wikipedia.org/wiki/RIS_(file_format). In UTF-8, lines end in CR LF.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.bibliography.dates import Issued
from publod.bibliography.entry import Entry
from publod.bibliography.reference import Kind, Name, Reference, reference_of

#: A brochure is a report of the type "brochure": as PAMP, Zotero takes it for a manuscript, which
#: has no publisher.
_TYPES = {
    Kind.REPORT: "RPRT",
    Kind.BOOK: "BOOK",
    Kind.PAMPHLET: "RPRT",
    Kind.DOCUMENT: "GEN",
    Kind.ARTICLE: "JOUR",
    Kind.CHAPTER: "CHAP",
    Kind.THESIS: "THES",
    Kind.PAPER: "CPAPER",
}
_REPORTS = {Kind.REPORT, Kind.PAMPHLET}


def write_many(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Publications, record by record."""
    for reference in map(reference_of, entries):
        kind = "CONF" if reference.is_proceedings else _TYPES[reference.kind]
        lines = [("TY", kind), *_lines(reference), ("ER", "")]
        yield "".join(f"{tag}  - {value}\r\n" for tag, value in lines).encode() + b"\r\n"


def uncut(name: str) -> str:
    """A name that is not parted into a family and a given name: a comma would be where to."""
    return " \N{EN DASH} ".join(part.strip() for part in name.split(",") if part.strip())


def _lines(reference: Reference) -> Iterator[tuple[str, str]]:
    is_report = reference.kind in _REPORTS
    number = reference.document_number or reference.number
    number_in_series = reference.number if reference.document_number else ""
    values = [
        ("ID", reference.key),
        ("TI", reference.title),
        *(("AU", _name(name)) for name in reference.authors),
        *(("ED", _name(name)) for name in reference.editors),
        *(("A4", _name(name)) for name in reference.translators),
        ("CY", ", ".join(reference.places)),
        ("PB", ", ".join(reference.publishers)),
        ("PY", reference.issued.year),
        ("DA", _date(reference.issued)),
        ("ET", reference.edition),
        ("T2", reference.container or reference.series),
        ("T3", reference.series if reference.container else ""),
        ("VL", reference.volume),
        ("IS", reference.issue),
        *zip(("SP", "EP"), reference.pages or (reference.extent,), strict=False),
        # The number of a report is where other types have the ISBN, or the ISSN.
        ("SN" if is_report else "M1", number),
        ("M1" if is_report else "N1", number_in_series),
        *(("N1", f"ISSN {issn}") if is_report else ("SN", issn) for issn in reference.issn),
        ("M3", reference.genre if is_report else ""),
        *(("N1", f"ISBN {isbn}") if is_report else ("SN", isbn) for isbn in reference.isbn),
        ("DO", reference.doi),
        ("UR", reference.url),
        *(("UR", page) for page in reference.pages_about),
        *(("L1", file) for file in reference.files),
        *(("LA", language) for language in reference.languages),
        *(("KW", keyword) for keyword in reference.keywords),
        ("AB", reference.abstract),
        *(("N1", note) for note in reference.notes),
        # RIS has no tag for other roles: programs would take them for authors, or lose them.
        *(("N1", f"Illustrator: {_name(name)}") for name in reference.illustrators),
        *(("N1", f"Contributor: {_name(name)}") for name in reference.contributors),
    ]
    return ((tag, value) for tag, value in values if value)


def _name(name: Name) -> str:
    if name.family:
        return ", ".join(filter(None, (uncut(name.family), name.given, name.suffix)))
    return uncut(name.literal)


def _date(issued: Issued) -> str:
    """YYYY/MM/DD/ with the parts that are known."""
    return f"{issued.year}/{issued.month}/{issued.day}/" if issued.year else issued.text
