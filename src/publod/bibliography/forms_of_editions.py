"""Publications that are one edition: in print and online, and below a level of its own.

A publication in print and the same online are one row of a lineage. An edition that stands between
work and publications is none: what is said of it holds for its publications, and what is said of
others in relation to it leads to these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from publod.bibliography.entry import RELATIONS, Edition, inheriting

#: The relations of what amends, corrects or supplements an edition, both ways.
_CHANGES = (
    "amends", "amended_by", "corrects", "corrected_by", "supplements", "supplemented_by",
)  # fmt: skip


class Forms(NamedTuple):
    """A publication, its other forms in print or online, and the level that it is of, if any."""

    edition: Edition
    formats: tuple[Edition, ...] = ()
    level: Edition | None = None


def joined(editions: Iterable[Edition]) -> list[Forms]:
    """The editions of a work, each publication once; levels that have publications are left out."""
    known = {edition.iri: edition for edition in editions}
    members: dict[str, list[Edition]] = {}
    for edition in known.values():
        for iri in edition.of_edition:
            if iri in known and known[iri].is_level and not edition.is_level:
                members.setdefault(iri, []).append(edition)
    publications = {
        iri: _as_member(edition, known, members)
        for iri, edition in known.items()
        if iri not in members
    }
    groups = _once_for_each_row(_groups(publications))
    return [
        Forms(_whole(group), tuple(group[1:]), _level(group[0], known, members)) for group in groups
    ]


def _level(
    edition: Edition, known: Mapping[str, Edition], members: Mapping[str, list[Edition]]
) -> Edition | None:
    return next((known[iri] for iri in edition.of_edition if iri in members), None)


def _as_member(
    edition: Edition, known: Mapping[str, Edition], members: Mapping[str, list[Edition]]
) -> Edition:
    """A publication with what is said of its level; relations lead to publications."""
    level = _level(edition, known, members)
    if level is not None:
        edition = inheriting(edition, level)
    languages = set(edition.languages)

    def publications(iri: str) -> list[str]:
        below = members.get(iri, [])
        fitting = [other for other in below if languages & set(other.languages)] or below
        return [other.iri for other in fitting if other.iri != edition.iri] if below else [iri]

    relations = {
        name: tuple(
            dict.fromkeys(one for iri in getattr(edition, name) for one in publications(iri))
        )
        for name in RELATIONS
    }
    return replace(edition, **relations)  # type: ignore[arg-type]


def _groups(publications: Mapping[str, Edition]) -> list[list[Edition]]:
    """The publications that are forms of one another together, first what others are forms of."""
    groups: dict[str, list[Edition]] = {}
    first: dict[str, str] = {}
    order = sorted(publications.values(), key=lambda e: (bool(e.formats), e.iri))
    for edition in order:
        others = [iri for iri in (*edition.formats, *edition.has_formats) if iri in first]
        start = first[others[0]] if others else edition.iri
        first[edition.iri] = start
        groups.setdefault(start, []).append(edition)
    return [*groups.values()]


def _once_for_each_row(groups: Iterable[list[Edition]]) -> list[list[Edition]]:
    """What changes an edition in print and online, or is changed by both, is told of it once."""
    groups = list(groups)
    rows = {form.iri: group[0].iri for group in groups for form in group}

    def once(iris: Iterable[str]) -> tuple[str, ...]:
        by_row: dict[str, list[str]] = {}
        for iri in iris:
            by_row.setdefault(rows.get(iri, iri), []).append(iri)
        return tuple(forms[0] if len(forms) == 1 else row for row, forms in by_row.items())

    def with_rows(edition: Edition) -> Edition:
        changes: dict[str, Any] = {name: once(getattr(edition, name)) for name in _CHANGES}
        return replace(edition, **changes)

    return [[*map(with_rows, group)] for group in groups]


def _whole(group: list[Edition]) -> Edition:
    """The first form, with what is said of the others only."""
    edition = group[0]
    own = {other.iri for other in group}
    for other in group[1:]:
        edition = inheriting(edition, other, [n for n in RELATIONS if "format" not in n])
    relations = {
        name: tuple(iri for iri in getattr(edition, name) if iri not in own)
        for name in RELATIONS
        if "format" not in name
    }
    return replace(edition, **relations)  # type: ignore[arg-type]
