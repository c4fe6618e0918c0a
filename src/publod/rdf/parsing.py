"""Reading RDF files: fast, strict, and told apart from one another by line and column."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from publod.errors import RdfSyntaxError
from publod.messages import N_, Message, Numeral
from publod.rdf import input_screening
from publod.rdf.input_screening import opened
from publod.rdf.line_locator import BLANK, line_of_longest, lines_of
from publod.rdf.source_format import OXIGRAPH_FORMATS, SourceFormat
from publod.rdf.terms import Triple

#: A triple with the graph it was said in, or None where the file names no graph.
Statement = tuple[Triple, str | None]

_PLACE = re.compile(r"^Parser error (?:at|between) [^:]*: |^at \d+\.\.\d+: ")
#: One literal's characters. What is longer is a file: it is linked to.
_LONGEST_LITERAL = 8_000_000
_TOO_LONG = N_(
    "a literal may have at most %(longest_literal)s characters, and 16 MiB as it "
    "is written: make a file of a longer text, and link to it",
    longest_literal=Numeral(_LONGEST_LITERAL),
)
#: Characters of an IRI, a datatype's too. Servers and browsers refuse longer addresses, and a
#: prefix of megabytes would make each name that has it as long.
LONGEST_IRI = 4096
#: Some parsers repeat what they could not read.
_LONGEST_REASON = 200


def read(
    path: Path, syntax: SourceFormat, base: str, given: Callable[[int], None] = lambda _: None
) -> Iterator[Statement]:
    """The statements of a file, its relative IRIs resolved against ``base``.

    Blank nodes get labels that no other file has. Nothing outside the file is fetched.
    ``given`` is told the bytes of each part that the parser gets. Raises RdfSyntaxError at the
    first fault, after yielding what stood before it.
    """
    try:
        with opened(path, syntax, base) as file:
            quads = ox.parse(
                _Parts(file, given),  # type: ignore[arg-type]
                format=OXIGRAPH_FORMATS[syntax], base_iri=base, rename_blank_nodes=True,
            )  # fmt: skip
            for quad in quads:
                yield _statement(quad, path, syntax, base)
    except SyntaxError as error:
        reason = _PLACE.sub("", str(error.msg or error))
        if len(reason) > _LONGEST_REASON:
            reason = reason[:_LONGEST_REASON] + "…"
        if "LoadDocumentCallback" in reason:
            raise input_screening.remote_context(path) from None
        line, column = error.lineno, error.offset
        if line is None and syntax is SourceFormat.RDF_XML:
            line, column = _where_xml_stops(path, base)
        is_encoded = not reason.startswith(("Invalid UTF-8", "Only UTF-8"))
        told = Message.of(reason) if is_encoded else N_("it is not in UTF-8: save it in UTF-8")
        raise RdfSyntaxError(str(path), told, line, column) from None
    except MemoryError:  # the parser's own limit, 16 MiB for one token
        raise RdfSyntaxError(str(path), _TOO_LONG, line_of_longest(path, syntax, base)) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise RdfSyntaxError(str(path), N_("it cannot be read: %(why)s", why=why)) from None


def _statement(quad: ox.Quad, path: Path, syntax: SourceFormat, base: str) -> Statement:
    value = str(quad.object)
    reason: Message | None = None
    if isinstance(quad.object, ox.Triple):
        reason = N_("RDF 1.2 triple terms cannot be kept yet: leave the statement out")
    elif "--" in value and "--" in value[value.rfind('"') :] and value.startswith('"'):
        reason = N_("RDF 1.2 base directions of text cannot be kept yet: leave the direction out")
    elif len(value) > _LONGEST_LITERAL:
        reason = _TOO_LONG
    graph = None if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
    subject, predicate = str(quad.subject), str(quad.predicate)
    if len(subject) + len(predicate) + len(value) + len(graph or "") > LONGEST_IRI:
        terms = (subject, predicate, value[value.rfind('"') + 1 :], graph or "")
        reason = next(map(_too_long, filter(_is_long, terms)), reason)
    if reason:
        pattern = (subject, predicate, value)
        if isinstance(quad.subject, ox.BlankNode):
            pattern = (BLANK, *pattern[1:])
        line = lines_of(path, syntax, base, [pattern]).get(pattern)
        raise RdfSyntaxError(str(path), reason, line)
    return (subject, predicate, value), graph


def _is_long(term: str) -> bool:
    return len(term) > LONGEST_IRI


def _too_long(term: str) -> Message:
    return N_(
        "%(term)s… is longer than %(longest_iri)s characters, which no IRI may be: shorten it",
        term=term[:60],
        longest_iri=LONGEST_IRI,
    )


class _Parts:
    """A file as a parser reads it, part by part."""

    def __init__(self, file: IO[bytes], given: Callable[[int], None]) -> None:
        self._file = file
        self._given = given

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(size)
        self._given(len(part))
        return part


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
