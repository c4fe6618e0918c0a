"""What ``publod init`` asks on a terminal: a pseudo-terminal, and a person who types."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from cli.running import environment

#: What is told once all is written, and how long anything is waited for, in seconds.
END = "publod serve"
PATIENCE = 60
#: A process that was begun in the background may ignore SIGINT, as do all that it begins.
TAKE_INTERRUPTS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
#: The terminal sends its signals to the session whose it is.
OWN_TERMINAL = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"


class Terminal:
    """A person at a terminal, who reads up to what is asked and types an answer."""

    def __init__(self, process: subprocess.Popen[bytes], device: int) -> None:
        self.process, self._device, self._read = process, device, ""

    def expect(self, text: str) -> str:
        """What was shown up to a text, and with it."""
        until = time.monotonic() + PATIENCE
        while text not in self._read:
            assert time.monotonic() < until, f"no {text!r} in {self._read!r}"
            try:
                self._read += os.read(self._device, 4096).decode(errors="replace")
            except OSError:  # the other end has been closed
                assert text in self._read, f"no {text!r} in {self._read!r}"
        shown, _, self._read = self._read.partition(text)
        return shown + text

    def answer(self, question: str, text: str | bytes) -> str:
        shown = self.expect(question)
        shown += self.expect(": ")
        self.press((text.encode() if isinstance(text, str) else text) + b"\n")
        return shown

    def press(self, keys: bytes) -> None:
        os.write(self._device, keys)


@contextmanager
def init(folder: Path, *arguments: str, language: str = "C.UTF-8") -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    settings = {
        **environment(folder, {}), "LANG": language, "TERM": "dumb", "COLUMNS": "200",
        "PYTHONIOENCODING": "utf-8:strict",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", TAKE_INTERRUPTS + OWN_TERMINAL + "from publod.cli import main; main()", "init", "new", *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=settings, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Terminal(process, ours)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
        os.close(ours)


def test_what_is_usual_is_offered_and_taken(tmp_path: Path) -> None:
    with init(tmp_path) as terminal:
        terminal.answer("What is the catalogue called?", "Our publications")
        terminal.answer("Who publishes it?", "The Agency")
        terminal.answer("At which URL", "")
        assert "[CC0]" in terminal.answer("On what licence", "")
        terminal.answer("To which address", "")
        assert "[en]" in terminal.answer("In which languages", "")
        terminal.expect(END)
        assert terminal.process.wait(PATIENCE) == 0
    settings = tomllib.loads((tmp_path / "new/publod.toml").read_text("utf-8"))
    assert settings["languages"] == ["en"]
    assert "publicdomain/zero" in (tmp_path / "new/data/catalog.ttl").read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_an_answer_that_cannot_be_is_asked_for_again_with_the_cause(tmp_path: Path) -> None:
    with init(tmp_path, "--publisher", "The Agency") as terminal:
        terminal.answer("called?", "  ")
        assert "a catalogue has a name" in terminal.answer("called?", "Our publications")
        terminal.answer("At which URL", "agency.example")
        assert "an http(s) URL" in terminal.answer("At which URL", "https://data.agency.example")
        terminal.answer("On what licence", "free")
        assert "one of CC0, CC-BY-4.0" in terminal.answer("On what licence", "CC-BY-4.0")
        terminal.answer("To which address", "somebody")
        assert "an address like" in terminal.answer("To which address", "who@agency.example")
        terminal.answer("In which languages", "klingon")
        assert "tag of a language" in terminal.answer("In which languages", "et, en")
        shown = terminal.expect(END)
        assert terminal.process.wait(PATIENCE) == 0
    assert "Who publishes it?" not in shown
    settings = tomllib.loads((tmp_path / "new/publod.toml").read_text("utf-8"))
    assert settings["languages"] == ["et", "en"]
    assert settings["base_url"] == "https://data.agency.example/"
    assert "licenses/by/4.0/" in (tmp_path / "new/data/catalog.ttl").read_text("utf-8")


def test_questions_are_in_the_language_of_the_terminal(tmp_path: Path) -> None:
    with init(tmp_path, language="sv_SE.UTF-8") as terminal:
        terminal.answer("Vad heter katalogen?", "")
        assert "en katalog har ett namn" in terminal.answer("Vad heter katalogen?", "Skrifter")


def test_what_a_terminal_sends_that_is_not_utf_8_is_asked_for_again(tmp_path: Path) -> None:
    with init(tmp_path, "--publisher", "x", language="sv_SE.UTF-8") as terminal:
        terminal.answer("Vad heter katalogen?", b"V\xe5ra skrifter")
        assert "inte är i UTF-8" in terminal.answer("katalogen?", "Våra \x1b[31mskrifter")
        assert "styrtecken" in terminal.answer("katalogen?", "Våra skrifter")


@pytest.mark.parametrize("end", [b"\x03", b"\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_who_gives_up_leaves_nothing(tmp_path: Path, end: bytes) -> None:
    with init(tmp_path) as terminal:
        terminal.answer("called?", "Our publications")
        terminal.expect("Who publishes it?")
        terminal.expect(": ")
        terminal.press(end)
        terminal.expect("publod: nothing was written")
        assert terminal.process.wait(PATIENCE) == 1
    assert list(tmp_path.iterdir()) == []


def test_who_stops_it_while_it_writes_leaves_no_half_folder(tmp_path: Path) -> None:
    """The signal comes with the fifth file."""
    program = TAKE_INTERRUPTS + (
        "import os, signal, pathlib\nfrom publod.cli import main\nwrite, done = pathlib.Path.write_text, []\n"
        "def slow(path, *a, **k):\n    done.append(path)\n"
        "    if len(done) == 5: os.kill(os.getpid(), signal.SIGINT)\n    return write(path, *a, **k)\n"
        "pathlib.Path.write_text = slow\nmain(['init', 'new', '--yes'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment(tmp_path, {}), capture_output=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert not re.search(rb"Traceback", done.stderr)
    assert list(tmp_path.iterdir()) == []
