"""The rows and lines of a drawn lineage: what replaces, builds on or translates what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from publod.bibliography.entry import Edition
from publod.bibliography.lineage import Gap, Lineage, Step
from publod.web.records.timeline_shapes import Link, Mark


@dataclass(frozen=True, eq=False)
class Row:
    """An edition or a gap. ``lane`` names a language of the work's own, or another work."""

    lane: str
    edition: Edition | None = None
    gap: Gap | None = None
    is_other: bool = False

    @property
    def iri(self) -> str:
        """The edition's; '' for a gap."""
        return self.edition.iri if self.edition else ""

    @property
    def year(self) -> int | None:
        """When it was issued, if that is known."""
        return self.edition.year if self.edition else None

    @property
    def sign(self) -> str:
        """How it is marked."""
        if self.edition is None:
            return "missing"
        return "stated" if self.edition.is_stated_only else "described"


def rows_of(lineage: Lineage) -> tuple[list[Row], list[Row]]:
    """The rows that have a place in time or by number, and those that have none.

    What has a year goes by that. A gap, and an edition with a number and no year, goes after the
    one that it follows by number. An edition of another work without a year goes beside the one
    that it replaces or that replaces it.
    """
    own = _own(lineage)
    others = [
        Row(f"<{edition.works[0] if edition.works else edition.iri}>", edition, is_other=True)
        for edition in lineage.others.values()
    ]
    placed = sorted(
        (row for row in (*own, *others) if row.year is not None),
        key=lambda row: (row.year or 0, row.edition.issued if row.edition else ""),
    )
    for number, row in enumerate(own):
        if row.gap or (row.year is None and row.edition and row.edition.number is not None):
            _insert(row, own[:number], own[number + 1 :], placed)
    loose = [row for row in own if row not in placed]
    loose += [row for row in others if row.year is None and not _beside(row, placed)]
    return (placed, loose) if placed else (loose, [])


def _own(lineage: Lineage) -> list[Row]:
    originals = [s.edition for s in lineage.editions if not s.translation_of] or [
        s.edition for s in lineage.editions
    ]
    main = next((e.languages[0] for e in originals if e.languages), "")
    return [_row(step, main) for step in lineage.steps]


def _row(step: Step | Gap, main: str) -> Row:
    if isinstance(step, Gap):
        return Row(main, gap=step)
    languages = step.edition.languages
    return Row(main if not languages or main in languages else languages[0], step.edition)


def _insert(row: Row, before: list[Row], after: list[Row], placed: list[Row]) -> None:
    """Put a row after the nearest that it follows, or before the nearest that follows it."""
    for earlier in reversed(before):
        if earlier in placed:
            placed.insert(placed.index(earlier) + 1, row)
            return
    for later in after:
        if later in placed:
            placed.insert(placed.index(later), row)
            return
    placed.append(row)


def _beside(row: Row, placed: list[Row]) -> bool:
    """Put an edition of another work where it belongs; whether there was such a place."""
    for number, known in enumerate(placed):
        if row.edition is None or known.edition is None:
            continue
        if known.iri in row.edition.replaced_by or row.iri in (
            *known.edition.replaces, *known.edition.based_on, *known.edition.translation_of
        ):  # fmt: skip
            placed.insert(number, row)
            return True
        if row.iri in known.edition.replaced_by:
            placed.insert(number + 1, row)
            return True
    return False


_HEAD = 7.0


def strokes(lineage: Lineage, rows: Sequence[Row], marks: Sequence[Mark]) -> Iterator[Link]:
    """All lines between the marks of rows."""
    by_iri = {row.iri: mark for row, mark in zip(rows, marks, strict=True) if row.iri}
    by_gap = {row.gap: mark for row, mark in zip(rows, marks, strict=True) if row.gap}
    yield from _missing(lineage, by_iri, by_gap, marks)
    drawn: set[tuple[str, str]] = set()
    for edition in lineage.known.values():
        for older, newer, look in _relations(edition, lineage.known):
            if older in by_iri and newer in by_iri and older != newer:
                if (older, newer) not in drawn:
                    yield _link(by_iri[older], by_iri[newer], look, marks)
                drawn.add((older, newer))


def _relations(edition: Edition, known: Mapping[str, Edition]) -> Iterator[tuple[str, str, str]]:
    """Pairs of an older and a newer edition, and how the line between them looks."""
    for older in edition.replaces:
        yield older, edition.iri, "reworked" if older in edition.based_on else ""
    for newer in edition.replaced_by:
        reworked = newer in known and edition.iri in known[newer].based_on
        yield edition.iri, newer, "reworked" if reworked else ""
    for source in edition.based_on:
        yield source, edition.iri, "reworked"
    for source in edition.translation_of:
        yield source, edition.iri, "translation"


def _missing(
    lineage: Lineage,
    by_iri: Mapping[str, Mark],
    by_gap: Mapping[Gap, Mark],
    marks: Sequence[Mark],
) -> Iterator[Link]:
    steps = lineage.steps
    for number, step in enumerate(steps):
        if not isinstance(step, Gap):
            continue
        for neighbour in (*steps[max(0, number - 1) : number], *steps[number + 1 : number + 2]):
            if isinstance(neighbour, Gap):
                continue
            pair = by_iri[neighbour.edition.iri], by_gap[step]
            upper, lower = sorted(pair, key=lambda mark: mark.y)
            yield _link(upper, lower, "missing", marks)


def _link(older: Mark, newer: Mark, look: str, marks: Sequence[Mark]) -> Link:
    """A line from mark to mark; around the marks between them in one lane."""
    down = 1.0 if newer.y > older.y else -1.0
    low, high = sorted((older.y, newer.y))
    crowded = older.x == newer.x and any(m.x == older.x and low < m.y < high for m in marks)
    start_x, start_y = older.x, older.y + down * (older.reach + 1.0)
    end_x, end_y = newer.x, newer.y - down * (newer.reach + 1.0)
    if crowded:
        bulge = 14.0
        start_x, start_y = older.x - older.reach * 0.7, older.y + down * older.reach * 0.8
        end_x, end_y = newer.x - newer.reach * 0.7, newer.y - down * newer.reach * 0.8
        first = start_x - bulge, start_y + down * 12.0
        second = end_x - bulge, end_y - down * 12.0
    else:
        bend = abs(end_y - start_y) / 2 if older.x != newer.x else 0.0
        first = start_x, start_y + down * bend
        second = (end_x, end_y - down * bend) if bend else (start_x, start_y)
    head = "" if look in {"translation", "missing"} else _head(second, (end_x, end_y))
    if head:  # the line ends inside the head
        length = hypot(end_x - second[0], end_y - second[1]) or 1.0
        end_x -= (end_x - second[0]) / length * _HEAD * 0.8
        end_y -= (end_y - second[1]) / length * _HEAD * 0.8
    path = f"M{start_x:.1f} {start_y:.1f}"
    if crowded or older.x != newer.x:
        path += f"C{first[0]:.1f} {first[1]:.1f} {second[0]:.1f} {second[1]:.1f}"
        path += f" {end_x:.1f} {end_y:.1f}"
    else:
        path += f"V{end_y:.1f}"
    return Link(look, path, head)


def _head(back: tuple[float, float], tip: tuple[float, float]) -> str:
    """The head of an arrow that comes from ``back``, as a path."""
    length = hypot(tip[0] - back[0], tip[1] - back[1]) or 1.0
    u, v = (tip[0] - back[0]) / length, (tip[1] - back[1]) / length
    foot = tip[0] - u * _HEAD, tip[1] - v * _HEAD
    left = foot[0] - v * 4.5, foot[1] + u * 4.5
    right = foot[0] + v * 4.5, foot[1] - u * 4.5
    return f"M{tip[0]:.1f} {tip[1]:.1f}L{left[0]:.1f} {left[1]:.1f}L{right[0]:.1f} {right[1]:.1f}Z"
