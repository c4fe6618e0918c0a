"""A child that parses: the same statements, the same faults, and its end is not ours."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import pytest

from publod.errors import RdfSyntaxError
from publod.rdf import IsolatedReader, Triple, format_of, isolated_lines, read
from publod.rdf.line_locator import lines_of

BASE = "https://data.example.se/"
DATA = sorted((Path(__file__).parents[2] / "data").rglob("*.ttl"))
ODD = r"""<a> <http://p/p> 'x\n\t\r\u2028\\ \" @@'@sv , <http://x/å> , 1 . """
ODD = ODD.replace("@@", "\u2028\x85 å")
DEEP = "<a> <http://p/p> " + "<<( <a> <http://p/p> " * 20_000 + "<b>" + " )>>" * 20_000 + " ."


def test_it_reads_what_reading_here_would(tmp_path: Path) -> None:
    odd = tmp_path / "odd.trig"
    odd.write_text(ODD + "<g> { <b> <http://p/p> 'y' }", encoding="utf-8")
    with IsolatedReader(BASE) as reader:
        for file in [*DATA, odd]:
            found = [*reader.read(file, format_of(file))]
            here = [*read(file, format_of(file), BASE)]
            assert len(found) == len(here)
            blank = [s for s in here if "_:" in str(s)]
            assert blank or found == here


def test_a_fault_is_the_same_and_the_next_file_is_read(tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.ttl", tmp_path / "good.ttl"
    bad.write_text("<a> <http://p/p> 1 .\n<a> oj .")
    good.write_text("<a> <http://p/p> 1 .")
    with IsolatedReader(BASE) as reader:
        with pytest.raises(RdfSyntaxError) as caught:
            list(reader.read(bad, format_of(bad)))
        assert (caught.value.source, caught.value.line, caught.value.column) == (str(bad), 2, 5)
        assert len(list(reader.read(good, format_of(good)))) == 1


def test_the_end_of_the_child_is_a_fault_of_the_file(tmp_path: Path) -> None:
    deep = tmp_path / "deep.ttl"
    deep.write_text(DEEP)
    with (
        IsolatedReader(BASE) as reader,
        pytest.raises(RdfSyntaxError, match=r"deep.ttl: the parser could not read it \(SIG"),
    ):
        list(reader.read(deep, format_of(deep)))
    with (
        IsolatedReader(BASE) as reader,
        pytest.raises(RdfSyntaxError, match="SIGKILL"),
    ):
        os.kill(reader._pid, signal.SIGKILL)
        list(reader.read(deep, format_of(deep)))


def test_how_far_it_had_come_is_said(tmp_path: Path) -> None:
    deep, behind = tmp_path / "deep.ttl", tmp_path / "behind.ttl"
    deep.write_text(DEEP)
    simple = "<a> <http://p/p> 1 .\n" * 2000
    behind.write_text(simple + DEEP + "\n" + simple * 100)
    with (
        IsolatedReader(BASE) as reader,
        pytest.raises(RdfSyntaxError, match=r"It had been read to its end: that is all"),
    ):
        list(reader.read(deep, format_of(deep)))
    with IsolatedReader(BASE) as reader, pytest.raises(RdfSyntaxError) as caught:
        list(reader.read(behind, format_of(behind)))
    place = re.search(r"It had been read up to line (\d+)$", str(caught.value.reason))
    assert place is not None
    assert 2000 < int(place[1]) < 200_000


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    file = tmp_path / "long.nt"
    file.write_text("<http://e/a> <http://p/p> <http://e/b> .\n" * 100_000)
    before = {file.name for file in Path("/proc/self/fd").iterdir()}
    with IsolatedReader(BASE) as reader:
        statements = reader.read(file, format_of(file))
        next(statements)
        child = reader._pid
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert {file.name for file in Path("/proc/self/fd").iterdir()} == before


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    """Killed, a parent cannot say so; the child's next line has nobody to read it."""
    file = tmp_path / "long.nt"
    file.write_text("<http://e/a> <http://p/p> <http://e/b> .\n" * 100_000)
    ours, theirs = os.pipe()
    parent = os.fork()
    if not parent:
        with IsolatedReader(BASE) as reader:
            next(reader.read(file, format_of(file)))
            os.write(theirs, str(reader._pid).encode() + b"\n")
            time.sleep(600)
    os.close(theirs)
    assert int(os.read(ours, 100)) > 0
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    # The last holder of the pipe's other end is the child.
    assert os.read(ours, 1) == b""
    os.close(ours)


def test_lines_are_looked_up_apart_as_well(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("\n<a> <http://p/p> 1 .\n" + DEEP)
    pattern: Triple = (f"<{BASE}a>", "<http://p/q>", "")
    assert isolated_lines(file, format_of(file), BASE, [pattern]) == {}
    file.write_text("\n<a> <http://p/q> 1 .\n")
    found = isolated_lines(file, format_of(file), BASE, [pattern])
    assert found == lines_of(file, format_of(file), BASE, [pattern]) == {pattern: 2}
