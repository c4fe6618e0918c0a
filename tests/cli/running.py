"""The command ``publod``, as a person runs it."""

from __future__ import annotations

import atexit
import functools
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


@dataclass
class Command:
    """A command in a process, and a session, of its own: its number, and once it has ended its exit
    code (negative: the signal), the seconds that it computed and the bytes that it needed.
    """

    pid: int
    returncode: int | None = None
    seconds: float = 0
    memory: int = 0

    def poll(self, block: bool = False) -> int | None:
        if self.returncode is None:
            ended = _ask(pid=self.pid, block=block)
            if ended["code"] is not None:
                self.returncode = ended["code"]
                self.seconds, self.memory = ended["seconds"], ended["memory"]
        return self.returncode

    def wait(self, seconds: float = 60) -> int:
        """Wait for its end, and kill it after so many seconds on the clock of a busy machine."""
        killer = threading.Timer(seconds, self.kill)
        killer.start()
        code = self.poll(block=True)
        killer.cancel()
        assert code is not None
        return code

    def kill(self) -> None:
        """Kill it, with all that it started."""
        if self.returncode is not None:
            return
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


_asking = threading.Lock()


@functools.cache
def _preloaded() -> subprocess.Popen[bytes]:
    """The process that has imported publod once, for all commands of this test process."""
    runner = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("preloaded.py"))],
        env=environment(Path("/nonexistent"), {}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(runner.communicate)
    return runner


def _ask(**request: object) -> dict[str, Any]:
    runner = _preloaded()
    assert runner.stdin is not None
    assert runner.stdout is not None
    with _asking:
        runner.stdin.write(json.dumps(request).encode() + b"\n")
        runner.stdin.flush()
        answer: dict[str, Any] = json.loads(runner.stdout.readline())
    return answer


def started(
    home: Path,
    *arguments: str | Path,
    stdin: str | Path = os.devnull,
    stdout: str | Path = os.devnull,
    stderr: str | Path = os.devnull,
    folder: Path | None = None,
    ceilings: bool = False,
    ends_fully: bool = False,
    settings: Mapping[str, str] | None = None,
) -> Command:
    """Start a command as a process whose streams are these files, pipes or terminals.

    It has ceilings on memory and computing, if they are asked for, and ends with all that an
    interpreter does at its end.
    """
    return Command(
        fork(
            *map(str, arguments),
            environment=environment(home, settings or {}),
            stdin=str(stdin),
            stdout=str(stdout),
            stderr=str(stderr),
            folder=folder,
            ceilings=ceilings,
            ends_fully=ends_fully,
        )
    )


def fork(
    *arguments: str,
    environment: Mapping[str, str],
    stdin: str = os.devnull,
    stdout: str,
    stderr: str,
    folder: Path | None = None,
    program: str = "publod",
    changed: str = "",
    ceilings: bool = False,
    ends_fully: bool = True,
    ends_with_parent: bool = False,
) -> int:
    """The process id of a program, ``publod`` or ``gunicorn``, that need not import anything.

    ``changed`` is Python that it runs first. With ``ends_with_parent`` the kernel ends it when this test process has ended.
    """
    return int(
        _ask(
            arguments=arguments,
            environment=dict(environment),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            folder=str(folder or Path.cwd()),
            program=program,
            changed=changed,
            ceilings=ceilings,
            ends_fully=ends_fully,
            ends_with_parent=ends_with_parent,
        )["pid"]
    )


def publod_apart(
    home: Path,
    *arguments: str | Path,
    code: int = 0,
    folder: Path | None = None,
    **settings: str,
) -> Done:
    """Run a command in a process of its own; it never shows a traceback."""
    with tempfile.TemporaryDirectory() as streams:
        out, err = Path(streams, "out"), Path(streams, "err")
        out.touch()
        err.touch()
        command = started(
            home, *arguments, stdout=out, stderr=err, folder=folder, settings=settings
        )
        ended = command.wait()
        done = Done(out.read_text("utf-8"), err.read_text("utf-8"), ended)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, done.stdout + done.stderr
    return done


def seconds_of_cpu(*arguments: str) -> float:
    """What a command costs, in user and system time of its process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*PUBLOD, *arguments], capture_output=True, timeout=60, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
