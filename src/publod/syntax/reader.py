"""Reading RDF files: fast, strict, and told apart from one another by line and column."""

from __future__ import annotations

import json
import mmap
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from publod.errors import RdfSyntaxError
from publod.syntax.places import BLANK, line_of_longest, lines_of
from publod.syntax.source import BOM, OXIGRAPH_FORMATS, SourceFormat
from publod.syntax.terms import Triple

#: A triple with the graph it was said in, or None where the file names no graph.
Statement = tuple[Triple, str | None]

# Possessive, or a long run of spaces would be tried in every division.
_ENTITY = re.compile(rb"<!ENTITY\s++(?:%\s++)?+\S++\s++(?:\"([^\"]*)\"|'([^']*)')")
_PLACE = re.compile(r"^Parser error (?:at|between) [^:]*: |^at \d+\.\.\d+: ")
_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
#: The JSON-LD parser calls itself for each level, and would end the process at some thousands.
_DEEPEST = 256
#: One literal's characters. What is longer is a file: it is linked to.
_LONGEST_LITERAL = 8_000_000
_TOO_LONG = (
    f"a literal may have at most {_LONGEST_LITERAL:,} characters, and 16 MiB as it is written: "
    "make a file of a longer text, and link to it"
)
_CONTEXT = re.compile(rb'"@(?:context|import)"\s*+:\s*+(?:\[[^"\]]*+)?+(")')
_NO_LANGUAGE = "this is no language tag of BCP 47, such as sv or en-GB"
_LANGUAGE = re.compile(rb'"@language"\s*+:\s*+"([^"]*+)"')
#: Ontologies abbreviate namespaces with entities; no namespace is longer than this.
_LONGEST_ENTITY = 255


def read(path: Path, syntax: SourceFormat, base: str) -> Iterator[Statement]:
    """The statements of a file, its relative IRIs resolved against ``base``.

    Blank nodes get labels that no other file has. Nothing outside the file is fetched.
    Raises RdfSyntaxError at the first fault, after yielding what stood before it.
    """
    try:
        if syntax is SourceFormat.RDF_XML:
            _refuse_entity_bombs(path)
        elif syntax is SourceFormat.JSON_LD:
            _refuse_depth(path)
            _refuse_languages(path)
        with path.open("rb") as file:
            if file.read(len(BOM)) != BOM:
                file.seek(0)
            quads = ox.parse(
                file, format=OXIGRAPH_FORMATS[syntax], base_iri=base, rename_blank_nodes=True
            )
            for quad in quads:
                yield _statement(quad, path, syntax, base)
    except SyntaxError as error:
        reason = _PLACE.sub("", str(error.msg or error))
        if "LoadDocumentCallback" in reason:
            raise _remote_context(path) from None
        line, column = error.lineno, error.offset
        if line is None and syntax is SourceFormat.RDF_XML:
            line, column = _where_xml_stops(path, base)
        raise RdfSyntaxError(str(path), reason, line, column) from None
    except MemoryError:  # the parser's own limit, 16 MiB for one token
        raise RdfSyntaxError(str(path), _TOO_LONG, line_of_longest(path, syntax, base)) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise RdfSyntaxError(str(path), f"it cannot be read: {why}") from None


def _statement(quad: ox.Quad, path: Path, syntax: SourceFormat, base: str) -> Statement:
    value = str(quad.object)
    reason = ""
    if isinstance(quad.object, ox.Triple):
        reason = "RDF 1.2 triple terms cannot be kept yet: leave the statement out"
    elif "--" in value and "--" in value[value.rfind('"') :] and value.startswith('"'):
        reason = "RDF 1.2 base directions of text cannot be kept yet: leave the direction out"
    elif len(value) > _LONGEST_LITERAL:
        reason = _TOO_LONG
    if reason:
        pattern = (str(quad.subject), str(quad.predicate), value)
        if isinstance(quad.subject, ox.BlankNode):
            pattern = (BLANK, *pattern[1:])
        line = lines_of(path, syntax, base, [pattern]).get(pattern)
        raise RdfSyntaxError(str(path), reason, line)
    graph = quad.graph_name
    return (
        (str(quad.subject), str(quad.predicate), value),
        None if isinstance(graph, ox.DefaultGraph) else str(graph),
    )


class _Sips:
    """A file that is read byte by byte from some place on.

    So a parser that tells no place tells it by how far it has read.
    """

    def __init__(self, file: IO[bytes], slowly_from: int) -> None:
        self._file = file
        self._slowly_from = slowly_from
        self.last = 0  # where the last part began
        self.line, self.column = 1, 0

    def read(self, size: int = -1) -> bytes:
        self.last = self._file.tell()
        part = self._file.read(1 if self.last >= self._slowly_from else size)
        if lines := part.count(b"\n"):
            self.line += lines
            self.column = len(part) - part.rfind(b"\n") - 1
        else:
            self.column += len(part)
        return part


def _where_xml_stops(path: Path, base: str) -> tuple[int | None, int | None]:
    """The line and column up to which RDF/XML could be read."""
    place = sys.maxsize
    for _ in range(2):  # first the part of the file, then the byte
        with path.open("rb") as file:
            sips = _Sips(file, place)
            try:
                for _quad in ox.parse(sips, format=ox.RdfFormat.RDF_XML, base_iri=base):  # type: ignore[arg-type]
                    pass
            except SyntaxError:
                place = sips.last
            else:
                return None, None
    return sips.line, max(sips.column, 1)


def _refuse_entity_bombs(path: Path) -> None:
    """Refuse entities that expand into others, or at length (the "billion laughs" attack)."""
    with _mapped(path) as whole:
        for match in _ENTITY.finditer(whole):
            value = match[1] if match[1] is not None else match[2]
            if b"&" in value or len(value) > _LONGEST_ENTITY:
                raise _refusal(
                    path, whole, match.start(),
                    "an XML entity may neither use other entities nor be longer than "
                    f"{_LONGEST_ENTITY} characters",
                )  # fmt: skip


def _refuse_depth(path: Path) -> None:
    """Refuse JSON that is nested deeper than any description is."""
    depth = 0
    with _mapped(path) as whole:
        for match in _BRACKET.finditer(whole):
            first = match[0][:1]
            if first in b"[{":
                depth += 1
            elif first in b"]}":
                depth -= 1
            if depth > _DEEPEST:
                reason = f"JSON-LD may not be nested deeper than {_DEEPEST} levels"
                raise _refusal(path, whole, match.start(), reason)


def _remote_context(path: Path) -> RdfSyntaxError:
    reason = (
        "it names a remote JSON-LD context, and nothing is fetched while loading: write the "
        "context into the file"
    )
    with _mapped(path) as whole:
        named = _CONTEXT.search(whole)
        return _refusal(path, whole, named.start(1) if named else 0, reason)


def _refuse_languages(path: Path) -> None:
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
