"""Settings come from the environment; a wrong one is refused, and each one is documented."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from publod.cli import main
from publod.config import PREFIX, Settings, described
from publod.errors import SettingsError
from publod.setting_sources import from_environment

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "data.example.se"), ("BASE_URL", "ftp://e.example/"), ("BASE_URL", "http://"),
        ("BASE_URL", "http://e.example/?q"), ("BASE_URL", "http://e.example/?"),
        ("BASE_URL", "http://e.example/#"), ("BASE_URL", "http://e.example/a b"),
        ("BASE_URL", "http://e.example/<x>"), ("BASE_URL", "http://e.example/a/../b"),
        ("BASE_URL", "HTTP://e.example/"), ("BASE_URL", "http://e.example:0/"),
        ("BASE_URL", "http://e.example:99999/"), ("BASE_URL", "http://[::1/"),
        ("PORT", "0"), ("PORT", "65536"), ("PORT", "-1"), ("PORT", "80.5"), ("PORT", "http"),
        ("WORKERS", "0"), ("WORKERS", "-1"), ("WORKERS", "two"), ("LANGUAGE", "SV"),
        ("QUERY_DEADLINE", "0"), ("QUERY_DEADLINE", "nan"), ("QUERY_DEADLINE", "inf"),
        ("QUERY_DEADLINE", "-1"), ("QUERY_MEMORY_MB", "1024"), ("CACHE_MB", "0"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"PUBLOD_{name} cannot be "):
        from_environment({f"PUBLOD_{name}": value})


@pytest.mark.parametrize("name", ["PUBLOD_HOEM", "PUBLOD_", "PUBLOD_home", "PUBLOD_STORE"])
def test_a_variable_that_is_no_setting_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is no setting"):
        from_environment({name: "x"})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://data.example.se", "https://data.example.se/"),
        ("https://data.example.se/", "https://data.example.se/"),
        ("http://127.0.0.1:8000/a/b", "http://127.0.0.1:8000/a/b/"),
        ("http://[::1]:8000", "http://[::1]:8000/"),
        ("", None),
    ],
)
def test_a_base_url_ends_with_a_slash(value: str, expected: str | None) -> None:
    assert from_environment({"PUBLOD_BASE_URL": value}).base_url == expected


def test_everything_else_has_a_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = from_environment({"HOME": "/x", "OTHER": "y"})
    assert settings == Settings()
    assert settings.new_base_url == "http://127.0.0.1:8000/"
    assert Settings(port=81).new_base_url == "http://127.0.0.1:81/"
    assert settings.database == "sqlite:///publod-home/ledger.db"
    assert settings.shapes.is_dir()
    assert settings.ontology.is_dir()


def test_the_command_line_wins() -> None:
    environment = {"PUBLOD_PORT": "81", "PUBLOD_HOME": "a"}
    assert from_environment(environment, port=82, home=None).port == 82
    assert from_environment(environment, port=82, home=None).home == Path("a")


def test_docs_and_the_command_have_each_setting_with_its_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = re.findall(
        r"^\| `(PUBLOD_\w+)` \|(.*?)\| .{20,} \|$",
        (ROOT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE,
    )  # fmt: skip
    documented = {name: default.strip().strip("`") for name, default in rows}
    assert len(rows) == len(documented)
    assert documented == {name: default for name, default, _ in described()}
    gone = dict.fromkeys(name for name in os.environ if name.startswith(PREFIX))
    listed = CliRunner(env={**gone, "LC_ALL": "C"}).invoke(main, ["settings"]).output
    shown = dict(re.findall(r"^(PUBLOD_\w+) = (.*)  \[default\]\n    \S", listed, re.MULTILINE))
    assert shown.keys() == documented.keys()
    fixed = {name for name, default in documented.items() if " for each " not in default}
    for name in fixed - {"PUBLOD_SHAPES", "PUBLOD_ONTOLOGY"}:
        assert shown[name] == (documented[name] or "-")


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_documented(command: str) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert any(f"publod {command}" in page.read_text(encoding="utf-8") for page in pages)
