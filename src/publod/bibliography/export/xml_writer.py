"""XML written as text, in a way that cannot be ill-formed (https://www.w3.org/TR/xml/).

Pieces are made by `leaf` and `branch` alone, which escape; their type keeps plain strings from
passing for markup. Nothing empty is written: an attribute without a value, a leaf without text
and a branch without children are left out, so that a writer needs no conditions. A format with its
writer is one value, as OAI-PMH knows it (section 3.4 of the protocol):
https://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm#MetadataNamespaces
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NewType

from publod.bibliography.entry import Entry

#: A piece of well-formed XML: any number of elements.
Xml = NewType("Xml", str)
Attributes = Mapping[str, str]

NOTHING = Xml("")
_NO_ATTRIBUTES: Attributes = {}

# Production Char of section 2.2: what is not in it has no way into XML, escaped or not.
_FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_NOT_XML = re.compile(f"[{_FORBIDDEN}]")
_SPECIAL = re.compile(f'[&<>"\t\n\r{_FORBIDDEN}]')
# A carriage return must be a reference, or it is read as a line feed (section 2.11); in an
# attribute, so must all white space (section 3.3.3).
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"}
_TEXT = str.maketrans(_IN_TEXT)
_ATTRIBUTE = str.maketrans({**_IN_TEXT, '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;"})

_NAME = re.compile(r"(?:[A-Za-z_][A-Za-z0-9_.-]*:)?[A-Za-z_][A-Za-z0-9_.-]*")
_names: set[str] = set()


def legible(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)


def leaf(name: str, text: str, attributes: Attributes = _NO_ATTRIBUTES) -> Xml:
    """An element with text; nothing where the text has none but white space."""
    text = legible(text)
    if not text or text.isspace():
        return NOTHING
    return Xml(f"<{_checked(name)}{_attributes(attributes)}>{_escaped(text, _TEXT)}</{name}>")


def branch(name: str, children: Iterable[Xml], attributes: Attributes = _NO_ATTRIBUTES) -> Xml:
    """An element with elements; nothing where there are none."""
    inside = "".join(children)
    if not inside:
        return NOTHING
    return Xml(f"<{_checked(name)}{_attributes(attributes)}>{inside}</{name}>")


def twig(name: str, attributes: Attributes) -> Xml:
    """An element that has nothing but attributes; nothing where these have no values."""
    written = _attributes(attributes)
    return Xml(f"<{_checked(name)}{written}/>") if written else NOTHING


def joined(pieces: Iterable[Xml]) -> Xml:
    """Pieces, one after the other."""
    return Xml("".join(pieces))


def element(name: str, children: Iterable[Xml], attributes: Attributes) -> bytes:
    """A whole element in UTF-8 without XML declaration: a document, and a part of one.

    Written even when it is empty.
    """
    inside = "".join(children)
    return f"<{_checked(name)}{_attributes(attributes)}>{inside}</{name}>".encode()


def _attributes(attributes: Attributes) -> str:
    if not attributes:
        return ""
    return "".join(
        f' {_checked(name)}="{_escaped(value, _ATTRIBUTE)}"'
        for name, value in attributes.items()
        if value
    )


def _escaped(text: str, table: dict[int, str]) -> str:
    return legible(text).translate(table) if _SPECIAL.search(text) else text


def _checked(name: str) -> str:
    """The name, if it is one; writers have few, so each is looked at once."""
    if name not in _names:
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a qualified name in ASCII: {name!r}")
        _names.add(name)
    return name


DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """A format and its writer.

    ``prefix`` is the ``metadataPrefix``, ``namespace`` that of the root element, ``schema`` the
    URL of its XML Schema, ``media_type`` what a document in it is served as, ``profile`` the IRI
    by which it can be negotiated (RFC 6906). ``write`` gives one element without XML declaration.
    ``collection`` is the element of the namespace that holds many of these, '' where it has none.
    """

    prefix: str
    namespace: str
    schema: str
    media_type: str
    profile: str
    label: str
    write: Callable[[Entry], bytes]
    collection: str = ""

    def document(self, entry: Entry) -> bytes:
        """A publication as a document of its own."""
        return DECLARATION + self.write(entry) + b"\n"

    def written_collection(self, entries: Iterable[Entry]) -> Iterator[bytes]:
        """Publications as one document, piece by piece."""
        yield self.opening
        for entry in entries:
            yield self.write(entry) + b"\n"
        yield self.closing

    @property
    def opening(self) -> bytes:
        """How a document of many begins."""
        return DECLARATION + f'<{self.collection} xmlns="{self.namespace}">\n'.encode()

    @property
    def closing(self) -> bytes:
        """How it ends."""
        return f"</{self.collection}>\n".encode()


def root_attributes(
    namespace: str, schema: str, prefixes: Mapping[str, str], **more: str
) -> dict[str, str]:
    """The attributes of a root element: its namespaces and where its schema lies.

    ``prefixes`` maps prefixes to namespaces; the empty prefix is the default namespace.
    """
    declared = {f"xmlns:{p}" if p else "xmlns": iri for p, iri in prefixes.items()}
    return {
        **declared,
        "xmlns:xsi": XSI,
        "xsi:schemaLocation": f"{namespace} {schema}",
        **more,
    }
