"""The formats that publications are imported from, each listed once, and how a file tells its own.

A format has a reader: a function from a file to `SourceRecord`s. To add one, write the function and
add its format to `FORMATS`; the command, the recognition of files and the documentation follow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from publod.errors import SourceUnreadable
from publod.importing.source_record import SourceFault, SourceRecord
from publod.importing.source_text import in_utf8
from publod.messages import N_

if TYPE_CHECKING:
    from publod.importing.import_mapping import ImportMapping

#: How much of a file is looked at to tell its format, in bytes.
BEGINNING = 1 << 16
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+)?html\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person says of a source: ``mapping`` has, among other things, what columns are."""

    mapping: ImportMapping | None = None


#: Reads a file. Raises `SourceUnreadable` where nothing (more) of it can be read.
Reader: TypeAlias = Callable[[Path, ReadOptions], Iterator[SourceRecord | SourceFault]]


@dataclass(frozen=True, slots=True)
class ImportFormat:
    """A format. ``suffixes`` are without the dot; ``is_begun_by`` judges how a file begins.

    Readers import what they need inside themselves: the list of formats is cheap to have.
    ``is_table`` tells what is read by a mapping of columns.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    reader: Reader
    is_begun_by: Callable[[bytes], object] | None = None
    is_table: bool = False


def _reading(module: str, name: str = "read") -> Reader:
    """A reader of ``publod.importing`` that takes a stream and the name of the file."""

    def read(path: Path, options: ReadOptions) -> Iterator[SourceRecord | SourceFault]:
        from publod.importing.fields import with_constants

        function = getattr(import_module(f"publod.importing.{module}"), name)
        constants = options.mapping.constants if options.mapping else {}
        with path.open("rb") as stream:
            for one in function(stream, path.name):
                yield with_constants(one, constants) if isinstance(one, SourceRecord) else one

    return read


def _has(*signs: bytes) -> Callable[[bytes], bool]:
    """Whether a beginning has all of some signs."""
    return lambda head: all(sign in head for sign in signs)


def _is_iso2709(head: bytes) -> bool:
    """Whether it begins with a leader: a length, and the two digits that are always 2 and 2."""
    return head[:5].isdigit() and head[10:12] == b"22" and head[20:22] == b"45"


def _is_schema_org(head: bytes) -> bool:
    """Whether it names schema.org, or is a web page, which may do so further down."""
    return b"schema.org" in head or bool(_PAGE.match(head))


def _is_csl(head: bytes) -> bool:
    return head.lstrip()[:1] in {b"[", b"{"} and b'"type"' in head


def _csv(path: Path, options: ReadOptions) -> Iterator[SourceRecord | SourceFault]:
    from publod.importing.import_mapping import ImportMapping
    from publod.importing.tables import csv_rows, record_reader

    mapping = options.mapping or ImportMapping()
    table = csv_rows.table_of(path, encoding=mapping.encoding, delimiter=mapping.delimiter)
    return record_reader.records_of(path.name, table, options)


def _excel(path: Path, options: ReadOptions) -> Iterator[SourceRecord | SourceFault]:
    from publod.importing.tables import excel_rows, record_reader

    table = excel_rows.table_of(path, sheet=options.mapping.sheet if options.mapping else "")
    return record_reader.records_of(path.name, table, options)


def _begins_as_workbook(head: bytes) -> bool:
    """Whether it is an archive of Office or OpenDocument, or an OLE compound file."""
    is_archive = head.startswith(b"PK\x03\x04") and (
        b"xl/" in head or b"[Content_Types].xml" in head or b"opendocument.spreadsheet" in head
    )
    return is_archive or head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


#: The formats, in the order in which they are tried on files that two of them claim.
FORMATS: tuple[ImportFormat, ...] = (
    ImportFormat("marc", "MARC 21 (ISO 2709)", ("mrc", "marc", "dat", "iso"),
                 _reading("marc21_reader", "read_iso2709"), _is_iso2709),
    ImportFormat("marcxml", "MARCXML", ("marcxml", "xml"),
                 _reading("marc21_reader", "read_marcxml"), _has(b"http://www.loc.gov/MARC21/slim")),
    ImportFormat("mods", "MODS", ("mods", "xml"),
                 _reading("mods_reader"), _has(b"http://www.loc.gov/mods/v3")),
    ImportFormat("bibtex", "BibTeX", ("bib", "bibtex"),
                 _reading("bibtex_reader"), re.compile(rb"(?m)^\s*@\w+\s*[{(]").search),
    ImportFormat("ris", "RIS", ("ris",),
                 _reading("ris_reader"), re.compile(rb"(?m)^TY {1,2}-").search),
    ImportFormat("schema", "schema.org", ("html", "htm", "jsonld", "json"),
                 _reading("schema_org_reader"), _is_schema_org),
    ImportFormat("csl", "CSL-JSON", ("json",), _reading("csl_json_reader"), _is_csl),
    ImportFormat(
        "excel", "Excel, OpenDocument", ("xlsx", "xlsm", "xlsb", "xls", "ods"), _excel,
        _begins_as_workbook, is_table=True,
    ),
    ImportFormat("csv", "CSV", ("csv", "tsv", "tab"), _csv, is_table=True),
)  # fmt: skip


def records_of(
    form: ImportFormat, path: Path, options: ReadOptions
) -> Iterator[SourceRecord | SourceFault]:
    """The records of a file of a format. Raises SourceUnreadable, also where there is none."""
    is_empty = True
    for one in form.reader(path, options):
        is_empty &= isinstance(one, SourceFault) and one.is_remark
        yield one
    if is_empty:
        raise SourceUnreadable(
            N_("there is no record of %(format)s in it", format=form.label), path
        )


def format_named(name: str, formats: Sequence[ImportFormat] = FORMATS) -> ImportFormat:
    """The format of a name. Raises SourceUnreadable for a name that none has."""
    for one in formats:
        if one.name == name:
            return one
    raise SourceUnreadable(
        N_("there is no format %(name)s (known: %(known)s)", name=name, known=_known(formats))
    )


def format_of(path: Path, formats: Sequence[ImportFormat] = FORMATS) -> ImportFormat:
    """The format of a file, by its suffix and how it begins. Raises SourceUnreadable for none.

    The suffix of a format that begins anyhow is believed. Otherwise how it begins decides: a file
    of a suffix that several formats share, or that is another format's, is what it says itself.
    """
    suffix = path.suffix.removeprefix(".").lower()
    named = [one for one in formats if suffix in one.suffixes]
    try:
        with path.open("rb") as file:
            head = in_utf8(file.read(BEGINNING))
    except OSError as error:
        raise SourceUnreadable(N_("it cannot be read: %(why)s", why=error.strerror), path) from None
    believed = [one for one in named if one.is_begun_by is None]
    begun = [one for one in (*named, *formats) if one.is_begun_by and one.is_begun_by(head)]
    # A table may well have the address of schema.org, or a line of RIS, in one of its cells.
    if found := (believed or begun):
        return found[0]
    if not head.strip():
        raise SourceUnreadable(N_("it is empty"), path)
    raise SourceUnreadable(
        N_(
            "its format is not known: name it with --format (one of %(known)s)",
            known=_known(formats),
        ),
        path,
    )


def _known(formats: Sequence[ImportFormat]) -> str:
    return ", ".join(one.name for one in formats)
