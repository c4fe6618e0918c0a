"""``.ci/audit`` fails for what is known, and says what it could not look up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

AUDIT = Path(__file__).parents[1] / ".ci" / "audit"
MENDED = {"name": "b", "version": "2", "vulns": []}
SKIPPED = {"name": "c", "skip_reason": "not there"}
VULNERABLE = {
    "name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "aliases": [], "fix_versions": ["1.1"]}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("packages", "status", "told"),
    [
        ([MENDED], 0, ""),
        ([MENDED, SKIPPED], 0, "NOT AUDITED: lock: the database did not answer for 1 packages"),
        ([VULNERABLE, SKIPPED], 1, "VULNERABLE: a 1: PYSEC-1, mended in 1.1"),
        (None, 0, "NOT AUDITED: lock: the advisory database cannot be asked: no route"),
    ],
)
def test_verdict(
    tmp_path: Path, packages: list[dict[str, Any]] | None, status: int, told: str
) -> None:
    uv = tmp_path / "uv"
    report = tmp_path / "report"
    report.write_text(json.dumps({"dependencies": packages}))
    write = 'for last; do :; done; cat "$REPORT" > "$last"' if packages else "echo no route >&2"
    uv.write_text(f"#!/bin/sh\n{write}\n")
    uv.chmod(0o700)
    call = subprocess.run(
        [sys.executable, AUDIT, "lock", uv], check=False, capture_output=True, text=True,
        env={**os.environ, "REPORT": str(report)},
    )  # fmt: skip
    assert call.returncode == status
    assert told in call.stderr
    assert bool(told) == bool(call.stderr)
