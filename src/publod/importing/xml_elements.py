"""Elements of large XML files, one after the other, in bounded memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import IO, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from publod.errors import SourceUnreadable
from publod.messages import N_, English

_CHUNK = 1 << 16
#: Bytes of one element; what is longer is no record of a publication.
_LONGEST = 16 << 20


def elements(stream: IO[bytes], source: str, names: Collection[str]) -> Iterator[Element]:
    """The elements of some names, ``{namespace}local``, each whole when it is handed over.

    External entities are never loaded, and expat itself ends documents whose entities multiply.
    Raises SourceUnreadable for what is not well-formed, and for elements of more than 16 MiB.
    """
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    depth = 0
    path: list[Element] = []
    since = 0
    try:
        while chunk := stream.read(_CHUNK):
            since += len(chunk)
            parser.feed(chunk)
            for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                if event == "start":
                    depth += element.tag in names
                    path.append(element)
                    continue
                path.pop()
                if element.tag in names:
                    depth -= 1
                    if not depth:
                        since = 0
                        yield element
                if not depth and path:
                    path[-1].remove(element)
            if since > _LONGEST:
                raise SourceUnreadable(N_("one element is longer than 16 MiB"), source)
        parser.close()
    except ParseError as error:
        raise SourceUnreadable(
            N_("it is not well-formed XML: %(error)s", error=English(error)), source
        ) from error


def text_of(element: Element | None) -> str:
    """The text in an element and in what it contains, on one line."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def language_of(element: Element) -> str:
    """The language of an element, as it says itself: ``xml:lang``, or ``lang`` as MODS has it."""
    return element.get(LANGUAGE) or element.get("lang") or ""
