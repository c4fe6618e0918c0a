"""No file, whatever it holds, takes more than ten seconds and a gigabyte, or ends in a traceback."""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import hostile_data, hostile_trees, hostile_turtle
from cli.hostile import FILES, Hostile
from cli.running import AGENT, started

GIBIBYTE = 1 << 30
#: What a terminal would obey: controls but for line feeds and tabs, and changes of direction.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")

#: They add to FILES what they have.
SOURCES = (hostile_trees, hostile_turtle, hostile_data)

Check = Callable[..., str]


@pytest.fixture
def check(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """Runs ``publod check``; returns what it printed, and insists on its manners."""
    folder = tmp_path_factory.mktemp("hostile")
    output = folder / "printed"

    def ask(*paths: Path, code: int | None = None) -> str:
        output.write_bytes(b"")
        done = started(
            folder / "home", "check", *paths,
            stdout=output, stderr=output, ceilings=True, settings={"PUBLOD_VALIDATORS": "1"},
        )  # fmt: skip
        done.wait(120)
        printed = output.read_text("utf-8")
        assert done.returncode in ({0, 1} if code is None else {code}), (done, printed)
        assert (done.seconds < 10, done.memory < GIBIBYTE) == (True, True), done
        for fault in ("Traceback", "panicked", "RUST_BACKTRACE", "Error:"):
            assert fault not in printed
        assert not CONTROLS.search(printed)
        return printed

    return ask


def written(folder: Path, hostile: Hostile) -> Path:
    content = hostile.content()
    file = folder / hostile.name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize("hostile", FILES, ids=[hostile.name for hostile in FILES])
def test_a_hostile_file_is_answered(check: Check, tmp_path: Path, hostile: Hostile) -> None:
    file = written(tmp_path, hostile)
    printed = check(file)
    assert re.search(hostile.told, printed), printed[:500]
    if "publod: " in printed:  # a refusal: it names the file, on a line or two
        assert len(printed) < 1_000
        assert tmp_path.name in printed


def test_names_are_told_apart() -> None:
    assert len({hostile.name for hostile in FILES}) == len(FILES)


# What is no ordinary file


def test_pipes_devices_and_sockets_are_refused(check: Check, tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe.ttl", tmp_path / "zero.nt"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.ttl"))
        for path in (pipe, link, tmp_path / "s.ttl", Path("/dev/zero"), Path("/dev/stdin")):
            assert "a pipe or a device" in check(path, code=1)
        (tmp_path / "a.ttl").write_text(AGENT)
        assert "not read: " in check(tmp_path, code=0)


def test_links_in_circles_end(check: Check, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").symlink_to("b.ttl")
    (tmp_path / "b.ttl").symlink_to("a.ttl")
    for _ in range(2):
        assert "there is no" in check(tmp_path / "a.ttl", code=1)
    (tmp_path / "folder").symlink_to(".")
    (tmp_path / "c.ttl").write_text(AGENT)
    assert "a link that leads nowhere" in check(tmp_path, code=0)


@pytest.mark.parametrize("suffix", ["nt", "rdf", "jsonld"])
def test_a_file_that_grows_while_it_is_read_is_refused(
    check: Check, tmp_path: Path, suffix: str
) -> None:
    """Never is it read for as long as it grows."""
    file = tmp_path / f"growing.{suffix}"
    line = "<https://data.example.se/a{}#it> <http://x/p> <http://x/o> .\n"
    beginning = {
        "nt": line.format(0) * 20_000,
        "rdf": "<!--" + "x" * 1_000_000,
        "jsonld": " " * 1_000_000,
    }
    file.write_text(beginning[suffix])
    end = threading.Event()

    def grow() -> None:
        with file.open("a") as growing:
            while not end.wait(0.001):
                growing.write(" " * 10_000)
                growing.flush()

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        assert re.search("changed while it was read|publod: ", check(file, code=1))
    finally:
        end.set()
        writer.join()


def test_a_folder_that_is_named_like_a_file_is_a_folder(check: Check, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").mkdir()
    (tmp_path / "a.ttl" / "b.ttl").write_text(AGENT)
    assert "valid: 1 to write" in check(tmp_path / "a.ttl", code=0)
    assert "there is no file or folder" in check(tmp_path / ("x" * 255), code=1)
    assert "publod: " in check(tmp_path / ("x" * 5_000), code=1)
    assert "publod: " in check(tmp_path / "a.ttl" / "b.ttl" / "c.ttl", code=1)
