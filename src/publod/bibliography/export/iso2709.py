"""MARC 21 as library systems exchange it in files: https://www.loc.gov/marc/specifications/specrecstruc.html.

ISO 2709 and MARCXML hold the same fields, so a record is written from its MARCXML. Lengths are
told in digits of which there are four for a field and five for a record, in bytes of UTF-8. A note
that is longer is continued in further fields of its tag, as all notes may be repeated. What does
not fit then is refused: a record that is cut off would look complete.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from publod.bibliography.entry import Entry
from publod.bibliography.export import marc21
from publod.messages import N_, Numeral
from publod.rdf.document import NotRepresentable

log = logging.getLogger(__name__)

TITLE = "MARC 21"
LONGEST_FIELD = 9_999
LONGEST_RECORD = 99_999
_FIELD_END, _RECORD_END, _SUBFIELD = b"\x1e", b"\x1d", b"\x1f"
_LEADER_LENGTH = 24
_DIRECTORY_ENTRY_LENGTH = 12
#: Notes (5XX), all of which that are written here may be repeated.
_NOTES = "5"
_NAMESPACE = f"{{{marc21.NAMESPACE}}}"
#: White space that is no plain space has no place in a field.
_SPACES = str.maketrans("\t\n\r", "   ")

#: The tag of a field and its content, without what ends it.
_Field = tuple[str, bytes]


def write(entry: Entry) -> bytes:
    """The publication as a record. Raises NotRepresentable for one that is too long."""
    return from_marcxml(marc21.write(entry))


def write_many(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Publications, record by record, without those that are too long: the log names them."""
    for entry in entries:
        if record := written_if_it_fits(marc21.write(entry), entry.document):
            yield record


def written_if_it_fits(marcxml: bytes, document: str) -> bytes:
    """A record of MARCXML in ISO 2709; nothing, and a warning, where it is too long.

    ``document`` is the address of the record in the catalogue.
    """
    try:
        return from_marcxml(marcxml)
    except NotRepresentable as error:
        log.warning("%s is left out of a file: %s", document, error)
        return b""


def from_marcxml(record: bytes) -> bytes:
    """One record of MARCXML in ISO 2709. Raises NotRepresentable for one that is too long."""
    root = ElementTree.fromstring(record)  # noqa: S314 (written by publod itself)
    leader = root.findtext(f"{_NAMESPACE}leader", "").encode("ascii")
    fields = [field for node in root for field in _fields(node)]
    directory, content = bytearray(), bytearray()
    for tag, data in fields:
        directory += b"%s%04d%05d" % (tag.encode("ascii"), len(data) + 1, len(content))
        content += data + _FIELD_END
        if len(content) > LONGEST_RECORD:
            break  # the directory has no more digits; what follows is counted below
    base = _LEADER_LENGTH + len(fields) * _DIRECTORY_ENTRY_LENGTH + 1
    length = base + sum(len(data) + 1 for _, data in fields) + 1
    if length > LONGEST_RECORD:
        raise NotRepresentable(
            TITLE,
            N_(
                "a record has room for %(most)s bytes, and this one has %(length)s; "
                "MARCXML holds it whole",
                most=Numeral(LONGEST_RECORD),
                length=Numeral(length),
            ),
        )
    head = b"%05d%s%05d%s" % (length, leader[5:12], base, leader[17:_LEADER_LENGTH])
    return head + bytes(directory) + _FIELD_END + bytes(content) + _RECORD_END


def _fields(node: ElementTree.Element) -> Iterator[_Field]:
    """The fields that an element of MARCXML becomes: one, or several for a long note."""
    tag = node.get("tag", "")
    if node.tag == f"{_NAMESPACE}controlfield":
        yield _checked(tag, _bytes(node.text))
    elif node.tag == f"{_NAMESPACE}datafield":
        start = f"{node.get('ind1', ' ')}{node.get('ind2', ' ')}".encode("ascii")
        subfields = [
            _SUBFIELD + sub.get("code", "").encode("ascii") + _bytes(sub.text) for sub in node
        ]
        rest = b"".join(subfields[1:])
        if tag.startswith(_NOTES) and len(rest) < LONGEST_FIELD // 2:
            code, text = subfields[0][:2], subfields[0][2:]
            room = LONGEST_FIELD - len(start) - len(code) - len(rest) - 1
            while len(text) > room:
                part = _beginning(text, room)
                yield tag, start + code + part.rstrip()
                text = text[len(part) :].lstrip()
            subfields[0] = code + text
        yield _checked(tag, start + b"".join(subfields))


def _checked(tag: str, data: bytes) -> _Field:
    length = len(data) + 1
    if length > LONGEST_FIELD:
        raise NotRepresentable(
            TITLE,
            N_(
                "a field has room for %(most)s bytes, and field %(tag)s has %(length)s; "
                "MARCXML holds it whole",
                most=Numeral(LONGEST_FIELD),
                tag=tag,
                length=Numeral(length),
            ),
        )
    return tag, data


def _beginning(text: bytes, room: int) -> bytes:
    """As much of a text as there is room for, up to a space, or else to the end of a character."""
    end = text.rfind(b" ", room // 2, room)
    if end < 0:
        end = room
        while text[end] & 0xC0 == 0x80:  # not within a character of UTF-8
            end -= 1
    return text[:end]


def _bytes(text: str | None) -> bytes:
    return (text or "").translate(_SPACES).encode()
