"""The rows of a drawn lineage: everything that it shows, the oldest first, each in a lane."""

from __future__ import annotations

from dataclasses import dataclass

from publod.bibliography.edition import Edition
from publod.bibliography.lineage import Gap, Lineage, Step


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
