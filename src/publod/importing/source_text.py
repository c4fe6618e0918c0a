"""How files of text are encoded, which nothing in them says.

UTF-8 and UTF-16 are known by their form, and what is neither is Windows-1252, as programs write it
in western Europe.
"""

from __future__ import annotations

import codecs
import re
from io import BytesIO
from typing import IO

from publod.importing.field_values import plain
from publod.importing.source_record import SourceFault
from publod.messages import N_

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_PART = 1 << 20
#: Bytes that Windows-1252 leaves without a meaning.
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_NAMES = {"cp1252": "Windows-1252", "latin-1": "ISO 8859-1"}


def in_utf8(beginning: bytes) -> bytes:
    """The beginning of a file in UTF-8 and without a mark, as far as it is in UTF-16 or has one."""
    encoding = encoding_of(BytesIO(beginning))
    if encoding.startswith(("utf-16", "utf-32")):
        return beginning.decode(encoding, "replace").encode()
    return beginning.removeprefix(codecs.BOM_UTF8)


def encoding_of(stream: IO[bytes]) -> str:
    """How a file is encoded: by its mark, or by what all of it could be. Raises OSError."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, undefined = True, False
    nulls = [0, 0]
    beginning = stream.read(4)
    for mark, name in _MARKS:
        if beginning.startswith(mark):
            return name
    stream.seek(0)
    first = True
    while part := stream.read(_PART):
        if first:
            nulls = [part[0::2].count(0), part[1::2].count(0)]
            first = False
        undefined |= bool(_UNDEFINED.search(part))
        if is_utf8:
            try:
                decoder.decode(part)
            except UnicodeDecodeError:
                is_utf8 = False
    # Of latin text in UTF-16 nearly every other byte is 0, and none of its neighbours.
    if max(nulls) > min(stream.tell(), _PART) / 5 and min(nulls) < max(nulls) / 20:
        return "utf-16-le" if nulls[1] > nulls[0] else "utf-16-be"
    if is_utf8:
        return "utf-8"
    return "latin-1" if undefined else "cp1252"


def text_of(stream: IO[bytes], source: str) -> tuple[str, list[SourceFault]]:
    """The text of a file, and a remark where its encoding was guessed or is broken."""
    encoding = encoding_of(stream)
    stream.seek(0)
    content = stream.read()
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        text = content.decode(encoding, "replace")
        reason = N_(
            "it is not in the encoding %(encoding)s: %(error)s", encoding=encoding, error=str(error)
        )
        line = next((one for one in text.splitlines() if "\ufffd" in one), "")
        return text, [SourceFault(source, 0, reason, plain(line), is_remark=True)]
    if encoding not in _NAMES:
        return text, []
    reason = N_(
        "it is not in UTF-8, and was read as %(encoding)s: if letters are wrong, save it as UTF-8",
        encoding=_NAMES[encoding],
    )
    line = next((one for one in text.splitlines() if not one.isascii()), "")
    return text, [SourceFault(source, 0, reason, plain(line), is_remark=True, is_doubtful=True)]
