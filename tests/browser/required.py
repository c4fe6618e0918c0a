"""The programs that these tests need: found, or missed loudly.

Without one of them the tests that need it are skipped, and the summary of the run says why. Where
the environment has ``CI`` they fail instead: there, a check that did not happen is a fault.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Where `make test` has npm put what `package.json` names.
MODULES = ROOT / ".venv" / "node_modules"
#: The first has no windows to keep, and is three times as fast.
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """The browser's program: what ``CHROMIUM`` names, or the first one on the path."""
    named = os.environ.get("CHROMIUM")
    found = [shutil.which(name) for name in ((named,) if named else _BROWSERS)]
    return _there(
        next((path for path in found if path), None),
        f"Chromium ({named or ', '.join(_BROWSERS)})",
        "install it (Debian: chromium-headless-shell), or name the program in CHROMIUM",
    )


def java() -> str:
    """The Java that runs the markup checker."""
    return _there(shutil.which("java"), "Java", "install Java 17 (Debian: default-jre-headless)")


def module(path: str) -> Path:
    """A file of an npm package, such as ``axe-core/axe.min.js``."""
    file = MODULES / path
    return Path(
        _there(
            str(file) if file.exists() else None,
            f"{path} (npm)",
            "run `make test` where npm is installed",
        )
    )


def _there(found: str | None, what: str, remedy: str) -> str:
    if found:
        return found
    missing = f"NOT TESTED: {what} is missing; {remedy}"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)
