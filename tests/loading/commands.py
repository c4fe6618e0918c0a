"""The command ``publod``, as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BASE = "https://data.example.se/"
PUBLOD = [sys.executable, "-c", "from publod.cli import main; main()"]


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment with nothing of ours but the home, the base URL and what is added."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PUBLOD_", "LC_", "LANG"))}
    return {**kept, "PUBLOD_HOME": str(home), "PUBLOD_BASE_URL": BASE, **more}


def publod(
    home: Path, *arguments: str | Path, code: int = 0, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a command, and insist on its exit code."""
    done = subprocess.run(
        [*PUBLOD, *map(str, arguments)],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done
