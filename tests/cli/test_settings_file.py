"""``publod.toml``: what it may say, what is refused with its line, and what wins."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from publod.cli import main
from publod.config import Settings
from publod.errors import SettingsError
from publod.setting_sources import effective, from_environment


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with no settings from outside: a server of another test leaves some."""
    for name in [name for name in os.environ if name.startswith("PUBLOD_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, text: str) -> None:
    (folder / "publod.toml").write_text(text, encoding="utf-8")


def test_without_a_file_everything_has_its_default(folder: Path) -> None:
    assert from_environment({}) == Settings()


def test_values_come_from_the_file_and_the_environment_wins(folder: Path) -> None:
    write(folder, 'port = 81\nquery_deadline = 2.5\nlanguages = ["sv", "en"]\nworkers = 3\n')
    settings = from_environment({"PUBLOD_WORKERS": "2"}, port=82)
    assert (settings.port, settings.workers, settings.query_deadline) == (82, 2, 2.5)
    assert (settings.languages, settings.default_language) == (("sv", "en"), "sv")
    assert from_environment({}).config == Path("publod.toml")


def test_paths_are_below_the_folder_of_the_file(folder: Path) -> None:
    (folder / "shapes").mkdir()
    write(folder, 'home = "state"\nshapes = "shapes"\n')
    settings = from_environment({"PUBLOD_CONFIG": str(folder / "publod.toml")})
    assert (settings.home, settings.shapes) == (folder / "state", folder / "shapes")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("port = 80\nhoem = 'x'\n", "publod.toml:2: hoem is no setting of publod; is home meant?"),
        ("zzz = 1", "publod.toml:1: zzz is no setting of publod; `publod settings` lists them"),
        ("[server]\nport = 80\n", "publod.toml:1: server is no setting"),
        ('port = "abc"\n', "publod.toml:1: port cannot be 'abc': a port from 1 to 65535 is needed"),
        ("\nport = 99999\n", "publod.toml:2: port cannot be 99999: a port from 1 to 65535"),
        ("port = true", "publod.toml:1: port cannot be True: "),
        ("email = ''", "publod.toml:1: email cannot be '': leave the line out"),
        ("email = [1]", "publod.toml:1: email cannot be [1]: texts are needed, in quotes"),
        ("base_url = ['http://x.example/']", "publod.toml:1: base_url cannot be ['http"),
        ("port = 80\nport = 81\n", "publod.toml:2:"),
        ("port 80", "publod.toml:1:6: this is no TOML: Expected '=' after a key"),
        ("config = 'other.toml'", "publod.toml:1: config is no setting"),
        ("languages = 'en xx'", "no pages can be had in xx: there are translations for en, sv"),
        ("language = 'sv'\nlanguages = 'en'", "publod.toml:1: language cannot be sv"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(folder: Path, text: str, said: str) -> None:
    write(folder, text)
    with pytest.raises(SettingsError) as raised:
        from_environment({})
    assert said in str(raised.value)


def test_a_file_that_is_named_must_be_there(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"PUBLOD_CONFIG: there is no file gone\.toml"):
        from_environment({"PUBLOD_CONFIG": "gone.toml"})


def test_where_each_setting_comes_from(folder: Path) -> None:
    write(folder, "# comment\nport = 81\n")
    environment = {
        "PUBLOD_WORKERS": "2", "PUBLOD_SPARQL_PASSWORD": "secret",
        "PUBLOD_LEDGER_URL": "postgresql://who:secret@db/x",
    }  # fmt: skip
    listed = {one.variable: (one.value, str(one.source)) for one in effective(environment)}
    assert listed["PUBLOD_PORT"] == ("81", "publod.toml:2")
    assert listed["PUBLOD_WORKERS"] == ("2", "PUBLOD_WORKERS in the environment")
    assert listed["PUBLOD_THREADS"] == ("4", "default")
    assert listed["PUBLOD_SPARQL_PASSWORD"][0] == "***"
    assert listed["PUBLOD_LEDGER_URL"][0] == "postgresql://who:***@db/x"


def test_the_command_takes_a_file_and_lists_what_holds(folder: Path) -> None:
    (folder / "other.toml").write_text("port = 83\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["--config", "other.toml", "--home", "state", "settings"])
    assert "PUBLOD_PORT = 83  [other.toml:1]" in done.output
    assert "PUBLOD_HOME = state  [option --home]" in done.output
    write(folder, "prot = 83\n")
    done = CliRunner().invoke(main, ["status"])
    assert (done.exit_code, "publod.toml:1: prot" in done.output) == (1, True)
