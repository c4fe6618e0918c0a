"""Whether the ledger's tables say what the text of its records leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from publod.errors import LedgerDamaged
from publod.ingest.address import Addresses
from publod.ingest.draft import Draft
from publod.ledger import Change, Ledger, Link, Record
from publod.ledger.sets import Hierarchy, names_of, sets_of_records
from publod.ledger.verification import Fault, fault_of, faults

_BATCH = 500


def verify(
    ledger: Ledger, addresses: Addresses, progress: Callable[[int], None] = lambda _: None
) -> Iterator[Fault]:
    """All faults of a ledger, of its file first. ``progress`` is called with numbers of records."""
    try:
        with ledger.snapshot() as now:
            yield from faults(now)
            for records in now.touched_since(0, _BATCH):
                yield from _of_batch(now, addresses, records)
                progress(len(records))
    except LedgerDamaged as error:
        yield fault_of(error)


def _of_batch(ledger: Ledger, addresses: Addresses, records: list[Record]) -> Iterator[Fault]:
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
            yield Fault(record.path, f"its text cannot be read: {error}")
    links: dict[str, list[Link]] = {}
    for link in ledger.links_from(changes):
        links.setdefault(link.source, []).append(link)
    with ledger.connected() as connection:
        hierarchy = Hierarchy(connection)
        kept = sets_of_records(connection, (record.id for record in records))
        for record in records:
            change = changes.get(record.path)
            if change is None:
                continue
            if change.graph is not None and change.summary != record.summary:
                yield Fault(record.path, "its name, kind or year is not what its text says")
            if set(change.links) != set(links.get(record.path, ())):
                yield Fault(record.path, "its links to other records are not what its text says")
            wanted = dict.fromkeys(names_of(change, hierarchy), record.touched)
            if kept.get(record.id, {}) != wanted:
                yield Fault(record.path, "the sets that it is harvested in are not what they were")


def _change_of(ledger: Ledger, addresses: Addresses, path: str) -> Change:
    graph = ledger.graphs([path])[path]
    return Draft(path, addresses.document(path), graph, "").change(addresses)
