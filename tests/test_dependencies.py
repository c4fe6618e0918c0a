"""Dependencies are bounded in pyproject.toml and locked in requirements/ (hash-checking mode of pip)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).parents[1]
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
RUNTIME = [*PROJECT["dependencies"], *EXTRAS["gunicorn"]]
LOCKED = re.compile(
    r"^(?P<name>[^\s=]+)==(?P<version>\S+)(?:[^\n]*\\\n\s+--hash=sha256:[0-9a-f]{64})+",
    re.MULTILINE,
)


@pytest.mark.parametrize("line", RUNTIME)
def test_each_runtime_dependency_has_an_upper_bound(line: str) -> None:
    operators = {one.operator for one in Requirement(line).specifier}
    assert operators & {"<", "<=", "==", "~="}


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [("runtime.txt", RUNTIME), ("development.txt", [*RUNTIME, *EXTRAS["dev"]])],
)
def test_a_lock_file_has_every_dependency_within_its_bounds(lock: str, wanted: list[str]) -> None:
    text = (TOP / "requirements" / lock).read_text("utf-8")
    versions: dict[str, list[str]] = {}  # more than one where it depends on the Python
    for entry in LOCKED.finditer(text):
        versions.setdefault(canonicalize_name(entry["name"]), []).append(entry["version"])
    entries = len(re.findall(r"^[^\s#]", text, re.MULTILINE))
    assert sum(map(len, versions.values())) == entries, "each entry has its hashes"
    for requirement in map(Requirement, wanted):
        for version in versions[canonicalize_name(requirement.name)]:
            assert version in requirement.specifier


def test_lock_files_name_no_address() -> None:
    for lock in (TOP / "requirements").glob("*.txt"):
        assert "://" not in lock.read_text("utf-8")


def test_what_serves_is_what_is_tested() -> None:
    runtime, tested = (
        set(LOCKED.findall((TOP / "requirements" / name).read_text("utf-8")))
        for name in ("runtime.txt", "development.txt")
    )
    assert runtime <= tested
