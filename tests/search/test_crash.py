"""SIGKILL at any moment leaves one commit or the other, and the next writer goes on from it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from publod.search.index import TantivyIndex, TantivyWriter
from publod.search.search_interface import SearchRequest

from . import killed_writer
from .killed_writer import commit_changes, expected


def shown(folder: Path) -> int:
    """The commit that readers see, of which everything is there and nothing else."""
    index = TantivyIndex(folder)
    commit = int(index.version.partition(".")[0] or 0)
    whole = set(index.paths(SearchRequest()))
    assert whole == expected(commit)
    assert set(index.paths(SearchRequest(f"nummer{commit}x"))) == whole
    return commit


@pytest.mark.parametrize("seed", range(2))
def test_a_writer_may_be_killed_at_any_moment(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    reached = 0
    for _ in range(5):
        with subprocess.Popen(
            [sys.executable, "-m", killed_writer.__name__, str(tmp_path)],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.5))
            process.kill()
        assert shown(tmp_path) >= reached
        writer = TantivyWriter(tmp_path)
        reached = writer.commit + 1
        writer.apply(reached, f"{reached}.x", commit_changes(reached))
        assert shown(tmp_path) == reached
    assert reached > 5
