"""What a name of a source means among the records of the catalogue: how that is decided.

An identifier decides, then what a person has said, then a name that is exactly the same. What is
nearly the same, or fits two records, is asked about or reported, and never guessed. What is not
there is made, unless it must not be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from publod.importing.folder_records import FolderRecords, KnownRecord
from publod.importing.import_mapping import ADD, AGENT_KINDS, IGNORE, INSTEAD, NEW, ImportMapping
from publod.importing.lock_file import Lock
from publod.importing.names import folded
from publod.importing.new_records import NewRecords
from publod.importing.remembered_names import Successors, successors_of
from publod.importing.report import Finding, ImportReport, Kind, finding
from publod.importing.source_record import SourceRecord
from publod.importing.turtle_files import Resource
from publod.messages import N_, Message

#: Asks a person which record a name is: the question, and the paths to choose from. The answer is
#: one of them, `NEW`, or '' for "I do not know". Of a publication that the folder has already, the
#: choices are not paths but `ADD`, `INSTEAD` and `IGNORE`.
Ask = Callable[[Message, tuple[str, ...]], str]

SEVERAL = N_("several records have this name or identifier")
NEARLY = N_("a record has nearly this name")
NEARLY_NEW = N_(
    "this import has made a record of nearly this name before, and another one for this: if they "
    "are one, say in [agents] of the mapping file which it is, else “new”"
)
REMOVED = N_(
    "the record that was made for this name was removed by hand: give the name to another one "
    "(skos:altLabel), or say in the mapping file which it is, or “new”"
)
#: Candidates that are named of very many.
_MOST = 5


class Named(NamedTuple):
    """A name of a record of a source: of which kind, and in which field of which record.

    ``detail`` tells it from other names that are equal: the dates of a life.
    """

    kind: str
    name: str
    record: SourceRecord
    field: str
    detail: str = ""


@dataclass(slots=True)
class Matching:
    """What is known of names: from the folder, from a person, and from the import so far.

    ``new`` has the new records. ``ask`` is None where nobody can be asked. ``names`` has what names
    of this import mean, by kind and name: `lock` remembers it.
    """

    folder: FolderRecords
    mapping: ImportMapping
    lock: Lock
    report: ImportReport
    ask: Ask | None = None
    new: NewRecords = field(default_factory=NewRecords)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    _reported: set[tuple[str, str]] = field(default_factory=set)
    _successors: dict[str, Successors] | None = None
    _doubts: dict[tuple[str, str], tuple[Message, tuple[str, ...]]] = field(default_factory=dict)

    def named(self, kind: str, word: str) -> str:
        """The path of the one record of a kind that has a label or a path; '' for none."""
        if word in self.folder.records:
            return word
        found = self.folder.of_kind(kind).named(word, preferred_first=True)
        return found[0] if len(found) == 1 else ""

    def decided(self, one: Named) -> str | None:
        """What a person has decided of a name: a path, '' to leave it out, `NEW`; None if nothing.

        What was made as new before is not made once more.
        """
        decision = self._decision(one)
        if decision == NEW:
            return self.remembered(one, NEW) or self._made_in_doubt(one) or NEW
        if decision is None or decision in {*AGENT_KINDS, INSTEAD, ADD}:
            return None
        if decision == IGNORE:
            return ""
        path = self.named(one.kind, decision)
        if not path:
            reason = N_(
                "the mapping file names %(record)s, which the folder does not have", record=decision
            )
            self.tell(Kind.DOUBTFUL, one, reason)
        return path

    def _made_in_doubt(self, one: Named) -> str:
        """The record that an earlier import made for a name, and had a doubt about; '' for none."""
        doubted = (doubt.path for doubt in self.lock.doubts if doubt.value == one.name)
        return next((path for path in doubted if path in self.folder.records), "")

    def is_decided(self, one: Named, decision: str) -> bool:
        """Whether a person has decided this of a publication: `INSTEAD` or `ADD`."""
        return self._decision(one) == decision

    def _decision(self, one: Named) -> str | None:
        own = _decided_name(one)
        in_mapping = self.mapping.decisions.get(one.kind, {})
        of_name = in_mapping.get(folded(one.name))
        if of_name == NEW and one.detail:
            of_name = None  # that is said of the name without what tells this one apart
        return in_mapping.get(own) or of_name or self.lock.decisions.get(one.kind, {}).get(own)

    def kind_of_agent(self, name: str) -> bool | None:
        """Whether an agent is a person, as the mapping file says of its name."""
        decision = self.mapping.decisions.get("agents", {}).get(folded(name))
        return decision == AGENT_KINDS[0] if decision in AGENT_KINDS else None

    def remembered(self, one: Named, detail: str = "") -> str:
        """The record that a name meant in an earlier import, under whatever name it has now.

        Where a person has removed it, the record that stands in its place; '' where that is not
        clear, or where the name is not remembered. ``detail`` tells names apart that are equal.
        """
        path = self.lock.names.get(one.kind, {}).get(_key(one, detail), "")
        if not path or path in self.folder.records:
            return path
        after = self._successors_of(path).paths
        if len(after) != 1:
            return ""
        reason = N_(
            "by hand it was put in the place of %(before)s, and is meant by this name from now on; "
            "if that is wrong, say in the mapping file which is",
            before=path,
        )
        self.tell_once(one, reason, after[0], Kind.READ_AS)
        return after[0]

    def removed(self, one: Named, detail: str = "") -> Successors | None:
        """What stands in the place of the record that a name meant; None if none was removed."""
        path = self.lock.names.get(one.kind, {}).get(_key(one, detail), "")
        return self._successors_of(path) if path and path not in self.folder.records else None

    def _successors_of(self, path: str) -> Successors:
        if self._successors is None:
            self._successors = successors_of(self.lock, self.folder)
        return self._successors.get(path) or Successors(path)

    def remember(self, one: Named, path: str, detail: str = "") -> None:
        """Let the next import know what a name means."""
        names = self.names.setdefault(one.kind, {})
        names[_key(one, detail)] = path
        if self._decision(one) == NEW:
            names[_key(one, NEW)] = path

    def choose(self, one: Named, reason: Message, candidates: Iterable[str]) -> str:
        """Let a person choose, if somebody can be asked, and remember it; else report.

        The answer is a path, or `NEW`; '' where nothing is decided.
        """
        among = tuple(candidates)[:_MOST]
        key = one.kind, one.name
        if key not in self._doubts and (answer := self.asked(one, reason, among)):
            return answer
        self._doubts[key] = reason, among
        self.tell(Kind.DOUBTFUL, one, reason, candidates=among)
        return ""

    def asked(self, one: Named, reason: Message, candidates: Iterable[str]) -> str:
        """What a person answers, which is remembered; '' where nobody can be asked, or knows."""
        if not self.ask:
            return ""
        question = N_("%(name)s: %(reason)s", name=one.name, reason=reason)
        if answer := self.ask(question, tuple(candidates)[:_MOST]):
            self.lock.decisions.setdefault(one.kind, {})[folded(one.name)] = answer
        return answer

    def is_doubtful(self, one: Named) -> bool:
        """Whether a name is known to be doubtful; it is reported of this record too then."""
        if doubt := self._doubts.get((one.kind, _decided_name(one))):
            self.tell(Kind.DOUBTFUL, one, doubt[0], candidates=doubt[1])
        return doubt is not None

    def tell(
        self, kind: Kind, one: Named, reason: Message, *, path: str = "",
        candidates: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Report something of a name."""
        self.report.findings.append(_finding(kind, one, reason, path, candidates))

    def unmapped(self, one: Named, reason: Message) -> str:
        """Report that a name has no record; ''."""
        self.tell(Kind.UNMAPPED, one, reason)
        return ""

    def tell_once(self, one: Named, reason: Message, path: str, kind: Kind = Kind.UNMAPPED) -> None:
        """Report of a record of the catalogue what is so wherever the source names it."""
        if (path, one.name) not in self._reported:
            self._reported.add((path, one.name))
            self.tell(kind, one, reason, path=path)

    def make(self, resource: Resource, known: KnownRecord, reason: Message | None = None) -> str:
        """Let a new record be written if it is needed, and found from now on; its path."""
        self.folder.add(known)
        self.new.add(known.kind, resource, known.names[0][0], reason)
        return known.path

    def tell_of_new(self, path: str, kind: Kind, one: Named, reason: Message,
                    candidates: tuple[str, ...] = ()) -> None:  # fmt: skip
        """Report something of a new record, if it is written."""
        self.new.report(path, _finding(kind, one, reason, path, candidates))


def _finding(
    kind: Kind, one: Named, reason: Message, path: str, candidates: tuple[str, ...]
) -> Finding:
    return finding(
        kind, reason, one.record, field_name=one.field, value=one.name, path=path,
        candidates=candidates,
    )  # fmt: skip


def shown_name(one: Named) -> str:
    """A name as people are shown it, and as the mapping file has it: with what tells it apart."""
    return f"{one.name}, {one.detail}" if one.detail else one.name


def _decided_name(one: Named) -> str:
    return folded(shown_name(one))


def _key(one: Named, detail: str) -> str:
    return f"{folded(one.name)} ({detail})" if detail else folded(one.name)
