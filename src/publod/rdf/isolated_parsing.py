"""Reading files in a process of its own: no file takes more than it has.

The parsers are fast, and most files are harmless. But a few kilobytes can make them call themselves
until the process ends, compute for hours, or write gigabytes, and not all such files can be told
from others beforehand. So whatever comes from outside is parsed by a child with ceilings, which
tells what it reads line by line. Forked, it starts in a few milliseconds.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Collection, Iterator
from contextlib import suppress
from mmap import mmap
from pathlib import Path
from struct import Struct
from typing import Any, Self

from publod.errors import RdfSyntaxError
from publod.isolated_process import MEMORY, forked_child, limit_seconds
from publod.messages import N_, English, Message
from publod.rdf.line_locator import lines_of
from publod.rdf.parsing import Statement, read
from publod.rdf.source_format import SourceFormat
from publod.rdf.terms import Triple

#: Processor seconds for a file, and bytes that give one more; parsing needs a tenth of it.
_SECONDS, _BYTES_A_SECOND = 5, 4 << 20
#: To how many times its size a file may grow as N-Triples, above a free part in characters.
_MOST_GROWTH, _FREE_GROWTH = 30, 16 << 20
#: Characters that are sent at once.
_PART = 1 << 16
_COUNT = Struct("=Q")


class IsolatedReader:
    """Reads one file after another in a child process, as `read` does; a context manager.

    When a file has ended the child, the next one gets another child.
    On Linux the child has a ceiling on memory; elsewhere on time alone.
    """

    def __init__(self, base: str) -> None:
        self._base = base

    def __enter__(self) -> Self:
        self._start()
        return self

    def _start(self) -> None:
        # How many bytes of a file the parser was given: what a child that dies can still tell.
        self._given = mmap(-1, _COUNT.size)
        theirs, ours = os.pipe()
        answers, their_answers = os.pipe()
        self._pid = os.fork()
        if not self._pid:
            with forked_child():
                os.close(ours)
                os.close(answers)
                _serve(theirs, their_answers, self._base, self._given)
        os.close(theirs)
        os.close(their_answers)
        self._requests = os.fdopen(ours, "wb", buffering=0)
        self._answers = os.fdopen(answers, "rb", buffering=_PART)

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def given(self) -> int:
        """How many bytes of the file the parser has got so far."""
        [count] = _COUNT.unpack(self._given[: _COUNT.size])
        return int(count)

    def _end(self) -> None:
        self._answers.close()
        self._requests.close()
        self._given.close()
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)

    def read(self, path: Path, syntax: SourceFormat) -> Iterator[Statement]:
        """The statements of a file. Raises RdfSyntaxError, as `read` does, and at the ceilings."""
        if not self._pid:
            self._end()
            self._start()
        self._given[: _COUNT.size] = _COUNT.pack(0)
        with suppress(BrokenPipeError):  # how it ended is asked below
            self._requests.write(json.dumps([str(path), syntax.name]).encode() + b"\n")
        for line in self._answers:
            if line.startswith(b"!"):
                error = json.loads(line[1:])
                if error is None:
                    return
                source, reason, line_number, column = error
                raise RdfSyntaxError(source, Message.from_json(reason), line_number, column)
            graph, s, p, o = line.decode()[:-1].split(" ", 3)
            yield (s, p, o), graph if graph != "-" else None
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        reason = _reason(os.waitstatus_to_exitcode(status))
        raise RdfSyntaxError(
            str(path), N_("%(reason)s. %(given)s", reason=reason, given=_how_far(path, self._given))
        )


def _reason(code: int) -> Message:
    if code == -signal.SIGXCPU:
        return N_(
            "it takes more than %(seconds)s s, and a second for each %(bytes_a_second)s MiB, to "
            "read: it is nested or abbreviated beyond measure. N-Triples cannot be so",
            seconds=_SECONDS,
            bytes_a_second=_BYTES_A_SECOND >> 20,
        )
    ended = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return N_(
        "the parser could not read it (%(ended)s): it is nested or abbreviated beyond "
        "measure, or needs more than %(memory)s MiB of memory. N-Triples cannot be so",
        ended=ended,
        memory=MEMORY >> 20,
    )


def _how_far(path: Path, given: mmap) -> Message:
    """Up to where a file had been read: parsers get it in parts, so the fault may be before that.

    A parser that has died tells nothing itself.
    """
    with suppress(OSError), path.open("rb") as file:
        [count] = _COUNT.unpack(given[: _COUNT.size])
        beginning = file.read(count)
        if file.read(1):
            lines = beginning.count(b"\n") + 1
            return N_("It had been read up to line %(lines)s", lines=lines)
    return N_("It had been read to its end: that is all that can be said of where the fault is")


def isolated_lines(
    path: Path, syntax: SourceFormat, base: str, patterns: Collection[Triple]
) -> dict[Triple, int]:
    """As `lines_of`, which parses as well; nothing is found where that comes to a ceiling."""
    answers, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        with forked_child(), os.fdopen(theirs, "wb") as out:
            os.close(answers)
            limit_seconds(_SECONDS + path.stat().st_size / _BYTES_A_SECOND)
            out.write(json.dumps([*lines_of(path, syntax, base, patterns).items()]).encode())
    os.close(theirs)
    with os.fdopen(answers, "rb") as answer:
        located = answer.read()
    os.waitpid(pid, 0)
    try:
        return {(s, p, o): line for (s, p, o), line in json.loads(located)}
    except ValueError:
        return {}


def _serve(requests: int, answers: int, base: str, given: mmap) -> None:
    with os.fdopen(requests, "rb") as incoming, os.fdopen(answers, "wb", buffering=_PART) as out:
        for line in incoming:
            name, syntax = json.loads(line)
            for part in _answered(Path(name), SourceFormat[syntax], base, given):
                out.write(part.encode())
            out.flush()


def _answered(path: Path, syntax: SourceFormat, base: str, given: mmap) -> Iterator[str]:
    """The lines of an answer: statements with their graphs, and how it ended.

    Meanwhile it writes into ``given`` how many bytes of the file the parser has got.
    """
    count = 0

    def add(more: int) -> None:
        nonlocal count
        count += more
        given[: _COUNT.size] = _COUNT.pack(count)

    add(0)
    error: tuple[str, list[Any], int | None, int | None] | None = None
    length = 0
    try:
        size = path.stat().st_size
        limit_seconds(_SECONDS + size / _BYTES_A_SECOND)
        most = _FREE_GROWTH + _MOST_GROWTH * size
        for (s, p, o), graph in read(path, syntax, base, add):
            line = f"{graph or '-'} {s} {p} {o}\n"
            length += len(line)
            if length > most:
                reason = N_(
                    "as N-Triples it would be more than %(most_growth)s times as long",
                    most_growth=_MOST_GROWTH,
                )
                raise RdfSyntaxError(
                    str(path), N_("it is abbreviated beyond measure: %(reason)s", reason=reason)
                )
            yield line
    except RdfSyntaxError as failure:
        error = failure.source, failure.reason.to_json(), failure.line, failure.column
    except BaseException as failure:  # noqa: BLE001 (a panic of the parser is no Exception)
        first = str(failure).partition("\n")[0] or type(failure).__name__
        reason = N_("the parser could not read it: %(reason)s", reason=English(first))
        error = str(path), reason.to_json(), None, None
    yield f"!{json.dumps(error)}\n"
