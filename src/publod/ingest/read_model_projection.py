"""Following the ledger: the read model as a projection that can be lost and made again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from publod.inference import external_label_triples
from publod.ledger import Ledger, LedgerReader, Record
from publod.ledger.labels_in_use import labels_in_use
from publod.read_model.database import ReadModelWriter, Row, row_of
from publod.read_model.materialization import Materialization
from publod.steps import Steps, silent

#: Makes the rows of records of a ledger's snapshot, a list for each list.
Rows = Callable[[LedgerReader, Iterable[list[Record]]], Iterable[list[Row]]]


def catch_up(
    ledger: Ledger, model: ReadModelWriter, rows: Rows | None = None, steps: Steps = silent
) -> int:
    """Bring a read model to the ledger's last commit; returns how many records were made for it.

    One that shows a commit which this ledger does not have is made anew. ``rows`` are made of the
    ledger's last commit, by `rows_by` if not told otherwise. Raises
    ReadModelError.
    """
    with ledger.snapshot() as snapshot:
        head = snapshot.head()
        if model.commit:
            shown = snapshot.commit_of(model.commit)
            if shown is None or shown.version != model.version:
                model.reset()
        make = rows or rows_by()
        done = 0

        def counted() -> Iterator[Row]:
            nonlocal done
            progress = steps("read-model", snapshot.number_touched_since(model.commit))
            for made in make(snapshot, snapshot.touched_since(model.commit)):
                yield from made
                done += len(made)
                progress(len(made))

        if model.commit < head.id:
            labels = external_label_triples(labels_in_use(snapshot))
            model.apply(head.id, head.version, counted(), labels)
    return done


def rows_by(catalogued_by: str = "", swepub_code: str = "") -> Rows:
    """Makes rows in this process, as of organisations with these codes."""

    def rows(snapshot: LedgerReader, touched: Iterable[list[Record]]) -> Iterator[list[Row]]:
        materialization = Materialization(snapshot, catalogued_by, swepub_code)
        return (made_of(materialization, records) for records in touched)

    return rows


def made_of(materialization: Materialization, records: list[Record]) -> list[Row]:
    """The rows of records, withdrawn ones among them."""
    present = (record for record in records if not record.withdrawn)
    made = [row_of(record, told) for record, told in materialization.of(present)]
    return made + [row_of(record, None) for record in records if record.withdrawn]
