"""From the rows of a table, by what a mapping says of its columns, to records."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from publod.bibliography.export.csv_table import COLUMNS, unescaped
from publod.errors import SourceUnreadable
from publod.importing.dates import read_date
from publod.importing.field_values import WEB
from publod.importing.fields import FIELDS, Draft, ReadAs, with_constants
from publod.importing.formats_of_sources import ReadOptions
from publod.importing.import_mapping import IGNORE, UNMAPPED, Column, ImportMapping, mapping_of
from publod.importing.known_words import words
from publod.importing.names import folded
from publod.importing.source_record import SourceFault, SourceField, SourceRecord, Text
from publod.importing.tables.rows import Row, Table, headings_of, split_off
from publod.messages import N_

#: Characters that no text needs and that RDF formats cannot all carry.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
#: What is said of publications in the language of the table, whatever theirs is. A title that does
#: not say its language is in that of its publication.
_OF_THE_TABLE = frozenset("abstract note keyword edition edition_history extent rights".split())
#: The fields of addresses, which a cell such as "PDF" may lead to.
_ADDRESSES = frozenset("file web_page licence doi address other_identifier".split())
_NUMBER = re.compile(r"\d[\d.,' \u00a0]*")
#: The columns by which a table of this service is known.
_OWN = ("uri", "title", "title_language", "creators", "issued")


@cache
def own_columns() -> ImportMapping:
    """The mapping of the columns of ``/publications.csv``."""
    file = files("publod.importing.tables").joinpath("publications_csv.toml")
    return mapping_of(tomllib.loads(file.read_text("utf-8")), file.name)


def is_own_table(headings: Sequence[str]) -> bool:
    """Whether a table has the columns of ``/publications.csv``."""
    known = {name for name, _ in COLUMNS}
    return set(_OWN) <= set(headings) and sum(name in known for name in headings) > 10


def records_of(
    source: str, table: Table, options: ReadOptions
) -> Iterator[SourceRecord | SourceFault]:
    """The records of a table; a fault for what stands above the headings, and for its remarks.

    Raises SourceUnreadable where no mapping was given and the columns are not this service's own.
    """
    for remark in table.remarks:
        yield SourceFault(source, 0, remark, is_remark=True)
    given = options.mapping
    above, header, rows = split_off(table.rows, given.header if given else None)
    headings = headings_of(header) if header else ()
    mapping = _mapping_for(source, headings, given)
    for row in above:
        text = " ".join(filter(None, row.cells))
        reason = N_("it stands above the headings")
        yield SourceFault(source, row.number, reason, text, is_remark=True)
    if header is None:
        yield SourceFault(source, 0, N_("the table has no headings"))
        return
    for name in (*mapping.columns, *mapping.values):
        if name not in headings:
            reason = N_("the table has no column %(name)s, which the mapping names", name=name)
            yield SourceFault(source, header.number, reason)
    reader = _Reader(source, headings, mapping)
    for row in rows:
        if reader.is_total(row):
            reason = N_("it seems to be a total, and no publication: it was not written")
            text = " | ".join(filter(None, map(str.strip, row.cells)))
            yield SourceFault(source, row.number, reason, text, is_remark=True, is_doubtful=True)
        elif (record := reader.record(row)) is not None:
            yield record


def _mapping_for(
    source: str, headings: Sequence[str], given: ImportMapping | None
) -> ImportMapping:
    if given and given.columns:
        return given
    if is_own_table(headings):
        own = own_columns()
        own = replace(own, columns={n: c for n, c in own.columns.items() if n in headings})
        if given:
            own = replace(
                own,
                decisions=given.decisions,
                default_type=given.default_type,
                constants=given.constants,
                language=given.language,
            )
        return own
    raise SourceUnreadable(
        N_(
            "what its columns are must be said in a mapping file: `publod import --propose "
            "%(source)s` writes a first one, and --mapping names it",
            source=source,
        ),
        source,
    )


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, source: str, headings: Sequence[str], mapping: ImportMapping) -> None:
        self._source = source
        self._headings = headings
        self._mapping = mapping
        self._columns = [
            replace(one, language=one.language or mapping.language)
            if one and one.field in _OF_THE_TABLE
            else one
            for one in map(mapping.columns.get, headings)
        ]
        self._values = [
            {text.strip(): meant for text, meant in mapping.values.get(name, {}).items()}
            for name in headings
        ]
        names: dict[str, str] = {}
        for name, column in zip(headings, self._columns, strict=True):
            if column and column.field in FIELDS:
                known = FIELDS[column.field]
                detail = f"{known.fills}:{column.role or known.detail}"
                for filled in (known.fills, detail) if known.detail else (known.fills,):
                    names[filled] = f"{names[filled]}, {name}" if filled in names else name
        self._names = names

    def is_total(self, row: Row) -> bool:
        """Whether a row has nothing but words in its first cell and a number, which is no date."""
        filled = [(place, cell.strip()) for place, cell in enumerate(row.cells) if cell.strip()]
        if len(filled) != 2 or row.faults or filled[0][0] or len(self._headings) < 3:
            return False
        (_, word), (place, number) = filled
        column = self._columns[place] if place < len(self._columns) else None
        is_named = folded(word).strip(" :.") in words()["totals"]["words"]
        is_date = column is not None and column.field == "issued" and read_date(number, column.date)
        has_letters = bool(re.search(r"[^\W\d_]", word))
        return bool(_NUMBER.fullmatch(number)) and has_letters and (is_named or not is_date)

    def record(self, row: Row) -> SourceRecord | None:
        """The record of a row; None for one that is empty."""
        if not row.faults and not any(cell.strip() for cell in row.cells):
            return None
        draft = Draft()
        for place, cell in enumerate(row.cells):
            if cell.strip():
                self._read(draft, place, self._linked(draft, row, place, cell))
        for place, reason in row.faults:
            column = self._columns[place] if place < len(self._columns) else None
            if column is None or column.field != IGNORE:
                draft.unmapped.append(SourceField(self._name(place), "", reason))
        values = draft.values
        if language := values.pop("title_language", ""):
            for name in ("titles", "subtitles"):
                values[name] = tuple(Text(one.text, language) for one in values.get(name, ()))
        record = SourceRecord(
            self._source,
            row.number,
            unmapped=tuple(draft.unmapped),
            field_names=self._names,
            is_row=True,
            **values,
        )
        return with_constants(record, self._mapping.constants)

    def _linked(self, draft: Draft, row: Row, place: int, cell: str) -> str:
        """A cell, or the address that it leads to where its column has addresses."""
        link = row.links.get(place, "")
        column = self._columns[place] if place < len(self._columns) else None
        if not link or WEB.search(cell) or (column and column.field == IGNORE):
            return cell
        if column and column.field in _ADDRESSES and WEB.fullmatch(link):
            return link
        reason = N_("the cell leads there, and its column has no addresses: it was not written")
        draft.unmapped.append(SourceField(self._name(place), link, reason))
        return cell

    def _name(self, place: int) -> str:
        return self._headings[place] if place < len(self._headings) else f"#{place + 1}"

    def _read(self, draft: Draft, place: int, cell: str) -> None:
        column = self._columns[place] if place < len(self._columns) else None
        name = self._name(place)
        text = _CONTROLS.sub("", cell)
        if text != cell:
            reason = N_("control characters in it were left out")
            draft.unmapped.append(SourceField(name, text.strip(), reason))
        if self._mapping.apostrophes:
            text = unescaped(text)
        text = text.strip()
        if not text or (column and column.field == IGNORE):
            return
        if column is None or column.field == UNMAPPED:
            draft.unmapped.append(SourceField(name, text))
            return
        meant = self._values[place] if place < len(self._values) else {}
        for part in (text,) if text in meant else self._parts(column, text):
            for value in meant.get(part, (part,)):
                # What a value is read as may be several, as its column has them.
                for one in self._parts(column, value) if part in meant else (value,):
                    self._put(draft, name, one, column)

    def _parts(self, column: Column, text: str) -> Iterable[str]:
        between = self._mapping.between if column.between is None else column.between
        if not between and column.field == "language":
            between = (";", "|")
        if not between or (column.between is None and not FIELDS[column.field].is_many):
            return (text,)
        signs = "|".join(map(re.escape, between))
        return filter(None, map(str.strip, re.split(signs, text, flags=re.IGNORECASE)))

    def _put(self, draft: Draft, name: str, value: str, column: Column) -> None:
        if not value:  # what the mapping says to read as nothing
            return
        reason = FIELDS[column.field].put(draft, value, column)
        if isinstance(reason, ReadAs):
            one = SourceField(
                name, value, reason.reason, is_read=True, is_doubtful=reason.is_doubtful
            )
            draft.unmapped.append(one)
        elif reason is not None:
            draft.unmapped.append(SourceField(name, value, reason))
