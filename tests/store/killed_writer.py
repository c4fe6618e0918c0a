"""A writer that commits without end, for test_crash to kill, and what its commits hold."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from publod.store.oxigraph.writer import EmbeddedStore
from publod.store.store_interface import GraphChange

from .records import change, document

RECORDS = 200


def commit_changes(commit: int) -> Iterator[GraphChange]:
    """Commit n gives every record the title n, save that it withdraws one in ten."""
    for n in range(RECORDS):
        yield change(n, *([] if (n + commit) % 10 == 0 else [str(commit)]))


def expected(commit: int) -> dict[str, set[str]]:
    if commit == 0:
        return {}
    return {document(n): {str(commit)} for n in range(RECORDS) if (n + commit) % 10}


if __name__ == "__main__":
    with EmbeddedStore(Path(sys.argv[1])) as store:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            store.apply(store.commit + 1, commit_changes(store.commit + 1))
            store.publish()
