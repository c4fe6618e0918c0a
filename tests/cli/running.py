"""The command ``publod``, as a person runs it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from publod.cli import main

BASE = "https://data.example.se/"
PUBLOD = (sys.executable, "-c", "from publod.cli import main; main()")
PREFIXES = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix pub: <https://w3id.org/publod/ns#> .
"""
AGENT = PREFIXES + '<agent/x#it> a foaf:Organization ; foaf:name "X"@sv .\n'


def environment(home: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Nobody's own settings or language, but the home, the base URL and what is asked for."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PUBLOD_", "LC_", "LANG", "FORCE_COLOR", "TTY_"))
    }
    return {**kept, "PUBLOD_HOME": str(home), "PUBLOD_BASE_URL": BASE, **settings}


@dataclass(frozen=True)
class Done:
    """What a command printed, and how it ended."""

    stdout: str
    stderr: str
    returncode: int


def publod(home: Path, *arguments: str | Path, code: int = 0, **settings: str) -> Done:
    """Run a command in this process, and insist on its exit code."""
    gone = dict.fromkeys(set(os.environ) - set(environment(home, {})))
    runner = CliRunner(env={**gone, **environment(home, settings)})
    result = runner.invoke(main, list(map(str, arguments)))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return Done(result.stdout, result.stderr, result.exit_code)


def publod_apart(home: Path, *arguments: str | Path, code: int = 0, **settings: str) -> Done:
    """Run a command in a process of its own; it never shows a traceback."""
    done = subprocess.run(
        [*PUBLOD, *map(str, arguments)],
        env=environment(home, settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, done.stdout + done.stderr
    return Done(done.stdout, done.stderr, done.returncode)


def seconds_of_cpu(*arguments: str) -> float:
    """What a command costs, in user and system time of its process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*PUBLOD, *arguments], capture_output=True, timeout=60, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
