"""Asking for help is cheap, and every command answers."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from cli.running import seconds_of_cpu
from publod.cli import main
from publod.config import described

HEAVY = (
    "rdflib",
    "sqlalchemy",
    "flask",
    "pyoxigraph",
    "pyshacl",
    "granian",
    "rich",
    "babel",
    "tantivy",
)


def test_help_takes_less_than_three_tenths_of_a_second() -> None:
    assert min(seconds_of_cpu("--help") for _ in range(3)) < 0.3


@pytest.mark.parametrize("arguments", [["--help"], ["load", "--help"], ["settings"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys; from publod.cli import main; main(sys.argv[1:], standalone_mode=False); "
        f"print('imported:', [name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "imported: []"


def test_what_validates_nothing_loads_no_validation_engine() -> None:
    """Web processes and loads without changes: it takes them a third of a second to import."""
    program = (
        "import sys, publod.app, publod.ingest, publod.server.projection_follower; "
        "print('imported:', {'pyshacl', 'rdflib.plugins.sparql', 'pyparsing'} & {*sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "imported: set()\n"


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_tells_what_it_does_and_what_its_options_mean(command: str) -> None:
    done = CliRunner().invoke(main, [command, "--help"])
    assert done.exit_code == 0
    assert done.output.startswith(f"Usage: main {command} ")
    assert len(main.commands[command].get_short_help_str(200)) > 10
    for parameter in main.commands[command].params:
        if parameter.param_type_name == "option":
            assert parameter.to_info_dict()["help"], parameter.name


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_names_every_command(option: str) -> None:
    output = CliRunner().invoke(main, [option]).output
    for command in main.commands:
        assert f"\n  {command} " in output


def test_settings_are_listed_with_their_meaning() -> None:
    output = CliRunner().invoke(main, ["settings"]).output
    for name, _, help_ in described():
        assert name in output
        assert help_ in output
