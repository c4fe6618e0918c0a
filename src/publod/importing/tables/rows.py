"""A table as its rows, whatever it is stored in, and what no table may be larger than."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from publod.messages import N_, Message

#: Columns that a table may have: as many as Excel has.
MOST_COLUMNS = 16_384
#: Characters of a cell. Excel takes 32,767.
LONGEST_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number from 1, as a spreadsheet shows it, and its cells as text.

    ``faults`` has the places of cells that cannot be read, from 0, and why; ``links`` the addresses
    that cells lead to, by their places.
    """

    number: int
    cells: tuple[str, ...]
    faults: tuple[tuple[int, Message], ...] = ()
    links: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, and what is worth saying of it, such as sheets that are not read."""

    rows: Iterable[Row]
    remarks: tuple[Message, ...] = ()


def text_of(value: Any) -> str:
    """A cell of a spreadsheet as text: dates as ISO 8601, whole numbers without a fraction."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def headings_of(row: Row) -> tuple[str, ...]:
    """The names of the columns, each once: ``#3`` for one without, ``Title [2]`` for a second."""
    names: dict[str, None] = {}
    for place, cell in enumerate(row.cells, 1):
        name = " ".join(cell.split()) or f"#{place}"
        again = 2
        unique = name
        while unique in names:
            unique, again = f"{name} [{again}]", again + 1
        names[unique] = None
    return tuple(names)


def split_off(
    rows: Iterable[Row], number: int | None
) -> tuple[list[Row], Row | None, Iterator[Row]]:
    """The rows above the headings, the headings, and the rows below.

    Headings are in the row of that ``number``; else in the first with two cells filled, or with one
    if there is no other column. Without any the headings are None.
    """
    rest = iter(rows)
    above: list[Row] = []
    for row in rest:
        filled = sum(bool(cell.strip()) for cell in row.cells)
        if row.number == number or (
            number is None and (filled > 1 or filled == len(row.cells) == 1)
        ):
            return above, row, rest
        if filled or row.faults:
            above.append(row)
    return above, None, rest


def too_wide(count: int) -> Message:
    """What is said of a row with too many cells."""
    return N_(
        "a row has %(count)s cells; a table may have at most %(most)s columns",
        count=count,
        most=MOST_COLUMNS,
    )
