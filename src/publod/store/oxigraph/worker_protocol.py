"""How the web process and a query worker talk: frames over a stream socket."""

from __future__ import annotations

import marshal
import struct
from typing import Any, NamedTuple

_LENGTH = struct.Struct("<I")
#: The bytes before a frame's payload.
HEAD = _LENGTH.size + 1

#: What a frame is.
READY, GONE, WHOLE, BEGIN, DATA, END, ERROR = b"R", b"G", b"W", b"B", b"D", b"E", b"X"
#: The query needs more memory than its worker may have.
CRAMPED = b"M"

#: What an answer is, told in the first byte of a WHOLE or BEGIN frame; marks to Kind.
BINDINGS, BOOLEAN, GRAPH = b"b", b"?", b"g"

#: How much of an answer travels in one frame. The engine writes 8 KiB at a time.
FRAME_SIZE = 64 << 10


class Hello(NamedTuple):
    """What every query to one worker has in common; ``memory`` in bytes.

    ``folder`` is where generations are published; its current one is opened in advance.
    """

    base_iri: str
    prefixes: dict[str, str]
    memory: int
    folder: str = ""


class Request(NamedTuple):
    """One query. ``generation`` is a folder; graphs are None where the query's own dataset counts.

    ``alarm`` is after how many seconds the kernel ends a worker that nobody else has ended,
    ``memory`` how much resident memory it may have, in bytes; ``added`` is as in `Query`.
    """

    generation: str
    text: str
    default_graphs: list[str] | None
    named_graphs: list[str] | None
    results: str
    graphs: str
    alarm: float
    memory: int
    added: int = 0


def pack(message: Hello | Request) -> bytes:
    """Write a message for a worker."""
    payload = marshal.dumps(tuple(message))
    return _LENGTH.pack(len(payload)) + payload


def frame(letter: bytes, payload: bytes = b"") -> bytes:
    """Write a frame for the web process."""
    return _LENGTH.pack(len(payload) + 1) + letter + payload


def split(received: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Take the first frame off: its letter, payload and the rest; None while it is not whole."""
    if len(received) < HEAD:
        return None
    end = _LENGTH.size + _LENGTH.unpack_from(received)[0]
    if len(received) < end:
        return None
    return received[_LENGTH.size : HEAD], received[HEAD:end], received[end:]


def unpack(received: bytes) -> tuple[tuple[Any, ...], bytes] | None:
    """Read a message on the worker's side, and give the rest; None while it is not whole."""
    size = _LENGTH.size
    if len(received) < size:
        return None
    end = size + _LENGTH.unpack_from(received)[0]
    if len(received) < end:
        return None
    return marshal.loads(received[size:end]), received[end:]  # noqa: S302 (from the trusted side)
