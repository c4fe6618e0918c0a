"""The ledger of 100,000 generated publications, not validated: loading is measured elsewhere."""

from __future__ import annotations

from pathlib import Path

from bench.generate import write
from publod import bootstrap
from publod.ingest.load_plan import compare
from publod.ingest.record_drafts import Drafting
from publod.ingest.sources import sources_of, statements_of
from publod.ledger import Ledger

PUBLICATIONS = 100_000
#: The base of a server that listens where it does by default.
BASE = "http://127.0.0.1:8000/"


def database(work: Path) -> Path:
    """The file of the ledger: what an earlier part has left in the folder, or the same made now."""
    file = work / "many.db"
    if not file.exists():
        write(PUBLICATIONS, work / "many")
        addresses = bootstrap.addresses(BASE)
        drafting = Drafting(addresses)
        for statement, source in statements_of(sources_of([work / "many"]).files, BASE):
            drafting.add(statement, source)
        plan = compare(drafting.drafts().values(), None, addresses, prune=False)
        ledger = Ledger.create(f"sqlite:///{file}", BASE)
        ledger.commit(plan.changes, plan.message(), 0)
        ledger.close()
    return file
