"""Records that an import makes beside its publications: agents, subjects, places, series.

They are made as names are matched, before it is known which publications are written. Only those
that something written needs are written, counted and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from publod.importing.report import Finding, ImportReport, Kind
from publod.importing.turtle_files import Resource
from publod.messages import N_, Message

_THING = re.compile(r"<([^<>#]+)#it>")


@dataclass(slots=True)
class NewRecords:
    """The new records, by kind and path."""

    by_kind: dict[str, dict[str, Resource]] = field(default_factory=dict)
    _findings: dict[str, list[Finding]] = field(default_factory=dict)

    def add(self, kind: str, resource: Resource, name: str, reason: Message | None = None) -> None:
        """Let a record be written if something needs it; ``name`` is what reports call it."""
        self.by_kind.setdefault(kind, {})[resource.path] = resource
        reason = reason or N_("a new record")
        self.report(resource.path, Finding(Kind.NEW, reason, value=name, path=resource.path))

    def report(self, path: str, finding: Finding) -> None:
        """Report something of a new record, if it is written."""
        self._findings.setdefault(path, []).append(finding)

    def find(self, path: str) -> Resource | None:
        """A new record; None for what is none."""
        return next((made[path] for made in self.by_kind.values() if path in made), None)

    def needed_by(self, resources: Iterable[Resource]) -> dict[str, list[Resource]]:
        """The new records that resources link to, and those that these link to, by kind."""
        needed: set[str] = set()
        waiting = list(resources)
        while waiting:
            for path in links_of(waiting.pop()):
                if path not in needed and (one := self.find(path)):
                    needed.add(path)
                    waiting.append(one)
        return {
            kind: [one for path, one in made.items() if path in needed]
            for kind, made in self.by_kind.items()
        }

    def tell(self, written: dict[str, list[Resource]], report: ImportReport) -> None:
        """Count and report what is written of them."""
        for kind, resources in written.items():
            report.counts[kind] += len(resources)
            for one in resources:
                report.findings += self._findings.get(one.path, ())


def links_of(resource: Resource) -> Iterator[str]:
    """The paths of the things of the catalogue that a resource links to."""
    for values in resource.properties.values():
        for value in values:
            if not value.startswith('"'):
                yield from _THING.findall(value)
