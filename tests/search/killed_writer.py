"""A writer that commits without end, for test_crash to kill, and what its commits hold."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from publod.bibliography.catalogue_languages import use_languages
from publod.search.index import TantivyWriter
from publod.search.search_interface import IndexedRecord
from seed_settings import LANGUAGES

from .books import book

RECORDS = 300


def commit_changes(commit: int) -> Iterator[tuple[str, IndexedRecord | None]]:
    """Commit n gives every record the title n, save that it withdraws one in ten."""
    for n in range(RECORDS):
        gone = (n + commit) % 10 == 0
        yield f"publication/{n}", None if gone else book(str(n), f"nummer{commit}x")


def expected(commit: int) -> set[str]:
    return {f"publication/{n}" for n in range(RECORDS) if commit and (n + commit) % 10}


if __name__ == "__main__":
    use_languages(LANGUAGES)
    writer = TantivyWriter(Path(sys.argv[1]))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        number = writer.commit + 1
        writer.apply(number, f"{number}.x", commit_changes(number))
