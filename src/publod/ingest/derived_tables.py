"""Whether the ledger's tables say what the text of its records leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from publod.errors import LedgerDamaged
from publod.ingest.record_addresses import Addresses
from publod.ingest.record_drafts import Draft
from publod.ledger import Change, Commit, Ledger, LedgerReader, Link, Record
from publod.ledger.harvest_sets import names_of, sets_of_records
from publod.ledger.verification import Fault, fault_of, faults
from publod.messages import N_, Message
from publod.steps import Steps, silent

_BATCH = 500
#: What is wrong with a record's links, say, can be seen only when its state can be read.
_ROUNDS = 4


def verify(ledger: Ledger, addresses: Addresses, steps: Steps = silent) -> Iterator[Fault]:
    """All faults of a ledger, of its file first. ``steps`` hears of each record."""
    reported = set()
    try:
        with ledger.snapshot() as now:
            for fault in faults(now):
                reported.add(fault.what)
                yield fault
            progress = steps("verify", now.number_touched_since(0))
            for records in now.touched_since(0, _BATCH):
                yield from _of_batch(now, addresses, records)
                progress(len(records))
    except LedgerDamaged as error:
        if error.what not in reported:
            yield fault_of(error)


def repair(
    ledger: Ledger, addresses: Addresses, steps: Steps = silent
) -> tuple[list[Fault], Commit | None]:
    """Make anew what follows from the revisions, where it has faults, as one commit or two.

    Returns the faults, and the last commit that was made for them; None where there was no fault,
    or one of what the revisions themselves say: of that nothing can be made anew.
    """
    repaired: list[Fault] = []
    commit: Commit | None = None
    for _ in range(_ROUNDS):
        faults = list(verify(ledger, addresses, steps))
        if not faults:
            return repaired, commit
        if not all(fault.is_derived for fault in faults):
            return faults, None
        repaired += faults
        changes = _last_changes(ledger, addresses, sorted({str(fault.place) for fault in faults}))
        commit = ledger.restate(changes, f"repaired {len(changes)}")
    return faults, None


def _last_changes(ledger: Ledger, addresses: Addresses, paths: list[str]) -> list[Change]:
    changes = []
    for path, (is_withdrawn, text) in ledger.last_texts(paths).items():
        change = Draft(path, addresses.document(path), text, "").change(addresses)
        changes.append(Change(path, None, change.summary) if is_withdrawn else change)
    return changes


def _of_batch(ledger: LedgerReader, addresses: Addresses, records: list[Record]) -> Iterator[Fault]:
    changes = {}
    for record in records:
        if record.withdrawn:
            changes[record.path] = Change(record.path, None)
            continue
        try:
            changes[record.path] = _change_of(ledger, addresses, record.path)
        except LedgerDamaged:
            pass  # told already: its digest is another
        except (KeyError, ValueError) as error:
            yield Fault(record.path, N_("its text cannot be read: %(error)s", error=error))
    links: dict[str, list[Link]] = {}
    for link in ledger.links_from(changes):
        links.setdefault(link.source, []).append(link)
    order, hierarchy = ledger.years_and_sort_keys(changes), ledger.concept_hierarchy()
    languages = ledger.alphabets()
    with ledger.connected() as connection:
        recorded = sets_of_records(connection, (record.id for record in records))
        for record in records:
            change = changes.get(record.path)
            if change is None:
                continue
            place = order[record.path]
            for what in _of_record(change, record, place, languages, links):
                yield Fault(record.path, what, is_derived=True)
            wanted = dict.fromkeys(names_of(change, hierarchy), record.touched)
            if recorded.get(record.id, {}) != wanted:
                what = N_("the sets that it is harvested in are not what they were")
                yield Fault(record.path, what, is_derived=True)


def _of_record(
    change: Change,
    record: Record,
    place: tuple[int | None, Mapping[str, str]],
    languages: Sequence[str],
    links: Mapping[str, list[Link]],
) -> Iterator[Message]:
    summary = change.summary
    if change.graph is not None:
        if summary != record.summary:
            yield N_("its name, kind or year is not what its text says")
        elif place != (summary.year, {tag: summary.sort_key(tag) for tag in languages}):
            yield N_("its place in lists is not where its name and year belong")
    if list(change.links) != sorted(links.get(record.path, ())):
        yield N_("its links to other records are not what its text says")


def _change_of(ledger: LedgerReader, addresses: Addresses, path: str) -> Change:
    graph = ledger.graphs([path])[path]
    return Draft(path, addresses.document(path), graph, "").change(addresses)
