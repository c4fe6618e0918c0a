"""SIGKILL at any moment: nothing is lost, doubled or half-visible."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from publod.errors import StoreError
from publod.store import EmbeddedStore, current_generation

from .conftest import change, document, published_titles, titles

RECORDS = 200

WRITER = """
import sys
from pathlib import Path
from publod.store import EmbeddedStore
from test_crash_writer import commit_changes
store = EmbeddedStore(Path(sys.argv[1]))
print("ready", flush=True)
commit = store.commit
while True:
    commit += 1
    store.apply(commit, commit_changes(commit))
    store.publish()
"""


def commit_changes(commit: int):  # type: ignore[no-untyped-def]
    """Commit n gives every record the title n, save that each tenth is withdrawn now and then."""
    for n in range(RECORDS):
        yield change(n, *([] if (n + commit) % 10 == 0 else [str(commit)]))


def expected(commit: int) -> dict[str, set[str]]:
    if commit == 0:
        return {}
    return {document(n): {str(commit)} for n in range(RECORDS) if (n + commit) % 10}


@pytest.mark.parametrize("seed", range(2))
def test_a_writer_may_be_killed_at_any_moment(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    root = Path(__file__).parents[2]
    reached = 0
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, cwd=root
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.4))
            writer.kill()
        try:
            seen = current_generation(tmp_path)
        except StoreError:
            pass  # killed before the first publication
        else:
            assert titles(seen.path) == expected(seen.commit)
            reached = seen.commit
        with EmbeddedStore(tmp_path) as store:
            assert store.commit >= reached
            store.apply(store.commit + 1, commit_changes(store.commit + 1))
            store.publish()
            assert published_titles(tmp_path) == expected(store.commit)
    assert reached > 0
