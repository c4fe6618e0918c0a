"""What is looked for in a file before the parser has it: what would be too much for the parser."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from publod.errors import RdfSyntaxError
from publod.rdf import input_screening
from publod.rdf.source_format import BOM, SourceFormat

#: Elements of XML in one another, whose square the parser's time grows with. A dozen is usual.
DEEPEST = 256
#: Attributes, declared namespaces among them, of one XML element.
MOST_ATTRIBUTES = 256
#: Ontologies abbreviate namespaces with entities; no namespace is longer than this.
LONGEST_ENTITY = 255
#: To how many times its size XML may grow by its entities, above a free part in characters.
_MOST_GROWTH, _FREE_GROWTH = 10, 1 << 20

_PART = 1 << 18
#: How files begin that are no text in UTF-8, and what they are.
_OTHER_BEGINNINGS = {
    b"\x1f\x8b": "it is packed with gzip: unpack it first",
    b"PK\x03\x04": "it is a ZIP archive: unpack it first",
    b"BZh": "it is packed with bzip2: unpack it first",
    b"\xfd7zXZ": "it is packed with xz: unpack it first",
    b"\xff\xfe": "it is in UTF-16: save it in UTF-8",
    b"\xfe\xff": "it is in UTF-16: save it in UTF-8",
}


@contextmanager
def opened(path: Path, syntax: SourceFormat) -> Iterator[IO[bytes]]:
    """A file to parse, behind its byte order mark. Raises RdfSyntaxError, OSError.

    It is read as far as it goes when it is opened, and refused if it has changed by the end: what
    was read would be neither what it was nor what it is.
    """
    # Without O_NONBLOCK, to open a pipe waits for somebody who writes to it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise RdfSyntaxError(str(path), "it is not a file")
        beginning = file.read(max(map(len, _OTHER_BEGINNINGS)))
        for start, reason in _OTHER_BEGINNINGS.items():
            if beginning.startswith(start):
                raise RdfSyntaxError(str(path), reason)
        if syntax is SourceFormat.RDF_XML:
            file.seek(0)
            _screen_xml(path, file)
        elif syntax is SourceFormat.JSON_LD:
            input_screening.refuse_depth(path)
            input_screening.refuse_languages(path)
        file.seek(len(BOM) if beginning.startswith(BOM) else 0)
        yield file
        after = os.fstat(descriptor)
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise RdfSyntaxError(str(path), "it changed while it was read: try again")


def _screen_xml(path: Path, file: IO[bytes]) -> None:
    """Refuse what is nested too deeply, and entities that would grow ("billion laughs").

    Expat's time is linear. A fault in the XML ends the search: telling it is for the parser.
    """
    parser = expat.ParserCreate()
    depth = text = 0

    def refuse(reason: str) -> None:
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        raise RdfSyntaxError(str(path), reason, line, column)

    def begin(_name: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            refuse(f"XML may not be nested deeper than {DEEPEST} levels")
        if len(attributes) > 2 * MOST_ATTRIBUTES:
            refuse(f"an XML element may not have more than {MOST_ATTRIBUTES} attributes")
        if parser.CharacterDataHandler is not None:
            grow("".join(attributes))

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def grow(added: str) -> None:
        nonlocal text
        text += len(added)
        if text > _FREE_GROWTH + _MOST_GROWTH * parser.CurrentByteIndex:
            refuse(f"XML may not grow to more than {_MOST_GROWTH} times its size by its entities")

    def declare(_name: str, is_parameter: int, value: str | None, *_: Any) -> None:
        if value is None:
            refuse("it names an external XML entity, and nothing is fetched while loading")
        elif is_parameter or "&" in value or len(value) > LONGEST_ENTITY:
            refuse(
                "an XML entity may neither use other entities nor be longer than "
                f"{LONGEST_ENTITY} characters"
            )
        parser.CharacterDataHandler = grow

    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.EntityDeclHandler = declare
    try:
        while part := file.read(_PART):
            parser.Parse(part, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError):  # ValueError: an encoding that expat does not know
        return
