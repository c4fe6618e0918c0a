"""What an import reports: what it made, and everything that a person has still to look at.

The rule is that nothing of a source is dropped in silence: what does not come into the catalogue's
files stands here, with the record, the column and the value.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, TypedDict, Unpack

from publod.importing.source_record import SourceRecord
from publod.messages import N_, Message


class Kind(StrEnum):
    """What a finding is about, the most urgent first. Those of `INFORMATION` ask for nothing."""

    UNREADABLE = "unreadable"
    MISSING = "missing"
    DOUBTFUL = "doubtful"
    UNANSWERED = "unanswered"
    UNMAPPED = "unmapped"
    EDITION = "edition-statement"
    PRESENT = "already-present"
    LEFT_ALONE = "left-alone"
    GONE = "gone"
    NEW = "new"
    GROUPED = "grouped"
    READ_AS = "read-as"
    LEFT_OUT = "left-out"


INFORMATION = frozenset({Kind.NEW, Kind.GROUPED, Kind.READ_AS, Kind.LEFT_OUT})
_HEADINGS = {
    Kind.UNREADABLE: N_("Not read"),
    Kind.MISSING: N_("Missing"),
    Kind.DOUBTFUL: N_("Doubtful"),
    Kind.UNANSWERED: N_("Doubts of earlier imports that nobody has answered"),
    Kind.UNMAPPED: N_("Not in the catalogue's files"),
    Kind.EDITION: N_("Statements of editions that were not understood"),
    Kind.PRESENT: N_("In the catalogue already, from elsewhere, and not written again"),
    Kind.LEFT_ALONE: N_("Left alone, as it was edited by hand"),
    Kind.GONE: N_("No longer in the source"),
    Kind.NEW: N_("New in the catalogue"),
    Kind.GROUPED: N_("Editions of one work, by title and year alone"),
    Kind.READ_AS: N_("Written otherwise in the catalogue's files"),
    Kind.LEFT_OUT: N_("About copies, files and descriptions, and so not in the catalogue"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is reported. ``number`` is 0 where it is about a source as a whole.

    ``column`` is what the source calls the field, ``value`` what stands in it; ``path`` is the
    record of the catalogue that it is about, ``candidates`` those that it may be about.
    """

    kind: Kind
    reason: Message
    source: str = ""
    number: int = 0
    identifier: str = ""
    column: str = ""
    value: str = ""
    path: str = ""
    candidates: tuple[str, ...] = ()
    is_row: bool = False

    def text(self, language: str) -> str:
        """The finding in a line, in a language: the place first."""
        place = [self.source] if self.source else []
        if self.number:
            own = f" ({self.identifier})" if self.identifier else ""
            where = (
                N_("row %(number)s", number=self.number)
                if self.is_row
                else N_("record %(number)s", number=self.number)
            )
            place.append(where.text(language) + own)
        if self.column:
            named = (
                N_("column %(column)s", column=self.column)
                if self.is_row
                else N_("field %(field)s", field=self.column)
            )
            place.append(named.text(language))
        if self.path:
            place.append(self.path)
        value = f": “{self.value}”" if self.value else ""
        among = f" ({', '.join(self.candidates)})" if self.candidates else ""
        return f"{', '.join(place)}{value}: {self.reason.text(language)}{among}"

    def to_json(self) -> dict[str, Any]:
        """What JSON can carry to the next import; see `finding_from_json`."""
        return {**asdict(self), "reason": self.reason.to_json()}


def finding_from_json(value: dict[str, Any]) -> Finding:
    """A finding of an earlier import. Raises ValueError, KeyError or TypeError for what is none."""
    kind, reason = Kind(value["kind"]), Message.from_json(value["reason"])
    candidates = tuple(value["candidates"])
    return Finding(**{**value, "kind": kind, "reason": reason, "candidates": candidates})


class Where(TypedDict, total=False):
    """Where a finding is.

    ``field_name`` is a field of its record; ``agents:pbl`` is that of agents in a role. The others
    are as in `Finding`.
    """

    field_name: str
    column: str
    value: str
    path: str
    candidates: tuple[str, ...]


def finding(
    kind: Kind, reason: Message, record: SourceRecord | None = None, **where: Unpack[Where]
) -> Finding:
    """A finding, of a record if it is of one."""
    name, column = where.get("field_name", ""), where.get("column", "")
    value, path = where.get("value", ""), where.get("path", "")
    candidates = where.get("candidates", ())
    if record is None:
        return Finding(kind, reason, column=column, value=value, path=path, candidates=candidates)
    if name:
        general = name.partition(":")[0]
        names = record.field_names
        other = "" if record.is_row else general  # a column that the table does not have
        column = names.get(name) or names.get(general) or other
    return Finding(
        kind, reason, record.source, record.number, record.identifier, column, value, path,
        candidates, record.is_row,
    )  # fmt: skip


#: From so many on, findings of a column that differ only in the value are one line.
_MANY, _EXAMPLES = 4, 3


def _alike(group: list[Finding]) -> Iterator[list[Finding]]:
    """The findings of a group, those of one column and reason together if they are many."""
    by_reason: dict[tuple[str, str, Message, str], list[Finding]] = {}
    for one in group:
        if one.number and not one.path and not one.candidates:
            by_reason.setdefault((one.source, one.column, one.reason, ""), []).append(one)
        else:
            by_reason[one.source, one.column, one.reason, str(len(by_reason))] = [one]
    for alike in by_reason.values():
        yield from [alike] if len(alike) >= _MANY else ([one] for one in alike)


def _text_of(alike: list[Finding], language: str) -> str:
    """One finding in a line, or many with the first of their values."""
    if len(alike) == 1:
        return alike[0].text(language)
    first = alike[0]
    values = Counter(one.value for one in alike)
    shown = ", ".join(f"“{value}”" for value, _ in values.most_common(_EXAMPLES) if value)
    shown += " …" if len(values) > _EXAMPLES else ""
    places = ", ".join(str(one.number) for one in alike[:_EXAMPLES])
    count = len(alike)
    parts = [
        N_("column %(column)s", column=first.column)
        if first.is_row and first.column
        else N_("field %(field)s", field=first.column)
        if first.column
        else None,
        N_("%(count)s rows (%(numbers)s …)", count=count, numbers=places)
        if first.is_row
        else N_("%(count)s records (%(numbers)s …)", count=count, numbers=places),
    ]
    where = ", ".join([first.source, *(part.text(language) for part in parts if part)])
    return ": ".join(filter(None, [where, shown, first.reason.text(language)]))


@dataclass(slots=True)
class ImportReport:
    """The findings of an import, and how many records of each kind came of it.

    ``counts`` has them by name: ``records``, ``added``, ``changed``, ``unchanged`` … for
    publications, and ``new agents`` and the like.
    """

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def add(
        self, kind: Kind, reason: Message, record: SourceRecord | None = None,
        **where: Unpack[Where],
    ) -> None:  # fmt: skip
        """Report something: see `finding`."""
        self.findings.append(finding(kind, reason, record, **where))

    def leave_out(self, source: str, column: str, count: int) -> None:
        """Report a field that is about no publication, once for all records of a source."""
        reason = N_("left out in %(count)s records", count=count)
        self.findings.append(Finding(Kind.LEFT_OUT, reason, source, column=column))

    def extend(self, other: ImportReport) -> None:
        """Take in the report of a further part of the same import."""
        self.counts.update(other.counts)
        known = {(one.path, one.value) for one in self.findings}
        self.findings += [
            one
            for one in other.findings
            if one.kind is not Kind.UNANSWERED or (one.path, one.value) not in known
        ]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left for a person to look at."""
        return all(one.kind in INFORMATION | {Kind.UNANSWERED} for one in self.findings)

    def by_kind(self) -> Iterator[tuple[Kind, list[Finding]]]:
        """The findings in groups, the most urgent first."""
        for kind in Kind:
            if group := [one for one in self.findings if one.kind is kind]:
                yield kind, group

    def summary(self, language: str) -> str:
        """The counts in a line or two."""
        shown = (f"{_COUNTS[name].text(language)} {count}" for name, count in self._counted())
        kinds = (
            f"  {_HEADINGS[kind].text(language)}: {len(group)}" for kind, group in self.by_kind()
        )
        return "\n".join([", ".join(shown), *kinds])

    def text(self, language: str, most: int | None = None) -> str:
        """All of it, the counts first; of each kind ``most`` findings, if that is given."""
        parts = [self.summary(language)]
        for kind, group in self.by_kind() if most != 0 else ():
            lines = [_text_of(alike, language) for alike in _alike(group)]
            if more := len(lines[most:]) if most is not None else 0:
                lines[most:] = [N_("… and %(count)s more", count=more).text(language)]
            parts.append(
                "\n".join([f"{_HEADINGS[kind].text(language)}:", *(f"  {x}" for x in lines)])
            )
        return "\n\n".join(parts)

    def json(self, language: str = "en") -> str:
        """All of it for programs."""
        findings = [
            {
                "kind": one.kind.value,
                "reason": one.reason.text(language),
                "source": one.source,
                "record": one.number or None,
                "identifier": one.identifier or None,
                "column": one.column or None,
                "value": one.value or None,
                "path": one.path or None,
                "candidates": list(one.candidates),
            }
            for one in self.findings
        ]
        counts = dict(self._counted())
        return json.dumps({"counts": counts, "findings": findings}, ensure_ascii=False, indent=1)

    def _counted(self) -> Iterator[tuple[str, int]]:
        for name in _COUNTS:
            if self.counts[name] or name in {"records", "added", "changed", "unchanged"}:
                yield name, self.counts[name]


_COUNTS = {
    "records": N_("records read"),
    "added": N_("added"),
    "changed": N_("changed"),
    "unchanged": N_("unchanged"),
    "edited": N_("edited by hand"),
    "withdrawn": N_("withdrawn"),
    "present": N_("there already"),
    "not_written": N_("not written"),
    "works": N_("works"),
    "stated_editions": N_("stated editions"),
    "agents": N_("new agents"),
    "subjects": N_("new subjects"),
    "audiences": N_("new audiences"),
    "places": N_("new places"),
    "series": N_("new series, journals and books"),
}
