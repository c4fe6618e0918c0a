"""What reaches a terminal: text, and nothing that a terminal would obey.

File names, messages of parsers and values in data may have control characters, by which a file
could rewrite what is on the screen, or turn text around so that it reads otherwise.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from publod import messages


def escaped(text: str) -> str:
    r"""A text of several lines with control characters as ``\u001B``; see `publod.messages`."""
    return messages.escaped(text, lines=True)


@contextmanager
def escaped_output() -> Iterator[None]:
    """Escape whatever is written to standard output and standard error as text.

    Bytes go through as they are, since they are data that a file is to hold, unless a terminal is
    at the other end.
    """
    before = sys.stdout, sys.stderr
    ours = _Escaping(sys.stdout), _Escaping(sys.stderr)
    sys.stdout, sys.stderr = ours
    try:
        yield
    finally:
        # Whatever else has been put in their place stays.
        if sys.stdout is ours[0]:
            sys.stdout = before[0]
        if sys.stderr is ours[1]:
            sys.stderr = before[1]


class _Escaping:
    """A stream of text that escapes what is written to it."""

    def __init__(self, stream: IO[str]) -> None:
        #: What it writes to, for what is meant to control the terminal.
        self.unescaped = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unescaped, name)

    def write(self, text: str) -> int:
        return self.unescaped.write(escaped(text))

    def writelines(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.write(line)

    @property
    def buffer(self) -> Any:
        stream: Any = self.unescaped
        return _EscapingBytes(self, stream.buffer) if stream.isatty() else stream.buffer


class _EscapingBytes:
    """The bytes of a stream, read as UTF-8 and escaped."""

    def __init__(self, stream: _Escaping, raw: Any) -> None:
        self._stream = stream
        self._raw = raw
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def write(self, part: bytes) -> int:
        self._stream.write(self._decoder.decode(part))
        return len(part)
