"""Rows of CSV files as programs and people save them: https://www.rfc-editor.org/rfc/rfc4180.

Nothing in a file says how it is encoded, or what stands between its cells. UTF-8 and UTF-16 are
known by their form, and what is neither is Windows-1252, as Excel writes it in western Europe.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from publod.errors import SourceUnreadable
from publod.importing.tables.rows import LONGEST_CELL, MOST_COLUMNS, Row, Table, too_wide
from publod.messages import N_

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_PART = 1 << 20
_SAMPLE = 1 << 16
_DELIMITERS = ",;\t|"
#: What Excel writes, and reads, in a first line.
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
#: Bytes that Windows-1252 leaves without a meaning.
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def table_of(path: Path, *, encoding: str = "", delimiter: str = "") -> Table:
    """The rows of a file. Raises SourceUnreadable, also while the rows are read."""
    encoding = encoding or encoding_of(path)
    return Table(_rows(path, encoding, delimiter or delimiter_of(path, encoding)))


def encoding_of(path: Path) -> str:
    """How a file is encoded: by its mark, or by what all of it could be."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, undefined = True, False
    nulls = [0, 0]
    try:
        with path.open("rb") as file:
            beginning = file.read(4)
            for mark, name in _MARKS:
                if beginning.startswith(mark):
                    return name
            file.seek(0)
            first = True
            while part := file.read(_PART):
                if first:
                    nulls = [part[0::2].count(0), part[1::2].count(0)]
                    first = False
                undefined |= bool(_UNDEFINED.search(part))
                if is_utf8:
                    try:
                        decoder.decode(part)
                    except UnicodeDecodeError:
                        is_utf8 = False
            size = file.tell()
    except OSError as error:
        raise SourceUnreadable(N_("it cannot be read: %(why)s", why=error.strerror), path) from None
    # Of latin text in UTF-16 nearly every other byte is 0, and none of its neighbours.
    if max(nulls) > min(size, _PART) / 5 and min(nulls) < max(nulls) / 20:
        return "utf-16-le" if nulls[1] > nulls[0] else "utf-16-be"
    if is_utf8:
        return "utf-8"
    return "latin-1" if undefined else "cp1252"


def delimiter_of(path: Path, encoding: str) -> str:
    """What stands between the cells: what divides most rows into the same number of them."""
    try:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            sample = file.read(_SAMPLE)
    except (OSError, UnicodeError, LookupError) as error:
        raise SourceUnreadable(N_("it cannot be read: %(why)s", why=str(error)), path) from None
    if stated := _SEPARATOR_LINE.match(sample):
        return stated[1]
    lines = sample.splitlines(keepends=True)
    if len(sample) == _SAMPLE and len(lines) > 1:
        lines.pop()

    def fitness(delimiter: str) -> tuple[float, int]:
        try:
            with_limit = csv.reader(lines, delimiter=delimiter)
            widths = Counter(len(row) for row in islice(with_limit, 200) if row)
        except csv.Error:
            return 0.0, 0
        width, count = max(widths.items(), key=lambda one: (one[1], one[0]), default=(1, 0))
        return (count / widths.total() if width > 1 else 0.0), width

    return max(_DELIMITERS, key=fitness)


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    number = 0
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding=encoding, newline="") as file:
            start = file.readline(LONGEST_CELL)
            if not _SEPARATOR_LINE.fullmatch(start.rstrip("\r\n")):
                file.seek(0)
            else:
                number = 1
            for cells in csv.reader(file, delimiter=delimiter, strict=False):
                number += 1
                if len(cells) > MOST_COLUMNS:
                    raise SourceUnreadable(too_wide(len(cells)), path, number)
                yield Row(number, tuple(cells))
    except csv.Error as error:
        reason = N_(
            "%(error)s: is a quotation mark missing? A cell may have at most %(most)s characters",
            error=str(error),
            most=LONGEST_CELL,
        )
        raise SourceUnreadable(reason, path, number + 1) from None
    except (UnicodeError, LookupError) as error:
        reason = N_(
            "it is not in the encoding %(encoding)s: %(error)s", encoding=encoding, error=str(error)
        )
        raise SourceUnreadable(reason, path, number + 1) from None
    except OSError as error:
        raise SourceUnreadable(N_("it cannot be read: %(why)s", why=error.strerror), path) from None
    finally:
        csv.field_size_limit(before)
