"""On which line of a file a statement stands: looked up afterwards, since the parsers do not say.

The file is parsed again, and given to the parser line by line: a statement stands between the line
after which the one before it came and the line after which it came itself. There the text of its
object is looked for. So the line is exact where a line has one statement, as in N-Triples, and
where the object is written nowhere else between the two. JSON-LD comes all at once: there it is the
first line with the object's text after the one that names the subject.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from html import escape
from io import BytesIO
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from publod.rdf.own_context import with_own_context
from publod.rdf.source_format import BOM, OXIGRAPH_FORMATS, SourceFormat
from publod.rdf.terms import Triple, iri_of, is_blank, is_iri, literal_of

#: In a pattern: any term; any blank node, as the labels in a file are not those that it is read
#: with. A pattern with a blank node has a line only if one statement of the file fits it.
ANY, BLANK = "", "_:"

#: The bytes of one token that are given to the parser line by line.
_BY_LINE = 1 << 16
_JSON_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"')


def lines_of(
    path: Path, syntax: SourceFormat, base: str, patterns: Collection[Triple]
) -> dict[Triple, int]:
    """The line, counted from 1, of the first statement that fits each pattern.

    A pattern is a triple in which `ANY` and `BLANK` may stand for terms. What does not occur, or
    cannot be read, has no line; a file with a fault is read up to it.
    """
    wanted = set(patterns)
    lines: dict[Triple, int] = {}
    ambiguous: set[Triple] = set()
    unique = {pattern for pattern in wanted if BLANK not in pattern}
    for triple, search in _statements(path, syntax, base):
        for pattern in _patterns(triple, wanted):
            if pattern not in lines:
                lines[pattern] = search.line(triple, pattern)
            elif BLANK in pattern:
                ambiguous.add(pattern)
        if len(lines) == len(wanted) == len(unique):
            break
    return {pattern: line for pattern, line in lines.items() if pattern not in ambiguous}


def line_of_longest(path: Path, syntax: SourceFormat, base: str) -> int | None:
    """Where a token is that is too long for the parser: the first after what it can read.

    It is the longest line there, or what began with three quotation marks.
    """
    with path.open("rb") as file:
        lines = _Lines(file)
        try:
            for _ in ox.parse(lines, format=OXIGRAPH_FORMATS[syntax], base_iri=base):  # type: ignore[arg-type]
                lines.forget()
        except (SyntaxError, OSError, ValueError, MemoryError):
            text = bytes(lines.pending)
            longest = max(text.split(b"\n"), key=len)
            quotes = max(text.rfind(b'"""'), text.rfind(b"'''"), 0)
            return lines.line_at(text.find(longest) if len(longest) >= _BY_LINE else quotes)
    return None


def _patterns(triple: Triple, wanted: set[Triple]) -> Iterable[Triple]:
    s, p, o = (BLANK if is_blank(term) else term for term in triple)
    for pattern in ((s, p, o), (s, p, ANY), (s, ANY, ANY), (ANY, p, ANY), (ANY, p, o)):
        if pattern in wanted:
            yield pattern


class _Lines:
    """A file that is read line by line, as a parser sees it, and what was read last of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        #: What came since the last statement and with it, and the number of its first line.
        self.pending = bytearray()
        self.first = 1
        self._last = 0  # where in it the last part begins
        self._since = 0  # bytes since the last statement

    def read(self, size: int = -1) -> bytes:
        """The rest of a line, but never more than is asked for: the parser would abort.

        It looks at a token from its beginning each time that more comes, so a token of many lines
        comes in larger parts: to the parser all the same, but the line is then less exact.
        """
        short = self._since < _BY_LINE
        part = self._file.readline(size) if short else self._file.read(size)
        self._last = len(self.pending)
        self._since += len(part)
        self.pending += part
        return part

    def forget(self) -> None:
        """Go on behind a statement; the part that it ended in may have the next one as well."""
        self.first += self.pending.count(b"\n", 0, self._last)
        del self.pending[: self._last]
        self._last = self._since = 0

    def line(self, triple: Triple, pattern: Triple) -> int:
        term, _ = _sought(triple, pattern)
        for form in _written(term):
            if (place := self.pending.rfind(form.encode())) >= 0:
                return self.line_at(place)
        return self.line_at(max(len(self.pending) - 1, 0))

    def line_at(self, place: int) -> int:
        return self.first + self.pending.count(b"\n", 0, place)


class _Tokens:
    """The strings of a JSON document with their lines."""

    def __init__(self, text: str) -> None:
        self._lines: dict[str, list[int]] = defaultdict(list)
        line, place = 1, 0
        for match in _JSON_STRING.finditer(text):
            line += text.count("\n", place, match.start())
            place = match.start()
            token = _json_text(match[0])
            self._lines[token].append(line)
            if ":" in token and "://" not in token:  # a compact IRI
                self._lines[token.partition(":")[2]].append(line)

    def line(self, triple: Triple, pattern: Triple) -> int:
        term, subject = _sought(triple, pattern)
        after = next(iter(self._of(subject)), 1) if subject else 1
        lines = self._of(term)
        return next((n for n in lines[bisect_left(lines, after) :]), lines[0] if lines else after)

    def _of(self, term: str) -> list[int]:
        for form in _names(iri_of(term)) if is_iri(term) else [literal_of(term).text]:
            if form in self._lines:
                return self._lines[form]
        return []


def _json_text(token: str) -> str:
    try:
        return str(json.loads(token))
    except ValueError:
        return token[1:-1]


def _statements(
    path: Path, syntax: SourceFormat, base: str
) -> Iterator[tuple[Triple, _Lines | _Tokens]]:
    whole = syntax is SourceFormat.JSON_LD
    try:
        with path.open("rb") as file:
            if file.read(len(BOM)) != BOM:
                file.seek(0)
            lines = _Lines(file)
            search = _Tokens(path.read_text("utf-8", "replace")) if whole else lines
            source: IO[bytes] = lines  # type: ignore[assignment]
            if whole:
                source = BytesIO(with_own_context(path.read_bytes().removeprefix(BOM), base))
            for quad in ox.parse(source, format=OXIGRAPH_FORMATS[syntax], base_iri=base):
                yield (str(quad.subject), str(quad.predicate), str(quad.object)), search
                if not whole:
                    lines.forget()
    except (SyntaxError, OSError, ValueError, MemoryError):
        return


def _sought(triple: Triple, pattern: Triple) -> tuple[str, str]:
    """What is looked for: the subject if nothing else is asked for, or the object; after what."""
    subject = "" if is_blank(triple[0]) else triple[0]
    if pattern[1] == ANY or is_blank(triple[2]):
        return (subject or triple[2]), ""
    return triple[2], subject


def _names(iri: str) -> list[str]:
    """An IRI, and how it may be written shorter, the longest first."""
    return [iri, *(iri[match.end() :] for match in re.finditer("[/#]", iri.removesuffix("/")))]


def _written(term: str) -> list[str]:
    """How a term may stand in a line of Turtle or XML: what is surer first."""
    if is_blank(term) or not term:
        return []
    if is_iri(term):
        iri = iri_of(term)
        last = re.split(r"[/#?:]", iri)
        return [iri, *dict.fromkeys(part for part in ("#".join(last[-2:]), last[-1]) if part)]
    text = literal_of(term).text
    escaped = term[1 : term.rindex('"')]
    first = next((line.strip() for line in text.splitlines() if line.strip()), text)
    forms = [f'"{escaped}"', f'"{text}"', f"'{text}'", escaped, first, escape(first, quote=False)]
    whole = [text.strip()] if "\n" in text.strip() else []
    return [*whole, *(form for form in dict.fromkeys(forms) if form and "\n" not in form)]
