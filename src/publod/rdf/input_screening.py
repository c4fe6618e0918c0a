"""What is looked for in JSON-LD before, and after, the parser has had it."""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from publod.errors import RdfSyntaxError

#: Values in one another. The parser calls itself for each level, and would end the process at some
#: thousands; descriptions need a dozen.
DEEPEST = 256

_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_CONTEXT = re.compile(rb'"@(?:context|import)"\s*+:\s*+(?:\[[^"\]]*+)?+(")')
_NO_LANGUAGE = "this is no language tag of BCP 47, such as sv or en-GB"
_LANGUAGE = re.compile(rb'"@language"\s*+:\s*+"([^"]*+)"')


def refuse_depth(path: Path) -> None:
    """Refuse JSON that is nested deeper than any description is."""
    depth = 0
    with _mapped(path) as whole:
        for match in _BRACKET.finditer(whole):
            first = match[0][:1]
            if first in b"[{":
                depth += 1
            elif first in b"]}":
                depth -= 1
            if depth > DEEPEST:
                reason = f"JSON-LD may not be nested deeper than {DEEPEST} levels"
                raise _refusal(path, whole, match.start(), reason)


def remote_context(path: Path) -> RdfSyntaxError:
    """The refusal of a file that names a remote context, with the place where it does."""
    reason = (
        "it names a remote JSON-LD context, and nothing is fetched while loading: write the "
        "context into the file"
    )
    with _mapped(path) as whole:
        named = _CONTEXT.search(whole)
        return _refusal(path, whole, named.start(1) if named else 0, reason)


def refuse_languages(path: Path) -> None:
    """Refuse language tags that are none: the parser leaves out what is said in them."""
    with _mapped(path) as whole:
        for match in _LANGUAGE.finditer(whole):
            if not _is_language(match[1].decode("utf-8", "replace")):
                raise _refusal(path, whole, match.start(1), _NO_LANGUAGE)
        if whole.find(b'"@container"') < 0:
            return
        try:
            document = json.loads(whole[:])
        except (ValueError, RecursionError):  # which the parser says better
            return
        for tag in _keys_by_language(document):
            if tag not in {"@none", ""} and not tag.startswith("@") and not _is_language(tag):
                place = re.search(rb"%s\s*+:" % re.escape(json.dumps(tag).encode()), whole)
                raise _refusal(path, whole, place.start() if place else 0, _NO_LANGUAGE)


def _is_language(tag: str) -> bool:
    try:
        ox.Literal("", language=tag)
    except ValueError:
        return False
    return True


def _keys_by_language(document: object) -> Iterator[str]:
    """The keys of language maps (JSON-LD 1.1 §4.6.2)."""
    terms: set[str] = set()
    maps: list[tuple[str, dict[str, object]]] = []
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            waiting += node.values()
            for key, value in node.items():
                if isinstance(value, dict):
                    if "@language" in str(value.get("@container", "")):
                        terms.add(key)
                    maps.append((key, value))
    for term, value in maps:
        if term in terms and "@container" not in value:
            yield from value


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap | bytes]:
    """A file's bytes, without all of them in memory."""
    if not path.stat().st_size:  # nothing cannot be mapped
        yield b""
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        yield whole


def _refusal(path: Path, whole: mmap.mmap | bytes, place: int, reason: str) -> RdfSyntaxError:
    before = whole[:place]
    return RdfSyntaxError(
        str(path), reason, before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    )
