"""What is looked for in a file before a parser gets it: what would be too much for it."""

from __future__ import annotations

import json
import mmap
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

import pyoxigraph as ox

from publod.errors import RdfSyntaxError
from publod.messages import N_, Message
from publod.rdf.own_context import with_own_context
from publod.rdf.source_format import BOM, SourceFormat

#: Values in one another. The parser calls itself for each level, and would end the process at some
#: thousands; descriptions need a dozen.
DEEPEST = 256

_BRACKET = re.compile(rb'"(?>(?:[^"\\]++|\\.)*)(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_CONTEXT = re.compile(rb'"@(?:context|import)"\s*+:\s*+(?:\[[^"\]]*+)?+(")')
#: In every address of the context that is published, however the address is written.
_OWN_CONTEXT = b"context.jsonld"
_NO_LANGUAGE = N_("this is no language tag of BCP 47, such as sv or en-GB")
_LANGUAGE = re.compile(rb'"@language"\s*+:\s*+"([^"]*+)"')


def _refuse_depth(path: Path, whole: mmap.mmap | bytes) -> None:
    """Refuse JSON that is nested deeper than any description is."""
    depth = 0
    for match in _BRACKET.finditer(whole):
        first = match[0][:1]
        if first in b"[{":
            depth += 1
        elif first in b"]}":
            depth -= 1
        if depth > DEEPEST:
            reason = N_("JSON-LD may not be nested deeper than %(deepest)s levels", deepest=DEEPEST)
            raise _refusal(path, whole, match.start(), reason)


def remote_context(path: Path) -> RdfSyntaxError:
    """The refusal of a file that names a remote context, with the place where it does."""
    reason = N_(
        "it names a remote JSON-LD context, and nothing is fetched while loading: "
        "write the context into the file"
    )
    with _mapped(path) as whole:
        named = _CONTEXT.search(whole)
        return _refusal(path, whole, named.start(1) if named else 0, reason)


def _refuse_languages(path: Path, whole: mmap.mmap | bytes) -> None:
    """Refuse language tags that are none: the parser leaves out what is said in them."""
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


def screened_json(path: Path, base: str) -> IO[bytes] | None:
    """Refuse what would be too much, or left out, for the parser of JSON-LD.

    The result is what to parse in place of the file, if that names the context that the catalogue
    at ``base`` publishes. Raises RdfSyntaxError.
    """
    with _mapped(path) as whole:
        _refuse_depth(path, whole)
        text: mmap.mmap | bytes = whole
        if whole.find(_OWN_CONTEXT) >= 0:
            text = with_own_context(whole[:].removeprefix(BOM), base)
        _refuse_languages(path, text)
        return BytesIO(text) if isinstance(text, bytes) and text else None


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


def _refusal(path: Path, whole: mmap.mmap | bytes, place: int, reason: Message) -> RdfSyntaxError:
    before = whole[:place]
    return RdfSyntaxError(
        str(path), reason, before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    )


#: Attributes, declared namespaces among them, of one XML element.
MOST_ATTRIBUTES = 256
#: Ontologies abbreviate namespaces with entities; no namespace is longer than this.
LONGEST_ENTITY = 255
#: To how many times its size XML may grow by its entities, above a free part in characters.
_MOST_GROWTH, _FREE_GROWTH = 10, 1 << 20

_PART = 1 << 18
#: How files begin that are no text in UTF-8, and what they are.
_OTHER_BEGINNINGS = {
    b"\x1f\x8b": N_("it is packed with gzip: unpack it first"),
    b"PK\x03\x04": N_("it is a ZIP archive: unpack it first"),
    b"BZh": N_("it is packed with bzip2: unpack it first"),
    b"\xfd7zXZ": N_("it is packed with xz: unpack it first"),
    b"\xff\xfe": N_("it is in UTF-16: save it in UTF-8"),
    b"\xfe\xff": N_("it is in UTF-16: save it in UTF-8"),
}


@contextmanager
def opened(path: Path, syntax: SourceFormat, base: str) -> Iterator[IO[bytes]]:
    """A file to parse, behind its byte order mark. Raises RdfSyntaxError, OSError.

    In JSON-LD, the context that a catalogue at ``base`` publishes is in it, where it is named.

    It is read as far as it goes when it is opened, and refused if it has changed by the end: what
    was read would be neither what it was nor what it is.
    """
    # Without O_NONBLOCK, to open a pipe waits for somebody who writes to it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise RdfSyntaxError(str(path), N_("it is not a file"))
        beginning = file.read(max(map(len, _OTHER_BEGINNINGS)))
        screened: IO[bytes] | None = None
        for start, reason in _OTHER_BEGINNINGS.items():
            if beginning.startswith(start):
                raise RdfSyntaxError(str(path), reason)
        if syntax is SourceFormat.RDF_XML:
            file.seek(0)
            _screen_xml(path, file, before.st_size)
        elif syntax is SourceFormat.JSON_LD:
            screened = screened_json(path, base)
        file.seek(len(BOM) if beginning.startswith(BOM) else 0)
        yield screened or file
        after = os.fstat(descriptor)
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise _changed(path)


def _changed(path: Path) -> RdfSyntaxError:
    return RdfSyntaxError(str(path), N_("it changed while it was read: try again"))


def _screen_xml(path: Path, file: IO[bytes], size: int) -> None:
    """Refuse what is nested too deeply, and entities that would grow ("billion laughs").

    A file that goes on beyond the ``size`` in bytes that it had is refused there: to follow one
    that grows would not end.

    Expat's time is linear. A fault in the XML ends the search: telling it is for the parser.
    """
    parser = expat.ParserCreate()
    depth = text = 0

    def refuse(reason: Message) -> None:
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        raise RdfSyntaxError(str(path), reason, line, column)

    def begin(_name: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            refuse(N_("XML may not be nested deeper than %(deepest)s levels", deepest=DEEPEST))
        if len(attributes) > 2 * MOST_ATTRIBUTES:
            refuse(
                N_(
                    "an XML element may not have more than %(most_attributes)s attributes",
                    most_attributes=MOST_ATTRIBUTES,
                )
            )
        if parser.CharacterDataHandler is not None:
            grow("".join(attributes))

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def grow(added: str) -> None:
        nonlocal text
        text += len(added)
        if text > _FREE_GROWTH + _MOST_GROWTH * parser.CurrentByteIndex:
            refuse(
                N_(
                    "XML may not grow to more than %(most_growth)s times its size by its entities",
                    most_growth=_MOST_GROWTH,
                )
            )

    def declare(_name: str, is_parameter: int, value: str | None, *_: Any) -> None:
        if value is None:
            refuse(N_("it names an external XML entity, and nothing is fetched while loading"))
        elif is_parameter or "&" in value or len(value) > LONGEST_ENTITY:
            refuse(
                N_(
                    "an XML entity may neither use other entities nor be longer than "
                    "%(longest_entity)s characters",
                    longest_entity=LONGEST_ENTITY,
                )
            )
        parser.CharacterDataHandler = grow

    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.EntityDeclHandler = declare
    try:
        while part := file.read(_PART):
            parser.Parse(part, False)
            if file.tell() > size:
                raise _changed(path)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError):  # ValueError: an encoding that expat does not know
        return
