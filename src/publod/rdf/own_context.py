"""JSON-LD documents that name the context which publod itself publishes.

Such documents come from the service: somebody fetched one, and edited it. The context is written
into the text in place of its address, so that nothing has to be fetched, and on the same line, so
that every line keeps its number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from publod.rdf.jsonld_context import CONTEXT

_CONTEXT_KEY = re.compile(rb'"@context"\s*+:\s*+')
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
_STRING = re.compile(rb'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
#: Documents refer to the context by an address that is relative to their own.
_RELATIVE = re.compile(r"(?:\.{1,2}/)*context\.jsonld")
_PATH = "context.jsonld"


def with_own_context(text: bytes, base: str) -> bytes:
    """A JSON-LD text with the context of a catalogue at ``base`` in place of its address.

    Only the terms that the text uses are written, since a text may name the context many times. The
    result is ``text`` itself where the context is not named.
    """
    places = list(_places(text, base))
    if not places:
        return text
    used = {_unescaped(match[1]) for match in _STRING.finditer(text)}
    context = json.dumps(CONTEXT.definitions(used)).encode()
    parts, end = [], 0
    for first, last in places:
        parts += [text[end:first], context]
        end = last
    return b"".join([*parts, text[end:]])


def _unescaped(token: bytes) -> str:
    text = token.decode("utf-8", "replace")
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:  # which the parser says better
        return text


def _places(text: bytes, base: str) -> Iterator[tuple[int, int]]:
    """Where the addresses of the context stand: as a value of ``@context``, or in a list of it."""
    for key in _CONTEXT_KEY.finditer(text):
        depth = 0
        for token in _TOKEN.finditer(text, key.end()):
            if not depth and token.start() != key.end():
                break
            sign = token[0][:1]
            if sign == b'"':
                if depth < 2 and _is_own(_unescaped(token[0][1:-1]), base):
                    yield token.span()
            elif sign in b"[{":
                # What is in an object is a definition, or a context of one term.
                if sign == b"{" and not depth:
                    break
                depth += 1
            else:
                depth -= 1
            if not depth:
                break


def _is_own(address: str, base: str) -> bool:
    return address == base + _PATH or _RELATIVE.fullmatch(address) is not None
