"""Records of ISO 2709 as library systems write them: right ones, and such as count amiss.

https://www.loc.gov/marc/specifications/specrecstruc.html. Records are told apart by the record
terminator, and fields by the directory: in bytes, as they should be counted, else in characters of
UTF-8, else in their order where there are as many as the directory has. Texts are in UTF-8 or
MARC-8; what is in neither is reported by its field.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, TypeVar

import pymarc
from pymarc import Field, Record
from pymarc.marc8 import marc8_to_unicode

from publod.importing.source_record import SourceField
from publod.messages import N_, Message

_RECORD_END, _FIELD_END, _SUBFIELD = b"\x1d", b"\x1e", b"\x1f"
#: Bytes of the leader, of an entry of the directory, and what a record may have by its length.
_LEADER, _ENTRY, _MOST = 24, 12, 99_999
#: The bytes that are read at once, and more than a record has that counts amiss.
_PIECE, _LONGEST = 1 << 16, 1 << 22
_Body = TypeVar("_Body", bytes, str)
_BETWEEN = b"\x00\x1a\r\n\t"
_NO_ASCII = re.compile(rb"[\x1b\x80-\xff]")


@dataclass(slots=True)
class DecodedRecord:
    """A record, and by the tags of its fields what of them is in no known characters."""

    record: Record
    garbled: dict[str, str] = field(default_factory=dict)

    def remarks(self) -> Iterator[SourceField]:
        """What is to be reported of its characters, once for each tag."""
        for tag, text in self.garbled.items():
            reason = N_(
                "it has characters that are not of the character set that the record is in "
                "(leader/09): they are left out or shown as �; correct them, or export it in UTF-8"
            )
            yield SourceField(tag, text, reason, is_doubtful=True)


def records_of(stream: IO[bytes]) -> Iterator[DecodedRecord | Message]:
    """The records of a stream; in the place of one that cannot be read the cause and a way out."""
    return map(_decoded, _up_to_terminators(stream))


def _up_to_terminators(stream: IO[bytes]) -> Iterator[bytes]:
    """The records of a stream without their terminators; space between them is none of theirs."""
    rest = b""
    while piece := stream.read(_PIECE):
        *whole, rest = (rest + piece).split(_RECORD_END)
        for content in whole:
            yield _begun(content)
        if len(rest) > _LONGEST:  # no record is
            yield rest
            rest = b""
    if rest.strip(_BETWEEN + b" "):
        yield _begun(rest)


def _begun(content: bytes) -> bytes:
    """A record without what stands before it; a length may be spaces as well."""
    bare = content.lstrip(_BETWEEN)
    return bare.lstrip() if bare.lstrip()[:5].isdigit() else bare


def _decoded(content: bytes) -> DecodedRecord | Message:
    fields = _fields(content)
    if isinstance(fields, Message):
        return fields
    leader = content[:_LEADER].decode("ascii", "replace")
    decoded = DecodedRecord(Record(leader=leader))
    decoded.record.leader = pymarc.Leader(leader)
    # Some systems write UTF-8 and do not say so; MARC-8 is never by chance right UTF-8.
    is_utf8 = leader[9] == "a" or _is_utf8(content)
    for tag, data in fields:
        decoded.record.fields.append(_field(tag, data, decoded.garbled, is_utf8=is_utf8))
    return decoded


def _fields(content: bytes) -> list[tuple[str, bytes]] | Message:
    """Tags with the contents of their fields; why these cannot be told apart."""
    end = content.find(_FIELD_END, _LEADER)
    directory = content[_LEADER:end]
    if len(content) >= _MOST and len(directory) % _ENTRY:
        return N_(
            "it cannot be read: it has more than 99,999 bytes, for which ISO 2709 has no room; "
            "export it as MARCXML"
        )
    if end < 0 or not directory or len(directory) % _ENTRY:
        return N_(
            "it cannot be read: its directory of fields is damaged; export it again, or as MARCXML"
        )
    entries = [directory[i : i + _ENTRY] for i in range(0, len(directory), _ENTRY)]
    tags = [entry[:3].decode("ascii", "replace") for entry in entries]
    body = content[end + 1 :]
    found: list[bytes] | None = None
    if is_right := all(entry[3:].isdigit() for entry in entries):
        places = [(int(entry[7:]), int(entry[3:7])) for entry in entries]
        found = _at(body, places)
        if found is None and _is_utf8(body):
            texts = _at(body.decode(), places)
            found = [text.encode() for text in texts] if texts else None
    if found is None and is_right:
        whole = body.removesuffix(_FIELD_END).split(_FIELD_END)
        found = whole if len(whole) == len(tags) else None
    if found is None:
        return N_(
            "it cannot be read: the lengths of its fields fit neither in bytes nor in characters, "
            "and there are more or fewer fields than its directory has; export it again, or as "
            "MARCXML"
        )
    return list(zip(tags, found, strict=True))


def _at(body: _Body, places: list[tuple[int, int]]) -> list[_Body] | None:
    """The fields at some places, with some lengths; None if one does not begin or end there."""
    end = _FIELD_END if isinstance(body, bytes) else _FIELD_END.decode()
    found: list[_Body] = [body[start : start + length] for start, length in places]
    before: list[_Body] = [body[start - 1 : start] for start, _ in places if start]
    is_right = all(one[-1:] == end for one in found + before)
    return [one[:-1] for one in found] if is_right else None


def _is_utf8(content: bytes) -> bool:
    """Whether a content is right UTF-8, and not ASCII alone."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return not content.isascii()


def _field(tag: str, data: bytes, garbled: dict[str, str], *, is_utf8: bool) -> Field:
    def text(part: bytes) -> str:
        decoded, is_right = _text(part, is_utf8=is_utf8)
        if not is_right:
            garbled.setdefault(tag, decoded)
        return decoded

    if tag < "010":
        return Field(tag, data=text(data))
    first, *parts = data.split(_SUBFIELD)
    indicators = first[:2].decode("ascii", "replace").ljust(2)
    subfields = [pymarc.Subfield(chr(part[0]), text(part[1:])) for part in parts if part]
    if first[2:].strip():  # a text without a code
        subfields.insert(0, pymarc.Subfield("-", text(first[2:])))
    return Field(tag, pymarc.Indicators(*indicators), subfields)


def _text(data: bytes, *, is_utf8: bool) -> tuple[str, bool]:
    """A text, and whether all of its characters are known."""
    if not _NO_ASCII.search(data):
        return data.decode("ascii"), True
    if is_utf8:
        text = data.decode("utf-8", "replace")
        return text, "\ufffd" not in text
    # What it does not know it writes to standard error.
    with contextlib.redirect_stderr(io.StringIO()) as errors:
        try:
            text = marc8_to_unicode(data)
        except (UnicodeDecodeError, ValueError, KeyError):
            return data.decode("ascii", "replace"), False
    return text, not errors.getvalue()
