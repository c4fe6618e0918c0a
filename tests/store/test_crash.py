"""SIGKILL at any moment: nothing is lost, doubled or half-visible."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from publod.errors import StoreError
from publod.store.oxigraph.generations import current_generation
from publod.store.oxigraph.writer import EmbeddedStore

from . import killed_writer
from .conftest import published_titles, titles
from .killed_writer import commit_changes, expected


@pytest.mark.parametrize("seed", range(2))
def test_a_writer_may_be_killed_at_any_moment(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    reached = 0
    for _ in range(5):
        with subprocess.Popen(
            [sys.executable, "-m", killed_writer.__name__, str(tmp_path)],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
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
