"""What a load would do: compared with the ledger before anything is validated or written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from publod.errors import IngestError
from publod.ingest.record_addresses import Addresses
from publod.ingest.record_drafts import Draft
from publod.ingest.statement_lines import line_of
from publod.ledger import Change, Ledger
from publod.messages import N_
from publod.rdf import triples_of

#: So many records can be withdrawn without a question, unless they are the whole catalogue.
_FEW = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes sorted by what they are; ``unchanged`` counts the records that are left alone."""

    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    withdrawn: list[Change] = field(default_factory=list)
    unchanged: int = 0
    #: The records that the catalogue has before.
    present: int = 0
    #: The paths of changed records that an earlier revision of theirs says the same of.
    returning: list[str] = field(default_factory=list)

    @property
    def withdraws_much(self) -> bool:
        """Whether so much is withdrawn that a wrong path is a likelier reason than an intention.

        That is more than a tenth of the catalogue, and more than five records or all of them: of a
        catalogue of twenty, to withdraw three is everyday work.
        """
        count = len(self.withdrawn)
        return 10 * count > self.present and (count > _FEW or count == self.present)

    @property
    def changes(self) -> list[Change]:
        """Everything to write, in the order of paths."""
        return sorted([*self.added, *self.changed, *self.withdrawn], key=lambda c: c.path)

    def without_texts(self) -> Plan:
        """The same of which nothing but the paths is left, for reports: texts take much memory."""
        added, changed = (
            [Change(one.path, "") for one in some] for some in (self.added, self.changed)
        )
        return replace(self, added=added, changed=changed)

    def message(self) -> str:
        """The commit's message."""
        return (
            f"{len(self.added)} added, {len(self.changed)} changed, {len(self.withdrawn)} withdrawn"
        )


def compare(
    drafts: Iterable[Draft], ledger: Ledger | None, addresses: Addresses, *, prune: bool
) -> Plan:
    """Which drafts say anything new. ``prune`` withdraws the records that are not among them.

    A withdrawn record that is loaded again counts as added.
    """
    by_path = {draft.path: draft for draft in drafts}
    _refuse_two_spellings(by_path, ledger, addresses)
    changes = {path: draft.change(addresses) for path, draft in by_path.items()}
    present = ledger.paths() if ledger and prune else []
    known = ledger.digests(changes) if ledger else {}
    changed = [c for c in changes.values() if known.get(c.path, c.digest) not in {"", c.digest}]
    returning: list[str] = []
    if ledger and changed:
        with ledger.history() as history:
            returning = history.repeated({one.path: one.graph for one in changed})
    return Plan(
        added=[c for c in changes.values() if not known.get(c.path)],
        changed=changed,
        returning=returning,
        withdrawn=[Change(path, None) for path in present if path not in changes],
        unchanged=sum(known.get(c.path) == c.digest for c in changes.values()),
        present=len(present),
    )


def _refuse_two_spellings(
    drafts: Mapping[str, Draft], ledger: Ledger | None, addresses: Addresses
) -> None:
    """Refuse ``å`` beside ``%C3%A5``: they are two IRIs, and a browser asks for both alike."""
    others = {other: path for path in drafts if (other := addresses.other_spelling(path))}
    taken = others.keys() & set(others.values())
    if ledger and not taken:
        taken = {path for path, digest in ledger.digests(others).items() if digest}
    for other in sorted(taken):
        draft = drafts[others[other]]
        statement = next(iter(triples_of(draft.graph)))
        raise IngestError(
            N_(
                "<%(base)s%(path)s> and <%(base)s%(other)s> have one address: keep one of them",
                base=addresses.base,
                path=others[other],
                other=other,
            ),
            draft.source,
            line_of(draft.source, addresses.base, statement),
        )
