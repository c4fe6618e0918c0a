"""Rows of CSV files as programs and people save them: https://www.rfc-editor.org/rfc/rfc4180.

Nothing in a file says what stands between its cells, or how it is encoded (`source_text`).
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from publod.errors import SourceUnreadable
from publod.importing import source_text
from publod.importing.tables.rows import LONGEST_CELL, MOST_COLUMNS, Row, Table, too_wide
from publod.messages import N_

_SAMPLE = 1 << 16
_DELIMITERS = ",;\t|"
#: What Excel writes, and reads, in a first line.
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)


def table_of(path: Path, *, encoding: str = "", delimiter: str = "") -> Table:
    """The rows of a file. Raises SourceUnreadable, also while the rows are read."""
    encoding = encoding or encoding_of(path)
    return Table(_rows(path, encoding, delimiter or delimiter_of(path, encoding)))


def encoding_of(path: Path) -> str:
    """How a file is encoded; raises SourceUnreadable where it cannot be opened."""
    try:
        with path.open("rb") as file:
            return source_text.encoding_of(file)
    except OSError as error:
        raise SourceUnreadable(N_("it cannot be read: %(why)s", why=error.strerror), path) from None


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
