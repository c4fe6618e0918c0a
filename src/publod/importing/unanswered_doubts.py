"""Doubts about the records that imports have made for names: reported until they are answered.

The next import finds such a record by its name and has no doubt itself, so it is told of those of
before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from publod.importing.lock_file import Lock
from publod.importing.names import folded
from publod.importing.report import Finding, ImportReport, Kind


def unanswered(
    doubts: Iterable[Finding],
    there: Collection[str],
    decisions: Iterable[Mapping[str, Mapping[str, str]]],
) -> list[Finding]:
    """The doubts about records that are ``there``, by path, with no decision on their names."""
    decided = {name for by_kind in decisions for names in by_kind.values() for name in names}
    return [
        one
        for one in doubts
        if folded(one.value) not in decided
        and one.path in there
        and any(path in there for path in one.candidates)
    ]


def remember_doubts(before: Iterable[Finding], lock: Lock, report: ImportReport) -> bool:
    """Report those of ``before``, and remember them with those of the report.

    Whether these are others than were remembered.
    """
    made = [
        one for one in report.findings if one.kind is Kind.DOUBTFUL and one.path and one.candidates
    ]
    again = {(one.path, one.value) for one in made}
    before = [one for one in before if (one.path, one.value) not in again]
    report.findings += [replace(one, kind=Kind.UNANSWERED) for one in before]
    remembered, lock.doubts = lock.doubts, [*before, *made]
    return remembered != lock.doubts
