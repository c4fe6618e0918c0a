"""Long work is shown at a terminal, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

from cli.running import AGENT, PUBLOD, environment, publod_apart


def at_terminal(home: Path, *arguments: str) -> tuple[str, str]:
    """What a command shows on a terminal at its standard error, and what it prints."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*PUBLOD, *arguments],
        env=environment(home, {"TERM": "xterm"}),
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as running:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # the other end is closed
            pass
        assert running.stdout is not None
        printed = running.stdout.read().decode()
    os.close(ours)
    assert running.returncode == 0, shown
    return shown.decode(), printed


def test_progress_is_shown_at_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(AGENT, encoding="utf-8")
    shown, printed = at_terminal(tmp_path / "home", "load", str(file))
    for step in ("read", "validate", "project"):
        assert step in shown
    assert printed == "added 1, changed 0, unchanged 0, withdrawn 0 (commit 1)\n"


def test_progress_is_not_shown_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(AGENT, encoding="utf-8")
    assert publod_apart(tmp_path / "home", "load", file).stderr == ""
    assert publod_apart(tmp_path / "home", "rebuild").stderr == ""
