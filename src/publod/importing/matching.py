"""What a name of a source means among the records of the catalogue: how that is decided.

An identifier decides, then what a person has said, then a name that is exactly the same. What is
nearly the same, or fits two records, is asked about or reported, and never guessed. What is not
there is made, unless it must not be.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from publod.importing.folder_records import FolderRecords, KnownRecord
from publod.importing.import_mapping import IGNORE, NEW, ImportMapping
from publod.importing.lock_file import Lock
from publod.importing.names import folded
from publod.importing.report import ImportReport, Kind
from publod.importing.source_record import SourceRecord
from publod.importing.turtle_files import Resource
from publod.messages import N_, Message

#: Asks a person which record a name is: the question, and the paths to choose from. The answer is
#: one of them, `NEW`, or '' for "I do not know".
Ask = Callable[[Message, tuple[str, ...]], str]

SEVERAL = N_("several records have this name or identifier")
NEARLY = N_("a record has nearly this name")
#: Candidates that are named of very many.
_MOST = 5


@cache
def words() -> Mapping[str, Mapping[str, Any]]:
    """What formats and agencies call types, licences and statuses."""
    content = tomllib.loads(files("publod.importing").joinpath("words.toml").read_text("utf-8"))
    return {
        kind: {folded(word): meant for word, meant in table.items()}
        for kind, table in content.items()
    }


class Named(NamedTuple):
    """A name of a record of a source: of which kind, and in which field of which record."""

    kind: str
    name: str
    record: SourceRecord
    field: str


@dataclass(slots=True)
class Matching:
    """What is known of names: from the folder, from a person, and from the import so far.

    ``made`` has the new records by their kind. ``ask`` is None where nobody can be asked.
    """

    folder: FolderRecords
    mapping: ImportMapping
    lock: Lock
    report: ImportReport
    ask: Ask | None = None
    made: dict[str, dict[str, Resource]] = field(default_factory=dict)
    _said: set[tuple[str, str]] = field(default_factory=set)
    _doubts: dict[tuple[str, str], tuple[Message, tuple[str, ...]]] = field(default_factory=dict)

    def named(self, kind: str, word: str) -> str:
        """The path of the one record of a kind that has a label or a path; '' for none."""
        if word in self.folder.records:
            return word
        found = self.folder.of_kind(kind).named(word, preferred_first=True)
        return found[0] if len(found) == 1 else ""

    def decided(self, one: Named) -> str | None:
        """What a person has said of a name: a path, '' to leave it out, `NEW`; None for nothing."""
        key = folded(one.name)
        in_mapping = self.mapping.decisions.get(one.kind, {})
        said = in_mapping.get(key) or self.lock.decisions.get(one.kind, {}).get(key)
        if said is None or said == NEW:
            return said
        if said == IGNORE:
            return ""
        path = self.named(one.kind, said)
        if not path:
            reason = N_("the mapping file says %(said)s, which the folder does not have", said=said)
            self.tell(Kind.DOUBTFUL, one, reason)
        return path

    def choose(self, one: Named, reason: Message, candidates: Iterable[str]) -> str:
        """Let a person choose, if somebody can be asked, and remember it; else report.

        The answer is a path, or `NEW`; '' where nothing is decided.
        """
        among = tuple(candidates)[:_MOST]
        key = one.kind, one.name
        if self.ask and key not in self._doubts:
            question = N_("%(name)s: %(reason)s", name=one.name, reason=reason)
            if answer := self.ask(question, among):
                self.lock.decisions.setdefault(one.kind, {})[folded(one.name)] = answer
                return answer
        self._doubts[key] = reason, among
        self.tell(Kind.DOUBTFUL, one, reason, candidates=among)
        return ""

    def is_doubtful(self, one: Named) -> bool:
        """Whether a name is known to be doubtful; it is reported of this record too then."""
        if doubt := self._doubts.get((one.kind, one.name)):
            self.tell(Kind.DOUBTFUL, one, doubt[0], candidates=doubt[1])
        return doubt is not None

    def tell(
        self, kind: Kind, one: Named, reason: Message, *, path: str = "",
        candidates: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Report something of a name."""
        self.report.add(
            kind, reason, one.record, field_name=one.field, value=one.name, path=path,
            candidates=candidates,
        )  # fmt: skip

    def unmapped(self, one: Named, reason: Message) -> str:
        """Report that a name has no record; ''."""
        self.tell(Kind.UNMAPPED, one, reason)
        return ""

    def tell_once(self, one: Named, reason: Message, path: str) -> None:
        """Report of a record of the catalogue what is so wherever the source names it."""
        if (path, one.name) not in self._said:
            self._said.add((path, one.name))
            self.tell(Kind.UNMAPPED, one, reason, path=path)

    def make(self, resource: Resource, known: KnownRecord) -> str:
        """Let a new record be written, and found from now on; its path."""
        self.folder.add(known)
        self.made.setdefault(known.kind, {})[known.path] = resource
        self.report.counts[known.kind] += 1
        name = known.names[0][0]
        self.report.add(Kind.NEW, N_("a new record"), value=name, path=known.path)
        return known.path
