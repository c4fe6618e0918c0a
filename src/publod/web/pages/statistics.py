"""Drawings of numbers: bars beside their numbers, so that the table is the drawing as well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from publod.web.names import Value


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: its name, its number, and how long the bar is, in per cent of the longest possible."""

    name: Value
    count: int
    width: str


def bars(rows: Iterable[tuple[Value, int]], full: int | None = None) -> tuple[Bar, ...]:
    """Rows with their bars, in the order given. ``full`` is the number of a bar of full length.

    Without one, that is the largest number.
    """
    shown = list(rows)
    longest = full if full is not None else max((count for _, count in shown), default=0)
    return tuple(
        Bar(name, count, f"{100 * min(count, longest) / longest if longest else 0:.2f}%")
        for name, count in shown
    )
