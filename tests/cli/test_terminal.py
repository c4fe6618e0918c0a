"""Long work is shown at a terminal, and nowhere else."""

from __future__ import annotations

import os
import pty
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.running import AGENT, PREFIXES, publod, publod_apart, started
from cli.test_confirmation import answered, shown_until_the_end
from publod.cli import terminal
from publod.cli.terminal import _SO_FAR, _STEPS, escaped

#: A color, a window title, C1's beginning of a sequence, a backspace, right-to-left overrides.
CONTROLS = "\x1b[31m\x1b]0;x\x07\x9b31m\x08\u202e\u2066\u200f"
ESCAPED = "\\u001B[31m\\u001B]0;x\\u0007\\u009B31m\\u0008\\u202E\\u2066\\u200F"


def at_terminal(home: Path, *arguments: str) -> tuple[str, str]:
    """What a command shows on a terminal at its standard error, and what it prints."""
    ours, theirs = pty.openpty()
    output = home.with_name("output")
    output.touch()
    running = started(
        home, *arguments, stdout=output, stderr=os.ttyname(theirs), settings={"TERM": "xterm"}
    )
    shown = shown_until_the_end(running, ours, theirs)
    assert running.wait() == 0, shown
    return shown, output.read_text("utf-8")


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


def test_what_a_terminal_would_obey_is_escaped() -> None:
    assert escaped(CONTROLS) == ESCAPED
    assert escaped("Å\tß\n😀") == "Å\tß\n😀"
    assert escaped("a\rb\x00\x7f\u2028\udcff") == "a\\u000Db\\u0000\\u007F\\u2028\\uDCFF"


def test_file_names_messages_and_usage_reach_no_terminal_raw(tmp_path: Path) -> None:
    home = tmp_path / "home"
    file = tmp_path / f"{CONTROLS.replace('/', '')}.ttl"
    file.write_text(PREFIXES + f"<agent/x#it> a foaf:Organization ; foaf:name '{CONTROLS}' .")
    for arguments in (
        ["check", str(file)], ["load", str(file)], ["load", str(tmp_path)],
        ["check", str(tmp_path / f"no{CONTROLS}")], ["check", f"--{CONTROLS}"], [CONTROLS],
    ):  # fmt: skip
        shown, code = answered(home, "", *arguments)
        assert code in {1, 2}
        # The usage's own errors have what was typed as Python writes it.
        assert (ESCAPED if code == 1 else r"\x1b[31m") in shown.replace("\r\n", ""), shown
        assert not set("\x07\x08\x9b\u202e") & set(shown)
        assert "\x1b[31m" not in shown
        assert "\x1b]0" not in shown


@pytest.mark.parametrize("form", ["nt", "trig", "jsonld"])
def test_an_export_is_raw_in_a_file_and_escaped_at_a_terminal(tmp_path: Path, form: str) -> None:
    home, file = tmp_path / "home", tmp_path / "a.ttl"
    file.write_text(AGENT.replace('"X"', '"\u202e\x9b31m"'), encoding="utf-8")
    publod(home, "load", file)
    shown, code = answered(home, "", "export", "--format", form)
    assert (code, "\\u202E\\u009B31m" in shown, "\x9b" in shown) == (0, True, False)
    assert "\u202e\x9b31m" in publod_apart(home, "export", "--format", form).stdout


@pytest.mark.parametrize("end", ["x.ttl", "deep.ttl", "invalid.ttl", "empty.ttl", "x.oj", "folder"])
def test_the_name_of_a_file_writes_no_line_of_its_own(tmp_path: Path, end: str) -> None:
    """As into a log, where whoever names files could else tell what never was."""
    file = tmp_path / f"a\npublod: all is well\r\x1b[2K\u2028{end}"
    if end == "folder":
        file.mkdir()
        (file / "a.json").write_text("{}", encoding="utf-8")
    else:
        content = {
            "x.ttl": "oj",
            "deep.ttl": "<a> <http://p/p> " + "<<( <a> <http://p/p> " * 20_000,
            "invalid.ttl": f"{PREFIXES}<publication/p#it> a pub:Publication .",
        }
        file.write_text(content.get(end, ""), encoding="utf-8")
    done = publod_apart(tmp_path / "home", "check", file, code=1)
    assert not [line for line in done.stderr.splitlines() if line.startswith("publod: all is")]
    assert not [line for line in done.stdout.splitlines() if line.startswith("publod: all is")]
    assert "a\\u000Apublod: all is well\\u000D\\u001B[2K\\u2028" in done.stderr + done.stdout
    there = publod_apart(tmp_path / "home", "check", f"{file}.not", code=1)
    assert there.stderr.count("\n") == 1


def test_without_a_terminal_a_line_says_how_far_a_step_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nothing has been done since the line before, and none after the end."""
    monkeypatch.setattr("publod.cli.terminal._SECONDS_BETWEEN_LINES", 0.01)
    monkeypatch.setenv("LANGUAGE", "en")
    told: list[str] = []

    def next_line() -> str:
        until = time.monotonic() + 60
        told.clear()
        while not told:
            assert time.monotonic() < until
            told.extend(capsys.readouterr().err.splitlines())
        return told[-1]

    def wait_for(line: str) -> None:
        until = time.monotonic() + 60
        while next_line() != line:
            assert time.monotonic() < until

    with terminal.steps() as shown:
        tell = shown("validate", 51_100)
        wait_for("0 of 51,100 records validated")
        tell(300)
        tell(12_000)
        wait_for("12,300 of 51,100 records validated")
        assert next_line() == "12,300 of 51,100 records validated"
        shown("project", 0)(1_000)
        wait_for("1,000 records written into the SPARQL store")
        shown.stop()
    capsys.readouterr()
    time.sleep(0.05)
    assert capsys.readouterr().err == ""


def test_each_step_of_a_load_has_its_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: dict[str, list[int]] = {}

    class Watched(terminal.Shown):
        def __call__(self, step: str, total: int) -> Callable[[int], None]:
            counted = begun.setdefault(step, [total, 0])
            counted[0] = total

            def add(done: int) -> None:
                counted[1] += done

            return add

    monkeypatch.setattr(terminal, "Shown", Watched)
    file, home = tmp_path / "a.ttl", tmp_path / "home"
    file.write_text(AGENT, encoding="utf-8")
    publod(home, "load", file)
    assert begun.pop("commit") == [1, 0]
    size = file.stat().st_size
    assert begun.pop("read") == [size, size]
    assert begun == {
        step: [1, 1] for step in ("compare", "validate", "read-model", "project", "index")
    }
    for command, expected in (
        (["rebuild"], {"read-model", "project", "index"}),
        (["verify"], {"verify"}),
        (
            ["rebase", "https://other.example/", "--yes"],
            {"rebase", "read-model", "project", "index"},
        ),
    ):
        begun.clear()
        publod(home, *command)
        assert begun == {step: [1, 1] for step in expected}


def test_every_step_can_be_told_in_lines() -> None:
    assert _SO_FAR.keys() == _STEPS.keys()
