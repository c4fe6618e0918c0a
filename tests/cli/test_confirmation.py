"""What could not be taken back is asked about first; where nobody can answer, it is refused."""

from __future__ import annotations

import os
import pty
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from cli.running import AGENT, Command, publod, publod_apart, started
from ingest.catalogue import Home

DAY = 24 * 3600


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose last commit is two years old."""
    return last_loaded(tmp_path, 2 * 366 * DAY)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "new.ttl"
    file.write_text(AGENT.replace("agent/x", "agent/new"), encoding="utf-8")
    return file


def last_loaded(folder: Path, ago: int) -> Path:
    home = Home(folder / "home", now=int(time.time()) - ago)
    home.load(home.file(AGENT))
    home.truth.close()
    return home.folder


def answered(home: Path, answer: str, *arguments: str | Path) -> tuple[str, int]:
    """What a command shows at a terminal where a person types an answer, and its exit code."""
    ours, theirs = pty.openpty()
    terminal = os.ttyname(theirs)
    running = started(
        home,
        *arguments,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        settings={"TERM": "xterm"},
    )
    os.write(ours, answer.encode() + b"\n")
    return shown_until_the_end(running, ours, theirs), running.wait()


def shown_until_the_end(running: Command, ours: int, theirs: int) -> str:
    """What a process writes to a terminal of which we have both ends."""
    shown = bytearray()

    def read() -> None:
        with suppress(OSError):  # both ends are closed
            while part := os.read(ours, 4096):
                shown.extend(part)

    reader = threading.Thread(target=read)
    reader.start()
    running.wait()
    os.close(theirs)
    reader.join()
    os.close(ours)
    return shown.decode()


def commits(home: Path) -> str:
    return publod(home, "status").stdout.split("ledger        ")[1].split(",")[0]


def test_a_clock_that_may_be_ahead_is_refused_where_nobody_can_answer(
    home: Path, file: Path
) -> None:
    done = publod_apart(home, "load", file, code=1)
    assert done.stderr.startswith("publod: the clock of this machine says ")
    assert "Nothing was written: add --yes" in done.stderr
    assert commits(home) == "commit 1"
    publod_apart(home, "load", "--dry-run", file)
    assert "(commit 2)" in publod_apart(home, "load", "--yes", file).stdout
    file.write_text(AGENT.replace("agent/x", "agent/newer"), encoding="utf-8")
    assert "(commit 3)" in publod_apart(home, "load", file).stdout


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1), ("", 1)])
def test_at_a_terminal_it_is_asked(home: Path, file: Path, answer: str, code: int) -> None:
    shown, ended = answered(home, answer, "load", file)
    assert "Go on? [y/N]" in shown
    assert ended == code
    assert commits(home) == f"commit {2 - code}"


@pytest.mark.parametrize("ago", [360 * DAY, -5 * DAY])
def test_a_clock_within_a_year_or_behind_is_not_asked_about(
    tmp_path: Path, file: Path, ago: int
) -> None:
    assert "(commit 2)" in publod(last_loaded(tmp_path, ago), "load", file).stdout
