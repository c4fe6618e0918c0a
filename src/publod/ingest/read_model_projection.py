"""Following the ledger: the read model as a projection that can be lost and made again."""

from __future__ import annotations

from collections.abc import Iterator

from publod.inference import external_label_triples
from publod.ledger import Ledger, Record
from publod.ledger.labels_in_use import labels_in_use
from publod.read_model.database import ReadModelWriter, Row
from publod.read_model.materialization import Materialization
from publod.steps import Steps, silent


def catch_up(
    ledger: Ledger,
    model: ReadModelWriter,
    catalogued_by: str,
    swepub_code: str,
    steps: Steps = silent,
) -> int:
    """Bring a read model to the ledger's last commit; returns how many records were made for it.

    One that shows a commit which this ledger does not have is made anew. Raises ReadModelError.
    """
    with ledger.snapshot() as snapshot:
        head = snapshot.head()
        if model.commit:
            shown = snapshot.commit_of(model.commit)
            if shown is None or shown.version != model.version:
                model.reset()
        materialization = Materialization(snapshot, catalogued_by, swepub_code)
        done = 0

        def rows(records: list[Record]) -> Iterator[Row]:
            present = [record for record in records if not record.withdrawn]
            yield from materialization.of(present)
            yield from ((record, None) for record in records if record.withdrawn)

        def counted() -> Iterator[Row]:
            nonlocal done
            progress = steps("read-model", snapshot.number_touched_since(model.commit))
            for batch in snapshot.touched_since(model.commit):
                yield from rows(batch)
                done += len(batch)
                progress(len(batch))

        if model.commit < head.id:
            labels = external_label_triples(labels_in_use(snapshot))
            model.apply(head.id, head.version, counted(), labels)
    return done
